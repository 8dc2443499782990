"""What the prediction scores against the truth, now and at every other threshold."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.widgets.predict.labelled_figure import labelled_figure
from forgery_viewer.widgets.predict.threshold_curve import CurvePoints, ThresholdCurve
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import text_font

UNKNOWN = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class ScoreFigures:
    """The scores of one image, each from 0 to 1."""

    of1: float
    f1: float
    iou: float
    precision: float
    recall: float


_LEAST_GAIN = 1e-6
_SECONDARY = ("F1", "IoU", "Precision", "Recall")


class ScorePanel(Section):
    """Main score, four pixel scores, and the curve over the threshold."""

    threshold_moved = Signal(float)
    best_asked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Score", parent)
        self.main = QLabel(UNKNOWN)
        self.main.setFont(text_font(20, 600))
        self.main.setAccessibleName("oF1")
        self._others = {name: QLabel(UNKNOWN) for name in _SECONDARY}
        self.curve = ThresholdCurve()
        self.best = QPushButton()
        self.best.setProperty("link", "true")
        self._best: tuple[float, float] | None = None
        self._now: float | None = None
        self._reason = QLabel()
        body = QWidget()
        self._fill(body)
        self.set_content(body)
        self.curve.threshold_moved.connect(self.threshold_moved)
        self.best.clicked.connect(self._use_best)
        self.show_scores(None)
        self.show_curve(None)

    @property
    def texts(self) -> dict[str, str]:
        """Every score by its name, as shown."""
        told = {"oF1": self.main.text()}
        return told | {name: label.text() for name, label in self._others.items()}

    @property
    def reason(self) -> str:
        """Why there is no score, "" where there is one."""
        return "" if self._reason.isHidden() else self._reason.text()

    def show_scores(self, figures: ScoreFigures | None, reason: str = "") -> None:
        """Show the scores, or why there are none."""
        values: tuple[str, ...] = ("",) * 5
        if figures is not None:
            numbers = (figures.of1, figures.f1, figures.iou, figures.precision, figures.recall)
            values = tuple(f"{number:.3f}" for number in numbers)
        self.main.setText(values[0] or UNKNOWN)
        for label, value in zip(self._others.values(), values[1:], strict=True):
            label.setText(value or UNKNOWN)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._now = figures.of1 if figures is not None else None
        self.curve.show_score(self._now)
        self._offer_best()

    def show_curve(self, points: CurvePoints | None) -> None:
        """Show the scores at every threshold; None where there is no map."""
        self.curve.show_points(points)
        self._best = points.best if points is not None else None
        self._offer_best()

    def show_threshold(self, threshold: float) -> None:
        """Mark the threshold in the curve."""
        self.curve.show_threshold(threshold)

    def _offer_best(self) -> None:
        """Offer the best threshold where it scores more than what is on show."""
        best, now = self._best, self._now
        self.best.setVisible(best is not None)
        if best is not None:
            is_more = now is None or best[1] > now + _LEAST_GAIN
            self.best.setEnabled(is_more)
            self.best.setText(f"Use best, {best[0]:.2f}" if is_more else "No threshold is better")

    def _use_best(self) -> None:
        if self._best is not None:
            self.best_asked.emit(self._best[0])

    def _fill(self, body: QWidget) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        figures.addLayout(labelled_figure(self.main, "oF1"))
        figures.addStretch(1)
        for name, label in self._others.items():
            label.setFont(text_font(13, 600))
            label.setAccessibleName(name)
            figures.addLayout(labelled_figure(label, name))
        legend = QHBoxLayout()
        legend.setSpacing(4)
        for name, how in (("oF1", "solid"), ("F1", "dashed")):
            strong, quiet = QLabel(name), QLabel(how)
            strong.setFont(text_font(11, 600))
            quiet.setFont(text_font(11))
            quiet.setProperty("tone", "2")
            legend.addWidget(strong)
            legend.addWidget(quiet)
            legend.addSpacing(4)
        legend.addStretch(1)
        legend.addWidget(self.best)
        self._reason.setProperty("tone", "3")
        self._reason.setWordWrap(True)
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 6)
        column.setSpacing(6)
        column.addLayout(figures)
        column.addWidget(self._reason)
        column.addWidget(self.curve)
        column.addLayout(legend)
