"""The steps of a mask's history; a click goes to any of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from forgery_viewer.core.history import HISTORY_BYTES
from forgery_viewer.state.history_model import HistoryModel
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.step_pictures import StepPictures
from forgery_viewer.widgets.history_delegate import ROW_PX, HistoryDelegate
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.wording import bytes_in_words, counted


class HistoryPanel(Section):
    """Opened, then each step with a picture of what it changed; steps undone are greyed.

    Only rows in sight are painted and only their pictures made, however long the history is.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("History", parent)
        self._document: MaskDocument | None = None
        self._model = HistoryModel(self)
        self.view = _Steps()
        self.view.setModel(self._model)
        self.view.setItemDelegate(HistoryDelegate(self.view))
        self.view.setAccessibleName("History")
        self.view.setProperty("history", "true")
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMinimumHeight(2 * ROW_PX)
        self.view.setMinimumWidth(0)
        self.set_content(self.view)
        self.view.clicked.connect(self._go)
        self.view.activated.connect(self._go)

    @property
    def steps(self) -> list[str]:
        """The names on show."""
        return [self._model.index(row).data() for row in range(self._model.rowCount())]

    def set_pictures(self, pictures: StepPictures | None) -> None:
        """Show small pictures of what each step changed, made there."""
        self._model.set_pictures(pictures)

    def set_document(self, document: MaskDocument | None) -> None:
        """Show the history of another document, or none."""
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._show_place)
        self._document = document
        self._model.set_document(document)
        if document is not None:
            document.undo_stack.indexChanged.connect(self._show_place)
        self._show_place()

    def _show_place(self, _index: int = 0) -> None:
        if self._document is None:
            self.set_detail("")
            return
        count, size = self._model.rowCount() - 1, self._model.size_bytes
        words = counted(count, "step")
        hint = (
            f"At most {bytes_in_words(HISTORY_BYTES)} of it are held in memory. "
            "Older steps are read from the journal when they are undone."
        )
        self.set_detail(f"{words}, {bytes_in_words(size)}" if count else words, hint)
        place = self._model.index(self._model.index_now)
        self.view.setCurrentIndex(place)
        self.view.scrollTo(place)

    def _go(self, index: QModelIndex) -> None:
        if self._document is not None:
            self._document.end_stroke()
            self._document.undo_stack.setIndex(index.row())


class _Steps(QListView):
    """A list that keeps its current row in sight when it becomes higher or lower."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())
