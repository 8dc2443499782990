"""A file is there whole or as it was."""

import os
from pathlib import Path

import pytest

from forgery_viewer.core import atomic


def test_a_new_file_appears_with_its_contents(tmp_path: Path) -> None:
    atomic.write_bytes(tmp_path / "new.npy", b"abc")
    assert (tmp_path / "new.npy").read_bytes() == b"abc"
    assert [path.name for path in tmp_path.iterdir()] == ["new.npy"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt])
def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, kind: type[BaseException]
) -> None:
    path = tmp_path / "mask.npy"
    path.write_bytes(b"old")

    def write_half() -> None:
        with atomic.replacing(path) as file:
            file.write(b"half of the new o")
            raise kind

    with pytest.raises(kind):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "mask.npy"
    path.write_bytes(b"old")
    with atomic.replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_what_is_being_written_is_hidden_from_listings(tmp_path: Path) -> None:
    with atomic.replacing(tmp_path / "mask.npy"):
        (hidden,) = tmp_path.iterdir()
        assert hidden.name.startswith(".")


def test_the_longest_name_a_folder_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".npy")
    atomic.write_bytes(path, b"x")
    assert path.read_bytes() == b"x"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic.write_bytes(tmp_path / "nowhere" / "mask.npy", b"x")


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    original = tmp_path / "original.npy"
    original.write_bytes(b"precious")
    link = tmp_path / "link.npy"
    link.symlink_to(original)
    atomic.write_bytes(link, b"other")
    assert original.read_bytes() == b"precious"
    assert link.read_bytes() == b"other"


def test_copies_are_equal_and_need_a_source(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(range(256)) * 1000)
    atomic.copy_file(source, target)
    assert target.read_bytes() == source.read_bytes()
    with pytest.raises(FileNotFoundError):
        atomic.copy_file(tmp_path / "missing", target)
    assert target.read_bytes() == source.read_bytes()


def test_appending_brings_what_is_added_behind_what_counts(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"whole" + b"half")
    atomic.append(path, 5, b" again")
    assert path.read_bytes() == b"whole again"


def test_appending_that_fails_leaves_what_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"whole")

    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        atomic.append(path, 5, b" again")
    assert path.read_bytes() == b"whole"


def test_nothing_is_appended_to_a_file_that_is_shorter(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"who")
    with pytest.raises(OSError, match="only 3 of 5 bytes"):
        atomic.append(path, 5, b" again")
    assert path.read_bytes() == b"who"


def test_only_what_killed_writers_left_long_ago_is_swept_away(tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir()
    old, young = below / f".{'0a' * 8}.tmp", below / f".{'1b' * 8}.tmp"
    others = [tmp_path / name for name in (".mine.tmp", "mask.npy", f"{'0a' * 8}.tmp")]
    for path in (old, young, *others):
        path.write_bytes(b"")
    for path in (old, *others):
        os.utime(path, (1, 1))
    atomic.sweep(tmp_path)
    atomic.sweep(tmp_path / "not there")
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == sorted(path.name for path in (young, *others))
