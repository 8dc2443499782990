"""Values of pixels: there from 4,000 % on, legible, the right ones, and only where exposed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QTransform

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones, TonesChanges, apply
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.value_layer import COLOUR_INKS, GREY_INKS, VALUES_FROM, ValueLayer
from tests.core.building import noise
from tests.widgets.pointing import record, rgb


@pytest.fixture
def layer(dress: object) -> ValueLayer:
    return ValueLayer()


def drawn(
    layer: ValueLayer,
    image: NDArray[np.uint8],
    scale: float,
    exposed: QRectF | None = None,
    shift: float = 0,
    ground: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """The image's pixels, or those of `ground`, as squares with what the layer draws over them."""
    ground = image if ground is None else ground
    layer.set_pyramid(Pyramid(image))
    height, width = image.shape[:2]
    picture = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.setWorldTransform(QTransform(scale, 0, 0, scale, shift, shift))
    for row in range(height):
        for column in range(width):
            painter.fillRect(QRectF(column, row, 1, 1), QColor(*ground[row, column].tolist()))
    area = exposed or QRectF(0, 0, width, height)
    painter.setClipRect(area)
    layer.draw(painter, area)
    painter.end()
    return rgb(picture)


def grey(*rows: list[int]) -> NDArray[np.uint8]:
    return np.repeat(np.array(rows, np.uint8)[..., np.newaxis], 3, axis=2)


def contrast(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """WCAG contrast of sRGB colours 0 to 255."""

    def luminance(colour: NDArray[np.float64]) -> NDArray[np.float64]:
        value = np.asarray(colour) / 255
        linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
        found: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
        return found

    light = np.maximum(luminance(one), luminance(other)) + 0.05
    dark = np.minimum(luminance(one), luminance(other)) + 0.05
    return light / dark


def rgb_of(name: str) -> NDArray[np.float64]:
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], float)


def test_nothing_below_the_zoom_where_it_fits(layer: ValueLayer) -> None:
    image = grey([0, 128, 255])
    below, plain = drawn(layer, image, 39), np.kron(image, np.ones((39, 39, 1), np.uint8))
    np.testing.assert_array_equal(below, plain)
    assert not np.array_equal(drawn(layer, image, 40), np.kron(image, np.ones((40, 40, 1))))


@pytest.mark.parametrize("scale", [40, 48, 64])
@pytest.mark.parametrize("image", [grey([7, 90, 255], [0, 118, 200]), noise(3, 4)])
def test_every_pixel_has_its_numbers_within_it(
    layer: ValueLayer, image: NDArray[np.uint8], scale: int
) -> None:
    shown = drawn(layer, image, scale)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            box = shown[row * scale : (row + 1) * scale, column * scale : (column + 1) * scale]
            changed = (box != image[row, column]).any(axis=2)
            assert changed.any()
            # Not a pixel of the text is cut off or lies in the next square.
            assert not changed[[0, -1]].any()
            assert not changed[:, [0, -1]].any()


def test_a_grey_pixel_has_one_number_and_a_coloured_one_three(layer: ValueLayer) -> None:
    def lines(image: NDArray[np.uint8]) -> int:
        rows = (drawn(layer, image, 64) != image[0, 0]).any(axis=(1, 2)).astype(int)
        return int((np.diff(np.concatenate([[0], rows])) == 1).sum())

    assert lines(grey([77])) == 1
    assert lines(np.array([[[10, 20, 30]]], np.uint8)) == 3


def test_the_number_is_the_pixel_s(layer: ValueLayer) -> None:
    for value in (0, 8, 37, 142, 255):
        shown = drawn(layer, grey([value]), 64)
        # The same number by Qt alone, in the middle as well.
        font = text_font(13, 500)
        picture = QImage(64, 64, QImage.Format.Format_RGB32)
        picture.fill(QColor(value, value, value))
        painter = QPainter(picture)
        painter.setFont(font)
        painter.setPen(QColor(GREY_INKS[0] if value > 117 else GREY_INKS[1]))
        metrics = QFontMetricsF(font)
        left = np.floor(32 - metrics.horizontalAdvance(str(value)) / 2 + 0.501)
        painter.drawText(QPointF(left, 32), str(value))
        painter.end()
        mine, theirs = ((each != value).any(axis=2) for each in (shown, rgb(picture)))
        assert np.array_equal(cut(mine), cut(theirs)), value


