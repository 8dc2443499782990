"""Where an image falls on the screen, at any place and zoom."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.image_layer import ImageDrawing

SIDE = 60


@given(
    dx=st.floats(5, 50),
    dy=st.floats(5, 50),
    scale=st.floats(0.005, 0.9),
    thickness=st.integers(1, 3),
    is_upright=st.booleans(),
)
def test_a_strip_is_seen_at_every_zoom(
    dx: float, dy: float, scale: float, thickness: int, is_upright: bool
) -> None:
    length = 5000
    shape = (length, thickness, 3) if is_upright else (thickness, length, 3)
    picture = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    painter.setWorldTransform(QTransform(scale, 0, 0, scale, dx, dy))
    # One image alone: the strip is light, what is beside it black.
    exposed = painter.worldTransform().inverted()[0].mapRect(QRectF(0, 0, SIDE, SIDE))
    ImageDrawing(Pyramid(np.full(shape, 200, np.uint8))).draw(painter, exposed)
    painter.end()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(SIDE, SIDE, 4)[..., :3]
    light = (pixels == 200).all(axis=2)
    assert not (pixels[~light]).any(), "nothing but the strip is drawn"
    across = light.any(axis=0 if is_upright else 1)
    along = light.any(axis=1 if is_upright else 0)
    seen_px = int(across.sum())
    assert 1 <= seen_px <= max(1, round(thickness * scale) + 1)
    start = dy if is_upright else dx
    assert abs(int(along.sum()) - (min(SIDE, start + length * scale) - start)) <= 1
