"""Transforms of image points: inverse, product, what they are made of, and their words."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.forging import Paste, centre_of, transform_of
from forgery_viewer.core.shapes import rectangle
from forgery_viewer.core.twins.transform import Transform

POINTS = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 80.0], [-30.5, 700.25]])
NOWHERE = (0.0, 0.0)

angles = st.floats(-179.99, 180.0)
scales = st.floats(0.2, 5.0)
places = st.tuples(st.floats(-4000, 4000), st.floats(-4000, 4000))


@st.composite
def similarities(draw: st.DrawFn) -> Transform:
    return Transform.of_similarity(
        draw(angles),
        draw(scales),
        mirrored=draw(st.booleans()),
        shift=draw(places),
        centre=draw(places),
    )


@given(similarities())
def test_the_inverse_leads_back(transform: Transform) -> None:
    back = transform.inverse()
    np.testing.assert_allclose(back.apply(transform.apply(POINTS)), POINTS, atol=1e-6)
    np.testing.assert_allclose(transform.then(back).apply(POINTS), POINTS, atol=1e-6)
    assert back.is_mirrored == transform.is_mirrored
    assert back.scale == pytest.approx(1 / transform.scale)


@given(similarities(), similarities())
def test_one_after_the_other(first: Transform, second: Transform) -> None:
    both = first.then(second)
    np.testing.assert_allclose(both.apply(POINTS), second.apply(first.apply(POINTS)), atol=1e-5)
    assert both.is_mirrored == (first.is_mirrored != second.is_mirrored)
    assert both.scale == pytest.approx(first.scale * second.scale)


@given(angles, scales, st.booleans(), places, places)
def test_a_similarity_is_taken_apart_again(
    angle_deg: float,
    scale: float,
    mirrored: bool,
    shift: tuple[float, float],
    centre: tuple[float, float],
) -> None:
    transform = Transform.of_similarity(
        angle_deg, scale, mirrored=mirrored, shift=shift, centre=centre
    )
    away = (transform.angle_deg - angle_deg + 180.0) % 360.0 - 180.0
    assert away == pytest.approx(0.0, abs=1e-6)
    assert -180.0 < transform.angle_deg <= 180.0
    assert transform.scale == pytest.approx(scale)
    assert transform.is_mirrored == mirrored
    assert transform.shift_at(*centre) == pytest.approx(shift, abs=1e-6)


@given(angles, scales, st.booleans(), st.integers(0, 50), st.integers(0, 50))
def test_angles_and_mirroring_are_those_of_forging(
    angle_deg: float, scale: float, mirrored: bool, x: int, y: int
) -> None:
    source = rectangle((60, 80), 10, 20, 15, 11)
    paste = Paste(x, y, angle_deg=angle_deg, scale=scale, mirrored=mirrored)
    centre = centre_of(source)
    transform = Transform.of_similarity(
        angle_deg,
        scale,
        mirrored=mirrored,
        centre=centre,
        shift=(x - centre[0], y - centre[1]),
    )
    np.testing.assert_allclose(transform.array(), transform_of(source, paste), atol=1e-9)


def test_counter_clockwise_is_as_seen_on_the_screen() -> None:
    turn = Transform.of_similarity(90.0)
    # What was to the right comes to lie above, where y is smaller.
    np.testing.assert_array_equal(turn.apply(np.array([[1.0, 0.0]])), [[0.0, -1.0]])
    mirror = Transform.of_similarity(90.0, mirrored=True)
    np.testing.assert_array_equal(mirror.apply(np.array([[1.0, 0.0]])), [[0.0, 1.0]])


def test_quarter_turns_are_exact() -> None:
    for quarters in range(-4, 5):
        entries = Transform.of_similarity(90.0 * quarters).array()[:, :2]
        assert set(np.abs(entries).ravel().tolist()) == {0.0, 1.0}


def test_what_flattens_the_plane_has_no_inverse() -> None:
    flat = Transform(((1.0, 2.0, 0.0), (2.0, 4.0, 0.0)))
    with pytest.raises(ValueError, match="no inverse"):
        flat.inverse()


@pytest.mark.parametrize(
    ("transform", "words"),
    [
        (Transform.of_similarity(), "shift 0, 0 px"),
        (Transform.of_similarity(shift=(-17, -414), mirrored=True), "shift -17, -414 px, mirrored"),
        (Transform.of_similarity(12.5, 1.09, shift=(20, 3)), "shift 20, 3 px, 12.5°, 1.09 *"),
        (Transform.of_similarity(-30.0, shift=(-0.4, 0.4)), "shift 0, 0 px, -30°"),
        (Transform.of_similarity(-179.99), "shift 0, 0 px, 180°"),
        (Transform.of_similarity(179.97, 0.8), "shift 0, 0 px, 180°, 0.80 *"),
        (Transform.of_similarity(0.2, 1.004), "shift 0, 0 px"),
        (Transform.of_similarity(-0.31), "shift 0, 0 px, -0.3°"),
        (
            Transform.of_similarity(-45.26, 2.0, mirrored=True),
            "shift 0, 0 px, mirrored, -45.3°, 2.00 *",
        ),
    ],
)
def test_words(transform: Transform, words: str) -> None:
    # Signs that look like others are written as those.
    expected = words.replace("*", "\N{MULTIPLICATION SIGN}").replace("-", "\N{MINUS SIGN}")
    assert transform.words(NOWHERE) == expected


@given(similarities(), places)
def test_words_name_the_shift_of_the_centre(
    transform: Transform, centre: tuple[float, float]
) -> None:
    dx, dy = transform.shift_at(*centre)
    shift = transform.words(centre).split(" px")[0].removeprefix("shift ")
    named = [int(part.replace("\N{MINUS SIGN}", "-")) for part in shift.split(", ")]
    assert math.dist(named, (dx, dy)) <= math.sqrt(0.5) + 1e-6
    assert transform.words(centre).count("mirrored") == transform.is_mirrored
