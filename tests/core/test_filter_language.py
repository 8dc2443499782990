"""The filter language: what is understood, how it is printed, and what is said of mistakes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forgery_viewer.core.filter_fields import ALIASES, FIELDS
from forgery_viewer.core.filter_language import FilterSyntaxError, parse_filter, token_spans
from forgery_viewer.core.filter_terms import Choice, Numbers, Span, Word
from forgery_viewer.core.filtering import RecordFilter
from tests.core.filters_at_random import filters


@given(filters)
def test_what_is_printed_is_read_as_the_same(record_filter: RecordFilter) -> None:
    assert parse_filter(str(record_filter)) == record_filter


@given(st.text(max_size=20) | st.text('n:<>=-.", 1a', max_size=20))
@example('"' * 41)
def test_any_text_is_a_filter_or_has_a_reason(text: str) -> None:
    read = read_or_refuse(text)
    if isinstance(read, FilterSyntaxError):
        assert read.reason
        assert 0 <= read.position <= len(text)
        assert read.text == text
    else:
        assert parse_filter(str(read)) == read


def read_or_refuse(text: str) -> RecordFilter | FilterSyntaxError:
    try:
        return parse_filter(text)
    except FilterSyntaxError as error:
        return error


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("label:forged", Choice("label", ("forged",))),
        ("LABEL:Forged,authentic", Choice("label", ("forged", "authentic"))),
        ("label=forged,forged", Choice("label", ("forged",))),
        ("-split:test", Choice("split", ("test",), negated=True)),
        ('id:7,"a, b"', Choice("id", ("7", "a, b"))),
        ("findings:overlap", Choice("finding", ("overlap",))),
        ("n>=2", Numbers("n", (Span(low=2),))),
        ("instances:2..", Numbers("n", (Span(low=2),))),
        ("n<4", Numbers("n", (Span(high=4, has_high=False),))),
        ("n=2", Numbers("n", (Span(2, 2),))),
        ("n:1..3", Numbers("n", (Span(1, 3),))),
        ("n:1,3..5", Numbers("n", (Span(1, 1), Span(3, 5)))),
        ("coverage<0.5%", Numbers("coverage", (Span(high=0.5, has_high=False),))),
        ("2<coverage<=5", Numbers("coverage", (Span(2, 5, has_low=False),))),
        ("2%<coverage<=5%", Numbers("coverage", (Span(2, 5, has_low=False),))),
        ("coverage:.5...75", Numbers("coverage", (Span(0.5, 0.75),))),
        ("12", Word("12")),
        ("-12", Word("12", negated=True)),
        ('"two words"', Word("two words")),
        ('"label:forged"', Word("label:forged")),
        ('"-5"', Word("-5")),
        ('"a ""b"""', Word('a "b"')),
        ("blot-7,b", Word("blot-7,b")),
    ],
)
def test_terms_are_understood(text: str, term: object) -> None:
    assert parse_filter(f"  {text} ").terms == (term,)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("12 lable:forged", 3, "there is no field lable; did you mean label?"),
        ("a:b", 0, "there is no field a; quote it to look for it in the case ids"),
        ("label:forgd", 6, "label is never forgd; did you mean forged?"),
        ("label:x", 6, "label is never x; it is authentic, forged or unlabelled"),
        ("label:", 6, "label needs a value: authentic, forged or unlabelled"),
        ("label:forged,", 13, "label needs a value: authentic, forged or unlabelled"),
        ("-label>forged", 6, "label is no number: write label:…"),
        ("finding:zebra", 8, "no kind of finding begins with zebra"),
        ("n>", 2, "n needs a number"),
        ("coverage<", 9, "coverage needs a number, in %"),
        ("coverage<0,5", 9, "0,5 is no number: write 0.5"),
        ("n:3..1", 2, "no number lies between these two: the smaller one comes first"),
        ("3<n<3", 0, "no number lies between these two: the smaller one comes first"),
        ("n:..", 2, "n needs a number before or after .."),
        ("1<n<x", 4, "x is no number"),
        ("n>1e999", 2, "1e999 is too large"),
        ("n >= 2", 2, "a field is missing before >=: write n>=2 without blanks"),
        ('12 "two', 3, "the quotation mark is not closed"),
        ('""', 0, "there is nothing between the quotation marks"),
        ("-", 1, "a term is missing after -"),
    ],
)
def test_mistakes_have_a_place_and_a_reason(text: str, position: int, reason: str) -> None:
    with pytest.raises(FilterSyntaxError) as caught:
        parse_filter(text)
    assert (caught.value.position, caught.value.reason) == (position, reason)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("n:2..", "n>=2"),
        ("n:..2", "n<=2"),
        ("n=2", "n:2"),
        ("2<=n<=3", "n:2..3"),
        ("2<=coverage<3.50", "2<=coverage<3.5"),
        ("area>1e3", "area>1000"),
        ('"plain"', "plain"),
        ("", ""),
    ],
)
def test_one_thing_is_printed_one_way(text: str, printed: str) -> None:
    assert str(parse_filter(text)) == printed


def test_places_of_the_terms_are_told() -> None:
    text = ' 12  "a b"c label:forged '
    assert [text[start:end] for start, end in token_spans(text)] == ["12", '"a b"c', "label:forged"]


def test_other_words_stand_for_fields_that_exist() -> None:
    assert set(ALIASES.values()) <= set(FIELDS)
    assert not ALIASES.keys() & FIELDS.keys()
