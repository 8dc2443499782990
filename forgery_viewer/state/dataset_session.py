"""An open data set: its index, workspace, cases, documents and the lanes they work on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.core.export import ExportReport, export_masks
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import CaseLoader
from forgery_viewer.state.case_preview import KeptPreview, nothing_kept
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.courtesy import Courtesy
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.detail_reading import DetailReading
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.edited_figures import EditedFigures
from forgery_viewer.state.findings import Findings
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.repairs import Repairs
from forgery_viewer.state.reviews import Reviews
from forgery_viewer.state.step_pictures import StepPictures
from forgery_viewer.state.tasks import AWAITED_NICENESS, Tasks


class DatasetSession(QObject):
    """Everything that belongs to one data set, from its opening to its closing.

    The list is there as soon as the folders are listed; sizes and figures of masks follow in
    chunks, and the audit after them. Cases, saving, details, figures, audit, review and repairs
    each have a lane, so none waits for another.
    """

    details_progress = Signal(int, int)
    export_progress = Signal(int, int)
    exported = Signal(object)
    export_failed = Signal(str)

    def __init__(
        self,
        index: Index,
        workspace: Workspace,
        model: DatasetModel,
        parent: QObject | None = None,
        *,
        kept_preview: KeptPreview = nothing_kept,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.model = model
        self.courtesy = Courtesy()
        self._make_lanes()
        self.loader = CaseLoader(
            index,
            workspace,
            self._case_lane,
            self,
            kept_preview=kept_preview,
            courtesy=self.courtesy,
        )
        self.documents = MaskDocuments(index, workspace, self._save_lane, self)
        self.step_pictures = StepPictures(self._picture_lane, self.documents.keeping.step, self)
        self.figures = LiveFigures(self._figure_lane, self)
        self.documents.current_changed.connect(self.figures.set_document)
        self.documents.state_changed.connect(self._show_state)
        self._export_stopped = Event()
        self._was_read = False
        model.set_index(index)
        self._make_readers()
        self.details.start()

    def _make_lanes(self) -> None:
        self._case_lane = Tasks("cases", 2, self, niceness=AWAITED_NICENESS)
        self._save_lane = Tasks("save", 1, self)
        self._figure_lane = Tasks("figures", 1, self)
        self._repair_lane = Tasks("repairs", 1, self)
        self._picture_lane = Tasks("steps", 1, self)

    def _make_readers(self) -> None:
        """Make what goes through the files and the masks of all records."""
        model, workspace, courtesy = self.model, self.workspace, self.courtesy
        self.details = DetailReading(model, workspace, self, courtesy=courtesy)
        self.details.progressed.connect(self.details_progress)
        model.set_all_edited(self.documents.states())
        self.edited_figures = EditedFigures(
            model, self.documents, self.figures, self.details, self._figure_lane, self
        )
        self.documents.saved.connect(self._read_again)
        self.findings = Findings(
            model, workspace, self.documents, self._save_lane, self, courtesy=courtesy
        )
        self.reviews = Reviews(
            model, workspace, self.documents, self.figures, self, courtesy=courtesy
        )
        self.details.finished.connect(self.reviews.check)
        self.repairs = Repairs(model, workspace, self.documents, self._repair_lane, self)
        self.details.finished.connect(self._check_once)

    @property
    def index(self) -> Index:
        """The index with what has been read of its files so far."""
        index = self.model.dataset_index
        if index is None:
            raise RuntimeError("the data set was closed")
        return index

    def export(self, out: Path, *, every: bool, asked: Collection[RecordKey] = ()) -> None:
        """Write masks to a folder in the background, once what is being saved is on disk.

        The report gives account of every record that was `asked` for.
        """
        index, workspace = self.index, self.workspace
        self._export_stopped.clear()

        def work() -> ExportReport:
            return export_masks(
                index,
                workspace,
                out,
                every=every,
                asked=asked,
                progress=self.export_progress.emit,
                cancelled=self._export_stopped.is_set,
            )

        # On the saving lane: an export never overtakes a save that was asked for before it.
        self._save_lane.submit(
            work, self.exported.emit, lambda error: self.export_failed.emit(str(error))
        )

    def cancel_export(self) -> None:
        """Stop an export between two files; what is written so far is complete."""
        self._export_stopped.set()

    def flush(self) -> tuple[str, ...]:
        """Write edits and decisions that are not written yet, and wait until that is done.

        Returns why something could not be written, () when nothing is lost.
        """
        return (*self.documents.flush(), *self.reviews.flush())

    def close(self) -> tuple[str, ...]:
        """Write what is not written yet and end every lane.

        Returns why something could not be written, () when nothing is lost.
        """
        self.cancel_export()
        self.repairs.cancel()
        self._repair_lane.close()
        self.findings.close()
        reasons = (*self.documents.close(), *self.reviews.close())
        self.figures.close()
        self.details.close()
        self.loader.close()
        for lane in (self._picture_lane, self._figure_lane, self._case_lane, self._save_lane):
            lane.close()
        return reasons

    def _check_once(self) -> None:
        """Begin the audit when the files have been read for the first time."""
        if not self._was_read:
            self._was_read = True
            self.findings.start()

    def _read_again(self, key: RecordKey, _when: datetime) -> None:
        """Let the list show the figures of what was just saved."""
        self.details.read_row(key)

    def _show_state(self, key: RecordKey, state: EditState) -> None:
        self.model.set_edited(key, state)
