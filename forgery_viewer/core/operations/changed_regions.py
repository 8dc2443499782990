"""What changed between two images, settled: closed, without small holes and specks.

One rule serves all that follows the difference of a pair: the brush that snaps to it, the mask
proposed from it, and the operation that fits an instance to it. So all three agree on every pixel:

1. A pixel changed where its level is above the threshold.
2. Gaps are closed by a disc, as pixels in the midst of a copy may be as they were by chance.
3. Regions of fewer than so many pixels are dropped: traces of compression.
4. Holes of at most so many pixels are filled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forgery_viewer.core.difference import MOST_THRESHOLD, USUAL_THRESHOLD, Levels
from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.operations.blobs import fill_holes, find_regions_in, remove_specks
from forgery_viewer.core.operations.extents import Plane, box_around, slices, widened
from forgery_viewer.core.operations.rounding import close_up, reach_px
from forgery_viewer.core.operations.stopping import StoppedError, go_on
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.planes import BitPlanes

MOST_CLOSE_PX = 64


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """What counts as changed.

    Attributes:
        threshold: 0 to 64; what changed by no more counts as unchanged.
        close_px: 0 to 64; radius of the disc that closes gaps, 0 for none.
        least_px: Regions of fewer pixels are dropped.
        holes_px: Holes of at most so many pixels are filled, 0 for none.
    """

    threshold: int = USUAL_THRESHOLD
    close_px: float = 2
    least_px: int = 30
    holes_px: int = 64

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence that can be shown, for what cannot be."""
        if not 0 <= self.threshold <= MOST_THRESHOLD:
            msg = f"the threshold must be 0 to {MOST_THRESHOLD}, not {self.threshold}"
            raise ValueError(msg)
        if not 0 <= self.close_px <= MOST_CLOSE_PX:
            msg = f"the closing radius must be 0 to {MOST_CLOSE_PX} px, not {self.close_px:g}"
            raise ValueError(msg)
        if self.holes_px < 0 or self.least_px < 0:
            msg = "a number of pixels must be 0 or more"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A region that changed.

    Attributes:
        mark: Its pixels, and where they lie.
        area_px: How many there are.
    """

    mark: Mark
    area_px: int


def changed_plane(
    levels: Levels, rule: ChangeRule, cancelled: Cancelled | None = None
) -> Plane | None:
    """(H, W): where the image changed by a rule; None where cancelled."""
    try:
        return _changed_plane(levels, rule, cancelled)
    except StoppedError:
        return None


def propose_regions(
    levels: Levels, rule: ChangeRule, cancelled: Cancelled | None = None
) -> tuple[Proposal, ...] | None:
    """The 8-connected regions that changed by a rule, largest first; None where cancelled.

    Of equally large ones, that further up and then further left comes first.
    """
    try:
        plane = _changed_plane(levels, rule, cancelled)
        go_on(cancelled)
        return _regions(plane)
    except StoppedError:
        return None


def overlaps(planes: BitPlanes, mark: Mark) -> dict[int, int]:
    """How many pixels of a mark belong to each instance, for those that have any of them."""
    if mark.is_empty:
        return {}
    bits = planes.bits[mark.box][mark.inside]
    there = int(np.bitwise_or.reduce(bits)) if bits.size else 0
    return {
        number: int(np.count_nonzero(bits & planes.bit(number)))
        for number in range(planes.count)
        if there >> number & 1
    }


def _changed_plane(levels: Levels, rule: ChangeRule, cancelled: Cancelled | None) -> Plane:
    go_on(cancelled)
    plane = np.asarray(levels > rule.threshold, np.bool_)
    # The disc must be able to reach beyond what changed, and one pixel of background after it.
    margin = reach_px(rule.close_px) + 1
    if rule.close_px >= 1:
        _in_its_box(plane, margin, lambda part: close_up(part, rule.close_px, cancelled))
    if rule.least_px > 1:
        go_on(cancelled)
        _in_its_box(plane, 0, lambda part: remove_specks(part, rule.least_px))
    if rule.holes_px:
        go_on(cancelled)
        _in_its_box(plane, 0, lambda part: fill_holes(part, rule.holes_px))
    return plane


def _in_its_box(plane: Plane, margin_px: int, change: Callable[[Plane], Plane]) -> None:
    """Change what is in the box around the pixels of a plane and a margin, in the plane itself."""
    around = box_around(plane)
    if around is not None:
        box = slices(widened(around, margin_px, (plane.shape[0], plane.shape[1])))
        plane[box] = change(plane[box])


def _regions(plane: Plane) -> tuple[Proposal, ...]:
    box = box_around(plane)
    if box is None:
        return ()
    regions = find_regions_in(plane[slices(box)])
    found = []
    for label in range(1, regions.count + 1):
        rows, columns = regions.box(label)
        inside = regions.labels[rows, columns] == label
        mark = Mark(box[0] + rows.start, box[1] + columns.start, inside)
        found.append(Proposal(mark, int(regions.areas_px[label - 1])))
    return tuple(sorted(found, key=lambda one: (-one.area_px, one.mark.top, one.mark.left)))
