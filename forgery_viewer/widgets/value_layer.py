"""The values of the pixels as numbers, where a pixel is large enough to hold them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText, QTransform

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.preview import with_pixels
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones, apply
from forgery_viewer.widgets.content import ContentLayer
from forgery_viewer.widgets.theme import text_font

VALUES_FROM = 40.0
"""From this zoom on, in screen px per image pixel, there is room for three numbers."""

LARGEST_FONT_PX = 13
_FONT_SHARE = 0.25

GREY_INKS = ("#0C0C0C", "#FFFFFF")
COLOUR_INKS = (("#2A0000", "#FFE4E4"), ("#001E00", "#E2FFE2"), ("#00003C", "#E8EAFF"))
"""Dark and light ink of red, green and blue: told by their order, the tint only helps."""

_FAR_PX = 1e5
"""Beyond the edges of every canvas."""

_DARK_INK_FROM = 0.179
"""Relative luminance at which black and white stand out alike (WCAG 2.2)."""


class ValueLayer(ContentLayer):
    """Prints one number a pixel on a grey image and red, green, blue on a coloured one.

    The numbers are the image's whatever tones it is shown in; only their ink follows these.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pyramid: Pyramid | None = None
        self._second: Pyramid | None = None
        self._second_from_px = math.inf
        self._grey: dict[Pyramid, bool] = {}
        self._tones = Tones()
        self._font = QFont()
        self._texts: list[QStaticText] = []
        self._widths: NDArray[np.float64] = np.zeros(0)
        self._ascent = self._line = 0.0

    def set_pyramid(self, pyramid: Pyramid | None) -> None:
        """Print the values of another image, or none; a preview has no values."""
        self.prepareGeometryChange()
        self._pyramid = with_pixels(pyramid)
        self._forget_others()
        self.changed.emit(None)

    def set_second(
        self, pyramid: Pyramid | None, from_px: float, between: QRectF | None = None
    ) -> None:
        """Print the values of another image from a column of the canvas on, in screen px.

        It is -inf where only the other image is seen, and inf where none of it is. `between` is
        what prints otherwise than before, in image coordinates; None for all of it.
        """
        pyramid = with_pixels(pyramid)
        if (pyramid, from_px) != (self._second, self._second_from_px):
            self._second, self._second_from_px = pyramid, from_px
            self._forget_others()
            self.changed.emit(between)

    def _forget_others(self) -> None:
        shown = (self._pyramid, self._second)
        self._grey = {pyramid: grey for pyramid, grey in self._grey.items() if pyramid in shown}

    def set_tones(self, tones: Tones) -> None:
        """Print in an ink that can be read on the image in these tones.

        Local contrast is none of them: an image with it raised is a pyramid of its own.
        """
        tones = tones.with_(local=0.0)
        if tones != self._tones:
            self._tones = tones
            self.changed.emit(None)

    def boundingRect(self) -> QRectF:
        if self._pyramid is None:
            return QRectF()
        return QRectF(0, 0, self._pyramid.width, self._pyramid.height)

    def draw(self, painter: QPainter, exposed: QRectF) -> None:
        if painter.worldTransform().m11() < VALUES_FROM:
            return
        # Cut at the line between two images: left of it are numbers of the one, right of the other.
        ends = (-math.inf, self._second_from_px if self._second is not None else math.inf, math.inf)
        for pyramid, start, end in zip((self._pyramid, self._second), ends, ends[1:], strict=False):
            if pyramid is not None and start < end:
                self._draw_values(painter, exposed, pyramid, (start, end))

    def _draw_values(
        self, painter: QPainter, exposed: QRectF, pyramid: Pyramid, ends: tuple[float, float]
    ) -> None:
        """Print the values of one image between two columns of the device, in points."""
        to_screen = painter.worldTransform()
        part = exposed & QRectF(0, 0, pyramid.width, pyramid.height)
        if part.isEmpty():
            return
        if pyramid not in self._grey:
            self._grey[pyramid] = _is_grey(pyramid)
        self._keep_texts(min(LARGEST_FONT_PX, math.floor(to_screen.m11() * _FONT_SHARE)))
        top, left = math.floor(part.top()), math.floor(part.left())
        pixels = pyramid.image[top : math.ceil(part.bottom()), left : math.ceil(part.right())]
        painter.save()
        try:
            painter.resetTransform()
            start, end = (min(max(x, -_FAR_PX), _FAR_PX) for x in ends)
            clip = QRectF(start, -_FAR_PX, end - start, 2 * _FAR_PX)
            painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
            self._draw_numbers(painter, to_screen, pixels, (top, left), grey=self._grey[pyramid])
        finally:
            painter.restore()

    def _draw_numbers(
        self,
        painter: QPainter,
        to_screen: QTransform,
        pixels: NDArray[np.uint8],
        corner: tuple[int, int],
        *,
        grey: bool,
    ) -> None:
        """Print the values of a part of an image that begins at a (row, column)."""
        top, left = corner
        painter.setFont(self._font)
        channels = pixels[..., np.newaxis] if pixels.ndim == 2 else pixels
        lines = 1 if grey else 3
        bright = _luminance(self._shown(pixels)) >= _DARK_INK_FROM
        for line in range(lines):
            inks = GREY_INKS if grey else COLOUR_INKS[line]
            # Down from the middle of the pixel to where the line begins.
            down = (line - lines / 2) * self._line
            for ink, wanted in zip(inks, (bright, ~bright), strict=True):
                painter.setPen(QColor(ink))
                rows, columns = np.nonzero(wanted)
                values = channels[rows, columns, line]
                self._print(painter, to_screen, rows + top, columns + left, values, down)

    def _shown(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(h, w, 3) RGB: what pixels of the image, RGB or grey, look like in the tones."""
        if pixels.ndim == 2:
            pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
        return pixels if self._tones.is_neutral else apply(pixels, self._tones)

    def _print(
        self,
        painter: QPainter,
        to_screen: QTransform,
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
        values: NDArray[np.uint8],
        down: float,
    ) -> None:
        """Print values in the middle of their pixels, on whole screen pixels to be crisp."""
        scale = to_screen.m11()
        x = (columns + 0.5) * scale + to_screen.dx() - self._widths[values] / 2
        y = (rows + 0.5) * scale + to_screen.dy() + down
        # Where it falls exactly between two pixels, a part drawn later must not choose the other.
        places = zip(np.floor(x + 0.501).tolist(), np.floor(y + 0.501).tolist(), strict=True)
        texts = self._texts
        for (left, upper), value in zip(places, values.tolist(), strict=True):
            painter.drawStaticText(QPointF(left, upper), texts[value])

    def _keep_texts(self, size_px: int) -> None:
        """Lay the 256 numbers out once for a size: that costs more than to print them."""
        if self._texts and self._font.pixelSize() == size_px:
            return
        self._font = text_font(size_px, 500)
        metrics = QFontMetricsF(self._font)
        self._line = float(math.ceil(metrics.ascent() + metrics.descent() * 0.5))
        self._texts = []
        for value in range(256):
            text = QStaticText(str(value))
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            text.prepare(QTransform(), self._font)
            self._texts.append(text)
        self._widths = np.array([metrics.horizontalAdvance(str(value)) for value in range(256)])


def _luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(h, w) relative luminance 0 to 1 of sRGB pixels (WCAG 2.2)."""
    linear: NDArray[np.float64] = _LINEAR[pixels] @ np.array([0.2126, 0.7152, 0.0722])
    return linear


def _linear_light() -> NDArray[np.float64]:
    """What each of the 256 sRGB values is in linear light."""
    value = np.arange(256) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


_LINEAR = _linear_light()


def _is_grey(pyramid: Pyramid) -> bool:
    """Whether no pixel of the image has a colour; the smallest level tells it of most images."""
    if pyramid.image.ndim == 2:
        return True
    for level in (pyramid.levels[-1], pyramid.image):
        red = level[..., 0]
        if not (np.array_equal(red, level[..., 1]) and np.array_equal(red, level[..., 2])):
            return False
    return True
