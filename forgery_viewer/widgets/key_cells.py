"""The table of keys: an action a row with its two keys, each changed by pressing another one."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from forgery_viewer.state.keymap import MOST_KEYS, Keymap, KeyRow, pressed_text, spoken
from forgery_viewer.widgets.icons import icon
from forgery_viewer.widgets.theme import text_font, theme_of

ROW_PX = 26
GROUP_ROW_PX = 34
KEY_PX = (190, 110)
_MARK, _MARK_PX = 1 + MOST_KEYS, 30
"""The column that tells what is fixed and what was changed, and its width."""
_ROW = Qt.ItemDataRole.UserRole


class KeyField(QLineEdit):
    """Says which key is pressed in it; Escape leaves it."""

    pressed = Signal(str)
    """A key as the keymap has it, "" for one that cannot be used."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText("Press the new key")
        self.setAccessibleName("Press the new key, or Escape")
        self.setStyleSheet("QLineEdit { padding: 0 3px; min-height: 0; border-radius: 2px; }")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            # Tab as well, which would otherwise go on to the next field.
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
            return
        pressed = pressed_text(event.keyCombination())
        # Ctrl alone is the beginning of something.
        if pressed:
            self.pressed.emit(pressed)


class _Cells(QStyledItemDelegate):
    """Puts a field for a key into the cell that is changed."""

    pressed = Signal(str)

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        field = KeyField(parent)

        def close() -> None:
            self.closeEditor.emit(field, QStyledItemDelegate.EndEditHint.NoHint)

        def take(pressed: str) -> None:
            close()
            self.pressed.emit(pressed)

        field.pressed.connect(take)
        field.left.connect(close)
        return field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every key goes to the field: none of them ends the editing by itself.
        if isinstance(event, QKeyEvent):
            return False
        return super().eventFilter(watched, event)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Begin with nothing: what was there is not edited but replaced."""

    def setModelData(
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Change nothing where the field is left."""


