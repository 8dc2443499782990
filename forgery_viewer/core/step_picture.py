"""Small pictures of what a step of a history changed, and the same in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.steps import Change, Describe, Flip, Insert, Move, Remove, Step

Kind = Literal["added", "removed", "both"]

LARGEST_SCALE = 4.0
"""A dot of one pixel is shown as one of so many."""


@dataclass(frozen=True, slots=True)
class StepPicture:
    """What a step changed.

    Attributes:
        opacity: (height, width) uint8, 255 where all pixels were changed.
        kind: Whether pixels came to instances, were taken from them, or both.
    """

    opacity: NDArray[np.uint8]
    kind: Kind


def added_and_removed(step: Step) -> tuple[int, int] | None:
    """How many pixels a step brought to instances and took from them; None where nobody knows."""
    added = removed = 0
    for change in step.changes:
        match change:
            case Insert(edit=edit) if edit is not None:
                added += edit.flipped_px
            case Remove(edit=edit) if edit is not None:
                removed += edit.flipped_px
            case Flip(edit):
                if edit.added_px is None:
                    return None
                added += edit.added_px
                removed += edit.flipped_px - edit.added_px
    return added, removed


def instances_of(step: Step) -> tuple[int, ...]:
    """Numbers of the instances that a step changed, from 0, as they are after it."""
    return tuple(sorted({_instance_of(change) for change in step.changes}))


def _instance_of(change: Change) -> int:
    match change:
        case Flip(edit):
            return edit.number
        case Move(_, end):
            return end
        case Insert(number=number) | Remove(number=number) | Describe(number=number):
            return number


def draw_step(step: Step, height: int, width: int) -> StepPicture | None:
    """What a step changed, in at most `height` x `width` pixels; None where it changed no pixel.

    Its pixels must be at hand. However large the area is, whatever was changed is seen.
    """
    box = step.box
    if box is None:
        return None
    top, left, bottom, right = box
    changed = np.zeros((bottom - top, right - left), np.uint8)
    for edit in step.edits:
        first, start, last, stop = edit.box
        changed[first - top : last - top, start - left : stop - left] |= edit.flipped()
    scale = min(height / changed.shape[0], width / changed.shape[1], LARGEST_SCALE)
    size = (max(1, round(changed.shape[1] * scale)), max(1, round(changed.shape[0] * scale)))
    if scale < 1:
        share = cv2.resize(changed * np.uint8(255), size, interpolation=cv2.INTER_AREA)
        # Thin lines would fade away: a quarter of the pixels counts as half.
        opacity = np.sqrt(share / np.float32(255)) * 255
    else:
        opacity = cv2.resize(changed * np.uint8(255), size, interpolation=cv2.INTER_NEAREST)
    return StepPicture(np.rint(opacity).astype(np.uint8), _kind(step))


def _kind(step: Step) -> Kind:
    counts = added_and_removed(step)
    if counts is None or all(counts):
        return "both"
    return "added" if counts[0] else "removed"
