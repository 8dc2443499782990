"""A preview lies where the image will lie, and has no pixels to be taken for those of the image."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core import preview
from forgery_viewer.core.preview import Preview, RowPreview, is_previewed, preview_picture
from forgery_viewer.core.pyramid import Pyramid
from tests.core.building import Pixels, noise


def test_a_preview_has_the_size_of_the_image_and_none_of_its_pixels() -> None:
    found = Preview(noise(30, 40), 3000, 4000)
    assert (found.height, found.width, found.known_rows) == (3000, 4000, 3000)
    assert found.is_preview
    assert not Pyramid(noise(4, 4)).is_preview
    with pytest.raises(RuntimeError, match="no pixels"):
        _ = found.image


@given(st.integers(1, 4000), st.floats(0.001, 64.0))
def test_the_level_has_a_pixel_for_each_of_the_screen_where_there_is_one(
    side: int, scale: float
) -> None:
    found = Preview(np.zeros((1024, 1024, 3), np.uint8), side * 1024, side * 1024)
    place = found.level_for(scale)
    pixels_a_screen_pixel = 1 / (scale * side) / 2**place
    assert place == 0 or pixels_a_screen_pixel >= 1
    assert place == len(found.levels) - 1 or pixels_a_screen_pixel / 2 < 1


@given(st.data())
def test_rows_that_come_one_after_the_other_look_like_those_of_the_whole_image(
    data: st.DataObject,
) -> None:
    height, width = data.draw(st.integers(1, 70)), data.draw(st.integers(1, 70))
    factor = next(f for f in (1, 2, 4, 8) if max(height, width) <= 16 * f)
    image = noise(height, width, seed=data.draw(st.integers(0, 9)))
    ends = sorted({*data.draw(st.lists(st.integers(1, height), max_size=6)), height})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preview, "PREVIEW_SIDE_PX", 16)
        found = RowPreview()
        assert found.preview(height, width) is None
        for end in ends:
            # What has not come is anything.
            found.take(np.where(np.arange(height)[:, None, None] < end, image, 99), end)
            seen = found.preview(height, width)
            known = 0 if seen is None else seen.known_rows
            assert known == (end if end == height else end // factor * factor)
            if seen is not None:
                picture = seen.levels[0]
                assert picture.shape == (-(-known // factor), -(-width // factor), 3)
                check_means(picture, image, factor)


def check_means(picture: Pixels, image: Pixels, factor: int) -> None:
    """Each pixel that stands for a whole block is the mean of it."""
    rows, columns = image.shape[0] // factor, image.shape[1] // factor
    rows = min(rows, picture.shape[0])
    if columns * factor < image.shape[1]:
        # Shared out unevenly among too few pixels: none stands for a block.
        return
    blocks = image[: rows * factor].reshape(rows, factor, columns, factor, 3)
    assert np.abs(picture[:rows] - blocks.mean(axis=(1, 3))).max(initial=0) <= 1


def test_only_large_images_are_previewed() -> None:
    assert is_previewed(4096, 4096)
    assert is_previewed(3888, 3552), "the largest of the competition"
    assert not is_previewed(696, 512)
    assert preview_picture(np.zeros((3000, 1500, 3), np.uint8)).shape == (1024, 512, 3)
