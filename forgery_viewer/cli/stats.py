"""The command that sums up a data set, and writes figures and a report of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import or_exit, print_json
from forgery_viewer.cli.program import Dataset, JsonOption, WorkspaceOption, cli
from forgery_viewer.cli.reading import (
    FreshOption,
    Reading,
    ReviewedOption,
    SplitOption,
    read_channels,
    read_dataset,
)
from forgery_viewer.cli.statistics_text import print_statistics

if TYPE_CHECKING:
    from forgery_viewer.core.bad_files import BadFile
    from forgery_viewer.core.channels import ChannelTable
    from forgery_viewer.core.scanning import Rows
    from forgery_viewer.core.statistics import Statistics


class Order(StrEnum):
    """Orders of the channels."""

    RGB = "rgb"
    BGR = "bgr"


@dataclass(frozen=True)
class _Wanted:
    """What is to be summed up, and how."""

    splits: Sequence[str]
    sample: int | None
    seed: int
    channels: bool
    order: Order
    reviewed: bool
    fresh: bool


@dataclass(frozen=True)
class _Found:
    """What was summed up."""

    root: Path
    whole: Statistics
    by_split: Mapping[str, Statistics]
    bad_files: Sequence[BadFile]


@cli.command()
def stats(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write figures and a report to.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
    split: SplitOption = [],  # noqa: B006 - typer copies it
    sample: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Take the channels from so many images of each label, not from all.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Which images a sample has.")] = 0,
    channels: Annotated[
        bool, typer.Option(help="Decode the images for red, green and blue.")
    ] = True,
    order: Annotated[
        Order, typer.Option(help="Order of the channels; bgr is that of the notebook.")
    ] = Order.RGB,
    reviewed: ReviewedOption = False,
    fresh: FreshOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Sum up sizes, masks, coverage, instances and channels.

    With --out, writes the figures as PNG and SVG, and one report.
    """
    wanted = _Wanted(split, sample, seed, channels, order, reviewed, fresh)
    found = or_exit(lambda: _sum_up(dataset, wanted, workspace))
    written = or_exit(lambda: _write(found, wanted, out)) if out is not None else ()
    if as_json:
        from forgery_viewer.core.statistics_json import statistics_as_json

        bgr = order is Order.BGR
        json = statistics_as_json(found.whole, found.by_split, found.bad_files, bgr=bgr)
        print_json({"dataset": str(found.root), "splits": list(found.by_split), **json})
        return
    print_statistics(found.root, found.whole, found.bad_files, bgr=order is Order.BGR)
    if written:
        typer.echo(f"Written: {written[0]} and {len(written) - 1} files of figures beside it")


def _sum_up(dataset: Path, wanted: _Wanted, override: Path | None) -> _Found:
    import numpy as np

    from forgery_viewer.core.bad_files import list_bad_files
    from forgery_viewer.core.statistics import summarise

    reading = read_dataset(dataset, override, reviewed=wanted.reviewed, fresh=wanted.fresh)
    index = reading.index
    split = index.column("split")
    rows = {name: np.flatnonzero(split == name) for name in wanted.splits}
    rows = {name: found for name, found in rows.items() if len(found)}
    chosen = np.sort(np.concatenate([*rows.values(), np.array([], np.intp)]))
    table = _channels(reading, wanted, chosen) if wanted.channels else None
    return _Found(
        root=index.root,
        whole=summarise(index, chosen, table),
        by_split={name: summarise(index, found, table) for name, found in rows.items()},
        bad_files=list_bad_files(index, wanted.splits),
    )


def _channels(reading: Reading, wanted: _Wanted, rows: Rows) -> ChannelTable:
    from forgery_viewer.core.statistics import sample_rows

    if wanted.sample is not None:
        rows = sample_rows(reading.index, rows, wanted.sample, wanted.seed)
    return read_channels(reading, rows, fresh=wanted.fresh)


def _write(found: _Found, wanted: _Wanted, out: Path) -> tuple[Path, ...]:
    from forgery_viewer.core.report.writing import write_report

    return write_report(
        found.root,
        out,
        found.whole,
        by_split=found.by_split,
        bad_files=found.bad_files,
        bgr=wanted.order is Order.BGR,
    )
