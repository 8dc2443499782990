"""One canvas: an image with its mask, zoom and pan, and the pointer's strokes."""

from __future__ import annotations

import math
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.regions import Figures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.badge_layer import BadgeLayer
from forgery_viewer.widgets.content import Content, ImagePlace
from forgery_viewer.widgets.contour_layer import ContourLayer
from forgery_viewer.widgets.cursor_layer import CursorLayer
from forgery_viewer.widgets.image_layer import ImageLayer
from forgery_viewer.widgets.mask_layer import MaskLayer
from forgery_viewer.widgets.theme import FIT_MARGIN_PX, theme_of
from forgery_viewer.widgets.view import View, fit_box

WHEEL_STEP = 1.2
"""Zoom of one notch of the wheel."""

CLICK_SLACK_PX = 3
"""A press that moves less is a click."""


class _Drag(Enum):
    NONE = 0
    PAN = 1
    STROKE = 2


class Canvas(QGraphicsView):
    """Shows a pyramid and, where it has one, a mask; says what the pointer does in image points.

    The scene is the canvas in screen px, and `view` and the canvas's size alone say where the image
    lies in it, so linked canvases of different sizes show the same point at the same zoom.
    """

    view_changed = Signal(object)
    hovered = Signal(QPointF)
    left_canvas = Signal()
    stroke_begun = Signal(QPointF, bool)
    stroke_moved = Signal(QPointF)
    stroke_ended = Signal()
    clicked = Signal(QPointF)
    brush_resized = Signal(int)
    peeked = Signal(bool)
    focused = Signal()

    _ready = False  # Qt resizes the view before this class has made its parts

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(self.Shape.NoFrame)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTransformationAnchor(self.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(self.ViewportAnchor.NoAnchor)
        # Layers take no events: the canvas itself says what the pointer does.
        self.setInteractive(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setScene(QGraphicsScene(self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._image_place = ImagePlace()
        self.scene().addItem(self._image_place)
        self.image_layer = ImageLayer()
        self.mask_layer = MaskLayer()
        self.contour_layer = ContourLayer()
        self.badge_layer = BadgeLayer()
        for layer in (self.image_layer, self.mask_layer, self.contour_layer, self.badge_layer):
            layer.setParentItem(self._image_place)
        self._content = Content(self, (self.image_layer, self.mask_layer, self.contour_layer))
        self.cursor_layer = CursorLayer()
        self.scene().addItem(self.cursor_layer)
        self.view = View()
        self.pyramid: Pyramid | None = None
        self.fit_size: tuple[int, int] | None = None
        self.accepts_strokes = False
        self.brush_px = 24.0
        self._fitted = True
        self._drag = _Drag.NONE
        self._drag_button = Qt.MouseButton.NoButton
        self._wheel_turned = 0.0
        self._space_held = False
        self._drag_from = QPointF()
        self._moved = False
        self._apply_theme()
        self._ready = True

    # What is shown ------------------------------------------------------------------------

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Show another image at the present view, or none."""
        self.pyramid = pyramid
        self.image_layer.set_pyramid(pyramid)

    def show_figures(self, figures: Figures | None) -> None:
        """Number the regions that were measured of the mask on show."""
        document = self.mask_layer.document
        self.badge_layer.show_figures(figures, document.instances if document is not None else ())

    def set_document(self, document: MaskDocument | None) -> None:
        """Show the mask of a document, filled and outlined, or none."""
        self.mask_layer.set_document(document)
        self.badge_layer.show_figures(None, ())
        self.contour_layer.set_document(document, lambda: self.view.scale)

    # View ---------------------------------------------------------------------------------

    @property
    def is_fitted(self) -> bool:
        """Whether the view is the one that fits the image, and stays so when resized."""
        return self._fitted

    def fitted_view(self) -> View:
        """The view that shows the image whole."""
        if self.pyramid is None:
            return self.view
        size = self.fit_size or (self.width(), self.height())
        return fit_box(0, 0, self.pyramid.width, self.pyramid.height, size, FIT_MARGIN_PX)

    def set_view(self, view: View, *, fitted: bool = False) -> None:
        """Look elsewhere; `view_changed` is emitted when that is another place.

        So it is when a view is no longer to stay fitted, although it looks the same yet.
        """
        if view == self.view and fitted == self._fitted:
            return
        self._fitted = fitted
        self.view = view
        self._apply_view()
        self._refresh_ring()
        self.view_changed.emit(view)

    def to_image(self, position: QPointF) -> QPointF:
        """The image point under a point of the canvas in screen px."""
        return QPointF(
            self.view.x + (position.x() - self.width() / 2) / self.view.scale,
            self.view.y + (position.y() - self.height() / 2) / self.view.scale,
        )

    def from_image(self, point: QPointF) -> QPointF:
        """The point of the canvas in screen px over an image point."""
        return QPointF(
            (point.x() - self.view.x) * self.view.scale + self.width() / 2,
            (point.y() - self.view.y) * self.view.scale + self.height() / 2,
        )

    def _apply_view(self) -> None:
        scale = self.view.scale
        left, top = self.width() / 2 - self.view.x * scale, self.height() / 2 - self.view.y * scale
        self._image_place.setTransform(QTransform(scale, 0, 0, scale, left, top))
        self.scene().update()

    # Pointer ------------------------------------------------------------------------------

    def show_ghost(self, point: QPointF | None) -> None:
        """Mark the image point under the pointer of another canvas, or nothing."""
        if point is None or self.pyramid is None:
            self.cursor_layer.hide()
        else:
            self.cursor_layer.show_ghost(self.from_image(point))

    def set_brush(self, diameter_px: float) -> None:
        """The size of the ring, in image px."""
        self.brush_px = diameter_px
        self._refresh_ring()

    def _refresh_ring(self) -> None:
        """Show the ring at its new size although the pointer did not move."""
        if self.cursor_layer.shows_ring:
            self._show_ring(self.cursor_layer.pos())

    def _show_ring(self, position: QPointF) -> None:
        if self.accepts_strokes and self._drag is not _Drag.PAN and not self._space_held:
            self.cursor_layer.show_ring(position, self.brush_px * self.view.scale)
        else:
            self.cursor_layer.hide()
        self._update_cursor()

    def _update_cursor(self) -> None:
        if self._drag is _Drag.PAN:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space_held:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        # Asked at every move; to set what is set already would take a while.
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan (middle, or Space and left) or a stroke (left paints, right erases)."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
        button = event.button()
        if self._drag is not _Drag.NONE or self.pyramid is None:
            return
        pans = button == Qt.MouseButton.MiddleButton or (
            button == Qt.MouseButton.LeftButton and (self._space_held or not self.accepts_strokes)
        )
        self._drag_button = button
        self._drag_from = event.position()
        self._moved = False
        if pans:
            self._drag = _Drag.PAN
        elif self.accepts_strokes and button in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.RightButton,
        ):
            erases = button == Qt.MouseButton.RightButton or bool(
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
            )
            self._drag = _Drag.STROKE
            self.stroke_begun.emit(self.to_image(event.position()), erases)
        self._show_ring(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, draw on, or only tell where the pointer is."""
        event.accept()
        position = event.position()
        if not event.buttons() & self._drag_button:
            # The release went elsewhere, as to a dialog that opened meanwhile.
            self._end_drag()
        if self._drag is _Drag.PAN:
            moved = position - self._drag_from
            if self._moved or moved.manhattanLength() >= CLICK_SLACK_PX:
                self._moved = True
                self._drag_from = position
                self.set_view(self.view.panned(moved.x(), moved.y()))
        elif self._drag is _Drag.STROKE:
            self.stroke_moved.emit(self.to_image(position))
        self._show_ring(position)
        self.hovered.emit(self.to_image(position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        event.accept()
        if event.button() != self._drag_button:
            return
        drag = self._end_drag()
        if drag is _Drag.PAN and not self._moved and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.to_image(event.position()))
        self._show_ring(event.position())

    def _end_drag(self) -> _Drag:
        drag, self._drag = self._drag, _Drag.NONE
        self._drag_button = Qt.MouseButton.NoButton
        if drag is _Drag.STROKE:
            self.stroke_ended.emit()
        return drag

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A fast second press is a press."""
        self.mousePressEvent(event)

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
        self.left_canvas.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space held makes the left button pan, H held takes the mask away."""
        self._hold(event, held=True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of Space or H."""
        self._hold(event, held=False)

    def _hold(self, event: QKeyEvent, *, held: bool) -> None:
        if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_H):
            event.ignore()
        elif not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_H:
                self.peeked.emit(held)
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
        self._update_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the image fitted, or the point in the middle where it is."""
        super().resizeEvent(event)
        if not self._ready:
            return
        self.setSceneRect(0, 0, self.width(), self.height())
        if self._fitted and self.pyramid is not None:
            self.set_view(self.fitted_view(), fitted=True)
        self._apply_view()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        super().changeEvent(event)
        if self._ready and event.type() == QEvent.Type.PaletteChange:
            self._apply_theme()

    def _apply_theme(self) -> None:
        self._content.set_ground(QColor(theme_of(self).canvas))

    def redraw(self) -> None:
        """Draw everything anew, also what has not changed."""
        self._content.redraw()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Show the content, which badges and the pointer's marks lie over."""
        if self._ready:
            self._content.paint(painter)
