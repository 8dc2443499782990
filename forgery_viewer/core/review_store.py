"""The file in which the decisions of a review are kept: `review.sqlite` of the workspace.

It is written with SQLite's rollback journal, not with its write-ahead log: that one wants memory
shared between processes, which network drives lack. With `synchronous = EXTRA` a decision that was
added is on the disk for good, and whatever kills the program leaves the log as it was before a
decision or after it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Select, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from forgery_viewer.core.errors import WorkspaceError, system_reason
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.review import FILE_NAME, Decision, Judgement, Verdict
from forgery_viewer.core.review_tables import ALL, NEWEST, SCHEMA_VERSION, Base, DecisionRow
from forgery_viewer.core.workspace import Workspace

WAIT_S = 10.0
"""So long one process waits for another one that writes."""

_JOURNAL = "-journal"
_DAMAGED_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""The last one says that a table or a column is missing."""
_REASONS = {
    sqlite3.SQLITE_FULL: "no space left on the disk",
    sqlite3.SQLITE_READONLY: "it may only be read",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_BUSY: "another process holds it",
    sqlite3.SQLITE_IOERR: "the drive answers with an error",
}

Result = TypeVar("Result")


class _DamagedError(Exception):
    """The file is none of ours, or not any more; says why."""


class _NewerError(Exception):
    def __init__(self, version: int) -> None:
        super().__init__(
            f"was written by a newer version of the program (form {version}, this one knows form "
            f"{SCHEMA_VERSION}) and is left as it is"
        )


class ReviewStore:
    """The log of decisions; may be used from any thread, and by several processes at once.

    Attributes:
        path: The file; not there before the first decision.
        aside: Where a damaged file was put by the last call; None where none was.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.path = workspace.root / FILE_NAME
        self.aside: Path | None = None
        self._workspace = workspace

    def newest(self) -> dict[RecordKey, Decision]:
        """Of each record the decision that holds.

        A damaged file is put aside, as `aside` tells, and nothing is decided then; where the
        workspace may only be read, it is left.

        Raises:
            WorkspaceError: The file cannot be read, or a newer version of the program wrote it.
        """
        return self._whole(
            lambda: {decision.key: decision for decision in self._select(NEWEST)}, {}
        )

    def log(self) -> list[Decision]:
        """Every decision there ever was, oldest first. Raises as `newest`."""
        return self._whole(lambda: self._select(ALL), [])

    def add(self, judgements: Iterable[Judgement]) -> list[Decision]:
        """Put judgements at the end of the log, all of them or none; returns them as they stand.

        They are on the disk when this returns. A damaged file is put aside, as `aside` tells, and
        the log begins anew with them.

        Raises:
            WorkspaceError: The file cannot be written, or a newer version of the program wrote it.
        """
        judgements = tuple(judgements)
        self._workspace.check_writable(self.path)
        return self._whole(lambda: self._add(judgements), None)

    def _whole(self, work: Callable[[], Result], without: Result | None) -> Result:
        """What `work` gives; with a damaged file `without`, or once more without the file."""
        self.aside = None
        try:
            return work()
        except _DamagedError as error:
            self._put_aside(error)
        return work() if without is None else without

    def _select(self, statement: Select[tuple[DecisionRow]]) -> list[Decision]:
        if not self.path.exists():
            return []
        with self._begun(writes=False) as connection:
            if _version(connection) is None:
                return []
            _check_whole(connection)
            with Session(connection) as session:
                return [row.as_decision() for row in session.scalars(statement)]

    def _add(self, judgements: tuple[Judgement, ...]) -> list[Decision]:
        with self._begun(writes=True) as connection:
            if _version(connection) is None:
                Base.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
            with Session(connection) as session:
                held = _held(session, {judgement.key for judgement in judgements})
                rows = []
                for judgement in judgements:
                    before = held.get(judgement.key, Verdict.OPEN)
                    held[judgement.key] = judgement.verdict
                    rows.append(DecisionRow.of(judgement, before))
                session.add_all(rows)
                session.flush()
                return [row.as_decision() for row in rows]

    @contextmanager
    def _begun(self, *, writes: bool) -> Iterator[Connection]:
        """One transaction, in which what goes wrong is told as the workspace tells it."""
        try:
            with _engine(self.path, writes=writes).begin() as connection:
                yield connection
        except _NewerError as error:
            raise WorkspaceError(self.path, str(error)) from error
        except (ValueError, TypeError) as error:
            raise _DamagedError(f"a row cannot be read: {error}") from error
        except DBAPIError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
            reason = _REASONS.get(code, str(error.orig))
            if code in _DAMAGED_CODES:
                raise _DamagedError(reason) from error
            done = "written" if writes else "read"
            raise WorkspaceError(self.path, f"cannot be {done}: {reason}") from error

    def _put_aside(self, damage: _DamagedError) -> None:
        if self._workspace.read_only:
            raise WorkspaceError(self.path, f"is damaged: {damage}") from damage
        self._workspace.check_writable(self.path)
        aside = self.path.with_name(f"review.{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite-damaged")
        try:
            self.path.replace(aside)
            # A journal that is left would be taken for one of the file that comes next.
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + _JOURNAL).replace(
                    aside.with_name(aside.name + _JOURNAL)
                )
        except OSError as error:
            raise WorkspaceError(self.path, f"is damaged: {system_reason(error)}") from error
        self.aside = aside


def _engine(path: Path, *, writes: bool) -> Engine:
    """Opens the file for each transaction, so that nobody holds one that others move away."""
    uri = f"file:{quote(str(path))}?mode={'rwc' if writes else 'rw'}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, timeout=WAIT_S, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous = EXTRA")
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _version(connection: Connection) -> int | None:
    """The version of the tables, None for a file without any.

    Raises:
        _DamagedError: It is a file of something else.
        _NewerError: A newer version of the program wrote it.
    """
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    tables = inspect(connection).get_table_names()
    if version > SCHEMA_VERSION:
        raise _NewerError(version)
    if not tables and not version:
        return None
    if version < 1 or DecisionRow.__tablename__ not in tables:
        raise _DamagedError("it has none of the tables of a review")
    return version


def _check_whole(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise _DamagedError(str(found).splitlines()[-1])


def _held(session: Session, keys: set[RecordKey]) -> dict[RecordKey, Verdict]:
    """What holds of some records."""
    if len(keys) > 50:
        rows = session.scalars(NEWEST)
    else:
        cases = {key.case_id for key in keys}
        rows = session.scalars(NEWEST.where(DecisionRow.case_id.in_(cases)))
    decisions = (row.as_decision() for row in rows)
    return {decision.key: decision.verdict for decision in decisions}
