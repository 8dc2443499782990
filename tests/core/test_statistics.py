"""Statistics against the table of truth, and against the mistake they are there to replace."""

from __future__ import annotations

import csv
import itertools
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core.channels import ChannelSums, ChannelTable, channel_sums
from forgery_viewer.core.dataset import Details, Index, scan
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.scanning import read_all_channels
from forgery_viewer.core.statistics import Statistics, sample_rows, summarise
from forgery_viewer.core.summaries import BUCKETS, PERCENTILES
from tests.core.building import noise, stack_of, write_case
from tests.small_index import authentic, forged, known, listed


@pytest.fixture(scope="module")
def mini(shared_data: Path) -> Index:
    return scan(shared_data / "recodai_mini")


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "recodai_mini/truth.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def as_in_the_notebook(mask: NDArray[Any], height: int, width: int) -> float:
    """Coverage in percent as the exploratory notebook computes it."""
    mask = (mask > 0).astype(np.uint8)
    if mask.ndim == 3:
        mask = mask[..., 0]
    if mask.shape != (height, width):
        mask = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)
    return 100 * int(mask.sum()) / (height * width)


def test_every_figure_of_the_sample_is_that_of_the_table_of_truth(
    mini: Index, truth: list[dict[str, str]]
) -> None:
    statistics = summarise(mini)
    # The table of truth has pixels and sizes whole, and coverage rounded.
    area = np.array([int(row["area_px"]) for row in truth])
    pixels = np.array([int(row["height"]) * int(row["width"]) for row in truth])
    coverage = 100 * area / pixels
    for numbers, summary in ((area, statistics.area_px), (coverage, statistics.coverage_pct)):
        expected = [*np.percentile(numbers, PERCENTILES), numbers.max(), numbers.mean()]
        assert list(summary.figures().values()) == pytest.approx(expected, rel=1e-12)
    edges = [0, *(bucket.to_pct for bucket in BUCKETS[:-1]), 101]
    counts = [
        int(((coverage > low) & (coverage <= high)).sum())
        for low, high in itertools.pairwise(edges)
    ]
    assert [found.count for found in statistics.buckets] == counts
    instances = [int(row["instances"]) for row in truth]
    groups = {group.instances: group.count for group in statistics.by_instances}
    assert groups == {number: instances.count(number) for number in sorted(set(instances))}
    for group in statistics.by_instances:
        of_group = coverage[np.array(instances) == group.instances]
        assert group.coverage_pct.p50 == pytest.approx(np.percentile(of_group, 50), rel=1e-12)
        assert group.share_pct == pytest.approx(100 * len(of_group) / 35)


def test_counts_of_the_sample(mini: Index, truth: list[dict[str, str]]) -> None:
    counts = summarise(mini).counts
    assert (counts.images, counts.unread, counts.problems) == (len(mini), 0, 0)
    assert counts.forged == counts.masks == 35
    assert counts.pairs == sum(row["paired"] == "True" for row in truth)
    assert counts.authentic == counts.pairs
    assert counts.instances == sum(int(row["instances"]) for row in truth)
    assert counts.regions == sum(int(row["components"]) for row in truth)
    assert (counts.empty_masks, counts.masks_missing, counts.masks_refused) == (0, 0, 0)


def test_sizes_by_label_are_those_of_the_table_of_truth(
    mini: Index, truth: list[dict[str, str]]
) -> None:
    statistics = summarise(mini)
    forged_sizes = statistics.sizes["forged"]
    assert sorted(forged_sizes.height) == sorted(int(row["height"]) for row in truth)
    assert sorted(forged_sizes.width) == sorted(int(row["width"]) for row in truth)
    paired = [row for row in truth if row["paired"] == "True"]
    authentic_sizes = statistics.sizes["authentic"]
    assert sorted(authentic_sizes.width) == sorted(int(row["width"]) for row in paired)
    assert authentic_sizes.height_px.p50 == np.median([int(row["height"]) for row in paired])
    assert len(statistics.all_sizes.rows) == 61
    sides = np.maximum(forged_sizes.height, forged_sizes.width)
    np.testing.assert_array_equal(forged_sizes.longer_side, sides)


def test_the_notebooks_mistake_on_a_stack_and_the_union(tmp_path: Path) -> None:
    stack = stack_of(40, 60, (slice(5, 25), slice(10, 40)), (slice(15, 35), slice(30, 55)))
    write_case(tmp_path, "1", size=(40, 60), mask=stack, authentic=False)
    path = tmp_path / "train_masks/1.npy"
    # The first column of each channel, stretched: nothing touches it, so nothing is found.
    assert as_in_the_notebook(np.load(path), 40, 60) == 0
    union = 20 * 30 + 20 * 25 - 10 * 10
    assert stack.any(axis=0).sum() == union
    statistics = summarise(scan(tmp_path))
    assert statistics.area_px.p50 == union
    assert statistics.coverage_pct.p50 == pytest.approx(100 * union / 2400)
    # Where a mask does touch the left border, the mistake makes far too much of it.
    stack[0, 3:25, 0] = 1
    assert as_in_the_notebook(stack, 40, 60) > 20 > 100 * 22 / 2400


def test_the_notebooks_mistake_on_the_sample(mini: Index, shared_data: Path) -> None:
    statistics = summarise(mini)
    wrong = []
    for row in statistics.masks.rows:
        record = mini.record(int(row))
        assert record.mask_path is not None
        assert record.height is not None
        assert record.width is not None
        wrong.append(as_in_the_notebook(np.load(record.mask_path), record.height, record.width))
    assert np.median(wrong) == 0
    assert statistics.coverage_pct.p50 > 3


