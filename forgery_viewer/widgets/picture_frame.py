"""How large a picture of a canvas is, and where in it the image lies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QTransform

from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.picture_choice import MOST_PIXELS, MOST_SIDE_PX, PictureError
from forgery_viewer.widgets.wording import size

MARKS_FOR_PX = 1600
"""Marks have their size of the screen on a picture this long, and twice that on one twice so."""

_STEPS = 4
"""Marks grow by quarters of their size, of which every image pixel stays exactly one."""


@dataclass(frozen=True, slots=True)
class PictureFrame:
    """A picture of `width` x `height` px without its legend.

    Marks are laid out in points, `unit` px of the picture each, and `place` takes a point of the
    image to them, as on a screen of that device pixel ratio.
    """

    full: bool
    width: int
    height: int
    unit: float
    place: QTransform
    image_size: tuple[int, int]

    @property
    def scale(self) -> float:
        """Px of the picture for each of the image."""
        return self.place.m11() * self.unit

    @property
    def points(self) -> QRectF:
        """All of the picture, in points."""
        return QRectF(0, 0, self.width / self.unit, self.height / self.unit)

    def seen_image(self, *, covered: int) -> QRectF:
        """What of the picture shows the image, without points `covered` above and to the left."""
        image = self.place.mapRect(QRectF(0, 0, *self.image_size))
        seen = image & self.points.adjusted(covered, covered, 0, 0)
        return QTransform.fromScale(self.unit, self.unit).mapRect(seen)

    def within(self, room: QSize) -> PictureFrame:
        """The same picture so small that it has room; of one that has, the picture itself."""
        share = min(room.width() / self.width, room.height() / self.height)
        if share >= 1:
            return self
        width, height = (max(1, round(side * share)) for side in (self.width, self.height))
        return replace(self, width=width, height=height, unit=self.unit * share)


def frame_of(pane: CanvasPane, *, full: bool) -> PictureFrame:
    """The frame of a picture of what a pane shows now.

    Raises:
        PictureError: The pane shows no image, or one too large for a picture.
    """
    canvas = pane.canvas
    if canvas.pyramid is None or not pane.shows_image:
        raise PictureError("There is no picture here to copy or save.")
    if canvas.pyramid.is_preview:
        raise PictureError("The image is still being read.")
    width, height = canvas.pyramid.width, canvas.pyramid.height
    if full:
        if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE_PX:
            most = f"at most {MOST_PIXELS // 1_000_000} megapixels and {MOST_SIDE_PX:,} px a side"
            raise PictureError(f"{size(width, height)} px are too many for a picture: {most}.")
        unit = max(1.0, round(_STEPS * max(width, height) / MARKS_FOR_PX) / _STEPS)
        place = QTransform.fromScale(1 / unit, 1 / unit)
        return PictureFrame(True, width, height, unit, place, (width, height))
    ratio = canvas.viewport().devicePixelRatioF()
    origin, scale = canvas.from_image(QPointF(0, 0)), canvas.view.scale
    place = QTransform(scale, 0, 0, scale, origin.x(), origin.y())
    seen = (round(canvas.width() * ratio), round(canvas.height() * ratio))
    return PictureFrame(False, *seen, ratio, place, (width, height))
