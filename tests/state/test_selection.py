"""The current record keeps its place, whatever is filtered, sorted or read anew."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QSignalSpy

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from tests.small_index import authentic, forged, known, listed

KEYS = [kind(case) for kind in (authentic, forged) for case in ("1", "2", "3", "4")]
ONLY_FORGED = parse_filter("label:forged")
FLAGS = QItemSelectionModel.SelectionFlag


@pytest.fixture
def model(qapp: object) -> DatasetModel:
    model = DatasetModel()
    model.set_index(listed(KEYS))
    return model


@pytest.fixture
def selection(model: DatasetModel) -> RecordSelection:
    return RecordSelection(model)


def highlighted(selection: RecordSelection, model: DatasetModel) -> RecordKey | None:
    rows = selection.item_selection.selectedRows()
    assert len(rows) <= 1
    return model.key_at(rows[0].row()) if rows else None


def test_nothing_is_current_at_first(selection: RecordSelection) -> None:
    assert selection.current is None
    assert selection.position is None
    assert not selection.item_selection.hasSelection()


def test_select_highlights_and_tells_once(selection: RecordSelection, model: DatasetModel) -> None:
    changes = QSignalSpy(selection.current_changed)
    selection.select(forged("2"))
    selection.select(forged("2"))
    assert changes.count() == 1
    assert changes.at(0) == [forged("2")]
    assert highlighted(selection, model) == forged("2")
    with pytest.raises(KeyError):
        selection.select(forged("77"))
    assert selection.current == forged("2")


def test_a_click_in_a_view_makes_a_record_current(
    selection: RecordSelection, model: DatasetModel
) -> None:
    changes = QSignalSpy(selection.current_changed)
    selection.item_selection.select(model.index(3, 2), FLAGS.ClearAndSelect | FLAGS.Rows)
    assert selection.current == model.key_at(3)
    assert changes.count() == 1


def test_the_focus_of_a_view_makes_no_record_current(
    selection: RecordSelection, model: DatasetModel
) -> None:
    selection.item_selection.setCurrentIndex(model.index(0, 0), FLAGS.NoUpdate)
    assert selection.current is None


def test_the_current_record_cannot_be_unmarked(
    selection: RecordSelection, model: DatasetModel
) -> None:
    selection.select(forged("2"))
    selection.item_selection.clearSelection()
    assert highlighted(selection, model) == forged("2")


def test_next_and_previous_follow_what_is_shown(
    selection: RecordSelection, model: DatasetModel
) -> None:
    model.set_filter(ONLY_FORGED)
    model.sort(Column.CASE, Qt.SortOrder.DescendingOrder)
    assert selection.next()
    assert selection.current == forged("4")
    assert not selection.has_previous
    assert not selection.previous()
    assert selection.next()
    assert selection.current == forged("3")
    selection.select(forged("1"))
    assert not selection.has_next
    assert not selection.next()
    assert selection.current == forged("1")


def test_nothing_to_go_to_where_nothing_is_shown(
    selection: RecordSelection, model: DatasetModel
) -> None:
    model.set_filter(parse_filter("nothing"))
    assert not selection.next()
    assert not selection.previous()
    assert selection.current is None


def test_a_hidden_record_stays_current(selection: RecordSelection, model: DatasetModel) -> None:
    selection.select(authentic("2"))
    changes = QSignalSpy(selection.current_changed)
    model.set_filter(ONLY_FORGED)
    assert selection.current == authentic("2")
    assert selection.position is None
    assert highlighted(selection, model) is None
    model.set_filter(RecordFilter())
    assert highlighted(selection, model) == authentic("2")
    assert changes.count() == 0


@pytest.mark.parametrize(("step", "expected"), [("next", forged("2")), ("previous", forged("1"))])
def test_from_a_hidden_record_the_neighbours_are_next(
    selection: RecordSelection, model: DatasetModel, step: str, expected: RecordKey
) -> None:
    # By case: authentic 1, forged 1, authentic 2, forged 2 ...
    selection.select(authentic("2"))
    model.set_filter(ONLY_FORGED)
    assert getattr(selection, step)()
    assert selection.current == expected


def test_sorting_keeps_the_current_record(selection: RecordSelection, model: DatasetModel) -> None:
    selection.select(forged("2"))
    changes = QSignalSpy(selection.current_changed)
    model.sort(Column.CASE, Qt.SortOrder.DescendingOrder)
    model.sort(Column.LABEL)
    assert selection.current == forged("2") == highlighted(selection, model)
    assert changes.count() == 0


def test_details_keep_the_current_record(selection: RecordSelection, model: DatasetModel) -> None:
    model.sort(Column.COVERAGE, Qt.SortOrder.DescendingOrder)
    selection.select(forged("2"))
    changes = QSignalSpy(selection.current_changed)
    figures = {"height": 10, "width": 10, "instances": 1, "area_px": 5}
    model.set_index(known(listed(KEYS), {forged("2"): figures}))
    assert selection.position == 0
    assert highlighted(selection, model) == forged("2")
    assert changes.count() == 0


def test_another_index_keeps_or_gives_up_the_current_record(
    selection: RecordSelection, model: DatasetModel
) -> None:
    selection.select(forged("2"))
    changes = QSignalSpy(selection.current_changed)
    model.set_index(listed([forged("1"), forged("2")]))
    assert highlighted(selection, model) == forged("2")
    assert changes.count() == 0
    model.set_index(listed([forged("1")]))
    assert selection.current is None
    assert changes.count() == 1
    assert changes.at(0) == [None]
