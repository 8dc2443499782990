"""Rows in an order of their own, and what a view is told when that changes."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from forgery_viewer.state.columns import Column
from forgery_viewer.state.shown_rows import ShownRows

_NO_PARENT = QModelIndex()


class ArrangedModel(QAbstractTableModel):
    """A table of records, one `Column` each, that are shown in some order; others are left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = ShownRows()

    @abstractmethod
    def _new_order(self) -> NDArray[np.intp]:
        """The order of all records, those that are filtered out included."""

    # --- What Qt asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        return Column(section).heading(role)

    # --- What the views are told

    def _rearrange(self) -> None:
        """Sort anew and move selections and current items along with their records."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        rows = [self._shown.row_at(index.row()) for index in before]
        self._shown.arrange(self._new_order(), self._shown.accepted)
        after = [
            self.index(self._shown.position_of(row), index.column())
            for row, index in zip(rows, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _announce(self, changed: NDArray[np.bool_], first: Column, last: Column) -> None:
        """Tell the views which shown rows have other contents, as one range."""
        positions = np.flatnonzero(changed[self._shown.rows])
        if positions.size:
            self.dataChanged.emit(
                self.index(int(positions[0]), first), self.index(int(positions[-1]), last)
            )
