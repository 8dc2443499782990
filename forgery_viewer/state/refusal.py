"""Why a change of a mask was not made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Hindrance(Enum):
    """What stands in the way of a change."""

    LOCKED = "locked"
    HIDDEN = "hidden"
    NO_INSTANCE = "no instance"
    FULL = "full"
    READ_ONLY = "read-only"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a change of the selected instance, or of the mask, was not made."""

    reason: str
    hindrance: Hindrance
    number: int = -1
    of_current: bool = True
    """Whether another instance, once it is selected, has nothing to do with it."""
