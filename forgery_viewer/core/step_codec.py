"""Steps and masks as bytes, for files that may be damaged or come from anywhere.

A JSON text says what there is, the packed pixels follow it as they are. Reading executes nothing,
unpacks nothing and takes no more than the file has: what does not fit the image is refused.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from forgery_viewer.core.edits import Edit
from forgery_viewer.core.instance_state import InstanceState, Treatment
from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.packed_masks import PackedMask
from forgery_viewer.core.steps import Change, Describe, Flip, Insert, Move, Remove, Step

Read = TypeVar("Read")

_LENGTH = struct.Struct("<I")


class DamagedError(ValueError):
    """Bytes are not those of what they are said to be."""


def pack_parts(about: Mapping[str, object], parts: Sequence[bytes] = ()) -> bytes:
    """One JSON object and some raw parts, whose lengths the object has to tell."""
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join((_LENGTH.pack(len(text)), text, *parts))


class Parts:
    """What `pack_parts` made: `about`, and the parts one after the other.

    Raises DamagedError for anything else.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _LENGTH.size:
            raise DamagedError("an entry is too short")
        end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        if end > len(data):
            raise DamagedError("an entry is too short")
        try:
            about = json.loads(data[_LENGTH.size : end])
        except (ValueError, RecursionError) as error:
            raise DamagedError("an entry cannot be read") from error
        if not isinstance(about, dict):
            raise DamagedError("an entry cannot be read")
        self.about: dict[str, Any] = about
        self._data = data
        self._place = end

    def take(self, length: object) -> bytes:
        """The next part, of which the length is told."""
        end = self._place + _whole(length, len(self._data) - self._place)
        part, self._place = self._data[self._place : end], end
        return part


# Steps ------------------------------------------------------------------------------------


def encode_step(step: Step) -> bytes:
    """A step with all its pixels. Raises ValueError for one whose pixels are kept elsewhere."""
    if step.is_light:
        raise ValueError("the pixels of the step are not at hand")
    about = {
        "text": step.text,
        "icon": step.icon,
        "before": step.before,
        "after": step.after,
        "made_at": step.made_at,
        "repair": step.repair_key,
        "changes": [_change_about(change) for change in step.changes],
    }
    return pack_parts(about, [edit.packed for edit in step.edits])


def decode_step(data: bytes, height: int, width: int) -> Step:
    """The step that `encode_step` made, on an image of `height` x `width` pixels.

    Raises DamagedError.
    """
    parts = Parts(data)
    about = parts.about
    return _checked(
        lambda: Step(
            text=_text(about["text"]),
            icon=_text(about["icon"]),
            changes=tuple(_change(change, parts, (height, width)) for change in about["changes"]),
            before=_place_or_none(about["before"]),
            after=_place_or_none(about["after"]),
            made_at=float(about["made_at"]),
            repair_key=_text(about["repair"]),
        )
    )


def _change_about(change: Change) -> dict[str, object]:
    match change:
        case Flip(edit):
            return {"kind": "flip", "edit": edit_about(edit)}
        case Insert(number, state, edit):
            kind = "insert"
        case Remove(number, state, edit):
            kind = "remove"
        case Move(start, end):
            return {"kind": "move", "start": start, "end": end}
        case Describe(number, before, after):
            states = {"before": state_about(before), "after": state_about(after)}
            return {"kind": "describe", "number": number, **states}
    packed = edit_about(edit) if edit is not None else None
    return {"kind": kind, "number": number, "state": state_about(state), "edit": packed}


def _change(about: Mapping[str, Any], parts: Parts, size: tuple[int, int]) -> Change:
    kind = about["kind"]
    if kind == "flip":
        return Flip(edit_of(about["edit"], parts, size))
    if kind == "move":
        return Move(_number(about["start"]), _number(about["end"]))
    number = _number(about["number"])
    if kind == "describe":
        return Describe(number, state_of(about["before"]), state_of(about["after"]))
    if kind not in {"insert", "remove"}:
        raise DamagedError(f"a change is of an unknown kind, {kind!r}")
    packed = about["edit"]
    edit = edit_of(packed, parts, size) if packed is not None else None
    return (Insert if kind == "insert" else Remove)(number, state_of(about["state"]), edit)


