"""The grid of the browser: pictures of records with their masks, as many as there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
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
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.thumbnail_maker import PictureKind
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.cell_view import AnyIndex, CellView
from forgery_viewer.widgets.grid_plan import LARGEST_PX, SMALLEST_PX
from forgery_viewer.widgets.list_place import Place, PlaceKeeper
from forgery_viewer.widgets.record_cell import CellLook, RecordCell
from forgery_viewer.widgets.theme import theme_of

_STEP_PX = 12
_NOTCH = 120
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class RecordGrid(CellView):
    """Shows the records of the model as pictures, and asks for those that are in view."""

    picture_px_changed = Signal(int)
    """Pictures are wanted in another width, px."""

    def __init__(
        self,
        model: DatasetModel,
        selection: RecordSelection,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, parent)
        self._records = model
        self._selection = selection
        self._thumbnails = thumbnails
        self._cell = RecordCell(model, thumbnails)
        self._hovered = -1
        self._has_ring = False
        self._keeper = PlaceKeeper(model, self, self)
        # What is in view is looked up once, after all that moves it in one turn of events.
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._look_soon.timeout.connect(self._ask_for_thumbnails)
        self._set_up(model, selection)
        self._connect(model, thumbnails)

    def _set_up(self, model: DatasetModel, selection: RecordSelection) -> None:
        self.setAccessibleName("Images")
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSelectionModel(selection.item_selection)

    def _connect(self, model: DatasetModel, thumbnails: Thumbnails) -> None:
        bar = self.verticalScrollBar()
        for signal in (bar.valueChanged, bar.rangeChanged, model.layoutChanged, model.modelReset):
            signal.connect(self._look_later)
        model.modelReset.connect(self._go_on_after_reset)
        model.index_changed.connect(self._look_later)
        model.index_changed.connect(self.viewport().update)
        model.edited_changed.connect(self._update_record)
        model.layoutChanged.connect(self.viewport().update)
        thumbnails.ready.connect(self._update_record)

    # --- Size and place

    @property
    def picture_px(self) -> int:
        """How wide pictures should be; how wide they are depends on how many fit."""
        return self._picture_px

    def set_picture_px(self, width_px: int) -> None:
        """Show pictures of about this width, and keep what is in sight in sight."""
        width_px = min(LARGEST_PX, max(SMALLEST_PX, width_px))
        if width_px != self._picture_px:
            in_sight, place = self.shows_current, self.place()
            self._picture_px = width_px
            self.updateGeometries()
            self._return_to(place, to_current=in_sight)
            self.picture_px_changed.emit(width_px)

    @property
    def shows_current(self) -> bool:
        """Whether the current record is in sight."""
        position = self._selection.position
        if position is None:
            return False
        rect = self.visualRect(self._records.index(position, 0))
        return self.viewport().rect().intersects(rect)

    def place(self) -> Place | None:
        """Where the grid is scrolled to."""
        top = self.verticalOffset()
        position = top // self._plan.cell_height * self._plan.columns
        if not 0 <= position < self._records.rowCount():
            return None
        return self._records.key_at(position), top % self._plan.cell_height

    def go_to(self, place: Place) -> None:
        """Scroll to a place."""
        key, out_of_sight_px = place
        before = self._records.place_of(key)
        if before is not None:
            top = before // self._plan.columns * self._plan.cell_height
            self.verticalScrollBar().setValue(top + out_of_sight_px)

    def show_current(self) -> None:
        """Scroll to the current record, if it is shown but not in sight."""
        position = self._selection.position
        if position is None:
            return
        index = self._records.index(position, 0)
        if not self.viewport().rect().contains(self.visualRect(index)):
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def records_in_view(self) -> Sequence[Record]:
        """The records of which at least a part can be seen, in their order."""
        if not self.isVisible():
            return ()
        top = self.verticalOffset()
        positions = self._plan.positions_between(top, top + self.viewport().height())
        return [self._records.record_at(position) for position in positions]

    def _go_on_after_reset(self) -> None:
        self._hovered = -1
        if not self._keeper.is_keeping:
            self.show_current()

    def _return_to(self, place: Place | None, *, to_current: bool) -> None:
        """After the cells were placed anew: to the current one, else to the first in sight."""
        if place is not None:
            self.go_to((place[0], 0))
        if to_current:
            self.show_current()
        self._look_later()
        self.viewport().update()

    # --- Painting

    def dataChanged(
        self,
        topLeft: AnyIndex,  # noqa: N803 - Qt passes them by name
        bottomRight: AnyIndex,  # noqa: N803
        roles: Sequence[int] = (),
    ) -> None:
        # One range may span all records, of which few are in view: all of those are painted.
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), QColor(theme.well))
        top = self.verticalOffset()
        shown = self._plan.positions_between(
            top + event.rect().top(), top + event.rect().bottom() + 1
        )
        current = self._selection.position
        for position in shown:
            cell = self._plan.rect(position).translated(0, -top)
            if cell.intersects(event.rect()):
                look = CellLook(
                    position,
                    selected=position == current,
                    hovered=position == self._hovered,
                    has_ring=self._has_ring,
                )
                self._cell.paint(painter, theme, self._plan, cell, look)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.updateGeometries()
        self._look_later()

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Asked for while the cells still lie where they were.
        in_sight, place = self.shows_current, self.place()
        super().resizeEvent(event)
        self._return_to(place, to_current=in_sight)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._cell.read_fonts()

    def _look_later(self) -> None:
        self._look_soon.start()

    def _ask_for_thumbnails(self) -> None:
        if self.isVisible():
            self._thumbnails.want(self.records_in_view(), PictureKind.GRID)
            if self.viewport().underMouse():
                self._hover(self.viewport().mapFromGlobal(QCursor.pos()))

    def _update_record(self, key: RecordKey) -> None:
        position = self._records.position_of(key)
        if position is not None:
            self._update_cell(position)

    def _update_cell(self, position: int) -> None:
        self.viewport().update(self._plan.rect(position).translated(0, -self.verticalOffset()))

    # --- Pointer and keys

    def selectionCommand(
        self, index: AnyIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """A click selects, whichever keys are held; beside the cells it changes nothing."""
        flags = QItemSelectionModel.SelectionFlag
        return flags.ClearAndSelect | flags.Rows if index.isValid() else flags.NoUpdate

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())
        # With a button down Qt would select every cell that the pointer crosses.
        if event.buttons() == Qt.MouseButton.NoButton:
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hovered(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_picture_px(
                self._picture_px + round(event.angleDelta().y() / _NOTCH * _STEP_PX)
            )
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in both directions; every other key is the window's."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        last, position = self._records.rowCount() - 1, self._selection.position
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._plan.columns,
            Qt.Key.Key_Down: self._plan.columns,
        }
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Up if position is None:
                self._selection.previous()
            case Qt.Key.Key_Right | Qt.Key.Key_Down if position is None:
                self._selection.next()
            case key if key in steps and position is not None:
                self._step(position, steps[Qt.Key(key)], last)
            case Qt.Key.Key_Home:
                self._selection.select_position(0)
            case Qt.Key.Key_End:
                self._selection.select_position(last)
            case _:
                event.ignore()

    def _step(self, position: int, step: int, last: int) -> None:
        """Go to a neighbour; downwards into a last row that is not full, to its end."""
        target = position + step
        if target > last and position // self._plan.columns < last // self._plan.columns:
            target = last
        self._selection.select_position(target)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._set_ring(event.reason() in _KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_ring(False)

    def _set_ring(self, shown: bool) -> None:
        self._has_ring = shown
        self.viewport().update()

    def _hover(self, point: QPoint) -> None:
        inside = self.viewport().rect().contains(point)
        self._set_hovered(self.indexAt(point).row() if inside else -1)

    def _set_hovered(self, position: int) -> None:
        before, self._hovered = self._hovered, position
        if before != position:
            for changed in (before, position):
                if changed >= 0:
                    self._update_cell(changed)
