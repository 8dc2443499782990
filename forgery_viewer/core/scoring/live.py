"""A comparison that keeps up with a truth while it is painted."""

from __future__ import annotations

import numpy as np

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.edits import Box
from forgery_viewer.core.planes import BitPlanes, Bits
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.overlaps import Overlaps
from forgery_viewer.core.sparse_masks import SparseMask


class LiveComparison:
    """One prediction against one truth that changes; always what comparing anew would give.

    It remembers the truth as it was compared, one number a pixel, so that of a change only the
    pixels that differ are counted. Not to be called from two threads at a time.
    """

    counts_empty: bool
    """Whether true instances without a pixel count: so they do in a mask of the data set itself,
    and not in a correction, which is saved without them."""

    def __init__(
        self, predicted: SparseMask, truth: BitPlanes, *, counts_empty: bool = False
    ) -> None:
        """Compare for the first time. Raises ValueError where the two are of different size."""
        self.counts_empty = counts_empty
        self._predicted = predicted
        self._bits: Bits
        self._count: int
        self._overlaps: Overlaps
        self._take(truth)

    @property
    def overlaps(self) -> Overlaps:
        """The overlaps with every instance of the truth, empty ones included."""
        return self._overlaps

    @property
    def numbers(self) -> tuple[int, ...]:
        """Which instance of the truth each true instance of `comparison` is."""
        if self.counts_empty:
            return tuple(range(len(self._overlaps.true_px)))
        return tuple(np.flatnonzero(self._overlaps.true_px).tolist())

    @property
    def comparison(self) -> Comparison:
        """The comparison with the instances that count."""
        return Comparison(self._overlaps.of_true(self.numbers))

    def update(self, truth: BitPlanes, box: Box | None = None) -> bool:
        """Take in a truth that changed nowhere but in `box`; None where that is not known.

        The box is in pixels, ends excluded, and may reach beyond the image.

        Returns:
            Whether anything is other than before.

        Raises:
            ValueError: The truth is of another size than the prediction.
        """
        bits = truth.bits
        if truth.count != self._count or bits.shape != self._bits.shape:
            self._take(truth)
            return True
        changed = _changed_box(self._bits, bits, box)
        if changed is None:
            return False
        top, left, bottom, right = changed
        place = (slice(top, bottom), slice(left, right))
        cells = self._predicted.cells.inside(changed, truth.width)
        before, after = (
            Overlaps.of_cells(cells, Cells.of_bits(part[place], truth.count))
            for part in (self._bits, bits)
        )
        self._overlaps = self._overlaps.changed(before, after)
        self._bits[place] = bits[place]
        return True

    def _take(self, truth: BitPlanes) -> None:
        size = (self._predicted.height, self._predicted.width)
        if truth.bits.shape != size:
            raise ValueError(f"the truth is {truth.bits.shape}, the prediction {size}")
        self._bits = truth.bits.copy()
        self._count = truth.count
        cells = Cells.of_bits(self._bits, self._count)
        self._overlaps = Overlaps.of_cells(self._predicted.cells, cells)


def _changed_box(before: Bits, after: Bits, box: Box | None) -> Box | None:
    """Where two arrays (H, W) differ inside a box; None where they do not."""
    height, width = after.shape
    top, left, bottom, right = box or (0, 0, height, width)
    top, left = max(top, 0), max(left, 0)
    differs = before[top:bottom, left:right] != after[top:bottom, left:right]
    rows = np.flatnonzero(differs.any(axis=1))
    if not len(rows):
        return None
    columns = np.flatnonzero(differs.any(axis=0))
    return (
        top + int(rows[0]),
        left + int(columns[0]),
        top + int(rows[-1]) + 1,
        left + int(columns[-1]) + 1,
    )
