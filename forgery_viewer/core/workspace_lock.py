"""One window at a time changes what a workspace keeps; others are told who does.

The lock is the operating system's own, so that it goes with the process that holds it, however that
ends: one that is held was never just left behind. Who holds it stands in a file beside it.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from forgery_viewer.core import atomic

LOCK_NAME = "lock"
OWNER_NAME = "lock.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose window has a workspace.

    Attributes:
        user: Their name on their computer, "" where that is not known.
        host: Name of that computer.
        pid: Number of the process there.
        since: Since when, in ISO form with the time zone.
    """

    user: str
    host: str
    pid: int
    since: str

    @classmethod
    def here(cls) -> Owner:
        """This process, from now on."""
        user = ""
        # A user without a name, as in a container, can work all the same.
        with suppress(OSError, KeyError, ImportError):
            user = getpass.getuser()
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        return cls(user, socket.gethostname(), os.getpid(), now)

    @property
    def words(self) -> str:
        """As `ada on lab-3, since 10:41`."""
        try:
            when = datetime.fromisoformat(self.since).astimezone()
        except ValueError:
            return f"{self.user or 'somebody'} on {self.host}"
        today = when.date() == datetime.now().astimezone().date()
        since = f"{when:%H:%M}" if today else f"{when:%H:%M on %d %b}"
        return f"{self.user or 'somebody'} on {self.host}, since {since}"


class WorkspaceLock:
    """The lock of one workspace, as one window sees it."""

    def __init__(self, root: Path) -> None:
        self._owner_file = root / OWNER_NAME
        # Taken and given back on whatever thread opens and closes the data set.
        self._lock = FileLock(root / LOCK_NAME, timeout=0, thread_local=False)

    @property
    def is_held(self) -> bool:
        """Whether this window has it."""
        return bool(self._lock.is_locked)

    def take(self) -> bool:
        """Take the lock where nobody has it; whether the workspace may be changed now.

        Where there can be no locks, as on some network drives, everybody may.
        """
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            return True
        return True

    def sign(self) -> None:
        """Write down who has the lock, for others to read; only a courtesy, so it never fails."""
        if self.is_held:
            with suppress(OSError):
                atomic.write_bytes(self._owner_file, json.dumps(asdict(Owner.here())).encode())

    def owner(self) -> Owner | None:
        """Who has the lock, None where that cannot be told."""
        try:
            about = json.loads(self._owner_file.read_bytes())
            return Owner(
                str(about["user"]), str(about["host"]), int(about["pid"]), str(about["since"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def is_free(self) -> bool:
        """Whether nobody has it at this moment."""
        if self.is_held or not self.take():
            return False
        self.release()
        return True

    def release(self) -> None:
        """Give it back; nothing happens where this window does not have it."""
        if self.is_held:
            with suppress(OSError):
                self._owner_file.unlink(missing_ok=True)
            self._lock.release()
