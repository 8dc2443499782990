"""What is shown of twins: each region as it is, each copy laid on its source, and how alike."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from forgery_viewer.core.forging import Duplication, Forgery, Paste, forge
from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.core.twins.patches import OUTSIDE
from forgery_viewer.core.twins.showing import (
    LEAST_MARGIN_PX,
    MARGIN,
    ShownTwins,
    TwinPatches,
    outline_in,
    show_twins,
    shown_box,
)
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.core.twins.twins import find_twins
from tests.core.masks_at_random import planes
from tests.core.twins.test_matching import texture

SHAPE = (240, 320)
SOURCE = ellipse(SHAPE, (70, 60), (30, 22))
COPIES = {
    "moved": Paste(230.0, 70.0),
    "turned": Paste(230.0, 170.0, angle_deg=30.0),
    "mirrored": Paste(80.0, 180.0, mirrored=True),
}


def shown(
    *pastes: Paste, source: NDArray[np.bool_] = SOURCE, partner: bool = True
) -> tuple[Forgery, ShownTwins]:
    image = texture(*SHAPE, seed=4)
    forgery = forge(image, [Duplication(source, pastes)])
    changed = (forgery.image != image).any(axis=2) if partner else None
    plane = forgery.mask[0] > 0
    twins = find_twins(forgery.image, plane, changed)
    assert twins is not None
    return forgery, show_twins(forgery.image, plane, twins)


def part(image: NDArray[np.uint8], box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """A box of an image, grey where it reaches beyond it."""
    edge = 200
    wide = np.full((image.shape[0] + 2 * edge, image.shape[1] + 2 * edge, 3), OUTSIDE, np.uint8)
    wide[edge:-edge, edge:-edge] = image
    top, left, bottom, right = (side + edge for side in box)
    return wide[top:bottom, left:right]


def inside(region: NDArray[np.bool_], rim_px: int) -> NDArray[np.bool_]:
    """The pixels of a region that are so far from its edge that no other has a part in them."""
    inner = region.copy()
    for dy in range(-rim_px, rim_px + 1):
        for dx in range(-rim_px, rim_px + 1):
            inner &= np.roll(region, (dy, dx), (0, 1))
    return inner


def test_each_region_is_shown_as_it_is_with_room_around_it() -> None:
    forgery, found = shown(*COPIES.values())
    assert len(found.patches) == 4
    for patches in found.patches:
        region = found.twins.regions[patches.twin.region_index]
        margin = max(LEAST_MARGIN_PX, round(MARGIN * max(region.width, region.height)))
        assert patches.box == shown_box(region)
        assert patches.box == (
            region.top - margin,
            region.left - margin,
            region.top + region.height + margin,
            region.left + region.width + margin,
        )
        np.testing.assert_array_equal(patches.found, part(forgery.image, patches.box))


def test_the_source_comes_first_and_then_the_copies_from_the_top() -> None:
    _forgery, found = shown(*COPIES.values())
    assert [patches.is_reference for patches in found.patches] == [True, False, False, False]
    assert found.patches[0].twin.side is Side.SOURCE
    assert found.is_known
    tops = [found.twins.regions[p.twin.region_index].top for p in found.patches[1:]]
    assert tops == sorted(tops)
    # Where the copy is above its source, too.
    _forgery, found = shown(Paste(230.0, 60.0), source=ellipse(SHAPE, (70, 180), (30, 22)))
    assert found.patches[0].box[0] > found.patches[1].box[0]
    assert found.patches[0].is_reference


def test_without_a_partner_nobody_knows_which_is_the_source() -> None:
    _forgery, found = shown(COPIES["moved"], partner=False)
    assert not found.is_known
    assert [patches.is_reference for patches in found.patches] == [True, False]


@pytest.mark.parametrize(("name", "error"), [("moved", 0), ("mirrored", 6), ("turned", 14)])
def test_a_copy_laid_on_its_source_is_the_source(name: str, error: int) -> None:
    forgery, found = shown(COPIES[name])
    source, copy = found.patches
    assert copy.aligned is not None
    assert copy.aligned.shape == source.found.shape
    top, left, bottom, right = source.box
    region = inside(SOURCE, 2)[top:bottom, left:right]
    away = abs(copy.aligned.astype(int) - part(forgery.image, source.box).astype(int))
    # The transform that was found is the true one to a part of a pixel.
    assert np.quantile(away[region], 0.99) <= error
    assert away[~region].max() > 40, "beside the region is something else"


def test_difference_and_correlation_are_those_of_the_two_pictures() -> None:
    _forgery, found = shown(COPIES["turned"])
    source, copy = found.patches
    assert copy.aligned is not None
    assert copy.difference is not None
    assert copy.correlation is not None
    apart = abs(copy.aligned.astype(int) - source.found.astype(int)).max(axis=2)
    np.testing.assert_array_equal(copy.difference, apart)
    grey = np.array([0.299, 0.587, 0.114])
    one, other = (picture @ grey for picture in (source.found, copy.aligned))
    height, width = copy.correlation.shape
    for row in range(6, height - 6, 7):
        for column in range(6, width - 6, 7):
            square = np.s_[row - 4 : row + 5, column - 4 : column + 5]
            expected = np.corrcoef(one[square].ravel(), other[square].ravel())[0, 1]
            # OpenCV's luminances are whole numbers.
            assert copy.correlation[row, column] == pytest.approx(expected, abs=0.02)
    top, left, bottom, right = source.box
    assert copy.correlation[inside(SOURCE, 6)[top:bottom, left:right]].min() > 0.9


def test_a_region_without_a_match_is_shown_alone() -> None:
    image = texture(*SHAPE, seed=4)
    plane = SOURCE | ellipse(SHAPE, (230, 170), (30, 22))
    twins = find_twins(image, plane)
    assert twins is not None
    found = show_twins(image, plane, twins)
    for patches in found.patches:
        assert patches.aligned is None
        assert patches.difference is None
        assert patches.correlation is None
        np.testing.assert_array_equal(patches.found, part(image, patches.box))


def test_a_region_at_the_border_is_shown_with_grey_beyond() -> None:
    corner = np.zeros(SHAPE, np.bool_)
    corner[:40, :50] = True
    _forgery, found = shown(Paste(230.0, 170.0), source=corner)
    source = found.patches[0]
    assert source.box[:2] == (-15, -15)
    assert (source.found[:15] == OUTSIDE).all()
    assert (source.found[:, :15] == OUTSIDE).all()
    assert (source.found[15:, 15:] != OUTSIDE).any()


# Outlines -----------------------------------------------------------------------------------


def check_outline(lines: tuple[NDArray[np.float32], ...], patches: TwinPatches) -> None:
    height, width = patches.found.shape[:2]
    assert lines
    for line in lines:
        np.testing.assert_array_equal(line[0], line[-1])
        assert (line > 0).all()
        assert (line[:, 0] < width).all()
        assert (line[:, 1] < height).all()


def test_outlines_lie_in_their_patches_along_the_edge_of_the_region() -> None:
    forgery, found = shown(*COPIES.values())
    for patches in found.patches:
        check_outline(patches.outline, patches)
        (line,) = patches.outline
        region = found.twins.regions[patches.twin.region_index]
        # It runs through the centres of the outermost pixels.
        x, y = line[:, 0] + patches.box[1], line[:, 1] + patches.box[0]
        assert (x.min(), x.max()) == (region.left + 0.5, region.left + region.width - 0.5)
        assert (y.min(), y.max()) == (region.top + 0.5, region.top + region.height - 0.5)
        rows, columns = np.floor(y).astype(int), np.floor(x).astype(int)
        assert forgery.mask[0][rows, columns].all()
    check_outline(found.outline, found.patches[0])
    for mine, reference in zip(found.outline, found.patches[0].outline, strict=True):
        np.testing.assert_array_equal(mine, reference)


@given(planes())
def test_an_outline_is_of_one_region_and_of_its_own_edge(plane: NDArray[np.bool_]) -> None:
    for region in find_regions(plane):
        box = shown_box(region)
        for line in outline_in(plane, region, box):
            rows = np.floor(line[:, 1]).astype(int) + box[0]
            columns = np.floor(line[:, 0]).astype(int) + box[1]
            assert plane[rows, columns].all()
            assert rows.min() >= region.top
            assert rows.max() < region.top + region.height
            assert columns.min() >= region.left
            assert columns.max() < region.left + region.width


def test_an_outline_has_the_holes_of_its_region() -> None:
    plane = np.zeros((60, 60), np.bool_)
    plane[10:50, 10:50] = True
    plane[25:35, 25:35] = False
    plane[28:32, 28:32] = True
    largest, _smallest = sorted(find_regions(plane), key=lambda region: -region.area_px)
    box = shown_box(largest)
    lines = outline_in(plane, largest, box)
    assert len(lines) == 2, "the edge and the hole, and not the island in it"
    lengths = sorted(math.fsum(np.hypot(*np.diff(line, axis=0).T).tolist()) for line in lines)
    assert lengths[1] == pytest.approx(4 * 39)
    assert lengths[0] == pytest.approx(4 * 11, abs=4)
