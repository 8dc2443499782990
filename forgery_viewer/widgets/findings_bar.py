"""The bar above the list of findings: counts, what is listed, and checking again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from forgery_viewer.widgets.buttons import Choice, IconButton, IconLabel, Segments
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.ignore_form import EscapableField
from forgery_viewer.widgets.severity_counts import SeverityCounts
from forgery_viewer.widgets.theme import OPTIONS_BAR_PX, text_font

ALL, CASE = "all", "case"
_FIELD_PX = (72, 200)
_LEAST_PX = 300
_SIGN_PX = 18
# What the style sheet and the line itself leave free at both ends.
_PADDING_PX = 20
_USES = ("Find in findings…", "Find…")


class FindField(EscapableField):
    """A line to search in, with its sign."""

    left = Signal()
    """The keyboard goes on to the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tell_use()
        self.setAccessibleName("Find in findings")
        self.setToolTip("Words of the case, file, kind or sentence")
        self.setTextMargins(_SIGN_PX, 0, 0, 0)
        self._sign = IconLabel("search", "3", self, size_px=14)
        self.escaped.connect(self._leave)
        self.returnPressed.connect(self.left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sign.move(6, (self.height() - self._sign.height()) // 2)
        self._tell_use()

    def _tell_use(self) -> None:
        """Say what the line is for, in as many words as there is room for."""
        room = self.width() - _SIGN_PX - _PADDING_PX
        width = self.fontMetrics().horizontalAdvance
        words = next((words for words in _USES if width(words) <= room), _USES[-1])
        if words != self.placeholderText():
            self.setPlaceholderText(words)

    def _leave(self) -> None:
        self.clear()
        self.left.emit()


class FindingsBar(QFrame):
    """One row; its buttons only say what the user wants."""

    check_asked = Signal()
    fold_asked = Signal()
    choice_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(OPTIONS_BAR_PX)
        title = QLabel("Findings")
        title.setFont(text_font(13, 600))
        self.counts = SeverityCounts()
        self.note = ElidedLabel()
        self.note.setProperty("tone", "3")
        self.field = FindField()
        self.field.setMinimumWidth(_FIELD_PX[0])
        self.field.setMaximumWidth(_FIELD_PX[1])
        self.choices = Segments(
            (Choice(ALL, "All", "images"), Choice(CASE, "This case", "crosshair"))
        )
        self.check_button = IconButton("refresh-cw")
        self.check_button.setText(" Check again")
        use = "Looks at every file of the data set, and at the masks that were saved."
        self.check_button.set_hint("Check again", "", use)
        self.fold_button = IconButton("chevron-down")
        self.fold_button.set_hint("Fold the findings", "Ctrl+J")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.setSpacing(10)
        row.addWidget(title)
        row.addWidget(self.counts)
        row.addWidget(self.note, 1)
        row.addWidget(self.field, 2)
        row.addWidget(self.choices)
        row.addWidget(self.check_button)
        row.addWidget(self.fold_button)
        self.check_button.clicked.connect(self.check_asked)
        self.fold_button.clicked.connect(self.fold_asked)
        self.choices.chosen.connect(self.choice_changed)
        self._fit()

    def block_check(self, reason: str) -> None:
        """Say why the data set cannot be checked now; "" where it can."""
        self.check_button.block(reason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        # Words give way to icons before the bar asks for more room.
        return QSize(_LEAST_PX, OPTIONS_BAR_PX)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say with words as much as there is room for, the rest with icons."""
        style = Qt.ToolButtonStyle
        for check, choices in ((True, True), (False, True), (False, False)):
            self.check_button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if check else style.ToolButtonIconOnly
            )
            self.choices.set_compact(not choices)
            self._row.invalidate()
            if self._row.minimumSize().width() <= self.width():
                return
