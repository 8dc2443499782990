"""Badges: above their regions, and all of them on the canvas where the region is."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from forgery_viewer.widgets.badge_layer import BADGE_PX, Badge, draw_badges

WIDTH, HEIGHT = 120, 80


def drawn(x: float, y: float, qapp: object) -> NDArray[np.bool_]:
    """Where on a picture a badge at (x, y) is."""
    picture = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    draw_badges(painter, [Badge(QPointF(x, y), "1", 0, is_hollow=False)])
    painter.end()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)
    return np.asarray((pixels[..., :3] > 40).any(axis=2))


def test_a_badge_is_above_its_region(qapp: object) -> None:
    rows, columns = np.nonzero(drawn(60, 40, qapp))
    assert rows.max() < 40
    assert abs(columns.mean() - 59.5) < 1


@pytest.mark.parametrize("x", [0.5, 60.0, WIDTH - 0.5])
@pytest.mark.parametrize("y", [0.0, 8.0, HEIGHT - 0.5])
def test_at_the_edge_it_is_there_whole(x: float, y: float, qapp: object) -> None:
    whole, here = drawn(60, 40, qapp), drawn(x, y, qapp)
    assert abs(int(here.sum()) - int(whole.sum())) <= BADGE_PX
    rows, columns = np.nonzero(here)
    assert rows.max() - rows.min() >= BADGE_PX - 2
    assert columns.max() - columns.min() >= BADGE_PX - 2


@pytest.mark.parametrize("at", [(60, -1), (-1, 40), (60, HEIGHT + 30), (WIDTH + 30, 40)])
def test_of_a_region_out_of_sight_there_is_no_badge_in_the_middle(
    at: tuple[int, int], qapp: object
) -> None:
    here = drawn(*at, qapp)
    assert not here[BADGE_PX:-BADGE_PX, BADGE_PX:-BADGE_PX].any()
