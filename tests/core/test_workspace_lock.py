"""One window has a workspace, and the lock goes with its process, however that ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from forgery_viewer.core import workspace_lock
from forgery_viewer.core.workspace_lock import Owner, WorkspaceLock

HOLD = """
import sys
from pathlib import Path
from forgery_viewer.core.workspace_lock import WorkspaceLock
lock = WorkspaceLock(Path(sys.argv[1]))
assert lock.take()
lock.sign()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, which has the lock of `tmp_path` until it is ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_only_one_window_has_it(tmp_path: Path) -> None:
    one, other = WorkspaceLock(tmp_path), WorkspaceLock(tmp_path)
    assert one.take()
    one.sign()
    assert not other.take()
    assert not other.is_free()
    owner = other.owner()
    assert owner is not None
    assert (owner.pid, owner.host) == (os.getpid(), socket.gethostname())
    one.release()
    assert other.owner() is None
    assert other.is_free()
    assert not other.is_held, "looking does not take it"
    assert other.take()
    assert not one.take()
    other.release()


def test_another_process_is_named(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    lock = WorkspaceLock(tmp_path)
    assert not lock.take()
    owner = lock.owner()
    assert owner is not None
    assert owner.pid == holder.pid


def test_the_lock_of_a_process_that_was_killed_is_none(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    lock = WorkspaceLock(tmp_path)
    assert not lock.take()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / workspace_lock.OWNER_NAME).exists(), "what it signed is left"
    assert lock.take()
    lock.release()


def test_it_is_taken_on_one_thread_and_given_back_on_another(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    lock = WorkspaceLock(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lock.take).result()
    assert lock.is_held
    lock.release()
    assert not lock.is_held


def test_where_no_file_can_be_locked_everybody_may_work(tmp_path: Path) -> None:
    (tmp_path / workspace_lock.LOCK_NAME).mkdir()
    lock = WorkspaceLock(tmp_path)
    assert lock.take()
    assert not lock.is_held
    lock.release()


@pytest.mark.parametrize("written", [b"", b"no json", b"[]", b'{"user": "ada"}'])
def test_who_cannot_be_told_is_nobody(tmp_path: Path, written: bytes) -> None:
    (tmp_path / workspace_lock.OWNER_NAME).write_bytes(written)
    assert WorkspaceLock(tmp_path).owner() is None


def test_an_owner_in_words() -> None:
    now = datetime.now().astimezone()
    assert Owner("ada", "lab-3", 7, now.isoformat()).words == f"ada on lab-3, since {now:%H:%M}"
    then = now - timedelta(days=3)
    words = Owner("", "lab-3", 7, then.isoformat()).words
    assert words == f"somebody on lab-3, since {then:%H:%M on %d %b}"
    assert Owner("ada", "lab-3", 7, "long ago").words == "ada on lab-3"
