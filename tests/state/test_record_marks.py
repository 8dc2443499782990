"""Edit states and findings, by key and as columns."""

from __future__ import annotations

import numpy as np

from forgery_viewer.core.filter_fields import KEPT, SAVED
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.record_marks import RecordMarks
from tests.small_index import authentic, forged, listed

KEYS = [authentic("1"), forged("1"), forged("2")]


def test_the_filter_knows_the_states_by_their_numbers() -> None:
    assert (EditState.KEPT, EditState.SAVED) == (KEPT, SAVED)


def test_marks_are_columns_of_whatever_index_there_is() -> None:
    marks = RecordMarks()
    marks.set_states({forged("2"): EditState.KEPT, forged("9"): EditState.SAVED})
    marks.set_findings({forged("1"): frozenset({"speck", "nan"}), forged("9"): frozenset({"nan"})})
    assert not marks.extras.findings
    marks.hold(listed(KEYS))
    assert marks.extras.edited.tolist() == [0, 0, EditState.KEPT]
    columns = {kind: column.tolist() for kind, column in marks.extras.findings.items()}
    assert columns == {"speck": [False, True, False], "nan": [False, True, False]}
    marks.hold(listed([forged("9")]))
    assert marks.extras.edited.tolist() == [EditState.SAVED]
    assert list(marks.extras.findings) == ["nan"]


def test_says_which_rows_are_in_another_state() -> None:
    marks = RecordMarks()
    marks.hold(listed(KEYS))
    changed = marks.set_states({forged("2"): EditState.KEPT, forged("1"): EditState.UNTOUCHED})
    assert np.flatnonzero(changed).tolist() == [2]
    assert list(marks.states) == [forged("2")]
    assert np.flatnonzero(marks.set_states({})).tolist() == [2]


def test_a_record_without_kinds_has_no_findings() -> None:
    marks = RecordMarks()
    marks.hold(listed(KEYS))
    marks.set_findings({forged("1"): frozenset()})
    assert not marks.findings
    assert not marks.extras.findings
