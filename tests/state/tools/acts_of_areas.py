"""What is done with brushes and areas: each act handles a tool, and does the same plainly."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from forgery_viewer.state import preferences as prefs
from forgery_viewer.state.tools.pointer import Pointer
from tests.core.plain_shapes import Plane, plain_reach
from tests.state.tools import plain_gestures as plain
from tests.state.tools.hand import GREY_BOUNDS, Act, Hand
from tests.state.tools.plain_gestures import pixel_of
from tests.state.tools.studio import Model

# Brushes --------------------------------------------------------------------------------------


def brush(hand: Hand, after: Model) -> None:
    _stroke(hand, after, prefs.BRUSH_LIMIT.default)


def fine_brush(hand: Hand, after: Model) -> None:
    """A line of single pixels."""
    _stroke(hand, after, prefs.BRUSH_LIMIT.default, size_px=1)


def pressed_brush(hand: Hand, after: Model) -> None:
    _stroke(hand, after, prefs.BRUSH_LIMIT.default, pen=True)


def grey_brush(hand: Hand, after: Model) -> None:
    _stroke(hand, after, "grey", pen=hand.maybe())


def difference_brush(hand: Hand, after: Model) -> None:
    _stroke(hand, after, "difference")


def snap_brush(hand: Hand, after: Model) -> None:
    _stroke(hand, after, "snap")


def _stroke(
    hand: Hand, after: Model, limit: str, *, pen: bool = False, size_px: int | None = None
) -> None:
    number, square, eraser = hand.select(after), hand.maybe(), hand.maybe(0.2)
    size_px = size_px or hand.whole(1, hand.size_px)
    get, put = hand.studio.desk.preferences.get, hand.studio.desk.preferences.set
    put(prefs.BRUSH_SHAPE, "square" if square else "round")
    put(prefs.BRUSH_DIAMETER_PX, size_px)
    put(prefs.BRUSH_LIMIT, limit)
    put(prefs.PEN_PRESSURE, hand.maybe(0.8))
    allowed = _allowed(hand, limit)
    tool = hand.studio.take("eraser" if eraser else "brush")
    first = hand.pointer(
        hand.within(~after.instances[number].plane if after.instances else allowed)
    )
    stops = [first, *map(hand.pointer, hand.points(0, 4))]
    if pen:
        stops = [replace(at, pressure=float(hand.random.uniform(0.02, 1))) for at in stops]
    tool.press(stops[0])
    for at in stops[1:]:
        tool.move(at)
    if hand.maybe(0.8):
        tool.release(stops[-1])
    else:
        # Another tool is taken in the middle of it.
        hand.studio.take("pick")
    covered = plain.none(hand.shape)
    for start, end in zip([stops[0], *stops], stops, strict=False):
        share = end.pressure if get(prefs.PEN_PRESSURE) else 1.0
        drawn_px = max(1, round(size_px * share))
        covered |= plain.segment(start.point, end.point, drawn_px, hand.shape, square=square)
    erase = stops[0].erases or eraser
    if hand.accepts(after, number, erase=erase):
        after.stamp(number, covered & allowed, erase=erase)


def _allowed(hand: Hand, limit: str) -> Plane:
    """Where a limited brush covers anything, by options that are chosen here."""
    put = hand.studio.desk.preferences.set
    if limit == "grey":
        low, high = hand.one_of(*GREY_BOUNDS), hand.one_of(*GREY_BOUNDS)
        put(prefs.GREY_LOW, low)
        put(prefs.GREY_HIGH, high)
        greys = plain.greys(hand.images[1])
        return (greys >= min(low, high)) & (greys <= max(low, high))
    if limit == "difference":
        low, high = hand.whole(0, 60), hand.whole(0, 60)
        put(prefs.LEVEL_LOW, low)
        put(prefs.LEVEL_HIGH, high)
        return (hand.apart >= min(low, high)) & (hand.apart <= max(low, high))
    if limit == "snap":
        found = hand.changed(*hand.rule())
        hand.studio.see_changes()
        return found
    return np.ones(hand.shape, np.bool_)


# Areas ----------------------------------------------------------------------------------------


def polygon(hand: Hand, after: Model) -> None:
    """Corners are set, moved on and dropped, and the outline is closed in one of three ways."""
    number, tool = hand.select(after), hand.studio.take("polygon")
    first = hand.pointer(hand.point())
    erase = hand.erases(first)
    tool.press(first)
    corners, closed = [first.point], False
    for point in hand.points(0, 6):
        at_first = math.dist(point, corners[0]) * 8 <= 8 and len(corners) >= 3
        tool.press(hand.pointer(point))
        if at_first:
            closed = True
            break
        corners.append(point)
        if hand.maybe(0.2):
            corners[-1] = hand.point()
            tool.move(hand.pointer(corners[-1]))
        if hand.maybe(0.2):
            tool.step_back()
            corners.pop()
    if not closed and len(corners) >= 3:
        match hand.whole(0, 2):
            case 0:
                tool.accept()
            case 1:
                tool.press(Pointer(*corners[-1], scale=8.0, presses=2))
            case _:
                tool.press(Pointer(*corners[0], scale=8.0))
        closed = True
    tool.cancel()
    if closed and hand.accepts(after, number, erase=erase):
        after.stamp(number, plain.outline(corners, hand.shape), erase=erase)


def lasso(hand: Hand, after: Model) -> None:
    number, tool = hand.select(after), hand.studio.take("lasso")
    points = hand.points(2, 12)
    first = hand.pointer(points[0])
    erase = hand.erases(first)
    tool.press(first)
    for point in points[1:]:
        tool.move(hand.pointer(point))
    tool.release(hand.pointer(points[-1]))
    if len(points) >= 3 and hand.accepts(after, number, erase=erase):
        after.stamp(number, plain.outline(points, hand.shape), erase=erase)


def rectangle(hand: Hand, after: Model) -> None:
    _box(hand, after, "rectangle")


def ellipse(hand: Hand, after: Model) -> None:
    _box(hand, after, "ellipse")


def _box(hand: Hand, after: Model, shape: str) -> None:
    hand.studio.desk.preferences.set(prefs.BOX_SHAPE, shape)
    number, tool = hand.select(after), hand.studio.take("box")
    start, (between, end) = hand.pointer(hand.point()), hand.points(2, 2)
    erase = hand.erases(start)
    even, middle = hand.maybe(0.3), hand.maybe(0.3)
    tool.press(start)
    tool.move(Pointer(*between))
    tool.release(Pointer(*end, shift=even, ctrl=middle))
    if hand.accepts(after, number, erase=erase):
        covered = plain.box(
            pixel_of(start.point),
            pixel_of(end),
            hand.shape,
            oval=shape == "ellipse",
            even=even,
            middle=middle,
        )
        after.stamp(number, covered, erase=erase)


def fill(hand: Hand, after: Model) -> None:
    _fill(hand, after, "connected")


def fill_everywhere(hand: Hand, after: Model) -> None:
    _fill(hand, after, "everywhere")


def _fill(hand: Hand, after: Model, how: str) -> None:
    hand.studio.desk.preferences.set(prefs.FILL_REACH, how)
    number, tool = hand.select(after), hand.studio.take("fill")
    at = hand.pointer(hand.point())
    erase = hand.erases(at)
    tool.press(at)
    if not plain.holds(hand.shape, at.pixel) or not hand.accepts(after, number, erase=erase):
        return
    alike, belongs = np.ones(hand.shape, np.bool_), False
    for other, one in enumerate(after.instances):
        if other == number or not (erase or one.hidden):
            alike &= one.plane == one.plane[at.pixel]
            belongs |= bool(one.plane[at.pixel])
    if how == "connected":
        alike = plain_reach(alike, at.pixel, 8 if belongs else 4)
    after.stamp(number, alike, erase=erase)


def wand(hand: Hand, after: Model) -> None:
    _wand(hand, after, "connected")


def wand_everywhere(hand: Hand, after: Model) -> None:
    _wand(hand, after, "everywhere")


def _wand(hand: Hand, after: Model, how: str) -> None:
    """A drag of the wand makes the tolerance larger by one for each 3 px of the screen."""
    tolerance, source = hand.whole(0, 60), hand.word("", "authentic", "forged", "difference")
    hand.studio.desk.preferences.set(prefs.WAND_REACH, how)
    hand.studio.desk.preferences.set(prefs.WAND_TOLERANCE, tolerance)
    number, tool = hand.select(after), hand.studio.take("wand")
    at = replace(hand.pointer(hand.point()), source=source)
    erase = hand.erases(at)
    tool.press(at)
    for _ in range(hand.whole(0, 2)):
        right, down = hand.random.uniform(-6, 6, 2).tolist()
        tool.move(replace(at, x=at.x + right, y=at.y + down))
        dragged = min(max(tolerance + round((right - down) * at.scale / 3), 0), 255)
        if hand.accepts(after, number, erase=erase):
            assert hand.studio.desk.preferences.get(prefs.WAND_TOLERANCE) == dragged
    used = hand.studio.desk.preferences.get(prefs.WAND_TOLERANCE)
    tool.release(at) if hand.maybe() else tool.accept()
    if not plain.holds(hand.shape, at.pixel) or not hand.accepts(after, number, erase=erase):
        return
    seen = hand.images[0 if source == "authentic" else 1]
    picture = hand.apart[..., np.newaxis] if source == "difference" else seen.astype(np.intp)
    near = np.abs(picture - picture[at.pixel]).max(axis=2) <= used
    found = near if how == "everywhere" else plain_reach(near, at.pixel, 4)
    after.stamp(number, found, erase=erase)


AREAS: tuple[Act, ...] = (
    brush, fine_brush, pressed_brush, grey_brush, difference_brush, snap_brush, polygon, lasso,
    rectangle, ellipse, fill, fill_everywhere, wand, wand_everywhere,
)  # fmt: skip
