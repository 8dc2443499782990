"""The journals of a workspace: `journal/SPLIT/LABEL/CASE.journal`."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from forgery_viewer.core.errors import WorkspaceError, system_reason
from forgery_viewer.core.history import HISTORY_BYTES, History, read_history
from forgery_viewer.core.journal import Journal, move_aside
from forgery_viewer.core.journal_entries import Base, Stand, stand_of
from forgery_viewer.core.journal_format import read_last, scan
from forgery_viewer.core.records import LABELS, SPLITS, RecordKey
from forgery_viewer.core.step_codec import DamagedError

FOLDER = "journal"
_ENDING = ".journal"


class Journals:
    """Finds, reads and opens journals; from any thread, but one mask is written by one at a time.

    Attributes:
        root: The folder that they lie in.
        sign: A file without which the workspace is not there; None where nobody knows.
    """

    def __init__(self, workspace: Path) -> None:
        self.root = workspace / FOLDER
        self.sign: Path | None = None
        self._open: dict[RecordKey, Journal] = {}
        self._lock = threading.Lock()

    def path(self, key: RecordKey) -> Path:
        """Where the journal of a mask lies, once there is one."""
        return self.root / key.split / key.label / f"{key.case_id}{_ENDING}"

    def keys(self) -> frozenset[RecordKey]:
        """The records that have a journal."""
        keys = set[RecordKey]()
        for split in SPLITS:
            for label in LABELS:
                with suppress(OSError), os.scandir(self.root / split / label) as entries:
                    keys |= {
                        RecordKey(split, label, entry.name.removesuffix(_ENDING))
                        for entry in entries
                        if entry.name.endswith(_ENDING) and entry.is_file()
                    }
        return frozenset(keys)

    def stands(self) -> dict[RecordKey, Stand]:
        """Where the history of each record with a journal stands, of those that can be read.

        Only the ends of the files are looked at, which takes a tenth of a millisecond each.
        """
        found = {key: self._stand(key) for key in self.keys()}
        return {key: stand for key, stand in found.items() if stand is not None}

    def _stand(self, key: RecordKey) -> Stand | None:
        path = self.path(key)
        try:
            last = read_last(path)
            if last is None:
                whole = scan(path.read_bytes()).entries
                last = whole[-1].entry if whole else None
            return stand_of(last)[0] if last is not None else None
        except (OSError, DamagedError):
            return None

    def read(self, key: RecordKey, budget_bytes: int = HISTORY_BYTES) -> History | None:
        """The history of a mask, None where it has no journal.

        Raises WorkspaceError where the file cannot be read, or not even its beginning.
        """
        path = self.path(key)
        with self._lock:
            journal = self._open.get(key)
        try:
            # Of one that is being written, only what is whole.
            data = journal.read() if journal is not None else path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            reason = f"cannot be read: {system_reason(error)}"
            raise WorkspaceError(path, reason) from error
        return read_history(path, data, budget_bytes)

    def begin(self, key: RecordKey, base: Base) -> Journal:
        """The journal of a mask without a history; it takes the place of one opened before."""
        return self._keep(key, Journal(self.path(key), base, self.sign))

    def resume(self, key: RecordKey, history: History) -> Journal:
        """The journal that a history was read from, to go on with."""
        with self._lock:
            journal = self._open.get(key)
        return journal or self._keep(key, Journal.resumed(history, self.sign))

    def _keep(self, key: RecordKey, journal: Journal) -> Journal:
        with self._lock:
            self._open[key] = journal
        return journal

    def set_aside(self, key: RecordKey) -> Path | None:
        """Keep a journal under another name; None where there is none. Raises WorkspaceError."""
        with self._lock:
            self._open.pop(key, None)
        path = self.path(key)
        try:
            return move_aside(path)
        except OSError as error:
            raise WorkspaceError(path, f"cannot be moved: {system_reason(error)}") from error
