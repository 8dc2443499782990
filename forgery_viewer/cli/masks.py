"""The command that writes corrected masks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting, or_exit
from forgery_viewer.cli.program import Dataset, WorkspaceOption, cli
from forgery_viewer.core.number_text import counted

if TYPE_CHECKING:
    from forgery_viewer.core.export import ExportReport


@cli.command()
def export(
    dataset: Dataset,
    out: Annotated[Path, typer.Option("--out", help="Folder to write masks and manifest.csv to.")],
    every: Annotated[
        bool, typer.Option("--all", help="All masks, not the corrected ones alone.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write corrected masks as .npy files, with a manifest."""
    from forgery_viewer.core.dataset import list_dataset
    from forgery_viewer.core.export import export_masks
    from forgery_viewer.core.workspace import Workspace

    def work() -> "ExportReport":
        index = list_dataset(dataset)
        place = Workspace.open(index.root, workspace)
        with counting("Exporting") as progress:
            return export_masks(index, place, out, every=every, progress=progress)

    _print_report(or_exit(work))


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
