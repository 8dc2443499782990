"""Widgets that are painted one after the other, where all of them would take too long at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def paint_in_turns(widgets: Sequence[QWidget]) -> None:
    """Have each of the widgets painted in a turn of events of its own, the first in the next one.

    What else has changed by then is painted before them.
    """
    for widget in widgets:
        widget.setUpdatesEnabled(False)
    _let_paint(widgets)


def _let_paint(widgets: Sequence[QWidget]) -> None:
    if widgets:
        # Qt makes an event of this turn from a timer of 0 ms.
        QTimer.singleShot(1, widgets[0], partial(_paint, widgets))


def _paint(widgets: Sequence[QWidget]) -> None:
    widgets[0].setUpdatesEnabled(True)
    _let_paint(widgets[1:])
