"""Indexes in memory whose figures spread as those of real data sets do, of any length."""

from __future__ import annotations

import numpy as np

from forgery_viewer.core.dataset import Details, Index, RecordKey
from tests.small_index import listed


def realistic(count: int, seed: int = 0, *, empty: int = 0) -> Index:
    """An index of pairs, forged images without a partner and one unlabelled image, all read.

    Args:
        count: Rows, at least 3.
        seed: Of the random figures.
        empty: How many of the masks have no pixel.
    """
    pairs = max(1, int(count * 0.46))
    forged = count - pairs - 1
    keys = [RecordKey("train", "authentic", str(case)) for case in range(pairs)]
    keys += [
        RecordKey("train" if case < pairs or case % 8 else "supplemental", "forged", str(case))
        for case in range(forged)
    ]
    keys.append(RecordKey("test", "unlabelled", "45"))
    index = listed(keys)
    return index.with_details(_details(index, np.random.default_rng(seed), empty))


def _details(index: Index, random: np.random.Generator, empty: int) -> Details:
    count = len(index)
    height, width = (
        np.exp(random.normal(middle, 0.7, count)).clip(64, 4000).astype(np.int32)
        for middle in (6.3, 6.5)
    )
    covered = np.exp(random.normal(0.9, 1.4, count)).clip(0.05, 52) / 100
    area = np.maximum(1, height.astype(np.int64) * width * covered).astype(np.int64)
    instances = random.choice([1, 2, 3, 4, 5], count, p=[0.68, 0.25, 0.06, 0.007, 0.003])
    forged = np.asarray(index.column("label") == "forged", np.bool_)
    area[np.flatnonzero(forged)[:empty]] = 0
    texts = np.full(count, "", object)
    return Details(
        rows=np.arange(count),
        height=height,
        width=width,
        mode=np.full(count, "RGB", object),
        instances=np.where(forged, instances, -1).astype(np.int32),
        area_px=np.where(forged, area, -1),
        regions=np.where(forged, 2 * instances, -1).astype(np.int32),
        mask_dtype=np.where(forged, "uint8", "").astype(object),
        mask_note=texts,
        trouble=texts,
    )
