"""What is worth knowing of a data set, in sentences of which each is worked out from its figures.

A sentence is only said where it is true of the figures at hand, and none is said of every data set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.bad_files import BadFile
from forgery_viewer.core.number_text import TIMES, counted, digits, percent, share, size, whole
from forgery_viewer.core.records import AUTHENTIC, FORGED
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import Bucket

#: The longer side that images are often brought down to before they are learnt from, px.
_TRAINING_SIDE_PX = 512
#: A square of this side is about the least that is of use after that, px.
_LEAST_SIDE_PX = 16
_SHORT_SIDE_PX = 256


def take_aways(statistics: Statistics, bad_files: Sequence[BadFile] = ()) -> tuple[str, ...]:
    """The sentences, those of masks first."""
    return (
        *_of_coverage(statistics),
        *_of_small_masks(statistics),
        *_of_instances(statistics),
        *_of_regions(statistics),
        *_of_sizes(statistics),
        *_of_pairs(statistics),
        *_of_channels(statistics),
        *_of_files(statistics, bad_files),
    )


def _of_coverage(statistics: Statistics) -> Iterator[str]:
    coverage, masks = statistics.coverage_pct, statistics.counts.masks
    if masks == 1:
        yield f"The only mask covers {percent(coverage.p50)} of its image."
    if masks < 2:
        return
    yield (
        f"Half of the {masks:,} masks cover {percent(coverage.p50)} of their image or less; "
        f"one in ten covers {percent(coverage.p90)} or more."
    )
    if coverage.mean > 1.2 * coverage.p50:
        times = digits(coverage.mean / coverage.p50)
        above = int((statistics.masks.coverage_pct > coverage.mean).sum())
        yield (
            f"The mean coverage, {percent(coverage.mean)}, is {times} times the median: "
            f"the {counted(above, 'mask')} above it ({share(above, masks)}) "
            f"{_verb(above, 'pulls', 'pull')} it up."
        )
    fullest = max(statistics.buckets, key=lambda found: found.count)
    small = sum(found.count for found in statistics.buckets if found.bucket.to_pct <= 1)
    yield (
        f"The fullest bucket, {_words(fullest.bucket)} of the image, has "
        f"{counted(fullest.count, 'mask')} ({fullest.share_pct:.1f} %); "
        f"{small:,} ({share(small, masks)}) {_verb(small, 'covers', 'cover')} 1 % or less."
    )


def _words(bucket: Bucket) -> str:
    if bucket.to_pct == 100:
        return f"over {bucket.above_pct:g} %"
    if bucket.above_pct == 0:
        return f"up to {bucket.to_pct:g} %"
    return f"{bucket.above_pct:g} to {bucket.to_pct:g} %"


def _of_small_masks(statistics: Statistics) -> Iterator[str]:
    masks, area = statistics.masks, statistics.area_px
    if len(masks.rows) < 2:
        return
    yield (
        f"The smallest mask has {counted(int(masks.area_px.min()), 'pixel')}, the largest "
        f"{whole(area.max)}; one in twenty has {whole(area.p5)} or fewer."
    )
    place = np.searchsorted(statistics.all_sizes.rows, masks.rows)
    scale = np.minimum(1, _TRAINING_SIDE_PX / statistics.all_sizes.longer_side[place])
    least = _LEAST_SIDE_PX**2
    lost, before = (int((pixels < least).sum()) for pixels in
                    (masks.area_px * scale**2, masks.area_px))  # fmt: skip
    if lost > before:
        yield (
            f"With the longer side brought down to {_TRAINING_SIDE_PX} px, "
            f"{counted(lost, 'mask')} ({share(lost, len(scale))}) would have less than "
            f"{_LEAST_SIDE_PX} {TIMES} {_LEAST_SIDE_PX} pixels in all, "
            f"against {before:,} at full size."
        )


def _of_instances(statistics: Statistics) -> Iterator[str]:
    counts, groups = statistics.counts, statistics.by_instances
    several = sum(group.count for group in groups if group.instances > 1)
    if several:
        missed = counts.instances - counts.masks
        yield (
            f"{counted(several, 'mask')} ({share(several, counts.masks)}) "
            f"{_verb(several, 'has', 'have')} more than one instance, "
            f"{groups[-1].instances} at most: reading the first alone misses {missed:,} of "
            f"{counts.instances:,} instances ({share(missed, counts.instances)})."
        )
    if len(groups) > 1:
        first = groups[0]
        rest = statistics.masks.coverage_pct[statistics.masks.instances > first.instances]
        yield (
            f"Masks of {counted(first.instances, 'instance')} cover "
            f"{percent(first.coverage_pct.p50)} in the median, those of more "
            f"{percent(float(np.median(rest)))}."
        )


def _of_regions(statistics: Statistics) -> Iterator[str]:
    counts, masks = statistics.counts, statistics.masks
    if not counts.instances:
        return
    lone = int((masks.regions < 2 * masks.instances).sum())
    if lone:
        told = (
            f"{counted(lone, 'mask')} {_verb(lone, 'has', 'have')} fewer than two for each of "
            f"{_verb(lone, 'its', 'their')} instances, where a source and a copy that do not "
            "touch are two"
        )
    elif (masks.instances == 1).all():
        told = "none has fewer than two"
    else:
        # The regions of a mask are known, not those of each instance: 3 and 1 are 4 as well.
        told = (
            "every mask has at least two for each of its instances in all, however they are "
            "shared out among them"
        )
    mean = digits(counts.regions / counts.instances)
    yield f"An instance has {mean} regions on average; {told}."


def _of_sizes(statistics: Statistics) -> Iterator[str]:
    sizes, images = statistics.all_sizes, len(statistics.all_sizes.rows)
    if not images:
        return
    width, height = sizes.width, sizes.height
    shorter = np.minimum(height, width)
    longest = float((sizes.longer_side / shorter).max())
    strip = f"the longest strip is {digits(longest)} : 1."
    if images == 1:
        yield f"The only image is {size(width[0], height[0])} px."
    elif np.ptp(width) == np.ptp(height) == 0:
        yield f"All images are {whole(width[0])} px wide and {whole(height[0])} px high."
    elif np.ptp(width) == 0:
        yield f"All images are {whole(width[0])} px wide, and {_range(height)} px high; {strip}"
    elif np.ptp(height) == 0:
        yield f"All images are {whole(height[0])} px high, and {_range(width)} px wide; {strip}"
    else:
        median = size(sizes.width_px.p50, sizes.height_px.p50)
        yield (
            f"Images are {_range(width)} px wide and {_range(height)} px high, {median} in the "
            f"median; {strip}"
        )
    short = int((shorter < _SHORT_SIDE_PX).sum())
    if short:
        yield (
            f"{short:,} of {counted(images, 'image')} ({share(short, images)}) "
            f"{_verb(short, 'has', 'have')} a side under {_SHORT_SIDE_PX} px."
        )


def _range(sides: NDArray[np.int32]) -> str:
    return f"{whole(sides.min())} to {whole(sides.max())}"


def _of_pairs(statistics: Statistics) -> Iterator[str]:
    counts = statistics.counts
    if counts.forged and counts.pairs:
        alone = counts.forged - counts.pairs
        yield (
            f"{counts.pairs:,} of {counted(counts.forged, 'forged image')} "
            f"({share(counts.pairs, counts.forged)}) {_verb(counts.pairs, 'has', 'have')} an "
            f"authentic partner of the same case id, {alone:,} {_verb(alone, 'has', 'have')} none."
        )


def _of_channels(statistics: Statistics) -> Iterator[str]:
    found = statistics.channels
    if AUTHENTIC not in found or FORGED not in found:
        return
    authentic, forged = found[AUTHENTIC], found[FORGED]
    apart = [abs(a - f) for a, f in zip(authentic.mean_rgb, forged.mean_rgb, strict=True)]
    most = int(np.argmax(apart))
    if apart[most] < 0.05:
        return
    yield (
        f"Forged and authentic images differ most in {('red', 'green', 'blue')[most]}: a mean of "
        f"{forged.mean_rgb[most]:.1f} against {authentic.mean_rgb[most]:.1f}, a difference "
        f"of {apart[most]:.1f} in 255."
    )


def _of_files(statistics: Statistics, bad_files: Sequence[BadFile]) -> Iterator[str]:
    counts = statistics.counts
    if not bad_files:
        yield f"Nothing is wrong with the files of {counted(counts.images, 'image')}."
        return
    kinds = (
        (counts.masks_missing, "without a mask"),
        (counts.masks_refused, "with a mask that cannot be used"),
        (counts.empty_masks, "with an empty mask"),
        (counts.images_unreadable, "with an image that cannot be read"),
    )
    named = ", ".join(f"{number:,} {words}" for number, words in kinds if number)
    yield (
        f"{counted(len(bad_files), 'entry', 'entries')} "
        f"{_verb(len(bad_files), 'is', 'are')} in the list of bad files"
        f"{f', among them {named}' if named else ''}."
    )


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
