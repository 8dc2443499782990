"""A note is written in its row, until something else is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget


class NoteEditor(QLineEdit):
    """Lies over a row while its note is written; Enter or a press elsewhere takes it, Esc not.

    What is pressed elsewhere comes after the note: it may show another case, or undo.
    """

    written = Signal(str)
    ended = Signal()

    def __init__(self, note: str, most_letters: int, parent: QWidget) -> None:
        super().__init__(note, parent)
        before = QApplication.focusWidget()
        # Who leaves one note for the next comes back to what was there before both.
        self.keys_from: QWidget | None = (
            before.keys_from if isinstance(before, NoteEditor) else before
        )
        """What has the keyboard again when the note ends."""
        self._has_ended = False
        self.setMaxLength(most_letters)
        self.setPlaceholderText("Note")
        self.editingFinished.connect(self.take)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def begin(self) -> None:
        """Take the keyboard."""
        self.show()
        self.setFocus()
        self.selectAll()

    def take(self) -> None:
        """End, and tell what was written."""
        if not self._has_ended:
            self.drop()
            self.written.emit(self.text())

    def drop(self) -> None:
        """End, and tell nothing."""
        if self._has_ended:
            return
        self._has_ended = True
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        before, self.keys_from = self.keys_from, None
        if self.hasFocus() and before is not None and before.isVisible():
            # The next key is to act where it did before.
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.deleteLater()
        self.ended.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the note before a press elsewhere does what it does."""
        is_press = event.type() == QEvent.Type.MouseButtonPress
        # The menu of this field is no place elsewhere.
        if is_press and isinstance(event, QMouseEvent) and not QApplication.activePopupWidget():
            place = self.mapFromGlobal(event.globalPosition().toPoint())
            if not self.rect().contains(place):
                self.take()
        return False

    def event(self, event: QEvent) -> bool:
        """Keep Esc for itself."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            self.drop()
            return True
        return super().event(event)
