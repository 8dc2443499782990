"""How the window was left: its place and size, what is folded, and how wide its parts are."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from forgery_viewer.state.preferences import (
    BROWSER_WIDTH_PX,
    DOCK_WIDTH_PX,
    FOLDED_SECTIONS,
    GEOMETRY,
    Preferences,
)
from forgery_viewer.widgets.review_page import ReviewPage

FIRST_SIZE_PX = (1440, 900)
ROOMY_PX = 1360
"""A narrower window begins with the history folded."""


class WindowMemory:
    """Puts a window and its page back as they were left, and remembers how they are left."""

    def __init__(self, window: QWidget, page: ReviewPage, preferences: Preferences) -> None:
        self._window = window
        self._page = page
        self._preferences = preferences

    def restore(self) -> None:
        """Give the window its place and its size, and fold what was folded."""
        window, page = self._window, self._page
        geometry = self._preferences.get(GEOMETRY)
        if geometry.isEmpty() or not window.restoreGeometry(geometry):
            room = window.screen().availableSize()
            window.resize(min(FIRST_SIZE_PX[0], room.width()), min(FIRST_SIZE_PX[1], room.height()))
        folded = set(self._preferences.get(FOLDED_SECTIONS).split(","))
        if "auto" in folded and window.width() < ROOMY_PX:
            folded.add(page.history.title)
        for section in page.sections:
            section.set_open(section.title not in folded)

    @property
    def widths(self) -> tuple[int, int]:
        """How wide browser and dock were drawn, 0 where the window's size decides."""
        return self._preferences.get(BROWSER_WIDTH_PX), self._preferences.get(DOCK_WIDTH_PX)

    def remember(self) -> None:
        """Keep how the window is now for the next start."""
        self._preferences.set(GEOMETRY, QByteArray(self._window.saveGeometry()))
        folded = (section.title for section in self._page.sections if not section.is_open)
        self._preferences.set(FOLDED_SECTIONS, ",".join(folded))
        # Only what the user drew wider or narrower: else the window's size decides each time.
        browser_px, dock_px = self._page.chosen_widths
        self._preferences.set(BROWSER_WIDTH_PX, browser_px)
        self._preferences.set(DOCK_WIDTH_PX, dock_px)
        self._preferences.save()
