"""What counts of a filter while it is being typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.filter_terms import Choice, Term
from forgery_viewer.core.filter_typing import merged, read_typed, without_value


def line(terms: tuple[Term, ...]) -> str:
    return " ".join(map(str, terms))


@pytest.mark.parametrize(
    ("text", "finished", "live", "rest"),
    [
        ("", "", "", ""),
        ("12", "", "12", "12"),
        ("12 ", "", "12", "12 "),
        ("12 label:for", "", "12", "12 label:for"),
        ("12 label:forged", "", "12 label:forged", "12 label:forged"),
        ("12 label:forged ", "label:forged", "12", "12 "),
        ("label:forged ", "label:forged", "", ""),
        ("label:forged 12", "label:forged", "12", "12"),
        ("n>=2 coverage<0.5  12", "n>=2 coverage<0.5", "12", "12"),
        # The beginning of a field's name is not looked for in the case ids, or the list would
        # be empty while it is typed; with a blank behind it, it is a word.
        ("12 cov", "", "12", "12 cov"),
        ("cov ", "", "cov", "cov "),
        ("12 coverage<", "", "12", "12 coverage<"),
        ('12 "a b', "", "12", '12 "a b'),
        ("-", "", "", "-"),
        ("lable:forged 12", "", "12", "lable:forged 12"),
    ],
)
def test_what_is_typed_counts_as_far_as_it_goes(
    text: str, finished: str, live: str, rest: str
) -> None:
    typed = read_typed(text)
    assert (line(typed.finished), line(typed.live), typed.rest) == (finished, live, rest)


def test_with_return_everything_is_finished() -> None:
    typed = read_typed("12 n>=2", is_finished=True)
    assert (line(typed.finished), line(typed.live), typed.rest) == ("n>=2", "12", "12")
    typed = read_typed("cov n>", is_finished=True)
    assert (line(typed.live), typed.rest) == ("cov", "cov n>")
    assert typed.error is not None
    assert typed.error.reason == "n needs a number"
    typed = read_typed('12 "a b', is_finished=True)
    assert typed.error is not None
    assert typed.error.reason == "the quotation mark is not closed"


def test_only_what_is_finished_is_wrong() -> None:
    assert read_typed("12 lable:x").error is None
    doubt = read_typed("12 lable:x").doubt
    assert doubt is not None
    assert doubt.reason.startswith("there is no field lable")
    error = read_typed("12 lable:x ").error
    assert error is not None
    assert error.reason == doubt.reason


@given(st.text('n:<>=-". 12labe', max_size=16), st.booleans())
def test_any_line_can_be_read(text: str, is_finished: bool) -> None:
    typed = read_typed(text, is_finished=is_finished)
    for term in (*typed.finished, *typed.live):
        assert parse_filter(str(term)).terms == (term,)
    # What is left is understood the same when it is read again.
    again = read_typed(typed.rest, is_finished=is_finished)
    assert (again.live, again.finished) == (typed.live, ())


@pytest.mark.parametrize(
    ("terms", "added", "result"),
    [
        ("", "n>2", "n>2"),
        ("n>2", "n>2", "n>2"),
        ("n>2", "n>3", "n>2 n>3"),
        ("label:unlabelled n>2", "label:forged", "label:forged,unlabelled n>2"),
        ("label:forged,authentic n>2", "label:unlabelled", "n>2"),
        ("-label:forged", "label:forged", "-label:forged label:forged"),
        ("mode:L", "mode:RGB", "mode:L,RGB"),
        ("finding:nan", "finding:speck", "finding:nan finding:speck"),
    ],
)
def test_choices_of_what_there_is_one_of_are_merged(terms: str, added: str, result: str) -> None:
    (term,) = parse_filter(added).terms
    assert line(merged(parse_filter(terms).terms, term)) == result


def test_one_value_can_be_taken_away() -> None:
    terms = parse_filter("label:forged,authentic n>2 split:test").terms
    fewer = without_value(terms, "label", "forged")
    assert fewer == (Choice("label", ("authentic",)), *terms[1:])
    assert line(without_value(fewer, "split", "test")) == "label:authentic n>2"
