"""Checks of the instances of one mask, and their regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.collecting import FileNotes
from forgery_viewer.core.audit.findings import Box
from forgery_viewer.core.audit.repairs import (
    DROP_DUPLICATES,
    DROP_EMPTY,
    REMOVE_SPECKS,
    duplicates,
)
from forgery_viewer.core.audit.wording import counted, listed, numbered, percent
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.records import FORGED, Severity

Mask = NDArray[np.uint8]
"""(N, H, W) of 0 and 1."""


@dataclass(frozen=True, slots=True)
class MeasuredInstance:
    """One instance that has a pixel.

    Attributes:
        number: Its number, from 1.
        box: Where it is.
        areas_px: Pixels of each region, (regions,).
        boxes: (top, left, bottom, right) of each region, (regions, 4).
        changed_px: Pixels of each region that differ from the authentic partner; None where that
            is not known.
    """

    number: int
    box: Box
    areas_px: NDArray[np.intp]
    boxes: NDArray[np.intp]
    changed_px: NDArray[np.intp] | None

    @property
    def area_px(self) -> int:
        """Pixels of all its regions."""
        return int(self.areas_px.sum())


def measure_instances(
    stack: Mask, changed: NDArray[np.bool_] | None
) -> tuple[MeasuredInstance, ...]:
    """Regions of the instances that are not empty; `changed` is (H, W)."""
    boxes = [box_of(channel) for channel in stack]
    return tuple(
        _measure(number, channel, box, changed)
        for number, (channel, box) in enumerate(zip(stack, boxes, strict=True), start=1)
        if box is not None
    )


def union_of(stack: Mask) -> NDArray[np.bool_]:
    """Where any instance is, (H, W)."""
    # Zeros and ones are booleans as they lie, and are joined faster as numbers.
    return np.asarray(np.bitwise_or.reduce(stack, axis=0), np.uint8).view(np.bool_)


def box_of(plane: NDArray[np.uint8] | NDArray[np.bool_]) -> Box | None:
    """Where an (H, W) plane has pixels; None where it has none."""
    marked = plane.view(np.bool_)
    rows = np.flatnonzero(marked.any(axis=1))
    if not rows.size:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(marked[top:bottom].any(axis=0))
    return top, int(columns[0]), bottom, int(columns[-1]) + 1


def check_instances(
    notes: FileNotes,
    stack: Mask,
    measured: Sequence[MeasuredInstance],
    *,
    is_correction: bool,
) -> None:
    """Check a mask that was read for empty, equal, overlapping and odd instances."""
    if not measured:
        # A reviewer may have deleted every instance on purpose.
        is_grave = notes.subject.label == FORGED and not is_correction
        severity: Severity = "error" if is_grave else "warning"
        reason = "The mask is empty: no pixel is marked."
        notes.add("empty-mask", reason, severity=severity)
        return
    _check_empty(notes, stack, measured)
    groups = duplicates(stack)
    for group in groups:
        _add_duplicates(notes, group, measured)
    # Of equal instances, one stands for all: the others would only say the same again.
    spare = {number + 1 for group in groups for number in group[1:]}
    single = [instance for instance in measured if instance.number not in spare]
    _check_overlaps(notes, stack, single)
    for instance in single:
        _check_regions(notes, instance)


def _measure(
    number: int, channel: NDArray[np.uint8], box: Box, changed: NDArray[np.bool_] | None
) -> MeasuredInstance:
    top, left, bottom, right = box
    inside = np.s_[top:bottom, left:right]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(channel[inside]), connectivity=8
    )
    columns, rows, widths, heights, areas = stats[1:].astype(np.intp).T
    boxes = np.column_stack(
        (rows + top, columns + left, rows + top + heights, columns + left + widths)
    )
    changes = None
    if changed is not None:
        changes = np.bincount(labels[changed[inside]], minlength=count)[1:]
    return MeasuredInstance(number, box, areas, boxes, changes)


def _check_empty(
    notes: FileNotes,
    stack: Mask,
    measured: Sequence[MeasuredInstance],
) -> None:
    there = {instance.number for instance in measured}
    empty = [number for number in range(1, len(stack) + 1) if number not in there]
    if empty:
        verb = "has" if len(empty) == 1 else "have"
        reason = f"{numbered('Instance', empty)} of {len(stack)} {verb} no pixel."
        notes.add("empty-instance", reason, repair_key=DROP_EMPTY, instances=empty)


def _add_duplicates(
    notes: FileNotes,
    group: tuple[int, ...],
    measured: Sequence[MeasuredInstance],
) -> None:
    numbers = [number + 1 for number in group]
    first = next(instance for instance in measured if instance.number == numbers[0])
    reason = f"Instances {listed(numbers)} mark exactly the same {counted(first.area_px, 'pixel')}."
    notes.add(
        "duplicate-instance",
        reason,
        repair_key=DROP_DUPLICATES,
        place=first.box,
        instances=numbers,
    )


def _check_overlaps(
    notes: FileNotes,
    stack: Mask,
    instances: Sequence[MeasuredInstance],
) -> None:
    for one, other in combinations(instances, 2):
        top, left = (max(one.box[side], other.box[side]) for side in (0, 1))
        bottom, right = (min(one.box[side], other.box[side]) for side in (2, 3))
        if top >= bottom or left >= right:
            continue
        inside = np.s_[top:bottom, left:right]
        shared = stack[one.number - 1][inside] & stack[other.number - 1][inside]
        box = box_of(shared)
        if box is None:
            continue
        area = int(np.count_nonzero(shared))
        smaller = min(one.area_px, other.area_px)
        reason = (
            f"Instances {one.number} and {other.number} share {counted(area, 'pixel')}, "
            f"{percent(area, smaller)} of the smaller."
        )
        place = (box[0] + top, box[1] + left, box[2] + top, box[3] + left)
        numbers = (one.number, other.number)
        notes.add("overlapping-instances", reason, place=place, instances=numbers)


def _check_regions(notes: FileNotes, instance: MeasuredInstance) -> None:
    numbers = (instance.number,)
    if len(instance.areas_px) == 1:
        reason = (
            f"Instance {instance.number} is one region of {counted(instance.area_px, 'pixel')}; "
            "a source and its copy make at least two."
        )
        notes.add("single-region", reason, place=instance.box, instances=numbers)
    limit = notes.options.speck_px
    small = instance.areas_px < limit
    if not small.any():
        return
    boxes = instance.boxes[small]
    top, left = boxes[:, :2].min(axis=0).tolist()
    bottom, right = boxes[:, 2:].max(axis=0).tolist()
    area = counted(int(instance.areas_px[small].sum()), "pixel")
    if small.all():
        # Removing all there is would remove the instance, which only a person should do.
        reason = f"Instance {instance.number} has only regions under {limit} px, {area} in all."
    else:
        regions = counted(int(small.sum()), "region")
        reason = f"Instance {instance.number} has {regions} under {limit} px, {area} in all."
    notes.add(
        "speck",
        reason,
        repair_key="" if small.all() else REMOVE_SPECKS,
        place=(top, left, bottom, right),
        instances=numbers,
    )
