"""Finding what is meant by some of its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.word_search import find_words

TITLES = (
    "Zoom in",
    "Zoom to the instance",
    "Next instance or region",
    "Show the mask",
    "Mask from the difference",
    "Smooth…",
)


def ranked(typed: str) -> list[str]:
    found = [(find_words(typed, title), title) for title in TITLES]
    matches = [(match.score, title) for match, title in found if match is not None]
    return [title for _score, title in sorted(matches, reverse=True)]


def emphasised(typed: str, title: str) -> str:
    match = find_words(typed, title)
    assert match is not None
    return "".join(title[place] for place in match.places)


def test_the_beginning_of_all_comes_before_that_of_a_word_and_that_before_the_middle() -> None:
    assert ranked("mask") == ["Mask from the difference", "Show the mask"]
    assert ranked("oom")[:1] == ["Zoom in"], "the shorter of two that are as good"
    assert set(ranked("instance")) == {"Next instance or region", "Zoom to the instance"}


def test_words_may_come_in_any_order_and_each_must_be_found() -> None:
    assert ranked("inst zoom") == ["Zoom to the instance"]
    assert ranked("zoom hull") == []


@pytest.mark.parametrize(
    ("typed", "title", "letters"),
    [
        ("ZI", "Zoom in", "Zi"),
        ("mfd", "Mask from the difference", "Mfd"),
        ("maskdi", "Mask from the difference", "Maskdi"),
        ("smth", "Smooth…", "Smth"),
        ("the", "Show the mask", "the"),
    ],
)
def test_letters_that_were_typed_are_told(typed: str, title: str, letters: str) -> None:
    assert emphasised(typed, title) == letters


def test_two_letters_from_anywhere_find_nothing() -> None:
    assert find_words("mt", "Smooth…") is None
    assert find_words("oi", "Zoom in") is None


def test_words_beside_the_title_count_less() -> None:
    beside, here = (
        find_words("view", "Zoom in", "View"),
        find_words("view", "Saved views", "Window"),
    )
    assert beside is not None
    assert here is not None
    assert beside.places == ()
    assert here.score > beside.score


def test_nothing_typed_is_found_everywhere() -> None:
    assert find_words("  ", "Zoom in") == (0.0, ())


@given(typed=st.text(max_size=8), title=st.text(max_size=20), beside=st.text(max_size=8))
def test_the_places_spell_what_was_typed(typed: str, title: str, beside: str) -> None:
    match = find_words(typed, title, beside)
    if match is None:
        return
    assert list(match.places) == sorted(set(match.places))
    assert all(0 <= place < len(title) for place in match.places)
    letters = "".join(typed.split()).lower()
    assert all(title[place].lower() in letters for place in match.places if title[place].isascii())


@given(title=st.text(alphabet="abc -", min_size=1, max_size=12), data=st.data())
def test_any_piece_of_a_title_finds_it(title: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(title) - 1))
    last = data.draw(st.integers(first + 1, len(title)))
    assert find_words(title[first:last], title) is not None
