"""One canvas under the pointer: pan and zoom, strokes, clicks, and keys that are held."""

from __future__ import annotations

import math
from enum import Enum

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.widgets.canvas_input import ARROWS, MODIFIERS, STROKE_BUTTONS, takes_away
from forgery_viewer.widgets.picture_canvas import PictureCanvas
from forgery_viewer.widgets.view import View

WHEEL_STEP = 1.2
"""Zoom of one notch of the wheel."""

CLICK_SLACK_PX = 3
"""A press that moves less is a click."""


class _Drag(Enum):
    NONE = 0
    PAN = 1
    STROKE = 2
    CURTAIN = 3


class Canvas(PictureCanvas):
    """Says what the pointer does in image points, and shows where it is."""

    hovered = Signal(QPointF)
    left_canvas = Signal()
    stroke_begun = Signal(object)
    stroke_moved = Signal(object)
    stroke_ended = Signal(object)
    pointed = Signal(object)
    """A Pointer, as the strokes carry: it moves with no button held over a canvas that takes them.
    """
    clicked = Signal(QPointF)
    menu_wanted = Signal(QPointF, QPoint)
    """The menu of an image point, at a place on the screen."""
    brush_resized = Signal(int)
    peeked = Signal(bool)
    blink_held = Signal(bool)
    curtain_moved = Signal(float)
    nudged = Signal(int, int)
    focused = Signal()
    pen_used = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.accepts_strokes = False
        self.has_lens = False
        self.brush_px = 24.0
        self.brush_is_square = False
        self._drag = _Drag.NONE
        self._drag_button = Qt.MouseButton.NoButton
        self._wheel_turned = 0.0
        self._space_held = False
        self._near_curtain = False
        self._drag_from = self._last = QPointF()
        self._moved = self._erases = False
        self._pressure = 1.0
        self._tool_cursor = Qt.CursorShape.CrossCursor

    def set_view(self, view: View, *, fitted: bool = False) -> None:
        """Look elsewhere, with the ring of the brush as large as it is there."""
        super().set_view(view, fitted=fitted)
        self._refresh_ring()

    def show_ghost(self, point: QPointF | None) -> None:
        """Mark the image point under the pointer of another canvas, or nothing."""
        if point is None or self.pyramid is None:
            self.cursor_layer.hide()
        else:
            self.cursor_layer.show_ghost(self.from_image(point))

    def set_brush(self, diameter_px: float, *, square: bool = False) -> None:
        """The size of the ring, in image px, and its shape; 0 for a tool that has none."""
        self.brush_px, self.brush_is_square = diameter_px, square
        if diameter_px:
            self._refresh_ring()
        elif self.cursor_layer.shows_ring:
            self.cursor_layer.hide()

    def set_tool_cursor(self, shape: Qt.CursorShape) -> None:
        """What the pointer looks like where the tool in hand takes the button."""
        self._tool_cursor = shape
        self._update_cursor()

    def _refresh_ring(self) -> None:
        """Show the ring at its new size although the pointer did not move."""
        if self.cursor_layer.shows_ring:
            self._show_ring(self.cursor_layer.pos())

    def set_lens(self, wanted: bool) -> None:
        """Let a magnifier follow the pointer, or not."""
        self.has_lens = wanted
        if not wanted:
            self.lens.hide()
        elif self.underMouse():
            # It is asked for by a key, and the pointer rests where it is to be.
            self._show_marks(self._last)

    def _show_marks(self, position: QPointF) -> None:
        """Show the marks that follow the pointer where it is now."""
        self._show_ring(position)
        self.ruler_layer.show_pointer(position)
        if self.has_lens and self.pyramid is not None and self._drag is not _Drag.PAN:
            self.lens.set_pyramid(self.pyramid_at(position.x()))
            self.lens.set_tones(self.image_layer.tones)
            self.lens.show_at(position, self.view, self.width(), self.height())

    def _show_ring(self, position: QPointF) -> None:
        pans = self._drag in (_Drag.PAN, _Drag.CURTAIN) or self._space_held
        has_ring = self.accepts_strokes and self.brush_px > 0
        if has_ring and not pans and not self._near_curtain:
            at = self._stamp_middle(position) if self.brush_is_square else position
            size_px = self.brush_px * self.view.scale
            self.cursor_layer.show_ring(at, size_px, square=self.brush_is_square)
        else:
            self.cursor_layer.hide()
        self._update_cursor()

    def _stamp_middle(self, position: QPointF) -> QPointF:
        """The middle of the whole pixels that a square brush at a point of the canvas covers."""
        point, half = self.to_image(position), self.brush_px / 2
        x, y = (math.floor(place - half + 0.5) + half for place in (point.x(), point.y()))
        return self.from_image(QPointF(x, y))

    def _update_cursor(self) -> None:
        if self._drag is _Drag.CURTAIN or self._near_curtain:
            shape = Qt.CursorShape.SplitHCursor
        elif self._drag is _Drag.PAN:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space_held:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = self._tool_cursor if self.accepts_strokes else Qt.CursorShape.CrossCursor
        # Asked at every move; to set what is set already would take a while.
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan (middle, or Space and left) or a stroke (left paints, right erases)."""
        self._pressure = 1.0
        self._press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, draw on, or only tell where the pointer is."""
        self._move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        self._release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A fast second press is a press."""
        self._press(event, presses=2)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen does what the left button does; its rubber end erases."""
        self.pen_used.emit()
        if event.pressure() > 0:
            self._pressure = event.pressure()
        match event.type():
            case QEvent.Type.TabletPress:
                self._press(event)
            case QEvent.Type.TabletRelease:
                self._release(event)
            case _:
                self._move(event)

    def _press(self, event: QMouseEvent | QTabletEvent, *, presses: int = 1) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
        button, position = event.button(), event.position()
        if self._drag is not _Drag.NONE or self.pyramid is None:
            return
        pans = button == Qt.MouseButton.MiddleButton or (
            button == Qt.MouseButton.LeftButton and (self._space_held or not self.accepts_strokes)
        )
        self._drag_button = button
        self._drag_from = self._last = position
        self._moved = False
        takes_curtain = self.curtain_layer.is_near(position.x())
        if takes_curtain and button == Qt.MouseButton.LeftButton:
            self._drag = _Drag.CURTAIN
        elif pans:
            self._drag = _Drag.PAN
        elif self.accepts_strokes and button in STROKE_BUTTONS:
            self._drag = _Drag.STROKE
            self._erases = takes_away(event)
            self.stroke_begun.emit(self._pointer(event.modifiers(), presses=presses))
        self._show_ring(position)

    def _move(self, event: QMouseEvent | QTabletEvent) -> None:
        event.accept()
        position = self._last = event.position()
        if not event.buttons() & self._drag_button:
            # The release went elsewhere, as to a dialog that opened meanwhile.
            self._end_drag(event.modifiers())
        if self._drag is _Drag.PAN:
            moved = position - self._drag_from
            if self._moved or moved.manhattanLength() >= CLICK_SLACK_PX:
                self._moved = True
                self._drag_from = position
                self.set_view(self.view.panned(moved.x(), moved.y()))
        elif self._drag is _Drag.STROKE:
            self.stroke_moved.emit(self._pointer(event.modifiers()))
        elif self._drag is _Drag.CURTAIN:
            self.curtain_moved.emit(position.x() / max(1, self.width()))
        elif self.accepts_strokes:
            self.pointed.emit(self._pointer(event.modifiers()))
        self._near_curtain = self.curtain_layer.is_near(position.x())
        self._show_marks(position)
        self.hovered.emit(self.to_image(position))

    def _release(self, event: QMouseEvent | QTabletEvent) -> None:
        event.accept()
        if event.button() != self._drag_button:
            return
        self._last = event.position()
        drag = self._end_drag(event.modifiers())
        if event.button() == Qt.MouseButton.RightButton and not self.accepts_strokes:
            self.menu_wanted.emit(self.to_image(event.position()), event.globalPosition().toPoint())
        if drag is _Drag.PAN and not self._moved and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.to_image(event.position()))
        self._show_ring(event.position())

    def _end_drag(self, modifiers: Qt.KeyboardModifier) -> _Drag:
        drag, self._drag = self._drag, _Drag.NONE
        self._drag_button = Qt.MouseButton.NoButton
        if drag is _Drag.STROKE:
            self.stroke_ended.emit(self._pointer(modifiers))
            self._erases = False
        return drag

    def _pointer(self, modifiers: Qt.KeyboardModifier, *, presses: int = 1) -> Pointer:
        """The pointer where it was last, with these keys held."""
        point = self.to_image(self._last)
        return Pointer(
            point.x(),
            point.y(),
            self.view.scale,
            erases=self._erases,
            shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
            ctrl=bool(modifiers & Qt.KeyboardModifier.ControlModifier),
            pressure=self._pressure,
            presses=presses,
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift, size the brush."""
        event.accept()
        # Shift turns the wheel's axis on some platforms.
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # A touchpad turns by small parts of a notch.
            self._wheel_turned += notches
            whole = math.trunc(self._wheel_turned)
            self._wheel_turned -= whole
            if whole:
                self.brush_resized.emit(whole)
            return
        position = event.position()
        offset = position - QPointF(self.width() / 2, self.height() / 2)
        self.set_view(self.view.zoomed(WHEEL_STEP**notches, offset.x(), offset.y()))
        self._show_ring(position)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the marks of the pointer away."""
        super().leaveEvent(event)
        self.cursor_layer.hide()
        self.lens.hide()
        self.ruler_layer.show_pointer(None)
        self.left_canvas.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space held makes the left button pan, H held takes the mask away; arrows nudge."""
        key = Qt.Key(event.key())
        step = ARROWS.get(key)
        if step is not None:
            length = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.nudged.emit(step[0] * length, step[1] * length)
            return
        if key in MODIFIERS:
            self._tell_keys(event.modifiers() | MODIFIERS[key])
        self._hold(event, held=True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of Space, H or the backquote."""
        key = Qt.Key(event.key())
        if key in MODIFIERS:
            self._tell_keys(event.modifiers() & ~MODIFIERS[key])
        self._hold(event, held=False)

    def _tell_keys(self, modifiers: Qt.KeyboardModifier) -> None:
        """Keys that change what a drag does do so without waiting for the next move."""
        if self._drag is _Drag.STROKE:
            self.stroke_moved.emit(self._pointer(modifiers))

    def _hold(self, event: QKeyEvent, *, held: bool) -> None:
        if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_H, Qt.Key.Key_QuoteLeft):
            event.ignore()
        elif not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_H:
                self.peeked.emit(held)
            elif event.key() == Qt.Key.Key_QuoteLeft:
                self.blink_held.emit(held)
            else:
                self._space_held = held
                self._update_cursor()
                self.cursor_layer.setVisible(self.cursor_layer.isVisible() and not held)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Become the active canvas."""
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A held key whose release goes elsewhere must not stay held."""
        super().focusOutEvent(event)
        self._space_held = False
        self.peeked.emit(False)
        self.blink_held.emit(False)
        self._update_cursor()
