"""How long work is stopped: it asks now and then whether it is still wanted."""

from __future__ import annotations

from forgery_viewer.core.parallel import Cancelled


class StoppedError(Exception):
    """The work is not wanted any more; never leaves this package."""


def go_on(cancelled: Cancelled | None) -> None:
    """Raise StoppedError when the work was cancelled."""
    if cancelled is not None and cancelled():
        raise StoppedError
