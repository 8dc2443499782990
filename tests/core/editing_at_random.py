"""Acts of an editor at random, each as the program makes it and as a slow, plain model does.

An `Act` gives the changes of one step of the history, and does the same to a `PlainMask`. Whoever
has a mask under edit, be it bit planes, a document or a window, can compare it with the model after
each act, and after undoing and redoing them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Mark, Point, brush_marks
from forgery_viewer.core.edits import Edit
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.operations import kinds, structure
from forgery_viewer.core.operations.covering import cover, move
from forgery_viewer.core.operations.operating import Boolean, combine, operate
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Change, Flip, Insert, Move, Remove
from forgery_viewer.core.tools.boxes import ellipse_mark, rectangle_mark
from forgery_viewer.core.tools.filling import fill_connected, fill_everywhere
from forgery_viewer.core.tools.outlines import outline_mark
from forgery_viewer.core.tools.placing import Floating, moved, region_at
from forgery_viewer.core.tools.square_brush import square_marks
from forgery_viewer.core.tools.wand import wand_connected
from tests.core import plain_masks, plain_shapes
from tests.core.plain_masks import PlainMask
from tests.core.plain_shapes import Plane, laid_on

MOST_INSTANCES = 20

Changes = Sequence[Change] | None
States = list[InstanceState]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done to a mask.

    Attributes:
        words: What it is.
        changes: What the program changes of a mask that is as the model is.
        plainly: The same, done to the model.
    """

    words: str
    changes: Callable[[BitPlanes, States], Changes]
    plainly: Callable[[PlainMask], None]


