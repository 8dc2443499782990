"""Operations on instances: the panel, the preview on the canvases and the step that they become."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.operation_kinds import BOOLEANS, KINDS, SNAP, maker_of
from forgery_viewer.app.toolbox import ToolBox
from forgery_viewer.core.difference import difference_levels
from forgery_viewer.core.operations import kinds
from forgery_viewer.core.operations.changed_regions import changed_plane
from forgery_viewer.core.operations.kinds import Operation
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.operating import Combination, MakeOperation, Operating, Tried, marks_of
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.compare.choice_box import Option
from forgery_viewer.widgets.instance_row import swatch
from forgery_viewer.widgets.operation_panel import OperationPanel, change_words
from forgery_viewer.widgets.review_page import ReviewPage


class Told(NamedTuple):
    """An operation as the panel says it."""

    kind: str
    values: dict[str, float]
    scope: str
    other: int | None


class Operations(QObject):
    """Tries out what the panel says, shows it, and makes it when the user applies it."""

    open_changed = Signal(bool)

    def __init__(self, page: ReviewPage, tools: ToolBox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._tools = tools
        self._preview = tools.desk.preview
        self._changes = tools.desk.changes
        self._document: MaskDocument | None = None
        self._lane = Tasks("operations", 1, self)
        self.operating = Operating(self._lane, self)
        self.panel = OperationPanel(KINDS)
        page.add_operation(self.panel)
        self._last: Told | None = None
        self._painted = -1
        """The instance that was painted when the others were listed."""
        self._is_awaited = False
        tools.spares_changed.connect(lambda _spares: self._offer_again())
        tools.tool_changed.connect(lambda _key: self._show_again())
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
            self._document.instances_changed.disconnect(self._follow_instances)
        self._document = document
        if document is not None:
            document.selection.changed.connect(self._show_selection)
            document.instances_changed.connect(self._follow_instances)
        self.operating.set_document(document)
        self.panel.set_others([])
        self._painted = -1
        self._show_selection()
        if self.is_open and document is not None:
            self._offer()
        elif document is None:
            self.cancel()

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
            self._list_others(by_selection=True)
            self._lend_preview(True)
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
        panel = self.panel
        told = Told(panel.kind, panel.values, panel.scope, panel.other)
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
        last, document = self._last, self._document
        if last is None or document is None or not self.open(last.kind):
            return
        for key, value in last.values.items():
            self.panel.rows[key].show_value(value)
        count = len(document.selection.numbers)
        if last.other is not None and count != 2:
            self.panel.choose_other(last.other)
        several = count > 1
        self.panel.scopes.set_choice(
            last.scope if several or last.scope != "selected" else "current"
        )
        self._offer()

    # What is shown ------------------------------------------------------------------------

    def _close(self) -> None:
        if self.is_open:
            self.panel.hide()
            self._preview.clear()
            self._lend_preview(False)
            self.open_changed.emit(False)

    def _lend_preview(self, is_lent: bool) -> None:
        self._tools.desk.is_lent = is_lent
        self._tools.tool_in_hand.prepare()

    def _show_again(self) -> None:
        """Show what was tried: a tool that is put down takes what is shown with it."""
        found = self.operating.result
        if self.is_open and found is not None and not self.operating.is_busy:
            self._show(found)

    def _offer_again(self) -> None:
        if self.is_open:
            self._offer()

    def _follow_rule(self) -> None:
        if self.panel.kind == SNAP:
            self._offer_again()

    def _offer(self) -> None:
        self._is_awaited = False
        make = self._maker(self.panel.kind, self.panel.values)
        if isinstance(make, str):
            self.operating.drop()
            self.panel.show_result(make, can_apply=False)
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
        if self.panel.kind in BOOLEANS and found.edits:
            words = f"Instance {found.edits[0].number + 1}: {words}"
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
        self._follow_instances(by_selection=True)

    # The other instance -------------------------------------------------------------------

    def _follow_instances(self, *, by_selection: bool = False) -> None:
        """Other instances are there, or selected: what is tried may be another one's turn."""
        if not self.is_open:
            return
        before = self.panel.other
        self._list_others(by_selection=by_selection)
        if self.panel.kind in BOOLEANS and self.panel.other != before:
            self._offer()

    def _list_others(self, *, by_selection: bool) -> None:
        """Offer every instance but the painted one; what was chosen stays if it is there.

        Where the selection counts and is of two, the other one of them is chosen.
        """
        document = self._document
        if document is None:
            return
        states, current = document.instances, document.current
        others = [number for number in range(len(states)) if number != current]
        selected = [number for number in document.selection.numbers if number != current]
        self.panel.set_others(
            [Option(str(n), f"Instance {n + 1}", swatch(states[n].colour)) for n in others]
        )
        if by_selection and len(selected) == 1:
            self.panel.choose_other(selected[0])
        elif self.panel.other is None and others:
            # Whoever paints the other one now means the same two.
            after = (current + 1) % len(states)
            self.panel.choose_other(self._painted if self._painted in others else after)
        self._painted = current

    # What is made -------------------------------------------------------------------------

    def _maker(self, key: str, values: dict[str, float]) -> MakeOperation | str:
        """What makes an operation; why not, where the case has not what it takes."""
        if key == SNAP:
            return self._snap(values) or "There is no authentic image of this size to compare with."
        if key not in BOOLEANS:
            return maker_of(key, values)
        if self.panel.other is None:
            return "There is no other instance."
        what = Combination(BOOLEANS[key], self.panel.other)
        return lambda: what

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
