"""What a canvas shows as a picture of its own: as on the screen, or every pixel of the image.

The layers of the canvas draw it themselves, on a picture in place of the screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QRegion,
    QTextLayout,
    QTextOption,
    QTransform,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.instance_row import BADGE_PX, InstanceBadge
from forgery_viewer.widgets.picture_canvas import PictureCanvas
from forgery_viewer.widgets.rulers import RULER_PX, RulerLayer
from forgery_viewer.widgets.theme import CASING, Theme, text_font, theme_of
from forgery_viewer.widgets.view import View
from forgery_viewer.widgets.wording import pixels, size

MOST_PIXELS, MOST_SIDE_PX = 64_000_000, 32_767
"""Of a picture; Qt paints no further."""

MARKS_FOR_PX = 1600
"""Marks have their size of the screen on a picture this long, and twice that on one twice so."""

BAND_ROWS = 256
"""Outlines are painted on a scratch picture of at most this height, times the size of marks."""

_BAR_MARGIN, _BAR_PX, _BAR_MOST_PX, _LABEL_GAP = 12, 4, 160, 5
_PAD_X, _PAD_Y, _GAP_PX, _CHIP_GAP, _LEAST_PX = 10, 8, 16, 6, 120


class PictureError(ValueError):
    """There is nothing to make a picture of, or it would be too large; the text can be shown."""


@dataclass(frozen=True, slots=True)
class PictureChoice:
    """What a picture is to be.

    Attributes:
        full: One pixel for each pixel of the image, the whole of it; else as on the screen.
        overlay: With all that lies over the image: mask, outlines, numbers, lines and names.
        scale: With a bar that tells how long some pixels are, and the rulers that are on show.
        legend: With a strip below that says what it is, and how large each instance.
    """

    full: bool = False
    overlay: bool = True
    scale: bool = False
    legend: bool = False


def canvas_picture(pane: CanvasPane, choice: PictureChoice, legend_title: str) -> QImage:
    """What a pane shows, as `choice` wants it; `legend_title` says in the legend what it is.

    Marks that follow the pointer, the lens and the overview are left out. At full resolution the
    pixels that nothing lies over are exactly those of the image.

    Raises:
        PictureError: The pane shows no image, or one too large for a picture.
    """
    canvas, theme = pane.canvas, theme_of(pane)
    frame = _frame(pane, full=choice.full)
    whole, legend = QSize(frame.width, frame.height), None
    if choice.legend:
        entries = _entries(canvas) if choice.overlay else []
        legend = PictureLegend(legend_title, entries, frame.points.width())
        width, height = (math.ceil(side * frame.unit) for side in (legend.width, legend.height))
        whole = QSize(max(whole.width(), width), whole.height() + height)
    picture = QImage(whole, QImage.Format.Format_RGB32)
    if picture.isNull():
        msg = f"There is not enough memory for {size(whole.width(), whole.height())} px."
        raise PictureError(msg)
    picture.fill(QColor(theme.base))
    picture.setDevicePixelRatio(frame.unit)
    with _posed(canvas, frame):
        _draw_content(picture, canvas, frame, overlay=choice.overlay)
        _draw_marks(picture, canvas, frame, choice)
    picture.setDevicePixelRatio(1)
    painter = QPainter(picture)
    if choice.scale:
        _draw_bar(painter, frame.seen_image(covered=_ruled_px(canvas, choice)), frame)
    if legend is not None:
        painter.translate(0, frame.height)
        painter.scale(frame.unit, frame.unit)
        legend.draw(painter, theme)
    painter.end()
    return picture


@dataclass(frozen=True, slots=True)
class _Frame:
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


def _frame(pane: CanvasPane, *, full: bool) -> _Frame:
    canvas = pane.canvas
    if canvas.pyramid is None or not pane.shows_image:
        raise PictureError("There is no picture here to copy or save.")
    width, height = canvas.pyramid.width, canvas.pyramid.height
    if full:
        if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE_PX:
            most = f"at most {MOST_PIXELS // 1_000_000} megapixels and {MOST_SIDE_PX:,} px a side"
            raise PictureError(f"{size(width, height)} px are too many for a picture: {most}.")
        unit = max(1, round(max(width, height) / MARKS_FOR_PX))
        place = QTransform.fromScale(1 / unit, 1 / unit)
        return _Frame(True, width, height, unit, place, (width, height))
    ratio = canvas.viewport().devicePixelRatioF()
    origin, scale = canvas.from_image(QPointF(0, 0)), canvas.view.scale
    place = QTransform(scale, 0, 0, scale, origin.x(), origin.y())
    seen = (round(canvas.width() * ratio), round(canvas.height() * ratio))
    return _Frame(False, *seen, ratio, place, (width, height))


@contextmanager
def _posed(canvas: PictureCanvas, frame: _Frame) -> Iterator[None]:
    """Have the layers draw for a picture; the canvas has its own look again afterwards."""
    view, marks = canvas.view, canvas.twin_layer.marks
    curtain, second = canvas.curtain_layer, canvas.second_layer
    x_px, moves = curtain.x_px, frame.full and second.follows_screen
    canvas.twin_layer.show_marks(())
    # Nobody hears of it: the canvas need not draw its content anew.
    second.blockSignals(True)
    if moves:
        at = min(max(canvas.to_image(QPointF(x_px, 0)).x(), 0.0), float(frame.width)) / frame.unit
        second.set_from_x(at)
        curtain.place(at, frame.points.width(), frame.points.height())
    if frame.full:
        middle = QPointF(canvas.width() / 2, canvas.height() / 2) * frame.unit
        canvas.view = View(1 / frame.unit, middle.x(), middle.y())
    try:
        yield
    finally:
        canvas.view = view
        if moves:
            second.set_from_x(x_px)
            curtain.place(x_px, canvas.width(), canvas.height())
        second.blockSignals(False)
        canvas.twin_layer.show_marks(marks)


def _draw_content(picture: QImage, canvas: PictureCanvas, frame: _Frame, *, overlay: bool) -> None:
    layers = [canvas.image_layer, canvas.second_layer]
    over = [canvas.mask_layer, canvas.contour_layer, canvas.value_layer] if overlay else []
    to_image, _possible = frame.place.inverted()
    ground = QColor(theme_of(canvas).canvas)
    painter = QPainter(picture)
    rows = BAND_ROWS if frame.full else math.ceil(frame.points.height())
    for top in range(0, math.ceil(frame.points.height()), rows):
        band = QRectF(0, top, frame.points.width(), rows) & frame.points
        painter.setClipRect(band)
        painter.fillRect(band, ground)
        for layer in (*layers, *over):
            if layer.isVisible():
                painter.save()
                painter.setWorldTransform(frame.place)
                layer.draw(painter, to_image.mapRect(band))
                painter.restore()
    painter.end()


def _draw_marks(
    picture: QImage, canvas: PictureCanvas, frame: _Frame, choice: PictureChoice
) -> None:
    """Numbers, lines between twins, the curtain and the rulers, from the lowest to the highest."""
    painter, option = QPainter(picture), QStyleOptionGraphicsItem()
    painter.setClipRect(frame.points)
    lines = (canvas.badge_layer, canvas.twin_layer, canvas.curtain_layer)
    for mark in lines if choice.overlay else ():
        if mark.isVisible():
            painter.save()
            if mark is canvas.badge_layer:
                painter.setWorldTransform(frame.place)
            mark.paint(painter, option)
            painter.restore()
    if _ruled_px(canvas, choice):
        # Without the mark of where the pointer is.
        rulers = RulerLayer()
        rulers.show_view(canvas.view, canvas.width(), canvas.height())
        for ruler in (rulers.top, rulers.left):
            option.exposedRect = ruler.boundingRect()
            ruler.paint(painter, option)
    painter.end()


def _ruled_px(canvas: PictureCanvas, choice: PictureChoice) -> int:
    """How much of the canvas, in points, rulers take in the picture."""
    shown = choice.scale and not choice.full and canvas.ruler_layer.isVisible()
    return RULER_PX if shown else 0


def bar_length(scale: float, room_px: float, most_px: float) -> int:
    """Px of the image, 1, 2 or 5 times a power of ten, for a bar of at most `most_px`.

    `scale` is px of the picture for each of them. It is 1 where even that is longer, and 0 where
    it is longer than the room.
    """
    most = min(room_px / 4, most_px) / scale
    if most < 1:
        return 1 if scale <= room_px else 0
    power = 10 ** math.floor(math.log10(most))
    return int(power * next(step for step in (5, 2, 1) if step * power <= most))


def _draw_bar(painter: QPainter, room: QRectF, frame: _Frame) -> None:
    """Draw the bar in the lower left corner of the image; where there is no room, nothing."""
    unit = frame.unit
    margin, gap = _BAR_MARGIN * unit, _LABEL_GAP * unit
    font = text_font(round(12 * unit), 600)
    metrics = QFontMetricsF(font)
    length = bar_length(frame.scale, room.width() - 2 * margin, _BAR_MOST_PX * unit)
    words = f"{length:,} px"
    high = _BAR_PX * unit + gap + metrics.capHeight()
    wide = max(metrics.horizontalAdvance(words), length * frame.scale)
    if not length or wide + 2 * margin > room.width() or high + 2 * margin > room.height():
        return
    left, bottom = math.ceil(room.left() + margin), math.floor(room.bottom() - margin)
    bar = QRect(left, 0, round(length * frame.scale), round(_BAR_PX * unit))
    bar.moveBottom(bottom)
    edge = max(1, round(unit))
    painter.fillRect(bar.adjusted(-edge, -edge, edge, edge), QColor(CASING))
    painter.fillRect(bar, QColor("#FFFFFF"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    label = QPainterPath()
    text_left = left + max(0.0, (bar.width() - metrics.horizontalAdvance(words)) / 2)
    label.addText(QPointF(text_left, bar.top() - gap), font, words)
    painter.strokePath(label, QPen(QColor(CASING), 3 * unit, j=Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(label, QColor("#FFFFFF"))


def _entries(canvas: PictureCanvas) -> list[tuple[int, int, int]]:
    """Number, colour slot and area in px of each instance that is seen."""
    document = canvas.mask_layer.document
    if document is None or not (canvas.mask_layer.isVisible() or canvas.contour_layer.isVisible()):
        return []
    return [
        (number, state.colour, int(np.count_nonzero(document.planes.plane(number))))
        for number, state in enumerate(document.instances)
        if not state.hidden
    ]


class PictureLegend:
    """A strip with a title and, for each instance, its number on its colour and its area.

    Attributes:
        width: How wide it is in points, at least as it was asked to be: no word is cut.
        height: How high it is.
        lines: What it says, line by line.
    """

    def __init__(self, title: str, entries: list[tuple[int, int, int]], width: float) -> None:
        """Say `title`, then (number, colour slot, area in px) of each instance."""
        self._font = text_font(12)
        metrics = QFontMetricsF(self._font)
        items = [(number, slot, pixels(area)) for number, slot, area in entries]
        widths = [
            BADGE_PX + _CHIP_GAP + math.ceil(metrics.horizontalAdvance(words)) + 2
            for *_chip, words in items
        ]
        self.width = max(width, _LEAST_PX, *(item_px + 2 * _PAD_X for item_px in widths))
        room = self.width - 2 * _PAD_X
        self._title, self.lines, y = _wrapped(title, room)
        y += _PAD_Y
        self._items: list[tuple[QPointF, int, int, str]] = []
        x = math.inf
        for (number, slot, words), item_px in zip(items, widths, strict=True):
            if x + item_px > room:
                y += BADGE_PX + _CHIP_GAP if self._items else _CHIP_GAP
                x = 0.0
                self.lines.append("")
            self._items.append((QPointF(_PAD_X + x, y), number, slot, words))
            self.lines[-1] = f"{self.lines[-1]}  {number + 1} {words}".strip()
            x += item_px + _GAP_PX
        self.height = y + (BADGE_PX if items else 0) + _PAD_Y

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw it in points; the ground is there."""
        painter.setPen(QColor(theme.text1))
        self._title.draw(painter, QPointF(_PAD_X, _PAD_Y))
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text2))
        for at, number, slot, words in self._items:
            chip = InstanceBadge(number, slot)
            chip.render(painter, at.toPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
            box = QRectF(at.x() + BADGE_PX + _CHIP_GAP, at.y(), self.width, BADGE_PX)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def _wrapped(text: str, room: float) -> tuple[QTextLayout, list[str], float]:
    """A title laid out in lines at most `room` wide, its lines, and how high they are."""
    layout = QTextLayout(text, text_font(12, 600))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines, y = [], 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        line.setPosition(QPointF(0, y))
        y += math.ceil(line.height())
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return layout, lines, y
