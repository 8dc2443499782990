"""The gradient against SciPy, and the colours of its directions."""

import numpy as np
import pytest
from scipy import ndimage

from forgery_viewer.core.forensics.catalogue import find_view
from forgery_viewer.core.forensics.parameters import Value
from forgery_viewer.core.forensics.view import compute
from tests.core.building import noise
from tests.core.forensics.pictures import texture

GRADIENT = find_view("gradient")
IN_COLOUR: dict[str, Value] = {"show": "steepness and direction", "gain": 1.0}


def test_steepness_is_that_of_scharr() -> None:
    image = texture(50, 60)
    green = image[..., 1].astype(float)
    across, smooth = np.array([-1, 0, 1]), np.array([3, 10, 3])
    right = ndimage.correlate(green, np.outer(smooth, across), mode="mirror")
    down = ndimage.correlate(green, np.outer(across, smooth), mode="mirror")
    for gain in (0.5, 2.0):
        expected = np.minimum(np.hypot(right, down) / 16 * gain, 255)
        found = compute(GRADIENT, image, {"channels": "green", "gain": gain})
        assert np.abs(found - expected).max() <= 0.501


def test_a_step_has_its_height() -> None:
    image = np.full((20, 20, 3), 40, np.uint8)
    image[:, 10:] = 140
    assert compute(GRADIENT, image, {"gain": 1.0})[10, 8:12].tolist() == [0, 100, 100, 0]


@pytest.mark.parametrize(
    ("turns", "strongest"), [(0, [100, 25, 25]), (1, None), (2, [0, 75, 75]), (3, None)]
)
def test_directions_have_colours(turns: int, strongest: list[int] | None) -> None:
    image = np.full((20, 20, 3), 40, np.uint8)
    image[:, 10:] = 140
    picture = compute(GRADIENT, np.ascontiguousarray(np.rot90(image, turns)), IN_COLOUR)
    colour = picture[9:11, 9:11].reshape(-1, 3).max(axis=0)
    if strongest is not None:
        assert colour.tolist() == strongest
    else:
        # Up and down are told apart by green and blue alone.
        assert (int(colour[1]) - int(colour[2]) > 50) == (turns == 3)
        assert colour[0] == 50


def test_colours_have_the_steepness_between_them() -> None:
    image = noise(30, 40)
    steep = compute(GRADIENT, image, {"gain": 0.5}).astype(float)
    colour = compute(GRADIENT, image, {**IN_COLOUR, "gain": 0.5}).astype(float)
    inside = steep < 255
    # Three cosines a third of a turn apart cancel out.
    assert np.abs(colour.sum(axis=2) - 1.5 * steep)[inside].max() <= 2.5
