"""How much is wrong with the data set, in the status bar; a click lists it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from forgery_viewer.core.records import Severity
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconLabel, hint_text
from forgery_viewer.widgets.severity import spoken_counts
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.wording import counted

_HEIGHT_PX = 23


class FindingsButton(QToolButton):
    """A triangle and a number; hidden while nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = IconLabel("triangle-alert", "3", size_px=SMALL_ICON_PX)
        self._words = QLabel()
        self._keys = "Ctrl+J"
        self._use = ""
        for part in (self._icon, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 0, 6, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._words)
        self.hide()

    @property
    def words(self) -> str:
        """What is said, "" while nothing is."""
        return "" if self.isHidden() else self._words.text()

    @property
    def tone(self) -> str:
        """The tone of the triangle."""
        return self._icon.tone

    def show_counts(self, counts: Mapping[Severity, int]) -> None:
        """Say how many findings there are; notes are named only where there is nothing graver."""
        grave = counts.get("error", 0) + counts.get("warning", 0)
        if grave:
            tone = "danger" if counts.get("error") else "warn"
            self._tell("triangle-alert", tone, counted(grave, "finding"))
        elif counts.get("info"):
            self._tell("info", "2", counted(counts["info"], "note"))
        else:
            self._tell("circle-check", "3", "No findings")
        told = spoken_counts(counts) or "Nothing was found."
        self.setAccessibleDescription(told)
        self._hint(told)

    def show_checking(self) -> None:
        """Say that the data set is being checked."""
        self._tell("loader-circle", "3", "Checking…")
        use = "Every file of the data set is looked at."
        self._hint(use)

    def show_failure(self, reason: str) -> None:
        """Say that the data set could not be checked."""
        self._tell("circle-alert", "danger", "Check broke down")
        self._hint(reason)

    def set_keys(self, keys: str) -> None:
        """Name the keys that do the same."""
        self._keys = keys
        self._hint(self._use)

    def _hint(self, use: str) -> None:
        self._use = use
        self.setToolTip(hint_text(theme_of(self), "Findings", self._keys, use))

    def _tell(self, icon_name: str, tone: str, words: str) -> None:
        self._icon.set_icon(icon_name, tone)
        self._words.setText(words)
        self.setAccessibleName(words)
        width = self._row.sizeHint().width()
        self.setFixedSize(width, _HEIGHT_PX)
        self.show()
