"""What is offered while a filter is typed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.dataset import Index
from forgery_viewer.core.filter_completion import (
    MOST,
    complete,
    is_field_begun,
    unfinished_start,
)
from forgery_viewer.core.filter_fields import FIELDS, FilterExtras
from forgery_viewer.core.filter_language import parse_filter
from tests.core.filters_at_random import indexes
from tests.small_index import authentic, forged, known, listed

KEYS = [authentic("1"), forged("1"), forged("2"), forged("3")]
MASK = {"height": 10, "width": 20, "mode": "RGB", "regions": 4}
EXTRAS = FilterExtras(
    np.array([0, 0, 1, 2], np.int8),
    {
        "speck": np.array([0, 1, 1, 0], np.bool_),
        "nan": np.array([0, 0, 0, 1], np.bool_),
        "transposed": np.zeros(4, np.bool_),
    },
)


@pytest.fixture(scope="module")
def index() -> Index:
    figures = {
        forged("1"): {**MASK, "instances": 1, "area_px": 5},
        forged("2"): {**MASK, "instances": 2, "area_px": 50},
        forged("3"): {**MASK, "mode": "RGBA", "instances": 2, "area_px": 20},
    }
    return known(listed(KEYS), figures)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("la", [("label:", "authentic, forged or unlabelled")]),
        ("12 -sp", [("-split:", "train, supplemental or test")]),
        ("label:", [("label:authentic", "1"), ("label:forged", "3"), ("label:unlabelled", "0")]),
        ("LABEL:f", [("label:forged", "3")]),
        ("label:forged,a", [("label:forged,authentic", "1")]),
        ("label:forged,f", []),
        ("mode:", [("mode:RGB", "2"), ("mode:RGBA", "1")]),
        ("mode:rgba", [("mode:RGBA", "1")]),
        ("edited:", [("edited:yes", "2"), ("edited:no", "2"), ("edited:kept", "1"),
                     ("edited:saved", "1")]),
        ("finding:", [("finding:speck", "2"), ("finding:nan", "1"), ("finding:yes", "3"),
                      ("finding:no", "1")]),
        ("finding:s", [("finding:speck", "2")]),
        ("n:", [("n:1", "1"), ("n:2", "2")]),
        ("n>=", [("n>=1", "3"), ("n>=2", "2")]),
        ("n:1..", []),
        ("coverage<", []),
        ("id:", []),
        ("nothing", []),
        ("a:b", []),
    ],
)  # fmt: skip
def test_ways_to_go_on_come_with_their_counts(
    index: Index, text: str, offered: list[tuple[str, str]]
) -> None:
    completion = complete(text, index, EXTRAS)
    assert [(entry.text, entry.note) for entry in completion.suggestions] == offered


def test_what_is_typed_is_looked_for_among_all_kinds_of_findings(index: Index) -> None:
    often, seldom = np.array([1, 1, 1, 0], np.bool_), np.array([0, 0, 0, 1], np.bool_)
    kinds = [kind for kind in KINDS if kind != "overlapping-instances"]
    extras = FilterExtras(
        np.zeros(4, np.int8), {**dict.fromkeys(kinds, often), "overlapping-instances": seldom}
    )
    completion = complete("finding:ov", index, extras)
    assert [entry.text for entry in completion.suggestions] == ["finding:overlapping-instances"]
    assert completion.hint == ""
    every = complete("finding:", index, extras)
    offered = [entry.text for entry in every.suggestions]
    assert len(offered) == MOST - 1
    assert offered[-2:] == ["finding:yes", "finding:no"]
    assert every.hint == f"{len(KINDS) - (MOST - 3)} more: type how one begins"


def test_what_is_typed_is_looked_for_among_all_modes() -> None:
    keys = [forged(str(number)) for number in range(2 * MOST + 1)]
    modes = [f"M{number // 2}" for number in range(2 * MOST)] + ["RGB"]
    figures = {key: {**MASK, "mode": mode} for key, mode in zip(keys, modes, strict=True)}
    completion = complete("mode:r", known(listed(keys), figures), FilterExtras.none(len(keys)))
    assert [entry.text for entry in completion.suggestions] == ["mode:RGB"]


def test_a_number_is_offered_its_comparisons_then_other_fields(index: Index) -> None:
    offered = [entry.text for entry in complete("size", index, EXTRAS).suggestions]
    assert offered == ["size:", "size>=", "size<=", "size>", "size<"]
    assert "coverage" in [entry.text for entry in complete("c", index, EXTRAS).suggestions]


def test_an_empty_line_offers_every_field(index: Index) -> None:
    offered = [entry.text.rstrip(":") for entry in complete("", index, EXTRAS).suggestions]
    assert offered == list(FIELDS)


def test_a_hint_says_what_numbers_there_are(index: Index) -> None:
    assert complete("12 coverage<", index, EXTRAS).hint == (
        "Share of the image that is masked in %, here 2.5 to 25"
    )
    assert complete("n:", listed([]), FilterExtras.none(0)).hint == "Instances of the mask"
    assert complete("label:", index, EXTRAS).hint == ""


@given(indexes(), st.sampled_from([*FIELDS]), st.sampled_from(["", ":", ">=", "<"]))
def test_whole_suggestions_are_filters_with_that_many_answers(
    drawn: tuple[Index, FilterExtras], name: str, operator: str
) -> None:
    index, extras = drawn
    for entry in complete(f"12 {name}{operator}", index, extras).suggestions:
        if entry.is_whole:
            shown = parse_filter(entry.text).accepts(index, extras)
            assert entry.note == f"{shown.sum():,}"


@pytest.mark.parametrize(
    ("text", "start"),
    [("", 0), ("12", 0), ("12 ", 3), ("12 n>", 3), ('12 "a b', 3), ('"a b"', 0), ('id:"a b" x', 9)],
)
def test_knows_where_the_term_begins_that_is_typed(text: str, start: int) -> None:
    assert unfinished_start(text) == start
    assert complete(text, listed([]), FilterExtras.none(0)).start == start


def test_a_word_may_be_the_beginning_of_a_field() -> None:
    assert is_field_begun("Cov")
    assert is_field_begun("inst")
    assert not is_field_begun("35")
