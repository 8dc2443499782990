"""The metric as its definition reads, on dense arrays and by trying every assignment."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

Stack = NDArray[np.uint8]


def brute_f(predicted: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """F of two planes."""
    both = int(predicted.sum()) + int(true.sum())
    return 2 * int(np.logical_and(predicted, true).sum()) / both if both else 0.0


def brute_of1(predicted: Stack, true: Stack) -> float:
    """oF1 of two stacks (p, H, W) and (g, H, W), where none of either stands for authentic."""
    p, g = len(predicted), len(true)
    if not p and not g:
        return 1.0
    if not p or not g:
        return 0.0
    rows = [[brute_f(one != 0, other != 0) for other in true] for one in predicted]
    rows += [[0.0] * g] * max(0, g - p)
    best = max(
        sum(rows[row][column] for column, row in enumerate(chosen))
        for chosen in permutations(range(len(rows)), g)
    )
    return best / g * g / max(p, g)


def brute_pixels(predicted: Stack, true: Stack) -> dict[str, float]:
    """Scores of the unions."""
    one, other = predicted.any(axis=0), true.any(axis=0)
    hit, false, missed = (int(plane.sum()) for plane in (one & other, one & ~other, ~one & other))
    if not one.any() and not other.any():
        return dict.fromkeys(("precision", "recall", "f1", "iou"), 1.0)
    return {
        "precision": hit / (hit + false) if hit + false else 0.0,
        "recall": hit / (hit + missed) if hit + missed else 0.0,
        "f1": 2 * hit / (2 * hit + false + missed),
        "iou": hit / (hit + false + missed),
    }
