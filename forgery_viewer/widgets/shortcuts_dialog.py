"""The help on keys: every action with its key, in groups, with a field to find one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.widgets.theme import text_font

WIDTH_PX = 520
HEIGHT_PX = 600
ROW_PX = 26
GROUP_ROW_PX = 34


class Shortcut(NamedTuple):
    """One line of the help: what it does and which keys do it, as `Ctrl+Z`."""

    group: str
    action: str
    keys: str


class ShortcutsDialog(QDialog):
    """All keys at a glance; typing narrows them down to those one looks for."""

    def __init__(self, shortcuts: Iterable[Shortcut], parent: QWidget | None = None) -> None:
        """List `shortcuts`, in the order given, under the groups in the order of their first."""
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText("Find an action or a key")
        self._filter.setAccessibleName("Find an action or a key")
        self._filter.textChanged.connect(self._narrow)
        self._tree = _Tree(shortcuts)
        self._nothing = QLabel()
        self._nothing.setProperty("tone", "2")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setWordWrap(True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._tree)
        self._pages.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self._filter)
        column.addWidget(self._pages, 1)
        self._filter.setFocus()

    @property
    def shown(self) -> tuple[Shortcut, ...]:
        """The lines in sight of the filter."""
        return tuple(shortcut for shortcut, _, line in self._tree.lines if not line.isHidden())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self._tree.setFocus()
        super().keyPressEvent(event)

    def _narrow(self, text: str) -> None:
        found = self._tree.narrow(text.casefold().split())
        self._nothing.setText(f"No action or key has “{text.strip()}”.")
        self._pages.setCurrentIndex(0 if found else 1)


class _Tree(QTreeWidget):
    """The lines under their groups, all of them open."""

    def __init__(self, shortcuts: Iterable[Shortcut]) -> None:
        super().__init__()
        self.lines: list[tuple[Shortcut, QTreeWidgetItem, QTreeWidgetItem]] = []
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("framed", "true")
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        groups: dict[str, QTreeWidgetItem] = {}
        for shortcut in shortcuts:
            if shortcut.group not in groups:
                groups[shortcut.group] = self._add_group(shortcut.group)
            group = groups[shortcut.group]
            self.lines.append((shortcut, group, _line(group, shortcut)))
        self.expandAll()

    def narrow(self, words: list[str]) -> bool:
        """Show only the lines that have every one of `words`; False if there is none."""
        kept = set()
        for shortcut, group, line in self.lines:
            told = " ".join(shortcut).casefold()
            line.setHidden(not all(word in told for word in words))
            if not line.isHidden():
                kept.add(id(group))
        for _, group, _ in self.lines:
            group.setHidden(id(group) not in kept)
        return bool(kept)

    def _add_group(self, name: str) -> QTreeWidgetItem:
        row = QTreeWidgetItem(self, [name])
        row.setFont(0, text_font(weight=600))
        row.setSizeHint(0, QSize(0, GROUP_ROW_PX))
        row.setTextAlignment(0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        row.setFirstColumnSpanned(True)
        return row


def _line(group: QTreeWidgetItem, shortcut: Shortcut) -> QTreeWidgetItem:
    line = QTreeWidgetItem(group, [shortcut.action, shortcut.keys])
    line.setSizeHint(0, QSize(0, ROW_PX))
    line.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    line.setToolTip(0, shortcut.action)
    return line
