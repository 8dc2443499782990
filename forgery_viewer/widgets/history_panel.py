"""The steps of a mask's history; a click goes to any of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.undo_commands import StepCommand
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
        self._done = 0
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
        self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._rebuild()

    def _rebuild(self) -> None:
        self._list.clear()
        self._done = 0
        self._refresh()

    def _refresh(self, _index: int = 0) -> None:
        """Bring the rows up to date that a step, or a move through the history, can have changed.

        The others stay: a history of a thousand steps must not slow down each further stroke.
        """
        if self._document is None:
            self.set_detail("")
            return
        stack = self._document.undo_stack
        count, done = stack.count(), stack.index()
        self.set_detail(counted(count, "step"))
        while self._list.count() > count + 1:
            self._list.takeItem(count + 1)
        changed = range(min(self._done, done), min(max(self._done, done), count) + 1)
        for number in sorted({*changed, *range(self._list.count(), count + 1)}):
            self._show_step(number, undone=number > done)
        self._done = done
        self._list.setCurrentRow(done)
        self._list.scrollToItem(self._list.item(done))

    def _show_step(self, number: int, *, undone: bool) -> None:
        """Write the row of a step, 0 being the state at the opening."""
        if number == self._list.count():
            self._list.addItem("")
        item = self._list.item(number)
        item.setSizeHint(QSize(0, _ROW_PX))
        icon_name, name = self._step(number)
        item.setText(name)
        item.setIcon(icon(icon_name, theme_of(self).text2, 14))
        grey = self.palette().placeholderText() if undone else None
        item.setData(Qt.ItemDataRole.ForegroundRole, grey)
        item.setToolTip("Undone; click to do it again." if undone else "")

    def _step(self, number: int) -> tuple[str, str]:
        """Icon and name of a step."""
        if self._document is None or number == 0:
            return "folder-open", "Opened"
        step = self._document.undo_stack.command(number - 1)
        return step.icon if isinstance(step, StepCommand) else "pencil", step.text()

    def _go(self, item: QListWidgetItem) -> None:
        if self._document is not None:
            self._document.undo_stack.setIndex(self._list.row(item))
