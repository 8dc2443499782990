"""The line of the search box: it knows which keys are its own, and says what the others ask for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from forgery_viewer.widgets.suggestion_list import SuggestionList

_COMPLETE = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Space)
_LEAVING = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(QLineEdit):
    """A line without a frame of its own, which says when it is left."""

    cleared = Signal()
    """Escape was pressed: the text goes, and then the keyboard."""
    entered = Signal()
    """Return or the arrow down was pressed: what is typed counts, and on to the list."""
    backed = Signal()
    """Backspace was pressed where nothing stands before the cursor."""
    stepped_back = Signal()
    """The arrow to the left was pressed there: on to the chips."""
    suggestions_asked = Signal()
    """Ctrl+Space was pressed: show what can be typed."""
    focus_moved = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.suggestions = SuggestionList(self)
        self.holds_tab: Callable[[], bool] = lambda: False
        """Asked when Tab has nothing to take: whether the keyboard stays all the same."""
        self.setPlaceholderText("Filter\N{HORIZONTAL ELLIPSIS}")
        self.setAccessibleName("Filter images")
        self.setStyleSheet("QLineEdit { background: transparent; border: 0; padding: 0 2px; }")
        self.setMinimumWidth(48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), super().sizeHint().height())

    @property
    def _is_at_start(self) -> bool:
        return self.cursorPosition() == 0 and not self.hasSelectedText()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            # The window has other uses for these; in here they belong to the text.
            if event.type() == QEvent.Type.ShortcutOverride and (
                event.key() == Qt.Key.Key_Escape or event.keyCombination() == _COMPLETE
            ):
                event.accept()
                return True
            # Tab must be caught here, or it takes the keyboard elsewhere.
            if event.type() == QEvent.Type.KeyPress and self._goes_to_suggestions(event):
                return True
        return super().event(event)

    def _goes_to_suggestions(self, event: QKeyEvent) -> bool:
        """Do what a key asks for in the list of suggestions, if it is open; whether it did."""
        suggestions = self.suggestions
        if not suggestions.isVisible() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if suggestions.suggestions:
                suggestions.step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Tab if suggestions.suggestions:
                suggestions.take()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if suggestions.marked is not None:
                suggestions.take()
            case Qt.Key.Key_Escape:
                suggestions.hide()
            case _:
                return False
        return True

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        return (next and self.holds_tab()) or super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self.cleared.emit()
            case key if key in _LEAVING:
                self.entered.emit()
            case Qt.Key.Key_Backspace if self._is_at_start:
                self.backed.emit()
            case Qt.Key.Key_Left if self._is_at_start and not event.modifiers():
                self.stepped_back.emit()
            case Qt.Key.Key_Space if control:
                self.suggestions_asked.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_moved.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.suggestions.hide()
        self.focus_moved.emit(False)