class Hand:
    """Somebody who edits a mask at random.

    Everything that the hand does next depends on the seed and the model alone.
    """

    def __init__(self, seed: int, height: int, width: int, count: int) -> None:
        self._random = np.random.default_rng(seed)
        self.image = self._random.integers(0, 16, (height, width, 3), np.uint8)
        self.image[: height // 2] += 60
        self._changed = self._random.random((height, width)) < 0.4
        self.stack = np.zeros((count, height, width), np.uint8)
        for plane in self.stack:
            for _ in range(self._random.integers(0, 5)):
                top, left = self._random.integers(0, (height, width))
                sides = self._random.integers(1, (height // 2 + 2, width // 2 + 2))
                plane[top : top + sides[0], left : left + sides[1]] ^= 1
            # Specks and pinholes; on large images no more than slow models can take.
            specks = self._random.integers(0, plane.size, min(plane.size // 40, 60))
            plane.flat[specks] ^= 1

    def next_act(self, mask: PlainMask) -> Act:
        """What is done next to a mask that is as `mask` is now."""
        kinds_of_acts = [self._insert]
        if mask.instances:
            kinds_of_acts = [
                self._paint, self._paint, self._fill, self._wand, self._operate, self._operate,
                self._combine, self._move_region, self._paste, self._structure, self._insert,
            ]  # fmt: skip
        return kinds_of_acts[self._random.integers(len(kinds_of_acts))](mask)

    # What is chosen -----------------------------------------------------------------------

    def _whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return int(self._random.integers(low, high + 1))

    def _number(self, mask: PlainMask) -> int:
        return self._whole(0, len(mask.instances) - 1)

    def _some(self, mask: PlainMask) -> list[int]:
        return [k for k in range(len(mask.instances)) if self._random.random() < 0.3]

    def _pixel(self, mask: PlainMask, number: int) -> tuple[int, int]:
        """Any pixel, more often than by chance one of an instance."""
        own = np.argwhere(mask.instances[number])
        if len(own) and self._whole(0, 2):
            row, column = self._random.choice(own)
        else:
            row, column = self._random.integers(0, mask.shape)
        return int(row), int(column)

    def _point(self, mask: PlainMask) -> Point:
        """On the image or a little beside it; no two points of it are the same by chance."""
        height, width = mask.shape
        x, y = self._random.uniform((-3, -3), (width + 3, height + 3))
        return float(x), float(y)

    # What is done -------------------------------------------------------------------------

    def _paint(self, mask: PlainMask) -> Act:
        number, erase, protected = self._number(mask), self._whole(0, 2) == 0, self._some(mask)
        words, marks, covered = self._shape(mask)

        def changes(planes: BitPlanes, _states: States) -> Changes:
            now, edits = planes.copy(), list[Edit | None]()
            for mark in marks:
                edit = cover(now, number, mark, erase=erase, protected=_bits(protected))
                edits.append(edit)
                if edit is not None:
                    edit.flip(now)
            return _flips(*edits)

        def plainly(model: PlainMask) -> None:
            if erase:
                model.erase(number, covered)
            else:
                model.paint(number, covered, protected)

        return Act(words, changes, plainly)

    def _shape(self, mask: PlainMask) -> tuple[str, list[Mark], Plane]:
        start, end, shape = self._point(mask), self._point(mask), mask.shape
        match self._whole(0, 4):
            case 0:
                size_px = self._whole(1, 9)
                marks = list(square_marks(start, end, size_px, shape))
                return f"square brush, {size_px} px", marks, laid_on(marks, shape)
            case 1:
                diameter_px = self._whole(2, 9) + 0.3
                marks = list(brush_marks(start, end, diameter_px, shape))
                return (
                    "round brush",
                    marks,
                    plain_shapes.plain_brush(start, end, diameter_px, shape),
                )
            case 2:
                corners = [self._point(mask) for _ in range(self._whole(1, 7))]
                found = plain_shapes.plain_outline(corners, shape)
                return "outline", [outline_mark(corners, shape)], found
            case 3:
                found = plain_shapes.plain_rectangle(start, end, shape)
                return "rectangle", [rectangle_mark(start, end, shape)], found
            case _:
                found = plain_shapes.plain_ellipse(start, end, shape)
                return "ellipse", [ellipse_mark(start, end, shape)], found

    def _fill(self, mask: PlainMask) -> Act:
        number, everywhere = self._number(mask), self._whole(0, 2) == 0
        seed = self._pixel(mask, number)
        looked_at = sorted({number, *self._some(mask)})
        alike, belongs = np.ones(mask.shape, np.bool_), False
        for other in looked_at:
            alike &= mask.instances[other] == mask.instances[other][seed]
            belongs |= bool(mask.instances[other][seed])
        found = alike if everywhere else plain_shapes.plain_reach(alike, seed, 8 if belongs else 4)
        fill = fill_everywhere if everywhere else fill_connected
        return Act(
            f"fill instance {number} from {seed}",
            lambda planes, _states: _flips(
                cover(planes, number, fill(planes, seed, _bits(looked_at)))
            ),
            lambda model: model.paint(number, found),
        )

    def _wand(self, mask: PlainMask) -> Act:
        number, tolerance = self._number(mask), self._whole(0, 40)
        seed = self._pixel(mask, number)
        apart = np.abs(self.image.astype(int) - self.image[seed].astype(int)).max(axis=2)
        found = plain_shapes.plain_reach(apart <= tolerance, seed, 4)
        return Act(
            f"wand from {seed}, tolerance {tolerance}",
            lambda planes, _states: _flips(
                cover(planes, number, wand_connected(self.image, seed, tolerance))
            ),
            lambda model: model.paint(number, found),
        )

    def _operate(self, mask: PlainMask) -> Act:
        numbers, protected = self._some(mask) or [self._number(mask)], self._some(mask)
        operation, plainly = self._operation()
        return Act(
            f"{operation.words} of {numbers}, {protected} protected",
            lambda planes, _states: _flips(
                *(operate(planes, numbers, operation, protected=_bits(protected)) or ())
            ),
            lambda model: model.operate(numbers, plainly, protected),
        )

    def _operation(self) -> tuple[kinds.Operation, plain_masks.PlainOperation]:
        radius_px, sigma_px = self._random.uniform((0, 0.5), (6, 3)).tolist()
        least = self._whole(0, 30)
        changed = self._changed
        pairs: list[tuple[kinds.Operation, plain_masks.PlainOperation]] = [
            (kinds.grow(radius_px), lambda p: plain_masks.plain_grow(p, radius_px)),
            (kinds.shrink(radius_px), lambda p: plain_masks.plain_shrink(p, radius_px)),
            (kinds.open_up(radius_px), lambda p: plain_masks.plain_open(p, radius_px)),
            (kinds.close_up(radius_px), lambda p: plain_masks.plain_close(p, radius_px)),
            (kinds.fill_holes(), plain_masks.plain_fill_holes),
            (kinds.fill_holes(least), lambda p: plain_masks.plain_fill_holes(p, least)),
            (kinds.remove_specks(least), lambda p: plain_masks.plain_remove_specks(p, least)),
            (kinds.smooth(sigma_px), lambda p: plain_masks.plain_smooth(p, sigma_px)),
            (kinds.convex_hull(each_region=True), plain_masks.plain_hull_of_regions),
            (
                kinds.snap_to_difference(changed, 3, 50),
                lambda p: plain_masks.plain_snap(p, changed, 3, 50),
            ),
            (kinds.invert(), np.logical_not),
            (kinds.clear(), np.zeros_like),
        ]  # fmt: skip
        return pairs[self._random.integers(len(pairs))]

    def _combine(self, mask: PlainMask) -> Act:
        number, other, how = (
            self._number(mask),
            self._number(mask),
            list(Boolean)[self._whole(0, 3)],
        )

        def plainly(model: PlainMask) -> None:
            one, two = model.instances[number], model.instances[other]
            after = {
                Boolean.AND: one & two,
                Boolean.OR: one | two,
                Boolean.MINUS: one & ~two,
                Boolean.XOR: one ^ two,
            }
            model.set(number, after[how])

        return Act(
            f"{number} {how.value} {other}",
            lambda planes, _states: _flips(combine(planes, number, other, how)),
            plainly,
        )

    def _move_region(self, mask: PlainMask) -> Act:
        number = self._number(mask)
        pixel = self._pixel(mask, number)
        right, down = self._whole(-9, 9), self._whole(-9, 9)
        region = plain_shapes.plain_reach(mask.instances[number], pixel, 8)
        after = mask.instances[number] & ~region
        after |= plain_masks.shifted(region, down, right, outside=False)

        def changes(planes: BitPlanes, _states: States) -> Changes:
            taken = region_at(planes, number, pixel)
            return _flips(move(planes, number, taken, moved(taken, right, down, mask.shape)))

        return Act(
            f"move the region of {number} at {pixel} by {right}, {down}",
            changes,
            lambda model: model.set(number, after),
        )

    def _paste(self, mask: PlainMask) -> Act:
        """Some piece, turned by a quarter and put down anywhere."""
        number = self._number(mask)
        inside = self._random.random(self._random.integers(1, 8, 2)) < 0.7
        top, left = self._random.integers(0, np.array(mask.shape) + 4)
        # As many rows as columns: the middle of a pixel comes to lie on the middle of one.
        side = min(inside.shape)
        inside = inside[:side, :side]
        turned, found = np.rot90(inside), np.zeros(mask.shape, np.bool_)
        for row, column in np.argwhere(turned):
            if top + row < mask.shape[0] and left + column < mask.shape[1]:
                found[top + row, left + column] = True
        floating = Floating(Mark(int(top), int(left), inside), angle_deg=90)
        return Act(
            f"paste {side} px at {top}, {left}",
            lambda planes, _states: _flips(cover(planes, number, floating.mark(mask.shape))),
            lambda model: model.paint(number, found),
        )

    def _insert(self, mask: PlainMask) -> Act:
        if len(mask.instances) >= MOST_INSTANCES:
            return self._remove(mask)
        number = self._whole(0, len(mask.instances))
        return Act(
            f"new instance at {number}",
            lambda _planes, _states: [Insert(number, InstanceState(0))],
            lambda model: model.instances.insert(number, np.zeros(mask.shape, np.bool_)),
        )

    def _remove(self, mask: PlainMask) -> Act:
        number = self._number(mask)
        return Act(
            f"delete {number}",
            lambda planes, states: [
                Remove(number, states[number], structure.all_pixels(planes, number))
            ],
            lambda model: model.instances.__delitem__(number),
        )

    def _structure(self, mask: PlainMask) -> Act:
        number, other = self._number(mask), self._number(mask)
        pixel = self._pixel(mask, number)
        some = {other, *self._some(mask)[:3]}
        region = plain_shapes.plain_reach(mask.instances[number], pixel, 8)
        count = len(plain_shapes.plain_regions(mask.instances[number]))
        acts = [
            Act(
                f"move {number} to {other}",
                lambda _planes, _states: [Move(number, other)],
                lambda model: model.move(number, other),
            ),
            Act(
                f"give the region of {number} at {pixel} to {other}",
                lambda p, _states: structure.give(p, number, other, region_at(p, number, pixel)),
                lambda model: model.give(number, other, region),
            ),
            Act(
                f"merge {some} into {number}",
                lambda planes, states: structure.merge(planes, states, some, number),
                lambda model: model.merge(some, number),
            ),
        ]
        if len(mask.instances) + count - 1 <= MOST_INSTANCES:
            acts.append(
                Act(
                    f"split {number}",
                    lambda planes, states: structure.split_by_regions(planes, states, number),
                    lambda model: model.split_by_regions(number),
                )
            )
        return acts[self._random.integers(len(acts))]


def states_of(stack: NDArray[np.uint8]) -> States:
    """A colour for each instance."""
    return [InstanceState(number) for number in range(len(stack))]


def _bits(numbers: Sequence[int]) -> int:
    return sum(1 << number for number in numbers)


def _flips(*edits: Edit | None) -> Changes:
    return [Flip(edit) for edit in edits if edit is not None]
