"""Small pictures on disk, found by path, size and time of the file they were made from.

They can be made again at any time, so this is a cache: it lies in the user's cache folder and not
in the workspace, which travels with the data set; it keeps to a limit by forgetting what was not
used for longest; and whatever goes wrong with it costs time and nothing else.
"""

import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

import platformdirs

Answer = TypeVar("Answer")

LIMIT_BYTES = 512 * 2**20
"""Room for about 25,000 images."""

_VERSION = 1
_CHECK_EVERY = 64
_DAY_S = 86_400
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pictures (
    path BLOB NOT NULL, kind TEXT NOT NULL, bytes INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
    used_day INTEGER NOT NULL, checksum INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS places ON pictures (path, kind);
CREATE INDEX IF NOT EXISTS uses ON pictures (used_day);
"""
_OF_THIS = "FROM pictures WHERE path = ? AND kind = ? AND bytes = ? AND changed_ns = ?"
_GET = f"SELECT rowid, data, checksum, used_day {_OF_THIS}"
_HAS = f"SELECT 1 {_OF_THIS}"
_FORGET = (
    "DELETE FROM pictures WHERE rowid IN (SELECT rowid FROM pictures ORDER BY used_day, rowid"
    " LIMIT (SELECT count(*) / 5 + 1 FROM pictures))"
)


class Stamp(NamedTuple):
    """What tells one state of a file from another: its size, and when it was changed."""

    size_bytes: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        """The stamp of a file. Raises OSError."""
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns)


class ThumbnailStore:
    """One database of small pictures; every method may be called from any thread.

    Attributes:
        file: The database.
    """

    def __init__(self, file: Path | None = None, *, limit_bytes: int = LIMIT_BYTES) -> None:
        """Use `file`, or the user's own where none is given; it is opened when first needed."""
        folder = platformdirs.user_cache_path("forgery-viewer", appauthor=False)
        self.file = file or folder / "thumbnails.sqlite"
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._until_check = 0
        # A damaged database is begun anew once; a second time something else is wrong.
        self._chances = 2

    def get(self, path: Path, kind: str, stamp: Stamp) -> bytes | None:
        """What is kept of a file that is in the state of `stamp`; None if nothing is."""
        row = self._try(lambda db: db.execute(_GET, (os.fsencode(path), kind, *stamp)).fetchone())
        if row is None:
            return None
        place, data, checksum, used_day = row
        if not isinstance(data, bytes) or zlib.crc32(data) != checksum:
            return None
        today = _today()
        if used_day != today:
            update = "UPDATE pictures SET used_day = ? WHERE rowid = ?"
            self._try(lambda db: db.execute(update, (today, place)))
        return data

    def has(self, path: Path, kind: str, stamp: Stamp) -> bool:
        """Whether something is kept of a file that is in the state of `stamp`."""
        asked = (os.fsencode(path), kind, *stamp)
        return self._try(lambda db: db.execute(_HAS, asked).fetchone()) is not None

    def put(self, path: Path, stamp: Stamp, pictures: Mapping[str, bytes]) -> None:
        """Keep pictures of a file by their kind, in the place of those of an older state."""
        rows = [
            (os.fsencode(path), kind, *stamp, _today(), zlib.crc32(data), data)
            for kind, data in pictures.items()
        ]
        insert = "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._try(lambda db: db.executemany(insert, rows))
        self._until_check -= 1
        if self._until_check < 0:
            self._until_check = _CHECK_EVERY
            self._try(self._keep_to_limit)

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed again."""
        with self._lock:
            self._disconnect()

    def _keep_to_limit(self, database: sqlite3.Connection) -> None:
        while _used_bytes(database) > self._limit_bytes:
            if not database.execute(_FORGET).rowcount:
                return

    def _try(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """Do something with the database; None where that is not possible now, or never."""
        with self._lock:
            while self._chances:
                try:
                    connection = self._connection or self._connect()
                    with connection:
                        return work(connection)
                except sqlite3.Error as error:
                    self._disconnect()
                    if not _is_damage(error):
                        # Locked, full or not to be written: the next time may be another.
                        return None
                    self._chances -= 1
                    self._remove()
                except OSError:
                    return None
        return None

    def _connect(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        # Autocommit off, one second of patience with another window that writes.
        connection = sqlite3.connect(self.file, timeout=1.0, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                connection.execute("DROP TABLE IF EXISTS pictures")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self.file}{suffix}").unlink(missing_ok=True)


def _used_bytes(database: sqlite3.Connection) -> int:
    pages, free, size = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _is_damage(error: sqlite3.Error) -> bool:
    damage = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    # The lower byte is the kind of an error, the rest its particulars.
    return code & 0xFF in damage


def _today() -> int:
    return int(time.time() // _DAY_S)
