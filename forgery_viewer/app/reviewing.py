"""Deciding about cases, and going to the next one that is still to be decided."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject

from forgery_viewer.app.actions import Actions
from forgery_viewer.app.review import Review
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.review import TO_DO, Verdict
from forgery_viewer.state.case_loader import BEING_READ
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.reviews import NO_MASK, Reviews
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.review_panel import CaseReview
from forgery_viewer.widgets.status_bar import StatusBar
from forgery_viewer.widgets.top_bar import STATISTICS
from forgery_viewer.widgets.wording import counted

_UNWRITTEN = "review"
_NONE_CHOSEN = "No image is on show."
_NOTHING_TO_REVIEW = "An authentic image without a forged partner has no mask to review."
_DECIDING = (
    "approve_next",
    "skip",
    "review:open",
    "review:approved",
    "review:needs-work",
    "review_note",
)
_STEPPING = ("previous_unreviewed", "next_unreviewed")


class Reviewing(QObject):
    """Puts what is decided into the panel and the list, and what is pressed into decisions.

    A decision is always about the case that is seen, never about one that is still being read.
    """

    def __init__(
        self,
        page: ReviewPage,
        review: Review,
        model: DatasetModel,
        selection: RecordSelection,
        status_bar: StatusBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._panel = page.review
        self._review = review
        self._model = model
        self._selection = selection
        self._status_bar = status_bar
        self._session: DatasetSession | None = None
        self._actions: Actions | None = None
        self._has_canvases = True
        self._key: RecordKey | None = None
        for seen in (review.case_shown, review.preview_shown):
            seen.connect(self._show_case)
        review.neighbours_wanted = self._next_to_come
        self._panel.verdict_chosen.connect(lambda verdict: self.decide(Verdict(verdict)))
        self._panel.note_written.connect(self._keep_note)
        self._panel.approve_asked.connect(self.approve_and_next)
        self._panel.skip_asked.connect(self.skip)
        self._panel.left.connect(lambda: page.triptych.active_canvas().setFocus())

    def bind(self, actions: Actions) -> None:
        """Let actions decide and go on."""
        self._actions = actions
        actions["approve_next"].triggered.connect(self.approve_and_next)
        actions["skip"].triggered.connect(self.skip)
        for key in ("approve_next", "skip"):
            # A key that is held would decide about cases faster than they are seen.
            actions[key].setAutoRepeat(False)
        for verdict in (Verdict.OPEN, Verdict.APPROVED, Verdict.NEEDS_WORK):
            decide = partial(self.decide, verdict)
            actions[f"review:{verdict}"].triggered.connect(lambda _checked=False, do=decide: do())
        actions["review_note"].triggered.connect(self._write_note)
        actions["next_unreviewed"].triggered.connect(lambda: self.step(1))
        actions["previous_unreviewed"].triggered.connect(lambda: self.step(-1))
        self._enable()

    def show_page(self, name: str) -> None:
        """Decide only on pages on which the case is seen."""
        self._has_canvases = name != STATISTICS
        self._enable()

    def set_session(self, session: DatasetSession | None) -> None:
        """Review another data set, or none."""
        self._session = session
        self._key = None
        self._page.banner.dismiss(_UNWRITTEN)
        if session is not None:
            reviews = session.reviews
            reviews.changed.connect(self._follow)
            reviews.failed.connect(self._tell_failure)
            reviews.written.connect(lambda: self._page.banner.dismiss(_UNWRITTEN))
            reviews.told.connect(self._tell)
            reviews.flushing.connect(self._panel.note.finish)
        self._refresh()

    # Deciding -----------------------------------------------------------------------------

    def decide(self, verdict: Verdict) -> bool:
        """Decide about the case that is seen, with the note in the panel; whether that was done."""
        session, key = self._session, self._key
        if session is None or key is None:
            return False
        if not self._is_seen:
            self._status_bar.show_hint("The image is still being read.")
            return False
        reason = session.reviews.decide(key, verdict, self._panel.note.take())
        if reason:
            self._status_bar.show_hint(reason)
            self._refresh()
        return not reason

    def approve_and_next(self) -> None:
        """Approve the mask that is seen, and go on to the next case to review."""
        self._decide_and_go_on(Verdict.APPROVED)

    def skip(self) -> None:
        """Leave the case undecided for good, and go on to the next one to review."""
        self._decide_and_go_on(Verdict.SKIPPED)

    def step(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) image of the list that is to be reviewed."""
        key = self._unreviewed(step)
        if key is None:
            self._tell_end(step)
            return False
        self._selection.select(key)
        return True

    def _decide_and_go_on(self, verdict: Verdict) -> None:
        # Where to go is looked up first: a filter may take the case off the list.
        following = self._unreviewed(1)
        if not self.decide(verdict):
            return
        if following is None:
            self._tell_end(1)
        else:
            self._selection.select(following)

    def _unreviewed(self, step: int) -> RecordKey | None:
        """The nearest record to review after (1) or before (-1) the current one in the list."""
        key = self._selection.current
        place = None if key is None else self._model.place_of(key)
        found = self._to_review()
        if place is None:
            return self._model.key_at(int(found[0])) if step > 0 and len(found) else None
        if step < 0:
            before = found[found < place]
            return self._model.key_at(int(before[-1])) if len(before) else None
        is_listed = self._selection.position is not None
        after = found[found > place] if is_listed else found[found >= place]
        return self._model.key_at(int(after[0])) if len(after) else None

    def _to_review(self) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Positions of the records to review, but for the one that is seen."""
        standings = self._model.extras.reviews[self._model.shown_rows]
        positions = np.flatnonzero(np.isin(standings, TO_DO))
        own = self._model.position_of(self._key) if self._key is not None else None
        return positions if own is None else positions[positions != own]

    def _tell_end(self, step: int) -> None:
        others = len(self._to_review())
        if not others:
            words = "Nothing else in this list is to be reviewed."
        else:
            side, rest = ("below", "above") if step > 0 else ("above", "below")
            there = counted(others, "image")
            words = f"Nothing {side} in this list is to be reviewed; {there} {rest} still to do."
        self._status_bar.show_hint(words)

    def _next_to_come(self) -> tuple[RecordKey, ...]:
        """What the next decision goes on to: it is to be there at once."""
        following = self._unreviewed(1)
        return () if following is None else (following,)

    # Notes --------------------------------------------------------------------------------

    def _write_note(self) -> None:
        self._panel.set_open(True)
        self._panel.note.setFocus()
        self._panel.note.selectAll()

    def _keep_note(self, note: str) -> None:
        """Keep a note about the case for which it was written, with what was decided about it."""
        if self._session is not None and self._key is not None:
            self._session.reviews.annotate(self._key, note)

    # Showing ------------------------------------------------------------------------------

    @property
    def _is_seen(self) -> bool:
        """Whether the case that is chosen is on show already."""
        return self._review.shown is not None and self._review.shown == self._selection.current

    def _show_case(self, shown: RecordKey | None) -> None:
        # What was written belongs to the case before.
        self._panel.note.finish()
        reviews = self._session.reviews if self._session is not None else None
        self._key = reviews.owner(shown) if reviews is not None and shown is not None else None
        self._refresh()

    def _follow(self, key: RecordKey | None) -> None:
        if key is None or key == self._key:
            self._refresh()

    def _refresh(self) -> None:
        session, key = self._session, self._key
        if session is None or key is None:
            is_seen = session is not None and self._review.seen is not None
            self._panel.show_none(_NOTHING_TO_REVIEW if is_seen else _NONE_CHOSEN)
            self._enable()
            return
        reviews = session.reviews
        self._panel.show_review(_shown(reviews, self._model, key))
        if reviews.refusal:
            self._panel.block(reviews.refusal)
        elif self._review.shown is None:
            self._panel.block(BEING_READ)
        elif not self._has_mask:
            self._panel.block_approval(NO_MASK)
        self._enable()

    @property
    def _has_mask(self) -> bool:
        document = self._review.document
        return document is not None and document.key == self._key

    def _enable(self) -> None:
        if self._actions is None:
            return
        session = self._session
        can_step = session is not None and self._has_canvases
        can_decide = (
            can_step
            and session is not None
            and self._key is not None
            and not session.reviews.refusal
        )
        for name in _STEPPING:
            self._actions[name].setEnabled(can_step)
        for name in _DECIDING:
            self._actions[name].setEnabled(can_decide)
        for name in ("approve_next", "review:approved"):
            # Where only a preview is seen, it is said that the image is being read.
            can_approve = self._has_mask or self._review.shown is None
            self._actions[name].setEnabled(can_decide and can_approve)

    def _tell_failure(self, reason: str) -> None:
        text = (
            f"Decisions are in this window only: {reason}. "
            "Writing them is tried again every few seconds."
        )
        again = self._session.reviews.try_again if self._session is not None else None
        self._page.banner.show_message("danger", text, "Try again", again, key=_UNWRITTEN)

    def _tell(self, words: str) -> None:
        self._page.banner.show_message("warn", words, key="review file")


def _shown(reviews: Reviews, model: DatasetModel, key: RecordKey) -> CaseReview:
    is_kept = reviews.pending(key) is None
    return CaseReview(reviews.verdict(key), reviews.note(key), model.review(key), is_kept)
