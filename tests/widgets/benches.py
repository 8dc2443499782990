"""A browser with all that it shows, for tests to work at."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.browser import Browser
from forgery_viewer.widgets.theme import ROW_PX
from tests.small_index import authentic, forged, known, listed

FIGURES = {"height": 649, "width": 788, "mode": "RGB", "instances": 2, "area_px": 47105}


@dataclass
class Bench:
    """A browser with all that it shows."""

    model: DatasetModel
    selection: RecordSelection
    thumbnails: Thumbnails
    browser: Browser

    def shown(self) -> list[RecordKey]:
        return [self.model.key_at(position) for position in range(self.model.rowCount())]

    def centre(self, position: int, column: Column = Column.CASE) -> QPoint:
        return self.browser.table.visualRect(self.model.index(position, column)).center()

    def row(self, position: int) -> QImage:
        """How one row looks."""
        viewport = self.browser.table.viewport()
        top = self.browser.table.rowViewportPosition(position)
        return viewport.grab().toImage().copy(0, top, viewport.width(), ROW_PX)

    def menu_texts(self, button: str) -> list[str]:
        menu = getattr(self.browser, button).menu()
        return [action.text() for action in menu.actions() if not action.isSeparator()]


def small_index() -> Index:
    keys = [kind(str(case)) for case in range(1, 31) for kind in (authentic, forged)]
    keys.append(RecordKey("supplemental", "forged", "7"))
    figures = {
        forged(str(case)): {**FIGURES, "area_px": case * 1000, "instances": case % 3 + 1}
        for case in range(1, 31)
    }
    return known(listed(keys), figures)
