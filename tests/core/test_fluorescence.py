"""Fluorescence micrographs by formula: cells where they are said to be, in their dyes."""

import numpy as np

from forgery_viewer.core.fluorescence import BLUE, GREEN, GREY, nuclei


def test_nuclei_shine_in_their_dye_on_a_dark_ground() -> None:
    made = nuclei((200, 260), 12, 12.0, np.random.default_rng(3), GREEN)
    assert made.image.shape == (200, 260, 3)
    assert made.image.dtype == np.uint8
    assert np.median(made.image) < 15
    for x, y, radius in made.cells.tolist():
        rows = slice(max(int(y - radius / 2), 0), int(y + radius / 2) + 1)
        columns = slice(max(int(x - radius / 2), 0), int(x + radius / 2) + 1)
        red, green, blue = made.image[rows, columns].reshape(-1, 3).mean(axis=0)
        assert green > 50
        assert green > 2 * max(red, blue)


def test_nuclei_keep_apart() -> None:
    x, y, radius = nuclei((300, 300), 40, 10.0, np.random.default_rng(3)).cells.T
    away = np.hypot(x[:, None] - x, y[:, None] - y)
    touching = away < radius[:, None] + radius
    assert np.count_nonzero(touching) == len(x)


def test_cells_lie_around_their_nuclei() -> None:
    alone = nuclei((160, 160), 1, 14.0, np.random.default_rng(2), BLUE)
    whole = nuclei((160, 160), 1, 14.0, np.random.default_rng(2), BLUE, GREEN)
    assert (whole.image[..., 1] > 60).sum() > 2 * (alone.image[..., 1] > 60).sum()


def test_where_there_is_no_room_there_are_fewer() -> None:
    assert 1 <= len(nuclei((60, 60), 50, 12.0, np.random.default_rng(0)).cells) < 20


def test_grey_is_grey_and_the_same_seed_makes_the_same() -> None:
    one, same = (nuclei((90, 90), 5, 9.0, np.random.default_rng(8), GREY).image for _ in "ab")
    np.testing.assert_array_equal(one, same)
    np.testing.assert_array_equal(one[..., 0], one[..., 2])
