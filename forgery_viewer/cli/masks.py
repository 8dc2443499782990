"""The command that writes corrected masks."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting, or_exit
from forgery_viewer.cli.program import Dataset, WorkspaceOption, cli
from forgery_viewer.core.number_text import counted

if TYPE_CHECKING:
    from forgery_viewer.core.export import ExportReport
    from forgery_viewer.core.index import Index
    from forgery_viewer.core.records import RecordKey
    from forgery_viewer.core.workspace import Workspace

_NOT_AS_APPROVED = "is approved, but its saved mask is another one than was approved"


class Reviewed(StrEnum):
    """Which masks are exported by their review."""

    APPROVED = "approved"


@cli.command()
def export(
    dataset: Dataset,
    out: Annotated[Path, typer.Option("--out", help="Folder to write masks and manifest.csv to.")],
    every: Annotated[
        bool, typer.Option("--all", help="All masks, not the corrected ones alone.")
    ] = False,
    review: Annotated[
        Reviewed | None,
        typer.Option(
            help="Only masks that a reviewer approved, as they were approved.", show_default=False
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write corrected masks as .npy files, with a manifest."""
    from forgery_viewer.core.dataset import list_dataset
    from forgery_viewer.core.export import export_masks
    from forgery_viewer.core.export_plan import in_order
    from forgery_viewer.core.workspace import Workspace

    def work() -> "ExportReport":
        index = list_dataset(dataset)
        place = Workspace.open(index.root, workspace)
        among, others = _approved(index, place) if review is not None else (None, set())
        with counting("Exporting") as progress:
            report = export_masks(index, place, out, every=every, among=among, progress=progress)
        left_out = tuple((key, _NOT_AS_APPROVED) for key in in_order(others))
        return replace(report, skipped=report.skipped + left_out)

    _print_report(or_exit(work))


def _approved(index: "Index", workspace: "Workspace") -> tuple[set["RecordKey"], set["RecordKey"]]:
    """The approved records of which the saved mask is the one that was judged, and the others."""
    from forgery_viewer.state.file_reviews import FileReviews

    with counting("Reading masks") as progress:
        return FileReviews(index, workspace).approved_as_saved(progress)


def _print_report(report: "ExportReport") -> None:
    changed = sum(mask.changed for mask in report.exported)
    typer.echo(f"{len(report.exported)} masks written, {changed} of them corrected")
    typer.echo(f"Manifest: {report.manifest}")
    if report.skipped:
        typer.echo(f"{counted(len(report.skipped), 'mask')} skipped:", err=True)
    for key, reason in report.skipped:
        typer.echo(f"Skipped {key}: {reason}", err=True)
    for key in report.unsaved:
        typer.echo(f"Not exported, as its edits are not saved: {key}", err=True)
