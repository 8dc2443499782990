"""Lines between instances and the predicted ones that stand for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.predict.assignment_overlay import (
    Assignment,
    AssignmentOverlay,
    Family,
)
from forgery_viewer.widgets.view import View


def test_words_of_lines_that_cross_do_not_cover_each_other(
    show: Callable[[QWidget], None],
) -> None:
    host = QWidget()
    host.resize(900, 440)
    canvases = Canvas(host), Canvas(host)
    for place, canvas in enumerate(canvases):
        canvas.setGeometry(450 * place, 0, 440, 440)
        canvas.set_pyramid(Pyramid(np.full((100, 100, 3), 90, np.uint8)))
        canvas.set_view(View(4.0, 50.0, 50.0))
    overlay = AssignmentOverlay(host)
    show(host)
    overlay.join(*canvases)
    # From the upper left to the lower right, and the other way: both middles are one point.
    true = (Family(((20.0, 20.0),), 0), Family(((20.0, 80.0),), 1))
    predicted = (Family(((80.0, 80.0),), 0), Family(((80.0, 20.0),), 1))
    overlay.show_assignment(Assignment(true, predicted, ((0, 0, 0.91), (1, 1, 0.42))))
    (first, words), (second, others) = overlay.labels
    assert (words, others) == ("F1 0.91", "F1 0.42")
    assert abs((first - second).x()) > 50 or abs((first - second).y()) > 16
    start, end = (
        canvas.from_image(QPointF(*point)) + QPointF(canvas.mapTo(host, QPoint(0, 0)))
        for canvas, point in zip(canvases, ((20.0, 80.0), (80.0, 20.0)), strict=True)
    )
    along = (second - start).x() / (end - start).x()
    assert 0.1 < along < 0.9
    assert abs((start + (end - start) * along - second).y()) < 1, "still on its line"
    overlay.join(None, None)
