"""Drives that fill up, turn read-only or go away: each is said, and no edit is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core.journals import Journals
from tests.e2e.samples import ONE, TWO
from tests.e2e.user import CTRL, LEFT, RIGHT, User

Key = Qt.Key
STROKE = [(30.0, 60.0), (90.0, 70.0)]
ROOM_KB = 256


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


class Drive:
    """A small drive of its own, which can be filled, write-protected and unplugged."""

    def __init__(self, root: Path) -> None:
        self.device, self.place = root / "device", root / "drive"
        self._filler = self.device / "filler"
        for folder in (self.device, self.place):
            folder.mkdir()
        mount("-t", "tmpfs", "-o", f"size={ROOM_KB}k", "tmpfs", str(self.device))
        self.plug_in()

    def plug_in(self) -> None:
        mount("--bind", str(self.device), str(self.place))

    def unplug(self) -> None:
        subprocess.run(["umount", "-l", str(self.place)], check=True)

    def fill(self) -> None:
        with self._filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def empty(self) -> None:
        self._filler.unlink()

    def protect(self, *, on: bool) -> None:
        # Laid over it: a file that is open keeps a drive from being protected itself.
        if on:
            mount("-o", "bind,ro", str(self.device), str(self.place))
        else:
            self.unplug()

    def close(self) -> None:
        for folder in (self.place, self.place, self.device):
            subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Drive]:
    """A real file system; only an administrator may mount one."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a drive takes an administrator")
    try:
        drive = Drive(tmp_path)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no drive can be mounted here")
    yield drive
    drive.close()


@pytest.fixture
def painter(user: User, samples: Path, drive: Drive) -> User:
    """Somebody who paints a first stroke, with the workspace on the drive."""
    user.open(samples, drive.place)
    user.choose(ONE)
    user.drag(STROKE)
    assert user.session.documents.flush() == ()
    return user


def kept_on(drive: Drive) -> NDArray[np.uint8]:
    history = Journals(drive.place).read(ONE)
    assert history is not None
    assert history.problem == ""
    return history.planes.to_stack()


def scrawl(user: User, seed: int = 0) -> None:
    """Steps that take more room than is left in the last block of a file."""
    rng = np.random.default_rng(seed)
    for number in range(25):
        x, y = rng.uniform(10, 110, (2, 4))
        user.drag(list(zip(x, y, strict=True)), RIGHT if number % 2 else LEFT)


def paint_in_vain(user: User, why: str) -> NDArray[np.uint8]:
    """Paint while nothing can be written, and read what the window says of it."""
    keeping = user.session.documents.keeping
    user.until(lambda: keeping.failing, keeping.failed, after=lambda: scrawl(user))
    banner = user.window.page.banner
    assert banner.text.startswith("Edits of case 101 are in this window only:")
    assert why in banner.text
    assert user.save_state == "Cannot save"
    return user.document.planes.to_stack()


def test_a_full_drive(painter: User, drive: Drive) -> None:
    drive.fill()
    mask = paint_in_vain(painter, "no space left on device")
    kept_on(drive)
    failed = painter.session.documents.save_failed
    painter.wait_for(failed, lambda: painter.key(Key.Key_S, CTRL))
    assert "Case 101 cannot be written" in painter.window.page.banner.text
    assert np.array_equal(painter.document.planes.to_stack(), mask)
    painter.choose(TWO)
    painter.choose(ONE)
    assert np.array_equal(painter.document.planes.to_stack(), mask)
    drive.empty()
    painter.wait_for(painter.session.documents.saved, lambda: painter.key(Key.Key_S, CTRL))
    assert painter.session.documents.flush() == ()
    assert np.array_equal(kept_on(drive), mask)
    assert not painter.window.page.banner.isVisible()


def test_a_drive_that_fills_up_while_many_steps_are_made(painter: User, drive: Drive) -> None:
    documents = painter.session.documents
    for turn in range(4):
        scrawl(painter, turn)
        if turn == 1:
            drive.fill()
        painter.key(Key.Key_Z, CTRL)
    assert documents.flush() != ()
    whole = Journals(drive.place).read(ONE)
    assert whole is not None
    assert whole.problem == ""
    drive.empty()
    assert documents.flush() == ()
    assert np.array_equal(kept_on(drive), painter.document.planes.to_stack())


def test_a_drive_that_turns_read_only(painter: User, drive: Drive) -> None:
    drive.protect(on=True)
    mask = paint_in_vain(painter, "read-only file system")
    drive.protect(on=False)
    banner = painter.window.page.banner
    written = painter.session.documents.keeping.written
    painter.wait_for(written, lambda: painter.click(painter.button(banner, "Try again")))
    assert np.array_equal(kept_on(drive), mask)
    assert not banner.isVisible()
    assert painter.save_state == "Edits kept, not saved"


def test_a_drive_that_is_removed_and_comes_back(painter: User, drive: Drive) -> None:
    drive.unplug()
    mask = paint_in_vain(painter, "is not there any more")
    failed = painter.session.documents.save_failed
    painter.wait_for(failed, lambda: painter.key(Key.Key_S, CTRL))
    assert list(drive.place.iterdir()) == [], "nothing is written where the drive was"
    drive.plug_in()
    # By itself, after a while.
    painter.session.documents.keeping.try_again_after(20)
    keeping = painter.session.documents.keeping
    painter.wait_for(keeping.written, keeping.try_again)
    assert np.array_equal(kept_on(drive), mask)
    painter.wait_for(painter.session.documents.saved, lambda: painter.key(Key.Key_S, CTRL))
    saved = painter.session.workspace.load_correction(ONE, 120, 160)
    assert saved is not None
    assert np.array_equal(saved, mask)


def test_a_window_is_not_closed_while_the_drive_is_away(painter: User, drive: Drive) -> None:
    drive.unplug()
    mask = paint_in_vain(painter, "is not there any more")
    banner = painter.window.page.banner
    painter.until(
        lambda: "Nothing was closed" in banner.text,
        painter.window.datasets.unkept,
        painter.session.documents.keeping.failed,
        after=painter.window.close,
    )
    assert painter.window.isVisible()
    drive.plug_in()
    assert painter.window.close()
    assert np.array_equal(kept_on(drive), mask)


def test_a_folder_that_may_not_be_written(
    user: User, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a drive of its own, and for those whom no permission stops.
    user.open(samples, tmp_path / "workspace")
    user.choose(ONE)
    (tmp_path / "workspace/journal").write_bytes(b"")
    user.wait_for(user.session.documents.keeping.failed, lambda: user.drag(STROKE))
    mask = user.document.planes.to_stack()
    assert "101.journal" in user.window.page.banner.text
    (tmp_path / "workspace/journal").unlink()
    assert user.session.documents.flush() == ()
    history = Journals(tmp_path / "workspace").read(ONE)
    assert history is not None
    assert np.array_equal(history.planes.to_stack(), mask)
