"""A run under way: a thin bar, how much is done and how long still, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.progress_row import progress_text

_STEPS = 100
"""Of the bar, for each image."""


class RunRow(QWidget):
    """One line of figures over a bar; only there while something runs."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the run")
        self._text = ElidedLabel()
        self._text.setProperty("tone", "2")
        self.stop = IconButton("x", size_px=SMALL_ICON_PX)
        self.stop.set_hint("Stop", "", "What is predicted so far is kept.")
        self.stop.clicked.connect(self._cancel)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._text)
        words.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.stop)
        self.hide()

    @property
    def text(self) -> str:
        """The line of figures, "" while nothing runs."""
        return "" if self.isHidden() else self._text.full_text

    def begin(self, words: str) -> None:
        """Show that a run begins, of which nothing is done yet."""
        self._bar.setRange(0, 0)
        self._text.setText(words)
        self.stop.setEnabled(True)
        self.show()

    def show_progress(self, done: float, total: int, seconds: float) -> None:
        """Show how many of `total` images are done, after so many seconds.

        Of a single image it is the share that is done; how long the rest takes, nobody can say.
        """
        self._bar.setRange(0, max(1, total) * _STEPS)
        self._bar.setValue(round(done * _STEPS))
        if self.stop.isEnabled():
            alone = total == 1 and 0 < done < 1
            words = f"{100 * done:.0f} % of the image" if alone else ""
            self._text.setText(words or progress_text(int(done), total, seconds))

    def _cancel(self) -> None:
        self.stop.setEnabled(False)
        self._text.setText("Stopping…")
        self.cancelled.emit()
