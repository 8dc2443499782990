"""Work behind the window steps aside while somebody waits for an image in front of it.

Threads that stand back leave the processors alone, but not the memory that all of them share: what
reads or decodes files asks here between its steps.
"""

from __future__ import annotations

from threading import Event

MOST_S = 1.0
"""Nobody steps aside for longer than this at a time, so that nothing ever waits for good."""


class Courtesy:
    """Whether somebody waits; asked on any thread."""

    def __init__(self) -> None:
        self._nobody_waits = Event()
        self._nobody_waits.set()

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits."""
        return not self._nobody_waits.is_set()

    def ask(self) -> None:
        """Let the others step aside from now on."""
        self._nobody_waits.clear()

    def thank(self) -> None:
        """Let them go on."""
        self._nobody_waits.set()

    def step_aside(self) -> None:
        """Return when nobody waits, or after a second."""
        self._nobody_waits.wait(MOST_S)
