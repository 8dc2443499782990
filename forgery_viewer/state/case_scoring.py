"""Predictions against the truth, as the threshold has it: what a worker does for each record."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.index import Index
from forgery_viewer.core.kept_predictions import KeptPredictions
from forgery_viewer.core.parallel import Cancelled, in_parallel
from forgery_viewer.core.prediction import Prediction
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.state.edited_truths import EditedTruths
from forgery_viewer.state.mask_source import MaskSource

TELL_MS = 200
"""How often scores are told while they come."""


@dataclass(frozen=True, slots=True)
class ThresholdInUse:
    """How maps become instances in the window.

    Attributes:
        values: The threshold for the chosen predictor, and that for the second one.
        is_suggested: Whether they are their own: then instances that they give beside a map count.
    """

    values: tuple[Threshold, ...]
    is_suggested: bool

    def mask(self, place: int, prediction: Prediction) -> SparseMask | None:
        """The predicted instances; None where there is neither a map nor instances."""
        if prediction.probability is None and prediction.instances is None:
            return None
        is_own = self.is_suggested and prediction.gives_both
        return MaskSource(prediction).mask(None if is_own else self.values[place])


@dataclass(frozen=True, slots=True)
class CaseJob:
    """One record to score.

    Attributes:
        place: 0 for the chosen predictor, 1 for the second one.
        identity: The predictor's.
        key: The record.
        row: Its row.
        revision: Of its prediction and truth, as they were when it was asked for.
        prediction: The result, where it need not be read.
    """

    place: int
    identity: str
    key: RecordKey
    row: int
    revision: int
    prediction: Prediction | None = None

    def score(
        self, kept: KeptPredictions, truths: Truths, threshold: ThresholdInUse
    ) -> CaseScore | None:
        """The score; None without a prediction, without a truth, or where they are no match."""
        if not truths.has(self.row):
            return None
        prediction = self.prediction or kept.load(self.identity, self.key)
        mask = threshold.mask(self.place, prediction) if prediction is not None else None
        if mask is None:
            return None
        try:
            true = truths.read(self.row)
        except ForgeryViewerError:
            return None
        if (mask.height, mask.width) != (true.height, true.width):
            return None
        return CaseScore.of(self.key, Comparison.of_either(BothWays(mask), true))


Found = list[tuple[CaseJob, CaseScore | None]]


@dataclass(frozen=True, slots=True)
class ScoringPass:
    """All records that were predicted, to be scored on a worker's thread.

    Attributes:
        kept: The results on disk.
        truths: What is true.
        threshold: What makes instances of maps.
        index: The data set.
        identities: Of the chosen predictor and of the second one; "" for none.
        revisions: Of each record whose prediction or truth was another one before.
        held: The results at hand, of both predictors.
    """

    kept: KeptPredictions
    truths: EditedTruths
    threshold: ThresholdInUse
    index: Index
    identities: tuple[str, ...]
    revisions: Mapping[RecordKey, int]
    held: tuple[Mapping[RecordKey, Prediction], ...]

    def run(self, tell: Callable[[Found, int], None], cancelled: Cancelled) -> Found:
        """Score them; `tell` gets what was found since it was called last, and the total.

        Returns what has not been told.
        """
        jobs = list(self._jobs())
        if not jobs or cancelled():
            return []
        now = self.truths.now()
        found: deque[tuple[CaseJob, CaseScore | None]] = deque()
        told_at = monotonic()

        def score(job: CaseJob) -> None:
            found.append((job, job.score(self.kept, now, self.threshold)))

        def progress(done: int, total: int) -> None:
            nonlocal told_at
            if done == total or monotonic() - told_at >= TELL_MS / 1000:
                told_at = monotonic()
                tell(_drained(found), total)

        try:
            in_parallel(score, jobs, progress=progress, cancelled=cancelled)
        finally:
            if now.kept is not None:
                now.kept.save()
        return _drained(found)

    def _jobs(self) -> Iterator[CaseJob]:
        """One for each record and predictor; a predictor without any result needs no look."""
        is_kept = [bool(identity) and self.kept.has_any(identity) for identity in self.identities]
        for row in range(len(self.index)):
            key = self.index.key(row)
            for place, identity in enumerate(self.identities):
                held = self.held[place].get(key)
                if is_kept[place] or held is not None:
                    yield CaseJob(place, identity, key, row, self.revisions.get(key, 0), held)


def _drained(found: deque[tuple[CaseJob, CaseScore | None]]) -> Found:
    """All that is there, taken out; others may add to it meanwhile."""
    return [found.popleft() for _ in range(len(found))]
