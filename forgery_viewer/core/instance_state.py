"""What is known of an instance besides its pixels."""

from __future__ import annotations

from dataclasses import dataclass

UNMATCHED_SLOT = 4096
"""In place of a colour's slot, for a predicted instance that is assigned to no true one."""


@dataclass(frozen=True, slots=True)
class InstanceState:
    """How one instance is told from the others and treated; it stays with it when others go.

    Attributes:
        colour: Slot of its colour, from 0.
        hidden: Whether it is not drawn.
        locked: Whether it takes no change.
        note: What the user wrote about it.
    """

    colour: int
    hidden: bool = False
    locked: bool = False
    note: str = ""
