"""The journals of a workspace are found, and what is kept in them is told at a glance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.edits import pack_edit
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.journal import Made, Moved, Saved
from forgery_viewer.core.journal_entries import NOWHERE, Base, Stand
from forgery_viewer.core.journals import Journals
from forgery_viewer.core.packed_masks import PackedMask
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.steps import Flip, Step

KEY = RecordKey("train", "forged", "Bild 7.v2 é")
OTHER = RecordKey("supplemental", "forged", KEY.case_id)
STACK = np.zeros((1, 8, 9), np.uint8)


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    return Journals(tmp_path)


def base(*, is_saved: bool = True) -> Base:
    return Base(PackedMask.of(STACK), (InstanceState(0),), is_saved, "", "", 0)


def made(number: int) -> Made:
    edit = pack_edit(0, np.ones((8, 9), np.bool_))
    assert edit is not None
    return Made(number, Step("Fill", "paint-bucket", (Flip(edit),)))


def test_they_lie_by_record_and_are_found_again(tmp_path: Path, journals: Journals) -> None:
    assert journals.keys() == frozenset()
    assert journals.read(KEY) is None
    for key in (KEY, OTHER):
        journals.begin(key, base()).write([made(0)])
    assert (tmp_path / "journal/train/forged/Bild 7.v2 é.journal").is_file()
    assert Journals(tmp_path).keys() == {KEY, OTHER}
    history = Journals(tmp_path).read(KEY)
    assert history is not None
    assert history.index == 1
    assert history.planes.to_stack().all()


def test_where_each_stands_is_read_from_its_end(tmp_path: Path, journals: Journals) -> None:
    journals.begin(KEY, base()).write([made(0), Saved("", 1), made(1), Moved(1)])
    journals.begin(OTHER, base(is_saved=False)).write([made(0)])
    found = Journals(tmp_path).stands()
    assert found == {KEY: Stand(1, 1, 2), OTHER: Stand(1, NOWHERE, 1)}
    assert [found[key].is_unsaved for key in (KEY, OTHER)] == [False, True]
    with journals.path(KEY).open("ab") as file:
        file.write(b"torn")
    assert Journals(tmp_path).stands() == found
    journals.path(KEY).write_bytes(b"something else")
    assert Journals(tmp_path).stands() == {OTHER: found[OTHER]}


def test_one_that_is_being_written_is_read_as_far_as_it_is_whole(journals: Journals) -> None:
    journal = journals.begin(KEY, base())
    journal.write([made(0)])
    with journals.path(KEY).open("ab") as file:
        file.write(b"half of the next ent")
    history = journals.read(KEY)
    assert history is not None
    assert (history.index, history.problem) == (1, "")
    assert journals.resume(KEY, history) is journal


def test_one_that_does_not_fit_is_set_aside(tmp_path: Path, journals: Journals) -> None:
    assert journals.set_aside(KEY) is None
    journals.begin(KEY, base()).write([made(0)])
    data = journals.path(KEY).read_bytes()
    aside = journals.set_aside(KEY)
    assert aside is not None
    assert aside.read_bytes() == data
    assert journals.keys() == frozenset()
    assert journals.read(KEY) is None


def test_what_cannot_be_read_is_told_with_its_name(journals: Journals) -> None:
    journals.path(KEY).parent.mkdir(parents=True)
    journals.path(KEY).write_bytes(b"not one of ours")
    with pytest.raises(WorkspaceError, match=r"forged/Bild 7\.v2 é\.journal: is no journal"):
        journals.read(KEY)
    journals.path(OTHER).parent.mkdir(parents=True)
    journals.path(OTHER).mkdir()
    with pytest.raises(WorkspaceError, match="cannot be read: is a directory"):
        journals.read(OTHER)
