"""The review of a data set: what somebody decided about the mask of a case, and whether it holds.

A decision belongs to the record that has the mask: the forged image of a pair, or one whose label
nobody knows. An authentic image has nothing to be judged but the case that it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.index import Index
from forgery_viewer.core.records import FORGED, UNLABELLED, RecordKey

FILE_NAME = "review.sqlite"
"""The file of the workspace in which decisions are kept."""


class Verdict(StrEnum):
    """What can be decided about a case."""

    OPEN = "open"
    APPROVED = "approved"
    NEEDS_WORK = "needs-work"
    SKIPPED = "skipped"

    @property
    def words(self) -> str:
        """The verdict as it is told."""
        return self.value.replace("-", " ").capitalize()


class Standing(IntEnum):
    """Where the review of one record stands, in the order in which there is something to do.

    An approval holds for the mask that was judged: one that was edited since is to be seen again.
    """

    NONE = 0
    EDITED_SINCE = 1
    OPEN = 2
    NEEDS_WORK = 3
    SKIPPED = 4
    APPROVED = 5

    @property
    def words(self) -> str:
        """The standing as it is told; "" where there is nothing to review."""
        return _WORDS[self]

    @property
    def name_in_filter(self) -> str:
        """The same as it is written in a filter, and in JSON."""
        return self.name.lower().replace("_", "-")


_WORDS = ("", "Approved, edited since", "Open", "Needs work", "Skipped", "Approved")

TO_DO = (Standing.EDITED_SINCE, Standing.OPEN)
"""The standings that count as not reviewed."""

_OF_VERDICT = {
    Verdict.OPEN: Standing.OPEN,
    Verdict.APPROVED: Standing.APPROVED,
    Verdict.NEEDS_WORK: Standing.NEEDS_WORK,
    Verdict.SKIPPED: Standing.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decides about one record.

    Attributes:
        key: The record that has the mask.
        verdict: What is decided.
        note: Words for the next reader, "" for none.
        reviewer: Who decides, "" where that is not known.
        decided_at: When, with a time zone.
        mask_digest: What tells the mask that was looked at from every other, as
            `packed_masks.mask_digest` finds it; "" where there was none.
    """

    key: RecordKey
    verdict: Verdict
    note: str
    reviewer: str
    decided_at: datetime
    mask_digest: str


@dataclass(frozen=True, slots=True)
class Decision(Judgement):
    """A judgement as it stands in the log.

    Attributes:
        number: Its place in the log of all records; later ones have higher numbers.
        before: What held for the record until then.
    """

    number: int
    before: Verdict

    @property
    def words(self) -> str:
        """As `Approved by ada, 25 Nov, 10:42`, in the time of this computer."""
        by = f" by {self.reviewer}" if self.reviewer else ""
        when = self.decided_at.astimezone()
        year = "" if when.year == datetime.now().astimezone().year else f" {when.year}"
        return f"{self.verdict.words}{by}, {when.day} {when:%b}{year}, {when:%H:%M}"


def standing_of(decision: Decision | None, *, edited_since: bool) -> Standing:
    """Where a record stands that can be reviewed.

    Args:
        decision: The newest decision about it, None without one.
        edited_since: Whether its mask is another one than was judged.
    """
    if decision is None:
        return Standing.OPEN
    if decision.verdict is Verdict.APPROVED and edited_since:
        return Standing.EDITED_SINCE
    return _OF_VERDICT[decision.verdict]


@dataclass(frozen=True, slots=True)
class ReviewMark:
    """What a list tells of the review of one record.

    Attributes:
        standing: Where it stands.
        told: Who decided what and when, "" without a decision.
        note: Words for the next reader.
    """

    standing: Standing = Standing.NONE
    told: str = ""
    note: str = ""

    @classmethod
    def of(cls, decision: Decision, *, edited_since: bool) -> ReviewMark:
        """The mark of a record with a decision."""
        standing = standing_of(decision, edited_since=edited_since)
        return cls(standing, decision.words, decision.note)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it in words: the standing, who decided, the note."""
        if self.standing is Standing.NONE:
            return ()
        lines = [self.told or self.standing.words]
        if self.standing is Standing.EDITED_SINCE:
            lines.append("Edited since")
        if self.note:
            lines.append(f"Note: {self.note}")
        return tuple(lines)


NOTHING_TO_REVIEW, OPEN_MARK = ReviewMark(), ReviewMark(Standing.OPEN)


def reviewable(index: Index) -> NDArray[np.bool_]:
    """Which rows have a mask of their own to be judged, (rows,)."""
    label = index.column("label")
    return np.asarray((label == FORGED) | (label == UNLABELLED), np.bool_)


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How many records stand where; those with nothing to review are not counted."""

    open: int = 0
    edited_since: int = 0
    approved: int = 0
    needs_work: int = 0
    skipped: int = 0

    @classmethod
    def of(cls, standings: NDArray[np.int8]) -> ReviewCounts:
        """Count the standings of some rows."""
        found = np.bincount(standings, minlength=len(Standing)).tolist()
        return cls(**{s.name.lower(): found[s] for s in Standing if s is not Standing.NONE})

    @property
    def total(self) -> int:
        """How many there are to review in all."""
        return self.to_do + self.reviewed

    @property
    def to_do(self) -> int:
        """How many are not reviewed, or not any more."""
        return self.open + self.edited_since

    @property
    def reviewed(self) -> int:
        """How many are decided: approved, in need of work, or skipped."""
        return self.approved + self.needs_work + self.skipped

    @property
    def words(self) -> str:
        """As `12 of 35 reviewed`; "" where there is nothing to review."""
        return f"{self.reviewed:,} of {self.total:,} reviewed" if self.total else ""

    @property
    def details(self) -> str:
        """As `9 approved, 2 need work, 1 skipped, 23 open`; only what there is."""
        work = "needs work" if self.needs_work == 1 else "need work"
        parts = (
            (self.approved, "approved"),
            (self.edited_since, "approved and edited since"),
            (self.needs_work, work),
            (self.skipped, "skipped"),
            (self.open, "open"),
        )
        return ", ".join(f"{count:,} {words}" for count, words in parts if count)
