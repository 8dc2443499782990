"""A filter while it is typed: what of a line counts already, and what is still unfinished."""

from collections.abc import Sequence
from dataclasses import dataclass

from forgery_viewer.core.filter_completion import is_field_begun, unfinished_start
from forgery_viewer.core.filter_language import FilterSyntaxError, parse_term, token_spans
from forgery_viewer.core.filter_terms import Choice, Term, Word
from forgery_viewer.core.records import LABELS, SPLITS

_ONE_OF = {"label": LABELS, "split": SPLITS, "mode": ()}
"""Fields of which each record has one value: two terms for them would never both be answered."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line says so far.

    Attributes:
        finished: The terms for fields that are finished.
        live: The words, and what is typed last as far as it can be understood.
        rest: The line without the finished terms.
        error: What is wrong with the first term that is finished and wrong.
        doubt: What is wrong with the term that is typed last, if it stays as it is.
    """

    finished: tuple[Term, ...] = ()
    live: tuple[Term, ...] = ()
    rest: str = ""
    error: FilterSyntaxError | None = None
    doubt: FilterSyntaxError | None = None


def read_typed(text: str, *, is_finished: bool = False) -> Typed:
    """Read a line as far as it goes; the term at its end counts as finished if `is_finished`."""
    end = len(text) if is_finished else unfinished_start(text)
    finished: list[Term] = []
    live: list[Term] = []
    rest: list[str] = []
    error = None
    for start, stop in _spans(text, end):
        try:
            term = parse_term(text, start, stop)
        except FilterSyntaxError as wrong:
            error = error or wrong
            rest.append(text[start:stop])
            continue
        if isinstance(term, Word):
            live.append(term)
            rest.append(text[start:stop])
        else:
            finished.append(term)
    tail = text[end:]
    # What blanks there are at the end has been typed and stays.
    line = " ".join([*rest, tail]) if tail or text[:end].endswith(" ") else " ".join(rest)
    doubt = None
    if tail:
        last, doubt = _last_term(tail)
        live += [] if last is None else [last]
    return Typed(tuple(finished), tuple(live), line if line.strip() else tail, error, doubt)


def _spans(text: str, end: int) -> Sequence[tuple[int, int]]:
    """Where the terms of the first part of a line stand; an open quotation goes to its end."""
    try:
        return list(token_spans(text[:end]))
    except FilterSyntaxError as wrong:
        return [*token_spans(text[: wrong.position]), (wrong.position, end)]


def _last_term(text: str) -> tuple[Term | None, FilterSyntaxError | None]:
    try:
        term = parse_term(text)
    except FilterSyntaxError as wrong:
        return None, wrong
    begun = isinstance(term, Word) and is_field_begun(text.removeprefix("-"))
    return (None if begun else term), None


def merged(terms: Sequence[Term], added: Term) -> tuple[Term, ...]:
    """Terms with one more; two choices of one value each become one choice of either.

    A choice of everything there is becomes none.
    """
    known = _ONE_OF.get(added.field)
    if known is None or not isinstance(added, Choice) or added.negated:
        return tuple(terms) if added in terms else (*terms, added)
    before = [
        term
        for term in terms
        if isinstance(term, Choice) and term.field == added.field and not term.negated
    ]
    values = {value: None for term in (*before, added) for value in term.values}
    others = tuple(term for term in terms if term not in before)
    if known and set(values) == set(known):
        return others
    ordered = tuple(value for value in known if value in values) or tuple(values)
    choice = Choice(added.field, ordered)
    if not before:
        return (*terms, choice)
    return tuple(choice if term == before[0] else term for term in terms if term not in before[1:])


def without_value(terms: Sequence[Term], field: str, value: str) -> tuple[Term, ...]:
    """Terms without one value of the choices of a field."""
    fewer = (
        term.without(value) if isinstance(term, Choice) and term.field == field else term
        for term in terms
    )
    return tuple(term for term in fewer if term is not None)