def test_three_and_four_channels_are_instances_and_no_colours(tmp_path: Path) -> None:
    for number in (3, 4):
        boxes = [(slice(2 * n, 2 * n + 2), slice(0, 5)) for n in range(number)]
        write_case(tmp_path, str(number), mask=stack_of(20, 30, *boxes), authentic=False)
    statistics = summarise(scan(tmp_path))
    assert [group.instances for group in statistics.by_instances] == [3, 4]
    assert statistics.masks.area_px.tolist() == [30, 40]


def test_broken_masks_are_counted_and_change_no_figure(shared_data: Path) -> None:
    statistics = summarise(scan(shared_data / "recodai_broken"))
    counts = statistics.counts
    assert counts.masks_missing == 1
    assert counts.empty_masks == 1
    # Transposed, other size, no channels, cut off, pickle, no bytes, NaN.
    assert counts.masks_refused == 7
    # Their masks may be sound: nobody can tell.
    assert counts.images_unreadable == 2
    assert counts.masks + 11 == counts.forged
    assert statistics.coverage_pct.count == counts.masks
    assert (statistics.masks.coverage_pct > 0).all()


ROWS = [authentic("1"), forged("1"), authentic("2"), forged("2"), forged("3"), forged("4")]


def small() -> Index:
    size = {"height": 10, "width": 20, "mode": "RGB"}
    masks = {
        forged("1"): {"instances": 1, "area_px": 2, "regions": 2},
        forged("2"): {"instances": 2, "area_px": 50, "regions": 4},
        forged("3"): {"instances": 1, "area_px": 0, "regions": 0},
    }
    details = {key: size | masks.get(key, {}) for key in ROWS[:-1]}
    return known(listed(ROWS), details)


def test_some_rows_alone() -> None:
    index = small()
    statistics = summarise(index, np.array([3, 1]))
    assert statistics.rows.tolist() == [1, 3]
    assert statistics.counts.images == statistics.counts.forged == 2
    assert statistics.counts.pairs == 2
    assert statistics.coverage_pct.max == 25
    assert statistics.counts.regions == 6
    assert len(statistics.sizes["authentic"].rows) == 0
    assert np.isnan(statistics.sizes["authentic"].height_px.p50)


def test_no_rows_and_nothing_read() -> None:
    for statistics in (summarise(small(), np.array([], int)), summarise(listed(ROWS))):
        assert statistics.counts.masks == 0
        assert np.isnan(statistics.coverage_pct.p50)
        assert statistics.by_instances == ()
        assert statistics.channels == {}
    assert summarise(listed(ROWS)).counts.unread == 6
    assert summarise(listed([])).counts.images == 0


def test_rows_not_read_yet_and_empty_masks_say_so() -> None:
    counts = summarise(small()).counts
    assert (counts.unread, counts.empty_masks, counts.masks, counts.pairs) == (1, 1, 2, 2)


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    sums = [channel_sums(noise(5, 7, seed=seed)) for seed in range(6)]
    table = ChannelTable.unread(6).with_sums(ChannelSums.of(range(6), sums))
    index = small()
    assert_equal(summarise(index, np.array(order), table), summarise(index, None, table))


def assert_equal(one: Statistics, other: Statistics) -> None:
    for name in Statistics.__slots__:
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name


def test_a_sample_has_so_many_of_each_label(mini: Index) -> None:
    rows = np.arange(len(mini))
    chosen = sample_rows(mini, rows, 10, seed=3)
    labels = mini.column("label")[chosen].tolist()
    assert [labels.count(name) for name in ("authentic", "forged", "unlabelled")] == [10, 10, 1]
    assert len(set(chosen.tolist())) == 21
    np.testing.assert_array_equal(chosen, sample_rows(mini, rows[::-1], 10, seed=3))
    assert chosen.tolist() != sample_rows(mini, rows, 10, seed=4).tolist()
    np.testing.assert_array_equal(sample_rows(mini, rows, 1000, seed=3), rows)


def test_channels_by_label(mini: Index) -> None:
    rows = np.arange(0, len(mini), 7)
    table = read_all_channels(mini, rows)
    statistics = summarise(mini, channels=table)
    labels = mini.column("label")
    for label, figures in statistics.channels.items():
        chosen = rows[labels[rows] == label]
        assert figures == table.figures(chosen)
        assert figures.images == len(chosen)


def large(cases: int) -> Index:
    random = np.random.default_rng(1)
    index = listed([key for case in range(cases) for key in (authentic(f"{case}"),
                                                             forged(f"{case}"))])  # fmt: skip
    rows = np.arange(len(index))
    is_forged = rows % 2 == 1
    height = np.repeat(random.integers(64, 4000, cases), 2).astype(np.int32)
    none = np.full(len(index), "", object)
    return index.with_details(
        Details(
            rows=rows,
            height=height,
            width=height[::-1].copy(),
            mode=none,
            instances=np.where(is_forged, random.integers(1, 6, len(index)), -1).astype(np.int32),
            area_px=np.where(is_forged, random.integers(1, 4096, len(index)), -1),
            regions=np.where(is_forged, 4, -1).astype(np.int32),
            mask_dtype=none,
            mask_note=none,
            trouble=none,
        )
    )


@pytest.mark.parametrize(("images", "bar_ms"), [(5128, 20), (100_000, 150)])
def test_they_are_there_while_a_filter_is_typed(images: int, bar_ms: float) -> None:
    index = large(images // 2)
    laps = []
    for _ in range(5):
        begin = time.process_time()
        statistics = summarise(index)
        laps.append(1000 * (time.process_time() - begin))
    assert statistics.counts.masks == images // 2
    assert min(laps) < bar_ms