# Masks ------------------------------------------------------------------------------------


def mask_parts(mask: PackedMask) -> tuple[dict[str, object], list[bytes]]:
    """A mask as a JSON object, and its pixels."""
    about = {
        "height": mask.height,
        "width": mask.width,
        "instances": [edit_about(edit) if edit is not None else None for edit in mask.instances],
    }
    return about, [edit.packed for edit in mask.instances if edit is not None]


def mask_of(about: Mapping[str, Any], parts: Parts) -> PackedMask:
    """The mask that `mask_parts` described. Raises DamagedError."""

    def read() -> PackedMask:
        size = _whole(about["height"], 1 << 20), _whole(about["width"], 1 << 20)
        instances = about["instances"]
        if len(instances) > MAX_INSTANCES:
            raise DamagedError(f"a mask has {len(instances)} instances")
        edits = (edit_of(edit, parts, size) if edit is not None else None for edit in instances)
        return PackedMask(*size, tuple(edits))

    return _checked(read)


# Their parts ------------------------------------------------------------------------------


def edit_about(edit: Edit) -> list[object]:
    """All of an edit but its pixels."""
    return [edit.number, *edit.box, edit.flipped_px, edit.added_px, len(edit.packed)]


def edit_of(about: Sequence[Any], parts: Parts, size: tuple[int, int]) -> Edit:
    """The edit that `edit_about` described; its pixels are the next part."""
    number, top, left, bottom, right, flipped, added, length = about
    bottom, right = _whole(bottom, size[0]), _whole(right, size[1])
    top, left = _whole(top, bottom - 1), _whole(left, right - 1)
    flipped_px = _whole(flipped, (bottom - top) * (right - left))
    added_px = None if added is None else _whole(added, flipped_px)
    packed = parts.take(length)
    edit = Edit(_number(number), (top, left, bottom, right), flipped_px, packed, added_px)
    try:
        # Now, where it can be refused: it would be too late when the step is undone.
        edit.check()
    except ValueError as error:
        raise DamagedError(str(error)) from error
    return edit


def state_about(state: InstanceState) -> list[object]:
    """What is known of an instance, as a JSON list."""
    return [state.colour, state.hidden, state.locked, state.note]


def state_of(about: Sequence[Any]) -> InstanceState:
    """What `state_about` noted."""
    colour, hidden, locked, note = about
    return InstanceState(_whole(colour, MAX_INSTANCES), bool(hidden), bool(locked), _text(note))


def treatment_about(treatment: Treatment) -> dict[str, object]:
    """Which instances are hidden and locked, as a JSON object."""
    return {"hidden": list(treatment.hidden), "locked": list(treatment.locked)}


def treatment_of(about: Mapping[str, Any]) -> Treatment:
    """What `treatment_about` noted. Raises DamagedError."""
    return _checked(
        lambda: Treatment(
            tuple(_number(number) for number in about["hidden"]),
            tuple(_number(number) for number in about["locked"]),
        )
    )


def _checked(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except DamagedError:
        raise
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise DamagedError("an entry lacks what it needs") from error


def _whole(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise DamagedError(f"an entry has {value!r} where 0 to {most} may stand")
    return value


def _number(value: object) -> int:
    return _whole(value, MAX_INSTANCES - 1)


def _place_or_none(value: object) -> int | None:
    if value is None:
        return None
    # A mask without instances has -1 selected.
    return -1 if value == -1 else _whole(value, MAX_INSTANCES)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise DamagedError(f"an entry has {value!r} where a text should stand")
    return value
