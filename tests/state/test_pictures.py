"""Computed pictures of a case: each is what it says, the newest wins, reasons where none is."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.difference import DIFFERENCE_CHANNELS, USUAL_THRESHOLD, DifferenceOptions
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import equalised
from forgery_viewer.state import difference_pictures, kept_pictures
from forgery_viewer.state.case_loader import CaseKey, LoadedCase, LoadedImage
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    DIFFERENCE,
    FILTERED_AUTHENTIC,
    FILTERED_FORGED,
    FORGED,
    TRUTH,
)
from forgery_viewer.state.pictures import Pictures
from forgery_viewer.state.tasks import Tasks
from tests.core.building import noise, stack_of
from tests.state.desks import forged as forged_key
from tests.state.desks import paint

Image = NDArray[np.uint8]

HEIGHT, WIDTH = 40, 60
COLOURS = ((250, 10, 20), (30, 240, 40), (50, 60, 230))
STACK = stack_of(HEIGHT, WIDTH, (slice(5, 20), slice(6, 30)), (slice(10, 30), slice(20, 50)))


def case_of(authentic: Image | None, forged: Image | None, case_id: str = "1") -> LoadedCase:
    """A case of two images, either of which may be missing."""
    sides = [
        LoadedImage(None, Pyramid(image) if image is not None else None)
        for image in (authentic, forged)
    ]
    return LoadedCase(CaseKey("train", case_id), sides[0], sides[1], None, "none", "")


def pair(case_id: str = "1", seed: int = 1) -> LoadedCase:
    return case_of(noise(HEIGHT, WIDTH, seed=seed), noise(HEIGHT, WIDTH, seed=seed + 100), case_id)


def images(case: LoadedCase) -> tuple[Image, Image]:
    assert case.authentic.pyramid is not None
    assert case.subject.pyramid is not None
    return case.authentic.pyramid.image, case.subject.pyramid.image


def document() -> MaskDocument:
    return MaskDocument(forged_key("1"), BitPlanes.from_stack(STACK))


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("pictures", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def pictures(lane: Tasks) -> Pictures:
    return Pictures(lane, COLOURS)


Ask = Callable[..., Image]


@pytest.fixture
def ask(pictures: Pictures, lane: Tasks, qtbot: QtBot) -> Ask:
    """Asks for a picture, waits until it is there, and returns its pixels."""

    def wait(source: str, local: float = 0.0) -> Image:
        with qtbot.waitSignal(lane.idle):
            pictures.ask(source, local)
        found = pictures.get(source, local)
        assert found is not None
        return found.image

    return wait


def heard(pictures: Pictures) -> list[tuple[str, bool]]:
    """What `changed` tells from now on, and whether there is a whole or partial picture then."""
    told: list[tuple[str, bool]] = []
    pictures.changed.connect(lambda source: told.append((source, pictures.get(source) is not None)))
    return told


def shown_difference(case: LoadedCase, options: DifferenceOptions) -> Image:
    """What a difference has to look like, by its definition."""
    authentic, forged = (image.astype(int) for image in images(case))
    apart = abs(forged - authentic)
    levels = apart.max(axis=2)
    if options.channel != "largest":
        levels = apart[..., ("red", "green", "blue").index(options.channel)]
    shown = np.where(levels > options.threshold, np.minimum(levels * options.gain, 255), 0)
    return shown.astype(np.uint8)


# Images and differences ---------------------------------------------------------------------


def test_the_images_themselves_are_at_hand_at_once(pictures: Pictures, lane: Tasks) -> None:
    case = pair()
    pictures.set_case(case, None)
    assert pictures.get(AUTHENTIC) is case.authentic.pyramid
    assert pictures.get(FORGED) is case.subject.pyramid
    pictures.ask(FORGED)
    assert lane.pending == 0


@pytest.mark.parametrize(
    ("threshold", "gain", "channel"),
    list(zip((0, 12, 64, 20), (1, 4, 32, 2), DIFFERENCE_CHANNELS, strict=True)),
)
def test_the_difference_is_that_of_the_pixels(
    pictures: Pictures, ask: Ask, threshold: int, gain: int, channel: str
) -> None:
    case = pair()
    options = DifferenceOptions(threshold, gain, channel)  # type: ignore[arg-type]
    pictures.set_case(case, None)
    pictures.set_difference(options)
    np.testing.assert_array_equal(ask(DIFFERENCE), shown_difference(case, options))


def test_one_changed_pixel_is_seen_at_every_zoom(pictures: Pictures, ask: Ask) -> None:
    authentic = np.zeros((700, 900, 3), np.uint8)
    forged = authentic.copy()
    forged[333, 555, 1] = 100
    pictures.set_case(case_of(authentic, forged), None)
    assert ask(DIFFERENCE)[333, 555] == 255
    pyramid = pictures.get(DIFFERENCE)
    assert pyramid is not None
    for scale in (1.0, 0.6, 0.3, 0.1, 0.01):
        assert pyramid.levels[pyramid.level_for(scale)].max() == 255


def test_the_newest_options_win(pictures: Pictures, lane: Tasks, qtbot: QtBot) -> None:
    case = pair()
    pictures.set_case(case, None)
    gate = threading.Event()
    lane.submit(gate.wait, lambda _none: None)
    told = heard(pictures)
    newest = DifferenceOptions(40, 2, "green")
    with qtbot.waitSignal(lane.idle):
        for options in (DifferenceOptions(5), DifferenceOptions(30), newest):
            pictures.set_difference(options)
            pictures.ask(DIFFERENCE)
            assert pictures.is_under_way(DIFFERENCE)
        gate.set()
    assert told == [(DIFFERENCE, False)] * 3 + [(DIFFERENCE, True)], "one picture came"
    found = pictures.get(DIFFERENCE)
    assert found is not None
    np.testing.assert_array_equal(found.image, shown_difference(case, newest))
    assert not pictures.is_under_way(DIFFERENCE)
    pictures.set_difference(newest)
    assert len(told) == 4, "nothing is different"


def test_pictures_are_computed_once(pictures: Pictures, lane: Tasks, ask: Ask) -> None:
    first, second = pair("1"), pair("2", seed=7)
    pictures.set_case(first, None)
    ask(DIFFERENCE)
    pictures.set_case(second, None)
    assert pictures.get(DIFFERENCE) is None
    np.testing.assert_array_equal(ask(DIFFERENCE), shown_difference(second, DifferenceOptions()))
    pictures.set_case(first, None)
    pictures.ask(DIFFERENCE)
    assert lane.pending == 0
    found = pictures.get(DIFFERENCE)
    assert found is not None
    np.testing.assert_array_equal(found.image, shown_difference(first, DifferenceOptions()))


def test_while_no_case_is_there_pictures_are_kept_or_not(pictures: Pictures, ask: Ask) -> None:
    pictures.set_case(case := pair("1"), None)
    ask(DIFFERENCE)
    for forgets in (False, True):
        pictures.set_case(None, None, forgets=forgets)
        pictures.set_case(case, None)
        assert (pictures.get(DIFFERENCE) is None) == forgets


def test_local_contrast_is_computed_of_any_picture(
    pictures: Pictures, lane: Tasks, ask: Ask, qtbot: QtBot
) -> None:
    case = pair()
    pictures.set_case(case, None)
    assert pictures.get(FORGED, 2.0) is None
    np.testing.assert_array_equal(ask(FORGED, 2.0), equalised(images(case)[1], 2.0))
    # Of a picture that has to be computed itself, that comes first.
    with qtbot.waitSignal(lane.idle):
        pictures.ask(DIFFERENCE, 3.0)
    assert pictures.get(DIFFERENCE, 3.0) is None
    grey = shown_difference(case, DifferenceOptions())
    np.testing.assert_array_equal(
        ask(DIFFERENCE, 3.0), equalised(np.stack([grey] * 3, axis=2), 3.0)
    )


# The mask -----------------------------------------------------------------------------------


def truth(shown: MaskDocument) -> Image:
    """The mean of the colours of the instances at each pixel, by hand."""
    stack = shown.planes.to_stack()
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for row, column in itertools.product(range(HEIGHT), range(WIDTH)):
        here = [COLOURS[n] for n in range(len(stack)) if stack[n, row, column]]
        if here:
            picture[row, column] = [sum(values) // len(here) for values in zip(*here, strict=True)]
    return picture


def test_the_truth_is_the_mask_as_it_is_now(pictures: Pictures, ask: Ask) -> None:
    shown = document()
    pictures.set_case(pair(), shown)
    np.testing.assert_array_equal(ask(TRUTH), truth(shown))
    told = heard(pictures)
    steps = (
        lambda: paint(shown, 40, 35),
        shown.undo_stack.undo,
        shown.undo_stack.redo,
        shown.new_instance,
        lambda: paint(shown, 10, 35),
        lambda: shown.delete_instance(0),
    )
    seen = []
    for step in steps:
        told.clear()
        step()
        assert told == [(TRUTH, False)]
        seen.append(ask(TRUTH))
        if len(shown.instances) == 2 and shown.instances[0].colour == 0:
            np.testing.assert_array_equal(seen[-1], truth(shown))
    assert (seen[4][35, 10] == COLOURS[2]).all()
    assert (seen[5][35, 10] == COLOURS[2]).all(), "an instance keeps its colour"
    assert (seen[5][6, 7] == 0).all()


def test_a_mask_that_was_left_changes_nothing(pictures: Pictures) -> None:
    left, shown = document(), document()
    pictures.set_case(pair(), left)
    pictures.set_case(pair(), shown)
    told = heard(pictures)
    paint(left)
    assert told == []
    pictures.set_case(pair(), None)
    paint(shown)
    assert told == []


# Reasons ------------------------------------------------------------------------------------


def test_there_is_a_sentence_where_there_is_no_picture(pictures: Pictures) -> None:
    every = (AUTHENTIC, FORGED, DIFFERENCE, TRUTH, FILTERED_AUTHENTIC, FILTERED_FORGED)
    assert {pictures.reason(source) for source in every} == {"No image chosen."}
    pictures.set_case(case_of(None, noise(HEIGHT, WIDTH)), None)
    assert {source: pictures.reason(source) for source in every} == {
        AUTHENTIC: "There is no such image in this case.",
        FORGED: "",
        DIFFERENCE: "A difference needs an authentic and a forged image.",
        TRUTH: "There is no mask in this case.",
        FILTERED_AUTHENTIC: "No forensic view is chosen.",
        FILTERED_FORGED: "No forensic view is chosen.",
    }
    pictures.set_case(pair(), document())
    for source in (AUTHENTIC, FORGED, DIFFERENCE, TRUTH):
        assert pictures.reason(source) == ""


def test_what_cannot_be_is_not_asked_for(pictures: Pictures, lane: Tasks) -> None:
    pictures.set_case(case_of(None, noise(HEIGHT, WIDTH)), None)
    told = heard(pictures)
    for source in (AUTHENTIC, DIFFERENCE, TRUTH, FILTERED_FORGED):
        pictures.ask(source)
        assert not pictures.is_under_way(source)
    assert (lane.pending, told) == (0, [])


def test_images_of_two_sizes_differ_where_both_are(pictures: Pictures, ask: Ask) -> None:
    before, after = noise(30, 20), noise(28, 22)
    pictures.set_case(case_of(before, after), None)
    common = case_of(before[:28], after[:, :20])
    np.testing.assert_array_equal(ask(DIFFERENCE), shown_difference(common, DifferenceOptions()))


def test_trouble_that_no_file_explains_is_not_hidden(
    pictures: Pictures, lane: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_args: object) -> Image:
        raise MemoryError

    pictures.set_case(pair(), None)
    monkeypatch.setattr(difference_pictures, "difference_levels", explode)
    with qtbot.captureExceptions() as exceptions, qtbot.waitSignal(lane.idle):
        pictures.ask(DIFFERENCE)
    assert [kind for kind, _error, _trace in exceptions] == [MemoryError]
    assert not pictures.is_under_way(DIFFERENCE)


# Memory and end -----------------------------------------------------------------------------


def test_memory_is_bounded_and_the_newest_picture_stays(
    pictures: Pictures, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures.set_case(pair(), None)
    first = ask(DIFFERENCE)
    found = pictures.get(DIFFERENCE)
    assert found is not None
    monkeypatch.setattr(kept_pictures, "CACHE_BYTES", 3 * found.size_bytes)
    at_hand = []
    for threshold in range(1, 6):
        pictures.set_difference(DifferenceOptions(threshold))
        ask(DIFFERENCE)
    for threshold in (*range(1, 6), USUAL_THRESHOLD):
        pictures.set_difference(DifferenceOptions(threshold))
        at_hand.append(pictures.get(DIFFERENCE) is not None)
    assert at_hand == [False, False, True, True, True, False]
    np.testing.assert_array_equal(ask(DIFFERENCE), first)
    monkeypatch.setattr(kept_pictures, "CACHE_BYTES", 1)
    pictures.set_difference(DifferenceOptions(63))
    ask(DIFFERENCE)
    pictures.set_difference(DifferenceOptions(USUAL_THRESHOLD))
    assert pictures.get(DIFFERENCE) is None


def test_at_the_end_nothing_comes_any_more(pictures: Pictures, lane: Tasks) -> None:
    pictures.set_case(pair(), document())
    told = heard(pictures)
    pictures.ask(DIFFERENCE)
    pictures.ask(TRUTH)
    lane.close()
    assert lane.pending == 0
    pictures.ask(FORGED, 2.0)
    assert told == []
