"""The table of what was read: found again only as it was written, and never when in doubt."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.file_cache import FileCache

DTYPES = {"number": np.int32, "text": object, "vector": (np.uint64, 3)}


def opened(path: Path, version: int = 1) -> FileCache:
    return FileCache(path, version, DTYPES, stamps=2)


def columns(count: int, offset: int = 0) -> dict[str, np.ndarray]:
    number = np.arange(offset, offset + count, dtype=np.int32)
    texts = np.empty(count, object)
    texts[:] = [f"text {n % 3}" for n in number]
    vector = np.repeat(number.astype(np.uint64), 3).reshape(-1, 3) + np.uint64(2**60)
    return {"number": number, "text": texts, "vector": vector}


def stamps(count: int, value: int = 5) -> np.ndarray:
    return np.full((count, 2), value, np.int64)


def filled(path: Path, keys: list[str]) -> FileCache:
    cache = opened(path)
    cache.add(keys, stamps(len(keys)), columns(len(keys)))
    cache.save(keys)
    return cache


def test_what_was_added_is_found_in_any_order(tmp_path: Path) -> None:
    filled(tmp_path / "new/cache", ["a", "b", "c"])
    known, found = opened(tmp_path / "new/cache").look_up(["c", "x", "a"], stamps(3))
    assert known.tolist() == [True, False, True]
    assert found["number"].tolist() == [2, 0]
    assert found["text"].tolist() == ["text 2", "text 0"]
    np.testing.assert_array_equal(found["vector"], columns(3)["vector"][[2, 0]])
    assert found["vector"].dtype == np.uint64


def test_a_row_with_another_stamp_is_not_known(tmp_path: Path) -> None:
    cache = filled(tmp_path / "cache", ["a", "b"])
    changed = stamps(2)
    changed[1, 1] += 1
    known, found = cache.look_up(["a", "b"], changed)
    assert known.tolist() == [True, False]
    assert len(found["number"]) == 1


def test_later_rows_take_the_place_of_earlier_ones(tmp_path: Path) -> None:
    cache = filled(tmp_path / "cache", ["a", "b"])
    cache.add(["b"], stamps(1, 6), columns(1, offset=9))
    cache.save(["a", "b"])
    for one in (cache, opened(tmp_path / "cache")):
        known, found = one.look_up(["a", "b"], np.array([[5, 5], [6, 6]]))
        assert known.all()
        assert found["number"].tolist() == [0, 9]


def test_keys_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    cache = filled(tmp_path / "cache", ["a", "b"])
    cache.add(["c"], stamps(1), columns(1))
    cache.save(["b", "c"])
    assert cache.look_up(["a", "b", "c"], stamps(3))[0].tolist() == [False, True, True]


def test_what_another_process_wrote_meanwhile_stays(tmp_path: Path) -> None:
    one, other = opened(tmp_path / "cache"), opened(tmp_path / "cache")
    one.add(["a"], stamps(1), columns(1))
    other.add(["b"], stamps(1), columns(1, offset=7))
    one.save(["a", "b"])
    other.save(["a", "b"])
    known, found = opened(tmp_path / "cache").look_up(["a", "b"], stamps(2))
    assert known.all()
    assert found["number"].tolist() == [0, 7]


def test_another_version_is_not_used(tmp_path: Path) -> None:
    filled(tmp_path / "cache", ["a"])
    assert not opened(tmp_path / "cache", version=2).look_up(["a"], stamps(1))[0].any()
    other = FileCache(tmp_path / "cache", 1, {"number": np.int64}, stamps=2)
    assert not other.look_up(["a"], stamps(1))[0].any()


@given(st.data())
def test_a_damaged_file_is_never_trusted(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache"
        filled(path, ["a", "b"])
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[place] ^= 1 << data.draw(st.integers(0, 7))
        else:
            del content[place:]
        path.write_bytes(content)
        cache = opened(path)
        assert not cache.look_up(["a", "b"], stamps(2))[0].any()
        cache.add(["a"], stamps(1), columns(1))
        cache.save(["a"])
        assert opened(path).look_up(["a"], stamps(1))[0].all()


def test_no_file_and_a_folder_in_its_place_are_an_empty_table(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("nothing", "folder"):
        known, found = opened(tmp_path / name).look_up(["a"], stamps(1))
        assert not known.any()
        assert found["vector"].shape == (0, 3)


def test_what_cannot_be_written_is_still_known_here(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = filled(tmp_path / "file/cache", ["a"])
    assert cache.look_up(["a"], stamps(1))[0].all()


def test_nothing_new_leaves_the_file_alone(tmp_path: Path) -> None:
    cache = filled(tmp_path / "cache", ["a"])
    (tmp_path / "cache").unlink()
    cache.add([], stamps(0), columns(0))
    cache.save(["a"])
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("key", ["", "a b", "tränen/1.png", "two\nlines", "\N{SNOWMAN}"])
def test_any_name_can_be_a_key(tmp_path: Path, key: str) -> None:
    filled(tmp_path / "cache", [key, "other"])
    assert opened(tmp_path / "cache").look_up([key], stamps(1))[0].all()
