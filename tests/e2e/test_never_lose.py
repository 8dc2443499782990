"""Whatever happens, no edit is lost, and none lands on another image."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core import atomic
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.journals import Journals
from forgery_viewer.state.columns import EditState
from forgery_viewer.widgets.banner import Banner
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import (
    ALONE,
    FIGURE,
    ONE,
    TWO,
    contents,
    source_mask,
    write_odd_samples,
    write_samples,
)
from tests.e2e.user import CTRL, SHIFT, User

Key = Qt.Key
STROKE = [(30.0, 60.0), (90.0, 70.0)]


def mask_on_show(user: User) -> NDArray[np.uint8]:
    return user.document.planes.to_stack()


def painted(user: User, key: RecordKey) -> NDArray[np.uint8]:
    """Paint a stroke on an image; returns the mask as it is then."""
    user.choose(key)
    before = mask_on_show(user)
    user.drag(STROKE)
    after = mask_on_show(user)
    assert not np.array_equal(before, after)
    return after


def kept_of(user: User, key: RecordKey) -> NDArray[np.uint8] | None:
    """What the workspace keeps of a record's unsaved edits, once everything is written."""
    user.session.documents.flush()
    history = Journals(user.session.workspace.root).read(key)
    unsaved = history is not None and history.stand.is_unsaved
    return history.planes.to_stack() if history is not None and unsaved else None


def test_leaving_an_image_keeps_its_edits(user: User, samples: Path) -> None:
    user.open(samples)
    mask = painted(user, ONE)
    user.case_comes(lambda: user.key(Key.Key_D))
    kept = kept_of(user, ONE)
    assert kept is not None
    assert np.array_equal(kept, mask)
    assert user.window.model.edit_state(ONE) is EditState.KEPT
    user.choose(ONE)
    assert np.array_equal(mask_on_show(user), mask)
    assert user.save_state == "Edits kept, not saved"


def test_edits_undone_leave_nothing_unsaved(user: User, samples: Path) -> None:
    user.open(samples)
    painted(user, ONE)
    user.case_comes(lambda: user.key(Key.Key_D))
    assert kept_of(user, ONE) is not None
    user.case_comes(lambda: user.key(Key.Key_A))
    user.key(Key.Key_Z, CTRL)
    assert user.save_state == "No changes"
    user.case_comes(lambda: user.key(Key.Key_D))
    assert kept_of(user, ONE) is None
    assert user.window.model.edit_state(ONE) is EditState.UNTOUCHED


