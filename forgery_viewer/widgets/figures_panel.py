"""The figures of the mask on show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from forgery_viewer.core.regions import Figures
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.wording import percent, pixels

_NAMES = ("Area", "Coverage", "Regions", "Overlap")


class FiguresPanel(Section):
    """Area, coverage, regions and overlap, as measured after the last stroke."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Figures", parent)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(10, 6, 10, 8)
        grid.setVerticalSpacing(3)
        self._values: dict[str, QLabel] = {}
        for row, name in enumerate(_NAMES):
            label = QLabel(name)
            label.setProperty("tone", "2")
            value = QLabel()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
            self._values[name] = value
        self.set_content(body)
        self.show_figures(None)

    def value(self, name: str) -> str:
        """The words beside a name, such as "Area"."""
        return self._values[name].text()

    def show_figures(self, figures: Figures | None) -> None:
        """Show the figures of a mask, dashes where there is none."""
        words = dict.fromkeys(_NAMES, "\N{EN DASH}")
        if figures is not None:
            words = {
                "Area": pixels(figures.area_px),
                "Coverage": percent(figures.coverage_pct, 3),
                "Regions": f"{figures.regions:,}",
                "Overlap": pixels(figures.overlap_px),
            }
        for name, text in words.items():
            self._values[name].setText(text)
