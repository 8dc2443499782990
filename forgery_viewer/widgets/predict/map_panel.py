"""How a probability map becomes instances: threshold, least area, holes and grouping."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.number_row import NumberRow, number_grid
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.section import Section

THRESHOLD = Scale(0.0, 1.0, step=0.01)
LEAST_AREA = Scale(1, 10_000, unit="px", logarithmic=True)
HOLES = Scale(0, 1_000, step=5, unit="px")


class MapPanel(Section):
    """Sliders whose mask follows at once, without the predictor running again."""

    threshold_changed = Signal(float)
    least_area_changed = Signal(int)
    holes_changed = Signal(int)
    grouping_chosen = Signal(str)
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Mask from the map", parent)
        body = QWidget()
        self.threshold = NumberRow(
            "Threshold", THRESHOLD, "Pixels at least this probable are in the mask.", body
        )
        self.least_area = NumberRow(
            "Minimum area", LEAST_AREA, "Regions of fewer pixels are left out.", body
        )
        self.holes = NumberRow(
            "Fill holes", HOLES, "Holes of at most so many pixels are filled.", body
        )
        self.grouping = ChoiceBox("Group regions", "Which regions make one instance.")
        self.reset = IconButton("rotate-ccw", size_px=SMALL_ICON_PX)
        self.reset.set_hint("As the predictor suggests", "", "Takes all four back.")
        self.add_action(self.reset)
        self._reason = QLabel()
        self._fill(body)
        self.set_content(body)
        self.threshold.changed.connect(self.threshold_changed)
        self.least_area.changed.connect(lambda value: self.least_area_changed.emit(round(value)))
        self.holes.changed.connect(lambda value: self.holes_changed.emit(round(value)))
        self.grouping.chosen.connect(self.grouping_chosen)
        self.reset.clicked.connect(self.reset_asked)

    @property
    def reason(self) -> str:
        """Why sliders do nothing, "" where all of them do."""
        return "" if self._reason.isHidden() else self._reason.text()

    def show_values(self, threshold: float, least_area_px: int, holes_px: int) -> None:
        """Show the numbers without a signal."""
        self.threshold.show_value(threshold)
        self.least_area.show_value(least_area_px)
        self.holes.show_value(holes_px)

    def show_image_score(self, score: float | None) -> None:
        """Say how likely the predictor holds the whole image for forged, where it does."""
        if score is None:
            self.set_detail("")
        else:
            self.set_detail(f"image score {score:.3f}", "How likely the whole image is forged.")

    def show_groupings(self, options: Sequence[Option], chosen: str) -> None:
        """List the ways to group regions, without a signal."""
        self.grouping.set_options(options)
        self.grouping.set_choice(chosen)

    def block(self, reason: str, *, cleans: bool = False) -> None:
        """Say why the sliders do nothing; "" lets them work again.

        Instances without a map can still be cleaned of what is too small, and of holes.
        """
        self.threshold.block(reason)
        for row in (self.least_area, self.holes):
            row.block("" if cleans else reason)
        self.grouping.block(reason)
        self.reset.setEnabled(cleans or not reason)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))

    def _fill(self, body: QWidget) -> None:
        host = QWidget()
        grid = number_grid(host)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, row in enumerate((self.threshold, self.least_area, self.holes)):
            row.place(grid, place)
        label = QLabel("Group regions")
        label.setProperty("tone", "2")
        grid.addWidget(label, 3, 0)
        grid.addWidget(self.grouping, 3, 1, 1, 2)
        self._reason.setProperty("tone", "3")
        self._reason.setWordWrap(True)
        self._reason.hide()
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(8)
        column.addWidget(host)
        column.addWidget(self._reason)
