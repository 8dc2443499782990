"""A label that shortens what does not fit and shows the whole in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line of text that gives way to its neighbours; never cut without a sign and a tooltip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._hint = ""
        self._shorter: tuple[str, ...] = ()
        # A path or a name from a file is never markup.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(text)

    @property
    def full_text(self) -> str:
        """The whole text."""
        return self.text()

    @property
    def shown_text(self) -> str:
        """What can be read now: the text, one that says it in less, or as much as fits."""
        room = self.contentsRect().width()
        texts = (self.text(), *self._shorter)
        fitting = (t for t in texts if self.fontMetrics().horizontalAdvance(t) <= room)
        return next(fitting, "") or self.fontMetrics().elidedText(texts[-1], self._mode, room)

    def setText(self, text: str) -> None:
        self.set_texts(text)

    def set_texts(self, text: str, *shorter: str) -> None:
        """Show a text, or the first of the shorter ones that fits where it does not."""
        self._shorter = shorter
        super().setText(text)
        self._tell()
        self.update()

    def set_hint(self, hint: str) -> None:
        """A tooltip to show instead of the whole text."""
        self._hint = hint
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        margins = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(width + margins.left() + margins.right(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment() | Qt.AlignmentFlag.AlignVCenter),
            self.palette(),
            self.isEnabled(),
            self.shown_text,
            self.foregroundRole(),
        )
        painter.end()

    def _tell(self) -> None:
        is_cut = self.shown_text != self.text()
        self.setToolTip(self._hint or (self.text() if is_cut else ""))
