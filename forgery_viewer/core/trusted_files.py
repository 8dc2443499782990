"""Which files the user trusts to execute code, by what is in them.

Some forms of networks can execute anything when they are loaded. They are loaded only where the
user has trusted that very content: it is known by its SHA-256, so that a file that was changed or
exchanged is another one, and has to be trusted anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import platformdirs

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import WorkspaceError, system_reason


@dataclass(frozen=True, slots=True)
class TrustedFile:
    """A content that is trusted.

    Attributes:
        sha256: What it is known by.
        name: The name of its file when it was trusted.
        since: When that was, in ISO 8601.
    """

    sha256: str
    name: str
    since: str


class TrustedFiles:
    """The list of one user, in a file of their configuration.

    Attributes:
        file: Where it is kept.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Use `file`, or the user's own where none is given."""
        folder = platformdirs.user_config_path("forgery-viewer", appauthor=False)
        self.file = file or folder / "trusted_files.json"

    def all(self) -> tuple[TrustedFile, ...]:
        """Every content that is trusted, the newest first; none where the list is damaged."""
        try:
            told = json.loads(self.file.read_bytes())
            found = [TrustedFile(str(t["sha256"]), str(t["name"]), str(t["since"])) for t in told]
        except (OSError, ValueError, KeyError, TypeError):
            # Who cannot prove that something is trusted has not trusted it.
            return ()
        return tuple(sorted(found, key=lambda one: one.since, reverse=True))

    def holds(self, sha256: str) -> bool:
        """Whether a content is trusted."""
        return any(one.sha256 == sha256 for one in self.all())

    def trust(self, sha256: str, name: str) -> None:
        """Trust a content from now on. Raises WorkspaceError."""
        if not self.holds(sha256):
            now = datetime.now().astimezone().isoformat(timespec="seconds")
            self._write((TrustedFile(sha256, name, now), *self.all()))

    def revoke(self, sha256: str) -> bool:
        """Trust a content no more; False where it was not trusted. Raises WorkspaceError."""
        left = tuple(one for one in self.all() if one.sha256 != sha256)
        if len(left) == len(self.all()):
            return False
        self._write(left)
        return True

    def _write(self, trusted: tuple[TrustedFile, ...]) -> None:
        data = json.dumps([asdict(one) for one in trusted], indent=1, ensure_ascii=False)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            atomic.write_bytes(self.file, f"{data}\n".encode())
        except OSError as error:
            raise WorkspaceError(self.file, f"cannot be written: {system_reason(error)}") from error


def sha256_of(data: bytes) -> str:
    """What a content is known by."""
    return hashlib.sha256(data).hexdigest()
