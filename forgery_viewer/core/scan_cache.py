"""What was read of a data set, kept in its workspace: details of files, and sums of channels.

A row counts as known as long as size and time of last change of its files are what they were. What
could not be read is not kept, so that it is tried again, and neither is a file changed so short a
time before it was read that a further change could leave no trace in its time.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.channels import ChannelSums
from forgery_viewer.core.file_cache import FileCache
from forgery_viewer.core.index import DETAILS, Details, Index
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.workspace import Workspace

Rows = NDArray[np.intp]

#: To be raised whenever a reader of images or masks finds out something else of the same file.
READER_VERSION = 1

CACHE_FOLDER = "cache"

_SETTLED_NS = 2_000_000_000
_KEPT = {name: dtype for name, (dtype, _unknown) in DETAILS.items() if name != "trouble"}
_SUMS = {"pixels": np.uint64, "sums": (np.uint64, 3), "squares": (np.uint64, 3)}


class MaskCache:
    """What was read of images and their masks, as columns; to be used by one thread at a time.

    Args:
        workspace: Where they are kept.
        name: Name of the file.
        dtypes: Type of each column, as `FileCache` takes it.
        version: Of what reads the files.
        fresh: Know nothing of before, as if every file had changed.
    """

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        dtypes: Mapping[str, Any],
        *,
        version: int = READER_VERSION,
        fresh: bool = False,
    ) -> None:
        # Of the image, of its mask, and which file that is.
        path = workspace.root / CACHE_FOLDER / name
        self._cache = FileCache(
            path, version, dtypes, stamps=5, fresh=fresh, check=workspace.check_there
        )
        self._read = _BeingRead()

    def known(
        self, index: Index, rows: Rows, corrections: Mapping[RecordKey, Path] | None = None
    ) -> tuple[NDArray[np.bool_], dict[str, NDArray[Any]]]:
        """Of which rows the files did not change since they were kept, and the columns of those.

        `corrections` are masks that take the place of the data set's own.
        """
        masks = _masks(index, rows, corrections)
        keys = _keys(index, rows)
        stamps = [
            (*_stamp(image), *(_stamp(mask) if mask else (0, 0)), _name_sum(index, mask))
            for image, mask in zip(index.column("image_path")[rows], masks, strict=True)
        ]
        return self._read.look_up(self._cache, rows, keys, stamps)

    def keep(
        self,
        index: Index,
        rows: Rows,
        columns: Mapping[str, NDArray[Any]],
        sound: NDArray[np.bool_],
        corrections: Mapping[RecordKey, Path] | None = None,
    ) -> None:
        """Take in the sound ones of rows that were read because `known` did not know them.

        `corrections` are those with which they were read: a mask corrected since then, or corrected
        no longer, is none of the files that `known` looked at.
        """
        masks = _masks(index, rows, corrections)
        names = np.array([_name_sum(index, mask) for mask in masks], np.int64)
        self._read.add(self._cache, rows, columns, sound, names)

    def save(self, index: Index) -> None:
        """Write down what was kept, and forget the images that the data set no longer has."""
        self._cache.save(_keys(index, np.arange(len(index))))


class DetailsCache:
    """Details of the files of a data set; to be used by one thread at a time.

    Args:
        workspace: Where they are kept.
        fresh: Know nothing of before, as if every file had changed.
    """

    def __init__(self, workspace: Workspace, *, fresh: bool = False) -> None:
        self._cache = MaskCache(workspace, "details", _KEPT, fresh=fresh)

    def known(
        self, index: Index, rows: Rows, corrections: Mapping[RecordKey, Path] | None = None
    ) -> Details:
        """The details of those rows whose files did not change since they were kept.

        `corrections` are masks that take the place of the data set's own, as in `read_details`.
        """
        known, columns = self._cache.known(index, rows, corrections)
        return Details(rows[known], trouble=np.full(int(known.sum()), "", object), **columns)

    def keep(
        self,
        index: Index,
        details: Details,
        corrections: Mapping[RecordKey, Path] | None = None,
    ) -> None:
        """Take in details that were read because `known` did not know them, as `MaskCache.keep`."""
        columns = {name: getattr(details, name) for name in _KEPT}
        self._cache.keep(index, details.rows, columns, details.trouble == "", corrections)

    def save(self, index: Index) -> None:
        """Write down what was kept, and forget the images that the data set no longer has."""
        self._cache.save(index)


class ChannelCache:
    """Sums of the channels of a data set's images; arguments and use as of `DetailsCache`."""

    def __init__(self, workspace: Workspace, *, fresh: bool = False) -> None:
        path = workspace.root / CACHE_FOLDER / "channels"
        self._cache = FileCache(
            path, READER_VERSION, _SUMS, stamps=2, fresh=fresh, check=workspace.check_there
        )
        self._read = _BeingRead()

    def known(self, index: Index, rows: Rows) -> ChannelSums:
        """The sums of those rows whose images did not change since they were kept."""
        stamps = [_stamp(image) for image in index.column("image_path")[rows]]
        known, columns = self._read.look_up(self._cache, rows, _keys(index, rows), stamps)
        return ChannelSums(rows[known], **columns)

    def keep(self, sums: ChannelSums) -> None:
        """Take in sums that were read because `known` did not know them."""
        columns = {name: getattr(sums, name) for name in _SUMS}
        self._read.add(self._cache, sums.rows, columns, sums.pixels > 0)

    def save(self, index: Index) -> None:
        """Write down what was kept, and forget the images that the data set no longer has."""
        self._cache.save(_keys(index, np.arange(len(index))))


