"""Saved views come back as they were written; damage is told, never guessed at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.saved_views import (
    SavedView,
    ViewBook,
    read_views,
    set_aside,
    write_views,
)

TINY = SavedView("Tiny", "label:forged coverage<0.5", "coverage", descending=False)
MANY = SavedView("Many é", "n>=3", "instances", descending=True, layout="grid")

views = st.builds(
    SavedView, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5), st.booleans(),
    st.sampled_from(("table", "grid")),
)  # fmt: skip
books = st.builds(
    ViewBook,
    st.lists(views, max_size=4, unique_by=lambda view: view.name).map(tuple),
    st.none() | views,
)


@given(books)
def test_views_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, book: ViewBook
) -> None:
    file = tmp_path_factory.getbasetemp() / "views.json"
    write_views(file, book)
    assert read_views(file) == book


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_views(tmp_path / "views.json") == ViewBook()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b'{"views": 3}',
        b'{"views": ["Tiny"]}',
        b'{"views": [{"filter": ""}]}',
        b'{"views": [{"name": 3}]}',
        b'{"views": [{"name": "a", "descending": "yes"}]}',
        b"\xff\xfe",
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, damaged: bytes) -> None:
    file = tmp_path / "views.json"
    file.write_bytes(damaged)
    with pytest.raises(WorkspaceError, match="is no list of saved views"):
        read_views(file)
    aside = set_aside(file)
    assert aside.read_bytes() == damaged
    assert not file.exists()


def test_what_a_newer_version_adds_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "views.json"
    file.write_text(json.dumps({"views": [{"name": "Tiny", "colour": "red"}], "more": 1}))
    assert read_views(file).views == (SavedView("Tiny"),)


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        write_views(tmp_path / "missing" / "views.json", ViewBook())


def test_a_book_keeps_its_order() -> None:
    book = ViewBook().with_view(TINY).with_view(MANY)
    assert [view.name for view in book.views] == ["Tiny", "Many é"]
    changed = SavedView("Tiny", "n>1")
    assert book.with_view(changed).views == (changed, MANY)
    assert book.without("Tiny").views == (MANY,)
    assert book.without("Tiny").with_view(TINY, 0) == book
    assert book.find("nothing") is None


def test_views_are_compared_without_their_names() -> None:
    assert TINY.shows_as(SavedView("", "label:forged coverage<0.5", "coverage"))
    assert not TINY.shows_as(MANY)
