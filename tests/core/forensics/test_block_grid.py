"""The block grid is found in images that were JPEG files, where it lies, and in no others."""

import numpy as np
import pytest

from forgery_viewer.core.forensics.block_grid import grid_strengths
from forgery_viewer.core.forensics.catalogue import find_view
from forgery_viewer.core.forensics.view import compute
from tests.core.building import noise
from tests.core.forensics.pictures import saved_by_pillow, texture

GRID = find_view("block-grid")


def test_an_image_that_was_a_jpeg_has_a_grid() -> None:
    image = texture(256, 256)
    never = compute(GRID, image, {}).astype(float)
    once = compute(GRID, saved_by_pillow(image, 70), {}).astype(float)
    assert once.mean() > 60
    assert never.mean() < 15
    assert np.percentile(once, 5) > np.percentile(never, 95)


@pytest.mark.parametrize("quality", [50, 75, 85])
def test_the_grid_wanes_with_quality(quality: int) -> None:
    image = texture(256, 256)
    means = [compute(GRID, saved_by_pillow(image, q), {}).mean() for q in (quality, quality + 10)]
    assert means[0] > means[1]


@pytest.mark.parametrize("shift", [(0, 0), (3, 5), (7, 1)])
def test_a_shifted_grid_is_found_where_it_lies(shift: tuple[int, int]) -> None:
    down, right = shift
    saved = saved_by_pillow(texture(272, 272), 70)
    image = np.ascontiguousarray(saved[8 - down :, 8 - right :][:256, :256])
    strengths = {
        (y, x): float(compute(GRID, image, {"shift_y": y, "shift_x": x}).mean())
        for y in range(8)
        for x in range(8)
    }
    assert max(strengths, key=strengths.__getitem__) == shift
    # A jump reaches over two columns on either side: next to the grid there is some of it.
    near = (0, 1, 7)
    apart = [
        strength
        for (y, x), strength in strengths.items()
        if (y - down) % 8 not in near and (x - right) % 8 not in near
    ]
    assert strengths[shift] > 5 * max(apart)


def test_a_pasted_part_has_another_colour_than_the_rest() -> None:
    image = saved_by_pillow(texture(256, 256), 60)
    other = saved_by_pillow(texture(256, 256, seed=5), 60)
    image[80:176, 80:176] = other[83:179, 85:181]
    picture = compute(GRID, image, {"show": "strongest grid in colour", "gain": 20})
    inside = np.median(picture[104:152, 104:152].reshape(-1, 3), axis=0)
    outside = np.median(picture[:64].reshape(-1, 3), axis=0)
    assert outside.tolist() == [255, 255, 255]
    # Its blocks begin 5 px down and 3 px to the right: the less green and red.
    assert inside.tolist() == pytest.approx([255 * 4 / 7, 255 * 2 / 7, 255], abs=1)
    at_zero = compute(GRID, image, {})
    assert at_zero[104:152, 104:152].mean() < 0.2 * at_zero[:64].mean()


@pytest.mark.parametrize("wide", [1, 3])
def test_strength_is_mean_over_mean(wide: int) -> None:
    pixels = noise(37, 45, 1)
    found = grid_strengths(pixels, wide)
    assert found.shape == (5, 6, 8)
    signed = pixels.astype(int)
    jumps = np.full(pixels.shape, -1)
    third = signed[:, :-3] - 3 * signed[:, 1:-2] + 3 * signed[:, 2:-1] - signed[:, 3:]
    jumps[:, 2:-1] = np.minimum(np.abs(third), 50)
    for row, column in np.ndindex(5, 6):
        more = wide // 2
        rows = slice(max(row - more, 0) * 8, (row + more + 1) * 8)
        first = max(column - more, 0) * 8
        part = jumps[rows, first : (column + more + 1) * 8]
        columns = [part[:, shift::8] for shift in range(8)]
        means = [c[c >= 0].mean() if (c >= 0).any() else None for c in columns]
        for shift, mean in enumerate(means):
            rest = [m for place, m in enumerate(means) if place != shift and m is not None]
            expected = 0 if mean is None else (mean + 0.25) / (np.mean(rest) + 0.25) - 1
            assert found[row, column, shift] == pytest.approx(expected)
