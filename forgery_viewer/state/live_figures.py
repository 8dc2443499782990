"""Figures of the mask under edit, brought up to date in the background after each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.instance_boxes import Boxes, boxes_after
from forgery_viewer.core.regions import Figures, InstanceFigures
from forgery_viewer.core.running_mask import RunningMask
from forgery_viewer.core.steps import Change, Insert, Move, Remove
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.mask_following import MaskFollowing
from forgery_viewer.state.tasks import Tasks


class LiveFigures(QObject):
    """Measures one document at a time; a newer state of it replaces what is being measured."""

    measured = Signal(object)
    """Figures of the newest state, or None where there is no document, or none measured yet."""
    rearranged = Signal(object)
    """Figures as measured before, after instances came, went or changed places: until `measured`
    tells all, each instance that stayed has its own."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.figures: Figures | None = None
        self._document: MaskDocument | None = None
        self._boxes: Boxes | None = None
        self._following = MaskFollowing(
            tasks, lambda: attrgetter("figures"), self._take, parent=self
        )

    @property
    def is_behind(self) -> bool:
        """Whether the mask may have changed since it was measured."""
        return self._following.is_behind

    def set_document(self, document: MaskDocument | None) -> None:
        """Measure another document, or none."""
        if self._document is document:
            return
        if self._document is not None:
            self._document.changes_made.disconnect(self._follow)
        self._document = document
        self.figures = self._boxes = None
        self.measured.emit(None)
        if document is not None:
            document.changes_made.connect(self._follow)
        self._following.follow(document)

    def boxes_of(self, document: MaskDocument) -> Boxes | None:
        """Boxes that hold the instances of a document now, those of a stroke in progress not.

        They are exact where nothing changed since it was measured. None where it is not the one
        that is measured, or was not yet.
        """
        return self._boxes if document is self._document else None

    def read_further(self, read: Callable[[RunningMask], Any], take: Callable[[Any], None]) -> None:
        """Have something else read of the mask that was measured, unless it changes before that."""
        self._following.read_further(read, take)

    def close(self) -> None:
        """Measure no more."""
        self._following.stop()

    def _take(self, figures: Figures) -> None:
        self.figures = figures
        self._boxes = tuple(instance.box for instance in figures.instances)
        self.measured.emit(figures)

    def _follow(self, changes: tuple[Change, ...]) -> None:
        if self._boxes is not None:
            self._boxes = boxes_after(self._boxes, changes)
        self._rearrange(changes)

    def _rearrange(self, changes: tuple[Change, ...]) -> None:
        if self.figures is None or not any(
            isinstance(change, Insert | Remove | Move) for change in changes
        ):
            return
        instances = list(self.figures.instances)
        for change in changes:
            match change:
                case Insert(number, _, edit):
                    area_px = edit.flipped_px if edit is not None else 0
                    instances.insert(number, InstanceFigures(area_px, ()))
                case Remove(number):
                    del instances[number]
                case Move(start, end):
                    instances.insert(end, instances.pop(start))
        self.figures = replace(self.figures, instances=tuple(instances))
        self.rearranged.emit(self.figures)
