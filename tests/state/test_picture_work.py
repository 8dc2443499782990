"""What a forensic view makes of an image: what is seen first, then the whole, as long as wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.forensics.catalogue import VIEWS
from forgery_viewer.core.forensics.view import ForensicView, compute, no_reach, nothing
from forgery_viewer.core.tones import equalised
from forgery_viewer.state import picture_work
from forgery_viewer.state.kept_pictures import COMING_NOTE, ONLY_A_PART, STOPPED, STOPPED_NOTE
from forgery_viewer.state.pane_content import (
    DIFFERENCE,
    FILTERED_AUTHENTIC,
    FILTERED_FORGED,
    FORGED,
)
from forgery_viewer.state.picture_work import ChosenView
from forgery_viewer.state.pictures import Pictures
from forgery_viewer.state.tasks import Tasks
from tests.state.test_pictures import COLOURS, WIDTH, heard, images, pair

Image = NDArray[np.uint8]


def negative(image: Image, _values: object, _context: object) -> Image:
    return 255 - image


def view_of(picture: Callable[[Image, object, object], Image]) -> ChosenView:
    """A forensic view that looks at each pixel for itself."""
    view = ForensicView("negative", "Negative", "It.", "Never.", (), picture, no_reach, nothing)
    return ChosenView(view, ())


class Slow:
    """A view that waits before all parts but the first; knows how many were computed."""

    def __init__(self, free_parts: int = 1) -> None:
        self.gate = threading.Event()
        self.reached = threading.Event()
        self.parts = 0
        self._free_parts = free_parts

    def picture(self, image: Image, values: object, context: object) -> Image:
        if self.parts >= self._free_parts:
            self.reached.set()
            self.gate.wait()
        self.parts += 1
        return negative(image, values, context)


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("pictures", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def pictures(lane: Tasks) -> Pictures:
    return Pictures(lane, COLOURS)


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.gate.set()


@pytest.fixture
def bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole pictures are computed eight rows at a time."""
    monkeypatch.setattr(picture_work, "BAND_PX", 8 * WIDTH)


def test_a_whole_picture_comes_in_bands(
    pictures: Pictures, lane: Tasks, bands: None, qtbot: QtBot
) -> None:
    case = pair()
    pictures.set_case(case, None)
    pictures.set_view(view_of(negative))
    told, steps = heard(pictures), []
    pictures.progressed.connect(lambda *step: steps.append(step))
    with qtbot.waitSignal(lane.idle):
        pictures.ask(FILTERED_AUTHENTIC)
    assert told == [(FILTERED_AUTHENTIC, True)]
    assert steps == [(FILTERED_AUTHENTIC, done, 5) for done in (1, 2, 3, 4, 5)]
    found = pictures.get(FILTERED_AUTHENTIC)
    assert found is not None
    np.testing.assert_array_equal(found.image, 255 - images(case)[0])
    assert pictures.view_title == "Negative"


def test_what_is_seen_comes_first_and_then_the_whole(
    pictures: Pictures, lane: Tasks, slow: Slow, bands: None, qtbot: QtBot
) -> None:
    case = pair()
    pictures.set_case(case, None)
    pictures.set_view(view_of(slow.picture))
    expected = 255 - images(case)[1]
    box = (13, 22, 31, 47)
    with qtbot.waitSignal(pictures.changed):
        pictures.ask(FILTERED_FORGED, visible=box)
    part = pictures.get(FILTERED_FORGED)
    assert part is not None
    assert pictures.is_under_way(FILTERED_FORGED)
    only_seen = np.zeros_like(expected)
    only_seen[13:31, 22:47] = expected[13:31, 22:47]
    np.testing.assert_array_equal(part.image, only_seen)
    with qtbot.waitSignal(lane.idle):
        slow.gate.set()
    whole = pictures.get(FILTERED_FORGED)
    assert whole is not None
    np.testing.assert_array_equal(whole.image, expected)
    assert not pictures.is_under_way(FILTERED_FORGED)


