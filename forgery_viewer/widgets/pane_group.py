"""Up to four panes that share a rectangle in one of several arrangements, one of them at work."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.core.preview import is_previewed
from forgery_viewer.widgets.arrangement import (
    AUTO,
    FOCUS,
    LAYOUTS,
    ROW,
    SHOWN,
    TWO,
    best_arrangement,
    is_wide,
    pane_rooms,
)
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.paint_turns import PaintTurns
from forgery_viewer.widgets.theme import CANVAS_HEADER_PX, theme_of


class PaneGroup(QWidget):
    """Arranges panes so that most of an image shows, and knows which of them the keys act on."""

    layout_changed = Signal(str)
    activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.authentic = CanvasPane("Authentic", self)
        self.forged = CanvasPane("Forged", self)
        self.overlay = CanvasPane("Overlay", self)
        self.extra = CanvasPane("Difference", self)
        self.panes = (self.authentic, self.forged, self.overlay, self.extra)
        self.turns = PaintTurns(self)
        self._layout = AUTO
        self._active = self.panes.index(self.overlay)
        self.overlay.set_active(True)
        self.extra.hide()

    def image_size(self) -> tuple[int, int] | None:
        """(width, height) of the image that decides the arrangement, None where there is none."""
        return None

    def canvases(self) -> Iterator[Canvas]:
        """The canvases that are shown, from left to right."""
        return (pane.canvas for pane in self.shown_panes())

    def shown_panes(self) -> Iterator[CanvasPane]:
        """The panes of the present arrangement."""
        return (self.panes[place] for place in SHOWN[self.arrangement()])

    def paint_in_turns(self, *others: QWidget) -> None:
        """Paint the canvases one after the other, that at work first, and then something else."""
        first = self.active_canvas()
        canvases = sorted(self.canvases(), key=lambda canvas: canvas is not first)
        self.turns.hold((*(canvas.viewport() for canvas in canvases), *others))

    def _paint_large_in_turns(self) -> None:
        """Keep the window awake while large images are drawn; of others there is less to draw."""
        size = self.image_size()
        if size is not None and is_previewed(*size):
            self.paint_in_turns()

    # The pane at work ---------------------------------------------------------------------

    @property
    def active_pane(self) -> int:
        """The place of the pane that the keys act on."""
        return self._active

    def active_canvas(self) -> Canvas:
        """The canvas that has the focus, else the overlay, else one that shows an image."""
        focused = QApplication.focusWidget()
        shown = [c for c in self.canvases() if c.pyramid is not None] or [self.overlay.canvas]
        # Of two that are not focused the later one, but the fourth pane is only an addition.
        shown.sort(key=lambda canvas: canvas is not self.extra.canvas)
        return max(reversed(shown), key=lambda canvas: canvas is focused)

    def _activate(self, active: CanvasPane) -> None:
        self._active = self.panes.index(active)
        for pane in self.panes:
            pane.set_active(pane is active)
        self.activated.emit(self._active)

    # Arrangement --------------------------------------------------------------------------

    @property
    def layout_choice(self) -> str:
        """One of LAYOUTS."""
        return self._layout

    def set_layout_choice(self, layout: str) -> None:
        """Arrange in one of the LAYOUTS; AUTO is the row or column that fits the image best."""
        if layout not in LAYOUTS:
            msg = f"no layout {layout!r}"
            raise ValueError(msg)
        if layout != self._layout:
            self._layout = layout
            self._arrange()
            self.layout_changed.emit(layout)

    def next_layout(self) -> None:
        """The next arrangement in turn."""
        self.set_layout_choice(LAYOUTS[(LAYOUTS.index(self._layout) + 1) % len(LAYOUTS)])

    def arrangement(self) -> str:
        """The arrangement in use, any of LAYOUTS but AUTO."""
        if self._layout != AUTO:
            return self._layout
        size = self.image_size()
        if size is None:
            return ROW
        return best_arrangement(size, (self.width(), self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        # What shows between the panes is the line that divides them.
        QPainter(self).fillRect(event.rect(), QColor(theme_of(self).line))

    def _arrange(self) -> None:
        # Asked before: a pane that is hidden gives the keyboard to whatever comes next.
        had_keys = self.panes[self._active].canvas.hasFocus()
        arrangement = self.arrangement()
        room = (self.width(), self.height())
        size = self.image_size()
        wide = arrangement == TWO and size is not None and is_wide(size, room)
        rooms = pane_rooms(arrangement, *room, wide=wide)
        equal = arrangement != FOCUS
        width = min(part.width() for part in rooms)
        height = min(part.height() for part in rooms) - CANVAS_HEADER_PX
        shown = dict(zip(SHOWN[arrangement], rooms, strict=True))
        for place, pane in enumerate(self.panes):
            if place in shown:
                # Panes that differ by the one pixel left over must not differ in their zoom.
                pane.canvas.fit_size = (width, height) if equal else None
                pane.setGeometry(shown[place])
            pane.setVisible(place in shown)
        if self._active not in shown:
            self._activate(self.overlay)
            if had_keys:
                self.overlay.canvas.setFocus()
