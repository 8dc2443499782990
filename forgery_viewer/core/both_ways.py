"""A mask along its rows and down its columns.

Files of masks go along the rows, run-length codes down the columns. Two masks can be compared
either way, and turning one costs as much as all the rest: so it is done only where it has to be.
"""

from __future__ import annotations

from functools import cached_property

from forgery_viewer.core.sparse_masks import SparseMask


class BothWays:
    """A mask of `count` instances over an image of `height` x `width` pixels, each way on demand.

    One of the two ways is given; the other is worked out when it is first asked for.
    """

    def __init__(self, rows: SparseMask | None = None, columns: SparseMask | None = None) -> None:
        """Take the mask, or the mask of the image with rows and columns exchanged.

        Raises ValueError where neither is given.
        """
        given = rows or columns
        if given is None:
            raise ValueError("a mask is given in one of both ways")
        self.count = given.count
        self.height, self.width = given.height, given.width
        if rows is None:
            self.height, self.width = given.width, given.height
        self._rows, self._columns = rows, columns

    @cached_property
    def rows(self) -> SparseMask:
        """The mask."""
        if self._rows is None:
            self._rows = self.columns.turned()
        return self._rows

    @cached_property
    def columns(self) -> SparseMask:
        """The mask of the image with rows and columns exchanged."""
        if self._columns is None:
            self._columns = self.rows.turned()
        return self._columns

    @property
    def has_columns(self) -> bool:
        """Whether `columns` need not be worked out."""
        return self._columns is not None

    @property
    def is_empty(self) -> bool:
        """Whether there is no pixel in any instance."""
        given = self._rows or self._columns
        return given is None or not len(given.start)
