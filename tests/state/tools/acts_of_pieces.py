"""What is done with regions: of what changed, cut apart, given, moved, copied and pasted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forgery_viewer.state import preferences as prefs
from forgery_viewer.state.tools.frame import frame_of
from forgery_viewer.state.tools.give import GiveTool
from forgery_viewer.state.tools.paste import PasteTool
from forgery_viewer.state.tools.pieces import piece_at
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool
from tests.core.plain_masks import shifted
from tests.core.plain_shapes import Plane
from tests.state.tools import plain_gestures as plain
from tests.state.tools.hand import Act, Hand, cropped, region, seen_at
from tests.state.tools.plain_gestures import pixel_of
from tests.state.tools.studio import Instance, Model

# What changed ---------------------------------------------------------------------------------


def change(hand: Hand, after: Model) -> None:
    _changes(hand, after, together=False)


def changes(hand: Hand, after: Model) -> None:
    _changes(hand, after, together=True)


def _changes(hand: Hand, after: Model, *, together: bool) -> None:
    """Some of the regions that are proposed are dropped, and one or all of the others taken."""
    into, number, rule = hand.word("selected", "new"), hand.select(after), hand.rule()
    hand.studio.desk.preferences.set(prefs.CHANGES_TAKEN, "all" if together else "one")
    hand.studio.desk.preferences.set(prefs.CHANGES_INTO, into)
    hand.studio.see_changes()
    tool = hand.studio.take("changes")
    proposed = _proposed(hand, after, rule)
    while proposed and hand.maybe(0.3):
        dropped = proposed.pop(hand.whole(0, len(proposed) - 1))
        tool.press(Pointer(*_middle(dropped), erases=True))
    if not proposed or len(after.instances) + len(proposed) > 50:
        return
    if together:
        tool.accept()
    else:
        proposed = [_take_one(hand, tool, proposed)]
    if into == "new":
        free = ~after.others(-1)
        for plane, slot in zip(proposed, after.free_colours(len(proposed)), strict=True):
            if (plane & free).any():
                after.instances.append(Instance(plane & free, slot))
    elif hand.accepts(after, number, erase=False):
        after.stamp(number, np.logical_or.reduce(proposed), erase=False)


def _proposed(hand: Hand, after: Model, rule: tuple[int, int, int]) -> list[Plane]:
    """The regions that changed of which enough is in no instance."""
    belongs = np.zeros(hand.shape, np.bool_)
    for one in after.instances:
        belongs |= one.plane
    found = plain.largest_first(hand.changed(*rule))
    return [plane for plane in found if (plane & ~belongs).sum() >= max(1, rule[2])]


def _take_one(hand: Hand, tool: Tool, proposed: list[Plane]) -> Plane:
    """By a click on it, or by Enter where the pointer is or the arrows went."""
    place = hand.whole(0, len(proposed) - 1)
    match hand.whole(0, 2):
        case 0:
            tool.press(Pointer(*_middle(proposed[place])))
        case 1:
            tool.hover(Pointer(*_middle(proposed[place])))
            tool.accept()
        case _:
            tool.hover(Pointer(*_middle(proposed[0])))
            for _ in range(place):
                tool.nudge(1, 0)
            tool.accept()
    return proposed[place]


def _middle(plane: Plane) -> tuple[float, float]:
    row, column = np.argwhere(plane)[0].tolist()
    return column + 0.5, row + 0.5


# Pieces ---------------------------------------------------------------------------------------


def cut(hand: Hand, after: Model) -> None:
    number, tool = hand.select(after), hand.studio.take("cut")
    straight, points = hand.maybe(), hand.points(2, 4)
    if hand.maybe(0.7):
        # Across the whole image, so that it parts something.
        height, width = hand.shape
        points[0] = (-2.0, points[0][1]) if hand.maybe() else (points[0][0], -2.0)
        points[-1] = (width + 2.0, points[-1][1]) if hand.maybe() else (points[-1][0], height + 2.0)
    tool.press(Pointer(*points[0]))
    for point in points[1:]:
        tool.move(Pointer(*point, shift=straight))
    tool.release(Pointer(*points[-1]))
    if not after.instances or not hand.accepts(after, number, erase=False):
        return
    line = [points[0], points[-1]] if straight else points
    right = plain.right_of(after.instances[number].plane, line)
    if right.any():
        after.part(number, right)
        after.add(right)


def give(hand: Hand, after: Model) -> None:
    """A region is clicked, and then the instance that gets it, or its row."""
    number, tool = hand.select(after), hand.studio.take("give")
    assert isinstance(tool, GiveTool)
    if not after.instances:
        return
    start = Pointer(*hand.within(after.instances[number].plane))
    tool.press(start)
    here = seen_at(after, start.pixel)
    giver = number if number in here else next(iter(here), None)
    is_taken = len(after.instances) > 1 and giver is not None and not after.instances[giver].locked
    assert tool.taken == (giver if is_taken else None)
    if giver is None or not is_taken:
        return
    getter = hand.number(after)
    if hand.maybe():
        tool.give_to(getter)
    else:
        end = Pointer(*hand.within(after.instances[getter].plane))
        tool.press(end)
        getter = next((k for k in seen_at(after, end.pixel) if k != giver), giver)
    tool.cancel()
    if getter != giver and not after.instances[getter].locked:
        part = region(after.instances[giver].plane, start.pixel)
        after.part(giver, part)
        one = after.instances[getter]
        after.instances[getter] = replace(one, plane=one.plane | part)


def move_region(hand: Hand, after: Model) -> None:
    _move(hand, after, "region")


def move_instance(hand: Hand, after: Model) -> None:
    _move(hand, after, "instance")


def _move(hand: Hand, after: Model, what: str) -> None:
    """It is dragged, and then moved on by arrows, which are one step together."""
    hand.studio.desk.preferences.set(prefs.MOVE_WHAT, what)
    number, tool = hand.select(after), hand.studio.take("move")
    if not after.instances:
        return
    start = Pointer(*hand.within(after.instances[number].plane))
    end = replace(start, x=start.x + hand.whole(-9, 9), y=start.y + hand.whole(-9, 9))
    tool.press(start)
    tool.release(end)
    here = seen_at(after, start.pixel)
    number = number if number in here else next(iter(here), -1)
    if number < 0 or not hand.accepts(after, number, erase=False):
        return
    plane = after.instances[number].plane
    piece = plane if what == "instance" else region(plane, start.pixel)
    piece = _carried(after, number, piece, round(end.x - start.x), round(end.y - start.y))
    hand.check(after)
    arrows = [(hand.one_of(-10, -1, 0, 1, 10), hand.one_of(-1, 1)) for _ in range(hand.whole(0, 3))]
    if arrows and not any(map(sum, zip(*arrows, strict=True))):
        arrows.append((1, 0))
    for dx, dy in arrows:
        tool.nudge(dx, dy)
    if arrows:
        _carried(after, number, piece, sum(x for x, _y in arrows), sum(y for _x, y in arrows))


def _carried(after: Model, number: int, piece: Plane, right: int, down: int) -> Plane:
    """Move a piece of an instance; returns what of it is there afterwards."""
    put = shifted(piece, down, right, outside=False)
    after.set(number, (after.instances[number].plane & ~piece) | put)
    return put & after.instances[number].plane


def paste(hand: Hand, after: Model) -> None:
    """By quarters and at scales where points come to lie on borders between pixels."""
    angle_deg, scale_pct = hand.one_of(0, 90, 180, -90), hand.one_of(100, 100, 50, 200, 250)
    _paste(hand, after, float(angle_deg), float(scale_pct), handles=0)


def paste_turned(hand: Hand, after: Model) -> None:
    """At any angle and scale, also by the handles of its frame."""
    angle_deg, scale_pct = hand.random.uniform((-180, 40), (180, 250)).tolist()
    _paste(hand, after, angle_deg, scale_pct, handles=hand.whole(0, 2))


def _paste(hand: Hand, after: Model, angle_deg: float, scale_pct: float, *, handles: int) -> None:
    desk, document = hand.studio.desk, hand.studio.document
    number, point = hand.select(after), hand.point()
    if after.instances and (desk.clipboard is None or hand.maybe(0.8)):
        plane = after.instances[number].plane
        taken = region(plane, pixel_of(point))
        taken = taken if taken.any() else plane
        piece = piece_at(document, pixel_of(point))
        if taken.any():
            top, left, inside = cropped(taken)
            assert (piece.top, piece.left) == (top, left)
            np.testing.assert_array_equal(piece.inside, inside)
            desk.clipboard = piece
    if desk.clipboard is None:
        return
    number, tool = hand.select(after), hand.studio.take("paste")
    assert isinstance(tool, PasteTool)
    x, y = hand.point()
    tool.begin(desk.clipboard, (x, y), 1.0)
    height, width = desk.clipboard.inside.shape
    middle = round(x - width / 2) + width / 2, round(y - height / 2) + height / 2
    right, down = hand.whole(-3, 3), hand.whole(-3, 3)
    tool.nudge(right, down)
    tool.set_angle(angle_deg)
    tool.set_scale(scale_pct)
    mirrored = hand.maybe()
    if mirrored:
        tool.mirror()
        angle_deg = -angle_deg
    place = plain.Placement(
        (middle[0] + right, middle[1] + down),
        (scale_pct / 100, scale_pct / 100),
        angle_deg,
        mirrored,
    )
    for _ in range(handles):
        place = _by_a_handle(hand, tool, place)
    assert tool.in_progress
    tool.accept()
    tool.cancel()
    if hand.accepts(after, number, erase=False):
        after.stamp(number, plain.pasted(desk.clipboard.inside, place, hand.shape), erase=False)


def _by_a_handle(hand: Hand, tool: PasteTool, place: plain.Placement) -> plain.Placement:
    """Where the piece lies after a drag of a handle is what the tool says; the rest is not."""
    floating = tool.floating
    assert floating is not None
    places = frame_of(floating, 1.0).handles
    start, _grip = places[hand.whole(0, len(places) - 1)]
    x, y = hand.random.uniform(-4, 4, 2).tolist()
    tool.press(Pointer(*start))
    tool.move(Pointer(start[0] + x, start[1] + y))
    tool.release(Pointer(start[0] + x, start[1] + y))
    now = tool.floating
    assert now is not None
    moved = now.right_px - floating.right_px, now.down_px - floating.down_px
    return replace(
        place,
        middle=(place.middle[0] + moved[0], place.middle[1] + moved[1]),
        scale=(now.scale_x, now.scale_y),
        angle_deg=now.angle_deg,
    )


PIECES: tuple[Act, ...] = (
    change, changes, cut, give, move_region, move_instance, paste, paste_turned,
)  # fmt: skip
