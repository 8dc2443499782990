"""A view of cells in rows and columns, of which only those in sight cost anything."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from forgery_viewer.widgets.grid_plan import GridPlan

USUAL_PX = 148

AnyIndex = QModelIndex | QPersistentModelIndex


class CellView(QAbstractItemView):
    """Answers what Qt asks of a view from a plan.

    Where a cell lies is worked out from its position, so that nothing is done for each record: Qt's
    own list of icons lays out all of them whenever the width changes.
    """

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        """Show a cell for each row of `model`."""
        super().__init__(parent)
        self._cells = model
        self._picture_px = USUAL_PX
        self._plan = GridPlan.of(0, 1, USUAL_PX)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, or the cells would change their width when it comes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setModel(model)

    @property
    def plan(self) -> GridPlan:
        """Where the cells lie."""
        return self._plan

    def reset(self) -> None:
        super().reset()
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._plan = GridPlan.of(
            self._cells.rowCount(), max(1, self.viewport().width()), self._picture_px
        )
        page = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setPageStep(page)
        bar.setSingleStep(self._plan.cell_height // 3)
        bar.setRange(0, max(0, self._plan.height - page))

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid():
            return QRect()
        return self._plan.rect(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        position = self._plan.position_at(point + QPoint(0, self.verticalOffset()))
        return self._cells.index(position, 0) if position >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: AnyIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        rect, page = self._plan.rect(index.row()), self.viewport().height()
        top = self.verticalOffset()
        hints = QAbstractItemView.ScrollHint
        if hint == hints.PositionAtCenter:
            top = rect.center().y() - page // 2
        elif hint == hints.PositionAtTop or rect.top() < top:
            top = rect.top()
        elif hint == hints.PositionAtBottom or rect.bottom() >= top + page:
            top = rect.bottom() + 1 - page
        self.verticalScrollBar().setValue(top)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: AnyIndex) -> bool:
        return index.column() != 0

    def moveCursor(
        self,
        cursorAction: QAbstractItemView.CursorAction,  # noqa: N803 - Qt passes it by name
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        # The keys are handled below: the current record is the selection's, not the view's.
        return self.currentIndex()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            if index.column() == 0:
                region += self.visualRect(index)
        return region

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
