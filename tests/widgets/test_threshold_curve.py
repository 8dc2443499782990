"""The curve over the threshold: its line follows a drag, and its words stand clear of the lines."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.predict.threshold_curve import CurvePoints, ThresholdCurve

THRESHOLDS = np.linspace(0, 1, 101).tolist()


@pytest.fixture
def curve(qtbot: QtBot) -> ThresholdCurve:
    curve = ThresholdCurve()
    qtbot.addWidget(curve)
    curve.resize(290, curve.height())
    return curve


def plateau(high: float, low: float, until: float) -> list[float]:
    return [high if 0.02 <= threshold < until else low for threshold in THRESHOLDS]


@pytest.mark.parametrize(
    "of1",
    [
        plateau(0.25, 0.05, 0.3),  # the best is at the left edge, on a line that goes on
        plateau(0.99, 0.0, 1.0),
        [0.9 * t for t in THRESHOLDS],  # at the right edge
        [1 - abs(t - 0.5) for t in THRESHOLDS],
    ],
)
def test_the_words_about_the_best_threshold_lie_on_no_line(
    curve: ThresholdCurve, of1: list[float]
) -> None:
    points = CurvePoints(THRESHOLDS, [min(1.0, 2 * score) for score in of1], of1)
    curve.show_points(points)
    place = curve.place_of_words("best 0.01", points)
    on_it = [
        (threshold, score)
        for scores in (points.of1, points.f1)
        for threshold, score in zip(THRESHOLDS, scores, strict=True)
        if place.contains(curve.place_of(threshold, score))
    ]
    assert not on_it
    assert QRectF(curve.rect()).contains(place)
    assert points.best is not None
    away = curve.place_of(*points.best) - place.center()
    assert abs(away.x()) < 60
    assert abs(away.y()) < 45


def test_a_drag_moves_the_threshold(curve: ThresholdCurve, qtbot: QtBot) -> None:
    curve.show_points(CurvePoints(THRESHOLDS, THRESHOLDS, THRESHOLDS))
    curve.show()
    moved: list[float] = []
    curve.threshold_moved.connect(moved.append)

    def at(threshold: float) -> QPoint:
        return QPointF(curve.place_of(threshold, 0.5)).toPoint()

    QTest.mousePress(curve, Qt.MouseButton.LeftButton, pos=at(0.2))
    QTest.mouseMove(curve, at(0.6))
    QTest.mouseMove(curve, QPoint(curve.width() + 40, 10))
    QTest.mouseRelease(curve, Qt.MouseButton.LeftButton, pos=at(1.0))
    assert moved == [pytest.approx(0.2, abs=0.01), pytest.approx(0.6, abs=0.01), 1.0]


def test_what_is_on_show_is_marked_at_its_threshold(curve: ThresholdCurve) -> None:
    low = [0.1] * len(THRESHOLDS)
    curve.show_points(CurvePoints(THRESHOLDS, low, low))
    curve.show_threshold(0.5)
    before = curve.grab().toImage()
    curve.show_score(0.8)
    place = curve.place_of(0.5, 0.8).toPoint()
    after = curve.grab().toImage()
    beside = place + QPoint(2, 0)
    assert after.pixelColor(beside) != before.pixelColor(beside)
    far = place + QPoint(12, 0)
    assert after.pixelColor(far) == before.pixelColor(far)
