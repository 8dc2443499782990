"""Decisions on their way from the window's thread to the disk."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.review import FILE_NAME, Decision, Judgement
from forgery_viewer.core.workspace import Workspace

if TYPE_CHECKING:
    from forgery_viewer.core.review_store import ReviewStore


class _Waiting:
    """A judgement that is not written yet, and the mask that its digest is still to be found of."""

    def __init__(self, judgement: Judgement, mask: BitPlanes | _Waiting | None) -> None:
        self.judgement = judgement
        self._mask = mask

    def finished(self) -> Judgement:
        """The judgement with the digest of its mask, or that of an earlier one about the same."""
        mask, self._mask = self._mask, None
        if mask is not None:
            known = mask.judgement.mask_digest if isinstance(mask, _Waiting) else mask_digest(mask)
            self.judgement = replace(self.judgement, mask_digest=known)
        return self.judgement


class DecisionQueue:
    """Takes judgements on the window's thread; they are written, in order, by that of a lane."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._store: ReviewStore | None = None
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []

    @property
    def waits(self) -> tuple[Judgement, ...]:
        """What is not on the disk yet, oldest first; its masks need not be known yet."""
        with self._lock:
            return tuple(waiting.judgement for waiting in self._waiting)

    def add(self, judgement: Judgement, planes: BitPlanes | None) -> None:
        """Take a judgement about a mask, which nobody else changes, or about none."""
        with self._lock:
            self._waiting.append(_Waiting(judgement, planes))

    def add_note(self, judgement: Judgement, decision: Decision | None) -> None:
        """Take a note, with the verdict on the mask that was judged last.

        Args:
            judgement: The note; its verdict and its mask are those of the last judgement.
            decision: The last one that is on the disk, None without one.
        """
        with self._lock:
            same = (w for w in reversed(self._waiting) if w.judgement.key == judgement.key)
            last = next(same, None)
            held = last.judgement if last is not None else decision
            if held is not None:
                judgement = replace(judgement, verdict=held.verdict, mask_digest=held.mask_digest)
            self._waiting.append(_Waiting(judgement, last))

    # On the lane's thread -----------------------------------------------------------------

    def read(self) -> tuple[dict[RecordKey, Decision], str]:
        """What holds of each record, and what its user should know. Raises WorkspaceError."""
        if not (self._workspace.root / FILE_NAME).exists():
            return {}, ""
        store = self._open()
        return store.newest(), _aside_in_words(store)

    def write(self) -> tuple[list[Decision], str]:
        """Write all that waits; returns what came of it as `read`. Raises WorkspaceError."""
        with self._lock:
            waiting = tuple(self._waiting)
        if not waiting:
            return [], ""
        store = self._open()
        made = store.add([entry.finished() for entry in waiting])
        with self._lock:
            del self._waiting[: len(waiting)]
        return made, _aside_in_words(store)

    def prepare(self) -> None:
        """Load what the first decision would wait for, but opening a data set should not."""
        self._open()

    def _open(self) -> ReviewStore:
        if self._store is None:
            # It takes a third of a second to load.
            from forgery_viewer.core.review_store import ReviewStore  # noqa: PLC0415

            self._store = ReviewStore(self._workspace)
        return self._store


def _aside_in_words(store: ReviewStore) -> str:
    if store.aside is None:
        return ""
    return (
        f"{store.path.name} was damaged and is kept aside as {store.aside.name}. "
        "What was decided before is not shown."
    )
