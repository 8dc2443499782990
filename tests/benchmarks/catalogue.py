"""The benchmarks by name, each a module of this package with its bars."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAMES = (
    "paint",
    "pan_3_linked",
    "contour_toggle",
    "opacity",
    "compare",
    "save_picture",
    "difference",
    "mask_from_difference",
    "fill",
    "large_tools",
    "operation_grow",
    "undo",
    "undo_memory",
    "live_figures",
    "turns",
    "switch_warm",
    "open_cold",
    "browse_500",
    "start",
    "sort_5128",
    "filter_5128",
    "sort_100k",
    "filter_100k",
    "scroll_100k",
    "all_actions",
    "mask_stats",
    "channel_stats",
    "rescan_unchanged",
    "index_100k",
    "score",
    "tiled",
    "predict_pipeline",
    "live_score",
    "threshold_14mp",
)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark.

    Attributes:
        name: Name of its module.
        summary: What it measures, one sentence.
        bars: The most that some of its figures may be.
        measure: Takes the measurements; the figures have their unit in their name.
    """

    name: str
    summary: str
    bars: Mapping[str, float]
    measure: Callable[[], dict[str, float]]


def find(name: str) -> Benchmark:
    """The benchmark of this name; its module is loaded only now."""
    module = importlib.import_module(f"{__package__}.{name}")
    summary = " ".join((module.__doc__ or "").split("\n\n")[0].split())
    return Benchmark(name, summary, module.BARS, module.measure)
