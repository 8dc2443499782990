"""The table of the browser: rows of records, as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.column_plan import ColumnPlan, TextWidths, plan_columns, plan_scores
from forgery_viewer.widgets.list_place import Place, PlaceKeeper
from forgery_viewer.widgets.record_delegate import RecordDelegate
from forgery_viewer.widgets.record_header import RecordHeader
from forgery_viewer.widgets.theme import ROW_PX, TABLE_HEADER_PX, theme_of

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class RecordTable(QTableView):
    """Shows the records of the model, keeps the current one in sight, asks for thumbnails."""

    columns_planned = Signal()
    """Other columns are shown than before, or in other widths."""

    def __init__(
        self,
        model: DatasetModel,
        selection: RecordSelection,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._records = model
        self._selection = selection
        self._thumbnails = thumbnails
        self._text_widths = TextWidths.measured()
        self._shows_scores = False
        self.plan: ColumnPlan = plan_columns(self.width(), self._text_widths)
        self._delegate = RecordDelegate(model, thumbnails, self.plan, self)
        # What is in view is looked up once, after all that moves it in one turn of events.
        self._keeper = PlaceKeeper(model, self, self)
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._look_soon.timeout.connect(self._ask_for_thumbnails)
        self._set_up(model, selection)
        self._connect(model, thumbnails)

    def _set_up(self, model: DatasetModel, selection: RecordSelection) -> None:
        self.setAccessibleName("Images")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        # Everything is painted over, so scrolling can move the pixels that are there.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = RecordHeader(self)
        header.setSortIndicator(int(model.sort_column or Column.CASE), model.sort_order)
        self.setHorizontalHeader(header)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_PX)
        rows.setDefaultSectionSize(ROW_PX)
        rows.hide()
        self.verticalScrollBar().setSingleStep(ROW_PX)
        # The header goes on above the scroll bar, which would otherwise stand beside it.
        corner = QFrame()
        corner.setProperty("bar", "true")
        corner.setFixedHeight(TABLE_HEADER_PX)
        self.addScrollBarWidget(corner, Qt.AlignmentFlag.AlignTop)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setSelectionModel(selection.item_selection)
        self.setSortingEnabled(True)

    def _connect(self, model: DatasetModel, thumbnails: Thumbnails) -> None:
        bar = self.verticalScrollBar()
        for signal in (bar.valueChanged, bar.rangeChanged, model.layoutChanged, model.modelReset):
            signal.connect(self._look_later)
        model.index_changed.connect(self._look_later)
        # The bars are drawn to the scale of the largest coverage, which may be another now.
        model.index_changed.connect(self.viewport().update)
        # Not when details come: who has scrolled away must not be pulled back.
        model.modelReset.connect(self._show_current_after_reset)
        thumbnails.ready.connect(self._update_record)
        self.horizontalHeader().sortIndicatorChanged.connect(self.show_current)

    # --- What is in view

    def show_current(self) -> None:
        """Scroll to the current record, if it is shown but not in sight."""
        position = self._selection.position
        if position is None:
            return
        index = self._records.index(position, Column.CASE)
        if not self.viewport().rect().contains(self.visualRect(index)):
            # In the middle, so that what stands around it is seen as well.
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    @property
    def shows_current(self) -> bool:
        """Whether the current record is in sight."""
        position = self._selection.position
        if position is None:
            return False
        rect = self.visualRect(self._records.index(position, Column.CASE))
        return self.viewport().rect().intersects(rect)

    def place(self) -> Place | None:
        """Where the table is scrolled to."""
        position = self.rowAt(0)
        if position < 0:
            return None
        return self._records.key_at(position), -self.rowViewportPosition(position)

    def go_to(self, place: Place) -> None:
        """Scroll to a place."""
        key, out_of_sight_px = place
        before = self._records.place_of(key)
        if before is not None:
            self.verticalScrollBar().setValue(before * ROW_PX + out_of_sight_px)

    def _show_current_after_reset(self) -> None:
        if not self._keeper.is_keeping:
            self.show_current()

    def records_in_view(self) -> Sequence[Record]:
        """The records of which at least a part can be seen, from top to bottom."""
        count = self._records.rowCount()
        if not count or not self.isVisible():
            return ()
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        last = count - 1 if last < 0 else last
        return [self._records.record_at(position) for position in range(first, last + 1)]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_later()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_columns()
        self._look_later()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        self._delegate.begin(theme, self.devicePixelRatioF())
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.well))
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._text_widths = TextWidths.measured()
            self._delegate.read_fonts()
            self._lay_out_columns()

    def _look_later(self) -> None:
        self._look_soon.start()

    def _ask_for_thumbnails(self) -> None:
        if self.isVisible():
            self._thumbnails.want(self.records_in_view())
        self._follow_pointer()

    def _update_record(self, key: RecordKey) -> None:
        position = self._records.position_of(key)
        if position is not None:
            self.update(self._records.index(position, Column.CASE))

    def show_scores(self, shown: bool) -> None:
        """Show the scores of predictions in the place of the figures of masks, or no more."""
        if shown != self._shows_scores:
            self._shows_scores = shown
            self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        planned = plan_scores if self._shows_scores else plan_columns
        plan = planned(self.viewport().width(), self._text_widths)
        if plan == self.plan and self.columnWidth(Column.CASE) == plan.widths[Column.CASE]:
            return
        self.plan = self._delegate.plan = plan
        for column in Column:
            self.setColumnHidden(column, column not in plan.widths)
            if column in plan.widths:
                self.setColumnWidth(column, plan.widths[column])
        self.viewport().update()
        self.columns_planned.emit()

    # --- Pointer and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())
        # With a button down Qt would select every row that the pointer crosses.
        if event.buttons() == Qt.MouseButton.NoButton:
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hovered(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the list; every other key is the window's."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        match event.key():
            case Qt.Key.Key_Up:
                self._selection.previous()
            case Qt.Key.Key_Down:
                self._selection.next()
            case Qt.Key.Key_Home:
                self._selection.select_position(0)
            case Qt.Key.Key_End:
                self._selection.select_position(self._records.rowCount() - 1)
            case _:
                event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._set_focus_ring(event.reason() in _KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_focus_ring(False)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """A click selects, whichever keys are held; beside the rows it changes nothing."""
        flags = QItemSelectionModel.SelectionFlag
        return flags.ClearAndSelect | flags.Rows if index.isValid() else flags.NoUpdate

    def _set_focus_ring(self, shown: bool) -> None:
        self._delegate.shows_focus = shown
        self.viewport().update()

    def _follow_pointer(self) -> None:
        """Hover the row that scrolling has put under the pointer."""
        if self.viewport().underMouse():
            self._hover(self.viewport().mapFromGlobal(QCursor.pos()))

    def _hover(self, place: QPoint) -> None:
        self._set_hovered(self.rowAt(place.y()) if self.viewport().rect().contains(place) else -1)

    def _set_hovered(self, position: int) -> None:
        before = self._delegate.hovered_position
        if position != before:
            self._delegate.hovered_position = position
            for row in (before, position):
                if row >= 0:
                    top = self.rowViewportPosition(row)
                    self.viewport().update(0, top, self.viewport().width(), ROW_PX)