class _BeingRead:
    """Rows that were not known, with key and stamp as they were before their files were read."""

    def __init__(self) -> None:
        self._rows = dict[int, tuple[str, NDArray[np.int64]]]()

    def look_up(
        self, cache: FileCache, rows: Rows, keys: list[str], stamps: Sequence[Sequence[int]]
    ) -> tuple[NDArray[np.bool_], dict[str, NDArray[Any]]]:
        table = np.array(stamps, np.int64).reshape(len(rows), cache.stamps)
        known, columns = cache.look_up(keys, table)
        settled = table[:, 1::2].max(axis=1, initial=0) < time.time_ns() - _SETTLED_NS
        worth_it = ~known & settled & (table >= 0).all(axis=1)
        for place in np.flatnonzero(worth_it).tolist():
            self._rows[int(rows[place])] = keys[place], table[place]
        return known, columns

    def add(
        self,
        cache: FileCache,
        rows: Rows,
        columns: Mapping[str, NDArray[Any]],
        sound: NDArray[np.bool_],
        last: NDArray[np.int64] | None = None,
    ) -> None:
        """Put the sound rows in the cache; of those whose last number is another now, none."""
        chosen = list[tuple[int, str, NDArray[np.int64]]]()
        for place, row in enumerate(rows.tolist()):
            key, stamp = self._rows.pop(row, ("", None))
            if stamp is not None and sound[place] and (last is None or stamp[-1] == last[place]):
                chosen.append((place, key, stamp))
        if chosen:
            places, keys, stamps = map(list, zip(*chosen, strict=True))
            cache.add(
                keys, np.array(stamps), {name: column[places] for name, column in columns.items()}
            )


def _stamp(path: str) -> tuple[int, int]:
    """Size and time of last change of a file; -1 where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a path object for each of 100,000 files takes long
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def _name_sum(index: Index, mask: str) -> int:
    return zlib.crc32(mask.removeprefix(str(index.root)).encode())


def _keys(index: Index, rows: Rows) -> list[str]:
    """The images by their place in the data set, which may be moved as a whole."""
    start = len(str(index.root)) + 1
    return [path[start:] for path in index.column("image_path")[rows]]


def _masks(index: Index, rows: Rows, corrections: Mapping[RecordKey, Path] | None) -> list[str]:
    """The file that the mask of each row is read from, "" where there is none."""
    corrected = dict[int, str]()
    for key, path in (corrections or {}).items():
        with suppress(KeyError):
            corrected[index.row_of(key)] = str(path)
    own = index.column("mask_path")[rows]
    return [corrected.get(row, mask) for row, mask in zip(rows.tolist(), own, strict=True)]