def test_a_picture_that_is_stopped_stays_as_far_as_it_has_come(
    pictures: Pictures, lane: Tasks, slow: Slow, bands: None, qtbot: QtBot
) -> None:
    pictures.set_case(pair(), None)
    pictures.set_view(view_of(slow.picture))
    with qtbot.waitSignal(pictures.changed):
        pictures.ask(FILTERED_FORGED, visible=(0, 0, 9, WIDTH))
    part = pictures.get(FILTERED_FORGED)
    assert slow.reached.wait(5)
    told = heard(pictures)
    with qtbot.waitSignal(lane.idle):
        pictures.cancel(FILTERED_FORGED)
        slow.gate.set()
    assert told == [(FILTERED_FORGED, True)]
    assert pictures.get(FILTERED_FORGED) is part is not None
    assert slow.parts == 2, "it was computed on"
    pictures.ask(FILTERED_FORGED)
    assert lane.pending == 0, "it was begun again"
    assert pictures.part_note(FILTERED_FORGED) == STOPPED_NOTE
    assert pictures.whole(FILTERED_FORGED) is None


def stop_in_part(pictures: Pictures, lane: Tasks, slow: Slow, qtbot: QtBot) -> None:
    """Ask for a view of the forged image, and stop it when its first rows have come."""
    pictures.set_case(pair(), None)
    pictures.set_view(view_of(slow.picture))
    with qtbot.waitSignal(pictures.changed):
        pictures.ask(FILTERED_FORGED, visible=(0, 0, 9, WIDTH))
    assert pictures.part_note(FILTERED_FORGED) == COMING_NOTE
    assert slow.reached.wait(5)
    with qtbot.waitSignal(lane.idle):
        pictures.cancel(FILTERED_FORGED)
        slow.gate.set()
    assert pictures.is_stopped


def test_what_was_stopped_is_whole_when_its_view_is_chosen_again(
    pictures: Pictures, lane: Tasks, slow: Slow, bands: None, qtbot: QtBot
) -> None:
    stop_in_part(pictures, lane, slow, qtbot)
    part = pictures.get(FILTERED_FORGED)
    pictures.set_view(view_of(slow.picture))
    assert pictures.get(FILTERED_FORGED) is part, "what was seen is seen until then"
    assert not pictures.is_stopped
    with qtbot.waitSignal(lane.idle):
        pictures.ask(FILTERED_FORGED)
    whole = pictures.whole(FILTERED_FORGED)
    assert whole is not None
    np.testing.assert_array_equal(whole.image, 255 - images(pair())[1])
    assert pictures.part_note(FILTERED_FORGED) == ""


def test_nothing_is_made_of_a_part_as_if_it_were_the_whole(
    pictures: Pictures, lane: Tasks, slow: Slow, bands: None, qtbot: QtBot
) -> None:
    stop_in_part(pictures, lane, slow, qtbot)
    pictures.set_difference_pair(FILTERED_FORGED, FORGED)
    pictures.ask(DIFFERENCE)
    assert (lane.pending, pictures.get(DIFFERENCE)) == (0, None)
    assert pictures.reason(DIFFERENCE) == ONLY_A_PART
    # With its contrast raised a part is a part.
    with qtbot.waitSignal(lane.idle):
        pictures.ask(FILTERED_FORGED, 2.0)
    assert pictures.get(FILTERED_FORGED, 2.0) is not None
    assert pictures.part_note(FILTERED_FORGED, 2.0) == STOPPED_NOTE

    pictures.set_view(view_of(slow.picture))
    with qtbot.waitSignal(lane.idle):
        pictures.ask(FILTERED_FORGED, 2.0)
    with qtbot.waitSignal(lane.idle):
        pictures.ask(FILTERED_FORGED, 2.0)
    raised = pictures.get(FILTERED_FORGED, 2.0)
    assert raised is not None
    np.testing.assert_array_equal(raised.image, equalised(255 - images(pair())[1], 2.0))
    assert pictures.part_note(FILTERED_FORGED, 2.0) == ""


