"""The predicted instances of a case as a mask that the canvases can show, compared with the truth.

All of it is worked out on a worker's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forgery_viewer.core.instance_state import UNMATCHED_SLOT, InstanceState
from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.regions import Figures, measure_mask
from forgery_viewer.core.scoring.advice import Advice, Step, advise
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.live import LiveComparison
from forgery_viewer.core.sparse_masks import SparseMask


@dataclass(frozen=True, slots=True, eq=False)
class PredictedMask:
    """Predicted instances, however many there are, and what canvases show of them.

    Attributes:
        sparse: All of them.
        planes: As many of them as a mask can hold; the last plane has all that are left over.
        figures: Area and regions of the planes.
    """

    sparse: SparseMask
    planes: BitPlanes
    figures: Figures

    @classmethod
    def of(cls, sparse: SparseMask) -> PredictedMask:
        """Make what canvases show of a mask."""
        planes = _planes_of(sparse)
        return cls(sparse, planes, measure_mask(planes))

    @property
    def left_over(self) -> int:
        """How many instances share the last plane beside the first of them."""
        return max(0, self.sparse.count - self.planes.count)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A predicted mask against the truth.

    Attributes:
        comparison: Scores and assignment.
        numbers: Which instance of the truth each true instance of the comparison is.
        advice: What would raise oF1.
    """

    comparison: Comparison
    numbers: tuple[int, ...]
    advice: Advice

    @classmethod
    def of(cls, live: LiveComparison) -> Compared:
        """What a comparison says now."""
        comparison = live.comparison
        return cls(comparison, live.numbers, advise(comparison.overlaps))

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """(instance of the truth, predicted instance) that are assigned and overlap."""
        return tuple((self.numbers[m.true], m.predicted) for m in self.comparison.matches)


def followed(sparse: SparseMask, advised: Sequence[Step]) -> SparseMask:
    """A prediction with instances dropped and merged as was advised, one step after the other."""
    for step in advised:
        gone = step.instances if step.kind == "drop" else step.instances[1:]
        kept = [number for number in range(sparse.count) if number not in gone]
        if step.kind == "merge":
            sparse = _merged(sparse, step.instances)
        sparse = sparse.chosen(kept)
    return sparse


def _merged(sparse: SparseMask, numbers: Sequence[int]) -> SparseMask:
    """The first of some instances with the pixels of the others in it, which stay as they are."""
    stack = sparse.chosen(numbers).to_stack()
    union = SparseMask.of_stack(stack.max(axis=0, keepdims=True))
    others = sparse.instance != numbers[0]
    parts = (
        np.concatenate((sparse.instance[others], np.full(len(union.start), numbers[0]))),
        np.concatenate((sparse.start[others], union.start)),
        np.concatenate((sparse.end[others], union.end)),
    )
    order = np.lexsort((parts[1], parts[0]))
    instance, start, end = (part[order] for part in parts)
    return SparseMask(sparse.height, sparse.width, sparse.count, instance, start, end)


def states_of(
    mask: PredictedMask, compared: Compared | None, truth: list[InstanceState]
) -> list[InstanceState]:
    """Colours of the planes: of the true instance that is assigned; grey for none.

    Without a truth to compare with, each has one of its own.
    """
    count = mask.planes.count
    if compared is None:
        return [InstanceState(number) for number in range(count)]
    slots = {p: truth[t].colour for t, p in compared.pairs if t < len(truth)}
    return [InstanceState(slots.get(number, UNMATCHED_SLOT)) for number in range(count)]


def _planes_of(sparse: SparseMask) -> BitPlanes:
    if sparse.count <= MAX_INSTANCES:
        return sparse.to_planes()
    alone = sparse.chosen(range(MAX_INSTANCES - 1))
    last = np.flatnonzero(sparse.areas_px)
    rest = sparse.chosen([number for number in last.tolist() if number >= MAX_INSTANCES - 1])
    planes = alone.to_planes()
    covered = np.zeros(sparse.height * sparse.width, np.bool_)
    for start, end in zip(rest.start.tolist(), rest.end.tolist(), strict=True):
        covered[start:end] = True
    planes.insert(MAX_INSTANCES - 1, covered.reshape(sparse.height, sparse.width))
    return planes
