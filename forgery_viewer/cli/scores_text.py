"""Scores as text for a terminal, narrow enough for 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from forgery_viewer.core.scoring.dataset_scores import CaseScore, DatasetScores, LeftOut
    from forgery_viewer.core.scoring.dataset_sweep import DatasetSweep
    from forgery_viewer.core.scoring.score_summary import (
        Groups,
        ScoreMeans,
        ScoresCompared,
        ScoreSummary,
    )

#: Cases that are listed for a person; machines get them all.
_LISTED = 10
_FIRST, _OTHERS = 20, 10


def print_scores(
    root: Path,
    scores: DatasetScores,
    left_out: Sequence[LeftOut],
    compared: ScoresCompared | None,
    sweep: DatasetSweep | None,
) -> None:
    """Print means, groups, the lowest cases, and whatever else was asked for."""
    from forgery_viewer.core.scoring.score_summary import ScoreSummary

    summary = ScoreSummary.of(scores.cases)
    typer.echo(root.name)
    _print_means(summary)
    _print_groups("Coverage %", summary.by_coverage)
    _print_groups("True instances", summary.by_instances)
    _print_groups("Size, MP", summary.by_size)
    _print_lowest(scores.cases)
    _print_not_counted(scores, left_out)
    if compared is not None:
        _print_compared(compared)
    if sweep is not None:
        _print_sweep(sweep)


def _print_means(summary: ScoreSummary) -> None:
    from forgery_viewer.core.number_text import share

    _print_heads("Mean of")
    for name in ("whole", "forged", "authentic"):
        means: ScoreMeans = getattr(summary, name)
        if means.images:
            _print_row({"whole": "all images"}.get(name, name), means)
    if summary.authentic.images:
        alarms = share(summary.false_alarms, summary.authentic.images)
        typer.echo(f"False alarms on authentic images: {summary.false_alarms:,} ({alarms})")
    if summary.forged.images:
        missed = share(summary.missed, summary.forged.images)
        typer.echo(f"Forged images without a prediction: {summary.missed:,} ({missed})")


def _print_groups(title: str, groups: Groups) -> None:
    if len(groups) < 2:
        return
    _print_heads(title)
    for name, means in groups:
        _print_row(name, means)


def _print_lowest(cases: Sequence[CaseScore]) -> None:
    lowest = sorted((case for case in cases if case.of1 < 1), key=lambda case: case.of1)
    if not lowest:
        return
    typer.echo()
    typer.echo(f"{'Lowest oF1':32}" + "".join(
        f"{head:>{_OTHERS}}" for head in ("oF1", "F1", "predicted", "true")
    ))  # fmt: skip
    for case in lowest[:_LISTED]:
        counts = f"{case.predicted:>{_OTHERS},}{case.true:>{_OTHERS},}"
        scores = f"{case.of1:>{_OTHERS}.3f}{case.f1:>{_OTHERS}.3f}"
        typer.echo(f"  {case.key!s:30}{scores}{counts}")
    if len(lowest) > _LISTED:
        typer.echo(f"  and {len(lowest) - _LISTED:,} more below 1: --json lists them")


def _print_not_counted(scores: DatasetScores, left_out: Sequence[LeftOut]) -> None:
    from forgery_viewer.core.number_text import counted

    if not left_out and not scores.skipped:
        return
    typer.echo()
    for split, label, images in left_out:
        typer.echo(
            f"Not counted, as none is predicted: {counted(images, f'{label} image')} of {split}"
        )
    for key, reason in scores.skipped[:_LISTED]:
        typer.echo(f"Not counted: {key}: {reason}")
    if len(scores.skipped) > _LISTED:
        typer.echo(f"and {len(scores.skipped) - _LISTED:,} more: --json lists them")


def _print_compared(compared: ScoresCompared) -> None:
    _print_heads("Compared")
    _print_row("these predictions", compared.one)
    _print_row("the other ones", compared.other)
    typer.echo(
        f"Better in {len(compared.better):,}, worse in {len(compared.worse):,}, "
        f"same in {len(compared.same):,}"
    )
    for title, pairs in (("Largest gains", compared.better), ("Largest losses", compared.worse)):
        if pairs:
            typer.echo(title)
        for pair in pairs[:5]:
            typer.echo(f"  {pair.key!s:40}{pair.one:>{_OTHERS}.3f}{pair.other:>{_OTHERS}.3f}")


def _print_sweep(found: DatasetSweep) -> None:
    sweep = found.sweep
    if sweep is None:
        return
    typer.echo()
    if not found.maps:
        typer.echo("There are no maps: the threshold changes nothing")
    heads = "".join(f"{area:>7,}" for area in sweep.least_areas_px)
    typer.echo(f"{'Mean oF1, min. px':18}{heads}")
    rows = zip(sweep.thresholds, sweep.of1.tolist(), strict=True)
    for threshold, row in rows if found.maps else [next(rows)]:
        values = "".join(f"{value:>7.3f}" for value in row)
        typer.echo(f"  threshold {threshold:<6.2f}{values}")
    threshold, area_px, of1 = sweep.best
    at = f"threshold {threshold:.2f} and minimum area" if found.maps else "minimum area"
    typer.echo(f"Best: {of1:.3f} at {at} {area_px:,} px")
    if found.maps:
        average = found.histogram.average_precision
        typer.echo(f"Average precision of the pixels: {average:.3f}")


def _print_heads(title: str) -> None:
    typer.echo()
    heads = ("images", "oF1", "F1", "IoU", "precision", "recall")
    typer.echo(f"{title:{_FIRST}}" + "".join(f"{head:>{_OTHERS}}" for head in heads))


def _print_row(name: str, means: ScoreMeans) -> None:
    scores = (means.of1, means.f1, means.iou, means.precision, means.recall)
    values = "".join(f"{score:>{_OTHERS}.3f}" for score in scores)
    typer.echo(f"  {name:{_FIRST - 2}}{means.images:>{_OTHERS},}{values}")
