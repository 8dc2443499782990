"""Figures that sum up many numbers: percentiles, buckets of coverage, and bins of histograms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

PERCENTILES = (1, 5, 10, 25, 50, 75, 90, 95, 99)
"""The percentiles of a summary."""

COVERAGE_BINS_A_DECADE = 15
SIZE_BINS_AN_OCTAVE = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """How numbers spread; every figure is NaN where there are no numbers.

    Percentiles are interpolated linearly between the two nearest numbers, as NumPy does.
    """

    count: int
    p1: float
    p5: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p95: float
    p99: float
    max: float
    mean: float

    @classmethod
    def of(cls, numbers: Numbers) -> Summary:
        """The summary of an array of any length, without NaN."""
        if not len(numbers):
            return cls(0, *[np.nan] * (len(PERCENTILES) + 2))
        # In order, so that the mean is the same to the last digit whatever the order was.
        numbers = np.sort(numbers)
        figures: list[float] = np.percentile(numbers, PERCENTILES).tolist()
        figures += [float(numbers[-1]), float(numbers.mean())]
        return cls(len(numbers), *figures)

    def figures(self) -> dict[str, float]:
        """The figures by name, without the count."""
        return {name: value for name, value in asdict(self).items() if name != "count"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A range of coverage in percent of the image, above `above_pct` up to and with `to_pct`."""

    name: str
    above_pct: float
    to_pct: float


BUCKETS = (
    Bucket("<=0.1", 0.0, 0.1),
    Bucket("0.1-0.5", 0.1, 0.5),
    Bucket("0.5-1", 0.5, 1.0),
    Bucket("1-2", 1.0, 2.0),
    Bucket("2-5", 2.0, 5.0),
    Bucket(">5", 5.0, 100.0),
)


@dataclass(frozen=True, slots=True)
class BucketCount:
    """How many masks are in a bucket, and which share of all masks that is, in percent."""

    bucket: Bucket
    count: int
    share_pct: float


def bucket_of(coverage_pct: Numbers) -> NDArray[np.intp]:
    """The place in `BUCKETS` of each coverage."""
    edges = [bucket.to_pct for bucket in BUCKETS[:-1]]
    return np.searchsorted(edges, coverage_pct, side="left")


def count_buckets(coverage_pct: Numbers) -> tuple[BucketCount, ...]:
    """How many of the coverages are in each bucket."""
    counts = np.bincount(bucket_of(coverage_pct), minlength=len(BUCKETS)).tolist()
    total = max(1, len(coverage_pct))
    return tuple(
        BucketCount(bucket, count, 100 * count / total)
        for bucket, count in zip(BUCKETS, counts, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many numbers are in each bin.

    Attributes:
        edges: (bins + 1,) in ascending order; a bin has its lower edge and not its upper one.
        counts: (bins,).
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.intp]


def coverage_edges(coverage_pct: Numbers) -> NDArray[np.float64]:
    """Edges of bins on a logarithmic scale, in percent, that hold all of the coverages above 0.

    They lie on one grid whatever the numbers are, 1 and 10 % among them, so that bars stay where
    they are while a filter changes. Each is written with three figures and is exactly what is
    written, so that it can be asked for.
    """
    return _edges(coverage_pct, 10.0, COVERAGE_BINS_A_DECADE, (0.1, 10.0), _three_figures)


def size_edges(sides_px: Numbers) -> NDArray[np.float64]:
    """Edges of bins on a logarithmic scale, in whole px, powers of two among them, as above."""
    return _edges(sides_px, 2.0, SIZE_BINS_AN_OCTAVE, (64.0, 1024.0), np.round)


def histogram(numbers: Numbers, edges: NDArray[np.float64]) -> Histogram:
    """Count numbers in bins; what lies outside all of them is left out."""
    places = np.searchsorted(edges, numbers, side="right") - 1
    inside = places[(places >= 0) & (places < len(edges) - 1)]
    return Histogram(edges, np.bincount(inside, minlength=len(edges) - 1))


def cumulative(numbers: Numbers) -> tuple[Numbers, NDArray[np.float64]]:
    """The different numbers in order, and the share in percent that is at or under each."""
    values, counts = np.unique(numbers, return_counts=True)
    return values, 100 * np.cumsum(counts) / max(1, len(numbers))


def _edges(
    numbers: Numbers,
    base: float,
    steps: int,
    otherwise: tuple[float, float],
    rounded: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    numbers = numbers[numbers > 0]
    low, high = (numbers.min(), numbers.max()) if len(numbers) else otherwise
    first, last = (int(np.floor(np.log(end) / np.log(base) * steps)) for end in (low, high))
    # More than is needed: rounding may move an edge past a number, and the smallest edges of whole
    # numbers fall together.
    exponents = np.arange(first - 1, last + steps + 1) / steps
    edges = np.unique(rounded(base**exponents))
    start, end = np.searchsorted(edges, (low, high), side="right")
    return edges[start - 1 : end + 1]


def _three_figures(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([float(f"{edge:.3g}") for edge in edges])
