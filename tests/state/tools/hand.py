"""Somebody at the tools who does one thing after the other, chosen at random."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.state.preferences import CHANGE_CLOSE_PX, CHANGE_LEAST_PX, CHANGE_THRESHOLD
from forgery_viewer.state.tools.pointer import Pointer
from tests.core.plain_shapes import Plane, plain_reach
from tests.state.tools import plain_gestures as plain
from tests.state.tools.plain_gestures import Pixel, Point
from tests.state.tools.studio import Image, Model, Stack, Studio

PALETTE = np.array(
    [(20, 20, 20), (200, 40, 40), (40, 160, 60), (90, 120, 240), (150, 150, 150), (230, 220, 120)]
)
GREY_BOUNDS = (0, 10, 60, 100, 120, 138, 180, 240, 255)
"""No pixel is so near one of them that it matters how its grey value is rounded."""

MOST_INSTANCES = 24
"""More would take the model long."""


class Hand:
    """Everything that it does depends on the seed alone.

    `after` is what the mask should be: what is done to the program is done to it as well.
    """

    def __init__(self, seed: int, shape: tuple[int, int], count: int) -> None:
        self.random = np.random.default_rng(seed)
        self.shape = shape
        self.images = self._images()
        self.stack = self._stack(count)
        self.apart = plain.levels(*self.images)
        self.changed = cache(self._changed)
        self.size_px = self.whole(4, max(6, min(60, max(shape) // 8)))
        self.studio: Studio
        self.states: list[Model] = []
        self.at = 0
        self.words = ""
        """What is being done."""
        self.done: set[str] = set()
        """What has changed the mask at least once."""

    def begin(self, root: Path) -> None:
        """Sit down at a program with the mask as it is given."""
        self.studio = Studio(root, self.images, self.stack)
        self.states = [Model.of(self.stack)]
        self.states[0].spares = self.maybe()
        self.studio.spare(self.states[0].spares)
        self.check(self.states[0])

    # What there is ------------------------------------------------------------------------

    def _images(self) -> tuple[Image, Image]:
        """Patches of a few colours, and the same where some areas changed."""
        height, width = self.shape
        cell = max(1, min(height, width) // 9)
        coarse = self.random.integers(0, len(PALETTE), (height // cell + 1, width // cell + 1))
        colours = PALETTE[coarse.repeat(cell, axis=0).repeat(cell, axis=1)[:height, :width]]
        forged = colours + self.random.integers(0, 4, (height, width, 3))
        authentic = forged.copy()
        for _ in range(self.whole(1, 5)):
            part = self._part()
            authentic[part] += self.whole(-60, 60)
        specks = self.random.integers(0, height * width, min(height * width // 9, 200))
        authentic.reshape(-1, 3)[specks, 1] += self.random.integers(-40, 40, len(specks))
        return np.clip(authentic, 0, 255).astype(np.uint8), forged.astype(np.uint8)

    def _stack(self, count: int) -> Stack:
        stack = np.zeros((count, *self.shape), np.uint8)
        for plane in stack:
            for _ in range(self.whole(0, 4)):
                plane[self._part()] ^= 1
            plane.flat[self.random.integers(0, plane.size, min(plane.size // 40, 25))] ^= 1
        return stack

    def _part(self) -> tuple[slice, slice]:
        height, width = self.shape
        top, left = self.random.integers(0, self.shape)
        down, right = self.random.integers(1, (height // 3 + 2, width // 3 + 2))
        return slice(int(top), int(top + down)), slice(int(left), int(left + right))

    def _changed(self, threshold: int, close_px: int, least_px: int) -> Plane:
        return plain.changed(self.apart, threshold, close_px, least_px)

    def rule(self) -> tuple[int, int, int]:
        """What counts as changed: threshold, radius and least area, as the program has them now."""
        rule = (self.one_of(8, 16), self.one_of(0, 2), self.one_of(0, 4, 30))
        for entry, value in zip(
            (CHANGE_THRESHOLD, CHANGE_CLOSE_PX, CHANGE_LEAST_PX), rule, strict=True
        ):
            self.studio.desk.preferences.set(entry, value)
        return rule

    # What is chosen -----------------------------------------------------------------------

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return int(self.random.integers(low, high + 1))

    def maybe(self, share: float = 0.5) -> bool:
        return bool(self.random.random() < share)

    def one_of(self, *values: int) -> int:
        return values[self.whole(0, len(values) - 1)]

    def word(self, *words: str) -> str:
        return words[self.whole(0, len(words) - 1)]

    def point(self) -> Point:
        """On the image or a little beside it."""
        height, width = self.shape
        x, y = self.random.uniform((-3, -3), (width + 3, height + 3)).tolist()
        return x, y

    def points(self, fewest: int, most: int) -> list[Point]:
        return [self.point() for _ in range(self.whole(fewest, most))]

    def within(self, plane: Plane) -> Point:
        """A point on a pixel of a plane; anywhere where it has none, and now and then."""
        own = np.argwhere(plane)
        if not len(own) or self.maybe(0.1):
            return self.point()
        row, column = own[self.whole(0, len(own) - 1)].tolist()
        x, y = self.random.uniform(0.05, 0.95, 2).tolist()
        return column + x, row + y

    def number(self, after: Model) -> int:
        return self.whole(0, len(after.instances) - 1)

    def some(self, after: Model, most: int = 4) -> set[int]:
        return (
            {self.number(after) for _ in range(self.whole(0, most))} if after.instances else set()
        )

    def select(self, after: Model, others: Iterable[int] = ()) -> int:
        """Select an instance, more often than by chance one that can be changed; 0 for none."""
        if not after.instances:
            return 0
        free = [k for k, one in enumerate(after.instances) if not (one.locked or one.hidden)]
        number = self.number(after)
        if free and self.maybe(0.9):
            number = self.one_of(*free)
        self.studio.document.selection.select(number, others)
        return number

    def erases(self, at: Pointer) -> bool:
        """Whether areas are taken away, with a press as it is; what the options say is chosen."""
        subtracts = self.maybe(0.2)
        self.studio.desk.subtracts = subtracts
        return at.erases or (subtracts and not at.shift)

    def pointer(self, point: Point, *, scale: float = 8.0) -> Pointer:
        """A press there, with keys and buttons by chance."""
        return Pointer(*point, scale=scale, erases=self.maybe(0.25), shift=self.maybe(0.2))

    # What comes of it ---------------------------------------------------------------------

    @property
    def model(self) -> Model:
        """The mask as it should be now."""
        return self.states[self.at]

    def check(self, after: Model) -> None:
        """The mask is as it should be, and what changed it is one step."""
        document = self.studio.document
        self.studio.settle(waits=self.maybe())
        self._look(after)
        assert [
            (state.colour, state.note, state.hidden, state.locked) for state in document.instances
        ] == [(one.colour, one.note, one.hidden, one.locked) for one in after.instances]
        made = document.undo_stack.index() - self.at
        assert made in ((0, 1) if after.is_as(self.model) else (1,)), self.words
        if made:
            self.states[self.at + 1 :] = [after.copy()]
            self.at += 1
        else:
            self.states[self.at] = after.copy()
        assert -1 <= document.current < len(document.instances)

    def _look(self, wanted: Model) -> None:
        planes, stack = self.studio.document.planes, wanted.stack()
        # The comparison that tells where they differ takes long.
        if not planes.equals_stack(stack):
            np.testing.assert_array_equal(planes.to_stack(), stack, err_msg=self.words)

    def go_to(self, at: int) -> None:
        """Undo or do again, step by step, and look at the mask each time."""
        document, stack = self.studio.document, self.studio.document.undo_stack
        self.studio.take("pick")
        while self.at != at:
            back = at < self.at
            (stack.undo if back else stack.redo)()
            self.at += -1 if back else 1
            self._look(self.model)
            assert [(state.colour, state.note) for state in document.instances] == self.model.told()
        # What is hidden or locked is no part of the history.
        wanted, states = self.model, document.instances
        wanted.spares = document.spares_others
        wanted.instances = [
            replace(one, hidden=state.hidden, locked=state.locked)
            for one, state in zip(wanted.instances, states, strict=True)
        ]

    def accepts(self, after: Model, number: int, *, erase: bool) -> bool:
        """Whether an instance can be painted or erased."""
        if not after.instances:
            return not erase
        return not (after.instances[number].locked or after.instances[number].hidden)


def region(plane: Plane, pixel: Pixel) -> Plane:
    """The region of a plane at a pixel; nothing where it has none there."""
    return plain_reach(plane, pixel, 8)


def seen_at(after: Model, pixel: Pixel) -> list[int]:
    """The instances that are shown and have a pixel."""
    if not plain.holds(after.shape, pixel):
        return []
    return [k for k, one in enumerate(after.instances) if one.plane[pixel] and not one.hidden]


def cropped(plane: Plane) -> tuple[int, int, NDArray[np.bool_]]:
    """The first row and column of what a plane has, and the smallest box around it."""
    rows, columns = np.nonzero(plane)
    top, left = int(rows.min()), int(columns.min())
    return top, left, plane[top : rows.max() + 1, left : columns.max() + 1]


Act = Callable[[Hand, Model], None]
"""Something that is done by a hand to the program, and to the mask as it should be after it."""
