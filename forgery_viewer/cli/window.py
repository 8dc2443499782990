"""Commands that open the window, or drive it."""

from pathlib import Path
from typing import Annotated

import typer

from forgery_viewer.cli.output import or_exit
from forgery_viewer.cli.program import WorkspaceOption, cli


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

        typer.echo(or_exit(ensure_demo))
        return
    from forgery_viewer.app.application import run

    raise typer.Exit(run(None, workspace, demo=True))


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
