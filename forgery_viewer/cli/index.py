"""The command that writes the index of a data set as tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting, or_exit, print_json
from forgery_viewer.cli.program import Dataset, JsonOption, WorkspaceOption, cli
from forgery_viewer.cli.reading import (
    FreshOption,
    ReviewedOption,
    SplitOption,
    read_dataset,
)

if TYPE_CHECKING:
    from forgery_viewer.core.index_files import Sanity


@cli.command()
def index(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the tables to.")],
    *,
    split: SplitOption = [],  # noqa: B006 - typer copies it
    sha256: Annotated[
        bool, typer.Option("--sha256", help="Add checksums of images and masks.")
    ] = False,
    reviewed: ReviewedOption = False,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write tables of all images and of all forged ones, as the notebook does.

    CSV, and Parquet where pyarrow is installed.
    """
    sanity, written = or_exit(
        lambda: _index(
            dataset, out, split, workspace, sha256=sha256, reviewed=reviewed, fresh=fresh
        )
    )
    if as_json:
        from dataclasses import asdict

        found = [asdict(one) | {"holds": one.holds} for one in sanity]
        print_json({"sanity": found, "files": [str(path) for path in written]})
        return
    for one in sanity:
        _print_sanity(one)
    for path in written:
        typer.echo(f"Written: {path}")


def _index(
    dataset: Path,
    out: Path,
    splits: Sequence[str],
    override: Path | None,
    *,
    sha256: bool,
    reviewed: bool,
    fresh: bool,
) -> tuple[list[Sanity], tuple[Path, ...]]:
    from forgery_viewer.core.index_files import check_sanity, write_index_files

    found = read_dataset(dataset, override, reviewed=reviewed, fresh=fresh).index
    with counting("Summing files") as progress:
        written = write_index_files(found, out, splits=splits, sha256=sha256, progress=progress)
    return [one for one in check_sanity(found) if one.split in splits], written


def _print_sanity(sanity: Sanity) -> None:
    typer.echo(sanity.split)
    for words, figure in _lines(sanity):
        typer.echo(f"  {words:40}{figure:>16}")


def _lines(sanity: Sanity) -> list[tuple[str, str]]:
    if not (sanity.authentic or sanity.forged or sanity.masks):
        return [("images without a label", f"{sanity.unlabelled:,}")]
    equal = "==" if sanity.masks == sanity.forged else "!="
    return [
        ("authentic images", f"{sanity.authentic:,}"),
        ("forged images", f"{sanity.forged:,}"),
        ("mask files", f"{sanity.masks:,}"),
        ("case ids both authentic and forged", f"{sanity.in_both:,}"),
        ("masks == forged?", f"{sanity.masks:,} {equal} {sanity.forged:,}"),
        ("authentic with a mask (should be 0)", f"{sanity.authentic_with_mask:,}"),
        ("forged without a mask (should be 0)", f"{sanity.forged_without_mask:,}"),
        # Not one of the notebook's: with an orphan, the two numbers above may agree by chance.
        ("masks without an image (should be 0)", f"{sanity.masks_without_image:,}"),
    ]