class KeyTable(QTreeWidget):
    """The rows under their groups, all of them open."""

    key_pressed = Signal(str, int, str)
    """An action is to have, in the place of its first or second key, the one that was pressed."""
    removal_asked = Signal(str, int)
    row_changed = Signal()
    """Another cell is the one at work."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._lines: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._marks: dict[str, str] = {}
        """The icon in the line of each action that has one."""
        self._theme_name = ""
        """The theme in whose colours the lines are."""
        self._edited = ("", 0)
        self.setColumnCount(2 + MOST_KEYS)
        self.setHeaderLabels(["Action", "Key", "Second key", ""])
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setAccessibleName("Keys")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("framed", "true")
        # Not by Qt: the name of an action is not to be edited, in whichever cell it begins.
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.itemDoubleClicked.connect(lambda _line, _column: self.edit_key())
        cells = _Cells(self)
        cells.pressed.connect(self._take)
        self.setItemDelegate(cells)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(_MARK_PX)
        for column, width in enumerate((*KEY_PX, _MARK_PX), start=1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        for row in keymap.rows:
            self._add(row)
        self.expandAll()
        self.show_keys()
        self.currentItemChanged.connect(lambda _now, _before: self.row_changed.emit())
        keymap.changed.connect(self.show_keys)

    @property
    def shown(self) -> tuple[KeyRow, ...]:
        """The rows in sight of the filter."""
        lines = self._lines.values()
        return tuple(line.data(0, _ROW) for line in lines if not line.isHidden())

    @property
    def row(self) -> KeyRow | None:
        """The row at work, None on the head of a group."""
        line = self.currentItem()
        found = line.data(0, _ROW) if line is not None else None
        return found if isinstance(found, KeyRow) else None

    @property
    def place(self) -> int:
        """Which of its keys is at work: the first (0) or the second (1)."""
        return min(max(0, self.currentColumn() - 1), MOST_KEYS - 1)

    def told(self, row: KeyRow) -> str:
        """What is said of the keys of a row."""
        return row.told or self._keymap.words(row.key)

    def line(self, key: str) -> QTreeWidgetItem:
        """The line of an action."""
        return self._lines[key]

    def edit_key(self) -> None:
        """Wait for the key that the cell at work is to have."""
        row, line = self.row, self.currentItem()
        if row is not None and line is not None and not row.fixed:
            column = 1 + min(self.place, len(self._keymap.keys(row.key)))
            self.setCurrentItem(line, column)
            self._edited = (row.key, column - 1)
            self.editItem(line, column)

    def narrow(self, words: list[str]) -> bool:
        """Show only the rows that have every one of `words`; False if there is none."""
        shown = set()
        for line in self._lines.values():
            row: KeyRow = line.data(0, _ROW)
            text = f"{row.group} {row.name} {self.told(row)}".casefold()
            line.setHidden(not all(word in text for word in words))
            if not line.isHidden():
                shown.add(row.group)
        for name, group in self._groups.items():
            group.setHidden(name not in shown)
        return bool(shown)

    def show_keys(self) -> None:
        """Write down the keys as they are now."""
        theme = theme_of(self)
        self._theme_name = theme.name
        fonts = {changed: text_font(weight=600 if changed else 400) for changed in (False, True)}
        for key, line in self._lines.items():
            row: KeyRow = line.data(0, _ROW)
            keys = [spoken(pressed) for pressed in self._keymap.keys(key)]
            if row.told:
                keys = [row.told]
            changed = self._keymap.is_changed(key)
            line.setText(0, f"{row.name} \N{MIDDLE DOT} changed" if changed else row.name)
            usual = self._keymap.usual_words(key) or "none"
            hint = row.fixed or (f"Usually: {usual}" if changed else "")
            mark = "lock" if row.fixed else "pencil" if changed else ""
            # Of all that is set here an icon takes longest, and few lines have one.
            if mark or self._marks.pop(key, ""):
                line.setIcon(_MARK, icon(mark, theme.text3, 14) if mark else QIcon())
            if mark:
                self._marks[key] = mark
            line.setToolTip(_MARK, hint)
            for column in range(1 + MOST_KEYS):
                line.setToolTip(column, hint or (row.name if column == 0 else ""))
                if row.fixed:
                    line.setForeground(column, QBrush(QColor(theme.text3)))
                if column:
                    line.setText(column, keys[column - 1] if column <= len(keys) else "")
                    line.setFont(column, fonts[changed])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match Qt.Key(event.key()):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                self.edit_key()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self.row is not None:
                self.removal_asked.emit(self.row.key, self.place)
            case Qt.Key.Key_Left | Qt.Key.Key_Right if (line := self.currentItem()) is not None:
                # Qt would go from the first key to the head of the group.
                step = 1 if event.key() == Qt.Key.Key_Right else -1
                column = min(max(1, self.currentColumn() + step), MOST_KEYS)
                self.setCurrentItem(line, column)
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Qt tells of a change of palette each time the table moves into another parent.
        if event.type() == QEvent.Type.PaletteChange and theme_of(self).name != self._theme_name:
            self.show_keys()

    def _take(self, pressed: str) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.key_pressed.emit(*self._edited, pressed)

    def _add(self, row: KeyRow) -> None:
        if row.group not in self._groups:
            group = QTreeWidgetItem(self, [row.group])
            group.setFont(0, text_font(weight=600))
            group.setSizeHint(0, QSize(0, GROUP_ROW_PX))
            group.setTextAlignment(0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
            group.setFirstColumnSpanned(True)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._groups[row.group] = group
        line = QTreeWidgetItem(self._groups[row.group])
        line.setData(0, _ROW, row)
        line.setSizeHint(0, QSize(0, ROW_PX))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        line.setFlags(flags if row.fixed else flags | Qt.ItemFlag.ItemIsEditable)
        self._lines[row.key] = line