def test_stopped_before_anything_came_it_is_computed_when_chosen_again(
    pictures: Pictures, lane: Tasks, qtbot: QtBot
) -> None:
    gate = threading.Event()
    lane.submit(gate.wait, lambda _set: None)
    pictures.set_case(pair(), None)
    pictures.set_view(view_of(negative))
    pictures.ask(FILTERED_FORGED)
    with qtbot.waitSignal(lane.idle):
        pictures.cancel(FILTERED_FORGED)
        gate.set()
    assert pictures.reason(FILTERED_FORGED) == STOPPED
    pictures.set_view(view_of(negative))
    assert pictures.reason(FILTERED_FORGED) == ""
    with qtbot.waitSignal(lane.idle):
        pictures.ask(FILTERED_FORGED)
    assert pictures.whole(FILTERED_FORGED) is not None


@pytest.mark.parametrize("leave", ["case", "view"])
def test_nothing_is_computed_or_told_of_what_was_left(
    pictures: Pictures, lane: Tasks, slow: Slow, bands: None, qtbot: QtBot, leave: str
) -> None:
    pictures.set_case(pair(), None)
    pictures.set_view(view_of(slow.picture))
    with qtbot.waitSignal(pictures.changed):
        pictures.ask(FILTERED_FORGED, visible=(0, 0, 9, WIDTH))
    assert slow.reached.wait(5)
    if leave == "case":
        pictures.set_case(pair("2"), None)
    else:
        pictures.set_view(None)
    told = heard(pictures)
    with qtbot.waitSignal(lane.idle):
        slow.gate.set()
    assert (slow.parts, told) == (2, [])
    assert pictures.get(FILTERED_FORGED) is None
    # What came in part is not taken for the whole afterwards.
    pictures.set_case(pair(), None)
    pictures.set_view(view_of(slow.picture))
    assert pictures.get(FILTERED_FORGED) is None


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.key)
def test_every_view_is_as_it_is_computed_in_one_go(
    pictures: Pictures, lane: Tasks, bands: None, qtbot: QtBot, view: ForensicView
) -> None:
    case = pair()
    pictures.set_case(case, None)
    pictures.set_view(ChosenView(view, tuple(view.settled({}).items())))
    with qtbot.waitSignal(lane.idle):
        pictures.ask(FILTERED_FORGED, visible=(3, 5, 29, 41))
    found = pictures.get(FILTERED_FORGED)
    assert found is not None
    np.testing.assert_array_equal(found.image, compute(view, images(case)[1], {}))


def test_other_values_make_another_picture(pictures: Pictures, lane: Tasks, qtbot: QtBot) -> None:
    view = next(view for view in VIEWS if view.key == "high-pass-residual")
    case = pair()
    pictures.set_case(case, None)
    for gain in (10.0, 20.0, 10.0):
        pictures.set_view(ChosenView(view, tuple(view.settled({"gain": gain}).items())))
        if pictures.get(FILTERED_FORGED) is None:
            with qtbot.waitSignal(lane.idle):
                pictures.ask(FILTERED_FORGED)
        found = pictures.get(FILTERED_FORGED)
        assert found is not None
        expected = compute(view, images(case)[1], {"gain": gain})
        np.testing.assert_array_equal(found.image, expected)


def test_of_local_contrasts_the_newest_wins(pictures: Pictures, lane: Tasks, qtbot: QtBot) -> None:
    case = pair()
    pictures.set_case(case, None)
    gate = threading.Event()
    lane.submit(gate.wait, lambda _none: None)
    with qtbot.waitSignal(lane.idle):
        for local in (1.0, 2.0, 4.0):
            pictures.ask(FORGED, local)
        gate.set()
    assert [pictures.get(FORGED, local) is not None for local in (1.0, 2.0, 4.0)] == [
        False,
        False,
        True,
    ]
