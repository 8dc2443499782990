"""How many errors, warnings and notes there are: an icon and a number each."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from forgery_viewer.core.records import Severity
from forgery_viewer.state.finding_groups import SEVERITY_WORDS
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconLabel
from forgery_viewer.widgets.severity import SEVERITY_ICONS, SEVERITY_TONES
from forgery_viewer.widgets.wording import counted


class SeverityCounts(QWidget):
    """Only what there is any of is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._parts: dict[Severity, tuple[QWidget, QLabel]] = {}
        for severity in SEVERITY_WORDS:
            part, number = QWidget(), QLabel()
            pair = QHBoxLayout(part)
            pair.setContentsMargins(0, 0, 0, 0)
            pair.setSpacing(4)
            tone = SEVERITY_TONES[severity]
            pair.addWidget(IconLabel(SEVERITY_ICONS[severity], tone, size_px=SMALL_ICON_PX))
            pair.addWidget(number)
            number.setProperty("tone", "2")
            row.addWidget(part)
            self._parts[severity] = (part, number)
        self.show_counts({})

    def show_counts(self, counts: Mapping[Severity, int]) -> None:
        """Show how many there are of each."""
        for severity, (part, number) in self._parts.items():
            count = counts.get(severity, 0)
            number.setText(f"{count:,}")
            part.setToolTip(counted(count, SEVERITY_WORDS[severity]))
            part.setVisible(count > 0)
        self.updateGeometry()
