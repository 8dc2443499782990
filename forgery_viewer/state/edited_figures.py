"""Lets the list show the figures of masks as they were edited, until they are saved."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.regions import Figures, measure_mask
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.detail_reading import DetailReading
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.tasks import Tasks


class EditedFigures(QObject):
    """Knows the figures of every mask with unsaved edits that was measured in this run."""

    def __init__(
        self,
        model: DatasetModel,
        documents: MaskDocuments,
        live: LiveFigures,
        details: DetailReading,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._documents = documents
        self._tasks = tasks
        self._figures: dict[RecordKey, Figures] = {}
        # Those of a run before would be taken for this one's.
        model.set_edited_figures({})
        live.measured.connect(self._take_current)
        documents.history_changed.connect(self._measure_other)
        details.row_read.connect(self._take_read)

    def _take_current(self, figures: Figures | None) -> None:
        document = self._documents.current
        if figures is not None and document is not None:
            self._take(document.key, figures)

    def _measure_other(self, key: RecordKey) -> None:
        """Measure a mask that is not on show, where something was done to it, as by a repair."""
        current = self._documents.current
        if current is not None and current.key == key:
            return
        planes = self._documents.mask(key)
        if planes is None:
            self._drop(key)
        else:
            self._tasks.submit(partial(measure_mask, planes), partial(self._take, key))

    def _take(self, key: RecordKey, figures: Figures) -> None:
        if self._documents.state(key) is not EditState.KEPT:
            self._drop(key)
        elif self._figures.get(key) != figures:
            self._figures[key] = figures
            self._model.set_edited_figures(self._figures)

    def _take_read(self, key: RecordKey) -> None:
        # Strokes made while the file was written are not in it.
        if self._documents.state(key) is not EditState.KEPT:
            self._drop(key)

    def _drop(self, key: RecordKey) -> None:
        if self._figures.pop(key, None) is not None:
            self._model.set_edited_figures(self._figures)
