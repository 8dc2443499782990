"""A titled part of a dock that folds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.theme import SECTION_HEADER_PX, text_font


class Section(QWidget):
    """A titled part of a dock that folds: a header 28 px high and the content below it."""

    toggled = Signal(bool)
    """The section was opened (True) or folded (False)."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._open = True
        self._content: QWidget | None = None
        self._header = QFrame()
        self._header.setProperty("section", "true")
        self._header.setFixedHeight(SECTION_HEADER_PX)
        self._header.installEventFilter(self)
        self._chevron = IconButton("chevron-down", size_px=SMALL_ICON_PX)
        self._chevron.setFixedSize(20, 20)
        self._chevron.clicked.connect(self._toggle)
        name = QLabel(title)
        name.setFont(text_font(weight=600))
        self._detail = QLabel()
        self._detail.setProperty("tone", "3")
        self._row = QHBoxLayout(self._header)
        self._row.setContentsMargins(5, 0, 5, 0)
        self._row.setSpacing(2)
        self._row.addWidget(self._chevron)
        self._row.addWidget(name)
        self._row.addSpacing(4)
        self._row.addWidget(self._detail)
        self._row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._header)
        self._show_state()

    @property
    def title(self) -> str:
        return self._title

    @property
    def is_open(self) -> bool:
        return self._open

    @property
    def header(self) -> QFrame:
        """The bar that a click folds."""
        return self._header

    @property
    def detail(self) -> str:
        """What is said beside the title."""
        return self._detail.text()

    def set_detail(self, text: str, hint: str = "") -> None:
        """Say something short beside the title, such as a count, and more of it under the mouse."""
        self._detail.setText(text)
        self._detail.setToolTip(hint)

    def add_action(self, button: QWidget) -> None:
        """Put a button at the right end of the header, after those already there."""
        self._row.addWidget(button)

    def set_content(self, widget: QWidget) -> None:
        """Show `widget` below the header in place of what was there."""
        if self._content is not None:
            self._column.removeWidget(self._content)
            # It goes only in the next turn of events, and must not be seen until then.
            self._content.hide()
            self._content.deleteLater()
        self._content = widget
        self._column.addWidget(widget, 1)
        widget.setVisible(self._open)

    def set_open(self, is_open: bool) -> None:
        """Open or fold the section."""
        if is_open != self._open:
            self._open = is_open
            self._show_state()
            self.toggled.emit(is_open)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if (
            watched is self._header
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonPress
            and event.button() == Qt.MouseButton.LeftButton
        ):
            self._toggle()
            return True
        return False

    def _toggle(self) -> None:
        self.set_open(not self._open)

    def _show_state(self) -> None:
        self._chevron.set_icon("chevron-down" if self._open else "chevron-right")
        self._chevron.set_hint(f"{'Fold' if self._open else 'Open'} {self._title.lower()}")
        if self._content is not None:
            self._content.setVisible(self._open)
        # A folded section keeps its header and gives the rest of the dock away.
        vertical = QSizePolicy.Policy.Preferred if self._open else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
