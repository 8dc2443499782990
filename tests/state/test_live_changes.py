"""Changed pixels inside and outside the mask are counted as the mask and the options are now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.difference import DIFFERENCE_CHANNELS, ChangedCounts, DifferenceOptions
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.twins.sides import SIDES_THRESHOLD, tell_sides
from forgery_viewer.state import instance_editing
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.live_changes import NO_PAIR, LiveChanges
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks
from tests.core.building import noise
from tests.state.desks import forged, paint
from tests.state.test_pictures import HEIGHT, STACK, WIDTH, case_of, images, pair


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("changes", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def changes(lane: Tasks) -> Iterator[LiveChanges]:
    made = LiveChanges(lane)
    yield made
    made.close()


After = Callable[[Callable[[], object]], ChangedCounts | None]


@pytest.fixture
def after(changes: LiveChanges, qtbot: QtBot) -> After:
    """Does something, waits until the counts are of the newest state, and returns them."""

    def wait(act: Callable[[], object]) -> ChangedCounts | None:
        told: list[ChangedCounts | None] = []

        def take(counts: ChangedCounts | None) -> None:
            told.append(counts)

        changes.counted.connect(take)
        act()
        if changes.is_behind:
            with qtbot.waitSignal(
                changes.counted, check_params_cb=lambda _c: not changes.is_behind
            ):
                pass
        changes.counted.disconnect(take)
        assert told[-1] == changes.counts
        return told[-1]

    return wait


def document(stack: NDArray[np.uint8] = STACK) -> MaskDocument:
    return MaskDocument(forged("1"), BitPlanes.from_stack(stack))


def expected(
    case: LoadedCase, shown: MaskDocument | None, options: DifferenceOptions
) -> ChangedCounts:
    """The counts by their definition."""
    authentic, subject = (image.astype(int) for image in images(case))
    apart = abs(subject - authentic)
    levels = apart.max(axis=2)
    if options.channel != "largest":
        levels = apart[..., ("red", "green", "blue").index(options.channel)]
    over = levels > options.threshold
    covered: NDArray[np.bool_] = np.zeros(over.shape, bool)
    if shown is not None:
        covered = np.asarray(shown.planes.to_stack().any(axis=0))
    return ChangedCounts(
        int(over.sum()),
        int((over & covered).sum()),
        int((over & ~covered).sum()),
        int((~over & covered).sum()),
    )


def test_counts_follow_the_mask(changes: LiveChanges, after: After) -> None:
    case, shown = pair(), document()
    options = changes.options
    first = after(lambda: changes.set_case(case, shown))
    assert first == expected(case, shown, options)
    steps = (
        lambda: paint(shown, 40, 35),
        shown.undo_stack.undo,
        shown.undo_stack.redo,
        lambda: shown.delete_instance(0),
        shown.new_instance,
        lambda: paint(shown, 5, 35),
    )
    insides = set()
    for step in steps:
        counts = after(step)
        assert counts == expected(case, shown, options)
        assert changes.reason == ""
        insides.add(counts.inside)
    assert len(insides) > 3, "the steps change what is inside"


@given(
    st.lists(
        st.builds(
            DifferenceOptions,
            threshold=st.integers(0, 64),
            gain=st.integers(1, 32),
            channel=st.sampled_from(DIFFERENCE_CHANNELS),
        ),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_follow_the_options(
    changes: LiveChanges, after: After, chosen: list[DifferenceOptions]
) -> None:
    case, shown = pair(), document()
    after(lambda: changes.set_case(case, shown))
    for options in chosen:
        counts = after(lambda options=options: changes.set_options(options))  # type: ignore[misc]
        assert counts == expected(case, shown, options)


def test_only_the_newest_state_is_told(changes: LiveChanges, lane: Tasks, qtbot: QtBot) -> None:
    case, shown = pair(), document()
    told: list[ChangedCounts | None] = []
    changes.counted.connect(told.append)
    gate = threading.Event()
    lane.submit(gate.wait, lambda _none: None)
    with qtbot.waitSignal(changes.counted, check_params_cb=lambda counts: counts is not None):
        changes.set_case(case, shown)
        for x in (5, 30, 45):
            paint(shown, x, 35)
        changes.set_options(DifferenceOptions(50, channel="blue"))
        gate.set()
    assert told == [None, expected(case, shown, DifferenceOptions(50, channel="blue"))]


def test_a_channel_chosen_while_another_is_counted_wins(
    changes: LiveChanges, lane: Tasks, qtbot: QtBot
) -> None:
    case, shown = pair(), document()
    gate, reached = threading.Event(), threading.Event()

    def hold() -> None:
        reached.set()
        gate.wait()

    lane.submit(hold, lambda _none: None)
    changes.set_case(case, shown)
    qtbot.waitUntil(lambda: lane.pending == 2)
    assert reached.wait(5)
    with qtbot.waitSignal(changes.counted):
        changes.set_options(DifferenceOptions(20, channel="red"))
        gate.set()
    assert changes.counts == expected(case, shown, DifferenceOptions(20, channel="red"))
    with qtbot.waitSignal(changes.counted):
        changes.set_options(DifferenceOptions(30, channel="red"))
    assert changes.counts == expected(case, shown, DifferenceOptions(30, channel="red"))


def test_without_a_mask_all_of_it_is_outside(changes: LiveChanges, after: After) -> None:
    case = pair()
    counts = after(lambda: changes.set_case(case, None))
    assert counts == expected(case, None, changes.options)
    assert counts is not None
    assert (counts.inside, counts.unchanged_inside) == (0, 0)


def test_without_a_pair_there_is_nothing_to_count(changes: LiveChanges, after: After) -> None:
    image, shown = noise(HEIGHT, WIDTH), document()
    for case in (case_of(None, image), case_of(image, None), None):
        after(lambda: changes.set_case(pair(), shown))
        assert changes.counts is not None
        assert after(lambda case=case: changes.set_case(case, shown)) is None  # type: ignore[misc]
        assert changes.reason == NO_PAIR
        paint(shown, 40, 35)
        shown.undo_stack.undo()
        assert not changes.is_behind
        assert changes.counts is None


def test_images_of_two_sizes_are_told_in_words(changes: LiveChanges, after: After) -> None:
    case = case_of(noise(30, 20), noise(31, 22))
    assert after(lambda: changes.set_case(case, document())) is None
    assert changes.reason == "The forged image is 22 x 31 px, its authentic partner 20 x 30"
    # The next case is not burdened with it.
    assert after(lambda: changes.set_case(pair(), document())) is not None
    assert changes.reason == ""


def test_a_mask_of_another_size_is_told_in_words(changes: LiveChanges, after: After) -> None:
    small = document(np.ones((1, 9, 9), np.uint8))
    assert after(lambda: changes.set_case(pair(), small)) is None
    assert changes.reason == "The images are 60 x 40 px, the mask 9 x 9"


def test_a_case_that_was_left_is_not_counted(
    changes: LiveChanges, after: After, lane: Tasks
) -> None:
    left, case, shown = document(), pair("2", seed=9), document()
    changes.set_case(pair(), left)
    after(lambda: changes.set_case(case, shown))
    assert changes.counts == expected(case, shown, changes.options)
    paint(left, 40, 35)
    assert not changes.is_behind


def test_at_the_end_nothing_is_counted(changes: LiveChanges, lane: Tasks, qtbot: QtBot) -> None:
    told: list[ChangedCounts | None] = []
    changes.set_case(pair(), document())
    before = changes.is_behind
    changes.counted.connect(told.append)
    changes.close()
    assert (before, changes.is_behind) == (True, False)
    qtbot.waitUntil(lambda: lane.pending == 0)
    assert told == []


def test_what_the_regions_are_is_told_anew_after_each_step(
    changes: LiveChanges, qtbot: QtBot
) -> None:
    case, shown = pair(), document()
    authentic, subject = (image.astype(int) for image in images(case))
    moved = abs(subject - authentic).max(axis=2) > SIDES_THRESHOLD
    steps = (
        lambda: changes.set_case(case, shown),
        lambda: paint(shown, 40, 35),
        lambda: shown.delete_instance(0),
        shown.undo_stack.undo,
        lambda: instance_editing.move(shown, (0,), len(shown.instances)),
    )
    for step in steps:
        with qtbot.waitSignal(changes.sides_told, check_params_cb=lambda sides: sides != ()):
            step()
        planes = [shown.planes.plane(number) for number in range(shown.planes.count)]
        assert changes.sides == tuple(
            tell_sides(find_regions(plane), plane, moved) for plane in planes
        )
