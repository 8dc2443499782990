"""A mask whose figures are kept up to date change by change, at the cost of what each touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.difference import (
    ChangedCounts,
    Levels,
    changed,
    count_changed,
    outside_levels,
)
from forgery_viewer.core.edits import Box, Edit, pack_edit, united
from forgery_viewer.core.planes import BitPlanes, Bits
from forgery_viewer.core.regions import Figures, InstanceFigures, find_regions, measure_mask
from forgery_viewer.core.steps import Change, Flip, Insert, Move, Remove
from forgery_viewer.core.twins.sides import SIDES_THRESHOLD, Side, tell_sides

EMPTY = InstanceFigures(0, ())


class RunningMask:
    """Follows every change of a mask in a copy of its own.

    `figures` is always what `measure_mask` finds, and `counts` what `count_changed` does.
    """

    def __init__(self, planes: BitPlanes) -> None:
        """Take over `planes`, which nobody else may change from now on."""
        self.planes = planes
        self._figures = measure_mask(planes)
        self._instances = list(self._figures.instances)
        self._is_behind = False
        self._stale: dict[int, Box] = {}
        self._levels: Levels | None = None
        self._threshold = 0
        self._changed_px = self._inside_px = 0
        self._moved: NDArray[np.bool_] | None = None
        self._sides: list[tuple[Side, ...] | None] = [None] * planes.count

    @property
    def figures(self) -> Figures:
        """The figures of the mask as it is now."""
        if self._is_behind:
            self._measure_stale()
        return self._figures

    def make(self, changes: Iterable[Change]) -> None:
        """Follow changes that were made of the mask, in their order."""
        for change in changes:
            self._make(change)

    def _make(self, change: Change) -> None:
        self._is_behind = True
        match change:
            case Flip(edit):
                self._flip(edit)
            case Insert(number, _, edit):
                self.planes.insert(number)
                self._instances.insert(number, EMPTY)
                self._sides.insert(number, None)
                self._renumber({k: k + (k >= number) for k in self._stale})
                if edit is not None:
                    self._flip(edit)
            case Remove(number, _, edit):
                if edit is not None:
                    self._flip(edit)
                self.planes.remove(number)
                del self._instances[number], self._sides[number]
                self._stale.pop(number, None)
                self._renumber({k: k - (k > number) for k in self._stale})
            case Move(start, end):
                self.planes.move(start, end)
                order = list(range(len(self._instances)))
                order.insert(end, order.pop(start))
                self._instances = [self._instances[k] for k in order]
                self._sides = [self._sides[k] for k in order]
                self._renumber({old: new for new, old in enumerate(order) if old in self._stale})
            case _:
                return

    def _renumber(self, numbers: dict[int, int]) -> None:
        self._stale = {numbers[old]: box for old, box in self._stale.items()}

    def _flip(self, edit: Edit) -> None:
        top, left, bottom, right = edit.box
        bits = self.planes.bits[top:bottom, left:right]
        area, overlap, inside = self._count(bits, edit.box)
        edit.flip(self.planes)
        area_now, overlap_now, inside_now = self._count(bits, edit.box)
        self._inside_px += inside_now - inside
        self._figures = replace(
            self._figures,
            area_px=self._figures.area_px + area_now - area,
            overlap_px=self._figures.overlap_px + overlap_now - overlap,
        )
        self._sides[edit.number] = None
        held = self._stale.get(edit.number)
        self._stale[edit.number] = edit.box if held is None else united((held, edit.box))

    def _count(self, bits: Bits, box: Box) -> tuple[int, int, int]:
        """In a part of the mask: pixels of any instance, of several, and such that changed."""
        covered = bits != 0
        several = bits & (bits - bits.dtype.type(1))
        inside = 0
        if self._levels is not None:
            top, left, bottom, right = box
            over = self._levels[top:bottom, left:right] > self._threshold
            inside = int(np.count_nonzero(over & covered))
        return int(np.count_nonzero(covered)), int(np.count_nonzero(several)), inside

    def _measure_stale(self) -> None:
        for number, touched in self._stale.items():
            box = self._instances[number].box
            top, left, bottom, right = touched if box is None else united((touched, box))
            plane = (self.planes.bits[top:bottom, left:right] & self.planes.bit(number)) != 0
            regions = find_regions(plane, top, left)
            area_px = sum(region.area_px for region in regions)
            self._instances[number] = InstanceFigures(area_px, regions)
        self._stale, self._is_behind = {}, False
        self._figures = replace(self._figures, instances=tuple(self._instances))

    # Against the pair ---------------------------------------------------------------------

    def compare(self, levels: Levels | None, threshold: int) -> None:
        """Count against how much each pixel changed, (H, W) uint8, or against nothing.

        A pixel counts as changed above `threshold`. Raises DifferenceError where the mask is not
        of the size of the levels.
        """
        if levels is self._levels and threshold == self._threshold:
            return
        counts = None
        if levels is not None:
            counts = count_changed(levels, threshold, self.planes.bits)
        if levels is not self._levels:
            self._moved = None
            self._sides = [None] * len(self._instances)
        self._levels, self._threshold = levels, threshold
        if counts is not None:
            self._changed_px, self._inside_px = counts.changed, counts.inside

    @property
    def counts(self) -> ChangedCounts | None:
        """Pixels that changed against the mask as it is now; None where nothing is compared."""
        if self._levels is None:
            return None
        total, inside = self._changed_px, self._inside_px
        return ChangedCounts(total, inside, total - inside, self._figures.area_px - inside)

    def outside_levels(self) -> list[NDArray[np.uint8]] | None:
        """As `outside_levels` of what is compared; None where nothing is, or nothing is outside."""
        counts = self.counts
        if self._levels is None or counts is None or not counts.outside:
            return None
        return outside_levels(self._levels, self._threshold, self.planes.bits)

    def outside_edit(self, number: int) -> Edit | None:
        """What is outside as pixels that come to instance `number`; None where there is nothing."""
        if self._levels is None or not 0 <= number < self.planes.count:
            return None
        outside = changed(self._levels, self._threshold) & (self.planes.bits == 0)
        return pack_edit(number, outside)

    def sides(self) -> tuple[tuple[Side, ...], ...]:
        """Of each instance what its regions are; () where nothing is compared."""
        if self._levels is None:
            return ()
        if self._moved is None:
            self._moved = changed(self._levels, SIDES_THRESHOLD)
        for number, instance in enumerate(self.figures.instances):
            if self._sides[number] is None:
                plane = self.planes.plane(number)
                self._sides[number] = tell_sides(instance.regions, plane, self._moved)
        return tuple(told for told in self._sides if told is not None)
