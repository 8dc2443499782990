"""Forgeries: what changes, what does not, and whether the mask says so exactly."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.forging import (
    Duplication,
    Forgery,
    Paste,
    centre_of,
    copy_region,
    forge,
    matched,
)
from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.shapes import blob, ellipse, rectangle

HEIGHT, WIDTH = 90, 120
SHAPE = (HEIGHT, WIDTH)


def noise(seed: int = 0, shape: tuple[int, int] = SHAPE) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (*shape, 3), np.uint8)


def forge_one(image: NDArray[np.uint8], source: NDArray[np.bool_], *pastes: Paste) -> Forgery:
    return forge(image, [Duplication(source, pastes)])


pastes = st.builds(
    Paste,
    centre_x=st.floats(5, WIDTH - 5),
    centre_y=st.floats(5, HEIGHT - 5),
    angle_deg=st.floats(-180, 180),
    scale=st.floats(0.6, 1.6),
    mirrored=st.booleans(),
    gain=st.floats(0.7, 1.4),
    offset=st.floats(-30, 30),
)


@st.composite
def duplications(draw: st.DrawFn) -> Duplication:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    centre = (draw(st.integers(15, WIDTH - 15)), draw(st.integers(15, HEIGHT - 15)))
    radii = (draw(st.integers(3, 12)), draw(st.integers(3, 12)))
    source = blob(SHAPE, centre, radii, rng)
    return Duplication(source, tuple(draw(st.lists(pastes, min_size=1, max_size=3))))


@given(
    planned=st.lists(duplications(), min_size=1, max_size=3),
    feather_px=st.sampled_from([0.0, 1.0, 2.5, 9.0]),
)
def test_the_mask_is_the_sources_and_copies_and_nothing_else_changes(
    planned: list[Duplication], feather_px: float
) -> None:
    image = noise()
    before = image.copy()
    forgery = forge(image, planned, feather_px)

    np.testing.assert_array_equal(image, before)
    assert forgery.mask.shape == (len(planned), *SHAPE)
    assert forgery.mask.dtype == np.uint8
    every_copy = np.zeros(SHAPE, np.bool_)
    for channel, duplication in zip(forgery.mask, planned, strict=True):
        copies = [copy_region(duplication.source, paste) for paste in duplication.pastes]
        every_copy |= np.logical_or.reduce(copies)
        expected = np.logical_or.reduce([duplication.source, *copies])
        np.testing.assert_array_equal(channel, expected)
    np.testing.assert_array_equal(forgery.image[~every_copy], image[~every_copy])


@given(
    x=st.integers(12, WIDTH - 13),
    y=st.integers(12, HEIGHT - 13),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_copy_that_is_only_moved_equals_its_source_pixel_for_pixel(
    x: int, y: int, seed: int
) -> None:
    image = noise(seed)
    source = blob(SHAPE, (40, 45), (7, 6), np.random.default_rng(seed))
    forgery = forge_one(image, source, Paste(x, y))
    copy = copy_region(source, Paste(x, y))
    assert copy.sum() == source.sum()
    np.testing.assert_array_equal(forgery.image[copy], image[source])


@pytest.mark.parametrize(
    ("paste", "turned"),
    [
        (Paste(80, 40, angle_deg=90), lambda part: np.rot90(part, 1)),
        (Paste(80, 40, angle_deg=-90), lambda part: np.rot90(part, -1)),
        (Paste(80, 40, angle_deg=180), lambda part: np.rot90(part, 2)),
        (Paste(80, 40, mirrored=True), np.fliplr),
        (Paste(80, 40, mirrored=True, angle_deg=90), lambda part: np.rot90(np.fliplr(part))),
    ],
)
def test_quarter_turns_and_mirroring_are_exact(paste: Paste, turned: object) -> None:
    assert callable(turned)
    image = noise()
    source = rectangle(SHAPE, 20, 30, 21, 13)
    forgery = forge_one(image, source, paste)
    expected = turned(image[30:43, 20:41])
    height, width = expected.shape[:2]
    top, left = 40 - height // 2, 80 - width // 2
    copy = rectangle(SHAPE, left, top, width, height)
    np.testing.assert_array_equal(copy_region(source, paste), copy)
    np.testing.assert_array_equal(forgery.image[top : top + height, left : left + width], expected)


@given(planned=duplications(), feather_px=st.sampled_from([0.0, 3.0]))
def test_the_source_stays_as_it_was_where_no_copy_lies_on_it(
    planned: Duplication, feather_px: float
) -> None:
    copies = [copy_region(planned.source, paste) for paste in planned.pastes]
    assume(not np.any(planned.source & np.logical_or.reduce(copies)))
    image = noise()
    forgery = forge(image, [planned], feather_px)
    np.testing.assert_array_equal(forgery.image[planned.source], image[planned.source])


def test_every_instance_has_one_region_for_its_source_and_one_for_each_copy() -> None:
    first = Duplication(ellipse(SHAPE, (20, 20), (8, 6)), (Paste(60, 20), Paste(100, 20, 30)))
    second = Duplication(ellipse(SHAPE, (20, 65), (6, 8)), (Paste(60, 65, scale=1.3),))
    mask = forge(noise(), [first, second]).mask
    assert [len(find_regions(channel)) for channel in mask] == [3, 2]


@given(scale=st.floats(0.6, 2.0), angle_deg=st.floats(-180, 180))
def test_the_area_of_a_copy_grows_with_the_square_of_its_scale(
    scale: float, angle_deg: float
) -> None:
    source = ellipse((300, 300), (60, 60), (22, 15))
    copy = copy_region(source, Paste(200, 200, angle_deg=angle_deg, scale=scale))
    assert copy.sum() == pytest.approx(source.sum() * scale**2, rel=0.05)


def test_tone_is_gain_times_value_plus_offset_and_is_cut_to_bytes() -> None:
    image = np.full((*SHAPE, 3), (100, 200, 10), np.uint8)
    source = rectangle(SHAPE, 10, 10, 9, 9)
    forgery = forge_one(image, source, Paste(60, 60, gain=1.2, offset=-20))
    assert forgery.image[60, 60].tolist() == [100, 220, 0]
    assert forgery.image[14, 14].tolist() == [100, 200, 10]


def test_soft_edges_run_inwards_and_reach_full_strength() -> None:
    image = np.zeros((*SHAPE, 3), np.uint8)
    source = rectangle(SHAPE, 10, 10, 21, 21)
    image[source] = 200
    forgery = forge(image, [Duplication(source, (Paste(70, 50),))], feather_px=3.0)
    # From outside over the left edge to the middle of the copy.
    assert forgery.image[50, 58:66, 0].tolist() == [0, 0, 50, 100, 150, 200, 200, 200]


def test_a_copy_may_hang_over_the_border_and_has_no_soft_edge_there() -> None:
    image = np.zeros((*SHAPE, 3), np.uint8)
    source = rectangle(SHAPE, 40, 40, 21, 21)
    image[source] = 200
    forgery = forge(image, [Duplication(source, (Paste(0, 0),))], feather_px=3.0)
    assert forgery.mask[0, :11, :11].all()
    assert forgery.mask.sum() == 21 * 21 + 11 * 11
    assert forgery.image[0, 0, 0] == 200
    assert forgery.image[10, 0, 0] == 50


def test_copies_are_taken_from_the_authentic_image_not_from_earlier_copies() -> None:
    image = noise()
    first, second = rectangle(SHAPE, 5, 5, 11, 11), rectangle(SHAPE, 50, 50, 11, 11)
    forgery = forge(
        image, [Duplication(first, (Paste(55, 55),)), Duplication(second, (Paste(100, 20),))]
    )
    copy = copy_region(second, Paste(100, 20))
    np.testing.assert_array_equal(forgery.image[copy], image[second])


def test_grey_stays_grey() -> None:
    image = np.repeat(noise()[..., :1], 3, axis=2)
    source = ellipse(SHAPE, (30, 40), (10, 10))
    paste = Paste(80, 40, angle_deg=33, scale=1.2, gain=1.1, offset=3)
    forged = forge(image, [Duplication(source, (paste,))], 2.0).image
    np.testing.assert_array_equal(forged[..., 0], forged[..., 1])
    np.testing.assert_array_equal(forged[..., 0], forged[..., 2])


def test_a_matched_copy_is_as_bright_as_its_new_place() -> None:
    image = np.full((*SHAPE, 3), 180, np.uint8)
    image[:, 60:] = 120
    source = ellipse(SHAPE, (30, 40), (10, 10))
    image[36:44, 26:34] = 40
    paste = matched(image, source, Paste(90, 40))
    assert paste.offset == -60
    forged = forge(image, [Duplication(source, (paste,))]).image
    assert forged[40, 82].tolist() == [120, 120, 120]
    assert forged[40, 90].tolist() == [0, 0, 0]


def test_the_centre_of_a_region_is_a_whole_pixel() -> None:
    assert centre_of(rectangle(SHAPE, 10, 20, 5, 3)) == (12, 21)
    assert centre_of(rectangle(SHAPE, 10, 20, 6, 4)) == (12, 21)


SQUARE = rectangle(SHAPE, 10, 10, 9, 9)


@pytest.mark.parametrize(
    ("planned", "feather_px", "reason"),
    [
        ([], 0.0, "at least one duplication"),
        ([Duplication(SQUARE, ())], 0.0, "at least one copy"),
        ([Duplication(SQUARE, (Paste(500, 20),))], 0.0, "outside"),
        ([Duplication(SQUARE, (Paste(50, 20, scale=0),))], 0.0, "scale"),
        ([Duplication(SQUARE[1:], (Paste(50, 20),))], 0.0, "source is"),
        ([Duplication(np.zeros(SHAPE, np.bool_), (Paste(50, 20),))], 0.0, "empty"),
        ([Duplication(SQUARE, (Paste(50, 20),))], -1.0, "soft edge"),
    ],
)
def test_what_cannot_be_forged_is_refused(
    planned: list[Duplication], feather_px: float, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        forge(noise(), planned, feather_px)


def test_only_rgb_bytes_are_forged() -> None:
    planned = [Duplication(SQUARE, (Paste(50, 20),))]
    with pytest.raises(ValueError, match="uint8"):
        forge(noise()[..., 0], planned)
