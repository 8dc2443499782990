"""Forgeries drawn at random: repeatable, whole, apart from each other, on texture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.forging import copy_region
from forgery_viewer.core.random_forging import Variation, random_forgery
from forgery_viewer.core.regions import find_regions


def noise(height: int, width: int) -> NDArray[np.uint8]:
    return np.random.default_rng(9).integers(0, 256, (height, width, 3), np.uint8)


@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.sampled_from([(102, 102), (200, 300), (64, 400)]),
    instances=st.integers(1, 3),
    copies=st.integers(1, 3),
)
def test_regions_are_whole_apart_and_as_many_as_asked_for(
    seed: int, size: tuple[int, int], instances: int, copies: int
) -> None:
    image = noise(*size)
    rng = np.random.default_rng(seed)
    forgery = random_forgery(image, rng, instances=instances, copies=copies)
    assert forgery.mask.shape == (instances, *size)
    assert [len(find_regions(channel)) for channel in forgery.mask] == [1 + copies] * instances
    assert forgery.mask.sum(axis=0).max() == 1
    union = np.logical_or.reduce(forgery.mask)
    assert not union[0].any()
    assert not union[:, -1].any()
    np.testing.assert_array_equal(forgery.image[~union], image[~union])


def test_the_same_seed_forges_the_same_and_another_does_not() -> None:
    image = noise(120, 160)
    one, same, other = (
        random_forgery(image, np.random.default_rng(seed), instances=2, copies=2)
        for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(one.image, same.image)
    np.testing.assert_array_equal(one.mask, same.mask)
    assert not np.array_equal(one.mask, other.mask)


def test_sources_lie_where_the_texture_is() -> None:
    image = np.full((200, 400, 3), 128, np.uint8)
    image[:, 300:] = noise(200, 100)
    for seed in range(10):
        forgery = random_forgery(image, np.random.default_rng(seed), radius_px=(10, 14))
        assert np.nonzero(forgery.duplications[0].source)[1].max() > 290


def test_a_flat_image_can_be_forged_as_well() -> None:
    image = np.full((100, 100, 3), 128, np.uint8)
    assert random_forgery(image, np.random.default_rng(0)).mask.any()


@given(seed=st.integers(0, 2**32 - 1))
def test_variations_stay_within_their_limits(seed: int) -> None:
    limits = Variation(1.0, angle_deg=20, scale=1.1, mirrored=False, gain=1.05, offset=4)
    forgery = random_forgery(
        noise(200, 200), np.random.default_rng(seed), copies=2, variation=limits
    )
    for paste in forgery.duplications[0].pastes:
        assert abs(paste.angle_deg) <= 20
        assert 1 / 1.1 <= paste.scale <= 1.1
        assert not paste.mirrored
        assert 1 / 1.05 <= paste.gain <= 1.05
        assert abs(paste.offset) <= 4


def test_without_a_chance_copies_are_exact() -> None:
    image = noise(200, 200)
    plain = Variation(chance=0.0, feather_px=0.0)
    forgery = random_forgery(image, np.random.default_rng(3), variation=plain)
    duplication = forgery.duplications[0]
    copy = copy_region(duplication.source, duplication.pastes[0])
    np.testing.assert_array_equal(forgery.image[copy], image[duplication.source])


def test_regions_may_overlap_when_asked_to() -> None:
    image, overlapping = noise(80, 80), 0
    for seed in range(10):
        forgery = random_forgery(
            image,
            np.random.default_rng(seed),
            instances=3,
            copies=3,
            radius_px=(10, 12),
            overlap=True,
        )
        overlapping += int(forgery.mask.sum(axis=0).max() > 1)
    assert overlapping > 5


def test_an_image_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        random_forgery(noise(12, 12), np.random.default_rng(0), instances=9, copies=9)
    with pytest.raises(ValueError, match="needs instances"):
        random_forgery(noise(50, 50), np.random.default_rng(0), copies=0)
