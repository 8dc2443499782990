"""The twins of the selected instance are found while somebody wants to see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.forging import Duplication, Forgery, Paste, forge
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.core.twins import twins
from forgery_viewer.core.twins.showing import ShownTwins
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.core.twins.twins import find_twins
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.twin_finding import TwinFinding
from tests.core.twins.test_matching import texture
from tests.state.desks import forged as forged_key
from tests.state.desks import paint
from tests.state.test_pictures import case_of

SHAPE = (240, 320)
FIRST = Paste(220.0, 60.0)
SECOND = Paste(240.0, 180.0, angle_deg=90.0)


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("twins", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def finding(lane: Tasks) -> Iterator[TwinFinding]:
    made = TwinFinding(lane)
    yield made
    made.close()


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pixels each instance had that twins were looked for of."""
    areas: list[int] = []

    def note_and_find(image: object, plane: NDArray[np.bool_], *rest: object) -> object:
        areas.append(int(plane.sum()))
        return find_twins(image, plane, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(twins, "find_twins", note_and_find)
    return areas


def made_forgery() -> tuple[NDArray[np.uint8], Forgery]:
    """Two instances: one copied elsewhere, one turned by a quarter as well."""
    image = texture(*SHAPE, seed=4)
    planned = [
        Duplication(ellipse(SHAPE, (70, 60), (30, 22)), (FIRST,)),
        Duplication(ellipse(SHAPE, (90, 180), (28, 24)), (SECOND,)),
    ]
    return image, forge(image, planned)


def opened(*, authentic: bool = True) -> tuple[LoadedCase, MaskDocument]:
    image, forgery = made_forgery()
    case = case_of(image if authentic else None, forgery.image)
    return case, MaskDocument(forged_key("1"), BitPlanes.from_stack(forgery.mask))


After = Callable[[Callable[[], object]], ShownTwins | None]


@pytest.fixture
def after(finding: TwinFinding, qtbot: QtBot) -> After:
    """Does something, and returns what is found when that is of the newest state."""

    def wait(act: Callable[[], object]) -> ShownTwins | None:
        act()
        if finding.is_behind:
            with qtbot.waitSignal(
                finding.found, check_params_cb=lambda _shown: not finding.is_behind
            ):
                pass
        return finding.shown

    return wait


def copy_of(shown: ShownTwins | None) -> tuple[tuple[float, float], float]:
    """Where the middle of the source is on the one copy, and how far that is turned."""
    assert shown is not None
    source, copy = shown.patches
    assert source.is_reference
    assert source.twin.side is Side.SOURCE
    assert copy.twin.side is Side.COPY
    assert shown.is_known
    assert copy.twin.match is not None
    transform = copy.twin.match.transform
    ((x, y),) = transform.apply(np.array([shown.twins.centre])).tolist()
    return (x, y), transform.angle_deg


def test_the_copy_of_the_selected_instance_is_found(finding: TwinFinding, after: After) -> None:
    case, document = opened()
    finding.set_wanted(True)
    place, angle_deg = copy_of(after(lambda: finding.set_case(case, document)))
    assert place == pytest.approx((FIRST.centre_x, FIRST.centre_y), abs=0.6)
    assert angle_deg == pytest.approx(0, abs=0.5)
    place, angle_deg = copy_of(after(lambda: document.set_current(1)))
    assert place == pytest.approx((SECOND.centre_x, SECOND.centre_y), abs=1.5)
    assert angle_deg == pytest.approx(90, abs=1)


def test_nothing_of_the_instance_before_is_shown_while_the_next_is_looked_for(
    finding: TwinFinding, after: After
) -> None:
    case, document = opened()
    finding.set_wanted(True)
    after(lambda: finding.set_case(case, document))
    told: list[ShownTwins | None] = []
    finding.found.connect(told.append)
    document.set_current(1)
    assert told == [None]
    assert finding.shown is None
    assert finding.is_behind
    after(lambda: None)
    assert told == [None, finding.shown]


def test_nothing_is_computed_while_nobody_wants_it(
    finding: TwinFinding, after: After, lane: Tasks, lookups: list[int]
) -> None:
    case, document = opened()
    finding.set_case(case, document)
    document.set_current(1)
    paint(document, 150, 100)
    assert not finding.is_behind
    assert lane.pending == 0
    assert after(lambda: finding.set_wanted(True)) is not None
    assert len(lookups) == 1
    finding.set_wanted(False)
    assert finding.shown is None
    document.set_current(0)
    assert not finding.is_behind
    assert (lane.pending, len(lookups)) == (0, 1)


def test_what_nobody_wants_any_more_is_given_up(finding: TwinFinding, lane: Tasks) -> None:
    case, document = opened()
    finding.set_wanted(True)
    finding.set_case(case, document)
    told: list[object] = []
    finding.found.connect(told.append)
    before = finding.is_behind
    finding.set_wanted(False)
    assert (before, finding.is_behind) == (True, False)
    lane.close()
    assert told == [None]


def test_strokes_are_followed_when_they_are_over(
    finding: TwinFinding, after: After, lookups: list[int], qtbot: QtBot
) -> None:
    case, document = opened()
    finding.set_wanted(True)
    after(lambda: finding.set_case(case, document))

    def paint_twice() -> None:
        paint(document, 150, 100)
        paint(document, 150, 106)

    after(paint_twice)
    area = int(document.planes.plane(0).sum())
    assert lookups[1:] == [area], "once for both strokes, as the mask is now"
    shown = after(document.undo_stack.undo)
    assert lookups[-1] == int(document.planes.plane(0).sum()) < area
    assert shown is not None
    assert shown.twins.regions[0].area_px + shown.twins.regions[1].area_px <= lookups[-1]


@pytest.mark.parametrize(("faint", "is_known"), [(3, False), (20, True)])
def test_the_slight_noise_of_a_file_is_no_change(
    finding: TwinFinding, after: After, faint: int, is_known: bool
) -> None:
    case, document = opened()
    assert case.subject.pyramid is not None
    forged = case.subject.pyramid.image
    # An authentic partner that has the copies, too, but for what is added to them there.
    copies = np.zeros(SHAPE, np.bool_)
    copies[:, 160:] = document.planes.union()[:, 160:]
    apart = np.where(copies[..., np.newaxis], faint, 0)
    authentic = np.clip(forged.astype(int) + apart, 0, 255).astype(np.uint8)
    finding.set_wanted(True)
    shown = after(lambda: finding.set_case(case_of(authentic, forged), document))
    assert shown is not None
    assert shown.is_known == is_known


def test_without_an_authentic_image_nobody_knows_the_source(
    finding: TwinFinding, after: After
) -> None:
    case, document = opened(authentic=False)
    finding.set_wanted(True)
    shown = after(lambda: finding.set_case(case, document))
    assert shown is not None
    assert not shown.is_known
    assert {patches.twin.side for patches in shown.patches} == {Side.UNKNOWN}
    assert shown.patches[1].twin.match is not None


@pytest.mark.parametrize("lacking", ["case", "image", "mask", "instance", "pixels"])
def test_without_something_to_look_at_there_are_no_twins(
    finding: TwinFinding, after: After, qtbot: QtBot, lacking: str
) -> None:
    case, document = opened()
    finding.set_wanted(True)
    assert after(lambda: finding.set_case(case, document)) is not None
    if lacking == "case":
        assert after(lambda: finding.set_case(None, None)) is None
    elif lacking == "image":
        image = made_forgery()[0]
        assert after(lambda: finding.set_case(case_of(image, None), document)) is None
    elif lacking == "mask":
        assert after(lambda: finding.set_case(case, None)) is None
    elif lacking == "instance":
        after(lambda: document.delete_instance(0))
        document.delete_instance(0)
        qtbot.waitUntil(lambda: not finding.is_behind)
        assert finding.shown is None
    else:
        assert after(document.new_instance) is None
    assert not finding.is_behind


def test_a_mask_that_was_left_is_not_looked_at(
    finding: TwinFinding, after: After, lookups: list[int]
) -> None:
    case, left = opened()
    shown = opened()[1]
    finding.set_wanted(True)
    finding.set_case(case, left)
    after(lambda: finding.set_case(case, shown))
    before = len(lookups)
    left.set_current(1)
    paint(left, 150, 100)
    assert not finding.is_behind
    assert len(lookups) == before
