"""How the predictor does on the whole data set: means, charts, and the second predictor."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.state.dataset_figures import DatasetFigures
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.buttons import Choice as Segment
from forgery_viewer.widgets.charts.score_plots import DotPlot, GroupPlot
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.predict.labelled_figure import labelled_figure
from forgery_viewer.widgets.predict.run_row import RunRow
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.wording import counted

COVERAGE, INSTANCES, SIZE, DOTS = "coverage", "n", "megapixels", "dots"
_CHARTS = (
    Segment(COVERAGE, "Coverage", "", "", "Mean oF1 of forged images by coverage."),
    Segment(INSTANCES, "Instances", "", "", "Mean oF1 of forged images by number of instances."),
    Segment(SIZE, "Size", "", "", "Mean oF1 of all images by size."),
    Segment(DOTS, "Each", "", "", "oF1 of each forged image over its coverage."),
)
_ABOUT = {
    COVERAGE: "Coverage in %. Click a bar to list its images.",
    INSTANCES: "True instances. Click a bar to list its images.",
    SIZE: "Megapixels. Click a bar to list its images.",
    DOTS: "oF1 over coverage. Click a dot to see its image.",
}
_MEANS = {"oF1": "of1", "F1": "f1", "IoU": "iou", "Precision": "precision", "Recall": "recall"}
"""What the means are called, and which of `ScoreMeans` each is."""
_PLOT_PX = 168
BETTER, WORSE, SAME = "better", "worse", "same"
UNKNOWN = "\N{EN DASH}"


class DatasetPanel(Section):
    """Figures at the top, a chart below, and the cases that the second predictor does better."""

    chosen = Signal(object)
    """A Choice made in the chart, or None to take back what is chosen."""
    kind_chosen = Signal(str)
    alarms_asked = Signal()
    worst_asked = Signal()
    compared_asked = Signal(str)
    """The cases where the predictor is better, worse or the same are to be listed."""
    stop_asked = Signal()
    again_asked = Signal()
    save_asked = Signal()
    """The scores of every image are to be saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Data set", parent)
        self._figures: DatasetFigures | None = None
        self.values = {name: QLabel(UNKNOWN) for name in _MEANS}
        self.images = QLabel()
        self.alarms = _link("", "Authentic images in which something is predicted.")
        self.worst = _link("Worst first", "Sort the list by oF1, the lowest at its top.")
        self.again = _link("Go on", "Score the rest of the images.")
        self.save = IconButton("download", size_px=SMALL_ICON_PX)
        self.save.set_hint("Save the scores", "", "Those of every image, as CSV.")
        self.add_action(self.save)
        self.labels = QLabel()
        self.progress = RunRow()
        self.progress.stop.set_hint("Stop", "", "What is scored so far is kept.")
        self.kinds = FittingSegments("Chart", _CHARTS)
        self.groups, self.dots = GroupPlot(), DotPlot()
        self.told = ElidedLabel()
        self.compared = {name: _link("", "") for name in (BETTER, WORSE, SAME)}
        self._against = QLabel()
        self._reason = QLabel()
        self._note = QLabel()
        self._charts = QStackedWidget()
        self._body = QWidget()
        body = QWidget()
        self._fill(body)
        self.set_content(body)
        self._connect()
        self.show_figures(None, "Nothing is predicted yet.")

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._show_kind)
        self.kinds.chosen.connect(self.kind_chosen)
        for plot in (self.groups, self.dots):
            plot.chosen.connect(self.chosen)
            plot.told.connect(self._tell)
        self.alarms.clicked.connect(self.alarms_asked)
        self.worst.clicked.connect(self.worst_asked)
        self.again.clicked.connect(self.again_asked)
        self.save.clicked.connect(self.save_asked)
        self.progress.cancelled.connect(self.stop_asked)
        for name, button in self.compared.items():
            button.clicked.connect(lambda _checked=False, name=name: self.compared_asked.emit(name))

    # What is shown ------------------------------------------------------------------------

    @property
    def reason(self) -> str:
        """Why there are no figures, "" where there are."""
        return "" if self._reason.isHidden() else self._reason.text()

    @property
    def texts(self) -> dict[str, str]:
        """Every mean by its name, as shown."""
        return {name: label.text() for name, label in self.values.items()}

    @property
    def note(self) -> str:
        """What is said of the file that scores were saved to."""
        return "" if self._note.isHidden() else self._note.text()

    def show_note(self, text: str, *, is_failure: bool = False) -> None:
        """Say what became of saving; "" for nothing."""
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self._note.setProperty("tone", "danger" if is_failure else "2")
        self._note.style().unpolish(self._note)
        self._note.style().polish(self._note)

    @property
    def against(self) -> str:
        """What is said of the second predictor, "" without one."""
        return "" if self._against.isHidden() else self._against.text()

    def show_figures(
        self, figures: DatasetFigures | None, reason: str = "", second: str = ""
    ) -> None:
        """Show other figures, or why there are none; `second` is the second predictor's title."""
        self._figures = figures
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._body.setVisible(figures is not None)
        self.save.setEnabled(figures is not None)
        # What was saved is of other figures.
        self.show_note("")
        if figures is None:
            return
        summary = figures.summary
        for name, mean in _MEANS.items():
            self.values[name].setText(f"{getattr(summary.whole, mean):.3f}")
        self.images.setText(f"Means of {counted(summary.whole.images, 'image')}.")
        parts = []
        if summary.forged.images:
            parts.append(f"Forged {summary.forged.of1:.3f}, {summary.missed:,} missed.")
        if summary.authentic.images:
            parts.append(f"Authentic {summary.authentic.of1:.3f}.")
        self.labels.setText(" ".join(parts))
        alarms, clean = summary.false_alarms, summary.authentic.images
        self.alarms.setText(f"False alarms: {alarms:,} of {clean:,} authentic" if clean else "")
        self.alarms.setVisible(clean > 0)
        self.alarms.setEnabled(alarms > 0)
        self._show_kind(self.kinds.choice)
        self.dots.show_chart(figures.dots)
        self._show_compared(figures, second)

    def show_choice(self, choice: Choice | None) -> None:
        """Mark what is chosen."""
        for plot in (self.groups, self.dots):
            plot.show_choice(choice)

    def show_stopped(self, stopped: bool) -> None:
        """Say whether scoring was stopped before its end."""
        self.again.setVisible(stopped)

    def _show_compared(self, figures: DatasetFigures, second: str) -> None:
        found = figures.compared
        for part in (self._against, *self.compared.values()):
            part.setVisible(found is not None)
        if found is None:
            return
        one, other = found.one.of1, found.other.of1
        self._against.setText(f"Against {second}: oF1 {one:.3f} to {other:.3f}")
        for name, cases in ((BETTER, found.better), (WORSE, found.worse), (SAME, found.same)):
            button = self.compared[name]
            button.setText(f"{name.capitalize()} {len(cases):,}")
            button.setEnabled(bool(cases))
            button.setToolTip(f"List the images where {self._doing(name)}.")

    @staticmethod
    def _doing(name: str) -> str:
        return "both do the same" if name == SAME else f"the chosen predictor does {name}"

    def _show_kind(self, kind: str) -> None:
        self._charts.setCurrentWidget(self.dots if kind == DOTS else self.groups)
        if self._figures is not None and kind != DOTS:
            self.groups.show_chart(next(g for k, g in self._figures.groups.items() if k == kind))
        self._tell("")

    def _tell(self, text: str) -> None:
        self.told.setText(text or _ABOUT[self.kinds.choice])

    # Parts --------------------------------------------------------------------------------

    def _fill(self, body: QWidget) -> None:
        self._reason.setProperty("tone", "3")
        self._reason.setWordWrap(True)
        self._note.setWordWrap(True)
        for label in (self.images, self.labels, self.told, self._against):
            label.setProperty("tone", "2")
        self._against.setWordWrap(True)
        self.groups.setAccessibleName("Mean oF1 by kind of image")
        self.dots.setAccessibleName("oF1 of each image over its coverage")
        for plot in (self.groups, self.dots):
            self._charts.addWidget(plot)
        self._charts.setFixedHeight(_PLOT_PX)
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for name, label in self.values.items():
            label.setFont(text_font(20 if name == "oF1" else 13, 600))
            label.setAccessibleName(f"Mean {name}")
            figures.addLayout(labelled_figure(label, name))
            if name == "oF1":
                figures.addStretch(1)
        counts = QHBoxLayout()
        counts.addWidget(self.images, 1)
        counts.addWidget(self.worst)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addLayout(figures)
        inner.addLayout(counts)
        inner.addWidget(self.labels)
        inner.addLayout(_line(self.alarms))
        inner.addWidget(self._against)
        inner.addLayout(_line(*self.compared.values()))
        inner.addWidget(self.kinds)
        inner.addWidget(self.told)
        inner.addWidget(self._charts)
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.progress)
        column.addWidget(self.again)
        column.addWidget(self._reason)
        column.addWidget(self._note)
        column.addWidget(self._body)
        self.again.hide()


def _link(text: str, hint: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", "true")
    # Its words begin where other words do.
    button.setStyleSheet("QPushButton { padding: 2px 0; border: none; }")
    button.setToolTip(hint)
    return button


def _line(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(14)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row
