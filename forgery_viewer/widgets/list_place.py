"""Keeps a view of records where it is when others come and go around the ones it shows."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.dataset_model import DatasetModel

Place = tuple[RecordKey, int]
"""The record at the top of a view, and how many px of it are out of sight."""


class PlacedView(Protocol):
    """A view that can say where it is and go somewhere."""

    def place(self) -> Place | None:
        """Where it is, None if it shows nothing."""

    def go_to(self, place: Place) -> None:
        """Go somewhere; where the record is not shown, to where it would be."""


class PlaceKeeper(QObject):
    """Brings a view back to its place when the model filters anew without being asked to."""

    def __init__(self, model: DatasetModel, view: PlacedView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._place: Place | None = None
        self.is_keeping = False
        """Whether what happens now must not move the view."""
        model.refiltering.connect(self._remember)
        model.refiltered.connect(self._return)

    def _remember(self) -> None:
        self.is_keeping = True
        self._place = self._view.place()

    def _return(self) -> None:
        self.is_keeping = False
        if self._place is not None:
            self._view.go_to(self._place)
