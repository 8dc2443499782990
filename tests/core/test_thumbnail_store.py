"""The store of small pictures finds them again, keeps to its limit, and never fails."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forgery_viewer.core import thumbnail_store
from forgery_viewer.core.thumbnail_store import Stamp, ThumbnailStore

STAMP = Stamp(1000, 123_456_789_000)
IMAGE = Path("/data/35981.png")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ThumbnailStore]:
    store = ThumbnailStore(tmp_path / "cache" / "thumbnails.sqlite")
    yield store
    store.close()


def test_keeps_pictures_by_path_kind_and_state(store: ThumbnailStore) -> None:
    store.put(IMAGE, STAMP, {"list": b"small", "grid": b"larger"})
    assert store.get(IMAGE, "list", STAMP) == b"small"
    assert store.get(IMAGE, "grid", STAMP) == b"larger"
    assert store.get(IMAGE, "mask", STAMP) is None
    assert store.has(IMAGE, "list", STAMP)
    assert not store.has(IMAGE, "mask", STAMP)
    assert store.get(Path("/data/other.png"), "list", STAMP) is None
    assert store.get(IMAGE, "list", STAMP._replace(changed_ns=5)) is None
    assert store.get(IMAGE, "list", STAMP._replace(size_bytes=999)) is None


def test_a_changed_file_takes_the_place_of_what_was_kept(store: ThumbnailStore) -> None:
    store.put(IMAGE, STAMP, {"list": b"before"})
    later = STAMP._replace(changed_ns=STAMP.changed_ns + 1)
    store.put(IMAGE, later, {"list": b"after"})
    assert store.get(IMAGE, "list", STAMP) is None
    assert store.get(IMAGE, "list", later) == b"after"


def test_finds_them_again_another_day(store: ThumbnailStore) -> None:
    store.put(IMAGE, STAMP, {"list": b"small"})
    store.close()
    again = ThumbnailStore(store.file)
    assert again.get(IMAGE, "list", STAMP) == b"small"
    again.close()


def test_names_that_are_no_text_are_names_all_the_same(store: ThumbnailStore) -> None:
    path = Path(os.fsdecode(b"/data/caf\xe9.png"))
    store.put(path, STAMP, {"list": b"small"})
    assert store.get(path, "list", STAMP) == b"small"


def test_forgets_what_was_not_used_for_longest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ThumbnailStore(tmp_path / "thumbnails.sqlite", limit_bytes=400_000)
    day = [10 * 86_400.0]
    monkeypatch.setattr(time, "time", lambda: day[0])
    paths = [Path(f"/data/{number}.png") for number in range(130)]
    for path in paths[:64]:
        store.put(path, STAMP, {"grid": os.urandom(6000)})
    day[0] += 86_400
    assert store.get(paths[0], "grid", STAMP) is not None
    for path in paths[64:]:
        store.put(path, STAMP, {"grid": os.urandom(6000)})
    store.close()
    assert store.file.stat().st_size < 1_200_000
    kept = [store.get(path, "grid", STAMP) is not None for path in paths]
    assert kept[0]
    assert kept[129]
    assert not kept[1]
    assert 40 < sum(kept) < 130
    store.close()


@pytest.mark.parametrize(
    "damage", [b"no database at all" * 500, b"SQLite format 3\0" + b"x" * 9000]
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "thumbnails.sqlite"
    file.write_bytes(damage)
    store = ThumbnailStore(file)
    assert store.get(IMAGE, "list", STAMP) is None
    store.put(IMAGE, STAMP, {"list": b"small"})
    assert store.get(IMAGE, "list", STAMP) == b"small"
    store.close()


def test_a_picture_with_a_wrong_byte_is_none(store: ThumbnailStore) -> None:
    store.put(IMAGE, STAMP, {"list": b"small"})
    store.close()
    with sqlite3.connect(store.file) as database:
        database.execute("UPDATE pictures SET data = ?", (b"smell",))
    database.close()
    assert store.get(IMAGE, "list", STAMP) is None


def test_one_of_another_version_is_begun_anew(store: ThumbnailStore) -> None:
    store.put(IMAGE, STAMP, {"list": b"small"})
    store.close()
    with sqlite3.connect(store.file) as database:
        database.execute("DROP TABLE pictures")
        database.execute("CREATE TABLE pictures (path)")
        database.execute("PRAGMA user_version = 99")
    database.close()
    store.put(IMAGE, STAMP, {"list": b"small"})
    assert store.get(IMAGE, "list", STAMP) == b"small"


def test_without_a_place_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = ThumbnailStore(tmp_path / "file" / "thumbnails.sqlite")
    store.put(IMAGE, STAMP, {"list": b"small"})
    assert store.get(IMAGE, "list", STAMP) is None
    store.close()


def test_another_window_may_write_at_the_same_time(store: ThumbnailStore) -> None:
    other = ThumbnailStore(store.file)
    store.put(IMAGE, STAMP, {"list": b"small"})
    other.put(Path("/data/2.png"), STAMP, {"list": b"second"})
    assert store.get(Path("/data/2.png"), "list", STAMP) == b"second"
    assert other.get(IMAGE, "list", STAMP) == b"small"
    other.close()


def test_lies_in_the_users_cache_unless_told(own_home: Path) -> None:
    assert ThumbnailStore().file.is_relative_to(own_home / "cache")
    assert thumbnail_store.LIMIT_BYTES == 512 * 2**20
