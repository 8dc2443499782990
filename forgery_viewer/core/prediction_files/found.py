"""What a file says of one image, and what all kinds of files with predictions have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from forgery_viewer.core.both_ways import BothWays
from forgery_viewer.core.prediction import Prediction, ProbabilityMap, RegionPair
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Threshold, ThresholdedMap, clean

NAMED = 5
"""Names that a message lists before it only counts."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundPrediction:
    """A prediction of one image: finished instances, or a map that instances are made of.

    Attributes:
        finished: The instances; None where there is a map.
        probability: (H, W) float32 from 0 to 1; None where there are instances.
        notes: What the user ought to know of how the file was read, as ends of a sentence that
            starts with the file, or in a submission with the case.
        image_score: How likely the image is forged, where that is said.
        pairs: Which regions came out of which, where that is said.
    """

    finished: BothWays | None = None
    probability: ProbabilityMap | None = None
    notes: tuple[str, ...] = ()
    image_score: float | None = None
    pairs: tuple[RegionPair, ...] = ()

    @classmethod
    def of(cls, mask: SparseMask, notes: tuple[str, ...] = ()) -> FoundPrediction:
        """That of finished instances."""
        return cls(BothWays(mask), notes=notes)

    @property
    def mask(self) -> SparseMask | None:
        """The instances; None where there is a map."""
        return None if self.finished is None else self.finished.rows

    def instances(self, threshold: Threshold) -> BothWays:
        """The instances; of a finished mask holes and least area are all that counts."""
        if self.probability is not None:
            return BothWays(ThresholdedMap(self.probability, self.pairs).mask(threshold))
        if self.finished is None:
            raise ValueError("neither a mask nor a map")
        if not threshold.cleans:
            return self.finished
        return BothWays(clean(self.finished.rows, threshold.least_area_px, threshold.holes_px))

    def as_prediction(self) -> Prediction:
        """The same on dense arrays, for the window."""
        instances = None if self.mask is None else self.mask.to_stack()
        return Prediction(self.probability, instances, self.image_score, notes=self.notes)


class PredictionFiles(Protocol):
    """Predictions in files; may be asked from several threads."""

    @property
    def path(self) -> Path:
        """The file, or the folder."""
        ...

    @property
    def keys(self) -> Sequence[RecordKey]:
        """The records that have a prediction, readable or not."""
        ...

    @property
    def messages(self) -> tuple[str, ...]:
        """What is odd about the files as they are listed, as sentences."""
        ...

    @property
    def workers(self) -> int | None:
        """With how many threads reading is fastest; None for as many as there are processors."""
        ...

    def file(self, key: RecordKey) -> Path:
        """The file that the prediction of a record is in. Raises KeyError where it has none."""
        ...

    def read(self, key: RecordKey, height: int, width: int) -> FoundPrediction:
        """The prediction of a record whose image is of `height` x `width` pixels.

        Raises:
            KeyError: The record has none.
            PredictionError: It cannot be read, or is of another size.
        """
        ...


def some(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
