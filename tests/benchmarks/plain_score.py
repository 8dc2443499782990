"""The metric as one writes it down at first: on dense arrays, instance by instance."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

if TYPE_CHECKING:
    from pathlib import Path

Stack = NDArray[np.uint8]
Scores = tuple[float, float]
"""oF1 and pixel F1."""


def score_submission(masks: Path, submission: Path) -> list[Scores]:
    """The scores of a submission, in its order, against `masks/{case_id}.npy`."""
    csv.field_size_limit(sys.maxsize)
    scores = []
    with submission.open(newline="") as file:
        for row in csv.DictReader(file):
            true = np.load(masks / f"{row['case_id']}.npy")
            scores.append(score(_decoded(row["annotation"], true.shape[1:]), true))
    return scores


def score_stacks(masks: Path, predictions: Path) -> list[Scores]:
    """The scores of `predictions/{case_id}.npy`, in the order of their numbers."""
    names = sorted((path.name for path in predictions.glob("*.npy")), key=lambda n: int(n[:-4]))
    return [score(np.load(predictions / name), np.load(masks / name)) for name in names]


def score(predicted: Stack, true: Stack) -> Scores:
    """oF1 and pixel F1 of two stacks."""
    f = np.zeros((len(predicted), len(true)))
    for i, one in enumerate(predicted):
        for j, other in enumerate(true):
            both = one.sum() + other.sum()
            f[i, j] = 2 * np.logical_and(one, other).sum() / both if both else 0.0
    rows, columns = linear_sum_assignment(-f)
    of1 = f[rows, columns].sum() / max(f.shape)
    union, truth = predicted.any(axis=0), true.any(axis=0)
    hit = np.logical_and(union, truth).sum()
    return float(of1), float(2 * hit / (union.sum() + truth.sum()))


def _decoded(annotation: str, shape: tuple[int, ...]) -> Stack:
    planes = []
    for code in map(json.loads, annotation.split(";")):
        plane = np.zeros(shape[0] * shape[1], np.uint8)
        for start, length in zip(code[0::2], code[1::2], strict=True):
            plane[start - 1 : start - 1 + length] = 1
        # In the order of the truth, or each comparison would stride through memory.
        planes.append(np.ascontiguousarray(plane.reshape(shape[::-1]).T))
    return np.stack(planes)
