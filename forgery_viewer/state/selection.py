"""Which record is the current one, and which come next."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.dataset_model import DatasetModel


class RecordSelection(QObject):
    """Owner of the current record, which stays current even while the filter hides it.

    `item_selection` is what views highlight. It follows the current record, and the current record
    follows what is selected in it; the current *item* of Qt counts for nothing, since a view moves
    it when it merely gets the focus.
    """

    current_changed = Signal(object)
    """The key of the new current record, or None."""

    def __init__(self, model: DatasetModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._current: RecordKey | None = None
        self.item_selection = QItemSelectionModel(model, self)
        self.item_selection.selectionChanged.connect(self._follow_items)
        # Sent after a reset, when every view has dropped its selection.
        model.index_changed.connect(self._check)
        model.filter_changed.connect(self._highlight)

    @property
    def current(self) -> RecordKey | None:
        """The key of the current record, shown or not."""
        return self._current

    @property
    def position(self) -> int | None:
        """Where the current record is shown; None if there is none or the filter hides it."""
        return None if self._current is None else self._model.position_of(self._current)

    @property
    def has_next(self) -> bool:
        return self._neighbour(1) is not None

    @property
    def has_previous(self) -> bool:
        return self._neighbour(-1) is not None

    def select(self, key: RecordKey | None) -> None:
        """Make a record the current one; KeyError if the index does not hold it."""
        if key is not None and self._model.row_of(key) is None:
            raise KeyError(key)
        changed = key != self._current
        self._current = key
        self._highlight()
        if changed:
            self.current_changed.emit(key)

    def select_position(self, position: int) -> bool:
        """Make the record shown at a position the current one; False if there is none."""
        if not 0 <= position < self._model.rowCount():
            return False
        self.select(self._model.key_at(position))
        return True

    def next(self) -> bool:
        """Go to the next record that is shown; False at the end."""
        return self._step(1)

    def previous(self) -> bool:
        """Go to the previous record that is shown; False at the beginning."""
        return self._step(-1)

    def _step(self, step: int) -> bool:
        position = self._neighbour(step)
        return position is not None and self.select_position(position)

    def _neighbour(self, step: int) -> int | None:
        """The position of the record before (-1) or after (1) the current one, if there is one."""
        place = None if self._current is None else self._model.place_of(self._current)
        if place is None:
            position = 0
        elif self.position is None and step > 0:
            # A hidden record stands between two positions: the next one has its place.
            position = place
        else:
            position = place + step
        return position if 0 <= position < self._model.rowCount() else None

    def _check(self) -> None:
        """Give up a current record that a new index no longer holds."""
        if self._current is not None and self._model.row_of(self._current) is None:
            self.select(None)
        else:
            self._highlight()

    def _highlight(self) -> None:
        """Select the current record's row where it is shown, and nothing where it is not."""
        position = self.position
        if position is None:
            self.item_selection.clear()
            return
        index = self._model.index(position, 0)
        items = self.item_selection
        if not items.isSelected(index) or items.currentIndex().row() != position:
            flags = QItemSelectionModel.SelectionFlag
            items.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _follow_items(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        indexes = self.item_selection.selectedIndexes()
        if indexes:
            key = self._model.key_at(indexes[0].row())
            if key != self._current:
                self._current = key
                self.current_changed.emit(key)
        elif self.position is not None:
            # A click with Ctrl would otherwise leave the current record unmarked.
            self._highlight()
