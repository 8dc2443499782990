"""A line for a note: Return keeps it, Escape puts back what stood there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
MOST_LETTERS = 2000


class NoteField(QLineEdit):
    """Tells of a note once it is finished: by Return, or when the keyboard goes elsewhere."""

    finished = Signal(str)
    """Another note than before was written."""
    left = Signal()
    """Return or Escape was pressed: the keyboard may go elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setMaxLength(MOST_LETTERS)
        self.setAccessibleName("Note for the next reader")
        self.setPlaceholderText("Note for the next reader\N{HORIZONTAL ELLIPSIS}")

    def show_note(self, note: str) -> None:
        """Show a note that is kept, unless another one is being written in its place."""
        if self.hasFocus() and self.text().strip() != self._kept:
            return
        self._kept = note
        if self.text() != note:
            self.setText(note)
            self.setCursorPosition(0)
        self.setToolTip(note)

    def take(self) -> str:
        """What stands there now, which counts as kept from now on."""
        self._kept = self.text().strip()
        return self._kept

    def finish(self) -> None:
        """Tell of what was written, as if the keyboard had gone elsewhere."""
        if self.text().strip() != self._kept:
            self.finished.emit(self.take())

    def event(self, event: QEvent) -> bool:
        # The window has other uses for these keys; in here they belong to the text.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _OWN_KEYS
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _OWN_KEYS:
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._kept)
        self.finish()
        self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.finish()
