"""Browsing: a filter typed with completion, views that are saved, and the grid of pictures."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.thumbnail_maker import PictureKind
from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.browser import Browser
from forgery_viewer.widgets.view_switch import GRID, TABLE
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import ALONE, FIGURE, ONE, SMALL, TWO
from tests.e2e.user import CTRL, SHIFT, User
from tests.realistic_index import realistic

Key = Qt.Key


def browser_of(user: User) -> Browser:
    return user.window.page.browser


def shown(user: User) -> list[RecordKey]:
    model = user.window.model
    return [model.key_at(position) for position in range(model.rowCount())]


def offered(user: User) -> list[str]:
    return [entry.text for entry in browser_of(user).filter_bar.field.suggestions.suggestions]


def chips(user: User) -> list[str]:
    return [chip.text() for chip in browser_of(user).filter_bar.chips]


def click_picture(user: User, key: RecordKey) -> None:
    """Click an image in the grid."""
    grid = browser_of(user).grid
    position = user.window.model.position_of(key)
    assert position is not None
    rect = grid.visualRect(user.window.model.index(position, 0))
    user.click(grid.viewport(), rect.center())


def test_a_view_from_typing_to_another_day(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    type_a_filter(user)
    save_the_view(user)
    look_at_pictures(user)
    close_window(user.window)

    again = User(open_window())
    again.open(samples)
    # Filter, order and layout are those of the last time, and so is what was saved.
    assert chips(again) == ["label:forged", "n>=1"]
    assert shown(again) == [TWO, FIGURE, ONE, ALONE, SMALL]
    assert browser_of(again).view_kind == GRID
    choose_the_view(again)
    rename_and_remove(again)


def type_a_filter(user: User) -> None:
    model = user.window.model
    user.key(Key.Key_F, CTRL)
    user.type("lab")
    assert offered(user) == ["label:"]
    user.key(Key.Key_Tab)
    assert offered(user) == ["label:authentic", "label:forged", "label:unlabelled"]
    user.key(Key.Key_Down)
    user.key(Key.Key_Down)
    user.key(Key.Key_Return)
    assert chips(user) == ["label:forged"]
    user.type("n>=")
    assert offered(user) == ["n>=1", "n>=2"]
    user.type("2 ")
    user.until(lambda: chips(user) == ["label:forged", "n>=2"], model.filter_changed)
    assert shown(user) == [FIGURE, TWO]
    # A mistake is said, and changes nothing of what is shown.
    user.type("cover:3 ")
    bar = browser_of(user).filter_bar
    user.key(Key.Key_Return)
    assert bar.reason.startswith("There is no field cover")
    assert shown(user) == [FIGURE, TWO]
    user.key(Key.Key_A, CTRL)
    user.key(Key.Key_Delete)
    user.key(Key.Key_Return)
    assert bar.reason == ""
    assert browser_of(user).table.hasFocus()


def save_the_view(user: User) -> None:
    panel = browser_of(user).views_panel
    user.key(Key.Key_B, CTRL | SHIFT)
    assert panel.field.hasFocus()
    user.type("Two or more")
    user.key(Key.Key_Return)
    assert panel.list.names == ["Two or more"]
    user.key(Key.Key_Escape)
    assert panel.isHidden()
    browser_of(user).filter_bar.clear()
    user.key(Key.Key_B, CTRL | SHIFT)
    user.wait_for(user.window.model.filter_changed, lambda: user.key(Key.Key_Return))
    assert shown(user) == [FIGURE, TWO]


def look_at_pictures(user: User) -> None:
    browser = browser_of(user)
    browser.filter_bar.set_terms("", "")
    user.key(Key.Key_F, CTRL)
    user.key(Key.Key_Backspace)
    assert chips(user) == ["label:forged"]
    user.type("n>=1 ")
    user.until(lambda: len(chips(user)) == 2, user.window.model.filter_changed)
    user.key(Key.Key_Return)
    browser.sort_by(Column.COVERAGE, Qt.SortOrder.DescendingOrder)
    user.key(Key.Key_G, CTRL)
    assert browser.view_kind == GRID
    assert browser.grid.hasFocus()
    assert user.case_comes(lambda: click_picture(user, ALONE)) == ALONE
    position = user.window.selection.position
    assert position is not None
    assert user.case_comes(lambda: user.key(Key.Key_Right)) == shown(user)[position + 1]
    assert user.case_comes(lambda: user.key(Key.Key_A)) == ALONE


def choose_the_view(user: User) -> None:
    user.key(Key.Key_B, CTRL | SHIFT)
    user.wait_for(user.window.model.filter_changed, lambda: user.key(Key.Key_Return))
    assert shown(user) == [FIGURE, TWO]
    assert browser_of(user).view_kind == TABLE
    assert browser_of(user).table.hasFocus()


def rename_and_remove(user: User) -> None:
    views, panel = user.window.views.saved, browser_of(user).views_panel
    user.click(browser_of(user).views_button)
    user.key(Key.Key_F2)
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    user.type("Several")
    user.wait_for(views.changed, lambda: user.key(Key.Key_Return))
    assert panel.list.names == ["Several"]
    panel.list.setFocus()
    user.key(Key.Key_Delete)
    assert panel.list.names == []
    assert user.document is not None, "the key was not taken for that of an instance"
    user.click(panel.undo_button)
    assert panel.list.names == ["Several"]
    written = user.session.workspace.root / "views.json"
    user.window.views.close()
    assert [view["name"] for view in json.loads(written.read_bytes())["views"]] == ["Several"]


def test_a_saved_correction_is_seen_in_the_grid(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.key(Key.Key_G, CTRL)
    thumbnails, record = user.window.browsing.thumbnails, user.window.model.record(ONE)
    assert record is not None

    def colour() -> QColor | None:
        thumbnail = thumbnails.get(record.image_path, PictureKind.GRID)
        image = None if thumbnail is None else thumbnail.image
        return None if image is None else image.pixelColor(70, 60)

    user.until(lambda: colour() is not None, thumbnails.ready)
    before = colour()
    user.focus_canvas()
    user.key(Key.Key_B)
    user.drag([(60, 60), (80, 60)])
    # Others may be made before it.
    user.until(
        lambda: colour() not in (None, before),
        thumbnails.ready,
        after=lambda: user.key(Key.Key_S, CTRL),
    )


def test_a_filter_for_edits_follows_the_brush(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    browser_of(user).filter_bar.set_text("edited:yes")
    assert browser_of(user).note.isVisible()
    user.focus_canvas()
    user.key(Key.Key_B)
    model = user.window.model
    user.until(
        lambda: shown(user) == [ONE],
        model.filter_changed,
        after=lambda: user.drag([(60, 60), (80, 60)]),
    )
    user.until(
        lambda: shown(user) == [], model.filter_changed, after=lambda: user.key(Key.Key_Z, CTRL)
    )
    assert user.window.selection.current == ONE


def test_the_bar_at_the_foot_says_how_far_the_thumbnails_are(
    qtbot: QtBot, user: User, samples: Path
) -> None:
    bar, thumbnails = user.window.status_bar, user.window.browsing.thumbnails
    told: list[tuple[int, int]] = []
    thumbnails.progress.connect(lambda done, total: told.append((done, total)))
    user.open(samples)
    user.until(lambda: told and told[-1] == (10, 10), thumbnails.progress)
    assert bar.progress_text == ""
    bar.show_progress("Thumbnails", 41, 67)
    qtbot.waitUntil(lambda: bar.progress_text == "Thumbnails 41 of 67")
    bar.show_progress("Thumbnails", 67, 67)
    assert bar.progress_text == ""


def test_a_hundred_thousand_pictures_scroll(user: User, samples: Path) -> None:
    user.open(samples)
    browser, model = browser_of(user), user.window.model
    user.click(browser.view_switch.buttons[GRID])
    model.set_index(realistic(100_000))
    grid = browser.grid
    QApplication.processEvents()
    in_view = len(grid.records_in_view())
    assert 0 < in_view < 60
    place = grid.viewport().mapTo(grid.window(), QPoint(60, 60))
    asked = 0
    record_at = model.record_at

    def counted(position: int) -> object:
        nonlocal asked
        asked += 1
        return record_at(position)

    model.record_at = counted  # type: ignore[assignment,method-assign]
    for _notch in range(30):
        before, asked = grid.verticalOffset(), 0
        QTest.wheelEvent(user.handle(grid), QPointF(place), QPoint(0, -120))
        QApplication.processEvents()
        assert grid.verticalOffset() > before
        assert asked <= 4 * in_view
