"""The thumbnail grid: the same records and the same choice as the table, in two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import Index, scan
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.thumbnail_maker import PictureKind
from forgery_viewer.state.columns import Column, EditState
from forgery_viewer.widgets.grid_plan import LARGEST_PX, SMALLEST_PX
from forgery_viewer.widgets.record_grid import RecordGrid
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from forgery_viewer.widgets.view_switch import GRID, TABLE
from tests.core.building import stack_of
from tests.small_index import authentic, forged, known, listed
from tests.widgets.benches import Bench

AQUA = QColor(70, 252, 221)
Key = Qt.Key


@pytest.fixture
def grid(bench: Bench) -> RecordGrid:
    """The grid of the browser, two columns wide."""
    bench.browser.set_view(GRID)
    bench.browser.grid.setFocus()
    assert bench.browser.grid.plan.columns == 2
    return bench.browser.grid


def centre(bench: Bench, position: int) -> QPoint:
    return bench.browser.grid.visualRect(bench.model.index(position, 0)).center()


def cell(bench: Bench, position: int) -> QImage:
    """How one cell looks."""
    grid = bench.browser.grid
    rect = grid.visualRect(bench.model.index(position, 0))
    return grid.viewport().grab().toImage().copy(rect)


def is_in_sight(bench: Bench) -> bool:
    """Whether the current record can be seen."""
    return bench.browser.view.shows_current


def test_a_click_chooses_a_record(qtbot: QtBot, bench: Bench, grid: RecordGrid) -> None:
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(bench, 3))
    assert bench.selection.current == bench.model.key_at(3)
    QTest.mouseClick(
        grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier,
        centre(bench, 3),
    )  # fmt: skip
    assert bench.selection.item_selection.isRowSelected(3)


def test_dragging_over_cells_chooses_only_the_first(bench: Bench, grid: RecordGrid) -> None:
    changes = QSignalSpy(bench.selection.current_changed)
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(bench, 1))
    for position in (2, 3):
        QTest.mouseMove(grid.viewport(), centre(bench, position))
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(bench, 3))
    assert changes.count() == 1
    assert bench.selection.current == bench.model.key_at(1)


def test_keys_move_in_both_directions(bench: Bench, grid: RecordGrid) -> None:
    for key, position in (
        (Key.Key_Right, 0),
        (Key.Key_Right, 1),
        (Key.Key_Down, 3),
        (Key.Key_Left, 2),
        (Key.Key_Up, 0),
        (Key.Key_Up, 0),
        (Key.Key_End, 60),
        (Key.Key_Up, 58),
        # Below stands nothing: the last row is not full.
        (Key.Key_Right, 59),
        (Key.Key_Down, 60),
        (Key.Key_Down, 60),
        (Key.Key_Home, 0),
    ):
        QTest.keyClick(grid, key)
        assert bench.selection.position == position
        rect = grid.visualRect(bench.model.index(position, 0))
        assert grid.viewport().rect().contains(rect)


@pytest.mark.parametrize("key", [Key.Key_PageDown, Key.Key_D, Key.Key_Space])
def test_other_keys_are_left_to_the_window(bench: Bench, grid: RecordGrid, key: Qt.Key) -> None:
    bench.selection.select_position(3)
    QTest.keyClick(grid, key)
    assert bench.selection.position == 3


def test_switching_keeps_choice_and_place(bench: Bench) -> None:
    browser = bench.browser
    bench.selection.select(forged("20"))
    browser.table.setFocus()
    browser.set_view(GRID)
    assert browser.grid.hasFocus()
    assert is_in_sight(bench)
    assert browser.sort_button.isHidden()
    browser.set_view(TABLE)
    assert is_in_sight(bench)
    assert bench.selection.current == forged("20")
    # Who has scrolled away from the current record stays there.
    browser.table.scrollToTop()
    browser.set_view(GRID)
    assert not is_in_sight(bench)
    assert browser.grid.place() == (authentic("1"), 0)


def test_the_buttons_switch(bench: Bench) -> None:
    changes = QSignalSpy(bench.browser.view_changed)
    QTest.mouseClick(bench.browser.view_switch.buttons[GRID], Qt.MouseButton.LeftButton)
    assert bench.browser.view_kind == GRID
    QTest.mouseClick(bench.browser.view_switch.buttons[GRID], Qt.MouseButton.LeftButton)
    assert changes.count() == 1


def test_pictures_grow_and_shrink_around_what_is_in_sight(bench: Bench, grid: RecordGrid) -> None:
    bench.selection.select(forged("15"))
    assert grid.shows_current
    slider = bench.browser.grid_bar.slider
    slider.setValue(SMALLEST_PX)
    assert grid.plan.columns == 3
    assert grid.shows_current
    wheel = QPointF(50, 50)
    for _ in range(20):
        QTest.wheelEvent(
            bench.browser.window().windowHandle(),
            QPointF(grid.viewport().mapTo(bench.browser.window(), wheel.toPoint())),
            QPoint(0, 120),
            QPoint(),
            Qt.KeyboardModifier.ControlModifier,
        )
    assert grid.picture_px == slider.value() == LARGEST_PX
    assert grid.plan.columns == 1
    assert grid.shows_current


def test_a_new_width_keeps_the_place(bench: Bench, grid: RecordGrid) -> None:
    grid.verticalScrollBar().setValue(grid.plan.cell_height * 7)
    place = grid.place()
    assert place is not None
    bench.browser.resize(500, 600)
    assert grid.plan.columns > 2
    after = grid.place()
    assert after is not None
    # It stands in the first row, if not at its beginning.
    first = bench.model.position_of(after[0])
    position = bench.model.position_of(place[0])
    assert first is not None
    assert position is not None
    assert first <= position < first + grid.plan.columns


@pytest.mark.parametrize("kind", [TABLE, GRID])
def test_records_that_come_into_the_filter_do_not_scroll(bench: Bench, kind: str) -> None:
    browser = bench.browser
    browser.set_view(kind)
    bench.selection.select(forged("2"))
    bench.model.set_filter(parse_filter("edited:no"))
    browser.view.verticalScrollBar().setValue(browser.view.verticalScrollBar().maximum() - 11)
    place = browser.view.place()
    assert place is not None
    bench.model.set_edited(forged("1"), EditState.KEPT)
    assert bench.model.rowCount() == 60
    after = browser.view.place()
    assert after is not None
    if kind == TABLE:
        assert after == place
    else:
        assert abs(bench.shown().index(after[0]) - bench.shown().index(place[0])) < 2
    assert bench.selection.current == forged("2")


def test_sorting_and_filtering_bring_the_current_record_into_view(
    bench: Bench, grid: RecordGrid
) -> None:
    bench.selection.select(forged("1"))
    actions = {a.text(): a for a in bench.browser.grid_bar.sort_button.menu().actions()}
    actions["Coverage"].trigger()
    assert bench.model.sort_column is Column.COVERAGE
    assert bench.browser.sort_button.text() == "Coverage"
    assert bench.selection.position == 29
    assert grid.shows_current
    bench.model.set_filter(parse_filter("label:forged"))
    assert grid.shows_current


def test_says_when_nothing_matches(bench: Bench, grid: RecordGrid) -> None:
    bench.model.set_filter(parse_filter("nothing"))
    assert bench.browser.note.isVisible()
    assert grid.place() is None
    QTest.mouseClick(bench.browser.note.clear_button, Qt.MouseButton.LeftButton)
    assert bench.model.rowCount() == 61


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_chosen_cell_has_the_colours_of_the_theme(
    bench: Bench, grid: RecordGrid, dress: Callable[[Theme], None], theme: Theme
) -> None:
    dress(theme)
    bench.selection.select_position(2)
    assert cell(bench, 2).pixelColor(1, 40) == QColor(theme.accent)
    assert cell(bench, 2).pixelColor(4, 40) == QColor(theme.selection)
    assert cell(bench, 3).pixelColor(4, 40) == QColor(theme.well)


def test_marks_of_a_cell_differ(bench: Bench, grid: RecordGrid) -> None:
    key = bench.model.key_at(1)
    looks = [cell(bench, 1)]
    for state in (EditState.KEPT, EditState.SAVED):
        bench.model.set_edited(key, state)
        looks.append(cell(bench, 1))
    QTest.mouseMove(grid.viewport(), centre(bench, 1))
    looks.append(cell(bench, 1))
    assert len({bytes(look.constBits()) for look in looks}) == len(looks)


def test_shows_pictures_with_their_masks_for_what_is_in_view(
    qtbot: QtBot, bench: Bench, grid: RecordGrid, tmp_path: Path
) -> None:
    folder = tmp_path / "train_images" / "forged"
    folder.mkdir(parents=True)
    (tmp_path / "train_masks").mkdir()
    for number in range(40):
        Image.new("RGB", (160, 120), (90, 90, 90)).save(folder / f"{number}.png")
        mask = stack_of(120, 160, (slice(0, 60), slice(0, 80)))
        write_mask(tmp_path / "train_masks" / f"{number}.npy", mask)
    (folder / "3.png").write_bytes(b"no image")
    index = scan(tmp_path)
    bench.model.set_index(index)

    def come() -> set[str]:
        records = [index.record(row) for row in range(len(index))]
        get = bench.thumbnails.get
        return {r.key.case_id for r in records if get(r.image_path, PictureKind.GRID) is not None}

    in_view = {record.key.case_id for record in grid.records_in_view()}
    assert 5 < len(in_view) < 20
    qtbot.waitUntil(lambda: come() == in_view)
    picture = cell(bench, 0)
    place = grid.plan.picture(grid.plan.rect(0)).translated(-grid.plan.rect(0).topLeft())
    inside = picture.pixelColor(place.left() + 20, place.top() + 20)
    assert inside.green() > inside.red() + 30
    outside = picture.pixelColor(place.right() - 20, place.bottom() - 20)
    assert abs(outside.green() - outside.red()) < 4
    # What cannot be read has a mark in its middle.
    broken = cell(bench, 3)
    assert len({broken.pixel(x, place.center().y()) for x in range(20, 110)}) > 2


def test_a_hundred_thousand_records_cost_what_is_in_view(
    bench: Bench, grid: RecordGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.model.set_index(many(100_000))
    asked: list[int] = []
    record_at = bench.model.record_at

    def counted(position: int) -> object:
        asked.append(position)
        return record_at(position)

    monkeypatch.setattr(bench.model, "record_at", counted)
    in_view = len(grid.records_in_view())
    assert in_view < 20
    bar = grid.verticalScrollBar()
    assert bar.maximum() > 5_000_000
    for step in range(40):
        asked.clear()
        bar.setValue(bar.maximum() * step // 40)
        QApplication.processEvents()
        # Once to paint them, once to ask for their pictures.
        assert 0 < len(asked) <= 4 * in_view
    asked.clear()
    bar.setValue(bar.value() - 30)
    QApplication.processEvents()
    # Moved by a little, only the strip that came into view is painted.
    assert len(asked) <= 2 * in_view
    bench.selection.select_position(99_999)
    assert grid.shows_current


def many(count: int) -> Index:
    keys = [forged(str(number)) for number in range(count)]
    figures = {key: {"height": 100, "width": 150, "instances": 1} for key in keys[:50]}
    return known(listed(keys), figures)
