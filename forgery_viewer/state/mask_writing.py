"""How the masks of a data set get into its workspace; for one thread at a time."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.images import read_header
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.workspace import Workspace


class MaskWriter:
    """Writes corrections and drafts; every method raises what the workspace raises.

    A mask equal to the data set's own is no correction, with one exception: where that one is not
    written as masks are, and the user wants to have it `rewritten`.
    """

    def __init__(self, index: Index, workspace: Workspace) -> None:
        self._index = index
        self._workspace = workspace

    def write_draft(self, key: RecordKey, planes: BitPlanes) -> None:
        """Keep a mask aside that is not saved yet."""
        self._workspace.save_draft(key, planes.to_stack())

    def write_correction(self, key: RecordKey, planes: BitPlanes, *, rewritten: bool) -> bool:
        """Save a mask; whether a correction is stored now. What cannot be saved is kept aside."""
        stack = planes.to_stack()
        try:
            original = self._original(key, planes.height, planes.width, rewritten)
            stored = self._workspace.save_correction(key, stack, original)
        except ForgeryViewerError:
            # The program may be about to end: keep what could not be saved.
            with suppress(ForgeryViewerError):
                self._workspace.save_draft(key, stack)
            raise
        self._workspace.discard_draft(key)
        return stored

    def promote_draft(self, key: RecordKey, *, rewritten: bool) -> bool:
        """Save what was kept aside; whether a correction is stored now."""
        size = read_header(self._index.record(self._index.row_of(key)).image_path)
        stack = self._workspace.load_draft(key, size.height, size.width)
        if stack is None:
            return key in self._workspace.corrected_keys()
        original = self._original(key, size.height, size.width, rewritten)
        stored = self._workspace.save_correction(key, stack, original)
        self._workspace.discard_draft(key)
        return stored

    def _original(
        self, key: RecordKey, height: int, width: int, rewritten: bool
    ) -> NDArray[np.uint8] | None:
        """The data set's own mask, None where there is none to compare with."""
        path = self._index.record(self._index.row_of(key)).mask_path
        if path is None:
            return None
        try:
            mask = read_mask(path, height, width)
        except ForgeryViewerError:
            return None
        return None if rewritten and mask.note else mask.stack
