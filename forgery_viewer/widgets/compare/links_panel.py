"""What the canvases share, and by how much one is shifted against the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton, hint_text
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import text_font, theme_of
from forgery_viewer.widgets.wording import shift


class Link(NamedTuple):
    """One thing that canvases can share: what it is called, and what that means when on and off."""

    key: str
    title: str
    on: str
    off: str


LINKS = (
    Link(
        "zoom",
        "Zoom",
        "All canvases have the same zoom.",
        "Each canvas has its own zoom.",
    ),
    Link(
        "pan",
        "Pan",
        "All canvases show the same place.",
        "Each canvas is moved on its own.",
    ),
    Link(
        "cursor",
        "Cursor",
        "The pointer is marked on every canvas.",
        "The pointer is marked nowhere else.",
    ),
    Link(
        "contrast",
        "Contrast",
        "Tones set for one canvas hold for all.",
        "Each canvas has its own tones.",
    ),
    Link(
        "twins",
        "Twins",
        "The pointer is marked in the copies too.",
        "The pointer is not marked in the copies.",
    ),
)
_OFFSET_USE = "Arrows shift the second picture by 1 px, Shift+arrows by 10 px."


class LinksPanel(Section):
    """The links between the canvases, and the offset of the second picture."""

    link_toggled = Signal(str, bool)
    offset_reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Links", parent)
        self._links = {link.key: _LinkToggle(link) for link in LINKS}
        self._offset = QLabel()
        self.reset = IconButton("rotate-ccw", size_px=SMALL_ICON_PX)
        self.reset.setFixedSize(20, 20)
        self.reset.set_hint("Reset the offset", use="Back to 0, 0 px.")
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 6, 10, 8)
        column.setSpacing(4)
        column.addLayout(self._lay_links())
        column.addLayout(self._lay_offset())
        self.set_content(body)
        for toggle in self._links.values():
            toggle.toggled.connect(self.link_toggled)
        self.reset.clicked.connect(self.offset_reset)
        self.show_offset(0, 0)

    @property
    def offset_text(self) -> str:
        """The words for the offset."""
        return self._offset.text()

    def button(self, key: str) -> IconButton:
        """The button of one link."""
        return self._links[key].button

    def show_links(self, links: Mapping[str, bool]) -> None:
        """Show which links are on, without a signal; those not named stay."""
        for key, is_on in links.items():
            self._links[key].set_on(is_on)

    def show_offset(self, x: float, y: float) -> None:
        """Show by how many pixels the second picture is shifted to the right and down."""
        self._offset.setText(shift(x, y))
        self.reset.setVisible((x, y) != (0, 0))

    def _lay_links(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for place, toggle in enumerate(self._links.values()):
            grid.addWidget(toggle, place // 2, place % 2)
        return grid

    def _lay_offset(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(4)
        label = QLabel("Offset")
        label.setProperty("tone", "2")
        self._offset.setFont(text_font(weight=500))
        self._offset.setMinimumHeight(20)
        for part in (label, self._offset):
            part.setToolTip(hint_text(theme_of(self), "Offset", use=_OFFSET_USE))
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.reset)
        row.addWidget(self._offset)
        return row


class _LinkToggle(QWidget):
    """An icon button that shows a link whole or broken, and its word, which can be clicked too."""

    toggled = Signal(str, bool)

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.button = IconButton("unlink")
        self.button.setCheckable(True)
        self.button.setFixedSize(24, 24)
        self._word = QLabel(link.title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.button)
        row.addWidget(self._word)
        row.addStretch(1)
        self.button.clicked.connect(self._take)
        self.show_state()

    def set_on(self, is_on: bool) -> None:
        """Show the link whole or broken, without a signal."""
        self.button.setChecked(is_on)
        self.show_state()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Accepted, so that the release comes here too.
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.button.click()

    def show_state(self) -> None:
        """Match icon, word and tooltip to the button."""
        is_on = self.button.isChecked()
        use = self._link.on if is_on else self._link.off
        self.button.set_icon("link-2" if is_on else "unlink")
        self.button.set_hint(f"Link {self._link.title.lower()}", use=use)
        self._word.setToolTip(self.button.toolTip())
        self._word.setProperty("tone", "1" if is_on else "3")
        self._word.style().unpolish(self._word)
        self._word.style().polish(self._word)

    def _take(self) -> None:
        self.show_state()
        self.toggled.emit(self._link.key, self.button.isChecked())
