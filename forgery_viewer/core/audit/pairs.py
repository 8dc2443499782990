"""Checks of a forged image against its authentic partner."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.collecting import FileNotes
from forgery_viewer.core.audit.instances import MeasuredInstance
from forgery_viewer.core.audit.wording import counted, percent
from forgery_viewer.core.images import ImageHeader
from forgery_viewer.core.opencv import cv2

#: A pasted piece is blended in: changes this near to the mask are no region of their own.
MARGIN_PX = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Where and how much the images of a pair differ.

    Attributes:
        absolute: (H, W, 3) uint8, |forged - authentic|.
        changed: (H, W), where a channel differs by more than the threshold.
    """

    absolute: NDArray[np.uint8]
    changed: NDArray[np.bool_]


def compare(authentic: NDArray[np.uint8], forged: NDArray[np.uint8], threshold: int) -> Difference:
    """The difference of two RGB images of one size; `authentic` is overwritten with it."""
    absolute = cv2.absdiff(forged, authentic, dst=authentic)
    # One pass over the three channels, and no array of the largest of them.
    small = cv2.inRange(absolute, (0, 0, 0), (threshold, threshold, threshold))
    return Difference(np.asarray(absolute, np.uint8), np.asarray(small == 0, np.bool_))


def check_headers(notes: FileNotes, forged: ImageHeader, authentic: ImageHeader) -> None:
    """Check that the images of a pair have one size and one kind of pixels."""
    if (forged.height, forged.width) != (authentic.height, authentic.width):
        reason = (
            f"The forged image is {forged.width} x {forged.height}, "
            f"its authentic partner {authentic.width} x {authentic.height}."
        )
        notes.add("pair-size", reason)
    if forged.mode != authentic.mode:
        reason = f"The forged image is {forged.mode}, its authentic partner {authentic.mode}."
        notes.add("pair-mode", reason)


def check_outside(notes: FileNotes, union: NDArray[np.bool_], difference: Difference) -> None:
    """Check what changed where no instance is marked; `union` is (H, W)."""
    outside = difference.changed & ~union
    count = int(np.count_nonzero(outside))
    if not count:
        return
    threshold, limit = notes.options.difference_threshold, notes.options.changed_px
    amount = f"{counted(count, 'pixel')} outside the mask ({percent(count, outside.size)} of the"
    reason = f"{amount} image) changed by more than {threshold} of 255"
    kernel = np.ones((2 * MARGIN_PX + 1, 2 * MARGIN_PX + 1), np.uint8)
    near = cv2.dilate(union.view(np.uint8), kernel)
    far = (outside & (near == 0)).view(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(far, connectivity=8)
    regions = stats[1:][stats[1:, cv2.CC_STAT_AREA] >= limit]
    if not len(regions):
        reason += f"; no region of them has {limit} px or more."
        notes.add("changed-outside", reason, severity="info")
        return
    left, top, width, height, area = regions[regions[:, cv2.CC_STAT_AREA].argmax()].tolist()
    if len(regions) == 1:
        reason += f"; one region of them has {area:,} px."
    else:
        reason += f"; {len(regions):,} regions of them have {limit} px or more, at most {area:,}."
    notes.add("changed-outside", reason, place=(top, left, top + height, left + width))


def check_inside(
    notes: FileNotes,
    union: NDArray[np.bool_],
    difference: Difference,
    instances: Sequence[MeasuredInstance],
) -> None:
    """Check what did not change although it is marked.

    Args:
        notes: Of the mask.
        union: (H, W), pixels of any instance.
        difference: Of the pair.
        instances: Those that are not empty, measured with the changed pixels.
    """
    marked = int(np.count_nonzero(union))
    unchanged = marked - int(np.count_nonzero(union & difference.changed))
    changes = [instance.changed_px for instance in instances if instance.changed_px is not None]
    threshold = notes.options.difference_threshold
    if unchanged:
        still = sum(int(np.count_nonzero(change == 0)) for change in changes)
        regions = sum(len(change) for change in changes)
        reason = (
            f"{unchanged:,} of {marked:,} marked pixels ({percent(unchanged, marked)}) changed by "
            f"at most {threshold} of 255; in {still:,} of {counted(regions, 'region')} no pixel "
            "changed by more."
        )
        notes.add("unchanged-inside", reason)
    for instance in instances:
        if instance.changed_px is not None and not instance.changed_px.any():
            reason = (
                f"No pixel of instance {instance.number} changed by more than {threshold} of 255 "
                f"({counted(instance.area_px, 'pixel')} in "
                f"{counted(len(instance.areas_px), 'region')}), so nothing there looks forged."
            )
            notes.add(
                "unchanged-inside",
                reason,
                severity="warning",
                place=instance.box,
                instances=(instance.number,),
            )


def correlation(mask: NDArray[np.bool_], values: NDArray[np.uint8]) -> float:
    """Pearson's correlation of a mask (H, W) with values (H, W); 0 where either is constant."""
    inside = values[mask]
    size, area = mask.size, inside.size
    total, squares = float(values.sum(dtype=np.int64)), float(cv2.norm(values, cv2.NORM_L2SQR))
    covariance = float(inside.sum(dtype=np.int64)) / size - area / size * total / size
    variances = area / size * (1 - area / size) * (squares / size - (total / size) ** 2)
    return covariance / variances**0.5 if variances > 0 else 0.0
