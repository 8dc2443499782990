"""Folders that tables, reports and masks are written to: never inside the data set."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from forgery_viewer.core.errors import ExportError, system_reason
from forgery_viewer.core.layout import is_same, lies_in_data, lies_in_dataset


def check_folder(root: Path, out: Path, below: Iterable[str] = ()) -> Path:
    """The absolute path of a folder that may be written to; nothing is made.

    Args:
        root: The data set, which is never written to.
        out: The folder; it may exist.
        below: Folders in it that will be written to as well.

    Raises:
        ExportError: It is the data set or lies in it, outside its workspace, or is a file.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow links
    if out.exists() and not out.is_dir():
        raise ExportError(out, "is not a folder")
    places = (out, *(out / name for name in below))
    if is_same(out, root) or any(lies_in_data(root, place) for place in places):
        raise ExportError(out, "holds the data set itself; choose another folder")
    if lies_in_dataset(root, out):
        reason = "lies in the data set, which is never written to; choose another folder"
        raise ExportError(out, reason)
    return out


def prepare_folder(root: Path, out: Path) -> Path:
    """Make a folder to write to, and give its absolute path; raises as `check_folder`.

    Raises:
        ExportError: It cannot be made, too.
    """
    out = check_folder(root, out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(out, f"cannot be written: {system_reason(error)}") from error
    return out


def nearest_folder(path: Path) -> Path:
    """A folder, or the nearest one around it that is there: where a file chooser can begin."""
    return next((place for place in (path, *path.parents) if place.is_dir()), path)


@contextmanager
def output_folder(root: Path, out: Path) -> Iterator[Path]:
    """A folder to write to; where nothing was written, it is taken away again if it is new.

    Raises:
        ExportError: As `prepare_folder`.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow links
    new = [folder for folder in (out, *out.parents) if not folder.exists()]
    prepare_folder(root, out)
    try:
        yield out
    finally:
        # From the inside out, up to the first that something lies in.
        with suppress(OSError):
            for folder in new:
                folder.rmdir()
