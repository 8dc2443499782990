"""Differences of any two pictures of a case, anew whenever one of the two is another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.difference import DifferenceOptions
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state import picture_work
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    DIFFERENCE,
    FILTERED_AUTHENTIC,
    FILTERED_FORGED,
    FORGED,
    PREDICTION,
    TRUTH,
)
from forgery_viewer.state.pictures import Pictures
from forgery_viewer.state.predicted_pictures import ShownPrediction
from forgery_viewer.state.tasks import Tasks
from tests.core.building import noise
from tests.state.desks import paint
from tests.state.test_picture_work import Slow, negative, view_of
from tests.state.test_pictures import (
    COLOURS,
    HEIGHT,
    STACK,
    WIDTH,
    case_of,
    document,
    heard,
    images,
    pair,
)

Image = NDArray[np.uint8]


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("pictures", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def pictures(lane: Tasks) -> Pictures:
    made = Pictures(lane, COLOURS)
    # As whoever shows pictures does: what is still missing is asked for again.
    made.changed.connect(lambda _source: made.ask(DIFFERENCE))
    return made


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.gate.set()


def difference(pictures: Pictures, lane: Tasks, qtbot: QtBot) -> Image:
    """The difference as it is when nothing is computed any more."""
    pictures.ask(DIFFERENCE)
    qtbot.waitUntil(lambda: not lane.pending and pictures.get(DIFFERENCE) is not None)
    found = pictures.get(DIFFERENCE)
    assert found is not None
    return found.image


def coloured(image: Image) -> Image:
    return image if image.ndim == 3 else np.stack([image] * 3, axis=2)


def by_definition(one: Image, other: Image, options: DifferenceOptions) -> Image:
    levels = abs(coloured(one).astype(int) - coloured(other)).max(axis=2)
    shown = np.where(levels > options.threshold, np.minimum(levels * options.gain, 255), 0)
    return shown.astype(np.uint8)


SOURCES = (AUTHENTIC, FORGED, TRUTH, FILTERED_AUTHENTIC, FILTERED_FORGED, PREDICTION)


@pytest.mark.parametrize("second", SOURCES)
@pytest.mark.parametrize("first", SOURCES)
def test_any_two_pictures_can_be_taken_from_each_other(
    pictures: Pictures, lane: Tasks, qtbot: QtBot, first: str, second: str
) -> None:
    predicted = BitPlanes.from_stack(STACK[:1, ::-1].copy())
    pictures.set_case(pair(), document())
    pictures.set_view(view_of(negative))
    pictures.set_prediction(0, ShownPrediction("P", None, predicted, (2,), 1, 1))
    pictures.set_difference_pair(first, second)
    assert pictures.reason(DIFFERENCE) == ""
    found = difference(pictures, lane, qtbot)
    of = [pictures.get(source) for source in (first, second)]
    assert of[0] is not None
    assert of[1] is not None
    expected = by_definition(of[0].image, of[1].image, DifferenceOptions())
    np.testing.assert_array_equal(found, expected)
    assert found.any() == (first != second)


def test_a_grey_picture_is_one_of_three_equal_channels(
    pictures: Pictures, lane: Tasks, qtbot: QtBot
) -> None:
    case = pair()
    pictures.set_case(case, None)
    pictures.set_view(view_of(lambda image, *_of: image[..., 1].copy()))
    pictures.set_difference_pair(FILTERED_AUTHENTIC, FORGED)
    pictures.set_difference(DifferenceOptions(0, 1, "blue"))
    authentic, forged = (image.astype(int) for image in images(case))
    expected = abs(authentic[..., 1] - forged[..., 2])
    np.testing.assert_array_equal(difference(pictures, lane, qtbot), expected)


def test_it_follows_the_mask_the_view_and_the_prediction(
    pictures: Pictures, lane: Tasks, qtbot: QtBot
) -> None:
    shown = document()
    pictures.set_case(pair(), shown)
    pictures.set_difference_pair(TRUTH, FILTERED_FORGED)
    pictures.set_difference(DifferenceOptions(0, 1))
    pictures.set_view(view_of(negative))
    seen = [difference(pictures, lane, qtbot)]

    paint(shown, 52, 35)
    assert pictures.get(DIFFERENCE) is None
    seen.append(difference(pictures, lane, qtbot))
    other = view_of(lambda image, *_of: image // 2)
    pictures.set_view(replace(other, view=replace(other.view, key="half")))
    seen.append(difference(pictures, lane, qtbot))
    pictures.set_difference_pair(PREDICTION, FORGED)
    for number in (1, 2):
        planes = BitPlanes.from_stack(np.roll(STACK[:1], number, axis=1))
        pictures.set_prediction(0, ShownPrediction("P", None, planes, (0,), number, number))
        seen.append(difference(pictures, lane, qtbot))
    for before, after in itertools.pairwise(seen):
        assert not np.array_equal(before, after)


def test_a_change_of_neither_makes_it_no_other(
    pictures: Pictures, lane: Tasks, qtbot: QtBot
) -> None:
    shown = document()
    pictures.set_case(pair(), shown)
    difference(pictures, lane, qtbot)
    told = heard(pictures)
    paint(shown, 52, 35)
    pictures.set_difference_pair(FORGED, AUTHENTIC)
    assert DIFFERENCE not in [source for source, _there in told]
    assert pictures.get(DIFFERENCE) is not None


def test_it_waits_until_both_are_whole(
    pictures: Pictures, lane: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, slow: Slow
) -> None:
    monkeypatch.setattr(picture_work, "BAND_PX", 8 * WIDTH)
    case = pair()
    pictures.set_case(case, None)
    pictures.set_view(view_of(slow.picture))
    pictures.ask(FILTERED_FORGED, visible=(0, 0, 8, 8))
    pictures.set_difference_pair(FILTERED_FORGED, AUTHENTIC)
    qtbot.waitUntil(lambda: pictures.get(FILTERED_FORGED) is not None)
    pictures.ask(DIFFERENCE)
    assert pictures.get(DIFFERENCE) is None, "it has come in part only"
    slow.gate.set()
    found = difference(pictures, lane, qtbot)
    authentic, forged = images(case)
    expected = by_definition(255 - forged, authentic, DifferenceOptions())
    np.testing.assert_array_equal(found, expected)


def test_what_is_missing_is_named(pictures: Pictures) -> None:
    pictures.set_case(case_of(None, noise(HEIGHT, WIDTH)), None)
    usual = "A difference needs an authentic and a forged image."
    assert pictures.reason(DIFFERENCE) == usual
    pictures.set_difference_pair(TRUTH, FORGED)
    assert pictures.reason(DIFFERENCE) == "There is no mask in this case."
    pictures.set_difference_pair(FORGED, FILTERED_FORGED)
    assert pictures.reason(DIFFERENCE) == "No forensic view is chosen."
    pictures.set_difference_pair(FORGED, AUTHENTIC)
    assert pictures.reason(DIFFERENCE) == usual
