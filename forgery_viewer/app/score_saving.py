"""Saving the scores of all images: asks where to, and writes behind the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ForgeryViewerError, short_name, system_reason
from forgery_viewer.core.output_folder import nearest_folder, prepare_folder
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.scoring.scores_csv import scores_as_csv
from forgery_viewer.state.prediction_table import PredictionTable
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.predict.dataset_panel import DatasetPanel
from forgery_viewer.widgets.wording import counted


class ScoreSaving(QObject):
    """Writes the table of scores as CSV. The file is there whole or not at all."""

    ended = Signal()
    """The panel says what became of it."""

    def __init__(self, panel: DatasetPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self._lane = Tasks("save scores", 1, self)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        # A file chooser that begins in a folder that is not there cannot be confirmed.
        self._folder = nearest_folder(Path(QStandardPaths.writableLocation(documents)))

    def close(self) -> None:
        """End the lane."""
        self._lane.close()

    def ask(self, root: Path, table: PredictionTable) -> None:
        """Ask for a file, and save what is scored by now; `root` is the data set's folder."""
        suggested = str(self._folder / "scores.csv")
        chosen, _kind = QFileDialog.getSaveFileName(
            self._panel.window(), "Save the scores as CSV", suggested, "CSV (*.csv)"
        )
        if chosen:
            path = Path(chosen)
            self.save(root, table, path if path.suffix else path.with_suffix(".csv"))

    def save(self, root: Path, table: PredictionTable, path: Path) -> None:
        """Save what is scored by now."""
        cases = _in_order(table, 0)
        others = _in_order(table, 1)
        self._folder = path.parent

        def write() -> None:
            prepare_folder(root, path.parent)
            atomic.write_bytes(path, scores_as_csv(cases, others))

        saved = f"Scores of {counted(len(cases), 'image')} saved: {short_name(path)}"
        self._lane.submit(
            write,
            lambda _nothing: self._tell(saved),
            lambda error: self._fail(path, error),
        )

    def _fail(self, path: Path, error: BaseException) -> None:
        if isinstance(error, OSError):
            error = ForgeryViewerError(path, f"cannot be written: {system_reason(error)}")
        if not isinstance(error, ForgeryViewerError):
            raise error
        self._tell(f"{error}.", is_failure=True)

    def _tell(self, text: str, *, is_failure: bool = False) -> None:
        self._panel.show_note(text, is_failure=is_failure)
        self.ended.emit()


def _in_order(table: PredictionTable, place: int) -> list[CaseScore]:
    """The scores of a predictor in the order of the data set."""
    scores = table.scores(place)
    return [scores[key] for key in table.order if key in scores]
