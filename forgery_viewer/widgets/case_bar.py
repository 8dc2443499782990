"""The bar that names the case on show and arranges its canvases."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from forgery_viewer.widgets.buttons import Choice, IconButton
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.layout_choice import LayoutChoice
from forgery_viewer.widgets.theme import CASE_BAR_PX, text_font

LAYOUTS_FROM_PX = 672
"""Narrower than this the layouts are a menu."""

LAYOUTS = (
    Choice("auto", "Auto", "", "Tab", "The arrangement that shows most of the image."),
    Choice("row", "Row", "columns-3", "Tab", "Three canvases side by side."),
    Choice("column", "Column", "rows-3", "Tab", "Three canvases one above the other."),
    Choice("focus", "Focus", "layout-panel-left", "Tab", "A large canvas, two others beside it."),
    Choice("grid", "Four", "layout-grid", "Tab", "Two by two canvases."),
    Choice("two", "Two", "columns-2", "Tab", "Two canvases."),
    Choice("one", "One", "square", "Tab", "One canvas."),
)


LONGEST_ID_PX = 180
"""Names up to this width are shown whole."""


class CaseBar(QFrame):
    """Previous and next, the case in words, its place in the list, layout and links."""

    previous_requested = Signal()
    next_requested = Signal()
    layout_chosen = Signal(str)
    links_toggled = Signal(bool)
    ghost_toggled = Signal(bool)
    """The pointer is to be marked on the other canvases, or not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(CASE_BAR_PX)
        self.previous_button = IconButton("chevron-left")
        self.previous_button.set_hint("Previous image", "A or Page Up", "In the order of the list.")
        self.next_button = IconButton("chevron-right")
        self.next_button.set_hint("Next image", "D or Page Down", "In the order of the list.")
        self._case = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._case.setFont(text_font(15, 600))
        self._summary = ElidedLabel()
        self._summary.setProperty("tone", "2")
        self._place = QLabel()
        self._place.setProperty("tone", "3")
        self.layouts = LayoutChoice(LAYOUTS)
        self._make_links()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self.previous_button)
        row.addWidget(self.next_button)
        row.addSpacing(4)
        row.addWidget(self._case)
        row.addSpacing(4)
        row.addWidget(self._summary, 1)
        row.addSpacing(8)
        row.addWidget(self._place)
        row.addSpacing(8)
        row.addWidget(self.layouts)
        row.addSpacing(4)
        row.addWidget(self.links)
        row.addWidget(self.ghost)
        self.previous_button.clicked.connect(self.previous_requested)
        self.next_button.clicked.connect(self.next_requested)
        self.layouts.chosen.connect(self.layout_chosen)
        self.links.clicked.connect(self._toggle_links)
        self.ghost.clicked.connect(self.ghost_toggled)

    def _make_links(self) -> None:
        self.links = IconButton("link-2")
        self.links.setCheckable(True)
        self.links.setChecked(True)
        self.links.set_hint("Link the canvases", "", "Zoom, pan and pointer go together.")
        self.ghost = IconButton("crosshair")
        self.ghost.setCheckable(True)
        self.ghost.setChecked(True)
        self.ghost.set_hint("Ghost cursor", "", "Marks the pointer on every other canvas.")

    @property
    def text(self) -> str:
        """What the bar says of the case."""
        return f"{self._case.text()} {self._summary.full_text}".strip()

    @property
    def place(self) -> str:
        """Where the case is in the list."""
        return self._place.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layouts.set_compact(self.width() < LAYOUTS_FROM_PX)

    def show_case(self, case_id: str, summary: str, *shorter: str) -> None:
        """Name the case and say what is known of it, in fewer words where there is less room."""
        self._case.setText(case_id)
        # An id is never cut; of a long name the ends stay, and room for what is said of it.
        self._case.setFixedWidth(min(self._case.sizeHint().width(), LONGEST_ID_PX))
        self._summary.set_texts(summary, *shorter)

    def show_place(self, place: str, *, has_previous: bool, has_next: bool) -> None:
        """Say where the case is in the list, and whether there is one before and after it."""
        self._place.setText(place)
        self.previous_button.block("" if has_previous else "This is the first image of the list.")
        self.next_button.block("" if has_next else "This is the last image of the list.")

    def set_linked(self, linked: bool) -> None:
        """Show whether the canvases are linked."""
        self.links.setChecked(linked)
        self.links.set_icon("link-2" if linked else "unlink")

    def set_ghost(self, shown: bool) -> None:
        """Show whether the pointer is marked on the other canvases."""
        self.ghost.setChecked(shown)

    def _toggle_links(self, linked: bool) -> None:
        self.links.set_icon("link-2" if linked else "unlink")
        self.links_toggled.emit(linked)
