"""The buttons at the right end of a row of the list of findings."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.state.finding_groups import FindingGroup, FindingRow
from forgery_viewer.state.findings_model import GROUP_ROLE, REPAIRABLE_ROLE, ROW_ROLE
from forgery_viewer.widgets.theme import theme_of

_RIGHT_PX = 6
_BATCH_WORDS = (
    "Changes the masks one after the other, as edits that are kept and not saved.\n"
    "Each can be undone in its case; the data set's files stay as they are."
)
_NO_IMAGE = "No image of the list stands for this file."

Index = QModelIndex | QPersistentModelIndex


class RowActions(QWidget):
    """Show, repair and ignore, for one finding or a whole group.

    The Tab key reaches the buttons of the selected row; those of another are for the pointer alone.
    """

    show_asked = Signal(object)
    filter_asked = Signal(str)
    repair_asked = Signal(object)
    ignore_asked = Signal(object)
    take_back_asked = Signal(object)

    def __init__(self, parent: QWidget, *, of_selected: bool) -> None:
        super().__init__(parent)
        self._of_selected = of_selected
        self._group: FindingGroup | None = None
        self._row: FindingRow | None = None
        self._repairable: tuple[AuditFinding, ...] = ()
        self.show_button = self._button("Show")
        self.repair_button = self._button("Repair")
        self.ignore_button = self._button("Ignore")
        self.take_back_button = self._button("Take back")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, _RIGHT_PX, 0)
        row.setSpacing(2)
        for button in self._buttons:
            row.addWidget(button)
        self.show_button.clicked.connect(self._show)
        self.repair_button.clicked.connect(lambda: self.repair_asked.emit(self._repairable))
        self.ignore_button.clicked.connect(lambda: self.ignore_asked.emit(self._findings()))
        self.take_back_button.clicked.connect(lambda: self.take_back_asked.emit(self._findings()))
        self.hide()

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.show_button, self.repair_button, self.ignore_button, self.take_back_button)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("link", "true")
        policy = Qt.FocusPolicy
        button.setFocusPolicy(policy.TabFocus if self._of_selected else policy.NoFocus)
        if self._of_selected:
            # The accent has too little contrast on a selected row.
            button.setStyleSheet("QPushButton:enabled { color: palette(text); }")
        return button

    def set_index(self, index: Index) -> None:
        """Offer what can be done with a row of the model."""
        self._group = index.data(GROUP_ROLE)
        self._row = index.data(ROW_ROLE)
        self._repairable = index.data(REPAIRABLE_ROLE) or ()
        if self._group is not None:
            self._offer_group(self._group)
        elif self._row is not None:
            self._offer_row(self._row)
        self.adjustSize()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        ground = theme.selection if self._of_selected else theme.raised
        QPainter(self).fillRect(event.rect(), QColor(ground))

    def _offer_group(self, group: FindingGroup) -> None:
        is_open = group.severity is not None
        count = len(self._repairable)
        self.show_button.setText("Filter")
        self.show_button.setToolTip(f"Show exactly these images in the list: finding:{group.kind}")
        self.show_button.setEnabled(True)
        self.show_button.setVisible(is_open and any(f.key is not None for f in group.findings))
        self.repair_button.setText(f"Repair all {count:,}" if count > 1 else "Repair")
        self.repair_button.setToolTip(f"{self._repairs()}\n{_BATCH_WORDS}")
        self.repair_button.setVisible(count > 0)
        self.ignore_button.setText("Ignore all")
        self.ignore_button.setToolTip("Hear of these findings no more, for a reason you give.")
        self.ignore_button.setVisible(is_open)
        self.take_back_button.setText("Take back all")
        self.take_back_button.setToolTip("List these findings again.")
        self.take_back_button.setVisible(not is_open)

    def _offer_row(self, row: FindingRow) -> None:
        ignored = row.ignored is not None
        has_image = row.finding.key is not None
        self.show_button.setText("Show")
        self.show_button.setVisible(True)
        self.show_button.setEnabled(has_image)
        self.show_button.setToolTip("Go to the case and the place" if has_image else _NO_IMAGE)
        self.repair_button.setText("Repair")
        self.repair_button.setToolTip(
            f"{self._repairs()}\nUndo takes it back. Nothing is saved yet."
        )
        self.repair_button.setVisible(bool(self._repairable))
        self.ignore_button.setText("Ignore")
        self.ignore_button.setToolTip("Hear of this finding no more, for a reason you give.")
        self.ignore_button.setVisible(not ignored)
        self.take_back_button.setText("Take back")
        self.take_back_button.setToolTip("List this finding again.")
        self.take_back_button.setVisible(ignored)

    def _repairs(self) -> str:
        return "\n".join(dict.fromkeys(finding.repair for finding in self._repairable))

    def _findings(self) -> tuple[AuditFinding, ...]:
        if self._group is not None:
            return self._group.findings
        return (self._row.finding,) if self._row is not None else ()

    def _show(self) -> None:
        if self._group is not None:
            self.filter_asked.emit(self._group.kind)
        elif self._row is not None:
            self.show_asked.emit(self._row.finding)
