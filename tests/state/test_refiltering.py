"""The filter follows what it asks about: edits, findings, and what is read of the files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.state.columns import Column, EditState
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.selection import RecordSelection
from tests.small_index import authentic, forged, known, listed

KEYS = [authentic("1"), forged("1"), forged("2"), forged("3")]


@pytest.fixture
def model(qapp: object) -> DatasetModel:
    model = DatasetModel()
    model.set_index(listed(KEYS))
    return model


def shown(model: DatasetModel) -> list[RecordKey]:
    return [model.key_at(position) for position in range(model.rowCount())]


def test_an_edited_record_comes_into_a_filter_for_edits(model: DatasetModel) -> None:
    model.set_filter(parse_filter("edited:yes"))
    assert shown(model) == []
    changes = QSignalSpy(model.filter_changed)
    model.set_edited(forged("2"), EditState.KEPT)
    assert shown(model) == [forged("2")]
    model.set_edited(forged("2"), EditState.SAVED)
    assert changes.count() == 1
    model.set_all_edited({forged("1"): EditState.SAVED})
    assert shown(model) == [forged("1")]


def test_what_the_filter_does_not_ask_about_changes_nothing(model: DatasetModel) -> None:
    model.set_filter(parse_filter("label:forged finding:no"))
    resets = QSignalSpy(model.modelReset)
    model.set_edited(forged("2"), EditState.KEPT)
    index = model.dataset_index
    assert index is not None
    model.set_index(known(index, {forged("1"): {"height": 5, "width": 6, "instances": 1}}))
    assert resets.count() == 0


def test_findings_are_filtered_and_told(model: DatasetModel) -> None:
    told = QSignalSpy(model.findings_changed)
    model.set_filter(parse_filter("finding:overlap"))
    model.set_findings({forged("3"): frozenset({"overlapping-instances", "speck"})})
    assert shown(model) == [forged("3")]
    assert model.findings_of(forged("3")) == {"overlapping-instances", "speck"}
    assert model.findings_of(forged("1")) == frozenset()
    model.set_filter(parse_filter("finding:no label:forged"))
    assert shown(model) == [forged("1"), forged("2")]
    assert told.count() == 1
    model.set_index(listed([forged("3")]))
    assert shown(model) == []


def test_what_is_read_comes_into_the_filter_in_the_right_order(model: DatasetModel) -> None:
    model.sort(Column.INSTANCES, Qt.SortOrder.DescendingOrder)
    model.set_filter(parse_filter("n>=1"))
    assert shown(model) == []
    index = model.dataset_index
    assert index is not None
    figures = {"height": 5, "width": 6, "area_px": 3}
    index = known(index, {forged("1"): {**figures, "instances": 1}})
    model.set_index(index)
    assert shown(model) == [forged("1")]
    model.set_index(known(index, {forged("2"): {**figures, "instances": 2}}))
    assert shown(model) == [forged("2"), forged("1")]
    assert model.shown_rows.tolist() == [2, 1]


def test_views_are_told_before_and_after(model: DatasetModel) -> None:
    told: list[tuple[str, int]] = []
    model.refiltering.connect(lambda: told.append(("before", model.rowCount())))
    model.refiltered.connect(lambda: told.append(("after", model.rowCount())))
    model.set_filter(parse_filter("edited:no"))
    assert told == []
    model.set_edited(forged("1"), EditState.KEPT)
    assert told == [("before", 4), ("after", 3)]


def test_the_current_record_stays_current_when_it_leaves_the_filter(model: DatasetModel) -> None:
    selection = RecordSelection(model)
    model.set_filter(parse_filter("edited:no"))
    selection.select(forged("1"))
    model.set_edited(forged("1"), EditState.KEPT)
    assert selection.current == forged("1")
    assert selection.position is None
    assert selection.next()
    assert selection.current == forged("2")
