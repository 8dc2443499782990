"""The file of decisions: a log that loses nothing, whoever writes it and whatever kills them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.review import FILE_NAME, Judgement, Verdict
from forgery_viewer.core.review_store import ReviewStore
from forgery_viewer.core.review_tables import SCHEMA_VERSION
from forgery_viewer.core.workspace import Workspace
from tests.small_index import forged

KILLS = int(os.environ.get("FORGERY_VIEWER_KILLS", "40")) // 4

WRITER = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.review import Judgement, Verdict
from forgery_viewer.core.review_store import ReviewStore
from forgery_viewer.core.workspace import Workspace

store = ReviewStore(Workspace.open(Path(sys.argv[1])))
name, count = sys.argv[2], int(sys.argv[3])
for number in range(count):
    verdict = list(Verdict)[number % 4]
    key = RecordKey("train", "forged", f"{name}-{number % 7}")
    now = datetime.now(timezone.utc)
    made = store.add([Judgement(key, verdict, str(number), name, now, "x" * 5000)])
    print(made[0].number, made[0].note, flush=True)
"""


def judgement(
    case_id: str = "1",
    verdict: Verdict = Verdict.APPROVED,
    note: str = "",
    reviewer: str = "ada",
    digest: str = "",
) -> Judgement:
    now = datetime.now(UTC).replace(microsecond=0)
    return Judgement(forged(case_id), verdict, note, reviewer, now, digest)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path)


@pytest.fixture
def store(workspace: Workspace) -> ReviewStore:
    return ReviewStore(workspace)


def meddle(store: ReviewStore, *statements: str) -> None:
    """Change the file in ways in which the program never does."""
    with closing(sqlite3.connect(store.path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_nothing_is_decided_at_first_and_no_file_is_made(store: ReviewStore) -> None:
    assert store.newest() == {}
    assert store.log() == []
    assert not store.path.exists()


def test_the_newest_decision_holds_and_all_are_kept(
    store: ReviewStore, workspace: Workspace
) -> None:
    store.add([judgement("1", Verdict.SKIPPED, "later"), judgement("2", Verdict.NEEDS_WORK)])
    asked = judgement("1", Verdict.APPROVED, "right", "bob", "abc")
    (made,) = store.add([asked])
    assert (made.before, made.verdict, made.note) == (Verdict.SKIPPED, Verdict.APPROVED, "right")
    again = ReviewStore(workspace)
    held = again.newest()
    assert held[forged("1")] == made
    assert (made.key, made.reviewer, made.mask_digest) == (asked.key, "bob", "abc")
    assert made.decided_at == asked.decided_at
    assert held[forged("2")].verdict is Verdict.NEEDS_WORK
    told = [(d.key.case_id, d.before, d.verdict) for d in again.log()]
    assert told == [
        ("1", Verdict.OPEN, Verdict.SKIPPED),
        ("2", Verdict.OPEN, Verdict.NEEDS_WORK),
        ("1", Verdict.SKIPPED, Verdict.APPROVED),
    ]


_batches = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(("1", "é", "a\udcff")),
            st.sampled_from(Verdict),
            st.text(st.characters(codec="utf-8"), max_size=6),
        ),
        max_size=4,
    ),
    max_size=5,
)


@settings(max_examples=25)
@given(_batches)
def test_the_log_is_what_was_decided_in_order(
    batches: list[list[tuple[str, Verdict, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder))
        plain: list[tuple[str, Verdict, Verdict, str]] = []
        held: dict[str, Verdict] = {}
        for batch in batches:
            ReviewStore(workspace).add(judgement(*entry) for entry in batch)
            for case_id, verdict, note in batch:
                plain.append((case_id, held.get(case_id, Verdict.OPEN), verdict, note))
                held[case_id] = verdict
        store = ReviewStore(workspace)
        log = store.log()
        assert [(d.key.case_id, d.before, d.verdict, d.note) for d in log] == plain
        assert [d.number for d in log] == sorted({d.number for d in log})
        assert {key.case_id: d.verdict for key, d in store.newest().items()} == held


def test_all_of_a_batch_is_written_or_nothing(store: ReviewStore) -> None:
    store.add([judgement("1")])

    bad = Judgement(forged("3"), Verdict.OPEN, "", "", datetime.now(UTC), None)  # type: ignore[arg-type]
    with pytest.raises(WorkspaceError):
        store.add([judgement("2"), bad])
    assert list(store.newest()) == [forged("1")]


# What is wrong with the file ----------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"no database at all " * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_file_is_put_aside_and_the_rest_goes_on(
    store: ReviewStore, workspace: Workspace, data: bytes
) -> None:
    store.path.write_bytes(data)
    assert store.newest() == {}
    assert store.aside is not None
    assert store.aside.read_bytes() == data
    assert store.aside.name.endswith(".sqlite-damaged")
    again = ReviewStore(workspace)
    again.add([judgement()])
    assert again.aside is None
    assert list(again.newest()) == [forged("1")]


def test_a_file_with_torn_pages_is_put_aside(store: ReviewStore) -> None:
    store.add([judgement(str(number), note="n" * 900) for number in range(40)])
    data = bytearray(store.path.read_bytes())
    data[4096 * 3 :] = b"\0" * (len(data) - 4096 * 3)
    store.path.write_bytes(data)
    assert store.newest() == {}
    assert store.aside is not None


def test_what_was_damaged_meanwhile_keeps_nobody_from_deciding(store: ReviewStore) -> None:
    store.add([judgement("1")])
    store.path.write_bytes(b"\xff" * 9000)
    journal = store.path.with_name(f"{FILE_NAME}-journal")
    journal.write_bytes(b"of the damaged one")
    (made,) = store.add([judgement("2")])
    assert store.aside is not None
    assert made.number == 1
    assert list(store.newest()) == [forged("2")]
    assert not journal.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE decision",
        "PRAGMA user_version = 0",
        "ALTER TABLE decision RENAME COLUMN note TO words",
        "UPDATE decision SET decided_at = 'yesterday'",
    ],
)
def test_a_file_of_something_else_is_put_aside(store: ReviewStore, statement: str) -> None:
    store.add([judgement()])
    meddle(store, statement)
    assert store.newest() == {}
    assert store.aside is not None


