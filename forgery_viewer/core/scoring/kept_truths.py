"""True masks as they were read before, kept in the workspace: a thousandth of what the files are.

A mask counts as known as long as size and time of last change of its files are what they were.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.index import Index
from forgery_viewer.core.records import AUTHENTIC, RecordKey
from forgery_viewer.core.scan_cache import MaskCache
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.workspace import Workspace

_VERSION = 2
_COLUMN = "columns"


class KeptTruths:
    """The true masks of a data set; `get` and `add` may be called from any thread."""

    def __init__(
        self, workspace: Workspace, index: Index, corrections: Mapping[RecordKey, Path]
    ) -> None:
        """Look up all masks of a data set, or the corrections in their place."""
        self._index = index
        self._corrections = corrections
        self._cache = MaskCache(workspace, "truths", {_COLUMN: object}, version=_VERSION)
        rows = np.flatnonzero(index.column("label") != AUTHENTIC)
        known, columns = self._cache.known(index, rows, corrections)
        texts: list[str] = columns[_COLUMN].tolist()
        self._texts = dict(zip(rows[known].tolist(), texts, strict=True))
        self._added: dict[int, str] = {}

    def get(self, row: int) -> BothWays | None:
        """The mask of a row; None where it is not known."""
        text = self._texts.get(row)
        return None if text is None else _unpacked(text)

    def add(self, row: int, mask: BothWays) -> None:
        """Take in a mask that was read since it is not known."""
        self._added[row] = _packed(mask)

    def save(self) -> None:
        """Write down what was taken in; where that cannot be, it costs time only."""
        if not self._added:
            return
        rows = np.array(list(self._added), np.intp)
        texts = np.array([*self._added.values(), ""], object)[:-1]
        sound = np.ones(len(rows), np.bool_)
        self._cache.keep(self._index, rows, {_COLUMN: texts}, sound, self._corrections)
        self._cache.save(self._index)
        self._texts |= self._added
        self._added = {}


def _packed(mask: BothWays) -> str:
    """Size, stretches of each instance, starts and ends of them down the columns, as text."""
    columns = mask.columns
    numbers = (
        np.array([mask.height, mask.width, mask.count]),
        np.bincount(columns.instance, minlength=mask.count),
        columns.start,
        columns.end,
    )
    return base64.b64encode(np.concatenate(numbers).astype("<i4").tobytes()).decode()


def _unpacked(text: str) -> BothWays:
    numbers = np.frombuffer(base64.b64decode(text), "<i4").astype(np.int64)
    height, width, count = numbers[:3].tolist()
    stretches = numbers[3 : 3 + count]
    start, end = numbers[3 + count :].reshape(2, -1)
    instance = np.repeat(np.arange(count), stretches)
    return BothWays(columns=SparseMask(width, height, count, instance, start, end))
