"""Operations on instances: the panel, the preview on the canvases and the step that they become."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.toolbox import ToolBox
from forgery_viewer.core.difference import difference_levels
from forgery_viewer.core.operations import kinds
from forgery_viewer.core.operations.changed_regions import changed_plane
from forgery_viewer.core.operations.kinds import Operation
from forgery_viewer.core.operations.operating import Boolean, combine
from forgery_viewer.core.steps import Flip, Step
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.operating import MakeOperation, Operating, Tried, marks_of
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.operation_panel import (
    OperationKind,
    OperationPanel,
    Parameter,
    change_words,
)
from forgery_viewer.widgets.review_page import ReviewPage

_RADIUS = Parameter("radius_px", "Radius", Scale(1, 64, unit="px"), 2)
_AREA = Scale(1, 10_000, unit="px", logarithmic=True)
SNAP = "snap"

KINDS = (
    OperationKind("grow", "Grow", (_RADIUS,), "Takes in what is so near."),
    OperationKind("shrink", "Shrink", (_RADIUS,), "Gives up what is so near the border."),
    OperationKind("open", "Open", (_RADIUS,), "Shrinks, then grows: thin parts go."),
    OperationKind("close", "Close", (_RADIUS,), "Grows, then shrinks: narrow gaps are filled."),
    OperationKind("holes", "Fill holes", (), "Fills every hole."),
    OperationKind(
        "small-holes",
        "Fill small holes",
        (Parameter("most_px", "At most", _AREA, 100),),
        "Fills holes of at most so many pixels.",
    ),
    OperationKind(
        "specks",
        "Remove specks",
        (Parameter("least_px", "Under", _AREA, 20),),
        "Takes regions of fewer pixels away.",
    ),
    OperationKind(
        "smooth",
        "Smooth",
        (Parameter("sigma_px", "Width", Scale(0.5, 20, step=0.5, unit="px"), 2),),
        "Smooths outlines; each region keeps its area.",
    ),
    OperationKind("hull", "Convex hull", (), "One hull around all of an instance."),
    OperationKind("hulls", "Convex hull of each region", (), "A hull around each region."),
    OperationKind(
        SNAP,
        "Snap to the difference",
        (Parameter("reach_px", "Reach", Scale(1, 64, unit="px"), 8),),
        "Copies become what changed near them; their source stays.",
    ),
    OperationKind("invert", "Invert", (), "Background and instance change places."),
    OperationKind("clear", "Clear", (), "Takes every pixel away."),
)

COMBINE_WORDS = {
    Boolean.AND: "Instance {0} and {1}",
    Boolean.OR: "Instance {0} or {1}",
    Boolean.MINUS: "Instance {0} minus {1}",
    Boolean.XOR: "Instance {0} xor {1}",
}
_COMBINE_ICONS = {
    Boolean.AND: "squares-intersect",
    Boolean.OR: "squares-unite",
    Boolean.MINUS: "squares-subtract",
    Boolean.XOR: "squares-exclude",
}
_HINDERED = "operation"


class Operations(QObject):
    """Tries out what the panel says, shows it, and makes it when the user applies it."""

    open_changed = Signal(bool)

    def __init__(self, page: ReviewPage, tools: ToolBox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._preview = tools.desk.preview
        self._changes = tools.desk.changes
        self._document: MaskDocument | None = None
        self._lane = Tasks("operations", 1, self)
        self.operating = Operating(self._lane, self)
        self.panel = OperationPanel(KINDS)
        page.add_operation(self.panel)
        self._last: tuple[str, dict[str, float], str] | None = None
        self._is_awaited = False
        tools.spares_changed.connect(lambda _spares: self._offer_again())
        self._changes.rule_changed.connect(self._follow_rule)
        self.panel.changed.connect(self._offer)
        self.panel.apply_asked.connect(self.apply)
        self.panel.cancel_asked.connect(self.cancel)
        self.operating.tried.connect(self._show)
        self.operating.failed.connect(lambda words: self.panel.show_result(words, can_apply=False))

    def close(self) -> None:
        """Try nothing any more."""
        self.operating.close()
        self._lane.close()

    def set_session(self, session: DatasetSession | None) -> None:
        """Work on another data set, or on none."""
        self.operating.set_figures(session.figures if session is not None else None)

    def set_document(self, document: MaskDocument | None) -> None:
        """Work on another mask, or on none."""
        if self._document is not None:
            self._document.selection.changed.disconnect(self._show_selection)
        self._document = document
        if document is not None:
            document.selection.changed.connect(self._show_selection)
        self.operating.set_document(document)
        if self.is_open and document is not None:
            self._offer()
        elif document is None:
            self.cancel()
        self._show_selection()

    @property
    def is_open(self) -> bool:
        """Whether an operation is being tried out."""
        return not self.panel.isHidden()

    def open(self, key: str) -> bool:
        """Try an operation out; False where there is no instance to change."""
        if self._document is None or not self._document.instances:
            return False
        if not self.is_open:
            several = len(self._document.selection.numbers) > 1
            self.panel.scopes.set_choice("selected" if several else "current")
        self.panel.show()
        self.panel.set_open(True)
        self.panel.choose(key)
        self._page.bring_into_sight(self.panel)
        self.open_changed.emit(True)
        return True

    def toggle(self) -> None:
        """Try the operation that was chosen last, or none."""
        if self.is_open:
            self.cancel()
        else:
            self.open(self.panel.kind)

    def apply(self) -> bool:
        """Make what is tried, and close the panel; False where that cannot be."""
        if not self.is_open:
            return False
        if self.operating.is_busy:
            # Who knows what an operation does need not wait to see it.
            self._is_awaited = True
            return True
        told = (self.panel.kind, self.panel.values, self.panel.scope)
        if not self.operating.apply():
            return False
        self._last = told
        self._close()
        return True

    def cancel(self) -> bool:
        """Change nothing, and close the panel; False where it was not open."""
        was_open, self._is_awaited = self.is_open, False
        self.operating.drop()
        self._close()
        return was_open

    def repeat(self) -> None:
        """Try the last operation again, with its parameters."""
        if self._last is None:
            return
        kind, values, scope = self._last
        if not self.open(kind):
            return
        for key, value in values.items():
            self.panel.rows[key].show_value(value)
        several = self._document is not None and len(self._document.selection.numbers) > 1
        self.panel.scopes.set_choice(scope if several or scope != "selected" else "current")
        self._offer()

    def combine(self, how: Boolean) -> None:
        """Change the painted instance by the other one that is selected with it."""
        document = self._document
        if document is None:
            return
        document.end_stroke()
        others = [n for n in document.selection.numbers if n != document.current]
        if len(others) != 1:
            reason = "Select two instances: the one that changes last, with Ctrl+click."
            self._page.banner.show_message("warn", reason, key=_HINDERED)
            return
        self._page.banner.dismiss(_HINDERED)
        if not document.may_change((document.current,)):
            return
        protected = (1 << document.planes.count) - 1 if document.spares_others else 0
        edit = combine(document.planes, document.current, others[0], how, protected=protected)
        if edit is None:
            self._page.banner.show_message("warn", "That changes nothing.", key=_HINDERED)
            return
        words = COMBINE_WORDS[how].format(document.current + 1, others[0] + 1)
        document.push(Step(words, _COMBINE_ICONS[how], (Flip(edit),)))

    # What is shown ------------------------------------------------------------------------

    def _close(self) -> None:
        if self.is_open:
            self.panel.hide()
            self._preview.clear()
            self.open_changed.emit(False)

    def _offer_again(self) -> None:
        if self.is_open:
            self._offer()

    def _follow_rule(self) -> None:
        if self.panel.kind == SNAP:
            self._offer_again()

    def _offer(self) -> None:
        self._is_awaited = False
        make = self._maker(self.panel.kind, self.panel.values)
        if make is None:
            self.operating.drop()
            words = "There is no authentic image of this size to compare with."
            self.panel.show_result(words, can_apply=False)
        else:
            self.panel.show_result("…", can_apply=False)
            self.operating.offer(make, self.panel.scope)

    def _show(self, found: Tried | None) -> None:
        document = self._document
        if not self.is_open or document is None:
            return
        if found is None:
            self._preview.clear()
            return
        shape = (document.planes.height, document.planes.width)
        self._preview.show(marks_of(found.edits), shape)
        locked = sorted(e.number for e in found.edits if document.instances[e.number].locked)
        words = change_words(found.gained_px, found.lost_px)
        if locked:
            words = f"Instance {locked[0] + 1} is locked. Unlock it to change it."
        self.panel.show_result(words, can_apply=bool(found.edits) and not locked)
        if self._is_awaited:
            self._is_awaited = False
            self.apply()

    def _show_selection(self) -> None:
        document = self._document
        several = document is not None and len(document.selection.numbers) > 1
        self.panel.block_selected("" if several else "Only one instance is selected.")
        if not several and self.panel.scope == "selected":
            self.panel.scopes.set_choice("current")

    def _maker(self, key: str, values: dict[str, float]) -> MakeOperation | None:
        """What makes an operation; None where the case has not what it takes."""
        if key == SNAP:
            return self._snap(values)
        radius_px = values.get("radius_px", 0)
        makers: dict[str, MakeOperation] = {
            "grow": partial(kinds.grow, radius_px),
            "shrink": partial(kinds.shrink, radius_px),
            "open": partial(kinds.open_up, radius_px),
            "close": partial(kinds.close_up, radius_px),
            "holes": kinds.fill_holes,
            "small-holes": partial(kinds.fill_holes, round(values.get("most_px", 0))),
            "specks": partial(kinds.remove_specks, round(values.get("least_px", 0))),
            "smooth": partial(kinds.smooth, values.get("sigma_px", 1)),
            "hull": partial(kinds.convex_hull, each_region=False),
            "hulls": partial(kinds.convex_hull, each_region=True),
            "invert": kinds.invert,
            "clear": kinds.clear,
        }
        return makers[key]

    def _snap(self, values: dict[str, float]) -> MakeOperation | None:
        case = self._page.triptych.case
        if case is None or case.authentic.pyramid is None or case.subject.pyramid is None:
            return None
        authentic, forged = case.authentic.pyramid.image, case.subject.pyramid.image
        if authentic.shape != forged.shape:
            return None
        reach_px, rule = values["reach_px"], self._changes.rule

        def make() -> Operation:
            changed = changed_plane(difference_levels(authentic, forged), rule)
            if changed is None or not changed.any():
                raise ValueError("nothing changed against the authentic image")
            return kinds.snap_to_difference(changed, reach_px)

        return make
