"""The true mask of an image: the saved correction where there is one, else the data set's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.images import read_header
from forgery_viewer.core.index import Index
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.mask_figures import read_words
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.records import AUTHENTIC, FORGED, RecordKey
from forgery_viewer.core.scoring.kept_truths import KeptTruths
from forgery_viewer.core.sparse_masks import SparseMask


@dataclass(frozen=True, slots=True)
class Truths:
    """The true masks of a data set.

    Attributes:
        index: The data set; its details need not have been read.
        corrections: The files of saved corrections, by record.
        kept: What was read before; it takes in what is read now.
    """

    index: Index
    corrections: Mapping[RecordKey, Path]
    kept: KeptTruths | None = None

    def has(self, row: int) -> bool:
        """Whether anything is known of what is true of an image; forged ones ought to have it."""
        key = self.index.key(row)
        known = key.label in {AUTHENTIC, FORGED} or key in self.corrections
        return known or bool(self.index.column("mask_path")[row])

    def read(self, row: int) -> BothWays:
        """The true instances of an image; none where it is authentic.

        Empty channels of the data set's own masks count as instances, as they do in the metric;
        those of a correction do not, which is exported without them.

        Raises:
            ImageError: The image's size cannot be read.
            MaskError: The mask is missing, cannot be read or has no pixel.
        """
        known = None if self.kept is None else self.kept.get(row)
        if known is not None:
            return known
        header = read_header(Path(self.index.column("image_path")[row]))
        key = self.index.key(row)
        if key.label == AUTHENTIC:
            return BothWays(SparseMask.empty(header.height, header.width))
        correction = self.corrections.get(key)
        if correction is not None:
            mask = _read(correction, header.height, header.width).without_empty()
        else:
            path = Path(self.index.column("mask_path")[row] or self._expected(key))
            mask = _read(path, header.height, header.width)
            if not len(mask.start):
                raise MaskError(path, "is empty, no pixel is marked", "empty-mask")
        both = BothWays(mask)
        if self.kept is not None:
            self.kept.add(row, both)
        return both

    def _expected(self, key: RecordKey) -> Path:
        return self.index.root / mask_folder(key.split) / f"{key.case_id}.npy"


def _read(path: Path, height: int, width: int) -> SparseMask:
    """A mask; one in the usual form without holding its array."""
    words = read_words(path, height, width)
    if words is not None:
        return SparseMask.of_words(words, height, width)
    return SparseMask.of_stack(read_mask(path, height, width, allow_none=True).stack)
