"""The review of a data set without a window, which reads masks as they are on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.filter_fields import KEPT, SAVED, FilterExtras
from forgery_viewer.core.filter_terms import searchable
from forgery_viewer.core.images import read_header
from forgery_viewer.core.index import Index
from forgery_viewer.core.records import Record, RecordKey
from forgery_viewer.core.review import (
    Decision,
    Judgement,
    ReviewCounts,
    Standing,
    Verdict,
    reviewable,
    standing_of,
)
from forgery_viewer.core.review_store import ReviewStore
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.mask_digests import MaskDigests
from forgery_viewer.state.mask_loading import correction_digest, digest_on_disk

AT_ONCE = 64
"""So many decisions are written at once: who stops a long run keeps all but the last of them."""

NO_IMAGE = "its image cannot be read, so that there is no mask to approve"
Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(slots=True)
class SetReport:
    """What came of deciding about many records.

    Attributes:
        made: The decisions that were written.
        same: Records of which the same held before.
        failed: Records about which nothing could be decided, each with the reason.
    """

    made: list[Decision] = field(default_factory=list)
    same: list[RecordKey] = field(default_factory=list)
    failed: list[tuple[RecordKey, str]] = field(default_factory=list)


class FileReviews:
    """What is decided about a data set, and deciding about many of its records."""

    def __init__(self, index: Index, workspace: Workspace) -> None:
        """Read what is decided. Raises WorkspaceError."""
        self.index = index
        self._workspace = workspace
        self.store = ReviewStore(workspace)
        self._digests = MaskDigests(workspace)
        self.decisions: Mapping[RecordKey, Decision] = self.store.newest()
        self.keys = [index.key(int(row)) for row in np.flatnonzero(reviewable(index))]
        """The records that can be reviewed, in the order of the index."""
        self._standings: dict[RecordKey, Standing] | None = None

    def standings(self, progress: Progress = _silent) -> Mapping[RecordKey, Standing]:
        """Where every record stands that can be reviewed.

        Masks that were approved are read, unless their files are as they were the last time.
        """
        if self._standings is None:
            approved = [key for key in self.keys if self._is_approved(key)]
            edited = set()
            for done, key in enumerate(approved, start=1):
                digest = self._digests.find(self._record(key))
                if digest not in (None, self.decisions[key].mask_digest):
                    edited.add(key)
                progress(done, len(approved))
            self._digests.save(approved)
            self._standings = {
                key: standing_of(self.decisions.get(key), edited_since=key in edited)
                for key in self.keys
            }
        return self._standings

    def extras(self, progress: Progress = _silent) -> FilterExtras:
        """What a filter may ask about the review and the corrections."""
        rows = len(self.index)
        edited, reviews = np.zeros(rows, np.int8), np.zeros(rows, np.int8)
        notes = {}
        for keys, code in (
            (self._workspace.corrected_keys(), SAVED),
            (self._workspace.unsaved_keys(), KEPT),
        ):
            edited[[row for row in map(self._row, keys) if row is not None]] = code
        for key, standing in self.standings(progress).items():
            row = self.index.row_of(key)
            reviews[row] = standing
            decision = self.decisions.get(key)
            if decision is not None and decision.note:
                notes[row] = searchable(decision.note)
        return FilterExtras(edited, reviews=reviews, notes=notes)

    def counts(self, keys: Iterable[RecordKey]) -> ReviewCounts:
        """How many of some records stand where."""
        standings = self.standings()
        return ReviewCounts.of(np.array([standings[key] for key in keys], np.int8))

    def decide(
        self,
        keys: Sequence[RecordKey],
        verdict: Verdict,
        *,
        note: str | None,
        reviewer: str,
        progress: Progress = _silent,
    ) -> SetReport:
        """Decide the same about many records; a run that was stopped goes on where it was.

        Args:
            keys: Records that can be reviewed.
            verdict: What is decided about each.
            note: What is noted of each; None leaves what was noted before.
            reviewer: Who decides.
            progress: Called with the records done and those there are.

        Raises:
            WorkspaceError: The decisions cannot be written; what was written before stays.
        """
        report, waiting = SetReport(), list[Judgement]()
        try:
            for done, key in enumerate(keys, start=1):
                judgement = self._judgement(key, verdict, note, reviewer, report)
                if judgement is not None:
                    waiting.append(judgement)
                if len(waiting) >= AT_ONCE:
                    report.made += self.store.add(waiting)
                    waiting = []
                progress(done, len(keys))
        finally:
            # Also where the user stops it: what is decided is decided.
            report.made += self.store.add(waiting) if waiting else []
            self.decisions = {**self.decisions, **{made.key: made for made in report.made}}
            self._standings = None
        return report

    def approved_as_saved(
        self, progress: Progress = _silent
    ) -> tuple[set[RecordKey], set[RecordKey]]:
        """The approved records of which the saved mask is the one that was judged, and the others.

        Edits that are not saved are no part of it: it is what an export would write.
        """
        approved = [key for key in self.keys if self._is_approved(key)]
        same = set()
        for done, key in enumerate(approved, start=1):
            if self._saved_digest(key) == self.decisions[key].mask_digest:
                same.add(key)
            progress(done, len(approved))
        return same, set(approved) - same

    def _judgement(
        self,
        key: RecordKey,
        verdict: Verdict,
        note: str | None,
        reviewer: str,
        report: SetReport,
    ) -> Judgement | None:
        """What is to be written about a record; None where that is nothing, as the report says."""
        before, digest = self.decisions.get(key), self._digests.find(self._record(key))
        held = before.note if before is not None else ""
        said = held if note is None else note
        if verdict is Verdict.APPROVED and digest is None:
            report.failed.append((key, NO_IMAGE))
            return None
        if before is not None or verdict is Verdict.OPEN:
            is_same = verdict is (before.verdict if before is not None else Verdict.OPEN)
            if before is not None and verdict is Verdict.APPROVED:
                is_same = is_same and before.mask_digest == digest
            if is_same and said == held:
                report.same.append(key)
                return None
        return Judgement(key, verdict, said, reviewer, datetime.now(UTC), digest or "")

    def _is_approved(self, key: RecordKey) -> bool:
        decision = self.decisions.get(key)
        return decision is not None and decision.verdict is Verdict.APPROVED

    def _saved_digest(self, key: RecordKey) -> str | None:
        record = self._record(key)
        try:
            size = read_header(record.image_path)
        except ForgeryViewerError:
            return None
        correction = correction_digest(self._workspace, record, size.height, size.width)
        return correction or digest_on_disk(record.mask_path, size.height, size.width)

    def _record(self, key: RecordKey) -> Record:
        return self.index.record(self.index.row_of(key))

    def _row(self, key: RecordKey) -> int | None:
        try:
            return self.index.row_of(key)
        except KeyError:
            return None
