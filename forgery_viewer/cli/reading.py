"""Reading a data set for a command: what is known from before is not read again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting

if TYPE_CHECKING:
    from forgery_viewer.core.channels import ChannelTable
    from forgery_viewer.core.index import Index
    from forgery_viewer.core.scanning import Rows
    from forgery_viewer.core.workspace import Workspace


def _splits(names: list[str]) -> list[str]:
    """Splits as given, or all, or a message about one that there is not."""
    from forgery_viewer.core.records import SPLITS

    for name in names:
        if name not in SPLITS:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(SPLITS)}")
    return [split for split in SPLITS if split in names or not names]


SplitOption = Annotated[
    list[str],
    typer.Option(
        "--split",
        callback=_splits,
        help="Only train, supplemental or test; may be given several times.",
        show_default=False,
    ),
]
ReviewedOption = Annotated[
    bool,
    typer.Option("--reviewed", help="Take corrected masks in place of the data set's own."),
]
FreshOption = Annotated[
    bool, typer.Option("--fresh", help="Read every file again, also those that did not change.")
]


@dataclass(frozen=True)
class Reading:
    """A data set with all its files read.

    Attributes:
        index: The data set with its details.
        workspace: Where what was read is kept; None where nothing can be written.
    """

    index: Index
    workspace: Workspace | None


def read_dataset(dataset: Path, override: Path | None, *, reviewed: bool, fresh: bool) -> Reading:
    """The data set with all its files read, those that changed since the last time anew.

    Raises:
        DatasetError: The folder is no data set.
        WorkspaceError: The workspace that was asked for cannot be used.
    """
    from forgery_viewer.core.errors import WorkspaceError
    from forgery_viewer.core.listing import list_dataset
    from forgery_viewer.core.scan_cache import DetailsCache
    from forgery_viewer.core.scanning import read_all
    from forgery_viewer.core.workspace import Workspace

    index = list_dataset(dataset)
    try:
        workspace = Workspace.open(index.root, override)
    except WorkspaceError:
        if override is not None or reviewed:
            raise
        workspace = None
    cache = None if workspace is None else DetailsCache(workspace, fresh=fresh)
    corrections = workspace.corrections() if workspace is not None and reviewed else None
    with counting("Reading files") as progress:
        index = read_all(index, progress=progress, cache=cache, corrections=corrections)
    return Reading(index, workspace)


def read_channels(reading: Reading, rows: Rows, *, fresh: bool) -> ChannelTable:
    """The sums of red, green and blue of the images of some rows."""
    from forgery_viewer.core.scan_cache import ChannelCache
    from forgery_viewer.core.scanning import read_all_channels

    workspace = reading.workspace
    cache = None if workspace is None else ChannelCache(workspace, fresh=fresh)
    with counting("Decoding images") as progress:
        return read_all_channels(reading.index, rows, progress=progress, cache=cache)
