"""A prediction against the truth of one image: oF1 with its assignment, and the pixels.

oF1 is the competition's metric. Of p predicted and g true instances every two have
F = 2 |P & G| / (|P| + |G|), 0 where both are empty. The assignment of predicted to true instances
that maximises the sum of F is found by the Hungarian method; a true instance that is left over
counts 0, and p > g costs the factor g / p. Where one of the two says that the image is authentic,
oF1 is 1 if both do and 0 if one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.scoring.assignment import FMatrix, best_assignment
from forgery_viewer.core.scoring.overlaps import Overlaps
from forgery_viewer.core.sparse_masks import SparseMask


class PixelScores(NamedTuple):
    """Two sets of pixels against each other; 1 where neither has any, 0 where only one has some.

    Attributes:
        hit_px: Pixels in both, true positives.
        false_px: Pixels predicted and not true, false positives.
        missed_px: Pixels true and not predicted, false negatives.
    """

    hit_px: int
    false_px: int
    missed_px: int

    @property
    def precision(self) -> float:
        """Share of the predicted pixels that are true."""
        return self._share(self.hit_px + self.false_px)

    @property
    def recall(self) -> float:
        """Share of the true pixels that are predicted."""
        return self._share(self.hit_px + self.missed_px)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two, which is also called Dice."""
        both = 2 * self.hit_px
        return both / total if (total := both + self.false_px + self.missed_px) else 1.0

    @property
    def iou(self) -> float:
        """Pixels in both by pixels in any of them."""
        return self._share(self.hit_px + self.false_px + self.missed_px)

    def _share(self, total: int) -> float:
        if total:
            return self.hit_px / total
        return 1.0 if not self.false_px + self.missed_px else 0.0


class Match(NamedTuple):
    """A predicted instance that was assigned to a true one, of which it has some pixels.

    Attributes:
        predicted: Number of the predicted instance, from 0.
        true: Number of the true instance, from 0.
        pixels: The one against the other; its `f1` is what counts for oF1.
    """

    predicted: int
    true: int
    pixels: PixelScores


@dataclass(frozen=True)
class Comparison:
    """A prediction of p instances against the truth of g; 0 of either stands for authentic.

    Attributes:
        overlaps: The pixels that they have and share.
    """

    overlaps: Overlaps

    @classmethod
    def of(cls, predicted: SparseMask, true: SparseMask) -> Comparison:
        """Compare two masks of one image. Raises ValueError for masks of other sizes."""
        return cls(Overlaps.of(predicted, true))

    @classmethod
    def of_either(cls, predicted: BothWays, true: BothWays) -> Comparison:
        """The same, with the masks the way that both are known, or along the rows."""
        if predicted.has_columns and true.has_columns:
            return cls.of(predicted.columns, true.columns)
        return cls.of(predicted.rows, true.rows)

    @cached_property
    def f(self) -> FMatrix:
        """(p, g): F of every predicted with every true instance."""
        overlaps = self.overlaps
        return f_matrix(overlaps.shared_px, overlaps.predicted_px, overlaps.true_px)

    @cached_property
    def assignment(self) -> tuple[tuple[int, int], ...]:
        """The numbers of each predicted instance and the true one that it is assigned to."""
        rows, columns = best_assignment(self.f)
        return tuple(zip(rows.tolist(), columns.tolist(), strict=True))

    @cached_property
    def of1(self) -> float:
        """oF1 of the image."""
        return of1_of(self.f)

    @property
    def matched_f1(self) -> float:
        """The mean of F over the true instances, before what excess costs."""
        predicted, true = self.overlaps.counts
        return self.of1 * max(predicted, true) / true if true else self.of1

    @property
    def excess_factor(self) -> float:
        """What more predicted than true instances multiply oF1 with: g / max(p, g)."""
        predicted, true = self.overlaps.counts
        return true / max(predicted, true) if true else float(not predicted)

    @cached_property
    def pixels(self) -> PixelScores:
        """The union of the predicted instances against the union of the true ones."""
        overlaps = self.overlaps
        return PixelScores(overlaps.hit_px, overlaps.false_px, overlaps.missed_px)

    def pair(self, predicted: int, true: int) -> PixelScores:
        """One predicted instance against one true one."""
        overlaps = self.overlaps
        hit = int(overlaps.shared_px[predicted, true])
        return PixelScores(
            hit, int(overlaps.predicted_px[predicted]) - hit, int(overlaps.true_px[true]) - hit
        )

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """What is assigned and overlaps, in order of the predicted instances."""
        return tuple(
            Match(predicted, true, self.pair(predicted, true))
            for predicted, true in self.assignment
            if self.f[predicted, true] > 0
        )

    @property
    def unmatched_predicted(self) -> tuple[int, ...]:
        """Numbers of the predicted instances that match none."""
        matched = {match.predicted for match in self.matches}
        return tuple(k for k in range(self.overlaps.counts[0]) if k not in matched)

    @property
    def unmatched_true(self) -> tuple[int, ...]:
        """Numbers of the true instances that no predicted one matches."""
        matched = {match.true for match in self.matches}
        return tuple(k for k in range(self.overlaps.counts[1]) if k not in matched)


def f_matrix(shared_px: NDArray[np.int64], predicted_px: NDArray[np.int64],
             true_px: NDArray[np.int64]) -> FMatrix:  # fmt: skip
    """F of p predicted with g true instances, of (p, g) shared, (p,) and (g,) own pixels."""
    both = predicted_px[:, np.newaxis] + true_px
    return np.asarray(2.0 * shared_px / np.maximum(both, 1))


def of1_of(f: FMatrix) -> float:
    """oF1 of the matrix (p, g) of F; 0 predicted or true instances stand for authentic."""
    predicted, true = f.shape
    if not predicted or not true:
        return float(predicted == true)
    if predicted == true == 1:
        return float(f[0, 0])
    # The mean over the true instances times g / max(p, g), where those left over count 0.
    rows, columns = best_assignment(f)
    return float(f[rows, columns].sum() / max(predicted, true))
