"""The command line: everything the window does to data, without a window.

Only typer and the standard library are imported here; each command imports what it needs, so that
`--help` and completion answer at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from forgery_viewer import __version__

if TYPE_CHECKING:
    from forgery_viewer.core.export import ExportReport

Result = TypeVar("Result")

cli = typer.Typer(
    name="forgery-viewer",
    help="Review and correct copy-move masks of scientific figures.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_show_locals=False,
)

Dataset = Annotated[
    Path,
    typer.Argument(
        help="Folder that holds train_images, train_masks and the like.", show_default=False
    ),
]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        help="Folder for corrections. By default DATASET/.forgery_viewer where that can be "
        "written, else a folder among the user's data.",
        show_default=False,
    ),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"forgery-viewer {__version__}")
        raise typer.Exit


@cli.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    pass


@cli.command("open")
def open_window(
    dataset: Annotated[
        Path | None,
        typer.Argument(help="Data set to open; without it the start page.", show_default=False),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Open the window."""
    from forgery_viewer.app.application import run

    raise typer.Exit(run(dataset, workspace))


@cli.command()
def demo(
    workspace: WorkspaceOption = None,
    make_only: Annotated[
        bool, typer.Option("--make-only", help="Make the data set, print its place and stop.")
    ] = False,
) -> None:
    """Make a small data set with known answers and open it."""
    if make_only:
        from forgery_viewer.core.demo import ensure_demo

        typer.echo(_or_exit(ensure_demo))
        return
    from forgery_viewer.app.application import run

    raise typer.Exit(run(None, workspace, demo=True))


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
        with _counting("Exporting") as progress:
            return export_masks(index, place, out, every=every, progress=progress)

    _print_report(_or_exit(work))


@cli.command()
def tour(
    dataset: Annotated[
        Path | None,
        typer.Argument(help="Data set to tour; without it the demo.", show_default=False),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for screenshots and exported masks.")
    ] = Path("tour"),
    workspace: Annotated[
        Path | None,
        typer.Option(help="Folder for corrections; by default OUT/workspace.", show_default=False),
    ] = None,
) -> None:
    """Drive the window through the main job without a screen, and keep screenshots of it.

    Corrections go into a workspace of the tour's own: the data set's stay as they are.
    """
    from forgery_viewer.app.tour import run_tour

    raise typer.Exit(run_tour(dataset, out, workspace or out / "workspace", typer.echo))


def _print_report(report: "ExportReport") -> None:
    changed = sum(mask.changed for mask in report.exported)
    typer.echo(f"{len(report.exported)} masks written, {changed} of them corrected")
    typer.echo(f"Manifest: {report.manifest}")
    for key, reason in report.skipped:
        typer.echo(f"Skipped {key}: {reason}", err=True)
    for key in report.unsaved:
        typer.echo(f"Not exported, as its edits are not saved: {key}", err=True)


@contextmanager
def _counting(words: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with rate and time left on stderr, for `progress(done, total)`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (words, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _or_exit(work: Callable[[], Result]) -> Result:
    """What `work` gives; where the data are at fault, their reason on stderr and exit code 2."""
    from forgery_viewer.core.errors import ForgeryViewerError

    try:
        return work()
    except ForgeryViewerError as error:
        typer.echo(f"forgery-viewer: {error}", err=True)
        raise typer.Exit(2) from None


def main() -> None:
    """Run the command line."""
    cli()
