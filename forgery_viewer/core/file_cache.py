"""What was read of files before, so that only those that changed are read again.

One file of plain arrays with a checksum in front. Of what can hold such a table, NumPy's own format
was the quickest by far, in writing and reading alike, and unlike a database it is either there as
it was written or not at all. Nothing here is ever needed: what is missing, damaged or of another
version counts as never read.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import WorkspaceError

Columns = dict[str, NDArray[Any]]
Stamps = NDArray[np.int64]

_CHECKSUM_BYTES = 16


@dataclass(frozen=True)
class _Table:
    """Rows by key, with the stamps of their files and what was read."""

    places: dict[str, int]
    stamps: Stamps
    columns: Columns


def _nothing_hinders(_path: Path) -> None:
    """Let the file be written."""


class FileCache:
    """A table of what was read, one row for each key.

    A row is right as long as its stamps are those of its files: sizes and times of last change.
    Objects of this class can be used from any thread, one at a time; several processes may use the
    same file.

    Args:
        path: The file; its folder is made when it is written.
        version: Of what reads the files; a table of another version is not used.
        dtypes: Type of each column, `object` for texts; a tuple (type, length) for short vectors.
        stamps: How many numbers the stamp of a row has.
        fresh: Start without the rows that are there; what is added takes their place.
        check: Called with the file before it is written; raises WorkspaceError where it must not.

    Attributes:
        stamps: How many numbers the stamp of a row has.
    """

    def __init__(
        self,
        path: Path,
        version: int,
        dtypes: Mapping[str, Any],
        *,
        stamps: int,
        fresh: bool = False,
        check: Callable[[Path], None] = _nothing_hinders,
    ) -> None:
        self._path = path
        self._check = check
        self._dtypes = dict(dtypes)
        self.stamps = stamps
        self._about = json.dumps([version, stamps, [[n, str(t)] for n, t in dtypes.items()]])
        self._table = self._empty() if fresh else self._load()
        self._added = list[_Table]()

    def look_up(self, keys: Sequence[str], stamps: Stamps) -> tuple[NDArray[np.bool_], Columns]:
        """Which keys are known with these stamps, and the columns of those, in their order.

        Takes the stamps as (keys, stamps) int64.
        """
        table = self._table
        places = np.fromiter((table.places.get(key, -1) for key in keys), np.intp, len(keys))
        known = places >= 0
        known[known] = (table.stamps[places[known]] == stamps[known]).all(axis=1)
        found = places[known]
        return known, {name: column[found] for name, column in table.columns.items()}

    def add(self, keys: Sequence[str], stamps: Stamps, columns: Mapping[str, NDArray[Any]]) -> None:
        """Take in what was read; it is found after the next `save`."""
        if len(keys):
            chosen = {name: columns[name] for name in self._dtypes}
            self._added.append(_Table({key: n for n, key in enumerate(keys)}, stamps, chosen))

    def save(self, keys: Collection[str]) -> None:
        """Write down what was added, and forget all rows but those of `keys`.

        What other processes wrote meanwhile stays. Where the file cannot be written, it stays as it
        was: that costs time only.
        """
        if not self._added:
            return
        wanted = frozenset(keys)
        tables, self._added = [self._load(), *self._added], []
        self._table = _joined(tables, wanted)
        with suppress(OSError, WorkspaceError):
            self._check(self._path)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            atomic.write_bytes(self._path, self._packed(self._table))

    def _load(self) -> _Table:
        try:
            data = self._path.read_bytes()
            if data[:_CHECKSUM_BYTES] != _checksum(data[_CHECKSUM_BYTES:]):
                return self._empty()
            with np.load(io.BytesIO(data[_CHECKSUM_BYTES:]), allow_pickle=False) as arrays:
                if _text(arrays["about"]) != self._about:
                    return self._empty()
                keys: list[str] = json.loads(_text(arrays["keys"]))
                columns = {
                    name: _unpacked(arrays, name, dtype) for name, dtype in self._dtypes.items()
                }
                return _Table({key: n for n, key in enumerate(keys)}, arrays["stamps"], columns)
        except (OSError, KeyError, ValueError):
            return self._empty()

    def _empty(self) -> _Table:
        columns = {
            name: np.empty((0, *dtype[1:]), dtype[0]) if isinstance(dtype, tuple)
            else np.empty(0, dtype)
            for name, dtype in self._dtypes.items()
        }  # fmt: skip
        return _Table({}, np.empty((0, self.stamps), np.int64), columns)

    def _packed(self, table: _Table) -> bytes:
        arrays: dict[str, Any] = {
            "about": _bytes(self._about),
            "keys": _bytes(json.dumps(list(table.places))),
            "stamps": table.stamps,
        }
        for name, column in table.columns.items():
            if column.dtype == object:
                codes, texts = _coded(column)
                arrays |= {f"codes_{name}": codes, f"texts_{name}": _bytes(json.dumps(texts))}
            else:
                arrays[f"values_{name}"] = column
        payload = io.BytesIO()
        np.savez(payload, **arrays)
        data = payload.getvalue()
        return _checksum(data) + data


def _joined(tables: Sequence[_Table], wanted: frozenset[str]) -> _Table:
    """All rows of the wanted keys; of several rows of one key the last."""
    offset, places = 0, dict[str, int]()
    for table in tables:
        places |= {key: offset + n for key, n in table.places.items() if key in wanted}
        offset += len(table.stamps)
    chosen = np.fromiter(places.values(), np.intp, len(places))
    stamps = np.concatenate([table.stamps for table in tables])[chosen]
    names = tables[0].columns
    columns = {name: np.concatenate([t.columns[name] for t in tables])[chosen] for name in names}
    return _Table({key: n for n, key in enumerate(places)}, stamps, columns)


def _coded(column: NDArray[Any]) -> tuple[NDArray[np.uint32], list[str]]:
    """Texts as numbers of a list in which each is once: most rows say the same."""
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(text, len(numbers)) for text in column]
    return np.array(codes, np.uint32), list(numbers)


def _unpacked(arrays: Mapping[str, NDArray[Any]], name: str, dtype: object) -> NDArray[Any]:
    if dtype is not object:
        return arrays[f"values_{name}"]
    texts = np.array([*json.loads(_text(arrays[f"texts_{name}"])), ""], object)
    return np.asarray(texts[arrays[f"codes_{name}"]])


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECKSUM_BYTES).digest()


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _text(data: NDArray[np.uint8]) -> str:
    return data.tobytes().decode()
