"""Instances: the source is told, copies are matched, by way of each other where need be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from forgery_viewer.core.audit.pairs import compare
from forgery_viewer.core.images import read_image
from forgery_viewer.core.twins.cutouts import Cutout
from forgery_viewer.core.twins.matching import Match, find_transform
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.core.twins.twins import Twins, find_twins
from tests.core.masks_at_random import planes
from tests.core.twins.test_matching import texture
from tests.core.twins.truth import Group, groups_of, is_right

THRESHOLD = 8
SQUARE = 50


def looked_at(group: Group) -> Twins:
    changed = None
    if group.authentic is not None:
        changed = compare(group.authentic.copy(), group.image, THRESHOLD).changed
    found = find_twins(group.image, group.plane, changed)
    assert found is not None
    return found


def truth_of(group: Group, found: Twins) -> list[int]:
    """Which of the group's places, 0 for the source, each region is."""
    places = []
    for region in found.regions:
        x, y = Cutout.of(group.plane, region).centroid
        away = [np.hypot(x - to_x, y - to_y) for to_x, to_y in group.centres]
        places.append(int(np.argmin(away)))
    return places


def test_the_made_data_set_is_read_rightly(shared_data: Path) -> None:
    right, wrong, sides = 0, [], []
    for group in groups_of(shared_data / "recodai_mini"):
        found = looked_at(group)
        places = truth_of(group, found)
        assert len(found.regions) == len(group.centres)
        reference = places[found.reference]
        for twin, place in zip(found.twins, places, strict=True):
            if group.authentic is not None:
                expected = Side.SOURCE if place == 0 else Side.COPY
                sides.append(twin.side is expected)
            if twin.region_index == found.reference:
                assert twin.match is None
                continue
            truth = group.transforms[reference].inverse().then(group.transforms[place])
            if is_right(twin.match, truth, group.centres[reference]):
                right += 1
            else:
                wrong.append(f"{group.name} {twin}")
    assert right + len(wrong) == 79
    assert right >= 0.95 * 79, wrong
    assert np.mean(sides) >= 0.98


@pytest.mark.parametrize(("number", "words"), [(1, "shift 60, 50 px"), (2, "shift -49, -10 px")])
def test_a_published_figure_is_read_rightly(shared_data: Path, number: int, words: str) -> None:
    # Each map has the objects of one image: the copies are in that of the forged one.
    folder = shared_data / "rsiil_pair"
    forged, authentic = (
        read_image(folder / f"figure_{name}.png") for name in ("forgery", "pristine")
    )
    copies, sources = (
        read_image(folder / f"figure_{name}_map.png")[..., 0] == number
        for name in ("forgery", "pristine")
    )
    changed = compare(authentic, forged, THRESHOLD).changed
    found = find_twins(forged, copies | sources, changed)
    assert found is not None
    assert len(found.regions) == 2
    copy = found.twins[1 - found.reference]
    assert found.twins[found.reference].side is Side.SOURCE
    assert copy.side is Side.COPY
    assert copy.match is not None
    assert copy.match.transform.words(found.centre) == words.replace("-", "\N{MINUS SIGN}")
    assert copy.match.correlation > 0.99


def three_squares() -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """A source, a copy of it, and a mirrored one: regions 0, 1 and 2."""
    image = texture(300, 400, seed=8)
    plane = np.zeros((300, 400), np.bool_)
    for row, column in ((20, 30), (100, 150), (200, 300)):
        plane[row : row + SQUARE, column : column + SQUARE] = True
    source = image[20 : 20 + SQUARE, 30 : 30 + SQUARE]
    image[100 : 100 + SQUARE, 150 : 150 + SQUARE] = source
    image[200 : 200 + SQUARE, 300 : 300 + SQUARE] = source[:, ::-1]
    return image, plane


def test_without_a_partner_the_largest_region_is_the_reference() -> None:
    image, plane = three_squares()
    plane[100:150, 150:195] = False
    plane[200:250, 300:302] = False
    found = find_twins(image, plane)
    assert found is not None
    assert found.reference == 0
    assert found.centre == (54.5, 44.5)
    assert [twin.side for twin in found.twins] == [Side.UNKNOWN] * 3
    assert found.twins[0].match is None
    mirrored = found.twins[2].match
    assert mirrored is not None
    assert "mirrored" in mirrored.transform.words(found.centre)


def test_the_source_is_the_reference_even_where_it_is_smaller() -> None:
    image, plane = three_squares()
    plane[100:150, 150:155] = False
    changed = plane.copy()
    changed[100:150, 150:200] = False
    found = find_twins(image, plane, changed)
    assert found is not None
    assert found.reference == 1
    assert [twin.side for twin in found.twins] == [Side.COPY, Side.SOURCE, Side.COPY]
    assert all(found.twins[number].match is not None for number in (0, 2))


def test_a_known_copy_is_no_reference_where_the_source_is_unknown() -> None:
    image, plane = three_squares()
    plane[20:70, 30:35] = plane[200:250, 300:310] = False
    changed = np.zeros_like(plane)
    changed[100:150, 150:200] = True
    found = find_twins(image, plane, changed)
    assert found is not None
    assert found.reference == 0


def test_what_does_not_match_directly_is_tried_by_way_of_a_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image, plane = three_squares()

    def not_from_0_to_2(
        image: NDArray[np.uint8], source: Cutout, copy: Cutout, cancelled: None
    ) -> Match | None:
        return (
            None if (source.left, copy.left) == (30, 300) else find_transform(image, source, copy)
        )

    monkeypatch.setattr("forgery_viewer.core.twins.twins.find_transform", not_from_0_to_2)
    found = find_twins(image, plane)
    assert found is not None
    assert [twin.via for twin in found.twins] == [None, None, 1]
    match = found.twins[2].match
    assert match is not None
    assert match.correlation == pytest.approx(1.0)
    # Column 30 becomes 349.
    assert match.transform.matrix == ((-1.0, 0.0, 379.0), (0.0, 1.0, 180.0))


def test_a_source_and_copy_that_touch_are_one_region_without_a_match() -> None:
    image, plane = three_squares()
    plane[:] = False
    plane[100 : 100 + SQUARE, 100:200] = True
    found = find_twins(image, plane)
    assert found is not None
    assert [twin.match for twin in found.twins] == [None]


def test_beside_a_merged_region_the_others_are_found() -> None:
    image, plane = three_squares()
    image[100 : 100 + SQUARE, 200 : 200 + SQUARE] = image[100 : 100 + SQUARE, 150 : 150 + SQUARE]
    plane[100 : 100 + SQUARE, 200 : 200 + SQUARE] = True
    found = find_twins(image, plane)
    assert found is not None
    assert found.reference == 1
    match = found.twins[0].match
    assert match is None or match.transform.scale == pytest.approx(1.0)


def test_nothing_gives_nothing() -> None:
    image, plane = three_squares()
    assert find_twins(image, np.zeros_like(plane)) is None
    assert find_twins(image, plane, cancelled=lambda: True) is None
    with pytest.raises(ValueError, match="instance"):
        find_twins(image, plane[:-1])


@settings(max_examples=25)
@given(planes())
def test_any_instance_is_endured(plane: NDArray[np.bool_]) -> None:
    image = texture(*plane.shape) if min(plane.shape) else np.zeros((*plane.shape, 3), np.uint8)
    found = find_twins(image, plane, plane)
    if not plane.any():
        assert found is None
        return
    assert found is not None
    assert [twin.region_index for twin in found.twins] == list(range(len(found.regions)))
    assert found.twins[found.reference].match is None