def cut(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The part of a mask that holds anything."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def test_ink_stands_out_on_every_grey(layer: ValueLayer) -> None:
    levels = np.repeat(np.arange(256.0)[:, np.newaxis], 3, axis=1)
    for dark, light in (GREY_INKS, *COLOUR_INKS):
        best = np.maximum(contrast(levels, rgb_of(dark)), contrast(levels, rgb_of(light)))
        assert best.min() >= 4
    for value in (60, 116, 118, 119, 200):
        shown = drawn(layer, grey([value]), 64).reshape(-1, 3).astype(float)
        ground = np.full(3, float(value))
        assert contrast(shown, ground).max() >= 4


def test_a_part_drawn_later_fits_what_is_around_it(layer: ValueLayer) -> None:
    image = noise(4, 5)
    whole = drawn(layer, image, 41.5, shift=0.5)
    part = drawn(layer, image, 41.5, QRectF(1.3, 0.7, 2.1, 1.9), shift=0.5)
    box = (slice(31, 106), slice(56, 140))
    np.testing.assert_array_equal(part[box], whole[box])


def test_only_what_is_exposed_is_drawn(layer: ValueLayer, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[int] = []
    monkeypatch.setattr(ValueLayer, "_print", lambda *args: printed.append(args[-2].size))
    drawn(layer, noise(50, 50), VALUES_FROM, QRectF(10.5, 20.5, 3, 2))
    assert sum(printed) == 3 * 4 * 3
    printed.clear()
    drawn(layer, noise(5, 5), VALUES_FROM, QRectF(60, 60, 3, 2))
    assert printed == []


def test_another_image_is_told(layer: ValueLayer) -> None:
    changed = record(layer.changed)
    layer.set_pyramid(Pyramid(noise(5, 6)))
    assert layer.boundingRect() == QRectF(0, 0, 6, 5)
    layer.set_pyramid(None)
    assert layer.boundingRect().isEmpty()
    assert changed == [None, None]


def test_an_image_without_channels_has_one_number_a_pixel(layer: ValueLayer) -> None:
    plane = np.array([[7, 90, 255], [0, 118, 200]], np.uint8)
    colours = np.repeat(plane[..., np.newaxis], 3, axis=2)
    for tones in (Tones(), Tones(inverted=True), Tones(colour_map="viridis")):
        layer.set_tones(tones)
        np.testing.assert_array_equal(
            drawn(layer, plane, 48, ground=colours), drawn(layer, colours, 48)
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"inverted": True},
        {"black": 100, "white": 160},
        {"brightness": -60},
        {"channel": "blue"},
        {"colour_map": "viridis"},
    ],
)
@pytest.mark.parametrize("image", [grey([0, 30, 100, 117, 118, 160, 230, 255]), noise(3, 5)])
def test_ink_stands_out_on_what_the_tones_show(
    layer: ValueLayer, image: NDArray[np.uint8], changes: TonesChanges
) -> None:
    tones = Tones(**changes)
    layer.set_tones(tones)
    toned = apply(image, tones)
    shown = drawn(layer, image, 64, ground=toned)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            box = shown[row * 64 : (row + 1) * 64, column * 64 : (column + 1) * 64]
            # The darkest of the inks is a little less dark than black.
            best = contrast(box.reshape(-1, 3).astype(float), toned[row, column].astype(float))
            assert best.max() >= 4


def test_the_number_stays_the_pixel_s_in_any_tones(layer: ValueLayer) -> None:
    plain = drawn(layer, grey([37]), 64)
    layer.set_tones(Tones(inverted=True))
    # In dark ink now, on the light that the image is shown as.
    toned = drawn(layer, grey([37]), 64, ground=grey([218]))
    shape = (plain != 37).any(axis=2)
    assert shape.any()
    np.testing.assert_array_equal((toned != 218).any(axis=2), shape)
    assert toned[shape].max() < 218


def test_other_tones_are_told_and_local_contrast_is_not_one(layer: ValueLayer) -> None:
    changed = record(layer.changed)
    layer.set_tones(Tones())
    layer.set_tones(Tones(local=4))
    assert changed == []
    layer.set_tones(Tones(local=4, inverted=True))
    layer.set_tones(Tones(inverted=True))
    assert changed == [None]


def test_a_failure_leaves_the_painter_as_it_was(
    layer: ValueLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(ValueLayer, "_print", fail)
    layer.set_pyramid(Pyramid(noise(2, 2)))
    picture = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.setWorldTransform(QTransform(50, 0, 0, 50, 3, 4))
    with pytest.raises(RuntimeError):
        layer.draw(painter, QRectF(0, 0, 2, 2))
    assert painter.worldTransform() == QTransform(50, 0, 0, 50, 3, 4)
    painter.end()
