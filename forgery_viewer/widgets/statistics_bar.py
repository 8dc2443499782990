"""The bar at the top of the statistics: what is counted, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from forgery_viewer.widgets.buttons import Choice, IconButton, Segments
from forgery_viewer.widgets.charts.tile import FORMATS
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.text_button import TextButton
from forgery_viewer.widgets.theme import CASE_BAR_PX, text_font

_SHOWS = (
    Choice("all", "All images", "", "", "The whole data set; the filter only marks its part."),
    Choice("filter", "Filter", "", "", "Only the images that the browser lists."),
)
_ORDERS = (
    Choice("rgb", "RGB", "", "", "Channels as red, green, blue."),
    Choice("bgr", "BGR", "", "", "Channels as OpenCV reads them."),
)
_WORDS_FROM_PX = 800
"""From this width on there is room for the word before the segments."""


class StatisticsBar(QFrame):
    """Title and scope at the left; what to show, the order of channels and export at the right."""

    shows_chosen = Signal(str)
    order_chosen = Signal(str)
    refresh_wanted = Signal()
    save_all_wanted = Signal(tuple)
    """The formats in which every chart is to be saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(CASE_BAR_PX)
        title = QLabel("Statistics")
        title.setFont(text_font(13, 600))
        self._scope = ElidedLabel()
        self._scope.setProperty("tone", "2")
        self._word = QLabel("Show")
        self._word.setProperty("tone", "2")
        self.shows = Segments(_SHOWS)
        self.shows.setAccessibleName("Show")
        self.orders = Segments(_ORDERS)
        self.orders.setAccessibleName("Order of the channels")
        self.refresh_button = IconButton("refresh-cw")
        self.refresh_button.set_hint(
            "Read changed files again", "F5", "What changed is counted anew."
        )
        self.export_button = TextButton("Export", "download")
        self.export_button.setToolTip("Save all charts as pictures or tables")
        self.export_menu = self._make_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 10, 0)
        row.setSpacing(8)
        row.addWidget(title)
        row.addWidget(self._scope, 1)
        row.addWidget(self._word)
        for widget in (self.shows, self.orders, self.refresh_button, self.export_button):
            row.addWidget(widget)
        self.shows.chosen.connect(self.shows_chosen)
        self.orders.chosen.connect(self.order_chosen)
        self.refresh_button.clicked.connect(self.refresh_wanted)
        self.export_button.clicked.connect(self._open_menu)

    @property
    def scope(self) -> str:
        """What is said of what is counted."""
        return self._scope.full_text

    def show_scope(self, scope: str) -> None:
        """Say what is counted."""
        self._scope.setText(scope)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._word.setVisible(self.width() >= _WORDS_FROM_PX)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for key, name in FORMATS.items():
            action = menu.addAction(f"All charts as {name}\N{HORIZONTAL ELLIPSIS}")
            action.triggered.connect(
                lambda _checked=False, key=key: self.save_all_wanted.emit((key,))
            )
        menu.addSeparator()
        every = menu.addAction("All charts in every format\N{HORIZONTAL ELLIPSIS}")
        every.triggered.connect(lambda _checked=False: self.save_all_wanted.emit(tuple(FORMATS)))
        return menu

    def _open_menu(self) -> None:
        button = self.export_button
        corner = button.mapToGlobal(QPoint(button.width(), button.height() + 2))
        self.export_menu.popup(corner - QPoint(self.export_menu.sizeHint().width(), 0))
