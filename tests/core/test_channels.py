"""Means and standard deviations of channels are those of plain arithmetic, to the last digit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.channels import ChannelSums, ChannelTable, channel_sums, read_channels
from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.images import read_image
from tests.core.building import noise, write_case, write_image


def table_of(images: list[NDArray[np.uint8]]) -> ChannelTable:
    sums = ChannelSums.of(range(len(images)), [channel_sums(image) for image in images])
    return ChannelTable.unread(len(images)).with_sums(sums)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 99)), min_size=1))
def test_figures_are_those_of_all_pixels_in_one_row(sizes: list[tuple[int, int, int]]) -> None:
    images = [noise(height, width, seed=seed) for height, width, seed in sizes]
    figures = table_of(images).figures(np.arange(len(images)))
    pixels = np.concatenate([image.reshape(-1, 3) for image in images]).astype(np.float64)
    assert figures is not None
    assert (figures.images, figures.pixels) == (len(images), len(pixels))
    assert figures.mean_rgb == pytest.approx(pixels.mean(axis=0))
    assert figures.std_rgb == pytest.approx(pixels.std(axis=0))
    means = [image.reshape(-1, 3).mean(axis=0) for image in images]
    deviations = [image.reshape(-1, 3).std(axis=0) for image in images]
    assert figures.image_mean_rgb == pytest.approx(np.mean(means, axis=0))
    assert figures.image_std_rgb == pytest.approx(np.mean(deviations, axis=0), abs=1e-6)


def test_sums_are_exact_where_floats_of_half_the_size_are_not() -> None:
    image = np.full((4100, 4099, 3), 255, np.uint8)
    image[0, 0] = (254, 253, 252)
    pixels = 4100 * 4099
    assert channel_sums(image) == [
        pixels,
        *(pixels * 255 - less for less in (1, 2, 3)),
        *((pixels - 1) * 255**2 + value**2 for value in (254, 253, 252)),
    ]


def test_one_colour_has_no_deviation() -> None:
    figures = table_of([np.full((70, 90, 3), (3, 141, 255), np.uint8)] * 3).figures(np.arange(3))
    assert figures is not None
    assert list(figures.mean_rgb) == [3, 141, 255]
    assert list(figures.std_rgb) == [0, 0, 0]
    assert list(figures.mean_bgr) == [255, 141, 3]
    assert list(figures.std_bgr) == [0, 0, 0]


def test_only_rows_that_are_known_count() -> None:
    unread = ChannelTable.unread(3)
    assert unread.figures(np.arange(3)) is None
    sums = ChannelSums.of([1], [channel_sums(noise(4, 5))])
    table = unread.with_sums(sums)
    assert table.known.tolist() == [False, True, False]
    figures = table.figures(np.arange(3))
    assert figures is not None
    assert figures.images == 1


def test_deep_grey_and_transparent_images_count_as_they_are_shown(tmp_path: Path) -> None:
    for case_id in ("1", "2", "3"):
        write_case(tmp_path, case_id, authentic=False)
    deep = np.random.default_rng(3).integers(0, 65536, (20, 30, 3), np.uint16)
    rgba = noise(20, 30, 4)
    grey = noise(20, 30, 1)
    folder = tmp_path / "train_images/forged"
    for case_id, written in (("1", deep), ("2", rgba), ("3", grey)):
        write_image(folder / f"{case_id}.png", written)
    sums = read_channels(list_dataset(tmp_path), range(3))
    shown = (np.round(deep / 257).astype(np.uint8), rgba[..., :3], np.stack((grey,) * 3, 2))
    for row, pixels in enumerate(shown):
        wide = pixels.reshape(-1, 3).astype(np.uint64)
        assert sums.pixels[row] == 600
        np.testing.assert_array_equal(sums.sums[row], wide.sum(axis=0))
        np.testing.assert_array_equal(sums.squares[row], (wide**2).sum(axis=0))


def test_images_that_cannot_be_read_are_left_out(shared_data: Path) -> None:
    index = list_dataset(shared_data / "recodai_broken")
    sums = read_channels(index, range(len(index)))
    unread = [index.key(int(row)) for row in sums.rows[sums.pixels == 0]]
    assert [(key.label, key.case_id) for key in unread] == [
        ("forged", "39088"),
        ("forged", "40421"),
    ]
    table = ChannelTable.unread(len(index)).with_sums(sums)
    figures = table.figures(np.arange(len(index)))
    assert figures is not None
    pixels = np.concatenate(
        [read_image(Path(index.column("image_path")[row])).reshape(-1, 3)
         for row in np.flatnonzero(table.known)]
    )  # fmt: skip
    assert figures.pixels == len(pixels)
    # A channel at a time: NumPy adds up a long row far more exactly than three columns.
    channels = [np.ascontiguousarray(channel) for channel in pixels.T]
    assert figures.mean_rgb == pytest.approx([c.mean() for c in channels], rel=1e-12)
    assert figures.std_rgb == pytest.approx([c.std() for c in channels], rel=1e-12)


def test_reading_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    for case_id in ("1", "2"):
        write_case(tmp_path, case_id, authentic=False)
    answers = iter([False, True])
    sums = read_channels(list_dataset(tmp_path), [1, 0], lambda: next(answers))
    assert sums.rows.tolist() == [1]
