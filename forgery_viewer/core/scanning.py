"""Reading all files of a data set, several at a time, and only those that changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.channels import ChannelSums, ChannelTable, sums_of
from forgery_viewer.core.details import details_of
from forgery_viewer.core.index import Details, Index
from forgery_viewer.core.listing import list_dataset
from forgery_viewer.core.parallel import Cancelled, Progress, in_parallel
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scan_cache import ChannelCache, DetailsCache

Rows = NDArray[np.intp]


def scan(
    root: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    cache: DetailsCache | None = None,
) -> Index:
    """The index of a data set with all its files read, as `list_dataset` and `read_all`.

    Raises:
        DatasetError: As `list_dataset`.
    """
    return read_all(list_dataset(root), progress=progress, cancelled=cancelled, cache=cache)


def read_all(
    index: Index,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    cache: DetailsCache | None = None,
    corrections: Mapping[RecordKey, Path] | None = None,
    workers: int | None = None,
) -> Index:
    """The index with the headers and masks of all its files read.

    Args:
        index: The data set.
        progress: Called with the rows read and the rows there are, from the calling thread.
        cancelled: Asked now and then, in the calling thread, whether to stop; the index then knows
            the details read until then.
        cache: What was read before; it takes in what is read now, also where this is interrupted.
        corrections: Masks to read in place of the data set's own.
        workers: Number of threads.
    """
    corrections = corrections or {}
    rows = np.arange(len(index))
    if cache is not None:
        known = cache.known(index, rows, corrections)
        index = index.with_details(known)
        rows = np.setdiff1d(rows, known.rows, assume_unique=True)
    found = dict[int, dict[str, Any]]()

    def read(row: int) -> None:
        found[row] = details_of(index, row, corrections.get(index.key(row)))

    try:
        _each(rows, read, len(index), progress, cancelled, workers)
    finally:
        details = Details.of(list(found), list(found.values()))
        if cache is not None:
            cache.keep(index, details, corrections)
            cache.save(index)
    return index.with_details(details)


def read_all_channels(
    index: Index,
    rows: Rows | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    cache: ChannelCache | None = None,
    workers: int | None = None,
) -> ChannelTable:
    """The sums of red, green and blue of the images of some rows, or of all.

    Every image is decoded, which takes long the first time. Arguments as for `read_all`; where it
    is cancelled, the table knows the images read until then.
    """
    table = ChannelTable.unread(len(index))
    rows = np.arange(len(index)) if rows is None else rows
    total = len(rows)
    if cache is not None:
        known = cache.known(index, rows)
        table = table.with_sums(known)
        rows = np.setdiff1d(rows, known.rows, assume_unique=True)
    found = dict[int, list[int]]()

    def read(row: int) -> None:
        found[row] = sums_of(index, row)

    try:
        _each(rows, read, total, progress, cancelled, workers)
    finally:
        sums = ChannelSums.of(list(found), list(found.values()))
        if cache is not None:
            cache.keep(sums)
            cache.save(index)
    return table.with_sums(sums)


def _each(
    rows: Rows,
    read: Callable[[int], None],
    total: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
    workers: int | None,
) -> None:
    """Read each row in some thread; progress counts the rows that need not be read as done."""
    known = total - len(rows)
    report = None if progress is None else lambda done, _total: progress(known + done, total)
    if report is not None and known:
        report(0, total)
    in_parallel(read, rows.tolist(), progress=report, cancelled=cancelled, workers=workers)
