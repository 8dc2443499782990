"""One chart of the page with its title, its reading help and its menu."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from forgery_viewer.state.charts.catalogue import Charts
from forgery_viewer.state.charts.choice import Choice
from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.charts.catalogue import ChartKind
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import text_font

_HELP_WIDTH_PX = 320
FORMATS = {"png": "PNG", "svg": "SVG", "csv": "CSV"}
"""What a chart can be saved as."""


class ChartTile(QFrame):
    """A titled chart. The line under the title tells what is pointed at, else what the chart is."""

    chosen = Signal(object)
    """A Choice, or None to take back what is chosen."""
    mark_reached = Signal(QRect)
    """The keyboard went to a mark of the chart; carries its place in the tile."""
    save_wanted = Signal(str, str)
    """The key of the chart and the format to save it as."""

    def __init__(self, kind: ChartKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._note = ""
        title = QLabel(kind.title)
        title.setFont(text_font(13, 600))
        self._unit = ElidedLabel(kind.unit)
        self._unit.setProperty("tone", "2")
        self.about = ElidedLabel(kind.about)
        self.about.setFont(text_font(11))
        self.about.setProperty("tone", "2")
        self.help_button = self._make_help()
        self.menu_button = self._make_menu()
        self.plot = kind.make()
        self.plot.setAccessibleName(f"{kind.title}, {kind.unit}")
        self.head = QHBoxLayout()
        self.head.setContentsMargins(16, 0, 10, 0)
        self.head.setSpacing(2)
        self.head.addWidget(title)
        self.head.addSpacing(6)
        self.head.addWidget(self._unit, 1)
        self.head.addWidget(self.help_button)
        self.head.addWidget(self.menu_button)
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 10, 0)
        line.addWidget(self.about, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 4)
        column.setSpacing(0)
        column.addLayout(self.head)
        column.addLayout(line)
        column.addSpacing(8)
        column.addWidget(self.plot, 1)
        # Scrolling to the tile is the page's, and includes its title.
        self.plot.cursor_moved.connect(self._show_mark)
        self.plot.chosen.connect(self.chosen)
        self.plot.told.connect(self._tell)

    @property
    def told(self) -> str:
        """The line under the title."""
        return self.about.full_text

    def show_charts(self, charts: Charts | None) -> None:
        """Show this tile's chart of a count, or nothing."""
        self._unit.setText(self.kind.unit_of(charts.statistics.counts if charts else None))
        self.plot.show_chart(charts.by_key[self.kind.key] if charts is not None else None)

    def show_choice(self, choice: Choice | None) -> None:
        """Mark what is chosen, in whichever chart."""
        self.plot.show_choice(choice)

    def set_note(self, note: str) -> None:
        """Say something more important than what the chart is about; "" takes it back."""
        self._note = note
        self._tell("")

    def _show_mark(self, rect: QRectF) -> None:
        inner = self.plot.mapTo(self, rect.topLeft())
        self.mark_reached.emit(QRectF(inner, rect.size()).toAlignedRect())

    def _tell(self, text: str) -> None:
        self.about.setText(text or self._note or self.kind.about)
        tone = "1" if text else "2"
        if self.about.property("tone") != tone:
            self.about.setProperty("tone", tone)
            # Qt reads dynamic properties only when it polishes.
            self.about.style().unpolish(self.about)
            self.about.style().polish(self.about)

    def _make_help(self) -> IconButton:
        """A button that opens the reading help where it stands."""
        button = IconButton("circle-help")
        button.set_hint("How to read this", "", self.kind.title)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        # Rich text is slow to lay out, and seldom asked for.
        menu.aboutToShow.connect(self._fill_help)
        button.setMenu(menu)
        return button

    def _fill_help(self) -> None:
        menu = self.help_button.menu()
        if menu.actions():
            return
        words = QLabel(f"<b>{self.kind.title}</b><br>{self.kind.reading}")
        words.setWordWrap(True)
        words.setFixedWidth(_HELP_WIDTH_PX)
        words.setContentsMargins(10, 8, 10, 8)
        action = QWidgetAction(menu)
        action.setDefaultWidget(words)
        action.setText(self.kind.reading)
        menu.addAction(action)

    def _make_menu(self) -> IconButton:
        button = IconButton("ellipsis")
        button.set_hint("Save this chart", "", "As a picture or as a table.")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for key, name in FORMATS.items():
            action = menu.addAction(f"Save as {name}\N{HORIZONTAL ELLIPSIS}")
            action.triggered.connect(
                lambda _checked=False, key=key: self.save_wanted.emit(self.kind.key, key)
            )
        button.setMenu(menu)
        return button
