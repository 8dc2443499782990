"""Scores of all records that were predicted, kept up with threshold, runs and edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from forgery_viewer.core.prediction import Prediction
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_scoring import (
    TELL_MS,
    CaseJob,
    Found,
    ScoringPass,
    ThresholdInUse,
)
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.edited_truths import EditedTruths
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.tasks import Task, Tasks

AFTER_MS = 300
"""A threshold that is being dragged is waited for."""
_SOON_MS = 40

PLACES = (0, 1)


class PredictionTable(QObject):
    """The scores of the chosen predictor and of the second one, record by record.

    All records are gone through when there is another predictor or another threshold; a single one
    when its prediction has come or its mask was edited. What is worked out is always of the newest
    threshold: a pass over an earlier one is given up.
    """

    changed = Signal()
    """Other scores; told a few times a second while they come."""
    progressed = Signal(int, int, float)
    """Records gone through, records there are, and seconds since the pass began."""
    settled = Signal()
    """Nothing is under way any more."""
    _came = Signal(object, object, int)
    """A pass, some of what it has found, and how many records it goes through."""

    def __init__(
        self,
        session: PredictionSession,
        workspace: Workspace,
        documents: MaskDocuments,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._state = session.state
        self._scores: tuple[dict[RecordKey, CaseScore], ...] = ({}, {})
        self._identities = ["", ""]
        self._revisions: dict[RecordKey, int] = {}
        self._pending: dict[tuple[int, RecordKey], None] = {}
        self._is_active = self.is_stopped = False
        self._pass: Task | None = None
        self._few: Task | None = None
        self._done, self._began_at = 0, 0.0
        self._pass_lane, self._few_lane = Tasks("table", 1, self), Tasks("edited scores", 1, self)
        self.truths = EditedTruths(session.index, workspace, documents, self._few_lane, self)
        self._start = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._tell = QTimer(self, singleShot=True, interval=TELL_MS)
        self._connect()

    def _connect(self) -> None:
        self._start.timeout.connect(self._begin)
        self._soon.timeout.connect(self._score_few)
        self._tell.timeout.connect(self.changed)
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._state.predictors_changed.connect(self._take_predictors)
        self._state.threshold_changed.connect(self.restart)
        self._session.runs.predicted.connect(self._take_predicted)
        self._session.results.found.connect(self._take_found)
        self.truths.changed.connect(self._take_edited)

    # What is known ------------------------------------------------------------------------

    def scores(self, place: int = 0) -> Mapping[RecordKey, CaseScore]:
        """The scores of the predictor at a place."""
        return self._scores[place]

    @property
    def order(self) -> Sequence[RecordKey]:
        """All records, as the data set has them."""
        index = self._session.index
        return [index.key(row) for row in range(len(index))]

    @property
    def is_passing(self) -> bool:
        """Whether all records are being gone through, or are about to be."""
        return self._pass is not None or self._start.isActive()

    @property
    def is_behind(self) -> bool:
        """Whether any score may be of an earlier state, or is not told yet."""
        timers = (self._soon, self._tell)
        return self.is_passing or self._few is not None or any(t.isActive() for t in timers)

    @property
    def threshold(self) -> ThresholdInUse:
        """What the scores are of."""
        values = tuple(map(self._state.threshold_of, PLACES))
        return ThresholdInUse(values, self._state.is_suggested)

    # What is asked for --------------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Say whether anybody looks for scores; before, nothing is read."""
        if active and not self._is_active:
            self._is_active = True
            self._take_predictors()

    def restart(self) -> None:
        """Go through all records, once what is being changed comes to rest."""
        self._give_up()
        self.is_stopped = False
        if self._is_active and any(self._identities):
            self._start.start()

    def stop(self) -> None:
        """Leave the pass as far as it has come."""
        if self.is_passing:
            self._give_up()
            self.is_stopped = True
            self.changed.emit()
            self.settled.emit()

    def forget_files(self) -> None:
        """Look at the files of masks anew: they may have changed."""
        self.truths.forget_files()
        self.restart()

    def close(self) -> None:
        """Work no more."""
        self._give_up()
        for timer in (self._soon, self._tell):
            timer.stop()
        self._is_active = False
        for lane in (self._pass_lane, self._few_lane):
            lane.close()

    # What happens -------------------------------------------------------------------------

    def _take_predictors(self) -> None:
        before = list(self._identities)
        for place in PLACES:
            chosen = self._state.chosen(place)
            self._identities[place] = chosen.identity if chosen is not None else ""
            if self._identities[place] != before[place]:
                self._scores[place].clear()
        if self._identities != before:
            self._pending.clear()
            self._tell.start(0)
            self.restart()

    def _take_predicted(self, key: RecordKey, outcome: object, identity: str) -> None:
        if isinstance(outcome, Prediction):
            self._ask_for(key, [p for p in PLACES if self._identities[p] == identity])

    def _take_found(self, identity: str, key: RecordKey, outcome: object) -> None:
        """A result that was looked up for the image on show: mostly it is scored already."""
        if isinstance(outcome, Prediction) and not self.is_passing:
            wanted = [p for p in PLACES if self._identities[p] == identity]
            self._ask_for(key, [p for p in wanted if key not in self._scores[p]])

    def _take_edited(self, key: RecordKey) -> None:
        self._ask_for(key, [place for place in PLACES if self._identities[place]])

    def _ask_for(self, key: RecordKey, places: Sequence[int]) -> None:
        if not places:
            return
        # What is being worked out of it is out of date.
        self._revisions[key] = self._revisions.get(key, 0) + 1
        if self._is_active:
            self._pending |= dict.fromkeys((place, key) for place in places)
            if self._few is None:
                self._soon.start()

    # Work ---------------------------------------------------------------------------------

    def _job(self, place: int, key: RecordKey, row: int) -> CaseJob:
        identity = self._identities[place]
        held = self._session.results.at_hand(identity, key)
        prediction = held if isinstance(held, Prediction) else None
        return CaseJob(place, identity, key, row, self._revisions.get(key, 0), prediction)

    def _begin(self) -> None:
        """Go through all records, in the order of the data set."""
        session, results = self._session, self._session.results
        found = ScoringPass(
            session.kept,
            self.truths,
            self.threshold,
            session.index,
            tuple(self._identities),
            dict(self._revisions),
            tuple(results.held(identity) for identity in self._identities),
        )

        def work(task: Task) -> Found:
            return found.run(lambda some, total: self._came.emit(task, some, total),
                             task.is_cancelled)  # fmt: skip

        self._done, self._began_at = 0, monotonic()
        self._pass = self._pass_lane.submit_cancellable(work, self._end, self._fail)

    def _score_few(self) -> None:
        """Score what has changed, after what was asked for before."""
        if self._few is not None or not self._pending:
            return
        index = self._session.index
        jobs = [self._job(place, key, index.row_of(key)) for place, key in self._pending]
        self._pending.clear()
        kept, truths, threshold = self._session.kept, self.truths, self.threshold

        def work() -> Found:
            now = truths.now()
            return [(job, job.score(kept, now, threshold)) for job in jobs]

        def take(found: Found) -> None:
            self._few = None
            # Another threshold has a pass of its own, which begins after this.
            if threshold == self.threshold:
                self._keep(found)
            if self._pending:
                self._soon.start()
            self._tell_settled()

        self._few = self._few_lane.submit(work, take)

    def _take(self, task: Task, found: Found, total: int) -> None:
        if task is not self._pass:
            return
        self._keep(found)
        self._done += len(found)
        self.progressed.emit(self._done, total, monotonic() - self._began_at)

    def _end(self, found: Found) -> None:
        self._pass = None
        self._keep(found)
        self._tell.start(0)
        self._tell_settled()

    def _fail(self, error: BaseException) -> None:
        self._pass = None
        self._tell_settled()
        raise error

    def _keep(self, found: Found) -> None:
        for job, score in found:
            is_now = self._revisions.get(job.key, 0) == job.revision
            if not is_now or self._identities[job.place] != job.identity:
                continue
            if score is not None:
                self._scores[job.place][job.key] = score
            else:
                self._scores[job.place].pop(job.key, None)
        if found and not self._tell.isActive():
            self._tell.start(TELL_MS)

    def _tell_settled(self) -> None:
        if not self.is_passing and self._few is None:
            self.settled.emit()

    def _give_up(self) -> None:
        self._start.stop()
        if self._pass is not None:
            self._pass.cancel()
            self._pass = None
