"""Which rows of an index are shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.filter_fields import FilterExtras
from forgery_viewer.core.filter_terms import Term
from forgery_viewer.core.index import Index


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What a row must be like to be shown; an empty filter shows every row.

    `filter_language.parse_filter` makes one of a line of text, and `str` gives the line back.

    Attributes:
        terms: What a row must answer to, every one of them.
    """

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    @property
    def fields(self) -> frozenset[str]:
        """The fields that are asked for."""
        return frozenset(term.field for term in self.terms)

    def accepts(self, index: Index, extras: FilterExtras | None = None) -> NDArray[np.bool_]:
        """Which rows of an index are shown, as booleans (rows,).

        Without `extras` nothing is edited, and nothing was found.
        """
        extras = FilterExtras.none(len(index)) if extras is None else extras
        shown = np.ones(len(index), np.bool_)
        for term in self.terms:
            shown &= term.accepts(index, extras)
        return shown
