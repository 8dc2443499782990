"""The strip of twins under the canvases, the lines on them and the pointer on every twin."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPolygonF

from forgery_viewer.app.twin_views import twin_views
from forgery_viewer.core.twins.showing import ShownTwins, TwinPatches
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.twin_finding import TwinFinding
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.theme import instance_colour
from forgery_viewer.widgets.top_bar import COMPARE, REVIEW
from forgery_viewer.widgets.twins.strip import TwinStrip
from forgery_viewer.widgets.wording import counted

DWELL_MS = 180
"""So long the pointer rests on an instance before its twins are shown: it only passes many."""

ROOM_PX = {COMPARE: (1360, 740), REVIEW: (1900, 1100)}
"""A page at least so wide and high opens the strip by itself; any other is for the canvases."""

LOOKING = "Looking for the copies…"
NO_CASE = "Select an instance with two regions or more."


class TwinsController(QObject):
    """Looks for the twins of the selected instance while the strip is open."""

    open_changed = Signal(bool)
    told = Signal(str)
    """Where the pointer is on the twins, in words; "" for nowhere."""

    def __init__(self, page: ReviewPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._lane = Tasks("twins", 1, self)
        self.finding = TwinFinding(self._lane, self)
        self.strip: TwinStrip | None = None
        self.is_linked = True
        self._cards: tuple[TwinPatches, ...] = ()
        self._is_open = False
        self._next = -1
        self._dwell = QTimer(self, singleShot=True, interval=DWELL_MS)
        self._dwell.timeout.connect(lambda: self.finding.look_at(self._next))
        self._scaled_for: tuple[MaskDocument | None, int] = (None, 0)
        self._page_name = REVIEW
        self._chosen: dict[str, bool] = {}
        """Of each page, whether the user opened or closed the strip on it."""
        canvases = page.triptych
        canvases.case_changed.connect(self._take_case)
        canvases.hovered.connect(self._follow_pointer)
        canvases.left_canvas.connect(self._hide_marks)
        page.resized.connect(self._suit)
        self.finding.started.connect(self._show_looking)
        self.finding.found.connect(self._show_found)

    def close(self) -> None:
        """Look no more."""
        self._dwell.stop()
        self.finding.close()
        self._lane.close()

    @property
    def is_open(self) -> bool:
        """Whether the strip is on show."""
        return self._is_open

    def set_open(self, is_open: bool) -> None:
        """Open the strip, or close it, and keep it so on this page."""
        self._chosen[self._page_name] = is_open
        self._show(is_open)

    def show_page(self, name: str) -> None:
        """Open where the strip was opened on this page, or where there is room for it."""
        self._page_name = name
        self._suit()

    def _suit(self) -> None:
        room = ROOM_PX.get(self._page_name)
        has_room = room is not None and (
            self._page.width() >= room[0] and self._page.height() >= room[1]
        )
        self._show(self._chosen.get(self._page_name, has_room))

    def _show(self, is_open: bool) -> None:
        if is_open == self._is_open:
            return
        self._is_open = is_open
        if is_open:
            self._have_strip()
        if self.strip is not None:
            self.strip.setVisible(is_open)
        self.finding.set_wanted(is_open)
        if not is_open:
            self._show_found(None)
        self.open_changed.emit(is_open)

    def set_linked(self, linked: bool) -> None:
        """Let a cross follow the pointer on every twin, or not."""
        self.is_linked = linked
        if not linked:
            self._hide_marks()

    def hold_blink(self, held: bool) -> bool:
        """Blink while a key is held with the pointer over the strip; whether it was meant."""
        strip = self.strip
        is_meant = strip is not None and self._is_open and (not held or strip.underMouse())
        if strip is not None and is_meant:
            strip.hold_blink(held)
        return is_meant

    # What was found -----------------------------------------------------------------------

    def make_ahead(self) -> Iterator[None]:
        """Make the strip, for when it is first opened."""
        self._have_strip()
        yield

    def _have_strip(self) -> None:
        if self.strip is None:
            self.strip = self._make_strip()

    def _make_strip(self) -> TwinStrip:
        strip = TwinStrip()
        strip.hide()
        strip.closed.connect(lambda: self.set_open(False))
        strip.hovered.connect(self._follow_strip)
        strip.left.connect(self._hide_marks)
        strip.chosen.connect(self._go_to)
        self._page.add_below(strip)
        return strip

    def _take_case(self) -> None:
        canvases = self._page.triptych
        self.finding.set_case(canvases.case, canvases.document)

    @property
    def _document(self) -> MaskDocument | None:
        return self._page.triptych.document

    def _show_looking(self) -> None:
        if self.strip is not None and not self._cards:
            self.strip.set_empty(LOOKING)

    def _show_found(self, shown: ShownTwins | None) -> None:
        strip, document = self.strip, self._document
        self._cards = shown.patches if shown is not None else ()
        self._hide_marks()
        arrows: list[tuple[QPointF, QPointF]] = []
        colour = QColor("#FFFFFF")
        if shown is not None and document is not None:
            slot = document.instances[self.finding.number].colour
            colour = instance_colour(slot)
            arrows = _arrows(shown)
            if strip is not None:
                number = self.finding.number + 1
                strip.set_twins(
                    twin_views(shown, number, slot, self.finding.given_by),
                    f"instance {number}, {_summary(shown)}",
                    _summary(shown),
                )
                if document is not self._scaled_for[0] or number != self._scaled_for[1]:
                    # Of another instance all is to be seen; the user's scale holds for this one.
                    self._scaled_for = (document, number)
                    strip.set_scale(strip.fitting_scale())
        elif strip is not None:
            strip.set_twins(())
            strip.set_empty(LOOKING if self.finding.is_behind else NO_CASE)
        for pane in self._page.triptych.panes:
            has_mask = pane.canvas.mask_layer.document is not None
            pane.canvas.twin_layer.show_arrows(arrows if has_mask else (), colour)

    def _go_to(self, card: int) -> None:
        """Show the region of a card on the canvas at work."""
        if card < len(self._cards):
            top, left, bottom, right = self._cards[card].box
            self._page.triptych.show_box(top, left, bottom, right)

    # The pointer --------------------------------------------------------------------------

    def _follow_pointer(self, point: QPointF) -> None:
        """Mark the same spot on every twin of the region under the pointer."""
        if not self._is_open:
            return
        # Whose twins are shown does not depend on whether the pointer is marked on them.
        self._look_soon(point)
        here = _card_at(self._cards, point)
        if here is None or not self.is_linked:
            self._hide_marks()
            return
        back = _onto(here)
        source = point if back is None else _moved(back.inverse(), point)
        if back is None and not here.is_reference:
            self._hide_marks()
            return
        self._mark_all(source, but=here)

    def _look_soon(self, point: QPointF) -> None:
        """Look at the instance under the pointer once that has rested on it."""
        number = _instance_at(self._document, point)
        if number is None or number == self.finding.number:
            self._dwell.stop()
        elif number != self._next or not self._dwell.isActive():
            self._next = number
            self._dwell.start()

    def _follow_strip(self, card: int, at: QPointF) -> None:
        if card >= len(self._cards) or self.strip is None or not self.is_linked:
            return
        patches = self._cards[card]
        top, left = self._cards[0].box[:2]
        if self.strip.hovered_key == "found" and not patches.is_reference:
            there = QPointF(at.x() + patches.box[1], at.y() + patches.box[0])
            transform = _onto(patches)
            if transform is None:
                return
            source = _moved(transform.inverse(), there)
        else:
            source = QPointF(at.x() + left, at.y() + top)
        self._mark_all(source)

    def _mark_all(self, source: QPointF, but: TwinPatches | None = None) -> None:
        """Mark a spot of the reference on it and on every copy, in the image and in the strip."""
        marks = []
        for number, card in enumerate(self._cards):
            transform = _onto(card)
            if transform is None and not card.is_reference:
                continue
            there = source if transform is None else _moved(transform, source)
            if card is not but:
                marks.append(there)
            if self.strip is not None:
                at, found = _in_patch(self._cards[0], source), _in_patch(card, there)
                self.strip.show_ghost(number, at, found)
        for pane in self._page.triptych.panes:
            has_mask = pane.canvas.mask_layer.document is not None
            pane.canvas.twin_layer.show_marks(marks if has_mask else ())
        places = "; ".join(f"{math.floor(m.x())}, {math.floor(m.y())}" for m in marks)
        self.told.emit(f"Twin at {places}" if marks else "")

    def _hide_marks(self) -> None:
        if any(pane.canvas.twin_layer.marks for pane in self._page.triptych.panes):
            self.told.emit("")
        for pane in self._page.triptych.panes:
            pane.canvas.twin_layer.show_marks(())
        if self.strip is not None:
            for number in range(len(self.strip.cards)):
                self.strip.show_ghost(number, None)


def _instance_at(document: MaskDocument | None, point: QPointF) -> int | None:
    """The first instance that is shown at a point of the image."""
    row, column = math.floor(point.y()), math.floor(point.x())
    if document is None:
        return None
    planes = document.planes
    if not (0 <= row < planes.height and 0 <= column < planes.width):
        return None
    bits = int(planes.bits[row, column])
    shown = (k for k, state in enumerate(document.instances) if not state.hidden)
    return next((number for number in shown if bits >> number & 1), None)


def _onto(card: TwinPatches) -> Transform | None:
    return card.twin.match.transform if card.twin.match is not None else None


def _moved(transform: Transform, point: QPointF) -> QPointF:
    """A point of the canvas, where pixels begin at whole numbers; a transform has their centres."""
    ((x, y),) = transform.apply(np.array([[point.x() - 0.5, point.y() - 0.5]])).tolist()
    return QPointF(x + 0.5, y + 0.5)


def _in_patch(card: TwinPatches, point: QPointF) -> QPointF:
    """A point of the image in px of the picture of a region as found."""
    return QPointF(point.x() - card.box[1], point.y() - card.box[0])


def _card_at(cards: Sequence[TwinPatches], point: QPointF) -> TwinPatches | None:
    """The region that holds a point, else the first one that the point is near to."""
    for card in cards:
        at = _in_patch(card, point)
        lines = (QPolygonF([QPointF(x, y) for x, y in line.tolist()]) for line in card.outline)
        if any(line.containsPoint(at, Qt.FillRule.OddEvenFill) for line in lines):
            return card
    return next((card for card in cards if _is_near(card, point)), None)


def _is_near(card: TwinPatches, point: QPointF) -> bool:
    top, left, bottom, right = card.box
    return left <= point.x() < right and top <= point.y() < bottom


def _arrows(shown: ShownTwins) -> list[tuple[QPointF, QPointF]]:
    """From the middle of the reference to where it is on each copy."""
    x, y = shown.twins.centre
    start = QPointF(x + 0.5, y + 0.5)
    transforms = filter(None, map(_onto, shown.patches))
    return [(start, _moved(transform, start)) for transform in transforms]


def _summary(shown: ShownTwins) -> str:
    others = len(shown.patches) - 1
    if shown.is_known:
        copies = "copy" if others == 1 else "copies"
        return f"source and {others} {copies}"
    return counted(len(shown.patches), "region")
