"""Why a change of a mask was not made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from forgery_viewer.core.masks import MAX_INSTANCES

if TYPE_CHECKING:
    from forgery_viewer.state.mask_document import MaskDocument


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

    def stands_in(self, document: MaskDocument) -> bool:
        """Whether what stood in the way of a change of a document then does so now."""
        match self.hindrance:
            case Hindrance.NO_INSTANCE:
                return not document.instances
            case Hindrance.FULL:
                return document.planes.count >= MAX_INSTANCES
            case Hindrance.READ_ONLY:
                return bool(document.read_only)
        if self.of_current and self.number != document.current:
            return False
        if self.number >= len(document.instances):
            return False
        state = document.instances[self.number]
        return state.locked if self.hindrance is Hindrance.LOCKED else state.hidden
