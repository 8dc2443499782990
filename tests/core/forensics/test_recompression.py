"""Error levels are those of another encoder, and ghosts are found where they were put."""

import numpy as np
import pytest

from forgery_viewer.core.forensics.catalogue import find_view
from forgery_viewer.core.forensics.parameters import Value
from forgery_viewer.core.forensics.recompression import FULL_COLOUR, HALF_COLOUR, resaved
from forgery_viewer.core.forensics.view import compute
from tests.core.forensics.pictures import Pixels, saved_by_pillow, texture

ELA, GHOST = find_view("error-levels"), find_view("jpeg-ghost")


@pytest.mark.parametrize(("colour", "subsampling"), [(FULL_COLOUR, 0), (HALF_COLOUR, 2)])
@pytest.mark.parametrize("quality", [30, 75, 90, 98])
def test_error_levels_are_those_of_pillow(colour: str, subsampling: int, quality: int) -> None:
    image = texture(101, 123)
    again = saved_by_pillow(image, quality, subsampling)
    expected = np.minimum(2 * np.abs(image.astype(int) - again), 255)
    values: dict[str, Value] = {"quality": quality, "gain": 2.0, "colour": colour}
    found = compute(ELA, image, values).astype(int)
    # A level of the image is two of the picture.
    assert np.abs(found - expected).max() <= 2
    for place, channel in enumerate(("red", "green", "blue")):
        single = compute(ELA, image, {**values, "channels": channel})
        np.testing.assert_array_equal(single, found[..., place])
    largest = compute(ELA, image, {**values, "channels": "largest"})
    np.testing.assert_array_equal(largest, found.max(axis=2))


@pytest.mark.parametrize("colour", [FULL_COLOUR, HALF_COLOUR])
@pytest.mark.parametrize("shift", [(0, 0), (3, 5), (7, 1)])
def test_blocks_begin_at_the_shift(colour: str, shift: tuple[int, int]) -> None:
    image = texture(64, 80)
    down, right = shift
    found = resaved(image, 70, colour, shift)
    assert found.shape == image.shape
    inner = resaved(np.ascontiguousarray(image[down:, right:]), 70, colour)
    # Halved colour is mixed across the borders of blocks: only the inside need be the same.
    np.testing.assert_array_equal(found[down + 16 :, right + 16 :], inner[16:, 16:])
    if colour == FULL_COLOUR:
        np.testing.assert_array_equal(found[down:, right:], inner)


def with_ghost(quality: int, shift: tuple[int, int] = (0, 0)) -> tuple[Pixels, tuple[slice, slice]]:
    """Texture in whose middle a part was saved as JPEG before, on blocks that begin at a shift."""
    image = texture(192, 192)
    part = (slice(64 + shift[0], 128 + shift[0]), slice(64 + shift[1], 128 + shift[1]))
    image[part] = saved_by_pillow(image[part], quality)
    return image, part


def inside_and_outside(picture: Pixels, part: tuple[slice, slice]) -> tuple[float, float]:
    outside = np.ones(picture.shape[:2], bool)
    outside[part] = False
    rows, columns = part
    inner = picture[rows.start + 16 : rows.stop - 16, columns.start + 16 : columns.stop - 16]
    return float(inner.mean()), float(picture[outside].mean())


def test_ghost_is_dark_at_its_quality_alone() -> None:
    image, part = with_ghost(60)
    inside, outside = inside_and_outside(compute(GHOST, image, {"quality": 60}), part)
    assert inside < 0.15 * outside
    for quality in (50, 70):
        inside, outside = inside_and_outside(compute(GHOST, image, {"quality": quality}), part)
        assert inside > 0.3 * outside


def test_ghost_on_another_grid_needs_the_shift() -> None:
    image, part = with_ghost(60, (3, 5))
    at_shift = {"quality": 60, "shift_y": 3, "shift_x": 5}
    inside, outside = inside_and_outside(compute(GHOST, image, at_shift), part)
    assert inside < 0.15 * outside
    inside, outside = inside_and_outside(compute(GHOST, image, {"quality": 60}), part)
    assert inside > 0.5 * outside


@pytest.mark.parametrize(("quality", "channel"), [(55, 2), (90, 0)])
def test_ghosts_of_all_qualities_have_the_colour_of_theirs(quality: int, channel: int) -> None:
    image, part = with_ghost(quality)
    picture = compute(GHOST, image, {"show": "all qualities in colour"})
    inside, outside = inside_and_outside(picture.max(axis=2), part)
    assert inside > 100
    assert outside < 30
    colours = picture[part][16:-16, 16:-16].reshape(-1, 3).mean(axis=0)
    assert colours.argmax() == channel
    # Turned round, the range is the same.
    ends = {"least_quality": 95, "most_quality": 50}
    turned = compute(GHOST, image, {"show": "all qualities in colour", **ends})
    np.testing.assert_array_equal(turned, picture)


def test_blocks_hold_the_root_of_their_mean_square() -> None:
    image = texture(40, 52)
    again = saved_by_pillow(image, 75)
    squares = (image.astype(float) - again) ** 2
    picture = compute(GHOST, image, {"window": 1, "gain": 2.0})
    for row in range(0, 40, 8):
        for column in range(0, 52, 8):
            block = picture[row : row + 8, column : column + 8]
            assert block.min() == block.max()
            mean = squares[row : row + 8, column : column + 8].mean()
            assert abs(2 * mean**0.5 - int(block[0, 0])) <= 0.51
    middle = squares[8:32, 16:40].mean()
    assert abs(2 * middle**0.5 - int(compute(GHOST, image, {"gain": 2.0})[20, 28])) <= 0.51