def test_going_on_in_mid_stroke_keeps_it_where_it_began(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    before = mask_on_show(user)
    user.press(STROKE[0])
    user.hover(STROKE[1])
    mask = mask_on_show(user)
    assert user.case_comes(lambda: user.key(Key.Key_D)) == FIGURE
    untouched = np.load(source_mask(samples, FIGURE))
    user.hover((100, 100))
    user.release((100, 100))
    assert np.array_equal(mask_on_show(user), untouched)
    assert user.window.page.history.steps == ["Opened"]
    user.case_comes(lambda: user.key(Key.Key_A))
    assert np.array_equal(mask_on_show(user), mask)
    user.key(Key.Key_Z, CTRL)
    assert np.array_equal(mask_on_show(user), before)


def test_closing_the_window_in_mid_stroke_keeps_it(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(ONE)
    user.press(STROKE[0])
    user.hover(STROKE[1])
    mask = mask_on_show(user)
    close_window(user.window)
    again = User(open_window())
    again.open(samples)
    again.choose(ONE)
    assert np.array_equal(mask_on_show(again), mask)
    assert again.save_state == "Edits kept, not saved"


def test_opening_another_data_set_keeps_edits(user: User, samples: Path, tmp_path: Path) -> None:
    other = write_samples(tmp_path / "other")
    user.open(samples)
    mask = painted(user, ONE)
    user.open(other)
    user.choose(ONE)
    assert np.array_equal(mask_on_show(user), np.load(source_mask(other, ONE)))
    assert user.save_state == "No changes"
    user.open(samples)
    user.choose(ONE)
    assert np.array_equal(mask_on_show(user), mask)


def test_save_all_saves_what_an_earlier_run_left(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    masks = {key: painted(user, key) for key in (ONE, ALONE)}
    close_window(user.window)
    again = User(open_window())
    again.open(samples)
    painted(again, TWO)
    documents = again.session.documents
    again.until(
        lambda: not documents.unsaved(),
        documents.saved,
        after=lambda: again.key(Key.Key_S, CTRL | SHIFT),
    )
    for key, mask in masks.items():
        saved = again.session.workspace.load_correction(key, 120, 160)
        assert saved is not None
        assert np.array_equal(saved, mask)
        again.choose(key)
        assert np.array_equal(mask_on_show(again), mask)
        assert again.save_state.startswith("Saved")


def test_a_data_set_that_cannot_be_written_is_corrected_elsewhere(
    user: User, samples: Path, own_home: Path, tmp_path: Path
) -> None:
    # A file where the folder would be: unlike permissions, this also stops an administrator.
    (samples / ".forgery_viewer").write_bytes(b"")
    before = contents(samples)
    user.open(samples)
    place = user.session.workspace.root
    assert place.is_relative_to(own_home)
    assert user.window.status_bar.workspace_text == str(place)
    mask = painted(user, ONE)
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    assert contents(samples) == before
    user.session.export(tmp_path / "masks", every=False)
    user.wait_for(user.session.exported, lambda: None)
    assert np.array_equal(np.load(tmp_path / "masks/train_masks/101.npy"), mask)


def test_the_status_bar_names_the_workspace(user: User, samples: Path, tmp_path: Path) -> None:
    user.open(samples)
    assert user.window.status_bar.workspace_text == "samples / .forgery_viewer"
    user.open(samples, tmp_path / "elsewhere")
    assert user.window.status_bar.workspace_text == str(tmp_path / "elsewhere")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Fills the disk, and makes room on it again."""
    replacing, append = atomic.replacing, atomic.append

    def fail(path: Path, *_args: object) -> AbstractContextManager[BinaryIO]:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    def fill(full: bool) -> None:
        monkeypatch.setattr(atomic, "replacing", fail if full else replacing)
        monkeypatch.setattr(atomic, "append", fail if full else append)

    return fill


def test_a_save_that_fails_says_so_and_loses_nothing(
    user: User, samples: Path, full_disk: Callable[[bool], None]
) -> None:
    user.open(samples)
    documents = user.session.documents
    banner = user.window.page.banner
    mask = painted(user, ONE)
    full_disk(True)
    user.wait_for(documents.save_failed, lambda: user.key(Key.Key_S, CTRL))
    assert user.save_state == "Cannot save"
    assert banner.isVisible()
    assert "Case 101 cannot be written" in banner.text
    assert "no space left on device" in banner.text.lower()
    assert np.array_equal(mask_on_show(user), mask)
    full_disk(False)
    user.wait_for(documents.saved, lambda: user.click(user.button(banner, "Try again")))
    assert user.save_state.startswith("Saved ")
    assert not banner.isVisible()
    assert len(user.window.page.history.steps) == 2
    saved = user.session.workspace.load_correction(ONE, 120, 160)
    assert saved is not None
    assert np.array_equal(saved, mask)


def test_a_failed_save_is_forgotten_once_its_edits_are_undone(
    user: User, samples: Path, full_disk: Callable[[bool], None]
) -> None:
    user.open(samples)
    painted(user, ONE)
    full_disk(True)
    user.wait_for(user.session.documents.save_failed, lambda: user.key(Key.Key_S, CTRL))
    user.key(Key.Key_Z, CTRL)
    assert user.save_state == "No changes"
    assert not user.window.page.banner.isVisible()


def refused(user: User, leave: Callable[[], object]) -> Banner:
    """Try to leave, and wait until the window has said why it does not go."""
    banner = user.window.page.banner
    user.until(
        lambda: "Nothing was closed" in banner.text,
        user.window.datasets.unkept,
        user.session.documents.save_failed,
        user.session.documents.state_changed,
        after=leave,
    )
    return banner


@pytest.mark.parametrize("leave", ["window", "data set", "another"])
def test_nothing_is_closed_while_edits_cannot_be_written(
    user: User, samples: Path, full_disk: Callable[[bool], None], leave: str
) -> None:
    user.open(samples)
    full_disk(True)
    mask = painted(user, ONE)
    acts: dict[str, Callable[[], object]] = {
        "window": user.window.close,
        "data set": lambda: user.key(Key.Key_W, CTRL),
        "another": lambda: user.window.open_dataset(samples),
    }
    banner = refused(user, acts[leave])
    assert user.window.isVisible()
    assert "Nothing was closed" in banner.text
    assert "no space left on device" in banner.text.lower()
    assert np.array_equal(mask_on_show(user), mask)
    full_disk(False)
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    assert not banner.isVisible()
    user.window.close()
    assert not user.window.isVisible()


def test_edits_that_cannot_be_written_can_be_given_up(
    user: User, samples: Path, full_disk: Callable[[bool], None]
) -> None:
    user.open(samples)
    full_disk(True)
    painted(user, ONE)
    banner = refused(user, user.window.close)
    user.click(user.button(banner, "Close and lose them"))
    assert user.window.datasets.session is None
    assert user.window.start_page.isVisible()
    user.window.close()
    assert not user.window.isVisible()


def test_a_mask_changed_and_changed_back_is_exported_byte_for_byte(
    user: User, tmp_path: Path
) -> None:
    root = write_odd_samples(tmp_path / "odd")
    user.open(root)
    documents = user.session.documents
    keys = [user.window.model.key_at(p) for p in range(user.window.model.rowCount())]
    forged = [key for key in keys if key.label == "forged"]
    assert len(forged) == 3
    for key in forged:
        painted(user, key)
        user.wait_for(documents.saved, lambda: user.key(Key.Key_S, CTRL))
        assert user.window.model.edit_state(key) is EditState.SAVED
        user.key(Key.Key_Z, CTRL)
        user.wait_for(documents.saved, lambda: user.key(Key.Key_S, CTRL))
        assert user.window.model.edit_state(key) is EditState.UNTOUCHED
    out = tmp_path / "masks"
    user.wait_for(user.session.exported, lambda: user.session.export(out, every=True))
    for key in forged:
        assert (out / "train_masks" / f"{key.case_id}.npy").read_bytes() == source_mask(
            root, key
        ).read_bytes()


def test_undo_goes_back_to_the_very_first_stroke(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.type("[[[[[[")
    before = mask_on_show(user)
    count = 60
    for number in range(count):
        x, y = 10 + 11 * (number % 13), 10 + 20 * (number // 13)
        user.drag([(x, y), (x + 4, y + 3)])
    steps = len(user.window.page.history.steps) - 1
    assert steps > count / 2, "most of them changed something"
    for _ in range(steps):
        user.key(Key.Key_Z, CTRL)
    assert np.array_equal(mask_on_show(user), before)
    assert user.save_state == "No changes"


def test_an_export_into_the_data_set_is_refused(user: User, samples: Path) -> None:
    before = contents(samples)
    user.open(samples)
    painted(user, ONE)
    user.key(Key.Key_E, CTRL | SHIFT)
    dialog = user.dialog()
    user.click(user.field(dialog, "Folder to export to"))
    user.key(Key.Key_A, CTRL)
    user.type(str(samples))
    export = user.button(dialog, "Export ")
    assert not export.isEnabled()
    assert "choose another folder" in export.toolTip()
    # Neither does it go through where the folder is asked for in another way.
    failed = user.session.export_failed
    user.wait_for(failed, lambda: user.session.export(samples, every=True))
    shown = user.window.exporting.dialog
    assert shown is not None
    assert "choose another folder" in shown.error_text
    user.key(Key.Key_Escape)
    assert contents(samples) == before


def test_a_locked_or_hidden_instance_is_not_painted(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    before = mask_on_show(user)
    row = user.window.page.instances.rows[0]
    for button, word in ((row.lock, "locked"), (row.eye, "hidden")):
        user.click(button)
        user.drag(STROKE)
        assert word in user.window.page.banner.text
        assert np.array_equal(mask_on_show(user), before)
        user.click(button)
        user.drag(STROKE)
        assert not user.window.page.banner.isVisible()
        user.key(Key.Key_Z, CTRL)
    assert np.array_equal(mask_on_show(user), before)
