"""Transforms that somebody else found are taken where they fit better than what is found."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from forgery_viewer.core.forging import Duplication, Paste, forge
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.core.twins.cutouts import Cutout
from forgery_viewer.core.twins.given import best_given
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.core.twins.twins import find_twins
from tests.core.twins.test_matching import texture

SHAPE = (240, 320)
SOURCE, COPY = (70.0, 60.0), (220.0, 150.0)
RIGHT = Transform(((1.0, 0.0, 150.0), (0.0, 1.0, 90.0)))
ASKEW = Transform(((1.0, 0.0, 154.0), (0.0, 1.0, 87.0)))
ELSEWHERE = Transform(((1.0, 0.0, -20.0), (0.0, 1.0, 40.0)))
FLAT = Transform(((0.0, 0.0, COPY[0]), (0.0, 0.0, COPY[1])))


def copied(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """An image with an ellipse of it copied, and where both are."""
    source = ellipse(SHAPE, (int(SOURCE[0]), int(SOURCE[1])), (30, 22))
    forgery = forge(image, [Duplication(source, (Paste(*COPY),))])
    return forgery.image, forgery.mask[0] > 0


def drowned(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """An image of which hardly anything is left under noise, as in a dark micrograph."""
    faint = 120 + (image.astype(float) - image.mean()) / 16
    noise = np.random.default_rng(3).normal(0, 12, image.shape)
    return np.asarray(np.clip(faint + noise, 0, 255), np.uint8)


def cutouts(plane: NDArray[np.bool_]) -> tuple[Cutout, Cutout]:
    halves = plane.copy(), plane.copy()
    halves[0][:, 145:] = halves[1][:, :145] = False
    return Cutout.of_mask(halves[0]), Cutout.of_mask(halves[1])


@pytest.mark.parametrize("backwards", [False, True])
def test_the_one_that_fits_best_is_taken_in_either_direction(backwards: bool) -> None:
    image, plane = copied(texture(*SHAPE, seed=4))
    source, copy = cutouts(plane)
    given = [ELSEWHERE, FLAT, ASKEW, RIGHT.inverse() if backwards else RIGHT]
    found = best_given(image, source, copy, given)
    assert found is not None
    np.testing.assert_allclose(found.transform.array(), RIGHT.array(), atol=1e-9)
    assert found.correlation > 0.99
    assert best_given(image, source, copy, [ELSEWHERE, FLAT.then(ELSEWHERE)]) is None
    assert best_given(image, source, copy, []) is None


def test_where_nothing_is_found_what_was_given_holds() -> None:
    image, plane = copied(texture(*SHAPE, seed=4))
    image = drowned(image)
    alone = find_twins(image, plane)
    assert alone is not None
    assert alone.twins[1].match is None
    helped = find_twins(image, plane, given=[ELSEWHERE, RIGHT])
    assert helped is not None
    twin = helped.twins[1]
    assert twin.is_given
    assert twin.match is not None
    np.testing.assert_allclose(twin.match.transform.array(), RIGHT.array(), atol=1e-9)


def test_what_is_found_here_is_kept_where_it_is_as_good() -> None:
    image, plane = copied(texture(*SHAPE, seed=4))
    found = find_twins(image, plane, given=[ASKEW, RIGHT])
    assert found is not None
    assert not found.twins[1].is_given
    assert found.twins[1].match is not None
    assert found.twins[1].match.transform.words(found.centre) == "shift 150, 90 px"
