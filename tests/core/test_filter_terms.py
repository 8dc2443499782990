"""Which records answer to a filter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.core.filter_fields import FilterExtras
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.core.review import Standing
from tests.core.filters_at_random import Known, answers, filters, indexes
from tests.small_index import authentic, forged, known, listed

TEST = RecordKey("test", "unlabelled", "45")
FIGURE = RecordKey("supplemental", "forged", "Blot 7b")
KEYS = (authentic("352"), forged("35"), forged("352"), FIGURE, TEST)


@pytest.fixture(scope="module")
def index() -> Index:
    """Five images, of which the test image has not been read."""
    size = {"height": 300, "width": 512, "mode": "RGB"}
    mask = {"instances": 1, "regions": 2, "area_px": 1536}
    return known(
        listed(KEYS),
        {
            authentic("352"): {**size, "mode": "RGBA"},
            forged("35"): {**size, **mask, "width": 100, "height": 60, "instances": 3},
            forged("352"): {**size, **mask},
            FIGURE: {**size, "trouble": "7b.npy: the file is empty"},
        },
    )


EXTRAS = FilterExtras(
    edited=np.array([0, 1, 2, 0, 0], np.int8),
    findings={
        "overlapping-instances": np.array([0, 1, 0, 0, 0], np.bool_),
        "unreadable-file": np.array([0, 0, 0, 1, 0], np.bool_),
    },
    reviews=np.array(
        [
            Standing.NONE,
            Standing.EDITED_SINCE,
            Standing.APPROVED,
            Standing.NEEDS_WORK,
            Standing.OPEN,
        ],
        np.int8,
    ),
    notes={1: "the source is missing", 3: "blurred, ask ada"},
)


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("35", [0, 1, 2]),
        ("BLOT", [3]),
        ("-35 -blot", [4]),
        ("forged", []),
        ("label:forged", [1, 2, 3]),
        ("label:forged,unlabelled split:train,test", [1, 2, 4]),
        ("-label:forged", [0, 4]),
        ("id:35", [1]),
        ('id:352,"blot 7b"', [0, 2, 3]),
        ("n>=2", [1]),
        ("n:1..2", [2]),
        ("-n:1..2", [0, 1, 3, 4]),
        ("regions:2", [1, 2]),
        ("coverage>=1", [1, 2]),
        ("coverage<1.5", [2]),
        ("1<coverage<=25.6", [1]),
        ("area:1536", [1, 2]),
        ("size>=512", [0, 2, 3]),
        ("size<200", [1]),
        ("height:60 width:100", [1]),
        ("mode:rgba", [0]),
        ("mode:L", []),
        ("pair:yes", [0, 2]),
        ("pair:no", [1, 3, 4]),
        ("mask:no", [0, 1, 2, 3, 4]),
        ("problem:yes", [3]),
        ("edited:yes", [1, 2]),
        ("edited:no label:forged", [3]),
        ("edited:kept", [1]),
        ("edited:saved", [2]),
        ("finding:yes", [1, 3]),
        ("finding:overlap", [1]),
        ("finding:no", [0, 2, 4]),
        ("finding:truncated", []),
        ("review:open", [1, 4]),
        ("review:edited-since", [1]),
        ("review:approved", [2]),
        ("review:needs-work,skipped", [3]),
        ("-review:open", [0, 2, 3]),
        ("note:SOURCE", [1]),
        ('note:"ask ada"', [3]),
        ("-note:e", [0, 2, 4]),
    ],
)
def test_these_answer(index: Index, text: str, cases: list[int]) -> None:
    shown = np.flatnonzero(parse_filter(text).accepts(index, EXTRAS))
    assert shown.tolist() == cases


def test_without_extras_nothing_is_edited_or_found(index: Index) -> None:
    assert not parse_filter("edited:yes").accepts(index).any()
    assert parse_filter("finding:no edited:no").accepts(index).all()
    assert not parse_filter("review:open").accepts(index).any()


@given(indexes(), filters)
def test_the_arrays_agree_with_each_record(
    drawn: tuple[Index, FilterExtras], record_filter: RecordFilter
) -> None:
    index, extras = drawn
    expected = []
    for row in range(len(index)):
        record, beside = index.record(row), Known.of(extras, row)
        expected.append(all(answers(term, record, beside) for term in record_filter.terms))
    assert record_filter.accepts(index, extras).tolist() == expected


def test_names_that_are_no_text_are_searched_all_the_same() -> None:
    index = listed([forged("caf\udce9 1"), forged("caf\udce9 2")])
    assert parse_filter("CAF 2").accepts(index).tolist() == [False, True]
