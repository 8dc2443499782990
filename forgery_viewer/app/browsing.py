"""Small pictures for the browser: where they come from, and how far they are."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.thumbnail_maker import ThumbnailMaker
from forgery_viewer.core.thumbnail_store import ThumbnailStore
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.status_bar import StatusBar
from forgery_viewer.widgets.theme import INSTANCE_COLOURS, instance_colour

MADE_AHEAD = 20_000
"""As many images have their thumbnails made before they come into view, at most."""


class Browsing(QObject):
    """The controller of the browser."""

    def __init__(
        self, model: DatasetModel, status_bar: StatusBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._status_bar = status_bar
        self._session: DatasetSession | None = None
        self._lane = Tasks("thumbnails", 1, self)
        self._store = ThumbnailStore()
        maker = ThumbnailMaker(self._store, _instance_colours(), self._step_aside)
        self.kept_preview = maker.kept_preview
        self.thumbnails = Thumbnails(self._lane, maker, self)
        self.thumbnails.progress.connect(self._tell_progress)

    def set_session(self, session: DatasetSession | None) -> None:
        """Browse an opened data set, or none."""
        self._session = session
        self.thumbnails.make_all((), 0)
        self._tell_progress(0, 0)
        if session is None:
            return
        self.thumbnails.set_corrections(session.workspace.correction_path)
        self.thumbnails.recheck()
        session.details_progress.connect(self._begin_thumbnails)
        session.documents.saved.connect(self._renew)

    def _step_aside(self) -> None:
        """On the lane's thread: who waits for an image goes first."""
        session = self._session
        if session is not None:
            session.courtesy.step_aside()

    def close(self) -> None:
        """End the lane."""
        self._lane.close()
        self._store.close()

    def _begin_thumbnails(self, done: int, total: int) -> None:
        """Make the thumbnails ahead once the files need not be read for the list any more."""
        session = self._session
        if session is None or done < total:
            return
        index = session.index
        count = min(len(index), MADE_AHEAD)
        self.thumbnails.make_all((index.record(row) for row in range(count)), count)

    def _tell_progress(self, done: int, total: int) -> None:
        self._status_bar.show_progress("Thumbnails", done, total)

    def _renew(self, key: RecordKey, _when: datetime) -> None:
        record = self._model.record(key)
        if record is not None:
            self.thumbnails.recheck_mask(record)


def _instance_colours() -> list[tuple[int, int, int]]:
    colours = map(instance_colour, range(len(INSTANCE_COLOURS)))
    return [(colour.red(), colour.green(), colour.blue()) for colour in colours]
