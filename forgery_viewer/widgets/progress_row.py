"""Work under way: how much is done, how fast, how long still, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.widgets.elided_label import ElidedLabel

# Earlier than this, the rate says more about the start than about the work.
SETTLED_S = 1.0


class ProgressRow(QWidget):
    """A thin bar, one line of figures and a Cancel button."""

    cancel_requested = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, clock: Callable[[], float] = monotonic
    ) -> None:
        """`clock` tells seconds, from any moment on."""
        super().__init__(parent)
        self._clock = clock
        self._started = clock()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._text = ElidedLabel()
        self._text.setProperty("tone", "2")
        self._cancel = QPushButton("Cancel")
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.clicked.connect(self._stop)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(column, 1)
        row.addWidget(self._cancel)

    @property
    def text(self) -> str:
        """The line of figures."""
        return self._text.full_text

    @property
    def cancel_button(self) -> QPushButton:
        return self._cancel

    def start(self, text: str = "Starting…") -> None:
        """Begin to count the time; nothing is done yet."""
        self._started = self._clock()
        self._bar.setRange(0, 0)
        self._text.setText(text)
        self._cancel.setEnabled(True)

    def set_progress(self, done: int, total: int) -> None:
        """Show that `done` of `total` pieces are done."""
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        if self._cancel.isEnabled():
            self._text.setText(progress_text(done, total, self._clock() - self._started))

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._text.setText("Stopping…")
        self.cancel_requested.emit()


def progress_text(done: int, total: int, seconds: float, *, before: int = 0) -> str:
    """Count, rate and time left in one line, as `1,204 of 5,128 · 310/s · 13 s left`.

    `before` of the pieces were done when the seconds began.
    """
    count = f"{done:,} of {total:,}"
    if done <= before or seconds < SETTLED_S:
        return count
    rate = (done - before) / seconds
    spoken = f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"
    if done >= total:
        return f"{count} · {spoken}"
    return f"{count} · {spoken} · {duration_text((total - done) / rate)} left"


def duration_text(seconds: float) -> str:
    """A time in the two largest units that matter, rounded up: `8 s`, `3 min`, `1 h 20 min`."""
    whole = max(1, int(-(-seconds // 1)))
    if whole < 60:
        return f"{whole} s"
    minutes = -(-whole // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
