"""What is known of an instance besides its pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class Treatment:
    """Which instances of a mask, by their numbers, are hidden and which are locked.

    That is no step of a history, which undo would take back, but is kept with it.
    """

    hidden: tuple[int, ...] = ()
    locked: tuple[int, ...] = ()

    @classmethod
    def of(cls, states: Sequence[InstanceState]) -> Treatment:
        """That of all instances of a mask."""
        return cls(
            tuple(number for number, state in enumerate(states) if state.hidden),
            tuple(number for number, state in enumerate(states) if state.locked),
        )

    def applied(self, states: Sequence[InstanceState]) -> list[InstanceState]:
        """The same instances, hidden and locked in this way; numbers that are not there go."""
        return [
            replace(state, hidden=number in self.hidden, locked=number in self.locked)
            for number, state in enumerate(states)
        ]
