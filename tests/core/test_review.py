"""What is decided, whether it holds, and in which words it is told."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.review import (
    Decision,
    ReviewCounts,
    ReviewMark,
    Standing,
    Verdict,
    reviewable,
    standing_of,
)
from tests.small_index import authentic, forged, listed


def decision(verdict: Verdict, note: str = "", reviewer: str = "ada") -> Decision:
    when = datetime(2020, 3, 9, 12, 30, tzinfo=UTC)
    return Decision(forged("1"), verdict, note, reviewer, when, "d", 1, Verdict.OPEN)


@pytest.mark.parametrize(
    ("verdict", "edited_since", "standing"),
    [
        (Verdict.OPEN, False, Standing.OPEN),
        (Verdict.APPROVED, False, Standing.APPROVED),
        (Verdict.APPROVED, True, Standing.EDITED_SINCE),
        (Verdict.NEEDS_WORK, True, Standing.NEEDS_WORK),
        (Verdict.SKIPPED, True, Standing.SKIPPED),
    ],
)
def test_only_an_approval_holds_for_the_mask_alone(
    verdict: Verdict, edited_since: bool, standing: Standing
) -> None:
    assert standing_of(decision(verdict), edited_since=edited_since) is standing
    assert standing_of(None, edited_since=edited_since) is Standing.OPEN


def test_a_decision_says_who_and_when() -> None:
    told = decision(Verdict.NEEDS_WORK).words
    local = datetime(2020, 3, 9, 12, 30, tzinfo=UTC).astimezone()
    assert told == f"Needs work by ada, {local.day} Mar 2020, {local:%H:%M}"
    assert " by " not in decision(Verdict.SKIPPED, reviewer="").words


def test_a_mark_tells_all_of_it() -> None:
    mark = ReviewMark.of(decision(Verdict.APPROVED, "look at lane 3"), edited_since=True)
    assert mark.standing is Standing.EDITED_SINCE
    assert mark.sentences == (mark.told, "Edited since", "Note: look at lane 3")
    assert ReviewMark().sentences == ()
    assert ReviewMark(Standing.OPEN).sentences == ("Open",)


def test_records_with_a_mask_of_their_own_can_be_reviewed() -> None:
    test = RecordKey("test", "unlabelled", "45")
    assert reviewable(listed([authentic("1"), forged("1"), test])).tolist() == [False, True, True]


def test_counts_leave_out_what_has_nothing_to_review() -> None:
    standings = [0, 0, *[Standing.OPEN] * 3, *[Standing.APPROVED] * 2, Standing.EDITED_SINCE]
    standings += [Standing.NEEDS_WORK, Standing.SKIPPED]
    counts = ReviewCounts.of(np.array(standings, np.int8))
    assert (counts.total, counts.reviewed, counts.to_do) == (8, 4, 4)
    assert counts.words == "4 of 8 reviewed"
    assert counts.details == (
        "2 approved, 1 approved and edited since, 1 needs work, 1 skipped, 3 open"
    )
    assert ReviewCounts.of(np.zeros(3, np.int8)).words == ""
