"""Statistics as JSON; the keys are an interface, described in the README."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from forgery_viewer.core.bad_files import BadFile
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import Summary

Json = dict[str, Any]


def statistics_as_json(
    whole: Statistics,
    by_split: Mapping[str, Statistics],
    bad_files: Sequence[BadFile] = (),
    *,
    bgr: bool = False,
) -> Json:
    """What `stats --json` prints: a value for JSON, with None for every figure there is not.

    Args:
        whole: Statistics of everything.
        by_split: Statistics of each split.
        bad_files: Files with something wrong.
        bgr: Give the channels in the order of OpenCV as well.
    """
    return {
        **_of_masks(whole),
        **_of_images(whole),
        **_of_channels(whole, "rgb"),
        **(_of_channels(whole, "bgr") if bgr else {}),
        "by_split": {split: _of_masks(statistics) for split, statistics in by_split.items()},
        "bad_files": [asdict(file) for file in bad_files],
    }


def _of_masks(statistics: Statistics) -> Json:
    groups = statistics.by_instances
    return {
        "counts": asdict(statistics.counts),
        "coverage_pct": _figures(statistics.coverage_pct),
        "mask_area_px": _figures(statistics.area_px),
        "buckets": {found.bucket.name: found.count for found in statistics.buckets},
        "bucket_shares_pct": {found.bucket.name: found.share_pct for found in statistics.buckets},
        "instances": {str(group.instances): group.count for group in groups},
        "instances_per_mask": _figures(statistics.instances),
        "regions_per_mask": _figures(statistics.regions),
        "coverage_pct_by_instances": {
            str(group.instances): _figures(group.coverage_pct) for group in groups
        },
        "mask_area_px_by_instances": {
            str(group.instances): _figures(group.area_px) for group in groups
        },
    }


def _of_images(statistics: Statistics) -> Json:
    sizes = {label: found for label, found in statistics.sizes.items() if len(found.rows)}
    return {
        "height_px": {label: _figures(found.height_px) for label, found in sizes.items()},
        "width_px": {label: _figures(found.width_px) for label, found in sizes.items()},
    }


def _of_channels(statistics: Statistics, order: str) -> Json:
    step = 1 if order == "rgb" else -1
    names = ("mean", "std", "image_mean", "image_std")
    found: Json = {
        f"channel_{name}_{order}": {
            label: list(getattr(figures, f"{name}_rgb"))[::step]
            for label, figures in statistics.channels.items()
        }
        for name in names
    }
    counts = {label: figures.images for label, figures in statistics.channels.items()}
    return found | {"channel_images": counts}


def _figures(summary: Summary) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else value for name, value in summary.figures().items()}
