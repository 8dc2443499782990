"""The little language of the filter: from a line of text to terms, with reasons where it is wrong.

A line is a list of terms with blanks between them, and a record must answer to every one:

    label:forged,authentic      one of some values
    n>=2  n:1..3  n:1,4..       a number: compared, from..to with both ends, a list
    2<coverage<=5               a number between two others
    blot 12  "two words"        texts that are part of the case id
    -label:forged  -12          what the term would hide

The fields are those of `filter_fields.FIELDS`. Upper and lower case count for nothing. In quotation
marks a quotation mark is written twice.
"""

import difflib
import math
import re
from collections.abc import Iterator

from forgery_viewer.core.filter_fields import ALIASES, FIELDS, Field
from forgery_viewer.core.filter_terms import Choice, Numbers, Span, Term, Word
from forgery_viewer.core.filtering import RecordFilter

_TOKEN = re.compile(r'(?:[^\s"]|"(?:[^"]|"")*")+')
_OPERATORS = ":|<=|>=|<|>|="
_HEAD = re.compile(rf'(?P<name>[^\s":<>=]*)(?P<operator>{_OPERATORS})')
_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_BETWEEN = re.compile(
    rf"(?P<low>{_NUMBER})%?(?P<above><=?)(?P<name>[^\s\":<>=]+)(?P<below><=?)(?P<high>[^<>=]*)"
)
_RANGE = re.compile(rf"(?P<low>{_NUMBER})?\.\.(?P<high>{_NUMBER})?")
_VALUE = re.compile(r'(?:[^",]|"(?:[^"]|"")*")*')
_COMPARISONS = {
    "<": lambda number: Span(high=number, has_high=False),
    "<=": lambda number: Span(high=number),
    ">": lambda number: Span(low=number, has_low=False),
    ">=": lambda number: Span(low=number),
}


class FilterSyntaxError(ValueError):
    """A line that is no filter.

    Attributes:
        text: The whole line.
        position: Where in it the trouble begins.
        reason: What is wrong, and what could stand there instead.
    """

    def __init__(self, text: str, position: int, reason: str) -> None:
        super().__init__(reason)
        self.text = text
        self.position = position
        self.reason = reason


def parse_filter(text: str) -> RecordFilter:
    """Read a line; an empty one shows everything. Raises FilterSyntaxError."""
    return RecordFilter(tuple(parse_term(text, *span) for span in token_spans(text)))


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each term of a line goes. Raises FilterSyntaxError for an open quote."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        end = _token_end(text, at, len(text))
        yield at, end
        at = end


def parse_term(text: str, start: int = 0, end: int | None = None) -> Term:
    """Read the one term that stands in a part of a line. Raises FilterSyntaxError."""
    end = len(text) if end is None else end
    _token_end(text, start, end)
    return _TermReader(text, start, end).read()


def _token_end(text: str, start: int, end: int) -> int:
    match = _TOKEN.match(text, start, end)
    stop = match.end() if match else start
    if stop < end and text[stop] == '"':
        raise FilterSyntaxError(text, stop, "the quotation mark is not closed")
    return stop


