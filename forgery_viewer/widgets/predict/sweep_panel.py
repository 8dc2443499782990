"""Thresholds and least areas tried out over the data set, and its precision and recall."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.state.charts.scores import PrecisionRecall, SweepCells, pair_words
from forgery_viewer.widgets.charts.score_plots import PrecisionPlot, SweepPlot
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.predict.run_row import RunRow
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.text_button import TextButton
from forgery_viewer.widgets.wording import counted

_SWEEP_PX, _CURVE_PX = 176, 168
_ABOUT_SWEEP = "Mean oF1 by threshold and minimum area."
_ABOUT_CURVE = "Precision over recall of all pixels."


class SweepPanel(Section):
    """A button to begin with, a table of colours, the best pair, and a curve."""

    asked = Signal()
    stop_asked = Signal()
    pair_taken = Signal(float, int)
    """Threshold and least area in px."""
    threshold_taken = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Best threshold", parent)
        self.run = TextButton("Try thresholds and areas", "play")
        self.progress = RunRow()
        self.progress.stop.set_hint("Stop", "", "Nothing is kept of what was tried out.")
        self.cells, self.curve = SweepPlot(), PrecisionPlot()
        self.best = QPushButton()
        self.best.setProperty("link", "true")
        # Its words begin where other words do.
        self.best.setStyleSheet("QPushButton { padding: 2px 0; border: none; }")
        self.told, self.curve_told = ElidedLabel(_ABOUT_SWEEP), ElidedLabel(_ABOUT_CURVE)
        self._note = QLabel()
        self._found = QWidget()
        self._best: tuple[float, int] | None = None
        body = QWidget()
        self._fill(body)
        self.set_content(body)
        self.run.clicked.connect(self.asked)
        self.progress.cancelled.connect(self.stop_asked)
        self.best.clicked.connect(self._take_best)
        self.cells.chosen.connect(self._take_cell)
        self.curve.chosen.connect(self._take_point)
        self.cells.told.connect(lambda text: self.told.setText(text or _ABOUT_SWEEP))
        self.curve.told.connect(lambda text: self.curve_told.setText(text or _ABOUT_CURVE))
        self.show_sweep(None, None)

    @property
    def note(self) -> str:
        """What the figures are of."""
        return "" if self._found.isHidden() else self._note.text()

    def show_sweep(self, cells: SweepCells | None, curve: PrecisionRecall | None) -> None:
        """Show what was found, or nothing."""
        self._found.setVisible(cells is not None)
        self.cells.show_chart(cells)
        self.curve.show_chart(curve)
        self._best = None
        if cells is None:
            return
        value, area_px, of1 = cells.sweep.best
        self._best = (value, area_px)
        self.best.setText(f"Use best, {pair_words(value, area_px)}")
        average = (
            f" Average precision {curve.average:.3f}." if curve is not None and curve.maps else ""
        )
        of = counted(cells.total, "image")
        self._note.setText(f"Best mean oF1 {of1:.3f} over {of}.{average}")

    def show_present(self, value: float, least_area_px: int) -> None:
        """Mark the threshold and the least area in use."""
        self.cells.show_present(value, least_area_px)
        self.curve.show_present(value)

    def block(self, reason: str) -> None:
        """Say why nothing can be tried out; "" lets it be."""
        self.run.setEnabled(not reason)
        self.run.setToolTip(reason)

    def _take_best(self) -> None:
        if self._best is not None:
            self.pair_taken.emit(*self._best)

    def _take_cell(self, choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.key, tuple):
            self.pair_taken.emit(*choice.key)

    def _take_point(self, choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.key, float):
            self.threshold_taken.emit(choice.key)

    def _fill(self, body: QWidget) -> None:
        self.cells.setFixedHeight(_SWEEP_PX)
        self.cells.setAccessibleName("Mean oF1 by threshold and minimum area")
        self.curve.setFixedHeight(_CURVE_PX)
        self.curve.setAccessibleName("Precision over recall")
        for label in (self.told, self.curve_told, self._note):
            label.setProperty("tone", "2")
        self._note.setWordWrap(True)
        best = QHBoxLayout()
        best.addWidget(self.best)
        best.addStretch(1)
        found = QVBoxLayout(self._found)
        found.setContentsMargins(0, 0, 0, 0)
        found.setSpacing(6)
        found.addWidget(self._note)
        found.addLayout(best)
        found.addWidget(self.told)
        found.addWidget(self.cells)
        found.addWidget(self.curve_told)
        found.addWidget(self.curve)
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(6)
        column.addWidget(self.run)
        column.addWidget(self.progress)
        column.addWidget(self._found)
