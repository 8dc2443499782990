"""The program that the commands belong to, and the arguments they share."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from forgery_viewer import __version__

#: The commands as `--help` lists them; any others come after.
_ORDER = ("open", "demo", "index", "stats", "check", "review", "predict", "score",
          "submission", "predictors", "trust", "export", "tour")  # fmt: skip


class _InOrder(TyperGroup):
    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The commands in the order of a day's work, not that of the modules."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: (*_ORDER, name).index(name))


cli = typer.Typer(
    cls=_InOrder,
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
        help="Folder for what the program keeps. By default DATASET/.forgery_viewer where that can "
        "be written, else a folder among the user's data.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON for machines, and nothing else, to stdout.")
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


def main() -> None:
    """Run the command line."""
    cli()
