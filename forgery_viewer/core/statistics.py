"""Statistics of a data set, or of some of its rows: sizes, masks, coverage, instances, channels.

Coverage and area are those of the union of a mask's instances. Masks that cannot be read, and those
without a pixel, are counted and otherwise left out: they say nothing of how large forgeries are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.channels import ChannelFigures, ChannelTable
from forgery_viewer.core.index import Index
from forgery_viewer.core.records import AUTHENTIC, FORGED, LABELS, UNLABELLED
from forgery_viewer.core.summaries import BucketCount, Summary, count_buckets

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of everything there is.

    Attributes:
        images: Rows summed up.
        authentic: Of them authentic ones.
        forged: Of them forged ones.
        unlabelled: Of them those without a label.
        unread: Of them those whose files have not been read yet.
        problems: Of them those with something wrong in their files.
        pairs: Cases with an authentic and a forged image, of which at least one is among the rows.
        masks: Masks that were read and have a pixel.
        empty_masks: Masks that were read and have none.
        masks_missing: Forged images without a mask file.
        masks_refused: Mask files that cannot be read, or do not fit their image; those of an image
            that cannot be read are not among them, for nobody knows whether they fit.
        images_unreadable: Images that cannot be read.
        instances: Channels of the masks.
        regions: Regions of the masks, summed over the instances.
    """

    images: int
    authentic: int
    forged: int
    unlabelled: int
    unread: int
    problems: int
    pairs: int
    masks: int
    empty_masks: int
    masks_missing: int
    masks_refused: int
    images_unreadable: int
    instances: int
    regions: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of images, as arrays of equal length and summed up.

    Attributes:
        rows: Rows of the index.
        height: Rows of the image, px.
        width: Columns of the image, px.
        height_px: Summary of the heights.
        width_px: Summary of the widths.
    """

    rows: Rows
    height: NDArray[np.int32]
    width: NDArray[np.int32]
    height_px: Summary
    width_px: Summary

    @property
    def longer_side(self) -> NDArray[np.int32]:
        """The longer side of each image, px."""
        return np.maximum(self.height, self.width)


@dataclass(frozen=True, slots=True)
class Masks:
    """The masks with a pixel, as arrays of equal length.

    Attributes:
        rows: Rows of the index.
        coverage_pct: Union of the instances / image pixels, in percent.
        area_px: Pixels of the union.
        instances: Channels.
        regions: Regions, summed over the instances.
    """

    rows: Rows
    coverage_pct: NDArray[np.float64]
    area_px: NDArray[np.int64]
    instances: NDArray[np.int32]
    regions: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class InstanceGroup:
    """The masks of one number of instances.

    Attributes:
        instances: Channels of each of the masks.
        count: How many masks there are.
        share_pct: Their share of all masks, in percent.
        coverage_pct: Summary of their coverage, in percent.
        area_px: Summary of their areas.
    """

    instances: int
    count: int
    share_pct: float
    coverage_pct: Summary
    area_px: Summary


@dataclass(frozen=True, slots=True)
class Statistics:
    """What `summarise` found.

    Attributes:
        rows: The rows summed up.
        counts: How much of everything there is.
        sizes: Sizes of the images of each label, with all labels as keys.
        all_sizes: Sizes of all images together.
        masks: The figures of each mask.
        coverage_pct: Summary of the masks' coverage, in percent.
        area_px: Summary of the masks' areas.
        instances: Summary of the number of instances.
        regions: Summary of the number of regions.
        buckets: How many masks are in each bucket of coverage.
        by_instances: The masks by number of instances, in ascending order.
        channels: Figures of red, green and blue of each label of which images are known.
    """

    rows: Rows
    counts: Counts
    sizes: Mapping[str, Sizes]
    all_sizes: Sizes
    masks: Masks
    coverage_pct: Summary
    area_px: Summary
    instances: Summary
    regions: Summary
    buckets: tuple[BucketCount, ...]
    by_instances: tuple[InstanceGroup, ...]
    channels: Mapping[str, ChannelFigures]


def summarise(
    index: Index, rows: Rows | None = None, channels: ChannelTable | None = None
) -> Statistics:
    """Statistics of some rows of an index, or of all.

    Reads no file: rows that have not been read yet are counted as such. The order of the rows makes
    no difference to any figure.

    Args:
        index: The data set, with its details.
        rows: Row numbers, each once; None for all.
        channels: Sums of the images as far as they are known, as `read_channels` gives them.
    """
    rows = np.arange(len(index)) if rows is None else np.sort(rows).astype(np.intp, copy=False)
    label = index.column("label")[rows]
    by_label = {name: rows[label == name] for name in LABELS}
    masks = _masks(index, rows)
    return Statistics(
        rows=rows,
        counts=_counts(index, rows, by_label, masks),
        sizes={name: _sizes(index, chosen) for name, chosen in by_label.items()},
        all_sizes=_sizes(index, rows),
        masks=masks,
        coverage_pct=Summary.of(masks.coverage_pct),
        area_px=Summary.of(masks.area_px),
        instances=Summary.of(masks.instances),
        regions=Summary.of(masks.regions),
        buckets=count_buckets(masks.coverage_pct),
        by_instances=_by_instances(masks),
        channels={} if channels is None else _channels(channels, by_label),
    )


def sample_rows(index: Index, rows: Rows, count: int, seed: int) -> Rows:
    """At most so many of the rows of each label, chosen at random, in ascending order.

    The same rows are chosen for the same seed whatever the order of `rows`.
    """
    random = np.random.default_rng(seed)
    rows = np.sort(rows)
    label = index.column("label")[rows]
    chosen = [
        random.choice(of_label, min(count, len(of_label)), replace=False)
        for of_label in (rows[label == name] for name in LABELS)
    ]
    return np.sort(np.concatenate(chosen))


def _masks(index: Index, rows: Rows) -> Masks:
    rows = rows[index.column("area_px")[rows] > 0]
    names = ("coverage_pct", "area_px", "instances", "regions")
    return Masks(rows, *(index.column(name)[rows] for name in names))


def _counts(index: Index, rows: Rows, by_label: Mapping[str, Rows], masks: Masks) -> Counts:
    area, read = index.column("area_px")[rows], index.was_read[rows]
    partner, has_image = index.column("partner")[rows], index.column("height")[rows] >= 0
    has_file = index.column("mask_path")[rows] != ""
    forged = index.column("label")[rows] == FORGED
    # A pair is named by the lower of its two rows.
    pairs = np.minimum(rows, partner)[partner >= 0]
    return Counts(
        images=len(rows),
        authentic=len(by_label[AUTHENTIC]),
        forged=len(by_label[FORGED]),
        unlabelled=len(by_label[UNLABELLED]),
        unread=int(np.count_nonzero(~read)),
        problems=int(np.count_nonzero(index.column("problem")[rows] != "")),
        pairs=len(np.unique(pairs)),
        masks=len(masks.rows),
        empty_masks=int(np.count_nonzero(area == 0)),
        masks_missing=int(np.count_nonzero(forged & ~has_file)),
        masks_refused=int(np.count_nonzero(has_file & has_image & read & (area < 0))),
        images_unreadable=int(np.count_nonzero(read & ~has_image)),
        instances=int(masks.instances.sum(dtype=np.int64)),
        regions=int(masks.regions.sum(dtype=np.int64)),
    )


def _sizes(index: Index, rows: Rows) -> Sizes:
    rows = rows[index.column("height")[rows] > 0]
    height, width = index.column("height")[rows], index.column("width")[rows]
    return Sizes(rows, height, width, Summary.of(height), Summary.of(width))


def _by_instances(masks: Masks) -> tuple[InstanceGroup, ...]:
    groups = []
    for number in np.unique(masks.instances).tolist():
        chosen = masks.instances == number
        coverage = masks.coverage_pct[chosen]
        share_pct = 100 * len(coverage) / len(masks.rows)
        area = Summary.of(masks.area_px[chosen])
        groups.append(InstanceGroup(number, len(coverage), share_pct, Summary.of(coverage), area))
    return tuple(groups)


def _channels(table: ChannelTable, by_label: Mapping[str, Rows]) -> dict[str, ChannelFigures]:
    figures = {name: table.figures(rows) for name, rows in by_label.items()}
    return {name: found for name, found in figures.items() if found is not None}
