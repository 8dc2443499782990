"""Reading goes on behind the window, which never shows one thing and names another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from forgery_viewer.app import review
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.images import read_image
from forgery_viewer.state import case_loader
from forgery_viewer.widgets.recent_list import RecentRow
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import (
    ALONE,
    FIGURE,
    ONE,
    PRISTINE,
    SMALL,
    TEST,
    TWO,
    authentic,
    source_mask,
    write_samples,
)
from tests.e2e.user import CTRL, User

Key = Qt.Key


class Gate:
    """Stands before every image that is read for the canvases."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._open = Event()
        self._open.set()
        read = read_image

        def wait_and_read(path: Path, _watch: object = None) -> NDArray[np.uint8]:
            self._open.wait()
            return read(path)

        monkeypatch.setattr(case_loader, "read_image", wait_and_read)
        # Nothing is at hand before it is asked for.
        monkeypatch.setattr(review, "AHEAD", ())

    def shut(self) -> None:
        """Let no image through."""
        self._open.clear()

    def open(self) -> None:
        """Let them through again."""
        self._open.set()


@pytest.fixture
def gate(user: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A gate that is open when the window closes, which waits for its threads."""
    gate = Gate(monkeypatch)
    yield gate
    gate.open()


def seen(user: User) -> str:
    """The id of the case that is on the canvases."""
    case = user.window.page.triptych.case
    return "" if case is None else case.key.case_id


def named(user: User) -> str:
    """The id of the case that the case bar names."""
    return user.window.page.case_bar.text.split(" ")[0]


def test_the_newest_request_wins(user: User, samples: Path) -> None:
    user.open(samples)
    user.case_comes(lambda: user.click_row(user.window.model.key_at(0)))
    user.window.review.case_shown.connect(lambda _key: shown.append((seen(user), named(user))))
    shown: list[tuple[str, str]] = []

    def press_ten_times() -> None:
        for _ in range(10):
            user.key(Key.Key_D)
            assert seen(user) == named(user), "it names a case that is not seen"

    assert user.case_comes(press_ten_times) == SMALL
    assert all(case == name for case, name in shown)
    assert seen(user) == named(user) == SMALL.case_id


def test_the_last_image_stays_while_the_next_is_read(user: User, samples: Path, gate: Gate) -> None:
    user.open(samples)
    user.choose(ONE)
    gate.shut()
    user.click_row(SMALL)
    overlay = user.window.page.triptych.overlay
    assert user.window.selection.current == SMALL
    assert seen(user) == named(user) == ONE.case_id
    assert overlay.shows_image
    user.until(lambda: overlay.is_busy, user.window.page.triptych.busy.timer.timeout)
    before = user.document.planes.to_stack()
    user.drag([(30, 60), (90, 70)])
    assert user.document.key == ONE, "what is seen is what is painted"
    painted = user.document.planes.to_stack()
    assert not np.array_equal(painted, before)
    user.case_comes(gate.open)
    assert seen(user) == named(user) == SMALL.case_id
    assert not overlay.is_busy
    assert np.array_equal(user.document.planes.to_stack(), np.load(source_mask(samples, SMALL)))
    user.choose(ONE)
    assert np.array_equal(user.document.planes.to_stack(), painted)


def test_what_was_passed_over_is_never_shown(user: User, samples: Path, gate: Gate) -> None:
    user.open(samples)
    user.choose(TEST)
    gate.shut()
    shown: list[RecordKey] = []
    user.window.review.case_shown.connect(shown.append)
    for key in (TWO, SMALL, ALONE):
        user.click_row(key)
    user.case_comes(gate.open)
    assert shown == [ALONE]


def test_a_missing_partner_is_told_calmly(user: User, samples: Path) -> None:
    user.open(samples)
    triptych = user.window.page.triptych
    no_forged = "No forged image for this case, so there is no mask."
    for key, pane, sentence in (
        (ALONE, triptych.authentic, "No authentic image for this case."),
        (FIGURE, triptych.authentic, "Supplemental figures come without an authentic image."),
        (TEST, triptych.authentic, "A test image: whether it is authentic is not known."),
        (PRISTINE, triptych.forged, no_forged),
        (PRISTINE, triptych.overlay, no_forged),
    ):
        user.choose(key)
        assert pane.reason == sentence
        assert not pane.canvas.isVisible()
        paints = user.window.review.document is not None
        assert paints == (key != PRISTINE)
        assert user.window.page.tool_strip.button("brush").isEnabled() == paints


def test_a_test_image_gets_a_mask_of_its_own(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TEST)
    assert user.window.page.triptych.overlay.note == "no mask yet"
    user.drag([(30, 60), (90, 70)])
    assert len(user.document.instances) == 1
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    assert user.session.workspace.load_correction(TEST, 120, 160) is not None


def test_filtering_keeps_the_place(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(SMALL)
    model, page, table = user.window.model, user.window.page, user.window.page.browser.table
    user.key(Key.Key_F, CTRL)
    user.until(lambda: model.rowCount() == 7, model.filter_changed, after=lambda: user.type("10"))
    assert user.window.selection.current == SMALL
    assert seen(user) == named(user) == SMALL.case_id
    assert page.case_bar.place == "not in the filter"
    assert not table.selectionModel().hasSelection()
    assert not page.case_bar.next_button.isEnabled()
    user.key(Key.Key_Escape)
    user.until(lambda: model.rowCount() == 10, model.filter_changed)
    [row] = table.selectionModel().selectedRows()
    assert model.key_at(row.row()) == SMALL
    assert page.case_bar.place == "10 of 10"
    user.key(Key.Key_F, CTRL)
    user.until(lambda: model.rowCount() == 7, model.filter_changed, after=lambda: user.type("10"))
    user.key(Key.Key_Down)
    assert table.hasFocus()
    # The hidden one stands after the last that is shown: the one before it comes first.
    assert user.case_comes(lambda: user.key(Key.Key_A)) == PRISTINE
    assert page.case_bar.place == "7 of 7"


def test_sorting_keeps_the_place(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    table = user.window.page.browser.table
    table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert user.window.selection.current == TWO
    [row] = table.selectionModel().selectedRows()
    assert user.window.model.key_at(row.row()) == TWO
    place = user.window.page.case_bar.place
    assert place == f"{row.row() + 1} of 10"


def test_a_view_stays_for_images_of_one_size(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.turn_wheel(3, (40, 40))
    view = user.overlay.view
    user.choose(TWO)
    assert user.overlay.view == view
    user.choose(SMALL)
    assert user.overlay.is_fitted


# Opening ------------------------------------------------------------------------------------


def drop(window: QWidget, place: QPoint, folder: Path) -> None:
    """Drop a folder on what is at a place of the window."""
    target = window.childAt(place)
    assert target is not None
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    copies, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    point = target.mapFrom(window, place)
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(point, copies, mime, left, none)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted(), f"{target} takes no folder"
    QApplication.sendEvent(target, QDropEvent(QPointF(point), copies, mime, left, none))


def test_a_folder_can_be_dropped_anywhere(user: User, samples: Path, tmp_path: Path) -> None:
    window = user.window
    user.wait_for(window.datasets.opened, lambda: drop(window, window.rect().center(), samples))
    user.until(lambda: seen(user), window.review.case_shown)
    other = write_samples(tmp_path / "other")
    page = window.page
    places: tuple[QWidget, ...] = (
        page.triptych.overlay.canvas,
        page.browser.table.viewport(),
        page.instances,
        window.status_bar,
    )
    for number, widget in enumerate(places):
        root = (other, samples)[number % 2]
        place = widget.mapTo(window, widget.rect().center())
        user.case_comes(partial(drop, window, place, root))
        assert user.index.root == root


def test_a_folder_that_is_no_data_set_leaves_what_was_open(
    user: User, samples: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "holiday"
    empty.mkdir()
    user.wait_for(user.window.datasets.failed, lambda: user.window.open_dataset(empty))
    assert user.window.start_banner.isVisible()
    assert "holiday" in user.window.start_banner.text
    user.open(samples)
    hint = user.window.status_bar.hint_text
    user.choose(ONE)
    user.wait_for(user.window.datasets.failed, lambda: user.window.open_dataset(empty))
    banner = user.window.page.banner
    assert banner.isVisible()
    assert "holiday" in banner.text
    assert user.index.root == samples
    assert seen(user) == ONE.case_id
    assert user.window.status_bar.hint_text == hint
    user.open(samples)
    assert not banner.isVisible()


def test_the_demo_opens_from_the_start_page(user: User) -> None:
    page = user.window.start_page
    user.case_comes(lambda: user.click(user.button(page, "Open the demo")))
    assert len(user.index) >= 16
    assert user.window.page.isVisible()
    assert len(user.document.instances) >= 1


def test_a_folder_is_chosen_by_ctrl_o(
    user: User, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [str(samples), ""]
    asked: list[str] = []

    def choose(_parent: QWidget, title: str, start: str) -> str:
        asked.append(start)
        return answers.pop(0)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    user.case_comes(lambda: user.key(Key.Key_O, CTRL))
    assert user.index.root == samples
    user.key(Key.Key_O, CTRL)
    assert asked[1] == str(samples.parent), "it starts where the last one was"
    assert user.index.root == samples


def test_a_data_set_without_images_opens(user: User, tmp_path: Path) -> None:
    root = tmp_path / "empty"
    (root / "train_images" / "forged").mkdir(parents=True)
    user.wait_for(user.window.datasets.opened, lambda: user.window.open_dataset(root))
    assert user.window.page.isVisible()
    assert user.window.page.browser.note.words == "No images"
    for key in (Key.Key_D, Key.Key_A, Key.Key_B, Key.Key_Z, Key.Key_M, Key.Key_V):
        user.key(key)
    user.key(Key.Key_S, CTRL)
    assert user.window.page.case_bar.text == ""


def test_data_sets_come_back_from_the_recent_list(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path, tmp_path: Path
) -> None:
    user = User(open_window())
    other = write_samples(tmp_path / "other")
    user.open(other)
    user.open(samples)
    user.drag([(30, 60), (90, 70)])
    user.key(Key.Key_W, CTRL)
    assert user.window.start_page.isVisible()
    assert recent_names(user.window) == ["samples", "other"]
    close_window(user.window)

    again = User(open_window())
    assert recent_names(again.window) == ["samples", "other"]
    row = recent_rows(again.window)[0]
    assert "10 images, 1 edited" in row.accessibleName()
    again.case_comes(lambda: again.click(row))
    assert again.index.root == samples
    again.key(Key.Key_W, CTRL)
    shutil.rmtree(other)
    again.window.start_page.set_recent(again.window.recent.rows)
    missing = recent_rows(again.window)[1]
    assert "not connected" in missing.accessibleName()
    again.wait_for(again.window.datasets.failed, lambda: again.click(missing))
    assert "other" in again.window.start_banner.text


def recent_rows(window: QWidget) -> list[RecentRow]:
    return [row for row in window.findChildren(RecentRow) if row.isVisible()]


def recent_names(window: QWidget) -> list[str]:
    return [row.accessibleName().split(",")[0] for row in recent_rows(window)]


def test_authentic_and_forged_image_are_one_case(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.drag([(30, 60), (90, 70)])
    painted = user.document
    user.choose(authentic(ONE))
    assert user.document is painted
    assert named(user) == "101"
    assert "authentic" in user.window.page.case_bar.text
