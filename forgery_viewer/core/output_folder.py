"""Folders that tables and reports are written to: never among the data."""

from __future__ import annotations

import os
from pathlib import Path

from forgery_viewer.core.errors import ExportError, system_reason
from forgery_viewer.core.layout import is_same, lies_in_data


def prepare_folder(root: Path, out: Path) -> Path:
    """Make a folder to write to, and give its absolute path.

    Args:
        root: The data set, which is never written to.
        out: The folder; it may exist.

    Raises:
        ExportError: It is the data set or lies among its images and masks, is a file, or cannot be
            made.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow links
    if out.exists() and not out.is_dir():
        raise ExportError(out, "is not a folder")
    if is_same(out, root) or lies_in_data(root, out):
        raise ExportError(out, "holds the data set itself; choose another folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(out, f"cannot be written: {system_reason(error)}") from error
    return out
