"""Transforms are found in the image: against forgeries made here, and against nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.forging import Duplication, Paste, bounds, copy_region, forge
from forgery_viewer.core.images import read_image
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.random_forging import Variation, random_forgery
from forgery_viewer.core.shapes import ellipse, rectangle
from forgery_viewer.core.twins.cutouts import Cutout
from forgery_viewer.core.twins.matching import Match, correlate, find_transform
from forgery_viewer.core.twins.transform import Transform
from tests.core.twins.truth import first_paste, is_right, middle_of

Image = NDArray[np.uint8]
Plane = NDArray[np.bool_]

MICROGRAPHS = Path(__file__).resolve().parents[3] / "resources" / "base_images"
NAMES = ("cell.png", "retina.jpg", "microaneurysms.png", "skin.png")
EVERYTHING = Variation(chance=1.0)


def micrograph(name: str) -> Image:
    return read_image(MICROGRAPHS / name)


def texture(height: int = 300, width: int = 400, grain_px: float = 2.0, seed: int = 0) -> Image:
    luck = np.random.default_rng(seed).normal(size=(height, width, 3)).astype(np.float32)
    soft = np.asarray(cv2.GaussianBlur(luck, (0, 0), grain_px))
    return np.asarray(np.clip(128 + 40 * soft / soft.std(), 0, 255), np.uint8)


def as_is(image: Image, rng: np.random.Generator) -> Image:
    return image


def as_jpeg(image: Image, rng: np.random.Generator) -> Image:
    _done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 75])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_BGR), np.uint8)


def noisy(image: Image, rng: np.random.Generator) -> Image:
    return np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)


def exact(region: Plane) -> Plane:
    return region


def boxed(region: Plane) -> Plane:
    left, top, right, bottom = bounds(region)
    return rectangle((region.shape[0], region.shape[1]), left, top, right - left, bottom - top)


def share_right(
    radius_px: tuple[float, float],
    variation: Variation,
    *,
    spoilt: Callable[[Image, np.random.Generator], Image] = as_is,
    drawn: Callable[[Plane], Plane] = exact,
    names: tuple[str, ...] = NAMES,
    seeds: int = 6,
) -> float:
    """The share of forgeries of the micrographs in which the copy is found rightly."""
    right = []
    for name in names:
        image = micrograph(name)
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            forgery = random_forgery(image, rng, radius_px=radius_px, variation=variation)
            source, paste, truth = first_paste(forgery)
            copy = copy_region(source, paste)
            match = find_transform(
                spoilt(forgery.image, rng),
                Cutout.of_mask(drawn(source)),
                Cutout.of_mask(drawn(copy)),
            )
            right.append(is_right(match, truth, middle_of(source)))
    return float(np.mean(right))


def find(image: Image, source: Plane, copy: Plane) -> Match | None:
    return find_transform(image, Cutout.of_mask(source), Cutout.of_mask(copy))


def test_turned_scaled_mirrored_and_toned_copies_are_found() -> None:
    # Radii over 40 px find no place in the smallest one.
    names = ("cell.png", "retina.jpg", "skin.png")
    assert share_right((15, 50), EVERYTHING, names=names, seeds=8) >= 0.95


def test_copies_that_are_only_moved_are_found_to_the_pixel() -> None:
    plain = Variation(chance=0.0, feather_px=0.0)
    for name in NAMES:
        image = micrograph(name)
        forgery = random_forgery(
            image, np.random.default_rng(5), radius_px=(8, 20), variation=plain
        )
        source, paste, truth = first_paste(forgery)
        match = find(forgery.image, source, copy_region(source, paste))
        assert match is not None
        assert match.transform == truth
        assert match.correlation == pytest.approx(1.0)
        # Flat squares count as unlike: how much depends on the image.
        assert match.detail > 0.5


def test_small_copies_are_found() -> None:
    # Where there is texture: the others have flat places, of which nothing can be told.
    textured = ("microaneurysms.png", "skin.png")
    assert share_right((8, 12), EVERYTHING, names=textured, seeds=10) >= 0.9


def test_copies_are_found_after_another_encoding_and_under_noise() -> None:
    textured = ("microaneurysms.png", "skin.png")
    assert share_right((15, 30), EVERYTHING, spoilt=as_jpeg, names=textured) >= 0.9
    assert share_right((15, 30), EVERYTHING, spoilt=noisy, names=textured) >= 0.9


def test_copies_are_found_where_a_box_was_drawn_around_them() -> None:
    moved = Variation(chance=0.5, angle_deg=0.0, scale=1.0)
    assert share_right((15, 30), moved, drawn=boxed, names=("skin.png",), seeds=10) >= 0.9


@settings(max_examples=15)
@given(
    angle_deg=st.floats(-180, 180),
    scale=st.floats(0.75, 1.35),
    mirrored=st.booleans(),
    gain=st.floats(0.8, 1.2),
    seed=st.integers(0, 99),
)
def test_any_similarity_is_found_where_there_is_texture(
    angle_deg: float, scale: float, mirrored: bool, gain: float, seed: int
) -> None:
    image = texture(seed=seed)
    source = ellipse((300, 400), (80, 90), (30, 22), 20)
    paste = Paste(
        280, 180, angle_deg=angle_deg, scale=scale, mirrored=mirrored, gain=gain, offset=5
    )
    forgery = forge(image, [Duplication(source, (paste,))], feather_px=1.5)
    _, _, truth = first_paste(forgery)
    match = find(forgery.image, source, copy_region(source, paste))
    assert match is not None
    assert is_right(match, truth, (80, 90))
    assert match.transform.scale == pytest.approx(scale, abs=0.03)
    assert match.correlation > 0.9


def test_there_and_back_are_inverse() -> None:
    image = texture(seed=4)
    source = ellipse((300, 400), (80, 90), (30, 22))
    paste = Paste(280, 180, angle_deg=33, scale=1.2)
    forged = forge(image, [Duplication(source, (paste,))]).image
    copy = copy_region(source, paste)
    there, back = find(forged, source, copy), find(forged, copy, source)
    assert there is not None
    assert back is not None
    round_trip = there.transform.then(back.transform)
    np.testing.assert_allclose(round_trip.apply(np.array([[80.0, 90.0]])), [[80, 90]], atol=0.3)
    assert round_trip.angle_deg == pytest.approx(0.0, abs=0.5)


def test_a_blue_image_has_contrast_too() -> None:
    grey = texture(grain_px=1.5)[..., 0]
    image = np.zeros((300, 400, 3), np.uint8)
    image[..., 2] = grey // 12
    source = ellipse((300, 400), (80, 90), (30, 22))
    paste = Paste(280, 180, angle_deg=50, mirrored=True)
    forgery = forge(image, [Duplication(source, (paste,))])
    _, _, truth = first_paste(forgery)
    match = find(forgery.image, source, copy_region(source, paste))
    assert is_right(match, truth, (80, 90))


def test_regions_that_have_nothing_in_common_do_not_match() -> None:
    image = texture(grain_px=1.2)
    for seed in range(10):
        rng = np.random.default_rng(seed)
        radius = float(rng.uniform(8, 40))
        source = ellipse((300, 400), (80, 90), (radius, 0.8 * radius))
        copy = ellipse((300, 400), (290, 180), (radius, 0.8 * radius), float(rng.uniform(0, 180)))
        assert find(image, source, copy) is None


def test_flat_regions_do_not_match() -> None:
    flat = np.full((200, 300, 3), 190, np.uint8)
    assert (
        find(flat, rectangle((200, 300), 10, 10, 50, 40), rectangle((200, 300), 150, 90, 50, 40))
        is None
    )


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (2, 2), (1, 120), (120, 1), (3, 190), (290, 2), (300, 90)]
)
def test_regions_of_any_form_are_endured(width: int, height: int) -> None:
    image = texture(200, 300)
    source = rectangle((200, 300), 0, 0, width, height)
    copy = rectangle((200, 300), 300 - width, 200 - height, width, height)
    match = find(image, source, copy)
    assert match is None or -1.0 <= match.correlation <= 1.0
    find(image, source, rectangle((200, 300), 100, 100, 40, 40))


def test_parts_of_a_copy_that_lie_outside_do_no_harm() -> None:
    image = texture(seed=2)
    source = ellipse((300, 400), (80, 90), (36, 30))
    paste = Paste(385, 150)
    forgery = forge(image, [Duplication(source, (paste,))])
    _, _, truth = first_paste(forgery)
    match = find(forgery.image, source, copy_region(source, paste))
    assert match is not None
    assert match.transform == truth


def test_the_figures_of_a_known_transform() -> None:
    image = texture(seed=7)
    image[150:200, 200:260] = image[20:70, 30:90]
    source, copy = (
        Cutout.of_mask(rectangle((300, 400), x, y, 60, 50)) for x, y in ((30, 20), (200, 150))
    )
    right = correlate(image, source, copy, Transform.of_similarity(shift=(170, 130)))
    assert right is not None
    assert right.correlation == pytest.approx(1.0)
    wrong = correlate(image, source, copy, Transform.of_similarity(shift=(178, 138)))
    assert wrong is not None
    assert wrong.correlation < 0.5
    assert correlate(image, source, copy, Transform.of_similarity(shift=(0, 0))) is None


def test_it_stops_when_asked_to() -> None:
    image = texture(600, 1200)
    source, copy = (Cutout.of_mask(rectangle((600, 1200), x, 20, 500, 500)) for x in (20, 600))
    asked = 0

    def at_once() -> bool:
        nonlocal asked
        asked += 1
        return True

    assert find_transform(image, source, copy, at_once) is None
    # A handful of stages, none of which goes on after that.
    assert 1 <= asked < 30
    for after in (2, 5, 9, 40):
        left = iter([False] * after)
        assert find_transform(image, source, copy, lambda left=left: next(left, True)) is None  # type: ignore[misc]


def test_large_regions_take_no_longer_than_they_may() -> None:
    image = texture(600, 1200, grain_px=1.5)
    image[20:520, 600:1100] = image[20:520, 20:520][:, ::-1]
    source, copy = (Cutout.of_mask(rectangle((600, 1200), x, 20, 500, 500)) for x in (20, 600))
    started = time.thread_time()
    match = find_transform(image, source, copy)
    took_s = time.thread_time() - started
    assert match is not None
    assert match.transform.is_mirrored
    # A third of it on the machine it was written on.
    assert took_s < 3.0
