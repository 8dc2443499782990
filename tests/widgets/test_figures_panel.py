"""The figures of the mask, and of the mask against what changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from forgery_viewer.core.difference import ChangedCounts
from forgery_viewer.core.regions import Figures
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.figures_panel import (
    OUTSIDE,
    OVERLAP,
    PREDICTION,
    UNCHANGED,
    FiguresPanel,
)
from forgery_viewer.widgets.theme import Theme


@pytest.fixture
def panel(show: Callable[[QWidget], None], dress: Callable[[Theme], None]) -> FiguresPanel:
    panel = FiguresPanel()
    panel.resize(250, 200)
    show(panel)
    return panel


def test_without_a_pair_nothing_is_said_of_changes(panel: FiguresPanel) -> None:
    panel.show_figures(Figures((), 1000, 20, 100_000))
    assert panel.value("Area") == "1,000 px"
    assert panel.value("Coverage") == "1.000 %"
    assert panel.value(OVERLAP) == "20 px"
    assert panel.value_label(OVERLAP).property("tone") == "warn"
    assert not panel.has_changes()
    panel.show_figures(Figures((), 1000, 0, 100_000))
    assert not panel.value_label(OVERLAP).property("tone")


def test_a_prediction_is_scored_where_there_is_one(panel: FiguresPanel) -> None:
    assert panel.value_label(PREDICTION).isHidden()
    panel.show_prediction(0.8714, "Copy-move")
    assert not panel.value_label(PREDICTION).isHidden()
    assert panel.value(PREDICTION) == "0.871"
    assert "Copy-move" in panel.value_label(PREDICTION).toolTip()
    panel.show_prediction(None)
    assert panel.value_label(PREDICTION).isHidden()


def test_changes_are_said_with_a_sign_and_taken_back(panel: FiguresPanel) -> None:
    panel.show_changes(ChangedCounts(900, 700, 200, 300))
    assert panel.has_changes()
    assert panel.value(OUTSIDE) == "200 px"
    assert panel.value(UNCHANGED) == "300 px"
    (warning,) = (v for v in panel.findChildren(QLabel) if v.text() == "200 px")
    assert warning.property("tone") == "warn"
    panel.show_changes(ChangedCounts(700, 700, 0, 24_782))
    assert warning.property("tone") == "ok"
    assert panel.value(UNCHANGED) == "24,782 px"
    panel.show_changes(None)
    assert not panel.has_changes()


def test_nothing_is_cut_at_the_narrowest_dock(panel: FiguresPanel) -> None:
    panel.resize(220, 200)
    panel.show_changes(ChangedCounts(1, 1, 12_345_678, 13_800_000))
    panel.show_figures(Figures((), 13_800_000, 1_234_567, 13_800_000))
    QApplication.processEvents()
    for label in panel.findChildren(QLabel):
        # Names give way to figures, with a tooltip.
        if label.isVisible() and label.text() and not isinstance(label, ElidedLabel):
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
