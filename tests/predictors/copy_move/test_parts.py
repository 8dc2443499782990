"""The steps of the search, each against what is known beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.predictors.copy_move.exact import find_exact
from forgery_viewer.predictors.copy_move.keypoints import (
    Keypoints,
    Picture,
    find_keypoints,
    mirrored,
    picture_of,
    stretched,
)
from forgery_viewer.predictors.copy_move.matching import Matches, match
from forgery_viewer.predictors.copy_move.models import find_models, in_picture
from forgery_viewer.predictors.copy_move.printed import find_printed

Image = NDArray[np.uint8]


def texture(height: int, width: int, seed: int = 0) -> Image:
    """Noise with structure of several sizes."""
    rng = np.random.default_rng(seed)
    image = np.zeros((height, width, 3), np.float32)
    for sigma in (1.5, 4.0, 9.0):
        noise = rng.normal(size=(height, width, 3)).astype(np.float32)
        layer = cv2.GaussianBlur(noise, (0, 0), sigma)
        image += layer / layer.std()
    return np.asarray(np.clip(128 + 30 * image, 0, 255), np.uint8)


def test_mirrored_descriptors_are_those_of_the_mirror_image() -> None:
    grey = np.asarray(cv2.cvtColor(texture(200, 220), cv2.COLOR_RGB2GRAY), np.uint8)
    nothing = np.zeros_like(grey)
    here = find_keypoints(Picture(grey, nothing, nothing, 1.0))
    flipped = np.ascontiguousarray(grey[:, ::-1])
    there = find_keypoints(Picture(flipped, nothing, nothing, 1.0))
    back = (grey.shape[1] - 1) - there.places.conj()
    away = np.abs(here.places[:, np.newaxis] - back[np.newaxis])
    turned = np.abs(-here.frames.conj()[:, np.newaxis] - there.frames[np.newaxis])
    same = (away < 0.3) & (turned < 0.2)
    first, second = np.nonzero(same)
    assert len(first) > 200
    off = np.linalg.norm(mirrored(here.descriptors)[first] - there.descriptors[second], axis=1)
    plain = np.linalg.norm(here.descriptors[first] - there.descriptors[second], axis=1)
    assert np.median(off) < 0.1
    assert np.median(plain) > 0.4


def test_keypoints_keep_their_place_in_an_image_that_is_looked_at_enlarged() -> None:
    grey = np.zeros((120, 140), np.uint8)
    cv2.circle(grey, (90, 40), 3, 255, -1)
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 2.0), np.uint8)
    nothing = np.zeros_like(grey)
    found = find_keypoints(Picture(grey, nothing, nothing, 1.0))
    assert np.abs(found.places - (90 + 40j)).min() < 0.6


def test_the_axis_with_the_most_contrast_is_what_is_looked_at() -> None:
    image = np.zeros((40, 50, 3), np.uint8)
    image[10:20, 10:30, 2] = 40
    grey = stretched(image)
    assert grey[15, 15] == 255
    assert grey[30, 30] == 0
    assert np.ptp(stretched(np.full((9, 9, 3), 77, np.uint8))) == 0


def test_large_images_are_looked_at_reduced() -> None:
    picture = picture_of(texture(1500, 1600))
    assert picture.factor < 1
    assert picture.grey.shape == picture.printed.shape
    assert picture.grey.size <= 1_610_000


def test_every_copy_of_a_keypoint_is_a_match_but_not_its_neighbours() -> None:
    rng = np.random.default_rng(3)
    values = rng.random((60, 128)).astype(np.float32)
    values[40] = values[41] = values[7]
    values[20] = values[19]
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    places = np.arange(60).astype(np.complex128) * 30
    # Next to each other: the same thing seen twice.
    places[20] = places[19] + 4
    found = match(Keypoints(places, np.ones(60, complex), values), mirror=False)
    pairs = set(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert pairs == {(a, b) for a in (7, 40, 41) for b in (7, 40, 41) if a != b}


def test_too_few_keypoints_match_nothing() -> None:
    one = Keypoints(np.zeros(1, complex), np.ones(1, complex), np.ones((1, 128), np.float32))
    assert len(match(one, mirror=True)) == 0


@settings(max_examples=25)
@given(st.floats(-180, 180), st.floats(0.6, 1.7), st.booleans(), st.integers(0, 2**31 - 1))
def test_a_similarity_is_found_among_as_many_matches_that_are_wrong(
    angle_deg: float, scale: float, is_mirrored: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    truth = Transform.of_similarity(
        angle_deg, scale, mirrored=is_mirrored, centre=(60, 60), shift=(250, 40)
    )
    source = rng.uniform(30, 90, (24, 2))
    copy = truth.apply(source) + rng.uniform(-0.4, 0.4, (24, 2))
    others = rng.uniform(0, 500, (48, 2))
    points = np.concatenate([source, copy, others])
    frames = np.exp(1j * rng.uniform(0, 6.28, 96)) * 4
    # The direction of a frame, as a short arrow, goes the way of the points.
    tips = source + np.stack([frames[:24].real, frames[:24].imag], 1)
    moved = truth.apply(tips) - truth.apply(source)
    frames[24:48] = moved[:, 0] + 1j * moved[:, 1]
    keypoints = Keypoints(points @ np.array([1, 1j]), frames, np.zeros((96, 128), np.float32))
    wrong = np.arange(48, 72)
    first = np.concatenate([np.arange(24), np.arange(24, 48), wrong, wrong + 24])
    second = np.concatenate([np.arange(24, 48), np.arange(24), wrong + 24, wrong])
    matches = Matches(first, second, np.full(96, 0.5, np.float32))
    found = find_models(keypoints, matches, mirror=is_mirrored)
    assert found
    assert found[0].inliers >= 20
    ways = (truth, truth.inverse())
    off = [np.abs(found[0].transform.apply(p) - way.apply(p)).max()
           for way, p in zip(ways, (source, copy), strict=True)]  # fmt: skip
    assert min(off) < 3.0


def test_a_transform_in_a_smaller_picture_goes_to_the_same_places() -> None:
    transform = Transform.of_similarity(30, 1.2, shift=(40, -7))
    point = np.array([[12.0, 31.0]])
    smaller = (point + 0.5) * 0.25 - 0.5
    there = (transform.apply(point) + 0.5) * 0.25 - 0.5
    assert in_picture(transform, 0.25).apply(smaller) == pytest.approx(there)


@settings(max_examples=30)
@given(st.integers(0, 3), st.booleans(), st.integers(60, 100), st.integers(60, 120))
def test_equal_squares_are_found_however_they_are_laid(
    quarters: int, is_mirrored: bool, top: int, left: int
) -> None:
    image = texture(130, 150, seed=4)
    patch = image[10:22, 15:31]
    laid = np.rot90(patch[:, ::-1] if is_mirrored else patch, quarters)
    height, width = laid.shape[:2]
    top, left = min(top, 130 - height), min(left, 150 - width)
    image[top : top + height, left : left + width] = laid
    found = find_exact(image, np.zeros(image.shape[:2], np.uint8))
    assert found
    best = found[0]
    ends = np.array([[15.0, 10.0], [30.0, 21.0]])
    corners = {(x, y) for x in (left, left + width - 1) for y in (top, top + height - 1)}
    ways = (best.transform, best.transform.inverse())
    assert any({(x, y) for x, y in way.apply(ends).tolist()} <= corners for way in ways)
    assert best.transform.is_mirrored == is_mirrored


def test_no_squares_are_equal_by_chance_or_where_nothing_is_told() -> None:
    image = texture(200, 240, seed=8)
    nothing = np.zeros(image.shape[:2], np.uint8)
    assert find_exact(image, nothing) == []
    assert find_exact(np.full((50, 60, 3), 9, np.uint8), nothing[:50, :60]) == []
    assert find_exact(image[:4, :4], nothing[:4, :4]) == []
    image[100:120, 100:130] = image[10:30, 20:50]
    assert find_exact(image, nothing)
    assert find_exact(image, nothing + np.uint8(1)) == []


def test_letters_are_printed_and_textures_are_not() -> None:
    image = texture(300, 400)
    image[:, :180] = 255
    for row in range(8):
        at = (10, 30 + 30 * row)
        cv2.putText(image, "Figure 12", at, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1)
    printed = find_printed(image)
    assert printed[:, :170].mean() > 0.99
    assert printed[:, 200:].max() == 0
