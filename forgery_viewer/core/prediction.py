"""What a predictor says of an image, and what every predictor is asked.

A predictor turns an RGB image into a `Prediction`. Window and command line know only the protocols
here; the predictors themselves lie in `forgery_viewer.predictors`, or in packages of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.twins.transform import Transform

if TYPE_CHECKING:
    from forgery_viewer.core.thresholding import Threshold

Image = NDArray[np.uint8]
"""(H, W, 3) RGB uint8."""

ProbabilityMap = NDArray[np.float32]
"""(H, W) float32 from 0 to 1: how likely each pixel was copied, or was copied from."""

Stack = NDArray[np.uint8]
"""(N, H, W) uint8 of 0 and 1; N may be 0."""

Box = tuple[int, int, int, int]
"""(top, left, bottom, right) in pixels, ends excluded."""


class PredictionError(ForgeryViewerError):
    """There is no prediction for an image.

    `path` is the file at fault; where that is none, it is `Path()` and `reason` a whole sentence.
    """

    def __str__(self) -> str:
        return self.reason if self.path == Path() else super().__str__()


class UnusablePredictorError(PredictionError):
    """There is no prediction for any image: a predictor cannot be loaded at all."""


class PredictionCancelledError(Exception):
    """The caller's `cancelled` said so: raised by every predictor in place of a prediction.

    No `ForgeryViewerError`, since nothing is wrong and nothing is to be shown.
    """


@dataclass(frozen=True, slots=True)
class RegionPair:
    """A region and another that was copied from it, as far as a predictor can tell them apart.

    Attributes:
        transform: Affine, 2 x 3: takes points (x, y) of the source to those of the copy.
        source: Box of the one region.
        copy: Box of the other one.
        correlation: Zero-mean normalised correlation of the copy laid on its source, -1 to 1.
        inliers: How many matches agree on the transform; 0 where that is not how it was found.
        instance: Number of the instance that both belong to, from 0; None for a weak candidate,
            which is shown and not claimed.
    """

    transform: Transform
    source: Box
    copy: Box
    correlation: float
    inliers: int = 0
    instance: int | None = None

    @property
    def mirrored(self) -> bool:
        """Whether left and right are exchanged in the copy."""
        return self.transform.is_mirrored


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What a predictor says of one image of H x W pixels; what it does not say is None.

    Attributes:
        probability: (H, W) float32 from 0 to 1.
        instances: (N, H, W) uint8 of 0 and 1, each a source with all its copies; N may be 0.
        image_score: How likely the image is forged, 0 to 1.
        pairs: Which regions came out of which.
        notes: What the user ought to know of how this was made, as sentences.

    Raises:
        ValueError: An array is of another shape, kind or range, or both are of different size.
    """

    probability: ProbabilityMap | None = None
    instances: Stack | None = None
    image_score: float | None = None
    pairs: tuple[RegionPair, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.probability is not None:
            _check_map(self.probability)
        if self.instances is not None:
            _check_instances(self.instances)
        if self.image_score is not None and not 0.0 <= self.image_score <= 1.0:
            raise ValueError(f"the image score is {self.image_score}, not from 0 to 1")
        if self.probability is not None and self.instances is not None:
            map_size, mask_size = self.probability.shape, self.instances.shape[1:]
            if map_size != mask_size:
                raise ValueError(f"the map is {map_size}, the instances are {mask_size}")

    @property
    def size(self) -> tuple[int, int] | None:
        """(H, W); None where there is neither a map nor instances."""
        if self.probability is not None:
            return self.probability.shape
        return (
            None if self.instances is None else (self.instances.shape[1], self.instances.shape[2])
        )

    @property
    def gives_both(self) -> bool:
        """Whether there is a map, and beside it the instances that its predictor makes of it."""
        return self.probability is not None and self.instances is not None

    def check_size(self, height: int, width: int) -> None:
        """Raise PredictionError where this is not a prediction of an image of that size."""
        size = self.size
        if size is not None and size != (height, width):
            reason = f"The prediction is {size[1]} x {size[0]} px, the image {width} x {height}"
            raise PredictionError(Path(), reason, "wrong-size")


class Needs(Enum):
    """What a predictor looks at."""

    IMAGE = "image"
    """The image alone."""
    PAIR = "pair"
    """The image and its authentic partner: without one there is no prediction."""
    KEY = "key"
    """Which record it is: results that were made before are looked up."""


@dataclass(frozen=True, slots=True, eq=False)
class PredictorInput:
    """One image to predict.

    Attributes:
        image: (H, W, 3) RGB uint8.
        key: Which record that is; None where it is none of a data set.
        partner: (H, W, 3) RGB uint8 of the authentic partner, None without one.
    """

    image: Image
    key: RecordKey | None = None
    partner: Image | None = None


@runtime_checkable
class Predictor(Protocol):
    """Anything that turns an RGB image into a Prediction; called from one thread at a time."""

    @property
    def name(self) -> str:
        """What it is called on the command line, as `copy-move`."""
        ...

    @property
    def title(self) -> str:
        """What it is called in the window, as "Copy-move"."""
        ...

    @property
    def summary(self) -> str:
        """What it does, and when it misleads: one or two sentences for the window."""
        ...

    @property
    def needs(self) -> Needs:
        """What it looks at."""
        ...

    @property
    def identity(self) -> str:
        """Tells its results from those of any other predictor, version, file or contract.

        The same text means the same prediction of the same image: kept results are found by it.
        """
        ...

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,
        partner: Image | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Prediction:
        """The prediction of one image (H, W, 3) RGB uint8.

        Args:
            image: What to look at; it is not changed.
            key: Which record it is; asked for by predictors that need `Needs.KEY`.
            partner: The authentic partner, of the same shape; asked for by `Needs.PAIR`.
            progress: Called now and then with the steps done and the steps there are.
            cancelled: Asked now and then whether to stop.

        Raises:
            PredictionError: There is none, with the reason; an UnusablePredictorError where there
                is none of any other image either.
            PredictionCancelledError: `cancelled` said so.
        """
        ...

    def close(self) -> None:
        """Let go of memory, devices and processes; the next prediction takes them again."""
        ...


@runtime_checkable
class SuggestingPredictor(Predictor, Protocol):
    """A predictor that says at which threshold its map is good."""

    @property
    def suggested(self) -> Threshold:
        """Threshold, least area and grouping that it suggests."""
        ...


@runtime_checkable
class MeasuringPredictor(Predictor, Protocol):
    """A predictor that knows how full the memory is where it runs."""

    @property
    def memory(self) -> tuple[int, int]:
        """Bytes in use and bytes there are, as of its last image; zeros where not known."""
        ...


@runtime_checkable
class BatchPredictor(Predictor, Protocol):
    """A predictor that is quicker with many images at once, as networks are."""

    def predict_many(
        self,
        inputs: Iterable[PredictorInput],
        *,
        progress: Callable[[int], None] | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Prediction | PredictionError]:
        """The prediction of each input in turn, or why there is none, in their order.

        Args:
            inputs: Taken a few ahead of what is given back, so that they may be decoded meanwhile.
            progress: Called with how many are done.
            cancelled: Asked now and then whether to stop.

        Raises:
            UnusablePredictorError: No image at all can be predicted.
            PredictionCancelledError: `cancelled` said so.
        """
        ...


def check_cancelled(cancelled: Cancelled | None) -> None:
    """Raise PredictionCancelledError where the caller wants to stop."""
    if cancelled is not None and cancelled():
        raise PredictionCancelledError


def _check_map(values: ProbabilityMap) -> None:
    if values.ndim != 2 or values.dtype != np.float32:
        raise ValueError(f"a map is (H, W) float32, not {values.shape} {values.dtype}")
    # NaN is neither: both comparisons are false of it.
    if values.size and not (values.min() >= 0.0 and values.max() <= 1.0):
        raise ValueError("a map has values from 0 to 1 only")


def _check_instances(stack: Stack) -> None:
    if stack.ndim != 3 or stack.dtype != np.uint8:
        raise ValueError(f"instances are (N, H, W) uint8, not {stack.shape} {stack.dtype}")
    if stack.size and stack.max() > 1:
        raise ValueError("instances have the values 0 and 1 only")
