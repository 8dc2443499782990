"""What a canvas shows and where it looks: images, mask, and the marks that lie over them."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent, QTransform
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.regions import Figures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tools.preview import Preview
from forgery_viewer.widgets.badge_layer import BadgeLayer
from forgery_viewer.widgets.content import Content, ImagePlace
from forgery_viewer.widgets.contour_layer import ContourLayer, Outlines
from forgery_viewer.widgets.cursor_layer import CursorLayer
from forgery_viewer.widgets.curtain_layer import CurtainLayer
from forgery_viewer.widgets.gesture_layer import GestureLayer
from forgery_viewer.widgets.hatch_layer import HatchLayer
from forgery_viewer.widgets.image_layer import ImageLayer
from forgery_viewer.widgets.lens import Lens
from forgery_viewer.widgets.mask_layer import MaskLayer
from forgery_viewer.widgets.minimap import Minimap
from forgery_viewer.widgets.rulers import RULER_PX, RulerLayer
from forgery_viewer.widgets.theme import FIT_MARGIN_PX, preview_colour, theme_of
from forgery_viewer.widgets.twin_layer import TwinLayer
from forgery_viewer.widgets.value_layer import ValueLayer
from forgery_viewer.widgets.view import View, fit_box

_FILL, _FILL_ALONE = 0.25, 0.5
"""How strongly a preview covers the image, with an outline and without."""

CURTAIN, BLINK, BLEND = "curtain", "blink", "blend"
"""How two images share one canvas: side by side at a line, in turn, or one through the other."""


class PictureCanvas(QGraphicsView):
    """Shows a pyramid, perhaps a second one with it, and, where it has one, a mask.

    The scene is the canvas in screen px, and `view` and the canvas's size alone say where the image
    lies in it, so linked canvases of different sizes show the same point at the same zoom.
    """

    view_changed = Signal(object)

    _ready = False  # Qt resizes the view before this class has made its parts

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._set_up_view()
        self._make_layers()
        self._preview: Preview | None = None
        self.show_gestures(False)
        self.minimap = Minimap(self)
        self.minimap.set_wanted(False)
        self.minimap.centred.connect(self._centre_on)
        self._curtain_at = 0.5
        self._blend, self._blends = 0.5, False
        self.view = View()
        self.pyramid: Pyramid | None = None
        self.figures: Figures | None = None
        """What was measured of the mask on show."""
        self.fit_size: tuple[int, int] | None = None
        self.extent: tuple[int, int] | None = None
        """(width, height) px to fit where that is not the image's own size."""
        self.offset = QPointF()
        """How far it looks beside where canvases linked to it do, in image px."""
        self._fitted = True
        self._apply_theme()
        self._ready = True

    def _make_layers(self) -> None:
        """What moves with the image, and the marks over it that are drawn at the screen's size."""
        self._image_place = ImagePlace()
        self.scene().addItem(self._image_place)
        self.image_layer = ImageLayer()
        self.second_layer = ImageLayer()
        self.second_layer.hide()
        self.mask_layer = MaskLayer()
        self.contour_layer = ContourLayer()
        self.reference_layer = ContourLayer()
        """A second mask to see the first one against: its outlines are broken lines."""
        self.reference_layer.set_style(Outlines.DASHED)
        self.preview_fill = MaskLayer(preview_colour)
        self.preview_outline = ContourLayer(preview_colour)
        self.hatch_layer = HatchLayer()
        self.badge_layer = BadgeLayer()
        self.value_layer = ValueLayer()
        drawn = (
            self.image_layer,
            self.second_layer,
            self.mask_layer,
            self.hatch_layer,
            self.reference_layer,
            self.contour_layer,
            self.preview_fill,
            self.preview_outline,
            self.value_layer,
        )
        for layer in (*drawn, self.badge_layer):
            layer.setParentItem(self._image_place)
        self._content = Content(self, drawn)
        self.curtain_layer = CurtainLayer()
        self.cursor_layer = CursorLayer()
        self.ruler_layer = RulerLayer()
        self.ruler_layer.hide()
        self.lens = Lens()
        self.twin_layer = TwinLayer(self.from_image)
        self.gesture_layer = GestureLayer(self.from_image, lambda: self.view)
        for mark in (
            self.twin_layer,
            self.gesture_layer,
            self.curtain_layer,
            self.ruler_layer,
            self.lens,
            self.cursor_layer,
        ):
            self.scene().addItem(mark)

    def _set_up_view(self) -> None:
        self.setFrameShape(self.Shape.NoFrame)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTransformationAnchor(self.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(self.ViewportAnchor.NoAnchor)
        # Layers take no events: the canvas itself says what the pointer does.
        self.setInteractive(False)
        self.setScene(QGraphicsScene(self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)

    # What is shown ------------------------------------------------------------------------

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Show another image at the present view, or none."""
        self.pyramid = pyramid
        for part in (self.image_layer, self.value_layer, self.lens, self.minimap):
            part.set_pyramid(pyramid)

    def compare_with(
        self, pyramid: Pyramid | None, mode: str = "", names: tuple[str, str] = ("", "")
    ) -> None:
        """Show a second image with the first, as CURTAIN, BLINK or BLEND; None takes it away."""
        self.second_layer.set_ground(self._ground_below(pyramid) if mode != BLEND else None)
        self.second_layer.set_pyramid(pyramid)
        self.second_layer.setVisible(pyramid is not None and mode != BLINK)
        has_curtain = pyramid is not None and mode == CURTAIN
        self.curtain_layer.setVisible(has_curtain)
        self.curtain_layer.set_names(*names)
        self._blends = mode == BLEND
        self.second_layer.set_strength(self._blend if self._blends else 1.0)
        self._place_curtain()

    def _ground_below(self, second: Pyramid | None) -> QColor | None:
        """The colour beside a second image that leaves some of the first one uncovered."""
        first = self.pyramid
        if first is None or second is None:
            return None
        same = (first.width, first.height) == (second.width, second.height)
        return None if same else QColor(theme_of(self).canvas)

    def set_blend(self, strength: float) -> None:
        """How strongly the second image is seen in a BLEND, from 0 to 1."""
        self._blend = strength
        if self._blends:
            self.second_layer.set_strength(strength)
            self._tell_values()

    def show_second(self, shown: bool) -> None:
        """Show the second image in place of the first, or the first again, as in a BLINK."""
        self.second_layer.setVisible(shown and self.second_layer.pyramid is not None)
        self._tell_values()

    def pyramid_at(self, x_px: float) -> Pyramid | None:
        """The image that is seen at a column of the canvas: of two in a blend, the stronger."""
        return self.second_layer.pyramid if x_px >= self._second_from_px() else self.pyramid

    def _second_from_px(self) -> float:
        """From which column of the canvas on the second image is what is seen."""
        second = self.second_layer
        hides_first = not self._blends or self._blend >= 0.5
        if second.pyramid is None or not second.isVisible() or not hides_first:
            return math.inf
        return self.curtain_layer.x_px if second.follows_screen else -math.inf

    def _tell_values(self, between: QRectF | None = None) -> None:
        self.value_layer.set_second(self.second_layer.pyramid, self._second_from_px(), between)

    def set_curtain(self, place: float) -> None:
        """Move the line between the two images, from 0 (left edge) to 1 (right edge)."""
        self._curtain_at = min(1.0, max(0.0, place))
        self._place_curtain()

    def _place_curtain(self) -> None:
        x_px = round(self._curtain_at * self.width())
        before_px = self.curtain_layer.x_px
        self.curtain_layer.place(x_px, self.width(), self.height())
        if not self.curtain_layer.isVisible():
            self.second_layer.set_from_x(-math.inf)
            self._tell_values()
            return
        left = self.to_image(QPointF(min(x_px, before_px), 0))
        right = self.to_image(QPointF(max(x_px, before_px), self.height()))
        between = QRectF(left, right) if self.second_layer.follows_screen else None
        self.second_layer.set_from_x(x_px, between)
        self._tell_values(between)

    def show_figures(self, figures: Figures | None) -> None:
        """Number the regions that were measured of the mask on show."""
        document = self.mask_layer.document
        self.figures = figures
        self.badge_layer.show_figures(figures, document.instances if document is not None else ())

    def set_document(self, document: MaskDocument | None) -> None:
        """Show the mask of a document, filled and outlined, or none."""
        self.mask_layer.set_document(document)
        self.figures = None
        self.badge_layer.show_figures(None, ())
        self.contour_layer.set_document(document, lambda: self.view.scale)

    def set_reference(self, document: MaskDocument | None) -> None:
        """Outline another mask with broken lines, or none."""
        self.reference_layer.set_document(document, lambda: self.view.scale)

    def set_preview(self, preview: Preview) -> None:
        """Show what a tool is about to change, whenever there is something."""
        self._preview = preview
        self.preview_fill.set_document(preview)
        self.preview_outline.set_document(preview, lambda: self.view.scale)
        preview.shown_changed.connect(self._show_preview)
        self._show_preview()

    def show_gestures(self, shown: bool) -> None:
        """Whether gestures in progress and previews are drawn on this canvas."""
        self._shows_gestures = shown
        self.gesture_layer.setVisible(shown)
        self._show_preview()

    def _show_preview(self) -> None:
        preview = self._preview
        shown = self._shows_gestures and preview is not None and preview.is_shown
        is_outlined = preview is not None and preview.is_outlined
        self.preview_fill.set_opacity(_FILL if is_outlined else _FILL_ALONE)
        self.preview_fill.setVisible(shown)
        self.preview_outline.setVisible(shown and is_outlined)

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
        # Rulers lie over the edge of a canvas: nothing of a fitted image is under them.
        margin = FIT_MARGIN_PX + (RULER_PX if self.ruler_layer.isVisible() else 0)
        width, height = self.extent or (self.pyramid.width, self.pyramid.height)
        return fit_box(self.offset.x(), self.offset.y(), width, height, size, margin)

    def set_view(self, view: View, *, fitted: bool = False) -> None:
        """Look elsewhere; `view_changed` is emitted when that is another place.

        So it is when a view is no longer to stay fitted, although it looks the same yet.
        """
        if view == self.view and fitted == self._fitted:
            return
        self._fitted = fitted
        self.view = view
        self._apply_view()
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
        if self.second_layer.follows_screen:
            self._content.redraw()
        self.scene().update()
        half_x, half_y = self.width() / 2 / scale, self.height() / 2 / scale
        x, y = self.view.x, self.view.y
        self.minimap.show_view(x - half_x, y - half_y, x + half_x, y + half_y)
        if self.ruler_layer.isVisible():
            self.ruler_layer.show_view(self.view, self.width(), self.height())

    def show_rulers(self, shown: bool) -> None:
        """Measure the image along the upper and the left edge, or not."""
        self.ruler_layer.setVisible(shown)
        self.curtain_layer.set_top(RULER_PX if shown else 0)
        if self._fitted and self.pyramid is not None:
            self.set_view(self.fitted_view(), fitted=True)
        self.ruler_layer.show_view(self.view, self.width(), self.height())

    def _centre_on(self, point: QPointF) -> None:
        self.set_view(View(self.view.scale, point.x(), point.y()))

    # Events -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the image fitted, or the point in the middle where it is."""
        super().resizeEvent(event)
        if not self._ready:
            return
        self.setSceneRect(0, 0, self.width(), self.height())
        if self._fitted and self.pyramid is not None:
            self.set_view(self.fitted_view(), fitted=True)
        self._apply_view()
        self._place_curtain()
        self.minimap.place_in(self.width(), self.height())
        for layer in (self.twin_layer, self.gesture_layer):
            layer.set_size(self.width(), self.height())

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
