"""What tells the mask of a record, as it is on the disk, from every other; for any thread."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.file_cache import FileCache
from forgery_viewer.core.images import read_header
from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.core.records import Record, RecordKey
from forgery_viewer.core.scan_cache import CACHE_FOLDER
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.mask_loading import load_mask

_VERSION = 1
_DIGEST = "digest"
_NOT_THERE = (-1, -1)
_SETTLED_NS = 2_000_000_000
"""A file that was changed more shortly before may change again with no trace in its time."""


class MaskDigests:
    """Finds digests, and keeps them in the workspace for as long as no file changes.

    To be used by one thread at a time.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        path = workspace.root / CACHE_FOLDER / "mask_digests"
        self._cache = FileCache(
            path, _VERSION, {_DIGEST: object}, stamps=10, check=workspace.check_there
        )

    def find(self, record: Record) -> str | None:
        """The digest of a record's mask with all that was done to it; None where nobody can tell.

        That is the case where the image cannot be read.
        """
        name, stamps = str(record.key), self._stamps(record)
        known, columns = self._cache.look_up([name], stamps)
        if known[0]:
            return str(columns[_DIGEST][0])
        try:
            size = read_header(record.image_path)
            loaded = load_mask(record, size.height, size.width, self._workspace)
        except ForgeryViewerError:
            return None
        digest = mask_digest(loaded.planes)
        is_settled = int(stamps.max()) < time.time_ns() - _SETTLED_NS
        if is_settled and not loaded.complaint and np.array_equal(stamps, self._stamps(record)):
            self._cache.add([name], stamps, {_DIGEST: np.array([digest, ""], object)[:1]})
        return digest

    def save(self, keys: Collection[RecordKey]) -> None:
        """Write down what was found of some records, and forget all others."""
        if not self._workspace.read_only:
            self._cache.save([str(key) for key in keys])

    def _stamps(self, record: Record) -> NDArray[np.int64]:
        """(1, 10): size and time of last change of every file that has a part in the mask."""
        key = record.key
        files = (
            record.image_path,
            record.mask_path,
            self._workspace.correction_file(key),
            self._workspace.draft_file(key),
            self._workspace.journals.path(key),
        )
        return np.array([[number for file in files for number in _stamp(file)]], np.int64)


def _stamp(path: Path | None) -> tuple[int, int]:
    if path is None:
        return _NOT_THERE
    try:
        stat = path.stat()
    except OSError:
        return _NOT_THERE
    return stat.st_size, stat.st_mtime_ns
