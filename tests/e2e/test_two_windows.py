"""Two windows on one workspace: the first one works, the second one reads and can take over."""

from __future__ import annotations

import getpass
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.state.columns import EditState
from forgery_viewer.state.tools.kinds import BRUSH
from tests.core.test_workspace_lock import HOLD
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import ONE, TWO, contents, source_mask
from tests.e2e.user import CTRL, SHIFT, User

Key = Qt.Key
STROKE = [(30.0, 60.0), (90.0, 70.0)]


@pytest.fixture
def first(open_window: OpenWindow, samples: Path) -> User:
    """The window that was there before, with a stroke that is not saved."""
    user = User(open_window())
    user.open(samples)
    user.choose(ONE)
    user.drag(STROKE)
    user.session.documents.flush()
    return user


@pytest.fixture
def second(first: User, open_window: OpenWindow, samples: Path) -> User:
    user = User(open_window())
    user.open(samples)
    user.choose(ONE)
    return user


def in_front(user: User) -> User:
    user.window.activateWindow()
    user.focus_canvas()
    return user


def test_the_second_window_says_who_has_the_data_set(second: User) -> None:
    text = second.window.page.banner.text
    assert text.startswith(f"Another window ({getpass.getuser()} on {socket.gethostname()}, since")
    assert text.endswith("Here it is read only.")
    assert second.save_state == "Read only"
    button = second.window.page.tool_strip.button(BRUSH)
    assert not button.isEnabled()
    assert "read only" in button.toolTip()


def test_the_second_window_shows_the_edits_and_changes_nothing(
    first: User, second: User, samples: Path, tmp_path: Path
) -> None:
    mask = first.document.planes.to_stack()
    assert np.array_equal(second.document.planes.to_stack(), mask)
    before = contents(first.session.workspace.root)
    in_front(second)
    second.drag(STROKE)
    # A pointer that does not paint may move the image.
    second.key(Key.Key_R)
    second.drag([(100, 90), (110, 100)], Qt.MouseButton.RightButton)
    second.type("m")
    for key, modifiers in (
        (Key.Key_Z, CTRL),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Key.Key_S, CTRL),
        (Key.Key_S, CTRL | SHIFT),
    ):
        second.key(key, modifiers)
    second.document.new_instance()
    assert "Here it is read only." in second.window.page.banner.text
    assert np.array_equal(second.document.planes.to_stack(), mask)
    second.choose(TWO)
    second.session.documents.flush()
    assert contents(first.session.workspace.root) == before
    exported = second.session.exported
    second.wait_for(exported, lambda: second.session.export(tmp_path / "out", every=True))
    assert (tmp_path / "out/train_masks/101.npy").read_bytes() == source_mask(
        samples, ONE
    ).read_bytes()
    assert second.window.close()
    left = contents(first.session.workspace.root)
    assert {path: left[path] for path in before} == before


def test_the_first_window_goes_on_undisturbed(first: User, second: User) -> None:
    in_front(first)
    first.drag([(20, 20), (40, 30)])
    first.wait_for(first.session.documents.saved, lambda: first.key(Key.Key_S, CTRL))
    assert first.window.model.edit_state(ONE) is EditState.SAVED


def test_when_the_first_is_closed_the_second_takes_over(
    first: User, second: User, close_window: CloseWindow
) -> None:
    mask = first.document.planes.to_stack()
    second.choose(TWO)
    close_window(first.window)
    banner = second.window.page.banner
    second.until(lambda: "was closed" in banner.text, second.window.ownership.freed)
    in_front(second)
    second.case_comes(lambda: second.click(second.button(banner, "Take over")))
    assert second.window.selection.current == TWO, "at the image that was on show"
    assert second.save_state == "No changes"
    second.choose(ONE)
    assert np.array_equal(second.document.planes.to_stack(), mask)
    second.key(Key.Key_Z, CTRL)
    assert second.save_state == "No changes"
    second.drag([(20, 20), (40, 30)])
    assert second.save_state == "Edits kept, not saved"
    assert second.session.documents.flush() == ()


def test_two_windows_on_different_workspaces_do_not_meet(
    first: User, open_window: OpenWindow, samples: Path, tmp_path: Path
) -> None:
    other = User(open_window())
    other.open(samples, tmp_path / "elsewhere")
    assert not other.window.page.banner.isVisible()
    other.choose(ONE)
    assert np.array_equal(other.document.planes.to_stack(), np.load(source_mask(samples, ONE)))


def test_opening_the_same_data_set_again_in_one_window(first: User, samples: Path) -> None:
    first.open(samples)
    assert "Another window" not in first.window.page.banner.text
    first.choose(ONE)
    assert first.window.page.history.steps == ["Opened", "Brush, 24 px"]


def test_another_process_that_was_killed_is_no_owner(
    user: User, samples: Path, tmp_path: Path
) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        user.open(samples, root)
        user.choose(ONE)
        assert user.save_state == "Read only"
        assert user.document.read_only
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    banner = user.window.page.banner
    user.until(lambda: "was closed" in banner.text, user.window.ownership.freed)
    user.case_comes(lambda: user.click(user.button(banner, "Take over")))
    user.drag(STROKE)
    assert user.save_state == "Edits kept, not saved"
