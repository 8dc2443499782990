"""Pixels that changed inside and outside the mask under edit, counted anew after each change."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.difference import (
    ChangedCounts,
    DifferenceOptions,
    Levels,
    changed,
    count_changed,
    difference_levels,
    outside_levels,
)
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.regions import find_regions
from forgery_viewer.core.twins.sides import SIDES_THRESHOLD, Side, tell_sides
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.difference_pictures import in_colours
from forgery_viewer.state.live_figures import AFTER_MS
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Task, Tasks

NO_PAIR = "No pair to compare."

Sides = tuple[tuple[Side, ...], ...]


class _Found(NamedTuple):
    """What a worker found out."""

    levels: Levels
    counts: ChangedCounts
    sides: Sides
    outside: Pyramid | None


class LiveChanges(QObject):
    """Compares two pictures of one case, and counts for the newest state of its mask."""

    counted = Signal(object)
    """ChangedCounts, or None where there is nothing to count; `reason` then says why."""
    outside_told = Signal(object)
    """A Pyramid of the pixels that changed outside the mask; None where there is none, or while
    nobody wants to see them."""
    sides_told = Signal(object)
    """Of each instance, what each of its regions is; () where nothing tells."""

    def __init__(
        self, tasks: Tasks, parent: QObject | None = None, *, tells_sides: bool = True
    ) -> None:
        super().__init__(parent)
        self.counts: ChangedCounts | None = None
        self.sides: Sides = ()
        self.levels: Levels | None = None
        self.reason = NO_PAIR
        self.options = DifferenceOptions()
        self._tasks = tasks
        self._tells_sides = tells_sides
        self._images: tuple[Pyramid | None, Pyramid | None] = (None, None)
        self._document: MaskDocument | None = None
        self._task: Task | None = None
        self._wants_outside = False
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._count)

    @property
    def is_behind(self) -> bool:
        """Whether the counts may be those of an earlier state."""
        return self._timer.isActive() or self._task is not None

    def set_case(self, case: LoadedCase | None, document: MaskDocument | None) -> None:
        """Count for the two images of another case and its mask."""
        if case is None:
            self.set_images(None, None, document)
        else:
            self.set_images(case.authentic.pyramid, case.subject.pyramid, document)

    def set_images(
        self, one: Pyramid | None, other: Pyramid | None, document: MaskDocument | None
    ) -> None:
        """Count for two other pictures and a mask."""
        if (one, other) == self._images and document is self._document:
            return
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._count_soon)
        self._images, self._document = (one, other), document
        if document is not None:
            document.undo_stack.indexChanged.connect(self._count_soon)
        self.levels = None
        self._tell(None, "" if self._has_pair() else NO_PAIR)
        self.outside_told.emit(None)
        self._count_soon()

    def set_options(self, options: DifferenceOptions) -> None:
        """Count what changed by more than another threshold, or in another channel."""
        if options.channel != self.options.channel:
            self.levels = None
        self.options = options
        self._count_soon()

    def set_wants_outside(self, wanted: bool) -> None:
        """Tell which pixels changed outside the mask, too, or no more."""
        if wanted != self._wants_outside:
            self._wants_outside = wanted
            self.outside_told.emit(None)
            self._count_soon()

    def close(self) -> None:
        """Count no more."""
        self._timer.stop()
        self._give_up()

    def _has_pair(self) -> bool:
        return None not in self._images

    def _count_soon(self, _index: int = 0) -> None:
        self._give_up()
        if self._has_pair():
            self._timer.start()
        else:
            self._timer.stop()

    def _count(self) -> None:
        (one, other), document = self._images, self._document
        if one is None or other is None:
            return
        options, levels = self.options, self.levels
        live = document.planes if document is not None else None
        tells_sides, wants_outside = self._tells_sides, self._wants_outside

        def work() -> _Found:
            # Copied here: what is painted meanwhile is counted anew anyway.
            planes = live.copy() if live is not None else None
            found = levels
            if found is None:
                before, after = in_colours(one.image), in_colours(other.image)
                found = difference_levels(before, after, options.channel)
            covered = planes.bits if planes is not None else found < 0
            counts = count_changed(found, options.threshold, covered)
            told = _sides(planes, found) if planes is not None and tells_sides else ()
            outside = None
            if wants_outside and planes is not None and counts.outside:
                levels_outside = outside_levels(found, options.threshold, covered)
                outside = Pyramid.of_levels(levels_outside, keeps_peaks=True)
            return _Found(found, counts, told, outside)

        self._task = self._tasks.submit(work, partial(self._take, options.channel), self._fail)

    def _take(self, channel: str, found: _Found) -> None:
        self._task = None
        if channel == self.options.channel:
            self.levels = found.levels
        self._tell(found.counts, "", found.sides)
        if self._wants_outside:
            self.outside_told.emit(found.outside)

    def _fail(self, error: BaseException) -> None:
        self._task = None
        if not isinstance(error, ForgeryViewerError):
            raise error
        self._tell(None, str(error))

    def _tell(self, counts: ChangedCounts | None, reason: str, sides: Sides = ()) -> None:
        self.counts, self.reason, self.sides = counts, reason, sides
        self.counted.emit(counts)
        self.sides_told.emit(sides)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _sides(planes: BitPlanes, levels: Levels) -> Sides:
    moved = changed(levels, SIDES_THRESHOLD)
    told = []
    for number in range(planes.count):
        plane = planes.plane(number)
        told.append(tell_sides(find_regions(plane), plane, moved))
    return tuple(told)
