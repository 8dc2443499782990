"""Scores of the whole data set on the Predict page: in the list, and summed up in the dock."""

from __future__ import annotations

from PySide6.QtCore import QObject

from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_table import PredictionTable

_NO_SCORE = float("nan")


class DatasetScoring(QObject):
    """Owns the table of scores of the open data set, and tells the list what is in it."""

    def __init__(self, model: DatasetModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.table: PredictionTable | None = None
        self._is_active = False

    def set_session(
        self, session: DatasetSession | None, predictions: PredictionSession | None
    ) -> None:
        """Score another data set, or none."""
        if self.table is not None:
            self.table.close()
            self.table.deleteLater()
            self.table = None
        self._model.set_scores({})
        if session is not None and predictions is not None:
            table = self.table = PredictionTable(
                predictions, session.workspace, session.documents, self
            )
            table.changed.connect(self._tell_list)
            session.details.finished.connect(table.forget_files)
            table.set_active(self._is_active)

    def set_active(self) -> None:
        """From now on somebody looks for scores."""
        self._is_active = True
        if self.table is not None:
            self.table.set_active(True)

    def _tell_list(self) -> None:
        if self.table is not None:
            self._model.set_scores(_listed(self.table))


def _listed(table: PredictionTable) -> dict[RecordKey, tuple[float, float, float]]:
    """oF1 and F1 of the chosen predictor, and oF1 of the second one where it has any."""
    other = table.scores(1)
    return {
        key: (score.of1, score.f1, other[key].of1 if key in other else _NO_SCORE)
        for key, score in table.scores(0).items()
    }
