"""Things that touch one another, joined up: connected components of graphs.

SciPy's are loaded when they are first needed: that takes as long as a fifth of the window's start.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.intervals import expanded

Labels = NDArray[np.int32]
Numbers = NDArray[np.intp]


def join_ranges(first: Numbers, behind: Numbers) -> tuple[int, Labels]:
    """Components where item k touches the items from first[k] up to behind[k].

    Returns how many there are, and the number of each item's, in the order of their first items.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    touched = behind - first
    # As the rows of a sparse matrix.
    bounds = np.concatenate(([0], np.cumsum(touched))).astype(np.int32)
    other = expanded(first, behind).astype(np.int32)
    size = (len(touched), len(touched))
    graph = csr_array((np.ones(len(other), np.int8), other, bounds), shape=size)
    count, labels = connected_components(graph, directed=False)
    return int(count), labels


def join_pairs(count: int, pairs: Sequence[tuple[int, int]]) -> Labels:
    """The number of the component of each of `count` items, of which these pairs touch."""
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    one, other = np.array(pairs, np.int32).reshape(-1, 2).T
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    labels: Labels = connected_components(graph, directed=False)[1]
    return labels
