"""What a canvas shows as a picture of its own: as on the screen, or every pixel of the image.

What there is to draw is taken on the window's thread, in no time; the picture itself is drawn on
any thread, since a whole figure takes longer than a window may stand still.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.widgets.badge_layer import Badge, draw_badges
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.contour_layer import ContourDrawing
from forgery_viewer.widgets.curtain_layer import Divider, draw_divider
from forgery_viewer.widgets.hatch_layer import HatchDrawing
from forgery_viewer.widgets.image_layer import ImageDrawing
from forgery_viewer.widgets.mask_layer import MaskDrawing
from forgery_viewer.widgets.picture_canvas import PictureCanvas
from forgery_viewer.widgets.picture_choice import PictureChoice, PictureError
from forgery_viewer.widgets.picture_frame import PictureFrame, frame_of
from forgery_viewer.widgets.picture_legend import PictureLegend
from forgery_viewer.widgets.rulers import RULER_PX, RulerLayer
from forgery_viewer.widgets.scale_bar import draw_scale_bar
from forgery_viewer.widgets.scratch import Scratch
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.twin_layer import draw_arrows
from forgery_viewer.widgets.wording import size

BAND_ROWS = 256
"""So many rows are drawn between two looks at whether to go on."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What lies over the content, drawn at the screen's size."""

    badges: list[Badge]
    arrows: list[tuple[QPointF, QPointF]]
    arrow_colour: QColor
    divider: Divider | None


