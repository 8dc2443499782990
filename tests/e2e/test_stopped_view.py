"""A forensic view that was stopped: what is seen stays, is said to be a part, and can be whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.forensics.catalogue import find_view
from forgery_viewer.core.forensics.view import compute
from forgery_viewer.state import picture_work
from forgery_viewer.state.kept_pictures import COMING_NOTE, ONLY_A_PART, STOPPED_NOTE
from forgery_viewer.state.pane_content import FILTERED_FORGED
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.compare.choice_box import ChoiceBox
from forgery_viewer.widgets.compare.dock import CompareDock
from forgery_viewer.widgets.pane_header import ONLY_A_PART as ONLY_A_PART_WORDS
from tests.core.building import noise, stack_of, write_array, write_case, write_image
from tests.e2e.forged_samples import (
    FORGED,
    OTHER,
    go_to_compare,
    images,
    reach,
    wait_for_pictures,
)
from tests.e2e.user import CTRL, LEFT, User, lay_out

Key = Qt.Key
SIDE_PX = 1500
CHANGED = (slice(600, 700), slice(700, 900))
VIEW = find_view("high-pass-residual")


class Hold:
    """Keeps every part of a view but the first from being computed, until it lets go."""

    def __init__(self) -> None:
        self.gate = Event()
        self.parts = 0

    def compute(self, *args: object) -> object:
        self.parts += 1
        if self.parts > 1:
            self.gate.wait()
        return compute(*args)  # type: ignore[call-overload]


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    hold = Hold()
    monkeypatch.setattr(picture_work, "compute", hold.compute)
    yield hold
    hold.gate.set()


@pytest.fixture
def at_large(user: User, tmp_path: Path, hold: Hold) -> Iterator[User]:
    """Somebody who looks at a part of a large image; a held computation ends before the window."""
    root, image = tmp_path / "large", noise(SIDE_PX, SIDE_PX, seed=3)
    forged = image.copy()
    forged[CHANGED] = forged[100:200, 100:300]
    write_image(root / f"train_images/authentic/{FORGED.case_id}.png", image)
    write_image(root / f"train_images/forged/{FORGED.case_id}.png", forged)
    write_array(root / f"train_masks/{FORGED.case_id}.npy", stack_of(SIDE_PX, SIDE_PX, CHANGED))
    small = stack_of(60, 80, (slice(5, 15), slice(5, 25)))
    write_case(root, OTHER.case_id, size=(60, 80), mask=small)
    user.open(root)
    user.choose(FORGED)
    user.focus_canvas()
    user.turn_wheel(9, (800, 650))
    yield user
    hold.gate.set()


def choose(user: User, dock: CompareDock, box: ChoiceBox, key: str) -> None:
    """Open a list by a click and choose from it by another one."""
    # Qt takes a click that comes this soon after the one that opened the list for its end.
    interval = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(0)
    user.click(reach(dock, box))
    rows, row = box.view(), box.model().index(box.keys.index(key), 0)
    rows.scrollTo(row)
    assert rows.isVisible()
    QTest.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(row).center())
    QApplication.setDoubleClickInterval(interval)
    assert box.choice == key


def choose_and_stop(user: User) -> tuple[CompareDock, CanvasPane]:
    """Choose a forensic view, and stop it once the part that is looked at has come."""
    dock, contents = go_to_compare(user), user.window.contents
    pane = user.window.page.triptych.authentic
    user.until(
        dock.forensic.cancel.isVisible,
        contents.pictures.progressed,
        after=lambda: choose(user, dock, dock.forensic.views, VIEW.key),
    )
    assert pane.part_note == COMING_NOTE
    user.click(reach(dock, dock.forensic.cancel))
    return dock, pane


def check_header(pane: CanvasPane, words: str) -> None:
    """Fail unless the header of a pane says some words, and all of them can be read."""
    lay_out()
    part = pane.header.part
    assert part.isVisible()
    assert part.text() == words
    assert part.width() >= part.sizeHint().width()
    assert part.mapTo(pane, part.rect().bottomRight()).x() < pane.width()


def check_whole(user: User, dock: CompareDock, pane: CanvasPane) -> None:
    assert not pane.header.part.isVisible()
    assert dock.forensic.detail == ""
    assert not dock.forensic.again.isVisible()
    assert pane.canvas.pyramid is not None
    np.testing.assert_array_equal(pane.canvas.pyramid.image, compute(VIEW, images(user)[1], {}))


def test_what_was_stopped_is_seen_and_said_to_be_a_part(at_large: User, hold: Hold) -> None:
    dock, pane = choose_and_stop(at_large)
    check_header(pane, ONLY_A_PART_WORDS)
    assert STOPPED_NOTE in pane.header.part.toolTip()
    assert pane.title == f"{VIEW.title} of forged"
    assert dock.forensic.detail == "stopped"
    assert not dock.forensic.cancel.isVisible()
    assert dock.forensic.again.isVisible()
    whole = compute(VIEW, images(at_large)[1], {})
    assert pane.canvas.pyramid is not None
    part = pane.canvas.pyramid.image
    near = np.s_[640:660, 790:810]
    np.testing.assert_array_equal(part[near], whole[near])
    assert part[near].any()
    assert not part[:100].any(), "the rest has not been computed"

    hold.gate.set()
    choose(at_large, dock, dock.forensic.views, VIEW.key)
    wait_for_pictures(at_large)
    check_whole(at_large, dock, pane)


def test_a_button_computes_it_after_all(at_large: User, hold: Hold) -> None:
    dock, pane = choose_and_stop(at_large)
    hold.gate.set()
    at_large.click(reach(dock, dock.forensic.again))
    wait_for_pictures(at_large)
    check_whole(at_large, dock, pane)


def test_no_difference_is_counted_or_shown_of_a_part(at_large: User, hold: Hold) -> None:
    dock, pane = choose_and_stop(at_large)
    hold.gate.set()
    choose(at_large, dock, dock.pair.second, FILTERED_FORGED)
    wait_for_pictures(at_large)
    check_header(at_large.window.page.triptych.overlay, STOPPED_NOTE)
    assert not dock.tones.auto.isEnabled(), "what is not computed is not counted as black"
    assert dock.difference.reason == ONLY_A_PART
    assert at_large.window.page.triptych.forged.reason == ONLY_A_PART

    changes = at_large.window.comparing.differences.of_pair
    at_large.until(
        lambda: changes.counts is not None,
        changes.counted,
        after=lambda: choose(at_large, dock, dock.forensic.views, VIEW.key),
    )
    wait_for_pictures(at_large)
    check_whole(at_large, dock, pane)
    authentic, forged = images(at_large)
    filtered = compute(VIEW, forged, {})
    if filtered.ndim == 2:
        filtered = np.stack([filtered] * 3, axis=2)
    over = abs(authentic.astype(int) - filtered).max(axis=2) > 16
    inside = int(over[CHANGED].sum())
    assert dock.difference.counts == (f"{inside:,} px", f"{int(over.sum()) - inside:,} px")


def test_another_case_has_its_own_view_and_the_part_is_there_again(
    at_large: User, hold: Hold
) -> None:
    dock, pane = choose_and_stop(at_large)
    hold.gate.set()
    at_large.choose(OTHER)
    wait_for_pictures(at_large)
    assert pane.reason == ""
    check_whole(at_large, dock, pane)
    at_large.choose(FORGED)
    wait_for_pictures(at_large)
    check_header(pane, ONLY_A_PART_WORDS)
    assert dock.forensic.detail == "stopped"
    at_large.click(reach(dock, dock.forensic.again))
    wait_for_pictures(at_large)
    check_whole(at_large, dock, pane)


def test_a_part_is_not_saved_as_the_whole(at_large: User) -> None:
    dock, pane = choose_and_stop(at_large)
    pane.canvas.setFocus()
    at_large.key(Key.Key_P, CTRL)
    dialog = at_large.dialog()
    at_large.click(at_large.button(dialog, "Full resolution"))
    save = at_large.button(dialog, "Save…")
    assert not save.isEnabled()
    assert "Only a part of it has been computed" in save.toolTip()
    at_large.click(at_large.button(dialog, "As on the screen"))
    assert save.isEnabled()
    at_large.key(Key.Key_Escape)
    assert dock.forensic.again.isVisible()
