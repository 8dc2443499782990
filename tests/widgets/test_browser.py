"""The browser as its user meets it: search, chips, columns, keys, thumbnails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import RecordKey, scan
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.state.columns import Column, EditState
from forgery_viewer.widgets.theme import DARK, LIGHT, ROW_PX, Theme
from tests.small_index import authentic, forged, known, listed
from tests.widgets.benches import FIGURES, Bench

DESCENDING = Qt.SortOrder.DescendingOrder


def test_counts_what_is_shown(bench: Bench) -> None:
    count = bench.browser.count_label
    assert count.full_text == "61 images"
    bench.model.set_filter(parse_filter("split:supplemental"))
    assert count.full_text == "1 of 61 images"
    bench.model.set_index(listed([forged("1")]))
    bench.model.set_filter(RecordFilter())
    assert count.full_text == "1 image"


def test_says_when_nothing_matches_and_offers_the_way_out(qtbot: QtBot, bench: Bench) -> None:
    note = bench.browser.note
    assert note.isHidden()
    QTest.keyClicks(bench.browser.filter_bar.field, "nothing")
    qtbot.waitUntil(note.isVisible)
    assert note.words == "No image matches"
    QTest.mouseClick(note.clear_button, Qt.MouseButton.LeftButton)
    assert note.isHidden()
    assert bench.browser.filter_bar.field.text() == ""
    assert bench.model.rowCount() == 61


def test_says_that_a_data_set_is_empty(bench: Bench) -> None:
    bench.model.set_index(listed([]))
    assert bench.browser.note.words == "No images"
    assert bench.browser.note.clear_button.isHidden()


@pytest.mark.parametrize(
    ("width_px", "columns"),
    [
        (240, [Column.CASE, Column.COVERAGE, Column.REVIEW]),
        (296, [Column.CASE, Column.INSTANCES, Column.COVERAGE, Column.REVIEW]),
        (420, [Column.CASE, Column.LABEL, Column.INSTANCES, Column.COVERAGE, Column.REVIEW]),
        (640, [column for column in Column if not column.is_score]),
    ],
)
def test_shows_the_columns_there_is_room_for(
    bench: Bench, width_px: int, columns: list[Column]
) -> None:
    bench.browser.resize(width_px, 600)
    table = bench.browser.table
    assert [column for column in Column if not table.isColumnHidden(column)] == columns
    widths = [table.columnWidth(column) for column in columns]
    assert sum(widths) == table.viewport().width()


def test_a_click_on_a_header_sorts_figures_from_the_largest(qtbot: QtBot, bench: Bench) -> None:
    header = bench.browser.table.horizontalHeader()
    place = QPoint(header.sectionPosition(Column.COVERAGE) + 20, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bench.shown()[0] == forged("30")
    assert bench.browser.sort_button.text() == "Coverage"
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bench.shown()[0] == forged("1")


def test_the_sort_menu_reaches_columns_that_are_not_shown(bench: Bench) -> None:
    button = bench.browser.sort_button
    assert bench.menu_texts("sort_button") == [
        *(column.title for column in Column),
        "Ascending",
        "Descending",
    ]
    actions = {action.text(): action for action in button.menu().actions()}
    actions["Split"].trigger()
    actions["Descending"].trigger()
    assert bench.shown()[0].split == "supplemental"
    assert button.toolTip() == "Sorted by split, descending"
    assert actions["Split"].isChecked()


def test_a_click_selects_whatever_keys_are_held(qtbot: QtBot, bench: Bench) -> None:
    viewport = bench.browser.table.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=bench.centre(3))
    assert bench.selection.current == bench.model.key_at(3)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, control, bench.centre(3))
    assert bench.selection.current == bench.model.key_at(3)
    assert bench.selection.item_selection.hasSelection()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, control, bench.centre(5))
    assert bench.selection.current == bench.model.key_at(5)


def test_dragging_over_rows_selects_only_the_first(qtbot: QtBot, bench: Bench) -> None:
    changes = QSignalSpy(bench.selection.current_changed)
    viewport = bench.browser.table.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=bench.centre(1))
    for position in (2, 3, 4):
        QTest.mouseMove(viewport, bench.centre(position))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=bench.centre(4))
    assert changes.count() == 1
    assert bench.selection.current == bench.model.key_at(1)


def test_keys_move_through_the_list(qtbot: QtBot, bench: Bench) -> None:
    table = bench.browser.table
    table.setFocus()
    for key, position in (
        (Qt.Key.Key_Down, 0),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_End, 60),
        (Qt.Key.Key_Up, 59),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(table, key)
        assert bench.selection.position == position
        top = table.rowViewportPosition(position)
        assert 0 <= top <= table.viewport().height() - ROW_PX


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_D, Qt.Key.Key_Space]
)
def test_other_keys_are_left_to_the_window(bench: Bench, key: Qt.Key) -> None:
    bench.selection.select_position(3)
    pressed = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key & 0x7F))
    QApplication.sendEvent(bench.browser.table, pressed)
    assert not pressed.isAccepted()
    assert bench.selection.position == 3


def test_keeps_its_place_when_the_filter_goes(bench: Bench) -> None:
    table = bench.browser.table
    bench.selection.select(forged("25"))
    bench.model.set_filter(parse_filter("label:authentic"))
    assert bench.selection.current == forged("25")
    assert not bench.selection.item_selection.hasSelection()
    bench.model.set_filter(RecordFilter())
    position = bench.selection.position
    assert position is not None
    assert table.viewport().rect().contains(table.visualRect(bench.model.index(position, 0)))
    assert bench.selection.item_selection.isRowSelected(position)


def test_details_that_come_do_not_scroll(bench: Bench) -> None:
    bench.selection.select(forged("1"))
    bar = bench.browser.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    index = bench.model.dataset_index
    assert index is not None
    bench.model.set_index(known(index, {authentic("1"): {"height": 649, "width": 788}}))
    assert bar.value() == bar.maximum()
    assert bench.selection.current == forged("1")


def test_sorting_and_filtering_bring_the_current_record_into_view(bench: Bench) -> None:
    table = bench.browser.table
    bench.selection.select(forged("1"))
    table.sortByColumn(Column.COVERAGE, DESCENDING)
    position = bench.selection.position
    assert position == 29
    assert table.viewport().rect().contains(table.visualRect(bench.model.index(position, 0)))
    bench.model.set_filter(parse_filter("label:forged"))
    assert bench.selection.position == 29
    assert table.viewport().rect().contains(table.visualRect(bench.model.index(29, 0)))


def test_progress_is_said_until_all_is_read(qtbot: QtBot, bench: Bench) -> None:
    browser = bench.browser
    browser.set_progress(1200, 5128)
    qtbot.waitUntil(lambda: browser.progress_text == "Reading 1,200 of 5,128")
    browser.set_progress(1264, 5128)
    assert browser.progress_text == "Reading 1,264 of 5,128"
    browser.set_progress(5128, 5128)
    assert browser.progress_text == ""
    browser.set_progress(1, 5128)
    browser.set_progress(0, 0)
    assert browser.progress_text == ""


def test_the_marks_of_a_row_differ(bench: Bench) -> None:
    bench.browser.resize(296, 600)
    plain = bench.row(1)
    key = bench.model.key_at(1)
    looks = [plain]
    for state in (EditState.KEPT, EditState.SAVED):
        bench.model.set_edited(key, state)
        looks.append(bench.row(1))
    bench.selection.select(key)
    looks.append(bench.row(1))
    assert len({bytes(look.constBits()) for look in looks}) == len(looks)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_selected_row_has_the_colours_of_the_theme(
    bench: Bench, dress: Callable[[Theme], None], theme: Theme
) -> None:
    dress(theme)
    bench.selection.select_position(2)
    row = bench.row(2)
    assert row.pixelColor(0, 20) == QColor(theme.accent)
    assert row.pixelColor(5, 20) == QColor(theme.selection)
    assert bench.row(4).pixelColor(5, 20) == QColor(theme.well)


def test_a_hovered_row_is_raised(qtbot: QtBot, bench: Bench) -> None:
    QTest.mouseMove(bench.browser.table.viewport(), bench.centre(4))
    assert bench.row(4).pixelColor(5, 20) == QColor(DARK.raised)
    QTest.mouseMove(bench.browser.table.viewport(), bench.centre(2))
    assert bench.row(4).pixelColor(5, 20) == QColor(DARK.well)


def test_bars_are_to_the_scale_of_the_largest_coverage(bench: Bench) -> None:
    bench.browser.table.sortByColumn(Column.COVERAGE, DESCENDING)
    whole = _bar_px(bench, 0)
    # Cases have 30,000 px, 29,000 px ... of equal images: the sixteenth has half of the first.
    assert _bar_px(bench, 10) / whole == pytest.approx(20 / 30, abs=0.03)
    figures = {**FIGURES, "area_px": 60_000}
    index = bench.model.dataset_index
    assert index is not None
    bench.model.set_index(known(index, {RecordKey("supplemental", "forged", "7"): figures}))
    assert _bar_px(bench, 1) / whole == pytest.approx(0.5, abs=0.03)


def _bar_px(bench: Bench, position: int) -> int:
    """How long the bar of one row is."""
    row = bench.row(position)
    bar = QColor(DARK.bar)
    return sum(row.pixelColor(x, 28) == bar for x in range(row.width()))


def test_thumbnails_are_asked_for_what_is_in_view(
    qtbot: QtBot, bench: Bench, tmp_path: Path
) -> None:
    folder = tmp_path / "train_images" / "forged"
    folder.mkdir(parents=True)
    for number in range(40):
        Image.new("RGB", (80, 64), (0, 200, 0)).save(folder / f"{number}.png")
    index = scan(tmp_path)

    def come() -> set[str]:
        records = [index.record(row) for row in range(len(index))]
        return {r.key.case_id for r in records if bench.thumbnails.get(r.image_path) is not None}

    bench.model.set_index(index)
    in_view = {record.key.case_id for record in bench.browser.table.records_in_view()}
    assert 5 < len(in_view) < 20
    qtbot.waitUntil(lambda: come() == in_view)
    assert bench.row(0).pixelColor(28, 20) == QColor(0, 200, 0)
    bench.browser.table.scrollToBottom()
    qtbot.waitUntil(lambda: "39" in come())
    assert "20" not in come()


def test_a_broken_image_is_marked_and_explained(qtbot: QtBot, bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "train_images" / "forged" / "1.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no image")
    bench.model.set_index(scan(tmp_path))
    qtbot.waitUntil(lambda: bench.thumbnails.get(path) is not None)
    marks = {bench.row(0).pixelColor(x, 20).name() for x in range(8, 48)}
    assert len(marks) > 2
    tip = bench.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "The image file is not an image (PNG, JPEG, TIFF or BMP)." in tip


def test_everything_has_a_name_for_those_who_hear_it(bench: Bench) -> None:
    browser = bench.browser
    browser.filter_bar.set_condition("label", "forged", on=True)
    names = [
        browser.accessibleName(),
        browser.table.accessibleName(),
        browser.filter_bar.field.accessibleName(),
        browser.filter_bar.menu_button.accessibleName(),
        browser.filter_bar.chips[0].accessibleName(),
        browser.sort_button.accessibleName(),
    ]
    assert names == [
        "Browser",
        "Images",
        "Filter images",
        "Filter by label and split",
        "Remove label:forged from the filter",
        "Sorted by case, ascending",
    ]