class CanvasPicture:
    """A picture of what a pane shows at the moment it is made.

    Marks that follow the pointer, handles, the lens and the overview are left out. At full
    resolution the pixels that nothing lies over are exactly those of the image.

    Attributes:
        width: Px of the whole picture, legend included; 0 until it was drawn.
        height: The same downwards.
    """

    def __init__(
        self,
        pane: CanvasPane,
        choice: PictureChoice,
        legend_title: str,
        *,
        room: QSize | None = None,
    ) -> None:
        """Take what there is to draw, on the window's thread.

        `legend_title` says in the legend what it is. With `room` the picture is drawn small enough
        for it, and the areas of instances are those that were measured last.

        Raises:
            PictureError: The pane shows no image, or one too large for a picture.
        """
        canvas = pane.canvas
        self._choice, self._title = choice, legend_title
        self._keys = pane.header.colour_keys() if choice.legend else []
        self._theme = theme_of(pane)
        self._whole = frame_of(pane, full=choice.full)
        self._frame = self._whole if room is None else self._whole.within(room)
        self.width = self.height = 0
        document = canvas.mask_layer.document if choice.overlay else None
        self._states = _seen_states(canvas) if document is not None else []
        self._areas = _measured_areas(canvas) if room is not None else None
        # What is painted meanwhile is not to be in it.
        self._is_later = room is None and (choice.full or choice.legend)
        self._planes = None
        if document is not None and self._is_later:
            self._planes = document.planes.copy()
        self._content = list(self._take_content(canvas))
        self._marks = self._take_marks(canvas) if choice.overlay else None
        self._ruled_px = RULER_PX if self._has_rulers(canvas) else 0
        self._seen = None if choice.full else self._as_seen(canvas)

    # Taking what there is -----------------------------------------------------------------

    def _take_content(
        self, canvas: PictureCanvas
    ) -> Iterator[ImageDrawing | MaskDrawing | HatchDrawing | ContourDrawing]:
        """Images, and what lies on them, from the lowest to the highest."""
        mask, contour, reference = canvas.mask_layer, canvas.contour_layer, canvas.reference_layer
        if canvas.image_layer.drawing is not None:
            yield canvas.image_layer.drawing
        if canvas.second_layer.isVisible() and canvas.second_layer.drawing is not None:
            yield self._placed(canvas.second_layer.drawing, canvas)
        if not self._choice.overlay:
            return
        if mask.isVisible() and (fill := mask.drawing(self._planes)) is not None:
            yield fill
        if canvas.hatch_layer.isVisible() and canvas.hatch_layer.drawing is not None:
            yield canvas.hatch_layer.drawing
        if reference.isVisible() and (other := reference.drawing()) is not None:
            if self._is_later:
                other = replace(other, planes=other.planes.copy(), scratch=Scratch())
            yield other
        if contour.isVisible() and (outline := contour.drawing(self._planes)) is not None:
            yield outline

    def _placed(self, second: ImageDrawing, canvas: PictureCanvas) -> ImageDrawing:
        """The second image from where the curtain stands in the picture."""
        if not math.isfinite(second.from_x_px):
            return second
        return replace(second, from_x_px=self._curtain_x(canvas))

    def _curtain_x(self, canvas: PictureCanvas) -> float:
        """Where the curtain stands, in points: at full resolution, at its place in the image."""
        x_px = canvas.curtain_layer.x_px
        if not self._choice.full:
            return x_px
        at = canvas.to_image(QPointF(x_px, 0)).x()
        return self._whole.place.m11() * min(max(at, 0.0), float(self._whole.width))

    def _take_marks(self, canvas: PictureCanvas) -> _Marks:
        place, box, twins = self._whole.place, self._whole.points, canvas.twin_layer
        divider = None
        if canvas.curtain_layer.isVisible():
            shown = canvas.curtain_layer.divider
            top = 0.0 if self._choice.full else shown.top
            at = self._curtain_x(canvas)
            divider = Divider(at, box.width(), box.height(), shown.names, top)
        return _Marks(
            badges=canvas.badge_layer.drawn() if canvas.badge_layer.isVisible() else [],
            arrows=[(place.map(start), place.map(end)) for start, end in twins.joined],
            arrow_colour=twins.colour,
            divider=divider,
        )

    def _has_rulers(self, canvas: PictureCanvas) -> bool:
        shown = canvas.ruler_layer.isVisible()
        return self._choice.scale and not self._choice.full and shown

    def _as_seen(self, canvas: PictureCanvas) -> QImage:
        """What is on the screen, drawn at once: it takes no longer than to paint the canvas."""
        picture, place = self._blank(self._frame.width, self._frame.height), self._frame.place
        with _painting(picture) as painter:
            self._draw_content(painter, lambda: False)
            if self._choice.overlay and canvas.value_layer.isVisible():
                painter.setWorldTransform(place)
                box = place.inverted()[0].mapRect(self._frame.points)
                canvas.value_layer.draw(painter, box)
                painter.resetTransform()
            self._draw_marks(painter)
            if self._ruled_px:
                # Of their own, without the mark of where the pointer is.
                rulers, option = RulerLayer(), QStyleOptionGraphicsItem()
                rulers.show_view(canvas.view, canvas.width(), canvas.height())
                for ruler in (rulers.top, rulers.left):
                    option.exposedRect = ruler.boundingRect()
                    ruler.paint(painter, option)
        picture.setDevicePixelRatio(1)
        return picture

    # Drawing ------------------------------------------------------------------------------

    def draw(self, is_cancelled: Callable[[], bool] = lambda: False) -> QImage | None:
        """The picture, drawn on any thread; None where that was cancelled.

        Raises:
            PictureError: There is not enough memory for it.
        """
        frame = self._frame
        legend = None
        if self._choice.legend:
            width = self._whole.points.width()
            legend = PictureLegend(self._title, self._entries(), width, self._keys)
        self.width, self.height = _extent(self._whole, legend)
        picture = self._blank(*_extent(frame, legend))
        with _painting(picture) as painter:
            if self._seen is not None:
                painter.scale(1 / frame.unit, 1 / frame.unit)
                painter.drawImage(0, 0, self._seen)
            elif not self._draw_content(painter, is_cancelled):
                return None
            else:
                self._draw_marks(painter)
        picture.setDevicePixelRatio(1)
        self._draw_beside(picture, legend)
        return picture

    def _blank(self, width: int, height: int) -> QImage:
        """A picture to draw on in points, with nothing on it yet, not even a colour.

        To give all of it one keeps Python, and so the window, from everything else for too long.
        """
        picture = QImage(width, height, QImage.Format.Format_RGB32)
        if picture.isNull():
            raise PictureError(f"There is not enough memory for {size(width, height)} px.")
        picture.setDevicePixelRatio(self._frame.unit)
        return picture

    def _entries(self) -> list[tuple[int, int, int]]:
        """Number, colour slot and area in px of each instance that is seen."""
        areas = self._areas
        if areas is None:
            areas = _areas_of(self._planes) if self._planes is not None and self._states else []
        seen = enumerate(zip(self._states, areas, strict=False))
        return [(number, at.colour, area) for number, (at, area) in seen if not at.hidden]

    def _draw_content(self, painter: QPainter, is_cancelled: Callable[[], bool]) -> bool:
        """Draw images and mask band by band; whether it was not cancelled."""
        frame = self._frame
        to_image, _possible = frame.place.inverted()
        ground = QColor(self._theme.canvas)
        rows = BAND_ROWS if self._choice.full else frame.height
        for top in range(0, frame.height, rows):
            if is_cancelled():
                return False
            bottom = min(top + rows, frame.height)
            band = QRectF(0, top / frame.unit, frame.points.width(), (bottom - top) / frame.unit)
            painter.setClipRect(band)
            painter.fillRect(band, ground)
            for drawing in self._content:
                painter.save()
                painter.setWorldTransform(frame.place)
                drawing.draw(painter, to_image.mapRect(band))
                painter.restore()
        return True

    def _draw_marks(self, painter: QPainter) -> None:
        """Numbers, lines between twins and the curtain, from the lowest to the highest."""
        painter.setClipRect(self._frame.points)
        if self._marks is None:
            return
        painter.setWorldTransform(self._frame.place)
        draw_badges(painter, self._marks.badges)
        painter.resetTransform()
        draw_arrows(painter, self._marks.arrows, self._marks.arrow_colour)
        if self._marks.divider is not None:
            draw_divider(painter, self._marks.divider)

    def _draw_beside(self, picture: QImage, legend: PictureLegend | None) -> None:
        """Draw the bar and the legend, which have no place in the image."""
        frame = self._frame
        with _painting(picture) as painter:
            if self._choice.scale:
                room = frame.seen_image(covered=self._ruled_px)
                draw_scale_bar(painter, room, frame.scale, frame.unit)
            if legend is not None:
                base, beside = QColor(self._theme.base), picture.width() - frame.width
                painter.fillRect(frame.width, 0, beside, frame.height, base)
                below = picture.height() - frame.height
                painter.fillRect(0, frame.height, picture.width(), below, base)
                painter.translate(0, frame.height)
                painter.scale(frame.unit, frame.unit)
                legend.draw(painter, self._theme)


@contextmanager
def _painting(picture: QImage) -> Iterator[QPainter]:
    """A painter that lets go of a picture also where something fails."""
    painter = QPainter(picture)
    try:
        yield painter
    finally:
        painter.end()


def _extent(frame: PictureFrame, legend: PictureLegend | None) -> tuple[int, int]:
    """(width, height) px of a picture with its legend."""
    if legend is None:
        return frame.width, frame.height
    width, height = (math.ceil(side * frame.unit) for side in (legend.width, legend.height))
    return max(frame.width, width), frame.height + height


def _seen_states(canvas: PictureCanvas) -> list[InstanceState]:
    """The instances of the mask, as long as anything of it is seen."""
    document = canvas.mask_layer.document
    is_seen = canvas.mask_layer.isVisible() or canvas.contour_layer.isVisible()
    return list(document.instances) if document is not None and is_seen else []


def _measured_areas(canvas: PictureCanvas) -> list[int]:
    figures = canvas.figures
    return [instance.area_px for instance in figures.instances] if figures is not None else []


def _areas_of(planes: BitPlanes) -> list[int]:
    return [int(np.count_nonzero(planes.plane(number))) for number in range(planes.count)]
