"""Masks at random for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

Stack = NDArray[np.uint8]

SIDES_PX = st.integers(1, 12)
"""Small enough for slow models, and strips of one row or column are among them."""


@st.composite
def stacks(draw: st.DrawFn, fewest: int = 0, most: int = 64) -> Stack:
    """(N, H, W) uint8 of 0 and 1; most pixels belong to some instances, so overlaps abound."""
    shape = (draw(st.integers(fewest, most)), draw(SIDES_PX), draw(SIDES_PX))
    return draw(arrays(np.uint8, shape, elements=st.integers(0, 1)))


@st.composite
def planes(draw: st.DrawFn, longest: int = 24) -> NDArray[np.bool_]:
    """(H, W) bool, thin strips included."""
    shape = (draw(st.integers(1, longest)), draw(st.integers(1, longest)))
    return draw(arrays(np.bool_, shape))
