"""Small pictures: cut and shrunk right, packed and unpacked, with masks that can be seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from forgery_viewer.core.thumbnails import (
    Planes,
    crop_to_shape,
    grid_picture,
    lay_over,
    list_picture,
    pack_picture,
    pack_planes,
    small_planes,
    unpack_picture,
    unpack_planes,
)
from tests.core.building import noise, stack_of

AQUA, AMBER = (0, 255, 255), (255, 180, 0)
COLOURS = np.array([AQUA, AMBER], np.uint8)
GREY = np.full((100, 150, 3), 90, np.uint8)


@given(st.integers(1, 400), st.integers(1, 400))
def test_crops_the_middle_in_one_shape(height: int, width: int) -> None:
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = np.arange(height).astype(np.uint8)[:, None]
    cut = crop_to_shape(image)
    # One side is whole, the other is cut to 5 : 4 as well as whole pixels allow.
    assert cut.shape[0] == height or cut.shape[1] == width
    assert cut.size
    assert abs(cut.shape[1] - cut.shape[0] * 1.25) <= 1.25
    above = int(cut[0, 0, 0]) - int(image[0, 0, 0]) if height < 256 else 0
    assert abs(2 * above - (height - cut.shape[0])) <= 1 or height >= 256


@pytest.mark.parametrize(
    ("size", "listed", "shown"),
    [
        ((649, 788), (64, 80), (211, 256)),
        ((3888, 2000), (64, 80), (256, 132)),
        ((64, 1190), (64, 80), (14, 256)),
        ((30, 40), (30, 38), (30, 40)),
    ],
)
def test_the_grid_shows_the_whole_and_the_list_the_middle(
    size: tuple[int, int], listed: tuple[int, int], shown: tuple[int, int]
) -> None:
    image = noise(*size)
    assert list_picture(image).shape == (*listed, 3)
    assert grid_picture(image).shape == (*shown, 3)


def test_masks_shrink_with_their_images() -> None:
    stack = stack_of(500, 1000, (slice(0, 250), slice(0, 500)), (slice(400, 401), slice(900, 902)))
    planes = small_planes(stack)
    assert planes.shape == (2, *grid_picture(noise(500, 1000)).shape[:2])
    assert planes[0, :64, :128].all()
    assert planes[0].sum() == 64 * 128
    # Two pixels of half a million keep one: nothing that is there looks absent.
    assert np.argwhere(planes[1]).tolist() == [[102, 230]]
    assert small_planes(stack[:0]).shape[0] == 0


def test_an_instance_is_filled_weakly_and_outlined() -> None:
    planes = np.zeros((1, 100, 150), np.bool_)
    planes[0, 20:60, 30:90] = True
    laid = lay_over(GREY, planes, COLOURS)
    assert laid[40, 60].tolist() == [54, 156, 156]
    assert laid[20, 60].tolist() == list(AQUA)
    assert laid[19, 60].tolist() == [12, 12, 12]
    assert laid[10, 10].tolist() == [90, 90, 90]
    assert (GREY == 90).all()


def test_overlaps_are_of_the_mean_colour_and_show_both_outlines() -> None:
    planes = np.zeros((2, 100, 150), np.bool_)
    planes[0, 20:60, 30:90] = True
    planes[1, 40:80, 60:120] = True
    laid = lay_over(GREY, planes, COLOURS)
    mean = (np.array(AQUA, float) + AMBER) / 2
    assert laid[50, 75].tolist() == np.rint(90 * 0.46 + mean * 0.54).tolist()
    assert laid[40, 75].tolist() == list(AMBER)
    assert laid[50, 89].tolist() == list(AQUA)


def test_a_single_pixel_is_seen() -> None:
    planes = np.zeros((3, 100, 150), np.bool_)
    planes[2, 50, 50] = True
    laid = lay_over(GREY, planes, COLOURS)
    # The third instance has the first colour again.
    assert laid[50, 50].tolist() == list(AQUA)


def test_a_mask_of_another_size_is_not_laid_over() -> None:
    planes = np.ones((1, 10, 10), np.bool_)
    assert lay_over(GREY, planes, COLOURS) is GREY


@given(arrays(np.bool_, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=9)))
def test_planes_are_unpacked_as_they_were(planes: Planes) -> None:
    unpacked = unpack_planes(pack_planes(planes))
    assert unpacked is not None
    assert np.array_equal(unpacked, planes)


def test_pictures_are_unpacked_nearly_as_they_were() -> None:
    picture = grid_picture(noise(649, 788))
    unpacked = unpack_picture(pack_picture(picture))
    assert unpacked is not None
    assert unpacked.shape == picture.shape
    assert np.abs(unpacked.astype(int) - picture).mean() < 6


@given(st.binary(max_size=40))
def test_bytes_that_are_nothing_give_nothing(data: bytes) -> None:
    assert unpack_picture(data) is None
    unpack_planes(data)
    assert unpack_planes(data[:5]) is None
    assert unpack_planes(pack_planes(np.ones((1, 9, 9), np.bool_))[:-1]) is None
