"""The browser of the program on the screen, over an index in memory."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.thumbnail_maker import ThumbnailMaker
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.browser import Browser
from tests.benchmarks.stage import make_application

ROWS = 100_000


class BrowsingStage:
    """A browser 420 px wide and 900 px high, with a record chosen; no image file is there."""

    def __init__(self, index: Index) -> None:
        self.application = make_application()
        self.model = DatasetModel()
        self.selection = RecordSelection(self.model)
        self._lane = Tasks("thumbnails", 1)
        self.thumbnails = Thumbnails(self._lane, ThumbnailMaker(None, [(70, 252, 221)]))
        self.browser = Browser(self.model, self.selection, self.thumbnails)
        self.browser.resize(420, 900)
        self.browser.show()
        self.model.set_index(index)
        self.selection.select_position(len(index) // 2)
        self.paint()

    def paint(self) -> None:
        """Let everything happen that is due, painting included."""
        QApplication.processEvents()

    def close(self) -> None:
        """Take the browser away."""
        self._lane.close()
        self.browser.close()
        self.browser.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
