"""The help on keys, where they can also be changed: every action with its keys, in groups."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.state.keymap import Clash, Keymap, KeyRow, spoken
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.key_cells import KeyTable

WIDTH_PX = 660
HEIGHT_PX = 620
_USE = "Double-click a key, or press Enter on it, then press the new one. Delete removes it."
_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "3": "info"}


class ShortcutsDialog(QDialog):
    """All keys at a glance; typing narrows them down, and each can be changed where it stands."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        """Show and change the keys of `keymap`."""
        super().__init__(parent)
        self._keymap = keymap
        self._answer: Callable[[], object] | None = None
        self.setWindowTitle("Keys")
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find an action or a key")
        self.field.setAccessibleName("Find an action or a key")
        self.field.textChanged.connect(self._narrow)
        self.table = KeyTable(keymap)
        self._nothing = QLabel()
        self._nothing.setProperty("tone", "2")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._nothing)
        self._make_message()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._tell("3", _USE)
        self._enable()
        self.field.setFocus()

    def _make_message(self) -> None:
        self._icon = IconLabel("info", "3")
        self._message = QLabel()
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        # Two lines at least, so that nothing moves when more is said.
        self._message.setMinimumHeight(2 * self._message.fontMetrics().lineSpacing() + 2)
        self.take_button, self.leave_button = QPushButton(), QPushButton("Leave it")

    def _make_buttons(self) -> None:
        self.change_button = QPushButton("Change…")
        self.remove_button = QPushButton("Remove")
        self.reset_button = QPushButton("Reset")
        self.reset_all_button = QPushButton("Reset all")
        for button in (
            self.take_button,
            self.leave_button,
            self.change_button,
            self.remove_button,
            self.reset_button,
            self.reset_all_button,
        ):
            # Enter is a key of the table.
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self._icon)
        told.addWidget(self._message, 1)
        told.addWidget(self.take_button)
        told.addWidget(self.leave_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.change_button)
        buttons.addWidget(self.remove_button)
        buttons.addWidget(self.reset_button)
        buttons.addStretch(1)
        buttons.addWidget(self.reset_all_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self.field)
        column.addWidget(self._pages, 1)
        column.addLayout(told)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.table.key_pressed.connect(self._change)
        self.table.removal_asked.connect(self._remove)
        self.table.row_changed.connect(self._go_on)
        self.change_button.clicked.connect(self.table.edit_key)
        self.remove_button.clicked.connect(self._remove_current)
        self.reset_button.clicked.connect(self._reset)
        self.reset_all_button.clicked.connect(self._reset_all)
        self.take_button.clicked.connect(self._take)
        self.leave_button.clicked.connect(self._leave)
        self._keymap.changed.connect(self._enable)

    @property
    def shown(self) -> tuple[KeyRow, ...]:
        """The rows in sight of the filter."""
        return self.table.shown

    def told(self, row: KeyRow) -> str:
        """What is said of the keys of a row."""
        return self.table.told(row)

    @property
    def message(self) -> str:
        """What is said below the table."""
        return self._message.text()

    def show_row(self, key: str) -> None:
        """Go to an action's first key."""
        self.field.clear()
        self.table.setCurrentItem(self.table.line(key), 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._answer is not None:
            self._leave()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.table.setFocus()
            if self.table.row is None and self.shown:
                self.table.setCurrentItem(self.table.line(self.shown[0].key), 1)
        super().keyPressEvent(event)

    # Changing -----------------------------------------------------------------------------

    def _change(self, key: str, place: int, pressed: str) -> None:
        """Give an action the key that was pressed; where another one has it, ask first."""
        reason = self._keymap.refusal(key, pressed)
        clash = self._keymap.clash(key, pressed)
        if reason:
            self._tell("warn", reason)
        elif pressed in self._keymap.keys(key):
            self._tell("3", f"{spoken(pressed)} is a key of “{self._name(key)}” already.")
        elif clash is not None:
            self._ask((clash,), lambda: self._set(key, place, pressed))
        else:
            self._set(key, place, pressed)

    def _set(self, key: str, place: int, pressed: str) -> None:
        self._keymap.set_key(key, place, pressed)
        self._tell("ok", f"{spoken(pressed)} is a key of “{self._name(key)}” now.")

    def _remove_current(self) -> None:
        if self.table.row is not None:
            self._remove(self.table.row.key, self.table.place)

    def _remove(self, key: str, place: int) -> None:
        keys = self._keymap.keys(key)
        if place < len(keys) and not self._row(key).fixed:
            self._keymap.remove_key(key, place)
            self._tell("ok", f"{spoken(keys[place])} is a key of “{self._name(key)}” no more.")

    def _reset(self) -> None:
        row = self.table.row
        if row is None:
            return

        def reset() -> None:
            self._keymap.reset(row.key)
            self._tell("ok", f"The keys of “{row.name}” are as usual again.")

        clashes = self._keymap.usual_clashes(row.key)
        if clashes:
            self._ask(clashes, reset)
        else:
            reset()

    def _reset_all(self) -> None:
        before = self._keymap.reset_all()

        def take_back() -> None:
            self._keymap.set_all(before)
            self._tell("3", _USE)

        self._tell("ok", "All keys are as usual again.")
        self._offer("Take that back", take_back)

    # Asking -------------------------------------------------------------------------------

    def _ask(self, clashes: tuple[Clash, ...], act: Callable[[], object]) -> None:
        """Say who has a key that is wanted, and leave it to the user who keeps it."""
        told = " ".join(
            f"{spoken(clash.pressed)} is a key of “{clash.row.name}” in {clash.row.group}."
            for clash in clashes
        )
        self._tell("warn", told)
        names = " and ".join(f"“{clash.row.name}”" for clash in clashes)
        self._offer(f"Take it from {names}" if len(clashes) == 1 else "Take them", act)
        self.leave_button.show()
        self.take_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, words: str, act: Callable[[], object]) -> None:
        self._answer = act
        self.take_button.setText(words)
        self.take_button.show()

    def _take(self) -> None:
        act = self._answer
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if act is not None:
            act()

    def _leave(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell("3", "Nothing was changed.")

    def _go_on(self) -> None:
        """Who goes to another row has answered, by leaving all as it is."""
        if self._answer is not None:
            self._tell("3", _USE)
        self._enable()

    def _tell(self, tone: str, words: str) -> None:
        self._answer = None
        self.take_button.hide()
        self.leave_button.hide()
        self._icon.set_icon(_ICONS[tone], tone)
        self._message.setText(words)
        self._message.setAccessibleName(words)

    def _enable(self) -> None:
        row = self.table.row
        can_change = row is not None and not row.fixed
        keys = self._keymap.keys(row.key) if row is not None else ()
        self.change_button.setEnabled(can_change)
        self.remove_button.setEnabled(can_change and self.table.place < len(keys))
        self.reset_button.setEnabled(row is not None and self._keymap.is_changed(row.key))
        self.reset_all_button.setEnabled(self._keymap.has_changes)
        if row is not None and row.fixed:
            self._tell("3", f"Fixed. {row.fixed}")
        elif self.message.startswith("Fixed."):
            self._tell("3", _USE)

    def _row(self, key: str) -> KeyRow:
        return next(row for row in self._keymap.rows if row.key == key)

    def _name(self, key: str) -> str:
        return self._row(key).name

    def _narrow(self, text: str) -> None:
        found = self.table.narrow(text.casefold().split())
        self._nothing.setText(f"No action or key has “{text.strip()}”.")
        self._pages.setCurrentIndex(0 if found else 1)
