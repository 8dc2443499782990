"""The list of findings, in groups that fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

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
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.state.finding_groups import FindingGroup
from forgery_viewer.state.findings_model import GROUP_ROLE, ROW_ROLE, FindingsModel
from forgery_viewer.widgets.finding_delegate import LINE_PX, FindingDelegate, row_key
from forgery_viewer.widgets.row_actions import RowActions
from forgery_viewer.widgets.theme import theme_of

OPENED_ROWS = 20
"""Groups of more findings are folded until somebody opens them."""

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Place:
    """What was selected and how far the list was scrolled."""

    finding: AuditFinding | None = None
    group: tuple[str, str] = ("", "")
    group_row: int = 0
    row: int = 0
    scrolled: int = 0


class FindingsTree(QTreeView):
    """Shows the model; a click on a finding, or the arrow keys, choose it.

    The selected row and the one under the pointer have buttons at their right end.
    """

    chosen = Signal(object)
    """The user went to this finding."""
    filter_asked = Signal(str)
    repair_asked = Signal(object)
    ignore_asked = Signal(object)
    take_back_asked = Signal(object)

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings = model
        self._folded: dict[tuple[str, str], bool] = {}
        """What the user did to groups: True folded, False opened."""
        self._place_before = _Place()
        self.goes_on: Callable[[AuditFinding], bool] = lambda _gone: False
        """Asked when the selected finding is gone: whether the user is led to the next one."""
        self._delegate = FindingDelegate(self)
        self._set_up(model)
        self.actions_selected = RowActions(self.viewport(), of_selected=True)
        self.actions_hovered = RowActions(self.viewport(), of_selected=False)
        for actions in (self.actions_selected, self.actions_hovered):
            actions.show_asked.connect(self.chosen)
            actions.filter_asked.connect(self.filter_asked)
            actions.repair_asked.connect(self.repair_asked)
            actions.ignore_asked.connect(self.ignore_asked)
            actions.take_back_asked.connect(self.take_back_asked)
        # Placed once, after all that moves rows in one turn of events.
        self._place_soon = QTimer(self, singleShot=True, interval=0)
        self._place_soon.timeout.connect(self._place_actions)
        # Not while the list is made anew: going to another case may ask for another list.
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(lambda: self._choose(self.selected()))
        bar = self.verticalScrollBar()
        for signal in (bar.valueChanged, bar.rangeChanged, model.dataChanged):
            signal.connect(lambda *_args: self._place_soon.start())
        model.modelAboutToBeReset.connect(self._keep_place)
        model.rebuilt.connect(self._find_place)

    def _set_up(self, model: FindingsModel) -> None:
        self.setAccessibleName("Findings")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(LINE_PX)
        self.setItemDelegate(self._delegate)
        self.setModel(model)

    # --- Groups

    def is_open(self, group: FindingGroup) -> bool:
        """Whether a group is open: as the user left it, else if it is grave and short."""
        folded = self._folded.get(group.key)
        if folded is not None:
            return not folded
        return group.severity in ("error", "warning") and len(group.rows) <= OPENED_ROWS

    def toggle(self, index: Index) -> None:
        """Open or fold a group."""
        group = index.data(GROUP_ROLE)
        if isinstance(group, FindingGroup):
            opened = not self.isExpanded(index)
            self._folded[group.key] = not opened
            self.setExpanded(index, opened)
            self._place_soon.start()

    def reveal(self, finding: AuditFinding) -> None:
        """Select a finding where it is listed, without going to it."""
        index = self._findings.index_of(finding)
        if index.isValid():
            self.setExpanded(self._group_of(index), True)
            self._select(index)
            self.scrollTo(index)

    def _group_of(self, index: Index) -> QModelIndex:
        group = self._findings.parent(index)
        return group if isinstance(group, QModelIndex) else QModelIndex()

    # --- What stays when others are listed

    def _keep_place(self) -> None:
        index, place = self.selected(), _Place(scrolled=self.verticalScrollBar().value())
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None:
            group = self._group_of(index)
            key = self._findings.groups[group.row()].key
            place = replace(
                place, finding=row.finding, group=key, group_row=group.row(), row=index.row()
            )
        self._place_before = place
        self._delegate.hovered = QModelIndex()
        self._delegate.buttons_px.clear()
        self.actions_selected.hide()
        self.actions_hovered.hide()

    def _find_place(self) -> None:
        model = self._findings
        for number, group in enumerate(model.groups):
            self.setExpanded(model.index(number, 0), self.is_open(group))
        index = self._where_to(self._place_before)
        if index.isValid():
            self._select(index)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(self._place_before.scrolled)
        self._place_soon.start()

    def _where_to(self, before: _Place) -> QModelIndex:
        """What is selected now; a finding only if its case is shown, for its buttons act on it."""
        index = self._same_place(before)
        row = index.data(ROW_ROLE) if index.isValid() else None
        gone = before.finding
        if gone is None or row is None or row.finding == gone:
            return index
        if self._findings.is_open(gone) or not self.goes_on(gone):
            return self._group_of(index)
        self._go_on.start()
        return index

    def _same_place(self, before: _Place) -> QModelIndex:
        """The finding that was selected; where it has gone, as when ignored, the one after it."""
        model, finding = self._findings, before.finding
        index = model.index_of(finding) if finding is not None else QModelIndex()
        keys = [group.key for group in model.groups]
        if finding is None or (
            index.isValid() and keys[self._group_of(index).row()] == before.group
        ):
            return index
        whole = before.group in keys
        number = keys.index(before.group) if whole else before.group_row
        if number >= len(keys):
            return QModelIndex()
        group = model.index(number, 0)
        return model.index(min(before.row if whole else 0, model.rowCount(group) - 1), 0, group)

    def _select(self, index: QModelIndex) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        self._place_soon.start()

    # --- Buttons

    def selected(self) -> QModelIndex:
        """The selected row; an invalid index where there is none.

        Qt makes a row the current one without selecting it when the list gets the keyboard.
        """
        rows = self.selectionModel().selectedIndexes()
        return rows[0] if rows else QModelIndex()

    def _place_actions(self) -> None:
        self._delegate.buttons_px.clear()
        self._place(self.actions_selected, self.selected())
        self._follow_pointer()
        self.viewport().update()

    def _place(self, actions: RowActions, index: QModelIndex) -> None:
        rect = self.visualRect(index) if index.isValid() else None
        if rect is None or rect.isEmpty() or not self.viewport().rect().intersects(rect):
            actions.hide()
            return
        actions.set_index(index)
        width = actions.sizeHint().width()
        actions.setGeometry(self.viewport().width() - width, rect.top(), width, rect.height())
        actions.show()
        self._delegate.buttons_px[row_key(index)] = width

    def _follow_pointer(self) -> None:
        place = self.viewport().mapFromGlobal(QCursor.pos())
        self._hover(place if self.viewport().underMouse() else QPoint(-1, -1))

    def _hover(self, place: QPoint) -> None:
        inside = self.viewport().rect().contains(place)
        index = self.indexAt(place) if inside else QModelIndex()
        selected = self.selected()
        if self._delegate.hovered.isValid() and self._delegate.hovered != selected:
            self._delegate.buttons_px.pop(row_key(self._delegate.hovered), None)
        self._delegate.hovered = index
        if index.isValid() and index != selected:
            self._place(self.actions_hovered, index)
        else:
            self.actions_hovered.hide()
        self.viewport().update()

    # --- Events

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        self._delegate.begin(theme, self.devicePixelRatioF())
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.well))
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        rect = self.visualRect(self.selected())
        was_in_sight = rect.isValid() and rect.top() < event.oldSize().height()
        if was_in_sight and rect.bottom() >= event.size().height():
            # What comes in above the list must not push the selected row out of sight.
            self.scrollTo(self.selected())
        self._place_soon.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        self._select(index)
        if index.data(GROUP_ROLE) is not None:
            self.toggle(index)
        else:
            self._choose(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click is one more press."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the list; every other key is the window's."""
        index = self.currentIndex()
        is_group = index.isValid() and index.data(GROUP_ROLE) is not None
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_Home | Qt.Key.Key_End:
                super().keyPressEvent(event)
                self._place_soon.start()
                if self.currentIndex() != index:
                    self._choose(self.currentIndex())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if is_group:
                self.toggle(index)
            case Qt.Key.Key_Right if is_group and not self.isExpanded(index):
                self.toggle(index)
            case Qt.Key.Key_Left if is_group and self.isExpanded(index):
                self.toggle(index)
            case Qt.Key.Key_Left if index.isValid() and not is_group:
                self._select(self._group_of(index))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(index)
            case _:
                event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._delegate.shows_focus = event.reason() in _KEYBOARD
        if self._delegate.shows_focus and self._findings.groups:
            index = self.currentIndex()
            self._select(index if index.isValid() else self._findings.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._delegate.shows_focus = False
        self.viewport().update()

    def _choose(self, index: Index) -> None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None:
            self.chosen.emit(row.finding)