def test_a_newer_form_is_refused_and_left_as_it_is(store: ReviewStore) -> None:
    store.add([judgement()])
    meddle(store, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = store.path.read_bytes()
    for work in (store.newest, store.log, lambda: store.add([judgement("2")])):
        with pytest.raises(WorkspaceError, match="written by a newer version of the program"):
            work()
    assert store.path.read_bytes() == before
    assert store.aside is None


def test_a_workspace_that_is_only_read_is_left_alone(
    store: ReviewStore, workspace: Workspace
) -> None:
    store.add([judgement()])
    workspace.read_only = "Another window changes this data set."
    assert list(store.newest()) == [forged("1")]
    with pytest.raises(WorkspaceError, match="Another window"):
        store.add([judgement("2")])
    store.path.write_bytes(b"\xff" * 9000)
    with pytest.raises(WorkspaceError, match="is damaged"):
        store.newest()
    assert store.path.read_bytes() == b"\xff" * 9000


def test_a_drive_that_is_gone_is_not_written_to(store: ReviewStore, workspace: Workspace) -> None:
    (workspace.root / "dataset.json").unlink()
    with pytest.raises(WorkspaceError):
        store.add([judgement()])
    assert not store.path.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(store: ReviewStore, workspace: Workspace) -> None:
    workspace.root.chmod(0o500)
    try:
        with pytest.raises(WorkspaceError, match="cannot be written"):
            store.add([judgement()])
    finally:
        workspace.root.chmod(0o700)


def test_a_full_disk_is_told_and_costs_nothing_that_was_decided(
    store: ReviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([judgement()])
    connect = sqlite3.connect

    def small(*args: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)  # type: ignore[call-overload]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(WorkspaceError, match="no space left"):
        store.add([judgement(str(number), note="n" * 2000) for number in range(50)])
    monkeypatch.undo()
    assert list(store.newest()) == [forged("1")]


# Several processes, and their ends ----------------------------------------------------------


def write_elsewhere(root: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_take_nothing_from_each_other(tmp_path: Path) -> None:
    Workspace.open(tmp_path)
    writers = [write_elsewhere(tmp_path, name, 30) for name in ("ada", "bob")]
    outputs = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], outputs
    log = ReviewStore(Workspace.open(tmp_path)).log()
    assert [d.number for d in log] == list(range(1, 61))
    for name in ("ada", "bob"):
        assert [d.note for d in log if d.reviewer == name] == list(map(str, range(30)))
    held: dict[RecordKey, Verdict] = {}
    for entry in log:
        assert entry.before is held.get(entry.key, Verdict.OPEN)
        held[entry.key] = entry.verdict


def test_what_was_told_to_be_decided_survives_any_kill(tmp_path: Path) -> None:
    store = ReviewStore(Workspace.open(tmp_path))
    told: dict[int, str] = {}
    for kill in range(KILLS):
        writer = write_elsewhere(tmp_path, f"run{kill}", 100_000)
        assert writer.stdout is not None
        # As soon as so many are told, which is somewhere in the midst of the next one.
        for _ in range(1 + 3 * kill % 11):
            number, note = writer.stdout.readline().split()
            told[int(number)] = note
        os.kill(writer.pid, signal.SIGKILL)
        rest, _errors = writer.communicate()
        told |= {int(n): note for n, note in (line.split() for line in rest.splitlines()[:-1])}
        found = {d.number: d.note for d in store.log()}
        assert store.aside is None, "the file is torn"
        assert {n: found.get(n) for n in told} == told
        assert list(found) == list(range(1, len(found) + 1))
