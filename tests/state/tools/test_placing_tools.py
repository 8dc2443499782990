"""Paste, move and wand without a window: where handles lead, and what a mask keeps."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.tools.placing import Floating
from forgery_viewer.state.preferences import CHANGE_THRESHOLD, WAND_TOLERANCE
from forgery_viewer.state.tools.case_changes import NO_DIFFERENCE, OTHER_SIZE
from forgery_viewer.state.tools.changes import ChangesTool
from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.frame import Grip, frame_of
from forgery_viewer.state.tools.move import MoveTool, way
from forgery_viewer.state.tools.newest import AT_ONCE_PX
from forgery_viewer.state.tools.paste import PasteTool, words
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.wand import WandTool
from tests.state.tools.conftest import LayOn

PIECE = Mark(20, 30, np.ones((10, 16), np.bool_))
FLOATING = st.builds(
    Floating,
    st.just(PIECE),
    right_px=st.integers(-20, 20),
    down_px=st.integers(-20, 20),
    angle_deg=st.floats(-180, 179),
    scale_x=st.floats(0.5, 3),
    scale_y=st.floats(0.5, 3),
    mirrored=st.booleans(),
)


# Frame and paste ----------------------------------------------------------------------------


@given(FLOATING, st.floats(0.5, 8))
def test_every_handle_is_grabbed_where_it_is_drawn(floating: Floating, scale: float) -> None:
    frame = frame_of(floating, scale)
    places = [place for place, _grip in frame.handles]
    np.testing.assert_allclose(frame.sketch().handles, places)
    apart = min(math.dist(one, other) * scale for one in places for other in places if one != other)
    assume(apart > 20)
    for place, grip in frame.handles:
        assert frame.grip_at(place, scale) is grip
    assert frame.grip_at(frame.centre, scale) is Grip.MOVE
    x, y = np.mean(places[0:1], axis=0)
    assert frame.grip_at((x + 500, y), scale) is None


@given(FLOATING)
def test_the_frame_lies_around_what_is_covered(floating: Floating) -> None:
    shape = (200, 200)
    moved = floating.moved(60, 60)
    mark, frame = moved.mark(shape), frame_of(moved, 1.0)
    rows, columns = np.nonzero(mark.inside)
    if not rows.size:
        return
    low, high = frame.corners.min(axis=0), frame.corners.max(axis=0)
    assert columns.min() + mark.left >= low[0] - 1
    assert columns.max() + mark.left + 1 <= high[0] + 1
    assert rows.min() + mark.top >= low[1] - 1
    assert rows.max() + mark.top + 1 <= high[1] + 1


@pytest.mark.parametrize("grip", [1, 2, 3, 4], ids=["ul", "ur", "lr", "ll"])
@given(start=FLOATING, factor=st.floats(0.6, 2.0))
def test_a_corner_goes_where_it_is_dragged(
    desk_of_paste: PasteTool, grip: int, start: Floating, factor: float
) -> None:
    tool = desk_of_paste
    tool._floating = start  # noqa: SLF001 - a piece at any place, as gestures before left it
    frame = frame_of(start, 8.0)
    (x, y), kind = frame.handles[grip]
    assume(frame.grip_at((x, y), 8.0) is kind)
    centre = frame.centre
    end = (centre[0] + (x - centre[0]) * factor, centre[1] + (y - centre[1]) * factor)
    tool.press(Pointer(x, y, 8.0))
    tool.move(Pointer(*end, 8.0))
    tool.release(Pointer(*end, 8.0))
    assert tool.floating is not None
    place, _kind = frame_of(tool.floating, 8.0).handles[grip]
    np.testing.assert_allclose(place, end, atol=1e-6)


@given(start=FLOATING, turn=st.floats(-170, 170))
def test_the_stem_turns_it_to_the_pointer(
    desk_of_paste: PasteTool, start: Floating, turn: float
) -> None:
    tool = desk_of_paste
    tool._floating = start  # noqa: SLF001 - as above
    frame = frame_of(start, 8.0)
    (x, y), _kind = frame.handles[0]
    centre = frame.centre
    assume(math.dist((x, y), centre) > 1)
    away, angle = math.dist((x, y), centre), math.atan2(y - centre[1], x - centre[0])
    angle -= math.radians(turn)
    end = (centre[0] + away * math.cos(angle), centre[1] + away * math.sin(angle))
    tool.press(Pointer(x, y, 8.0))
    tool.move(Pointer(*end, 8.0))
    assert tool.floating is not None
    place, _kind = frame_of(tool.floating, 8.0).handles[0]
    np.testing.assert_allclose(place, end, atol=1e-6)
    tool.move(Pointer(*end, 8.0, shift=True))
    assert tool.floating.angle_deg % 15 == pytest.approx(0, abs=1e-6)
    tool.release(Pointer(*end, 8.0))


@pytest.fixture(scope="module")
def desk_of_paste(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> object:
    """A paste tool over no mask: only where its piece is counts."""
    from forgery_viewer.state.preferences import Preferences

    preferences = Preferences(tmp_path_factory.mktemp("paste") / "preferences.ini")
    desk = Desk(preferences)
    yield PasteTool(desk)
    desk.close()
    desk.deleteLater()
    preferences.deleteLater()


@given(FLOATING)
def test_mirrored_as_it_lies_there(floating: Floating) -> None:
    from dataclasses import replace

    other = replace(floating, mirrored=not floating.mirrored, angle_deg=-floating.angle_deg)
    corners, mirrored = (frame_of(one, 1.0).corners for one in (floating, other))
    middle = corners[:, 0].mean()
    np.testing.assert_allclose(mirrored[:, 0], 2 * middle - corners[:, 0], atol=1e-9)
    np.testing.assert_allclose(mirrored[:, 1], corners[:, 1], atol=1e-9)


def test_words_of_a_paste() -> None:
    assert words(Floating(PIECE)) == "Paste"
    turned = Floating(PIECE, angle_deg=-12.04, scale_x=1.5, scale_y=1.5, mirrored=True)
    assert words(turned) == "Paste, mirrored, turned \N{MINUS SIGN}12.0\N{DEGREE SIGN}, 150 %"
    assert words(Floating(PIECE, scale_x=0.5)) == "Paste, 50 % wide, 100 % high"


# Move ---------------------------------------------------------------------------------------


def test_words_of_a_way() -> None:
    assert way(3, 0) == "3 px right"
    assert way(-1200, 4) == "1,200 px left, 4 px down"
    assert way(0, -1) == "1 px up"


def test_what_is_moved_under_protection_takes_nothing_and_stays_whole(
    desk: Desk, lay_on: LayOn
) -> None:
    stack = np.zeros((2, 12, 20), np.uint8)
    stack[0, 4:8, 2:6] = 1
    stack[1, 4:8, 8:12] = 1
    document = lay_on(stack, None)
    document.spares_others = True
    tool = MoveTool(desk)
    tool.prepare()
    tool.press(Pointer(3.5, 5.5))
    tool.release(Pointer(3.5, 5.5))
    for _step in range(10):
        tool.nudge(1, 0)
    # It has gone past the other one, arrow by arrow, and is all there.
    expected = stack.copy()
    expected[0] = np.roll(stack[0], 10, axis=1)
    np.testing.assert_array_equal(document.planes.to_stack(), expected)
    assert [step.text for step in document.steps_done()] == ["Move region, 10 px right"]
    tool.put_down()


def test_a_drag_under_protection_moves_what_is_left(desk: Desk, lay_on: LayOn) -> None:
    stack = np.zeros((2, 12, 20), np.uint8)
    stack[0, 4:8, 2:6] = 1
    stack[1, 4:8, 6:12] = 1
    document = lay_on(stack, None)
    document.spares_others = True
    tool = MoveTool(desk)
    tool.prepare()
    tool.press(Pointer(3.5, 5.5))
    tool.move(Pointer(5.5, 5.5))
    tool.release(Pointer(5.5, 5.5))
    first = document.planes.plane(0)
    assert first.sum() == 8, "half of it fell on the other one"
    tool.nudge(0, 1)
    np.testing.assert_array_equal(document.planes.plane(0), np.roll(first, 1, axis=0))
    np.testing.assert_array_equal(document.planes.plane(1), stack[1].astype(bool))
    tool.put_down()


def test_arrows_take_no_drag_back_that_left_nothing(desk: Desk, lay_on: LayOn) -> None:
    stack = np.zeros((2, 12, 20), np.uint8)
    stack[0, 4:6, 2:4] = stack[1, 3:9, 10:16] = 1
    document = lay_on(stack, None)
    document.spares_others = True
    tool = MoveTool(desk)
    tool.prepare()
    tool.press(Pointer(2.5, 4.5))
    tool.release(Pointer(11.5, 4.5))
    assert not document.planes.plane(0).any(), "all of it was put down on a protected instance"
    for _ in range(3):
        tool.nudge(1, 0)
    assert [step.text for step in document.steps_done()] == ["Move region, 9 px right"]
    document.undo_stack.undo()
    assert document.planes.equals_stack(stack)
    tool.put_down()


# Wand and difference in the background ------------------------------------------------------

SIDE_PX = math.isqrt(AT_ONCE_PX) + 10


def test_the_wand_shows_only_the_newest_tolerance(
    desk: Desk, lay_on: LayOn, held_up: threading.Event, qtbot: QtBot
) -> None:
    ramp = np.arange(SIDE_PX) * 200 // SIDE_PX
    image = np.repeat(np.tile(ramp.astype(np.uint8), (SIDE_PX, 1))[..., np.newaxis], 3, axis=2)
    document = lay_on(np.zeros((1, SIDE_PX, SIDE_PX), np.uint8), (None, image))
    desk.preferences.set(WAND_TOLERANCE, 10)
    tool = WandTool(desk)
    seen: list[int] = []
    desk.preview.pixels_changed.connect(
        lambda _box: seen.append(int(desk.preview.planes.bits.sum()))
    )
    x, y = SIDE_PX / 2, SIDE_PX / 2
    tool.press(Pointer(x, y))
    for step in range(1, 30):
        tool.move(Pointer(x + step, y))
    assert not desk.preview.is_shown, "it is still computed"
    held_up.set()
    qtbot.waitUntil(lambda: tool.found is not None and tool.found.tolerance == 10 + round(29 / 3))
    assert len(seen) <= 2, "what nobody asks for any more is not shown"
    tool.release(Pointer(x + 29, y))
    near = np.abs(ramp - ramp[SIDE_PX // 2]) <= 20
    np.testing.assert_array_equal(document.planes.plane(0), np.tile(near, (SIDE_PX, 1)))
    assert [step.text for step in document.steps_done()] == ["Wand, tolerance 20"]


def test_why_there_is_no_difference(desk: Desk, lay_on: LayOn) -> None:
    forged = np.zeros((8, 10, 3), np.uint8)
    lay_on(np.zeros((1, 8, 10), np.uint8), (None, forged))
    assert desk.changes.why_none == NO_DIFFERENCE
    lay_on(np.zeros((1, 8, 10), np.uint8), (forged[:, :9], forged))
    assert desk.changes.why_none == OTHER_SIZE
    lay_on(np.zeros((1, 8, 10), np.uint8), (forged, forged))
    assert desk.changes.why_none == ""


def test_proposals_follow_the_rule_and_the_case(
    desk: Desk, lay_on: LayOn, held_up: threading.Event, qtbot: QtBot
) -> None:
    authentic = np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
    forged = authentic.copy()
    forged[10:30, 10:30], forged[50:70, 50:70] = 20, 40
    lay_on(np.zeros((1, SIDE_PX, SIDE_PX), np.uint8), (authentic, forged))
    tool = ChangesTool(desk)
    tool.prepare()
    held_up.set()
    qtbot.waitUntil(lambda: len(tool.proposals) == 2)
    desk.preferences.set(CHANGE_THRESHOLD, 30)
    tool.prepare()
    qtbot.waitUntil(lambda: len(tool.proposals) == 1)
    assert (tool.proposals[0].top, tool.proposals[0].left) == (50, 50)
    tool.put_down()
    lay_on(np.zeros((1, 8, 10), np.uint8), None)
    tool.prepare()
    assert tool.proposals == ()
    tool.put_down()
