"""What is wrong with the case on show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.section import Section


class FindingsPanel(Section):
    """Each finding as one sentence with a sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Findings", parent)
        self._sentences: tuple[str, ...] = ()
        self.show_findings(())

    @property
    def sentences(self) -> tuple[str, ...]:
        """The findings on show."""
        return self._sentences

    def show_findings(self, problems: tuple[str, ...], notes: tuple[str, ...] = ()) -> None:
        """Show what is wrong, and what is merely unusual."""
        self._sentences = problems + notes
        self.set_detail(str(len(self._sentences)))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(6)
        if not self._sentences:
            nothing = QLabel("Nothing found in this case.")
            nothing.setProperty("tone", "3")
            column.addWidget(nothing)
        for sentence in problems:
            column.addWidget(_line("triangle-alert", "warn", sentence))
        for sentence in notes:
            column.addWidget(_line("info", "2", sentence))
        self.set_content(body)


def _line(icon_name: str, tone: str, sentence: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    words = QLabel(sentence)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(IconLabel(icon_name, tone, size_px=14), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return line
