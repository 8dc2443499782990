"""The assignment of predicted to true instances that has the highest sum of F."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FMatrix = NDArray[np.float64]
"""(p, g): F of every predicted with every true instance."""


def best_assignment(f: FMatrix) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the min(p, g) pairs that are assigned, by the Hungarian method."""
    # Loaded when it is first needed: that takes as long as a fifth of the window's start.
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    return linear_sum_assignment(f, maximize=True)