class _TermReader:
    """Reads one term, and knows where in the line it stands."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._negated = text.startswith("-", start)
        self._start = start + self._negated
        self._token = text[self._start : end]

    def read(self) -> Term:
        if not self._token:
            raise self._error(0, "a term is missing after -")
        if between := _BETWEEN.fullmatch(self._token):
            return self._between(between)
        if head := _HEAD.match(self._token):
            return self._asked(head)
        word = _unquoted(self._token)
        if not word:
            raise self._error(0, "there is nothing between the quotation marks")
        return Word(word, self._negated)

    def _asked(self, head: re.Match[str]) -> Term:
        operator, at = head["operator"], head.end()
        if not head["name"]:
            raise self._error(0, f"a field is missing before {operator}: write n>=2 without blanks")
        field = self._field(head["name"], 0)
        if field.is_number:
            return self._numbers(field, operator, at)
        if operator not in ":=":
            raise self._error(
                head.start("operator"), f"{field.name} is no number: write {field.name}:…"
            )
        values = dict.fromkeys(self._value(field, *part) for part in self._parts(at, field))
        return Choice(field.name, tuple(values), self._negated)

    def _field(self, name: str, at: int) -> Field:
        folded = name.casefold()
        field = FIELDS.get(ALIASES.get(folded, folded))
        if field is not None:
            return field
        near = difflib.get_close_matches(folded, (*FIELDS, *ALIASES), n=1)
        instead = f"did you mean {near[0]}?" if near else "quote it to look for it in the case ids"
        raise self._error(at, f"there is no field {name}; {instead}")

    def _between(self, found: re.Match[str]) -> Numbers:
        field = self._field(found["name"], found.start("name"))
        if not field.is_number:
            raise self._error(found.start("name"), f"{field.name} is no number")
        span = Span(
            self._number(field, found["low"], 0),
            self._number(field, found["high"], found.start("high")),
            has_low=found["above"] == "<=",
            has_high=found["below"] == "<=",
        )
        self._check_order(span, 0)
        return Numbers(field.name, (span,), self._negated)

    def _numbers(self, field: Field, operator: str, at: int) -> Numbers:
        if operator in _COMPARISONS:
            number = self._number(field, self._token[at:], at)
            return Numbers(field.name, (_COMPARISONS[operator](number),), self._negated)
        spans = dict.fromkeys(self._span(field, *part) for part in self._parts(at, field))
        return Numbers(field.name, tuple(spans), self._negated)

    def _span(self, field: Field, part: str, at: int) -> Span:
        found = _RANGE.fullmatch(part)
        if found is None:
            number = self._number(field, part, at)
            return Span(number, number)
        low, high = found["low"], found["high"]
        if low is None and high is None:
            raise self._error(at, f"{field.name} needs a number before or after ..")
        span = Span(
            -math.inf if low is None else self._number(field, low, at),
            math.inf if high is None else self._number(field, high, at + found.start("high")),
        )
        self._check_order(span, at)
        return span

    def _check_order(self, span: Span, at: int) -> None:
        if span.low > span.high or (span.low == span.high and not span.is_closed):
            raise self._error(at, "no number lies between these two: the smaller one comes first")

    def _number(self, field: Field, written: str, at: int) -> float:
        plain = written.removesuffix("%") if field.unit == "%" else written
        if not plain:
            unit = f", in {field.unit}" if field.unit else ""
            raise self._error(at, f"{field.name} needs a number{unit}")
        if not re.fullmatch(_NUMBER, plain):
            pointed = plain.replace(",", ".")
            instead = f": write {pointed}" if re.fullmatch(_NUMBER, pointed) else ""
            raise self._error(at, f"{written} is no number{instead}")
        number = float(plain)
        if math.isinf(number):
            raise self._error(at, f"{written} is too large")
        return number

    def _parts(self, at: int, field: Field) -> Iterator[tuple[str, int]]:
        """The parts of a list, and where each begins."""
        while True:
            match = _VALUE.match(self._token, at)
            part = match[0] if match else ""
            if not part:
                raise self._error(at, _missing(field))
            yield part, at
            at += len(part) + 1
            if at > len(self._token):
                return

    def _value(self, field: Field, part: str, at: int) -> str:
        value = _unquoted(part)
        if not value:
            raise self._error(at, _missing(field))
        if not field.values:
            return value
        value = value.casefold()
        known = value in field.values
        if field.name == "finding":
            # The beginning of a kind stands for every kind that begins so.
            known = any(kind.startswith(value) for kind in field.values)
        if not known:
            raise self._error(at, _refused(field, value, part))
        return value

    def _error(self, at: int, reason: str) -> FilterSyntaxError:
        return FilterSyntaxError(self._text, self._start + at, reason)


def _missing(field: Field) -> str:
    if field.is_number:
        unit = f", in {field.unit}" if field.unit else ""
        return f"{field.name} needs a number{unit}"
    return f"{field.name} needs a value: {field.about}"


def _refused(field: Field, value: str, written: str) -> str:
    near = difflib.get_close_matches(value, field.values, n=1)
    if near:
        return f"{field.name} is never {written}; did you mean {near[0]}?"
    if field.name == "finding":
        return f"no kind of finding begins with {written}"
    *others, last = field.values
    return f"{field.name} is never {written}; it is {', '.join(others)} or {last}"


def _unquoted(token: str) -> str:
    """A token without its quotation marks, of which two in quotation marks stand for one."""
    return re.sub(r'"((?:[^"]|"")*)"', lambda match: match[1].replace('""', '"'), token)
