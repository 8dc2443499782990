"""Statistics as text for a terminal, narrow enough for 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from forgery_viewer.core.bad_files import BadFile
    from forgery_viewer.core.statistics import Statistics
    from forgery_viewer.core.summaries import Summary

#: Bad files that are listed for a person; machines and the report get them all.
_LISTED = 20
_FIRST, _OTHERS = 10, 11


def print_statistics(
    root: Path, statistics: Statistics, bad_files: Sequence[BadFile], *, bgr: bool
) -> None:
    """Print everything there are figures for; channels in the order of OpenCV for `bgr`."""
    _print_counts(root, statistics)
    _print_sizes(statistics)
    if statistics.counts.masks:
        _print_masks(statistics)
        _print_buckets(statistics)
        _print_instances(statistics)
    if statistics.channels:
        _print_channels(statistics, bgr=bgr)
    _print_bad_files(bad_files)


def _print_counts(root: Path, statistics: Statistics) -> None:
    from forgery_viewer.core.number_text import counted

    counts = statistics.counts
    labels = (
        (counts.authentic, "authentic"),
        (counts.forged, "forged"),
        (counts.unlabelled, "without a label"),
    )
    named = ", ".join(f"{number:,} {words}" for number, words in labels if number)
    typer.echo(root.name)
    typer.echo(f"{counted(counts.images, 'image')}{f': {named}' if named else ''}")
    parts = ((counts.pairs, "pair"), (counts.masks, "mask"), (counts.instances, "instance"),
             (counts.regions, "region"))  # fmt: skip
    typer.echo(", ".join(counted(number, word) for number, word in parts))


def _print_sizes(statistics: Statistics) -> None:
    from forgery_viewer.core.number_text import whole

    columns = [
        (f"{label} {side}", summary, whole)
        for label, sizes in statistics.sizes.items()
        if len(sizes.rows)
        for side, summary in (("h", sizes.height_px), ("w", sizes.width_px))
    ]
    if columns:
        _print_percentiles("Size, px", columns)


def _print_masks(statistics: Statistics) -> None:
    from forgery_viewer.core.number_text import coverage, plain, whole

    columns = [
        ("cov. %", statistics.coverage_pct, coverage),
        ("area px", statistics.area_px, whole),
        ("instances", statistics.instances, plain),
        ("regions", statistics.regions, plain),
    ]
    _print_percentiles("Masks", columns)


def _print_percentiles(
    title: str, columns: Sequence[tuple[str, Summary, Callable[[float], str]]]
) -> None:
    _print_row(title, [words.replace("authentic", "auth.").replace("unlabelled", "unl.")
                       for words, _, _ in columns], title=True)  # fmt: skip
    for name in columns[0][1].figures():
        figures = [text(summary.figures()[name]) for _, summary, text in columns]
        _print_row(f"  {name.upper() if name[0] == 'p' else name}", figures)


def _print_buckets(statistics: Statistics) -> None:
    from forgery_viewer.core.number_text import share, whole

    _print_row("Coverage %", ["masks", "share"], title=True)
    for found in statistics.buckets:
        figures = [whole(found.count), share(found.count, statistics.counts.masks)]
        _print_row(f"  {found.bucket.name}", figures)


def _print_instances(statistics: Statistics) -> None:
    from forgery_viewer.core.number_text import coverage, share, whole

    heads = ["masks", "share", "cov. P25 %", "P50 %", "P75 %"]
    _print_row("Instances", heads, title=True)
    for group in statistics.by_instances:
        spread = (group.coverage_pct.p25, group.coverage_pct.p50, group.coverage_pct.p75)
        figures = [whole(group.count), share(group.count, statistics.counts.masks)]
        _print_row(f"  {group.instances}", [*figures, *map(coverage, spread)])


def _print_channels(statistics: Statistics, *, bgr: bool) -> None:
    heads = ["blue", "green", "red"] if bgr else ["red", "green", "blue"]
    typer.echo()
    typer.echo(f"{'Channels, 0 to 255':26}" + "".join(f"{head:>{_OTHERS}}" for head in heads))
    for label, found in statistics.channels.items():
        for words, triple in (
            ("mean", found.mean_rgb),
            ("std", found.std_rgb),
            ("mean by image", found.image_mean_rgb),
            ("std by image", found.image_std_rgb),
        ):
            figures = "".join(f"{value:>{_OTHERS}.2f}" for value in triple[:: -1 if bgr else 1])
            typer.echo(f"  {label + ' ' + words:24}{figures}")


def _print_bad_files(bad_files: Sequence[BadFile]) -> None:
    typer.echo()
    typer.echo(f"Bad files: {len(bad_files):,}")
    for file in bad_files[:_LISTED]:
        # As `check` writes it.
        typer.echo(f"  {file.file}  {file.reason}")
    if len(bad_files) > _LISTED:
        typer.echo(f"  and {len(bad_files) - _LISTED:,} more: --json and the report list them")


def _print_row(first: str, others: Sequence[str], *, title: bool = False) -> None:
    if title:
        typer.echo()
    typer.echo(f"{first:{_FIRST}}" + "".join(f"{other:>{_OTHERS}}" for other in others))
