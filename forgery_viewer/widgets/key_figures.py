"""The row of key figures at the top of the statistics."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from forgery_viewer.core.number_text import NOTHING, percent, size, whole
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.widgets.choice_chip import ChoiceChip
from forgery_viewer.widgets.theme import text_font

HEIGHT_PX = 54
_GAP_PX = 24


class KeyFigure(QWidget):
    """A number and, below it, what it counts."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = QLabel(NOTHING)
        self._value.setFont(text_font(15, 600))
        self._name = QLabel(name)
        self._name.setFont(text_font(11))
        self._name.setProperty("tone", "2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._value)
        column.addWidget(self._name)

    @property
    def text(self) -> str:
        """Number and name, as `2,751 masks`."""
        return f"{self._value.text()} {self._name.text()}"

    def show_value(self, value: str) -> None:
        """Show another number."""
        self._value.setText(value)
        self.setAccessibleName(self.text)
        self.updateGeometry()


class _FigureRow(QWidget):
    """As many figures as fit, the first ones first; none is ever cut."""

    def __init__(self, figures: list[KeyFigure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = figures
        for figure in figures:
            figure.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(sum(figure.sizeHint().width() + _GAP_PX for figure in self._figures), 40)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put the figures side by side."""
        left, has_room = 0, True
        for figure in self._figures:
            hint = figure.sizeHint()
            has_room = has_room and left + hint.width() <= self.width()
            figure.setVisible(has_room)
            figure.setGeometry(
                left, (self.height() - hint.height()) // 2, hint.width(), hint.height()
            )
            left += hint.width() + _GAP_PX


class KeyFigures(QFrame):
    """What everybody wants to know first, and what is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(HEIGHT_PX)
        names = (
            "images",
            "pairs",
            "masks",
            "instances",
            "median coverage",
            "mean coverage",
            "median mask",
            "median size",
        )
        self.figures = {name: KeyFigure(name) for name in names}
        self._row = _FigureRow(list(self.figures.values()))
        self.chip = ChoiceChip()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        row.addWidget(self._row, 1)
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def text(self) -> str:
        """All figures in words, those for which there is no room included."""
        return ", ".join(figure.text for figure in self.figures.values())

    def show_statistics(self, statistics: Statistics | None) -> None:
        """Show the figures of a count, or none."""
        values = [NOTHING] * len(self.figures) if statistics is None else _values(statistics)
        for figure, value in zip(self.figures.values(), values, strict=True):
            figure.show_value(value)
        self._row.arrange()
        self.setToolTip("" if statistics is None else self.text)


def _values(statistics: Statistics) -> list[str]:
    counts, sizes = statistics.counts, statistics.all_sizes
    coverage, area = statistics.coverage_pct, statistics.area_px
    has_masks, has_sizes = coverage.count > 0, sizes.height_px.count > 0
    return [
        f"{counts.images:,}",
        f"{counts.pairs:,}",
        f"{counts.masks:,}",
        f"{counts.instances:,}",
        percent(coverage.p50) if has_masks else NOTHING,
        percent(coverage.mean) if has_masks else NOTHING,
        f"{whole(area.p50)} px" if has_masks else NOTHING,
        size(sizes.width_px.p50, sizes.height_px.p50) if has_sizes else NOTHING,
    ]
