"""Ignored findings: remembered with reason, never lost, never mistaken for another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.ignored import (
    DAMAGED_NAME,
    FindingId,
    IgnoredFinding,
    IgnoredFindings,
    ignored_now,
)

SPECK = AuditFinding(
    "warning", "speck", "train", "352", "train_masks/352.npy", "Two specks.", label="forged"
)
ORPHAN = AuditFinding("error", "orphan-mask", "train", "9", "train_masks/9.npy", "No image.")


@pytest.fixture
def store(tmp_path: Path) -> IgnoredFindings:
    return IgnoredFindings(tmp_path)


def test_nothing_is_ignored_at_first(store: IgnoredFindings) -> None:
    assert store.read() == {}
    assert not store.path.exists()


def test_reason_who_and_when_are_remembered(
    store: IgnoredFindings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    before = datetime.now(UTC)
    store.add(ignored_now([SPECK], "dust on the scanner, \N{MICRO SIGN}m sized"))
    (entry,) = IgnoredFindings(store.path.parent).read().values()
    assert entry.finding == FindingId.of(SPECK)
    assert entry.reason == "dust on the scanner, \N{MICRO SIGN}m sized"
    assert entry.who == "ada"
    assert abs(entry.when - before) < timedelta(minutes=1)


def test_a_finding_that_says_something_else_is_another_one(store: IgnoredFindings) -> None:
    stored = store.add(ignored_now([SPECK], "fine"))
    assert FindingId.of(SPECK) in stored
    assert FindingId.of(replace(SPECK, reason="Nine specks.")) not in stored
    assert FindingId.of(replace(SPECK, case_id="353")) not in stored
    assert FindingId.of(replace(SPECK, severity="info", place=(1, 2, 3, 4))) in stored


def test_taking_back(store: IgnoredFindings) -> None:
    store.add(ignored_now([SPECK, ORPHAN], "fine"))
    left = store.remove([FindingId.of(SPECK)])
    assert set(left) == {FindingId.of(ORPHAN)}
    assert store.read() == left
    assert store.remove([FindingId.of(SPECK)]) == left, "what is not there is no trouble"


def test_a_second_window_takes_nothing_away(store: IgnoredFindings) -> None:
    other = IgnoredFindings(store.path.parent)
    store.add(ignored_now([SPECK], "one"))
    other.add(ignored_now([ORPHAN], "other"))
    assert set(store.read()) == {FindingId.of(SPECK), FindingId.of(ORPHAN)}


def test_a_new_reason_takes_the_place_of_the_old(store: IgnoredFindings) -> None:
    store.add(ignored_now([SPECK], "one"))
    store.add(ignored_now([SPECK], "two"))
    assert [entry.reason for entry in store.read().values()] == ["two"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"form": 2, "ignored": []}',
        '{"form": 1, "ignored": [{"kind": "speck"}]}',
        '{"form": 1, "ignored": [7]}',
        '{"form": 1}',
    ],
)
def test_a_damaged_file_is_told_of_and_kept_aside(store: IgnoredFindings, content: str) -> None:
    store.path.write_text(content)
    with pytest.raises(WorkspaceError, match="damaged"):
        store.read()
    store.add(ignored_now([SPECK], "fine"))
    assert set(store.read()) == {FindingId.of(SPECK)}
    assert store.path.with_name(DAMAGED_NAME).read_text() == content


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"ignored\.json: cannot be written"):
        IgnoredFindings(tmp_path / "gone").add(ignored_now([SPECK], "fine"))


def test_what_cannot_be_read_is_not_replaced(store: IgnoredFindings) -> None:
    store.path.mkdir()
    with pytest.raises(WorkspaceError, match="cannot be read"):
        store.add(ignored_now([SPECK], "fine"))
    assert store.path.is_dir()


def test_the_file_can_be_read_without_this_program(store: IgnoredFindings) -> None:
    store.add(ignored_now([SPECK], "fine"))
    (row,) = json.loads(store.path.read_text(encoding="utf-8"))["ignored"]
    assert (row["kind"], row["case_id"], row["reason"]) == ("speck", "352", "fine")


texts = st.text(st.characters(codec="utf-8"), max_size=12)


@given(
    st.lists(
        st.builds(
            IgnoredFinding,
            st.builds(FindingId, texts, texts, texts, texts, texts, texts),
            texts,
            texts,
            st.datetimes(timezones=st.just(UTC)),
        )
    )
)
def test_everything_comes_back(
    tmp_path_factory: pytest.TempPathFactory, entries: list[IgnoredFinding]
) -> None:
    store = IgnoredFindings(tmp_path_factory.mktemp("workspace"))
    store.add(entries)
    assert store.read() == {entry.finding: entry for entry in entries}
