"""What the values of an array mean: a mask of instances, numbers of instances, or a map.

Masks are read as those of a data set are. What is taken for something else is said in a note;
nothing that would need a guess about its geometry is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.prediction_files.found import FoundPrediction
from forgery_viewer.core.sparse_masks import SparseMask

_ROUNDING = 1e-3
"""So far outside 0 to 1 a probability may be by rounding."""


def read_values(path: Path, array: NDArray[Any], height: int, width: int) -> FoundPrediction:
    """The prediction in an array of an image of `height` x `width` pixels.

    Read are masks (N, H, W) and (H, W) of 0 and 1 or 0 and 255, numbers of instances (H, W), grey
    levels (H, W), and maps (H, W) of floats; axes of length 1 around a map are dropped.

    Args:
        path: The file, for messages.
        array: Booleans, integers or floats.
        height: Rows of the image.
        width: Columns of the image.

    Raises:
        PredictionError: Shape or values fit none of that.
    """
    if array.dtype.kind not in "buif":
        raise PredictionError(path, f"holds {array.dtype}, not numbers", "not-binary")
    if array.dtype.kind == "f":
        _refuse_no_numbers(path, array)
    if array.ndim == 3 and array.shape[1:] == (height, width) and _is_binary(array):
        return _of_stack(path, array)
    plane = _plane(path, array, height, width)
    if plane.dtype.kind == "f":
        return _of_map(plane) if not _is_binary(plane) else _of_stack(path, plane[np.newaxis])
    return _of_levels(path, plane)


def _is_binary(array: NDArray[Any]) -> bool:
    """Whether there is nothing but 0 and one other value, which is 1 or 255."""
    if array.dtype == np.bool_ or not array.size:
        return True
    highest = array.max()
    if highest not in {0, 1, 255}:
        return False
    return bool(((array == 0) | (array == highest)).all())


def _plane(path: Path, array: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """The one (H, W) plane of an array, without axes of length 1. Raises PredictionError."""
    plane = array
    while plane.ndim > 2 and plane.shape[0] == 1:
        plane = plane[0]
    if plane.ndim == 3 and plane.shape[2] == 1:
        plane = plane[..., 0]
    if plane.ndim == 3 and plane.shape[1:] == (height, width):
        reason = f"has {plane.shape[0]} channels of other values than 0 and 1; a map has one"
        raise PredictionError(path, reason, "wrong-shape")
    if plane.ndim != 2:
        shape = f"has the shape {array.shape}"
        reason = f"{shape}; a mask is (N, {height}, {width}), a map ({height}, {width})"
        raise PredictionError(path, reason, "wrong-shape")
    if plane.shape != (height, width):
        raise wrong_size(path, plane.shape, height, width)
    return plane


def wrong_size(path: Path, shape: tuple[int, ...], height: int, width: int) -> PredictionError:
    """What is said of a plane of another size than the image."""
    reason = f"prediction is {shape[1]} x {shape[0]}, image is {width} x {height}"
    if shape == (width, height):
        return PredictionError(path, f"{reason}: transposed", "transposed")
    return PredictionError(path, reason, "wrong-size")


def _of_stack(path: Path, array: NDArray[Any]) -> FoundPrediction:
    if len(array) > MAX_INSTANCES:
        reason = f"has {len(array)} channels; at most {MAX_INSTANCES} are read"
        raise PredictionError(path, reason, "wrong-shape")
    mask = SparseMask.of_stack(array != 0)
    filled = mask.without_empty()
    empty = mask.count - filled.count
    # One empty plane is how a file says that nothing was found.
    if not empty or not filled.count:
        return FoundPrediction.of(filled)
    channels = "1 channel" if empty == 1 else f"{empty} channels"
    return FoundPrediction.of(filled, notes=(f"has {channels} without a pixel, left out",))


def _of_levels(path: Path, plane: NDArray[Any]) -> FoundPrediction:
    """What integers mean: one instance, numbers of instances, or grey levels of a map."""
    values = _values_of(plane)
    marked = values[values != 0]
    if len(marked) and marked[0] < 0:
        raise PredictionError(path, f"has negative values, from {marked[0]}", "not-binary")
    if len(marked) <= 1:
        usual = not len(marked) or marked[0] in {1, 255}
        notes = () if usual else (f"has the values 0 and {marked[0]}, read as 0 and 1",)
        return FoundPrediction(_of_stack(path, plane[np.newaxis]).finished, notes=notes)
    if marked[-1] <= MAX_INSTANCES:
        stack = np.stack([plane == value for value in marked])
        note = f"has the values {_named(values)}, read as numbers of instances"
        return FoundPrediction.of(SparseMask.of_stack(stack), notes=(note,))
    if marked[-1] > 255 and plane.dtype != np.uint16:
        reason = f"has values up to {marked[-1]:,}: no mask, and no grey levels from 0 to 255"
        raise PredictionError(path, reason, "not-binary")
    highest = 255 if plane.dtype == np.uint8 or marked[-1] <= 255 else 65535
    probability = plane.astype(np.float32) / np.float32(highest)
    note = f"has grey levels, read as probabilities: {highest:,} is 1"
    return FoundPrediction(probability=probability, notes=(note,))


def _values_of(plane: NDArray[Any]) -> NDArray[Any]:
    """The different values of a plane, in ascending order."""
    if plane.dtype == np.uint8:
        # Counting is many times faster than sorting.
        return np.flatnonzero(np.bincount(plane.ravel(), minlength=256))
    return np.unique(plane.astype(np.uint8) if plane.dtype == np.bool_ else plane)


def _of_map(plane: NDArray[Any]) -> FoundPrediction:
    lowest, highest = float(plane.min()), float(plane.max())
    values = plane.astype(np.float32)
    if lowest >= -_ROUNDING and highest <= 1 + _ROUNDING:
        return FoundPrediction(probability=np.clip(values, 0, 1))
    span = f"has values from {lowest:.4g} to {highest:.4g}"
    if lowest < 0:
        # Only a sum of weights is negative: what a network gives before its last activation.
        with np.errstate(over="ignore"):
            probability = 1 / (1 + np.exp(-values))
        note = f"{span}, which are logits and no probabilities; their sigmoid is taken"
        return FoundPrediction(probability=probability.astype(np.float32), notes=(note,))
    if highest <= 255 and np.array_equal(plane, np.round(plane)):
        note = f"{span} in whole steps, read as grey levels: 255 is 1"
        return FoundPrediction(probability=values / np.float32(255), notes=(note,))
    note = f"{span}, which are no probabilities; everything above 1 counts as 1"
    return FoundPrediction(probability=np.clip(values, 0, 1), notes=(note,))


def _refuse_no_numbers(path: Path, array: NDArray[Any]) -> None:
    wrong = int(np.count_nonzero(~np.isfinite(array)))
    if wrong:
        kind = "NaN" if np.isnan(array).any() else "infinite values"
        pixels = "1 pixel" if wrong == 1 else f"{wrong:,} pixels"
        raise PredictionError(path, f"has {kind} in {pixels}", "nan")


def _named(values: NDArray[Any]) -> str:
    shown = ", ".join(map(str, values[:5].tolist()))
    return f"{shown}, ..." if len(values) > 5 else shown
