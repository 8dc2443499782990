"""Finds what somebody means who types some letters of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_LETTERS, _HUMPS, _INSIDE, _WORD_START, _START = 0.5, 1.0, 2.0, 3.0, 4.0
"""What it is worth where the letters stand: scattered, at the beginnings of words, in one piece
within a word, from the beginning of a word on, from the beginning of all on."""
_ELSEWHERE = 0.25
"""What the same is worth in the words beside the title."""
_LEAST_SCATTERED = 3


class Found(NamedTuple):
    """How well something was found.

    Attributes:
        score: The larger, the better.
        places: Positions in the title of the letters that were typed, ascending.
    """

    score: float
    places: tuple[int, ...]


def find_words(typed: str, title: str, beside: str = "") -> Found | None:
    """How well the words of `typed` are found in a title, or else in the words beside it.

    Each word has to be found: in one piece, or letter by letter where each goes on from the one
    before it or begins a word, or (from three letters on) in their order from the beginning of a
    word. None if one of them is not; nothing typed is found everywhere, with a score of 0.
    """
    title, beside = _folded(title), _folded(beside)
    score, places = 0.0, set[int]()
    for word in _folded(typed).split():
        here = _best(word, title)
        if here is not None:
            score += here.score
            places.update(here.places)
            continue
        there = _best(word, beside, scattered=False)
        if there is None:
            return None
        score += _ELSEWHERE * there.score
    return Found(score, tuple(sorted(places)))


def _best(word: str, text: str, *, scattered: bool = True) -> Found | None:
    """Where one word stands best in a text."""
    pieces = [(_worth(at, text), -at) for at in _occurrences(word, text)]
    if pieces:
        worth, negative = max(pieces)
        share = len(word) / len(text)
        return Found(worth + share, tuple(range(-negative, len(word) - negative)))
    places = _humps(word, text, 0, -1)
    if places is not None:
        return Found(_HUMPS, places)
    if scattered and len(word) >= _LEAST_SCATTERED:
        places = _in_order(word, text)
        if places is not None:
            # The nearer together, the likelier it was meant.
            return Found(_LETTERS * len(word) / (places[-1] - places[0] + 1), places)
    return None


def _occurrences(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _worth(at: int, text: str) -> float:
    if at == 0:
        return _START
    return _WORD_START if _begins_word(at, text) else _INSIDE


def _begins_word(at: int, text: str) -> bool:
    return text[at].isalnum() and (at == 0 or not text[at - 1].isalnum())


def _humps(word: str, text: str, start: int, last: int) -> tuple[int, ...] | None:
    """Where each letter goes on from the one before it, or begins a word."""
    if not word:
        return ()
    nexts = [last + 1] if 0 <= last < len(text) - 1 else []
    nexts += [at for at in range(start, len(text)) if _begins_word(at, text) and at not in nexts]
    for at in nexts:
        if text[at] == word[0]:
            rest = _humps(word[1:], text, at + 1, at)
            if rest is not None:
                return (at, *rest)
    return None


def _in_order(word: str, text: str) -> tuple[int, ...] | None:
    """Where the letters follow each other somehow, the first at the beginning of a word."""
    for first in range(len(text)):
        if text[first] != word[0] or not _begins_word(first, text):
            continue
        places, at = [first], first
        for letter in word[1:]:
            at = text.find(letter, at + 1)
            if at < 0:
                return None
            places.append(at)
        return tuple(places)
    return None


def _folded(text: str) -> str:
    """A text in small letters, each of which keeps its place."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
