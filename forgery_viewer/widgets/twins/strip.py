"""The strip under the canvases that holds source and copies of an instance side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QStackedLayout, QVBoxLayout, QWidget

from forgery_viewer.widgets.twins.card import TwinCard
from forgery_viewer.widgets.twins.card_row import CardRow
from forgery_viewer.widgets.twins.header import TwinHeader
from forgery_viewer.widgets.twins.twin_view import (
    PICTURE_PX,
    SCALES_PCT,
    Look,
    TwinView,
    box_width,
    fitting_scale,
    largest_size,
    next_scale,
)

STRIP_PX = 230
BLINK_MS = 500
EMPTY = "Select an instance with two regions or more."
_SOURCE_WORD = "source"


class TwinStrip(QFrame):
    """A header and a row of cards, all pictures at one scale and looked at in one place.

    Drag and wheel move and scale every picture alike. Setters emit nothing.
    """

    blink_toggled = Signal(bool)
    aligned_toggled = Signal(bool)
    shown_toggled = Signal(str, bool)
    """"difference" or "correlation", and whether it is shown now."""
    scale_changed = Signal(int)
    """In %."""
    closed = Signal()
    chosen = Signal(int)
    """The number of the card that was clicked, counted from 0."""
    hovered = Signal(int, QPointF)
    """The number of a card, and the picture px under the pointer; see `hovered_key`."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("foot", "true")
        self.setFixedHeight(STRIP_PX)
        self.header = TwinHeader()
        self._views: list[TwinView] = []
        self._look = Look()
        self._chosen = -1
        self._hovered_key = ""
        self._notches = 0.0
        self._blinks = False
        self._is_held = self._blinked_before = False
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._change_sides)
        self._source_is_shown = False
        self._row = CardRow(self.header.close_button)
        self._empty = QLabel(EMPTY)
        self._empty.setProperty("tone", "2")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._body, 1)
        # Only now: a layout of nobody's shows what it gets as a window of its own.
        self._body.addWidget(self._empty)
        self._body.addWidget(self._row)
        self._connect()

    def _connect(self) -> None:
        header = self.header
        header.blink_toggled.connect(self._take_blink)
        header.aligned_toggled.connect(self._take_aligned)
        header.shown_toggled.connect(self._take_shown)
        header.scale_changed.connect(self._take_scale)
        header.closed.connect(self.closed)
        row = self._row
        row.chosen.connect(self._take_choice)
        row.hovered.connect(self._take_hover)
        row.left.connect(self.left)
        row.dragged.connect(self._take_drag)
        row.turned.connect(self._take_wheel)

    # Setters ------------------------------------------------------------------------------

    def set_twins(self, views: Sequence[TwinView], detail: str = "", *shorter: str) -> None:
        """Show the regions of an instance, the source first; none, and it says what to do.

        `detail` says in the header what is compared, in fewer words where there is less room.
        """
        same = [(v.title, v.number) for v in views] == [(v.title, v.number) for v in self._views]
        self._views = list(views)
        self.header.set_detail(detail, *shorter)
        if not same:
            self._look = replace(self._look, x=0.0, y=0.0)
            self._chosen = -1
            self._row.horizontalScrollBar().setValue(0)
        self._fit_look()
        self._row.set_count(len(self._views))
        for number, (card, view) in enumerate(zip(self.cards, self._views, strict=True)):
            card.show_twin(view, self._look)
            card.show_ghost(None)
            card.set_chosen(number == self._chosen)
        self._body.setCurrentWidget(self._row if self._views else self._empty)
        self._show_sides()

    def set_twin(self, card: int, view: TwinView) -> None:
        """Show another state of one card, as when its copy was found; IndexError if there is none.

        The box of all pictures grows where the new ones need it.
        """
        self._views[card] = view
        self._fit_look()
        self.cards[card].show_twin(view, self._look)
        self._set_look(self._look)
        self._show_sides()

    def set_empty(self, sentence: str = EMPTY) -> None:
        """The sentence in place of cards."""
        self._empty.setText(sentence)

    def set_scale(self, scale_pct: int) -> None:
        """Draw a picture px `scale_pct` / 100 screen px wide, from 10 to 3,200 %."""
        scale_pct = min(SCALES_PCT[-1], max(SCALES_PCT[0], scale_pct))
        self.header.show_scale(scale_pct)
        self._set_look(replace(self._look, scale=scale_pct / 100))

    def set_aligned(self, aligned: bool) -> None:
        """Draw copies turned onto the source, or as they were found."""
        self.header.show_aligned(aligned)
        self._set_look(replace(self._look, aligned=aligned))
        self._show_sides()

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or leave out "difference" or "correlation"; KeyError for another key."""
        self.header.show_shown(key, shown)
        keys = self._look.shown | {key} if shown else self._look.shown - {key}
        self._set_look(replace(self._look, shown=keys))
        self._show_sides()

    def set_blink(self, on: bool) -> None:
        """Show source and copy in turn in each copy's place, or the copies alone."""
        self.header.show_blink(on)
        self._blinks = on
        # The first change comes at once: who holds a key wants to see something.
        self._source_is_shown = on
        self._run_blink()
        self._show_sides()

    def set_chosen(self, card: int) -> None:
        """Mark a card and bring it into view; -1 marks none."""
        self._chosen = card
        for number, each in enumerate(self.cards):
            each.set_chosen(number == card)
        if 0 <= card < len(self.cards):
            self._row.ensureWidgetVisible(self.cards[card], 0, 0)

    def show_ghost(self, card: int, point: QPointF | None, found: QPointF | None = None) -> None:
        """Mark a point in picture px on every picture of a card, or nothing there.

        `found` is where it is in the picture of the region as found; by default the same.
        """
        if 0 <= card < len(self.cards):
            self.cards[card].show_ghost(point, point if found is None else found)

    # State --------------------------------------------------------------------------------

    @property
    def scale_pct(self) -> int:
        """The scale of all pictures in %."""
        return round(100 * self._look.scale)

    @property
    def cards(self) -> list[TwinCard]:
        """The cards from left to right."""
        return self._row.cards

    @property
    def blinks(self) -> bool:
        """Whether source and copy are shown in turn."""
        return self._blinks

    @property
    def hovered_key(self) -> str:
        """The key of the picture that `hovered` was sent for: aligned, found, difference ..."""
        return self._hovered_key

    @property
    def empty_text(self) -> str:
        """The sentence in place of cards, "" where there are some."""
        return "" if self._views else self._empty.text()

    def fitting_scale(self) -> int:
        """The largest scale in % at which every picture is seen whole."""
        return fitting_scale(self._views)

    # Inside -------------------------------------------------------------------------------

    def _fit_look(self) -> None:
        self._look = self._kept_in_box(replace(self._look, box_px=box_width(self._views)))

    def _set_look(self, look: Look) -> None:
        self._look = self._kept_in_box(look)
        for card in self.cards:
            card.set_look(self._look)

    def _kept_in_box(self, look: Look) -> Look:
        """The look moved so far that no picture can be lost beside its box."""
        width, height = largest_size(self._views)
        x = max(0.0, (width - look.box_px / look.scale) / 2)
        y = max(0.0, (height - PICTURE_PX / look.scale) / 2)
        return replace(look, x=min(max(look.x, -x), x), y=min(max(look.y, -y), y))

    # What the user does -------------------------------------------------------------------

    def _take_choice(self, card: int) -> None:
        self.set_chosen(card)
        self.chosen.emit(card)

    def _take_hover(self, card: int, point: QPointF) -> None:
        self._hovered_key = self.cards[card].hovered_key
        self.hovered.emit(card, point)

    def _take_drag(self, moved: QPointF) -> None:
        look, scale = self._look, self._look.scale
        self._set_look(replace(look, x=look.x - moved.x() / scale, y=look.y - moved.y() / scale))

    def _take_wheel(self, notches: float, offset: QPointF) -> None:
        """Scale by whole notches; the point under the pointer stays there."""
        self._notches += notches
        steps = math.trunc(self._notches)
        self._notches -= steps
        before = self._look.scale
        scale_pct = next_scale(self.scale_pct, steps)
        if scale_pct == self.scale_pct:
            return
        shift = 1 / before - 100 / scale_pct
        self._look = replace(
            self._look, x=self._look.x + offset.x() * shift, y=self._look.y + offset.y() * shift
        )
        self._take_scale(scale_pct)

    def _take_scale(self, scale_pct: int) -> None:
        self.set_scale(scale_pct)
        self.scale_changed.emit(scale_pct)

    def _take_aligned(self, aligned: bool) -> None:
        self.set_aligned(aligned)
        self.aligned_toggled.emit(aligned)

    def _take_shown(self, key: str, shown: bool) -> None:
        self.set_shown(key, shown)
        self.shown_toggled.emit(key, shown)

    def _take_blink(self, on: bool) -> None:
        self.set_blink(on)
        self.blink_toggled.emit(on)

    # Blink --------------------------------------------------------------------------------

    def hold_blink(self, held: bool) -> None:
        """Blink while a key is held; afterwards it is as before."""
        if held == self._is_held:
            return
        self._is_held = held
        application = QApplication.instance()
        if held:
            self._blinked_before = self._blinks
        if isinstance(application, QApplication) and held:
            application.focusChanged.connect(self._follow_focus)
        elif isinstance(application, QApplication):
            application.focusChanged.disconnect(self._follow_focus)
        if not self._blinked_before:
            self._take_blink(held)

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """A held key whose release goes elsewhere must not stay held."""
        if now is None or not self.isAncestorOf(now):
            self.hold_blink(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The backquote does as the button, for as long as it is held."""
        if event.key() == Qt.Key.Key_QuoteLeft:
            self.hold_blink(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the backquote."""
        if event.key() != Qt.Key.Key_QuoteLeft:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self.hold_blink(False)

    def _run_blink(self) -> None:
        """Tick only while somebody can see it."""
        if self._blinks and self.isVisible():
            self._blink.start()
        else:
            self._blink.stop()

    def _change_sides(self) -> None:
        self._source_is_shown = not self._source_is_shown
        self._show_sides()

    def _show_sides(self) -> None:
        source = self.cards[0].patch if self.cards else None
        over = source if self._blinks and self._source_is_shown else None
        if over is not None:
            over = replace(over, word=_SOURCE_WORD)
        for card in self.cards[1:]:
            card.show_over(over)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_blink()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run_blink()
