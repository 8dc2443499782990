"""The model of the data set: order, filter and what it says of each record."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.modeltest import ModelTester

from forgery_viewer.core.dataset import LABELS, SPLITS, Index, RecordKey, scan
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.state.columns import Column, EditState
from forgery_viewer.state.dataset_model import KEY_ROLE, RECORD_ROLE, DatasetModel
from tests.small_index import authentic, forged, known, listed

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder

TEST = RecordKey("test", "unlabelled", "45")
KEYS = [authentic("9"), authentic("10"), forged("9"), forged("10"), forged("200"), TEST]
DETAILS = {
    authentic("9"): {"height": 30, "width": 40, "mode": "RGB"},
    authentic("10"): {"height": 100, "width": 200, "mode": "L"},
    forged("9"): {"height": 30, "width": 40, "mode": "RGB", "instances": 1, "area_px": 12},
    forged("10"): {"height": 100, "width": 200, "mode": "L", "instances": 3, "area_px": 5000},
    forged("200"): {"height": 10, "width": 10, "mode": "RGB", "instances": 2, "area_px": 0},
}


@pytest.fixture
def index() -> Index:
    return known(listed(KEYS), DETAILS)


@pytest.fixture
def model(index: Index, qapp: object) -> DatasetModel:
    model = DatasetModel()
    model.set_index(index)
    return model


def shown(model: DatasetModel) -> list[RecordKey]:
    return [model.key_at(position) for position in range(model.rowCount())]


def cases(model: DatasetModel) -> list[str]:
    return [key.case_id for key in shown(model)]


def text(model: DatasetModel, key: RecordKey, column: Column) -> object:
    position = model.position_of(key)
    assert position is not None
    return model.data(model.index(position, column))


def test_satisfies_qt(qtmodeltester: ModelTester, model: DatasetModel) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.sort(Column.COVERAGE, DESCENDING)
    model.set_filter(parse_filter("label:forged"))
    model.set_edited(forged("9"), EditState.SAVED)
    model.set_filter(RecordFilter())


def test_is_empty_without_an_index(qapp: object) -> None:
    model = DatasetModel()
    assert (model.rowCount(), model.total, model.dataset_index) == (0, 0, None)
    model.sort(Column.COVERAGE, DESCENDING)
    model.set_filter(parse_filter("9"))
    assert model.position_of(forged("9")) is None
    with pytest.raises(IndexError):
        model.key_at(0)


def test_counts_case_ids_the_way_people_do(model: DatasetModel) -> None:
    assert cases(model) == ["9", "9", "10", "10", "45", "200"]
    assert shown(model)[:2] == [authentic("9"), forged("9")]
    model.sort(Column.CASE, DESCENDING)
    assert cases(model) == ["200", "45", "10", "10", "9", "9"]


@pytest.mark.parametrize(
    ("column", "order", "expected"),
    [
        (Column.SIZE, ASCENDING, ["200", "9", "9", "10", "10", "45"]),
        (Column.SIZE, DESCENDING, ["10", "10", "9", "9", "200", "45"]),
        (Column.INSTANCES, DESCENDING, ["10", "200", "9", "9", "10", "45"]),
        (Column.COVERAGE, ASCENDING, ["200", "9", "10", "9", "10", "45"]),
        (Column.COVERAGE, DESCENDING, ["10", "9", "200", "9", "10", "45"]),
        (Column.LABEL, ASCENDING, ["9", "10", "9", "10", "200", "45"]),
        (Column.SPLIT, DESCENDING, ["45", "9", "10", "9", "10", "200"]),
    ],
)
def test_sorts_with_the_unknown_last(
    model: DatasetModel, column: Column, order: Qt.SortOrder, expected: list[str]
) -> None:
    model.sort(column, order)
    assert cases(model) == expected
    assert (model.sort_column, model.sort_order) == (column, order)


def test_minus_one_restores_the_order_of_the_index(model: DatasetModel) -> None:
    model.sort(-1)
    assert shown(model) == KEYS
    assert model.sort_column is None


def test_filters_and_says_so_once(model: DatasetModel) -> None:
    changes = QSignalSpy(model.filter_changed)
    model.set_filter(parse_filter("10 label:forged"))
    assert shown(model) == [forged("10")]
    assert (model.rowCount(), model.total) == (1, 6)
    assert model.position_of(forged("9")) is None
    model.set_filter(parse_filter("10 label:forged"))
    assert changes.count() == 1


def test_says_where_a_hidden_record_would_stand(model: DatasetModel) -> None:
    model.set_filter(parse_filter("label:forged"))
    assert cases(model) == ["9", "10", "200"]
    assert model.place_of(authentic("10")) == 1
    assert model.place_of(TEST) == 2
    assert model.place_of(forged("200")) == model.position_of(forged("200")) == 2
    assert model.place_of(forged("none")) is None


def test_filter_and_order_stay_for_another_index(model: DatasetModel) -> None:
    model.set_filter(parse_filter("label:forged"))
    model.sort(Column.CASE, DESCENDING)
    resets = QSignalSpy(model.modelReset)
    model.set_index(listed([forged("1"), authentic("1"), forged("2")]))
    assert resets.count() == 1
    assert cases(model) == ["2", "1"]
    assert model.total == 3


def test_details_change_rows_and_move_nothing(qapp: object, index: Index) -> None:
    model = DatasetModel()
    model.set_index(listed(KEYS))
    assert text(model, forged("10"), Column.COVERAGE) == ""
    resets, moves = QSignalSpy(model.modelReset), QSignalSpy(model.layoutChanged)
    changes = QSignalSpy(model.dataChanged)
    model.set_index(known(listed(KEYS), {forged("10"): DETAILS[forged("10")]}))
    assert (resets.count(), moves.count(), changes.count()) == (0, 0, 1)
    first, last = changes.at(0)[:2]
    assert first.row() == last.row() == model.position_of(forged("10"))
    assert text(model, forged("10"), Column.COVERAGE) == "25.00\N{NO-BREAK SPACE}%"
    assert model.largest_coverage == 25.0


def test_details_that_are_sorted_by_move_rows(qapp: object, index: Index) -> None:
    model = DatasetModel()
    model.set_index(listed(KEYS))
    model.sort(Column.COVERAGE, DESCENDING)
    resets = QSignalSpy(model.modelReset)
    model.set_index(index)
    assert resets.count() == 0
    assert cases(model) == ["10", "9", "200", "9", "10", "45"]


def test_the_same_index_again_changes_nothing(model: DatasetModel, index: Index) -> None:
    model.sort(Column.COVERAGE, DESCENDING)
    spies = [
        QSignalSpy(signal) for signal in (model.modelReset, model.layoutChanged, model.dataChanged)
    ]
    model.set_index(known(listed(KEYS), DETAILS))
    assert [spy.count() for spy in spies] == [0, 0, 0]


def test_what_qt_holds_follows_its_record(model: DatasetModel) -> None:
    position = model.position_of(forged("10"))
    assert position is not None
    held = QPersistentModelIndex(model.index(position, Column.COVERAGE))
    model.sort(Column.COVERAGE, DESCENDING)
    assert held.data(int(KEY_ROLE)) == forged("10")
    assert (held.row(), held.column()) == (0, Column.COVERAGE)


def test_edit_states_are_told_and_sorted_by(model: DatasetModel) -> None:
    changes = QSignalSpy(model.edited_changed)
    model.set_edited(forged("10"), EditState.KEPT)
    model.set_edited(forged("200"), EditState.SAVED)
    model.set_edited(forged("200"), EditState.SAVED)
    assert changes.count() == 2
    assert model.edit_state(forged("10")) is EditState.KEPT
    assert text(model, forged("10"), Column.EDITED) == "Edits kept, not saved"
    assert text(model, forged("9"), Column.EDITED) == ""
    model.sort(Column.EDITED, DESCENDING)
    assert cases(model)[:2] == ["200", "10"]
    model.sort(Column.EDITED, ASCENDING)
    assert cases(model)[:2] == ["10", "200"]
    model.set_edited(forged("9"), EditState.KEPT)
    assert shown(model)[:2] == [forged("9"), forged("10")]


def test_edit_states_outlive_a_new_index_and_unknown_records(model: DatasetModel) -> None:
    model.set_all_edited({forged("1"): EditState.SAVED, forged("9"): EditState.KEPT})
    model.set_index(listed([forged("1"), forged("2")]))
    assert text(model, forged("1"), Column.EDITED) == "Edited and saved"
    model.set_all_edited({})
    assert text(model, forged("1"), Column.EDITED) == ""


def test_cells_say_what_is_known(model: DatasetModel) -> None:
    said = [text(model, forged("10"), column) for column in Column]
    assert said == [
        "10",
        "forged",
        "train",
        "200\N{THIN SPACE}\N{MULTIPLICATION SIGN}\N{THIN SPACE}100",
        "3",
        "25.00\N{NO-BREAK SPACE}%",
        "",
        "",
        "",
        "Open",
    ]
    assert [text(model, TEST, column) for column in Column] == [
        "45",
        "unlabelled",
        "test",
        *[""] * 6,
        "Open",
    ]


def test_roles_carry_record_and_words(model: DatasetModel) -> None:
    position = model.position_of(forged("10"))
    assert position is not None
    item = model.index(position, Column.INSTANCES)
    record = item.data(int(RECORD_ROLE))
    assert (record.key, record.instances) == (forged("10"), 3)
    assert record == model.record(forged("10")) == model.record_at(position)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Instances: 3"
    tip = item.data(Qt.ItemDataRole.ToolTipRole)
    assert "forged, train" in tip
    assert "3 instances, 5,000 px" in tip


def test_tooltips_take_names_for_names(qapp: object) -> None:
    model = DatasetModel()
    model.set_index(listed([forged("<b>&")]))
    assert "&lt;b&gt;&amp;" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_headers_name_the_columns_and_the_first_order(model: DatasetModel) -> None:
    across = Qt.Orientation.Horizontal
    assert [model.headerData(column, across) for column in Column] == [
        "Case", "Label", "Split", "Size", "Instances", "Coverage", "Edited", "oF1", "F1",
        "Review",
    ]  # fmt: skip
    role = Qt.ItemDataRole.InitialSortOrderRole
    assert model.headerData(Column.COVERAGE, across, role) == DESCENDING
    assert model.headerData(Column.CASE, across, role) == ASCENDING
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_a_row_has_no_children(model: DatasetModel) -> None:
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_shows_the_true_figures(qapp: object, shared_data: Path) -> None:
    model = DatasetModel()
    model.set_index(scan(shared_data / "recodai_mini"))
    assert text(model, forged("7747"), Column.INSTANCES) == "3"
    assert text(model, forged("7747"), Column.COVERAGE) == "11.86\N{NO-BREAK SPACE}%"
    model.sort(Column.COVERAGE, DESCENDING)
    assert model.key_at(0) == forged("35981")


KEY = st.builds(
    RecordKey,
    st.sampled_from(SPLITS),
    st.sampled_from(LABELS),
    st.integers(0, 30).map(str),
)
FILTER = st.sampled_from(
    ("", "1", "label:forged 2", "split:test,train", "-label:authentic -split:train", "pair:yes")
).map(parse_filter)


@given(st.lists(KEY, unique=True, max_size=25), FILTER, st.sampled_from(Column), st.booleans())
def test_positions_and_places_agree_with_what_is_shown(
    keys: list[RecordKey], record_filter: RecordFilter, column: Column, ascending: bool
) -> None:
    model = DatasetModel()
    model.set_index(listed(keys))
    order = ASCENDING if ascending else DESCENDING
    model.sort(column, order)
    everything = shown(model)
    assert sorted(everything) == sorted(keys)
    model.set_filter(record_filter)
    visible = shown(model)
    # Filtering takes rows away and changes nothing in the order of the others.
    assert visible == [key for key in everything if key in set(visible)]
    for key in keys:
        place = model.place_of(key)
        assert place == sum(other in visible for other in everything[: everything.index(key)])
        assert model.position_of(key) == (place if key in visible else None)


def test_two_predictors_are_compared_by_the_filter(model: DatasetModel) -> None:
    nan = float("nan")
    scores = {
        forged("9"): (0.75, 0.8, 0.5),
        forged("10"): (0.125, 0.9, 0.125),
        forged("200"): (0.5, 0.5, nan),
        authentic("9"): (0.0, 0.0, 1.0),
    }
    model.set_scores(scores)
    wanted = {
        "compared:better": {forged("9")},
        "compared:worse": {authentic("9")},
        "compared:same": {forged("10")},
        "compared:better,worse": {forged("9"), authentic("9")},
    }
    for words, keys in wanted.items():
        model.set_filter(parse_filter(words))
        assert set(shown(model)) == keys
    model.set_filter(parse_filter("compared:same"))
    model.set_scores({**scores, forged("9"): (0.75, 0.8, 0.75)})
    assert set(shown(model)) == {forged("9"), forged("10")}


def test_scores_are_shown_sorted_worst_first_and_filtered_by(model: DatasetModel) -> None:
    told = QSignalSpy(model.scored_changed)
    model.set_scores({forged("9"): (0.75, 0.8), forged("10"): (0.125, 0.9), authentic("9"): (1, 1)})
    assert [told.at(place) for place in range(told.count())] == [[True]]
    assert text(model, forged("10"), Column.OF1) == "0.125"
    assert text(model, forged("200"), Column.F1) == ""
    assert Column.OF1.first_order == ASCENDING
    model.sort(Column.OF1, ASCENDING)
    scored = [forged("10"), forged("9"), authentic("9")]
    assert shown(model)[:3] == scored, "what is not predicted comes last"
    model.set_scores({forged("9"): (0.05, 0.8), forged("10"): (0.125, 0.9), authentic("9"): (1, 1)})
    assert shown(model)[:3] == [forged("9"), forged("10"), authentic("9")], "a new score moves it"
    model.set_filter(parse_filter("of1<0.5"))
    assert shown(model) == [forged("9"), forged("10")]
    model.set_scores({forged("9"): (0.9, 0.9), forged("10"): (0.125, 0.9)})
    assert shown(model) == [forged("10")]
    model.set_filter(parse_filter("f1>=0.9"))
    assert shown(model) == [forged("10"), forged("9")]
    model.set_filter(RecordFilter())
    model.set_scores({})
    assert [told.at(place) for place in range(told.count())] == [[True], [False]]
