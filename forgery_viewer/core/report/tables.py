"""The tables of a report: the numbers behind its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forgery_viewer.core.number_text import coverage, percent, plain, share, whole
from forgery_viewer.core.statistics import Statistics
from forgery_viewer.core.summaries import Summary


@dataclass(frozen=True, slots=True)
class Table:
    """Texts in rows and columns; the first of each row says what the row is of.

    Attributes:
        name: A name without blanks.
        title: What it shows.
        note: How to read it, "" where that is plain.
        heads: Words above the columns.
        rows: The texts.
    """

    name: str
    title: str
    note: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def report_tables(
    statistics: Statistics, by_split: Mapping[str, Statistics], *, bgr: bool = False
) -> tuple[Table, ...]:
    """The tables there are numbers for; channels in the order of OpenCV for `bgr`."""
    tables = [
        _splits(by_split),
        _percentiles(statistics),
        _buckets(statistics),
        _instances(statistics),
        _channels(statistics, bgr=bgr),
    ]
    return tuple(table for table in tables if table.rows)


def _splits(by_split: Mapping[str, Statistics]) -> Table:
    heads = ("Split", "Images", "Authentic", "Forged", "Unlabelled", "Pairs", "Masks",
             "Instances", "Regions", "Median coverage")  # fmt: skip
    rows = [
        (
            split,
            *(whole(number) for number in (
                found.counts.images, found.counts.authentic, found.counts.forged,
                found.counts.unlabelled, found.counts.pairs, found.counts.masks,
                found.counts.instances, found.counts.regions)),
            percent(found.coverage_pct.p50) if found.counts.masks else "",
        )
        for split, found in by_split.items()
    ]  # fmt: skip
    return Table("splits", "Splits", "", heads, rows)


def _percentiles(statistics: Statistics) -> Table:
    rows = [
        (words, *(text(figure) for figure in summary.figures().values()))
        for words, summary, text in _summaries(statistics)
        if summary.count
    ]
    heads = ("", *(name.upper() if name[0] == "p" else name.capitalize()
                   for name in statistics.coverage_pct.figures()))  # fmt: skip
    note = "Pn: n % are at or under this figure, interpolated linearly."
    return Table("percentiles", "Percentiles", note, heads, rows)


def _summaries(
    statistics: Statistics,
) -> Iterator[tuple[str, Summary, Callable[[float], str]]]:
    yield "Coverage, %", statistics.coverage_pct, coverage
    yield "Mask area, px", statistics.area_px, whole
    yield "Instances a mask", statistics.instances, plain
    yield "Regions a mask", statistics.regions, plain
    for label, sizes in statistics.sizes.items():
        yield f"Height, {label}, px", sizes.height_px, whole
        yield f"Width, {label}, px", sizes.width_px, whole


def _buckets(statistics: Statistics) -> Table:
    rows = [
        (found.bucket.name.replace("<=", "≤ ").replace(">", "> ").replace("-", " to "),
         whole(found.count), share(found.count, statistics.counts.masks))
        for found in statistics.buckets
    ]  # fmt: skip
    heads = ("Coverage, %", "Masks", "Share")
    return Table("buckets", "Coverage buckets", "", heads, rows if statistics.counts.masks else ())


def _instances(statistics: Statistics) -> Table:
    rows = [
        (
            str(group.instances),
            whole(group.count),
            share(group.count, statistics.counts.masks),
            *(coverage(number) for number in (
                group.coverage_pct.p25, group.coverage_pct.p50, group.coverage_pct.p75)),
            whole(group.area_px.p50),
        )
        for group in statistics.by_instances
    ]  # fmt: skip
    heads = ("Instances", "Masks", "Share", "Coverage P25, %", "P50, %", "P75, %",
             "Median area, px")  # fmt: skip
    return Table("by-instances", "Coverage by number of instances", "", heads, rows)


def _channels(statistics: Statistics, *, bgr: bool) -> Table:
    names = ("Blue", "Green", "Red") if bgr else ("Red", "Green", "Blue")
    step = -1 if bgr else 1
    rows = [
        (f"{label.capitalize()}, {words}", *(f"{value:.2f}" for value in triple[::step]),
         whole(found.images))
        for label, found in statistics.channels.items()
        for words, triple in (
            ("mean", found.mean_rgb),
            ("standard deviation", found.std_rgb),
            ("mean of the images' means", found.image_mean_rgb),
            ("mean of the images' standard deviations", found.image_std_rgb),
        )
    ]  # fmt: skip
    note = "From 0 to 255. The first two are over all pixels; in the others each image counts once."
    return Table("channels", "Channels", note, ("", *names, "Images"), rows)
