"""The difference of a pair: exact levels and counts, and no change lost when it is small."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.audit.pairs import compare
from forgery_viewer.core.difference import (
    DIFFERENCE_CHANNELS,
    DifferenceChannel,
    DifferenceError,
    DifferenceOptions,
    changed,
    count_changed,
    difference_levels,
    difference_picture,
    difference_table,
    max_levels,
)
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid

Picture = NDArray[np.uint8]

SIDES_PX = st.integers(1, 40)
THRESHOLDS = st.integers(0, 64)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Picture, Picture]:
    """An authentic and a forged image, alike or not."""
    shape = (draw(SIDES_PX), draw(SIDES_PX), 3)
    return draw(arrays(np.uint8, shape)), draw(arrays(np.uint8, shape))


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    return draw(arrays(np.uint8, (draw(SIDES_PX), draw(SIDES_PX))))


@st.composite
def options_at_random(draw: st.DrawFn) -> DifferenceOptions:
    return DifferenceOptions(draw(THRESHOLDS), draw(st.integers(1, 32)))


def noise(height: int, width: int) -> Picture:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


@given(pairs(), st.sampled_from(DIFFERENCE_CHANNELS))
def test_levels_are_absolute_differences(
    pair: tuple[Picture, Picture], channel: DifferenceChannel
) -> None:
    authentic, forged = pair
    apart = np.abs(forged.astype(int) - authentic)
    index = {"red": 0, "green": 1, "blue": 2}
    expected = apart.max(axis=2) if channel == "largest" else apart[..., index[channel]]
    found = difference_levels(authentic, forged, channel)
    assert found.dtype == np.uint8
    assert found.shape == authentic.shape[:2]
    assert (found == expected).all()
    assert (difference_levels(forged, authentic, channel) == found).all()


@pytest.mark.parametrize("shape", [(700, 1000), (3, 300_000), (300_000, 3)])
def test_levels_of_a_large_pair(shape: tuple[int, int]) -> None:
    authentic = noise(*shape)
    forged = authentic[::-1, ::-1].copy()
    expected = np.abs(forged.astype(np.int16) - authentic).max(axis=2)
    assert (difference_levels(authentic, forged) == expected).all()


def test_levels_of_a_part_and_of_images_that_stay_as_they_are() -> None:
    authentic, forged = noise(60, 90), noise(61, 90)[1:]
    before = authentic.copy(), forged.copy()
    whole = difference_levels(authentic, forged)
    part = difference_levels(authentic[10:40, 20:70], forged[10:40, 20:70])
    assert (part == whole[10:40, 20:70]).all()
    assert (authentic == before[0]).all()
    assert (forged == before[1]).all()


@given(pairs(), THRESHOLDS)
def test_what_changed_is_what_the_audit_calls_changed(
    pair: tuple[Picture, Picture], threshold: int
) -> None:
    authentic, forged = pair
    found = changed(difference_levels(authentic, forged), threshold)
    assert found.dtype == np.bool_
    assert (found == compare(authentic.copy(), forged, threshold).changed).all()


def test_images_of_two_sizes_are_refused_with_both_sizes() -> None:
    with pytest.raises(DifferenceError, match="is 41 x 30 px, its authentic partner 40 x 30") as e:
        difference_levels(noise(30, 40), noise(30, 41))
    assert isinstance(e.value, ForgeryViewerError)
    assert e.value.defect == "wrong-size"
    assert str(e.value).startswith("The forged image is")
    assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)  # noqa: S301


def test_a_channel_that_there_is_not() -> None:
    alpha: Any = "alpha"
    with pytest.raises(ValueError, match="there is no channel 'alpha', only largest, red"):
        difference_levels(noise(2, 2), noise(2, 2), alpha)


@given(options_at_random())
def test_a_table_is_nothing_up_to_the_threshold_and_then_a_multiple(
    options: DifferenceOptions,
) -> None:
    table = difference_table(options)
    assert table.dtype == np.uint8
    expected = [
        min(255, level * options.gain) if level > options.threshold else 0 for level in range(256)
    ]
    assert table.tolist() == expected


@given(pictures(), options_at_random())
def test_a_picture_shows_just_what_changed(levels: Picture, options: DifferenceOptions) -> None:
    picture = difference_picture(levels, options)
    assert (picture == difference_table(options)[levels]).all()
    assert ((picture > 0) == changed(levels, options.threshold)).all()


def test_options_in_words() -> None:
    assert DifferenceOptions().words() == "over 16, gain × 4"  # noqa: RUF001
    assert DifferenceOptions(0, 1, "red").words() == "red, over 0, gain × 1"  # noqa: RUF001


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"threshold": -1}, "the threshold must be 0 to 64, not -1"),
        ({"threshold": 65}, "the threshold must be 0 to 64, not 65"),
        ({"gain": 0}, "the gain must be 1 to 32, not 0"),
        ({"gain": 33}, "the gain must be 1 to 32, not 33"),
        ({"channel": "rgb"}, "there is no channel 'rgb', only largest, red, green, blue"),
    ],
)
def test_options_that_cannot_be(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        DifferenceOptions(**options)


@given(st.data(), pictures(), THRESHOLDS, st.sampled_from([1, 8, 9, 20, 33]))
def test_counts_add_up(data: st.DataObject, levels: Picture, threshold: int, most: int) -> None:
    shape = (most, *levels.shape)
    planes = BitPlanes.from_stack(data.draw(arrays(np.uint8, shape, elements=st.integers(0, 1))))
    covered = planes.union()
    counts = count_changed(levels, threshold, planes.bits)
    assert counts == count_changed(levels, threshold, covered)
    over = levels > threshold
    assert counts.changed == over.sum()
    assert counts.inside == over[covered].sum()
    assert counts.outside == over[~covered].sum()
    assert counts.unchanged_inside == (~over)[covered].sum()
    assert counts.changed == counts.inside + counts.outside
    assert (covered == planes.union()).all()


def test_counting_leaves_the_mask_as_it_is() -> None:
    covered = np.ones((4, 5), np.bool_)
    counts = count_changed(np.zeros((4, 5), np.uint8), 0, covered)
    assert covered.all()
    assert (counts.changed, counts.unchanged_inside) == (0, 20)


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(DifferenceError, match="The images are 5 x 4 px, the mask 5 x 1"):
        count_changed(np.zeros((4, 5), np.uint8), 0, np.ones((1, 5), np.bool_))


@given(pictures())
def test_each_level_has_the_largest_of_the_pixels_that_it_stands_for(picture: Picture) -> None:
    levels = max_levels(picture)
    assert levels[0] is picture
    assert levels[-1].tolist() == [[picture.max()]]
    for number, level in enumerate(levels):
        side = 2**number
        for row, column in np.ndindex(*level.shape):
            stands_for = picture[row * side : (row + 1) * side, column * side : (column + 1) * side]
            assert level[row, column] == stands_for.max()


@given(st.data(), SIDES_PX, SIDES_PX)
def test_one_changed_pixel_is_seen_in_every_level(
    data: st.DataObject, height: int, width: int
) -> None:
    picture = np.zeros((height, width), np.uint8)
    picture[data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))] = 99
    assert [np.count_nonzero(level) for level in max_levels(picture)] == [1] * len(
        max_levels(picture)
    )


@given(pictures(), options_at_random())
def test_options_may_be_changed_after_halving(levels: Picture, options: DifferenceOptions) -> None:
    of_picture = max_levels(difference_picture(levels, options))
    for half, expected in zip(max_levels(levels), of_picture, strict=True):
        assert (difference_picture(half, options) == expected).all()


@pytest.mark.parametrize("shape", [(1500, 1100), (2051, 3), (1025, 513)])
def test_levels_have_the_sizes_of_the_image_s(shape: tuple[int, int]) -> None:
    picture = np.zeros(shape, np.uint8)
    image = Pyramid(np.zeros((*shape, 3), np.uint8))
    halves = max_levels(picture)
    assert [half.shape for half in halves[: len(image.levels)]] == [
        level.shape[:2] for level in image.levels
    ]
    assert all(half.flags.c_contiguous for half in halves)
