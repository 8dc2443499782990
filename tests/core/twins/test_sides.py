"""Source and copies are told from what changed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.twins.sides import Side, tell_sides

PLACES = ((10, 10), (10, 60), (60, 10))


def squares(count: int = 3) -> NDArray[np.bool_]:
    plane = np.zeros((100, 100), np.bool_)
    for top, left in PLACES[:count]:
        plane[top : top + 30, left : left + 30] = True
    return plane


def changed_by(shares: tuple[float, ...], around: float = 0.0) -> NDArray[np.bool_]:
    """Pixels drawn at random, with a share in each of the squares and one in between."""
    luck = np.random.default_rng(1).random((100, 100))
    changed = luck < around
    for (top, left), share in zip(PLACES, shares, strict=False):
        box = (slice(top, top + 30), slice(left, left + 30))
        changed[box] = luck[box] < share
    return changed


def sides(shares: tuple[float, ...], around: float = 0.0) -> str:
    plane = squares(len(shares))
    found = tell_sides(find_regions(plane), plane, changed_by(shares, around))
    return " ".join(side.value for side in found)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((0.0, 1.0, 1.0), "source copy copy"),
        ((1.0, 0.0, 0.6), "copy source copy"),
        # Copies on a flat background, of which little changes.
        ((0.0, 0.08), "source copy"),
        # Nothing changed, or everything: no telling.
        ((0.0, 0.0, 0.0), "unknown unknown unknown"),
        ((1.0, 1.0, 1.0), "unknown unknown unknown"),
        ((0.9, 0.5, 0.8), "unknown unknown unknown"),
        # A touch that could be noise.
        ((0.0, 0.01), "unknown unknown"),
        # The copy is certain, which of the others is the source is not.
        ((0.0, 0.9, 0.0), "unknown copy unknown"),
    ],
)
def test_sides(shares: tuple[float, ...], expected: str) -> None:
    assert sides(shares) == expected


def test_a_pair_that_was_encoded_anew_changed_everywhere_a_little() -> None:
    assert sides((0.2, 0.95, 0.9), around=0.2) == "source copy copy"


def test_without_a_partner_nothing_is_known() -> None:
    plane = squares()
    assert set(tell_sides(find_regions(plane), plane, None)) == {Side.UNKNOWN}


def test_one_region_is_neither() -> None:
    plane = squares(1)
    assert tell_sides(find_regions(plane), plane, changed_by((1.0,))) == (Side.UNKNOWN,)


def test_a_blended_rim_does_not_count_for_the_source() -> None:
    # The neighbour of another copy: its soft edge reaches a pixel into the source.
    plane = squares(2)
    changed = changed_by((0.0, 0.3))
    changed[10:40, 10] = True
    assert tell_sides(find_regions(plane), plane, changed) == (Side.SOURCE, Side.COPY)


def test_thin_regions_are_all_rim() -> None:
    plane = np.zeros((40, 40), np.bool_)
    plane[5, 5:30] = plane[20, 5:30] = True
    changed = np.zeros_like(plane)
    changed[20] = True
    assert tell_sides(find_regions(plane), plane, changed) == (Side.SOURCE, Side.COPY)


def test_only_the_region_itself_counts_in_its_box() -> None:
    # A frame around a square: both lie in the frame's box.
    plane = np.zeros((60, 60), np.bool_)
    plane[5:55, 5:55] = True
    plane[12:48, 12:48] = False
    plane[18:42, 18:42] = True
    changed = np.zeros_like(plane)
    changed[18:42, 18:42] = True
    assert tell_sides(find_regions(plane), plane, changed) == (Side.SOURCE, Side.COPY)
