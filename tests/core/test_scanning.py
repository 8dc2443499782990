"""Reading all files: the same whatever was read before, in whatever order and by how many."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forgery_viewer.core import scanning
from forgery_viewer.core.dataset import Index, RecordKey, list_dataset, read_details, scan
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.scan_cache import ChannelCache, DetailsCache
from forgery_viewer.core.scanning import read_all, read_all_channels
from forgery_viewer.core.workspace import Workspace
from tests.conftest import SHARED_DATA
from tests.core.building import noise, stack_of, write_array, write_case, write_image
from tests.core.settled import settle

FORGED = RecordKey("train", "forged", "2")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three pairs, last changed long ago."""
    for case_id in ("1", "2", "3"):
        write_case(tmp_path / "set", case_id)
    settle(tmp_path / "set")
    return tmp_path / "set"


@pytest.fixture
def workspace(root: Path, tmp_path: Path) -> Workspace:
    return Workspace.open(root, tmp_path / "workspace")


class Reading:
    """Counts the rows that are really read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[int] = []
        for name in ("details_of", "sums_of"):
            monkeypatch.setattr(scanning, name, self._counted(getattr(scanning, name)))

    def _counted(self, read: Callable[..., object]) -> Callable[..., object]:
        def counted(index: Index, row: int, *rest: object) -> object:
            self.rows.append(row)
            return read(index, row, *rest)

        return counted

    def taken(self) -> list[int]:
        rows, self.rows = sorted(self.rows), []
        return rows


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    return Reading(monkeypatch)


def assert_same(one: Index, other: Index) -> None:
    assert one.table.equals(other.table)
    np.testing.assert_array_equal(one.was_read, other.was_read)


def test_unchanged_files_are_not_read_again(
    root: Path, workspace: Workspace, reading: Reading
) -> None:
    first = scan(root, cache=DetailsCache(workspace))
    assert reading.taken() == [0, 1, 2, 3, 4, 5]
    assert_same(scan(root, cache=DetailsCache(workspace)), first)
    assert reading.taken() == []
    assert_same(first, scan(root))


def test_a_fresh_start_reads_everything_and_is_kept(
    root: Path, workspace: Workspace, reading: Reading
) -> None:
    scan(root, cache=DetailsCache(workspace))
    reading.taken()
    scan(root, cache=DetailsCache(workspace, fresh=True))
    assert reading.taken() == [0, 1, 2, 3, 4, 5]
    scan(root, cache=DetailsCache(workspace))
    assert reading.taken() == []


@pytest.mark.parametrize(
    ("changed", "rows"),
    [("train_images/authentic/2.png", [2]), ("train_images/forged/2.png", [3]),
     ("train_masks/2.npy", [3])],
)  # fmt: skip
def test_only_what_changed_is_read_again(
    root: Path, workspace: Workspace, reading: Reading, changed: str, rows: list[int]
) -> None:
    scan(root, cache=DetailsCache(workspace))
    reading.taken()
    path = root / changed
    if path.suffix == ".npy":
        write_mask(path, stack_of(20, 30, (slice(0, 20), slice(0, 15))))
        os.utime(path, (1e9, 1e9))
    else:
        write_image(path, noise(20, 30, seed=7))
    again = scan(root, cache=DetailsCache(workspace))
    assert reading.taken() == rows
    assert_same(again, scan(root))


def test_files_come_and_go(root: Path, workspace: Workspace, reading: Reading) -> None:
    scan(root, cache=DetailsCache(workspace))
    (root / "train_images/forged/1.png").unlink()
    (root / "train_masks/2.npy").unlink()
    write_case(root, "0")
    settle(root / "train_images/authentic")
    reading.taken()
    again = scan(root, cache=DetailsCache(workspace))
    assert_same(again, scan(root))
    assert again.record(again.row_of(FORGED)).instances is None


def test_a_moved_data_set_keeps_what_is_known(
    root: Path, workspace: Workspace, reading: Reading
) -> None:
    scan(root, cache=DetailsCache(workspace))
    reading.taken()
    moved = root.rename(root.with_name("moved"))
    scan(moved, cache=DetailsCache(workspace))
    assert reading.taken() == []


def test_a_file_changed_a_moment_ago_is_not_relied_upon(
    root: Path, workspace: Workspace, reading: Reading
) -> None:
    (root / "train_masks/2.npy").touch()
    scan(root, cache=DetailsCache(workspace))
    reading.taken()
    scan(root, cache=DetailsCache(workspace))
    assert reading.taken() == [3]


def test_what_could_not_be_read_is_tried_again(
    root: Path, workspace: Workspace, reading: Reading
) -> None:
    write_array(root / "train_masks/1.npy", np.full((1, 20, 30), 7, np.uint8))
    (root / "train_images/authentic/3.png").write_bytes(b"text")
    settle(root)
    for _ in range(2):
        again = scan(root, cache=DetailsCache(workspace))
        assert "values other" in again.record(1).problem
        assert "not an image" in again.record(4).problem
    assert reading.taken() == [0, 1, 1, 2, 3, 4, 4, 5]


def test_a_correction_and_the_own_mask_are_told_apart(root: Path, workspace: Workspace) -> None:
    corrected = stack_of(20, 30, (slice(0, 20), slice(0, 30)), (slice(0, 2), slice(0, 2)))
    workspace.save_correction(FORGED, corrected, None)
    settle(workspace.root)

    def instances(corrections: dict[RecordKey, Path]) -> int | None:
        cache = DetailsCache(workspace)
        index = read_all(list_dataset(root), cache=cache, corrections=corrections)
        return index.record(index.row_of(FORGED)).instances

    for _ in range(2):
        assert instances({}) == 1
        assert instances(workspace.corrections()) == 2
    strange = {RecordKey("train", "forged", "99"): workspace.root / "none.npy"}
    assert instances(strange) == 1


def test_a_mask_corrected_while_files_are_read_is_not_taken_for_the_own_one(
    root: Path, workspace: Workspace
) -> None:
    index, cache = list_dataset(root), DetailsCache(workspace)
    cache.known(index, np.arange(len(index)))
    corrected = stack_of(20, 30, (slice(0, 20), slice(0, 30)))
    workspace.save_correction(FORGED, corrected, None)
    corrections = workspace.corrections()
    cache.keep(index, read_details(index, range(len(index)), corrections=corrections), corrections)
    cache.save(index)
    workspace.discard_correction(FORGED)
    again = scan(root, cache=DetailsCache(workspace))
    assert again.record(again.row_of(FORGED)).area_px == 20


def test_channel_sums_are_kept_as_well(root: Path, workspace: Workspace, reading: Reading) -> None:
    index = list_dataset(root)
    first = read_all_channels(index, cache=ChannelCache(workspace))
    assert reading.taken() == [0, 1, 2, 3, 4, 5]
    write_image(root / "train_images/forged/3.png", noise(20, 30, seed=9))
    again = read_all_channels(index, cache=ChannelCache(workspace))
    assert reading.taken() == [5]
    np.testing.assert_array_equal(again.sums[:5], first.sums[:5])
    assert (again.sums[5] != first.sums[5]).any()


def test_some_rows_alone(root: Path, workspace: Workspace, reading: Reading) -> None:
    index = list_dataset(root)
    table = read_all_channels(index, np.array([4, 1]), cache=ChannelCache(workspace))
    assert reading.taken() == [1, 4]
    assert np.flatnonzero(table.known).tolist() == [1, 4]
    seen: list[tuple[int, int]] = []
    rows = np.array([0, 1, 4])
    cache = ChannelCache(workspace)
    read_all_channels(index, rows, cache=cache, progress=lambda *at: seen.append(at))
    assert reading.taken() == [0]
    assert (seen[0], seen[-1]) == ((2, 3), (3, 3))


def test_progress_counts_every_row_once(root: Path) -> None:
    seen: list[tuple[int, int]] = []
    scan(root, progress=lambda *at: seen.append(at))
    assert seen[-1] == (6, 6)
    assert seen == sorted(set(seen))


def test_a_cancelled_scan_knows_what_was_read(root: Path) -> None:
    index = scan(root, cancelled=lambda: True)
    assert len(index) == 6
    assert index.was_read.sum() < 6 or index.was_read.all()


def test_an_interrupted_scan_keeps_what_was_read(
    root: Path, workspace: Workspace, reading: Reading
) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(root, progress=interrupt, cache=DetailsCache(workspace))
    read = reading.taken()
    assert read
    scan(root, cache=DetailsCache(workspace))
    assert sorted(read + reading.taken()) == [0, 1, 2, 3, 4, 5]


def test_a_data_set_of_no_images(tmp_path: Path) -> None:
    (tmp_path / "set/test_images").mkdir(parents=True)
    workspace = Workspace.open(tmp_path / "set")
    assert len(scan(tmp_path / "set", cache=DetailsCache(workspace))) == 0
    index = list_dataset(tmp_path / "set")
    assert len(read_all_channels(index, cache=ChannelCache(workspace)).pixels) == 0


def test_a_data_set_that_cannot_be_written_has_its_cache_elsewhere(
    root: Path, reading: Reading
) -> None:
    # A file in the place of the folder keeps even a superuser from writing there.
    (root / ".forgery_viewer").write_text("in the way")
    before = sorted(path.name for path in root.rglob("*"))
    workspace = Workspace.open(root)
    assert not workspace.root.is_relative_to(root)
    for _ in range(2):
        scan(root, cache=DetailsCache(workspace))
    assert reading.taken() == [0, 1, 2, 3, 4, 5]
    assert sorted(path.name for path in root.rglob("*")) == before


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="no sample data sets beside the checkout")
@settings(max_examples=6)
@given(workers=st.integers(1, 8), seed=st.integers(0, 1000))
def test_neither_threads_nor_order_change_a_figure(workers: int, seed: int) -> None:
    index = list_dataset(SHARED_DATA / "recodai_mini")
    assert_same(read_all(index, workers=workers), read_all(index, workers=1))
    order = np.random.default_rng(seed).permutation(len(index))[:20]
    shuffled = read_all_channels(index, order, workers=workers)
    straight = read_all_channels(index, np.sort(order), workers=1)
    np.testing.assert_array_equal(shuffled.sums, straight.sums)
    np.testing.assert_array_equal(shuffled.squares, straight.squares)


def test_the_cache_holds_for_the_sample_sets_too(shared_data: Path, tmp_path: Path) -> None:
    for name in ("recodai_mini", "recodai_broken"):
        root = tmp_path / name
        shutil.copytree(shared_data / name, root)
        settle(root)
        workspace = Workspace.open(root, tmp_path / f"workspace_{name}")
        first = scan(root, cache=DetailsCache(workspace))
        assert_same(scan(root, cache=DetailsCache(workspace)), first)
