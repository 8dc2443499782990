"""Masks that are not on show take little memory, however many were edited in one run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject

from forgery_viewer.core.packed_masks import PackedMask
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.resting_planes import RestingPlanes
from forgery_viewer.state.history_keeping import HistoryKeeping
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks

RESTING_BYTES = 64 * 2**20
"""Memory for the masks that are not on show, and as much again for the steps of their histories."""


class Resting(QObject):
    """Packs masks that were left, those seen longest ago first, and drops pixels of their steps.

    Nothing is lost: a mask is unpacked when it is seen again, and the pixels of a step are in its
    journal before they are dropped from memory.
    """

    def __init__(
        self,
        documents: Mapping[RecordKey, MaskDocument],
        keeping: HistoryKeeping,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        """`documents` has those seen longest ago first, and changes with what is seen."""
        super().__init__(parent)
        self._documents = documents
        self._keeping = keeping
        self._tasks = tasks
        self._packing: set[RecordKey] = set()
        keeping.written.connect(self._drop_steps_again)
        self._current: MaskDocument | None = None

    def leave(self, current: MaskDocument | None) -> None:
        """Let all documents rest but the one that is seen now, as far as they take too much."""
        self._current = current
        held = 0
        for key, document in reversed(tuple(self._documents.items())):
            if document is not current and not _is_packed(document):
                held += document.planes.bits.nbytes
                if held > RESTING_BYTES and key not in self._packing:
                    self._pack(key, document)
        self._drop_steps()

    def _pack(self, key: RecordKey, document: MaskDocument) -> None:
        # A copy: the mask may be seen and changed again while it is packed.
        planes, revision = document.planes.copy(), document.revision
        self._packing.add(key)

        def take(packed: PackedMask) -> None:
            self._packing.discard(key)
            is_left = self._documents.get(key) is document and document is not self._current
            if is_left and document.revision == revision and not document.in_stroke:
                document.planes = RestingPlanes(packed)

        self._tasks.submit(
            partial(PackedMask.of_planes, planes), take, lambda _error: self._packing.discard(key)
        )

    def _drop_steps(self) -> None:
        held = 0
        for key, document in reversed(tuple(self._documents.items())):
            if document is not self._current:
                held += self._keeping.held_bytes(key)
                if held > RESTING_BYTES:
                    held -= self._keeping.let_go(key)

    def _drop_steps_again(self, _key: RecordKey) -> None:
        """What waited for the disk may have been the reason for not dropping a step."""
        self._drop_steps()


def _is_packed(document: MaskDocument) -> bool:
    planes = document.planes
    return isinstance(planes, RestingPlanes) and planes.is_packed
