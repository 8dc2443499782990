"""The steps of a mask's history; a click goes to any of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.icons import icon
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.wording import counted

_ROW_PX = 27


class HistoryPanel(Section):
    """Opened, then each step by name; steps undone are greyed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("History", parent)
        self._document: MaskDocument | None = None
        self._list = QListWidget()
        self._list.setAccessibleName("History")
        self._list.setProperty("history", "true")
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumHeight(3 * _ROW_PX)
        self._list.setMinimumWidth(0)
        self.set_content(self._list)
        self._list.itemClicked.connect(self._go)
        self._list.itemActivated.connect(self._go)

    @property
    def steps(self) -> list[str]:
        """The names on show."""
        return [self._list.item(i).text() for i in range(self._list.count())]

    def set_document(self, document: MaskDocument | None) -> None:
        """Show the history of another document, or none."""
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._refresh)
        self._document = document
        if document is not None:
            document.undo_stack.indexChanged.connect(self._refresh)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh()

    def _refresh(self, _index: int = 0) -> None:
        self._list.clear()
        if self._document is None:
            self.set_detail("")
            return
        theme = theme_of(self)
        done = self._document.undo_stack.index()
        commands = self._document.commands()
        self.set_detail(counted(len(commands), "step"))
        names = [("folder-open", "Opened")] + [(step.icon, step.text()) for step in commands]
        for number, (icon_name, name) in enumerate(names):
            item = QListWidgetItem(icon(icon_name, theme.text2, 14), name)
            item.setSizeHint(QSize(0, _ROW_PX))
            if number > done:
                item.setForeground(self.palette().placeholderText())
                item.setToolTip("Undone; click to do it again.")
            self._list.addItem(item)
        self._list.setCurrentRow(done)
        self._list.scrollToItem(self._list.item(done))

    def _go(self, item: QListWidgetItem) -> None:
        if self._document is not None:
            self._document.undo_stack.setIndex(self._list.row(item))
