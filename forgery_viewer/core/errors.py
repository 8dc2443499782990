"""What can go wrong with a file, told so that it can be shown as it is."""

from pathlib import Path
from typing import Literal

Defect = Literal[
    "unreadable-file",
    "truncated-file",
    "pickle-refused",
    "wrong-shape",
    "wrong-size",
    "transposed",
    "nan",
    "not-binary",
    "empty-mask",
]
"""What can be wrong with a file, by the names that the audit has for it."""


class ForgeryViewerError(Exception):
    """Something is wrong with one file or folder.

    Attributes:
        path: The file or folder.
        reason: What is wrong with it, as the end of a sentence that starts with its name.
        defect: What kind of defect that is.
    """

    def __init__(self, path: Path, reason: str, defect: Defect = "unreadable-file") -> None:
        super().__init__(path, reason, defect)
        self.path = path
        self.reason = reason
        self.defect: Defect = defect

    def __str__(self) -> str:
        return f"{short_name(self.path)}: {self.reason}"


class DatasetError(ForgeryViewerError):
    """A folder is no data set."""


class ImageError(ForgeryViewerError):
    """An image file cannot be read."""


class MaskError(ForgeryViewerError):
    """A mask file cannot be read, or does not fit its image."""


class WorkspaceError(ForgeryViewerError):
    """The program has no place to keep what it makes, or cannot write there."""


class ExportError(ForgeryViewerError):
    """Masks cannot be exported to a folder."""


def short_name(path: Path) -> str:
    """The name of a file with the folder it lies in, as `train_masks/352.npy`."""
    return f"{path.parent.name}/{path.name}" if path.parent.name else str(path)


def system_reason(error: OSError) -> str:
    """What the operating system says of a file, without its number and path."""
    return (error.strerror or str(error) or type(error).__name__).lower()
