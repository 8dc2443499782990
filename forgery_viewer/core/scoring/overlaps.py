"""How much of a prediction lies on the truth: all that scores and advice are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.cells import Cells
from forgery_viewer.core.sparse_masks import SparseMask

Pixels = NDArray[np.int64]


@dataclass(frozen=True)
class Overlaps:
    """Pixels that p predicted and g true instances have and share.

    All of them are sums over the pixels, so those of a part of an image can be added and taken
    away. Counts are exact.

    Attributes:
        predicted: The cells of the prediction, of which there are c.
        cells_px: (c,) pixels of each cell.
        inside_px: (c,) of them those in any true instance.
        shared_by_cell: (c, g) of them those in each true instance.
        true_px: (g,) pixels of each true instance.
    """

    predicted: Cells
    cells_px: Pixels
    inside_px: Pixels
    shared_by_cell: Pixels
    true_px: Pixels

    @classmethod
    def of(cls, predicted: SparseMask, true: SparseMask) -> Overlaps:
        """The overlaps of two masks of one image. Raises ValueError for masks of other sizes."""
        sizes = ((mask.height, mask.width) for mask in (predicted, true))
        if len(set(sizes)) != 1:
            raise ValueError("a prediction and its truth are of the same size")
        return cls.of_cells(predicted.cells, true.cells)

    @classmethod
    def of_cells(cls, predicted: Cells, true: Cells) -> Overlaps:
        """The overlaps of two masks of as many pixels, by their cells."""
        place = np.concatenate((predicted.place, true.place))
        # Both are sorted already, and merging what is sorted is what this kind does well.
        order = np.argsort(place, kind="stable")
        place = place[order]
        pixels = np.empty_like(place)
        pixels[:-1] = place[1:] - place[:-1]
        pixels[-1] = predicted.size - place[-1]
        # The pair of cells that a stretch is in is the sum of all that changed up to it.
        steps = (_steps(predicted.cell) * true.cells, _steps(true.cell))
        pair = np.concatenate(steps)[order].cumsum()
        # Floats hold every count of pixels exactly, up to 2 ** 53.
        flat = np.bincount(pair, pixels, predicted.cells * true.cells)
        table = flat.astype(np.int64).reshape(predicted.cells, true.cells)
        shared = true.by_instance(table.T)
        return cls(
            predicted=predicted,
            cells_px=table.sum(axis=1),
            inside_px=table[:, 1:].sum(axis=1),
            shared_by_cell=shared.T,
            true_px=shared.sum(axis=1),
        )

    @property
    def counts(self) -> tuple[int, int]:
        """How many predicted and how many true instances there are, empty ones included."""
        return self.predicted.count, len(self.true_px)

    @cached_property
    def predicted_px(self) -> Pixels:
        """(p,) pixels of each predicted instance."""
        return self.predicted.by_instance(self.cells_px)

    @cached_property
    def shared_px(self) -> Pixels:
        """(p, g) pixels that a predicted and a true instance share."""
        return self.predicted.by_instance(self.shared_by_cell)

    @property
    def hit_px(self) -> int:
        """Pixels that are in any predicted and in any true instance."""
        return int(self.inside_px[1:].sum())

    @property
    def false_px(self) -> int:
        """Pixels that are in a predicted instance and in no true one."""
        return int(self.cells_px[1:].sum()) - self.hit_px

    @property
    def missed_px(self) -> int:
        """Pixels that are in a true instance and in no predicted one."""
        return int(self.inside_px[0])

    def of_true(self, numbers: Sequence[int]) -> Overlaps:
        """The overlaps with some of the true instances, in the order given.

        Pixels inside any true instance stay those inside any of all.
        """
        chosen = list(numbers)
        return replace(
            self, shared_by_cell=self.shared_by_cell[:, chosen], true_px=self.true_px[chosen]
        )

    def changed(self, before: Overlaps, after: Overlaps) -> Overlaps:
        """These overlaps where those of some of the pixels became others."""
        return Overlaps(
            self.predicted,
            self.cells_px,
            self.inside_px - before.inside_px + after.inside_px,
            self.shared_by_cell - before.shared_by_cell + after.shared_by_cell,
            self.true_px - before.true_px + after.true_px,
        )


def _steps(cell: NDArray[np.intp]) -> NDArray[np.intp]:
    """By how much the number of a cell differs from the one before it, the first from 0."""
    steps = np.array(cell)
    steps[1:] -= cell[:-1]
    return steps
