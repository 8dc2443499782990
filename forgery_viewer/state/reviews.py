"""The review of the open data set: who decided what, and what is decided next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.review import (
    Decision,
    Judgement,
    ReviewMark,
    Standing,
    Verdict,
    standing_of,
)
from forgery_viewer.core.user_name import user_name
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.courtesy import Courtesy
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.decision_queue import DecisionQueue
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.judged_masks import JudgedMasks, Place
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.tasks import Tasks

TRY_AGAIN_MS = 5_000
"""What could not be written is tried again so long after."""

NOT_READ_YET = "What was decided before is still being read."
NO_MASK = "There is no mask to approve here."

Written = tuple[list[Decision], str]


class Reviews(QObject):
    """Owner of the decisions; a decision counts as made once it is on the disk.

    The records' standings go to the dataset model, for its list and filter.
    """

    changed = Signal(object)
    """Something else holds of the record with this key, or is about to; None for all records."""
    ready = Signal()
    """What was decided before has been read, or cannot be."""
    failed = Signal(str)
    """Decisions cannot be written, and why; that is tried again."""
    written = Signal()
    """All decisions are on the disk."""
    told = Signal(str)
    """Something about the file of decisions that its user should know."""
    flushing = Signal()
    """All that was decided is about to be written: the last moment to decide something more."""

    def __init__(
        self,
        model: DatasetModel,
        workspace: Workspace,
        documents: MaskDocuments,
        figures: LiveFigures,
        parent: QObject | None = None,
        *,
        courtesy: Courtesy | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._workspace = workspace
        self._documents = documents
        self._lane = Tasks("review", 1, self)
        self._queue = DecisionQueue(workspace)
        self._decisions: dict[RecordKey, Decision] = {}
        self._places: dict[RecordKey, Place] = {}
        # Masks that changed after they were judged, and before that was on the disk.
        self._changed: set[RecordKey] = set()
        self._refusal = NOT_READ_YET
        self._is_failing = False
        self.reviewer = user_name()
        """Whose name stands beside what is decided."""
        self.judged = JudgedMasks(
            model, workspace, documents, figures, self._lane, courtesy or Courtesy(), self
        )
        self.judged.changed.connect(self._show)
        documents.history_changed.connect(self._changed.add)
        self._timer = QTimer(self, singleShot=True, interval=TRY_AGAIN_MS)
        self._timer.timeout.connect(self._write)
        model.set_reviews({})
        self._lane.submit(self._queue.read, self._take_read, self._refuse)

    # What holds ---------------------------------------------------------------------------

    def decision(self, key: RecordKey) -> Decision | None:
        """What holds of a record, None where nothing was decided."""
        return self._decisions.get(key)

    def pending(self, key: RecordKey) -> Judgement | None:
        """What was decided about a record last and is not on the disk yet."""
        waiting = [judgement for judgement in self._queue.waits if judgement.key == key]
        return waiting[-1] if waiting else None

    def verdict(self, key: RecordKey) -> Verdict:
        """What was decided about a record last, on the disk or not."""
        last = self.pending(key) or self._decisions.get(key)
        return last.verdict if last is not None else Verdict.OPEN

    def note(self, key: RecordKey) -> str:
        """What was noted of a record last, on the disk or not."""
        last = self.pending(key) or self._decisions.get(key)
        return last.note if last is not None else ""

    def standing(self, key: RecordKey) -> Standing:
        """Where a record stands that has a mask to review."""
        return standing_of(self.decision(key), edited_since=self.judged.is_edited(key))

    def owner(self, key: RecordKey) -> RecordKey | None:
        """The record whose mask is reviewed where this one is shown; None where there is none."""
        row, index = self._model.row_of(key), self._model.dataset_index
        if row is None or index is None:
            return None
        owner = index.mask_owner(row)
        return None if owner is None else index.key(owner)

    @property
    def refusal(self) -> str:
        """Why nothing can be decided here, as a sentence; "" where it can."""
        return self._workspace.read_only or self._refusal

    # Deciding -----------------------------------------------------------------------------

    def decide(self, key: RecordKey, verdict: Verdict, note: str) -> str:
        """Decide about a record that is on show; returns why that cannot be, "" where it is.

        The mask that is judged is the one on show. `changed` tells when the decision is made.
        """
        if self.refusal:
            return self.refusal
        document = self._documents.current
        planes = None
        if document is not None and document.key == key:
            document.end_stroke()
            planes = document.planes.copy()
            self._places[key] = Place(document)
            self._changed.discard(key)
        elif verdict is Verdict.APPROVED:
            return NO_MASK
        self._queue.add(self._judgement(key, verdict, note), planes)
        self._write_soon(key)
        return ""

    def annotate(self, key: RecordKey, note: str) -> None:
        """Note something about a record; what was decided about its mask stays."""
        if not self.refusal:
            judgement = self._judgement(key, Verdict.OPEN, note)
            self._queue.add_note(judgement, self._decisions.get(key))
            self._write_soon(key)

    def _judgement(self, key: RecordKey, verdict: Verdict, note: str) -> Judgement:
        return Judgement(key, verdict, note, self.reviewer, datetime.now(UTC), "")

    def _write_soon(self, key: RecordKey) -> None:
        # What fails is tried again in a while, and not with every decision.
        if not self._is_failing:
            self._write()
        self.changed.emit(key)

    def check(self) -> None:
        """See whether approved masks were changed on the disk; to be called once files are read."""
        if self._workspace.read_only:
            # Another window goes on with the review.
            self._lane.submit(self._queue.read, self._take_read, self._refuse)
            return
        if not self._refusal:
            self.judged.check_all()
        self._lane.submit(self._queue.prepare, lambda _none: None)

    def try_again(self) -> None:
        """Try again what could not be written, and say so if it still cannot.

        It is tried every few seconds by itself, without another word.
        """
        self._timer.stop()
        self._is_failing = False
        self._write()

    def try_again_after(self, delay_ms: int) -> None:
        """Try again so long after something could not be written."""
        self._timer.setInterval(delay_ms)

    def flush(self) -> tuple[str, ...]:
        """Write what is not written yet and wait until that is done.

        Returns why something could not be written, () when nothing is lost.
        """
        self.flushing.emit()
        self.judged.make_way()
        if self._queue.waits:
            self._write()
        errors = self._lane.finish()
        return tuple(dict.fromkeys(map(str, errors))) if self._queue.waits else ()

    def close(self) -> tuple[str, ...]:
        """As `flush`, for the last time; ends the lane."""
        reasons = self.flush()
        self._timer.stop()
        self._lane.close()
        return reasons

    # What comes back from the lane --------------------------------------------------------

    def _take_read(self, read: tuple[Mapping[RecordKey, Decision], str]) -> None:
        found, told = read
        self._decisions = dict(found)
        self._refusal = ""
        approved = {
            key: decision.mask_digest
            for key, decision in found.items()
            if decision.verdict is Verdict.APPROVED and self._model.row_of(key) is not None
        }
        self.judged.set_all(approved)
        self._model.set_reviews(
            {key: ReviewMark.of(decision, edited_since=False) for key, decision in found.items()}
        )
        self.judged.check_all()
        self.changed.emit(None)
        self.ready.emit()
        if told:
            self.told.emit(told)

    def _refuse(self, error: BaseException) -> None:
        self._refusal = f"{error}."
        self.changed.emit(None)
        self.ready.emit()
        self.told.emit(f"Nothing can be decided here: {error}.")

    def _write(self) -> None:
        self._lane.submit(self._queue.write, self._take_written, self._fail)

    def _take_written(self, written: Written) -> None:
        made, told = written
        for decision in made:
            key = decision.key
            before, self._decisions[key] = self._decisions.get(key), decision
            if _same_approval(before, decision):
                # A note was written: what is known of the mask stays.
                pass
            elif decision.verdict is Verdict.APPROVED:
                is_last = self.pending(key) is None
                place = self._places.get(key) if is_last else None
                changed = key in self._changed
                self.judged.set(key, decision.mask_digest, place, changed=changed)
            else:
                self.judged.drop(key)
            self._show(key)
        waits = {judgement.key for judgement in self._queue.waits}
        self._places = {key: place for key, place in self._places.items() if key in waits}
        self._changed &= waits
        if told:
            self.told.emit(told)
        if not waits:
            self._is_failing = False
            self.written.emit()

    def _fail(self, error: BaseException) -> None:
        is_news, self._is_failing = not self._is_failing, True
        self._timer.start()
        if is_news:
            self.failed.emit(str(error))
        for key in {judgement.key for judgement in self._queue.waits}:
            self.changed.emit(key)

    def _show(self, key: RecordKey) -> None:
        decision = self._decisions.get(key)
        if decision is not None:
            edited = self.judged.is_edited(key)
            self._model.set_review(key, ReviewMark.of(decision, edited_since=edited))
        self.changed.emit(key)


def _same_approval(before: Decision | None, after: Decision) -> bool:
    return (
        before is not None
        and before.verdict is after.verdict is Verdict.APPROVED
        and before.mask_digest == after.mask_digest
    )
