"""Which rows are shown at which position: the order of all rows, less those that are filtered out.

A *row* is a record's row in the index; a *position* is its place in what is shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


class ShownRows:
    """The arithmetic of sorting and filtering, a few arrays."""

    def __init__(self) -> None:
        self._order: Rows = np.zeros(0, np.intp)
        self._rank: Rows = self._order
        self._shown: Rows = self._order
        self._positions: Rows = self._order
        self._accepted = np.zeros(0, np.bool_)

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._order)

    @property
    def rows(self) -> Rows:
        """The rows that are shown, in their order."""
        return self._shown

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Which rows are shown, (rows,)."""
        return self._accepted

    def arrange(self, order: Rows, accepted: NDArray[np.bool_]) -> None:
        """Take another order of all rows, and those of them that are shown."""
        if order is not self._order:
            self._order = order
            self._rank = np.empty_like(order)
            self._rank[order] = np.arange(len(order), dtype=np.intp)
        self._accepted = accepted
        self._shown = order[accepted[order]]
        self._shown.setflags(write=False)
        self._positions = np.full(len(order), -1, np.intp)
        self._positions[self._shown] = np.arange(len(self._shown), dtype=np.intp)

    def accept(self, accepted: NDArray[np.bool_]) -> None:
        """Show other rows in the same order."""
        self.arrange(self._order, accepted)

    def row_at(self, position: int) -> int:
        """The row at a position; IndexError outside what is shown."""
        if not 0 <= position < len(self._shown):
            raise IndexError(f"no record is shown at {position}")
        return int(self._shown[position])

    def position_of(self, row: int) -> int:
        """Where a row is shown, -1 if it is not."""
        return int(self._positions[row])

    def place_of(self, row: int) -> int:
        """How many shown rows come before a row, whether or not it is shown itself."""
        return int(np.searchsorted(self._rank[self._shown], self._rank[row]))
