"""Whatever is done to a document, its mask and its figures are those of a slow, plain model."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy import ndimage

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.difference import ChangedCounts
from forgery_viewer.core.drawing import Mark, brush_marks
from forgery_viewer.core.operations.operating import Boolean, combine
from forgery_viewer.core.operations.regions_at import region_mark
from forgery_viewer.core.running_mask import RunningMask
from forgery_viewer.core.steps import Flip, Step
from forgery_viewer.state import instance_editing as editing
from forgery_viewer.state.mask_document import MaskDocument
from tests.core.masks_at_random import Stack
from tests.core.plain_masks import PlainMask
from tests.core.plain_shapes import Plane, laid_on, plain_reach
from tests.state.test_mask_document import document_of

pytestmark = pytest.mark.usefixtures("qapp")

EIGHT = np.ones((3, 3), np.intp)
THRESHOLD = 16
MOST = 24
"""Instances; more would take the model long."""
Drawn = TypeVar("Drawn")


class Editor:
    """A document beside the model of it, both of which know all that they have been."""

    def __init__(self, stack: Stack, levels: NDArray[np.uint8]) -> None:
        self.document: MaskDocument = document_of(stack)
        self.levels = levels
        self.running = RunningMask(self.document.planes.copy())
        self.running.compare(levels, THRESHOLD)
        self.document.changes_made.connect(self.running.make)
        self.states = [PlainMask(stack)]
        self.at = 0

    @property
    def model(self) -> PlainMask:
        return self.states[self.at]

    def do(self, act: Callable[[], object], plainly: Callable[[PlainMask], object]) -> None:
        """Do the same to both; what changes nothing is no step."""
        steps = self.document.undo_stack.index()
        act()
        after = PlainMask(self.model.stack())
        plainly(after)
        if self.document.undo_stack.index() > steps:
            self.states[self.at + 1 :] = [after]
            self.at += 1
        else:
            assert np.array_equal(after.stack(), self.model.stack())

    def check(self) -> None:
        """The mask, what is selected and the figures are those of the model."""
        document, stack = self.document, self.model.stack()
        np.testing.assert_array_equal(document.planes.to_stack(), stack)
        assert len(document.instances) == len(stack)
        assert document.undo_stack.index() == self.at
        assert set(document.selection.numbers) <= set(range(len(stack)))
        figures = self.running.figures
        assert [i.area_px for i in figures.instances] == [int(plane.sum()) for plane in stack]
        assert [len(i.regions) for i in figures.instances] == [
            int(ndimage.label(plane, EIGHT)[1]) for plane in stack
        ]
        for instance, plane in zip(figures.instances, stack, strict=True):
            rows, columns = np.nonzero(plane)
            box = None
            if rows.size:
                box = (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
            assert instance.box == box
        union, over = stack.any(axis=0), self.levels > THRESHOLD
        assert figures.area_px == union.sum()
        assert figures.overlap_px == (stack.sum(axis=0, dtype=np.intp) > 1).sum()
        inside = int((over & union).sum())
        total, marked = int(over.sum()), int(union.sum())
        assert self.running.counts == ChangedCounts(total, inside, total - inside, marked - inside)


class Chance:
    """Does one thing after the other to an editor, each drawn at random."""

    def __init__(self, editor: Editor, data: st.DataObject) -> None:
        self._editor, self._data = editor, data
        self._of_instances: tuple[Callable[[], None], ...] = (
            *(3 * (self._stroke,)),
            self._delete,
            self._duplicate,
            self._move,
            self._merge,
            self._split,
            self._give,
            self._split_off,
            self._combine,
            self._describe,
            self._select,
        )

    @property
    def _document(self) -> MaskDocument:
        return self._editor.document

    @property
    def _planes(self) -> list[Plane]:
        return self._editor.model.instances

    def act(self) -> None:
        """Do something."""
        acts: tuple[Callable[[], None], ...] = (self._new, self._undo, self._redo)
        if self._planes:
            acts += self._of_instances
        self._draw(st.sampled_from(acts))()

    def _draw(self, strategy: st.SearchStrategy[Drawn]) -> Drawn:
        return self._data.draw(strategy)

    def _number(self) -> int:
        return self._draw(st.integers(0, len(self._planes) - 1))

    def _some(self) -> set[int]:
        return self._draw(st.sets(st.integers(0, len(self._planes) - 1), max_size=4))

    def _becomes(self, act: Callable[[], object], planes: list[Plane]) -> None:
        self._editor.do(act, lambda plain: setattr(plain, "instances", planes))

    def _new(self) -> None:
        empty = np.zeros(self._editor.model.shape, np.bool_)
        self._becomes(self._document.new_instance, [*self._planes, empty])

    def _undo(self) -> None:
        self._document.undo_stack.undo()
        self._editor.at = max(0, self._editor.at - 1)

    def _redo(self) -> None:
        self._document.undo_stack.redo()
        self._editor.at = min(len(self._editor.states) - 1, self._editor.at + 1)

    def _stroke(self) -> None:
        document, shape, number = self._document, self._editor.model.shape, self._document.current
        document.spares_others = self._draw(st.booleans())
        places = st.tuples(st.floats(-3, shape[1] + 3), st.floats(-3, shape[0] + 3))
        points = self._draw(st.lists(places, min_size=1, max_size=3))
        diameter_px, erase = self._draw(st.integers(1, 6)), self._draw(st.booleans())
        covered: Plane = np.zeros(shape, np.bool_)
        for start, end in pairwise([points[0], *points]):
            covered |= laid_on(list(brush_marks(start, end, diameter_px, shape)), shape)
        protected = range(len(self._planes)) if document.spares_others else ()

        def paint() -> None:
            assert document.begin_stroke(points[0], RoundBrush(diameter_px), erase=erase)
            for point in points[1:]:
                document.extend_stroke(point, RoundBrush(diameter_px))
            assert self._editor.running.planes.equals_stack(self._editor.model.stack())
            document.end_stroke()

        def plainly(plain: PlainMask) -> None:
            if erase:
                plain.erase(number, covered)
            else:
                plain.paint(number, covered, protected)

        self._editor.do(paint, plainly)

    def _delete(self) -> None:
        gone = self._some()
        kept = [plane for number, plane in enumerate(self._planes) if number not in gone]
        self._becomes(lambda: self._document.delete_instance(*gone), kept)

    def _duplicate(self) -> None:
        copied = self._some()
        if len(self._planes) + len(copied) <= MOST:
            planes = [*self._planes, *(self._planes[number] for number in sorted(copied))]
            self._becomes(lambda: editing.duplicate(self._document, copied), planes)

    def _move(self) -> None:
        moved, count = self._some(), len(self._planes)
        place = self._draw(st.integers(0, count))
        rest = [number for number in range(count) if number not in moved]
        cut = sum(number < place for number in rest)
        order = rest[:cut] + sorted(moved) + rest[cut:]
        planes = [self._planes[number] for number in order]
        self._becomes(lambda: editing.move(self._document, moved, place), planes)

    def _merge(self) -> None:
        into, merged = self._document.current, self._some()
        self._editor.do(
            lambda: editing.merge(self._document, merged),
            lambda plain: plain.merge(merged | {into}, into),
        )

    def _split(self) -> None:
        number = self._number()
        if ndimage.label(self._planes[number], EIGHT)[1] + len(self._planes) <= MOST:
            self._editor.do(
                lambda: editing.split_by_regions(self._document, number),
                lambda plain: plain.split_by_regions(number),
            )

    def _region(self, number: int) -> tuple[Mark, Plane] | None:
        """A region of an instance, as the program finds it and as the model does."""
        pixels = np.argwhere(self._planes[number])
        if not len(pixels):
            return None
        row, column = pixels[self._draw(st.integers(0, len(pixels) - 1))].tolist()
        region = region_mark(self._document.planes, number, row, column)
        assert region is not None
        return region, plain_reach(self._planes[number], (row, column), 8)

    def _give(self) -> None:
        number, other = self._number(), self._number()
        found = self._region(number)
        if found is not None and other != number:
            region, part = found
            self._editor.do(
                lambda: editing.give_region(self._document, number, other, region),
                lambda plain: plain.give(number, other, part),
            )

    def _split_off(self) -> None:
        number = self._number()
        found = self._region(number)
        if found is not None and len(self._planes) < MOST:
            region, part = found
            self._editor.do(
                lambda: editing.split_off(self._document, number, region),
                lambda plain: plain.split_off(number, part),
            )

    def _combine(self) -> None:
        number, other = self._number(), self._number()
        one, two = self._planes[number], self._planes[other]
        ways = {
            Boolean.AND: one & two,
            Boolean.OR: one | two,
            Boolean.MINUS: one & ~two,
            Boolean.XOR: one ^ two,
        }
        how = self._draw(st.sampled_from(list(Boolean)))
        edit = combine(self._document.planes, number, other, how)
        if edit is not None:
            step = Step(how.value, "blend", (Flip(edit),))
            self._editor.do(
                lambda: self._document.push(step), lambda plain: plain.set(number, ways[how])
            )

    def _describe(self) -> None:
        colour, some, number = self._draw(st.integers(0, 30)), self._some(), self._number()
        planes = self._planes
        self._becomes(lambda: editing.set_colour(self._document, some, colour), planes)
        self._becomes(lambda: editing.set_note(self._document, number, str(colour)), planes)

    def _select(self) -> None:
        self._document.selection.select(self._number(), self._some())


@st.composite
def beginnings(draw: st.DrawFn) -> tuple[Stack, NDArray[np.uint8]]:
    """A mask of 1 to 20 instances on 1 x 1 px and more, and how much each pixel changed."""
    height, width, count = (draw(st.integers(1, most)) for most in (14, 14, 20))
    stack = draw(arrays(np.uint8, (count, height, width), elements=st.integers(0, 1)))
    return stack, draw(arrays(np.uint8, (height, width), elements=st.integers(10, 25)))


@settings(max_examples=250)
@given(beginnings(), st.data())
def test_mask_and_figures_are_those_of_the_model_whatever_is_done(
    beginning: tuple[Stack, NDArray[np.uint8]], data: st.DataObject
) -> None:
    editor = Editor(*beginning)
    chance = Chance(editor, data)
    editor.check()
    for _ in range(data.draw(st.integers(2, 20))):
        chance.act()
        editor.check()
    while editor.at:
        editor.document.undo_stack.undo()
        editor.at -= 1
        editor.check()
    assert not editor.document.is_changed
    while editor.at < len(editor.states) - 1:
        editor.document.undo_stack.redo()
        editor.at += 1
        editor.check()
