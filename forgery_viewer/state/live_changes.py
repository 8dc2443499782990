"""Pixels that changed inside and outside the mask under edit, kept up to date after each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.difference import (
    ChangedCounts,
    DifferenceChannel,
    DifferenceOptions,
    Levels,
    difference_levels,
)
from forgery_viewer.core.edits import Edit
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.running_mask import RunningMask
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.difference_pictures import in_colours
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.mask_following import MaskFollowing
from forgery_viewer.state.tasks import Tasks

NO_PAIR = "No pair to compare."
UNREADABLE = "An image of the pair cannot be read."

Image = NDArray[np.uint8]
Sides = tuple[tuple[Side, ...], ...]


@dataclass(slots=True)
class _Pair:
    """Two pictures, and how much they differ once that was computed."""

    one: Image
    other: Image
    levels: dict[DifferenceChannel, Levels] = field(default_factory=dict)

    def levels_of(self, channel: DifferenceChannel) -> Levels:
        """(H, W) uint8; of the channel asked for last they are kept."""
        if channel not in self.levels:
            before, after = in_colours(self.one), in_colours(self.other)
            self.levels = {channel: difference_levels(before, after, channel)}
        return self.levels[channel]


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
        """How much each pixel changed, as it was counted last."""
        self.reason = NO_PAIR
        self.options = DifferenceOptions()
        self._tells_sides = tells_sides
        self._wants_outside = self._awaits_outside = False
        self._images: tuple[Pyramid | None, Pyramid | None] = (None, None)
        self._document: MaskDocument | None = None
        self._pair: _Pair | None = None
        self._counting = MaskFollowing(tasks, self._counting_now, self._take, self._fail, self)

    @property
    def is_behind(self) -> bool:
        """Whether the counts, or what is outside, may be those of an earlier state."""
        return self._counting.is_behind or self._awaits_outside

    def set_case(self, case: LoadedCase | None, document: MaskDocument | None) -> None:
        """Count for the two images of another case and its mask."""
        if case is None:
            self.set_images(None, None, document)
        else:
            lack = UNREADABLE if case.authentic.fault or case.subject.fault else NO_PAIR
            self.set_images(case.authentic.pyramid, case.subject.pyramid, document, lack)

    def set_images(
        self,
        one: Pyramid | None,
        other: Pyramid | None,
        document: MaskDocument | None,
        lack: str = NO_PAIR,
    ) -> None:
        """Count for two other pictures and a mask; `lack` says why there are not two."""
        if (one, other) == self._images and document is self._document:
            return
        self._images, self._document = (one, other), document
        self._awaits_outside = False
        self.outside_told.emit(None)
        if one is None or other is None:
            self._pair = None
            self._tell_none(lack)
            self._counting.follow(None)
            return
        self._pair = _Pair(one.image, other.image)
        self._tell_none("")
        if document is not None:
            self._counting.follow(document)
        else:
            self._counting.follow(None, BitPlanes(*one.image.shape[:2]))

    def set_options(self, options: DifferenceOptions) -> None:
        """Count what changed by more than another threshold, or in another channel."""
        self.options = options
        self._counting.refresh()

    def set_wants_outside(self, wanted: bool) -> None:
        """Tell which pixels changed outside the mask, too, or no more."""
        if wanted != self._wants_outside:
            self._wants_outside, self._awaits_outside = wanted, False
            self.outside_told.emit(None)
            self._counting.refresh()

    def pack_outside(self, number: int, take: Callable[[Edit | None], None]) -> None:
        """Have what changed outside the mask packed as an edit of instance `number`.

        `take` gets it, or nothing where the mask, or what it is compared with, changes first.
        """
        self._counting.read_further(lambda mask: mask.outside_edit(number), take)

    def close(self) -> None:
        """Count no more."""
        self._awaits_outside = False
        self._counting.stop()

    def _counting_now(self) -> Callable[[RunningMask], tuple[Levels, ChangedCounts | None]]:
        pair, options = self._pair, self.options

        def count(mask: RunningMask) -> tuple[Levels, ChangedCounts | None]:
            if pair is None:
                raise RuntimeError("there is no pair to count in")
            levels = pair.levels_of(options.channel)
            mask.compare(levels, options.threshold)
            return levels, mask.counts

        return count

    def _take(self, found: tuple[Levels, ChangedCounts | None]) -> None:
        self.levels, self.counts = found
        self.reason = ""
        self._awaits_outside = self._wants_outside and self._document is not None
        self.counted.emit(self.counts)
        if self._document is None:
            return
        # These take longer, and the counts do not wait for them.
        if self._awaits_outside:
            self._counting.read_further(_outside, self._take_outside)
        if self._tells_sides:
            self._counting.read_further(RunningMask.sides, self._take_sides)

    def _take_outside(self, outside: Pyramid | None) -> None:
        self._awaits_outside = False
        if self._wants_outside:
            self.outside_told.emit(outside)

    def _take_sides(self, sides: Sides) -> None:
        self.sides = sides
        self.sides_told.emit(sides)

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, ForgeryViewerError):
            raise error
        self._awaits_outside = False
        self._tell_none(str(error))

    def _tell_none(self, reason: str) -> None:
        self.counts, self.levels, self.reason = None, None, reason
        self.counted.emit(None)
        self._take_sides(())


def _outside(mask: RunningMask) -> Pyramid | None:
    """What changed and is in no instance, at every size; None where that is nothing."""
    levels = mask.outside_levels()
    return Pyramid.of_levels(levels, keeps_peaks=True) if levels is not None else None
