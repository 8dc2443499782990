"""Which folders make a data set, in the layout of the competition."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forgery_viewer.core.records import AUTHENTIC, FORGED, SUPPLEMENTAL, TEST, TRAIN, UNLABELLED

#: What the program keeps beside the data; never taken for data.
WORKSPACE_FOLDER = ".forgery_viewer"


@dataclass(frozen=True, slots=True)
class ImageFolder:
    """A folder of images that share split and label.

    Attributes:
        split: Split of its images.
        label: Label of its images.
        images: Path below the data set, with slashes.
        masks: Folder of their masks; "" where the images have none.
        masks_expected: Whether an image without a mask is a problem.
    """

    split: str
    label: str
    images: str
    masks: str
    masks_expected: bool


IMAGE_FOLDERS = (
    ImageFolder(TRAIN, AUTHENTIC, "train_images/authentic", "", masks_expected=False),
    ImageFolder(TRAIN, FORGED, "train_images/forged", "train_masks", masks_expected=True),
    ImageFolder(
        SUPPLEMENTAL, FORGED, "supplemental_images", "supplemental_masks", masks_expected=True
    ),
    ImageFolder(TEST, UNLABELLED, "test_images", "test_masks", masks_expected=False),
)

#: One of these makes a folder a data set.
TOP_FOLDERS = ("train_images", "train_masks", "supplemental_images", "supplemental_masks",
               "test_images")  # fmt: skip


def mask_folder(split: str) -> str:
    """Name of the folder that the masks of a split lie in, here and in an export."""
    return f"{split}_masks"


def is_dataset(root: Path) -> bool:
    """Whether any of the known folders is there."""
    return any((root / name).is_dir() for name in TOP_FOLDERS)


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same file or folder, and it is there."""
    identity = _identity(one)
    return identity is not None and identity == _identity(other)


def lies_in_data(root: Path, path: Path) -> bool:
    """Whether a path is one of the data set's image and mask folders, or inside one.

    Links are followed, and folders compared by what they are, not by how they are spelled; those
    that the data set could have and has not are its own as well.
    """
    folders = [root / name for name in _data_folders()]
    protected = {_identity(folder) for folder in folders} - {None}
    names = {os.path.realpath(folder) for folder in folders}
    resolved = Path(os.path.realpath(path))
    return any(
        str(folder) in names or _identity(folder) in protected
        for folder in (resolved, *resolved.parents)
    )


def lies_in_dataset(root: Path, path: Path) -> bool:
    """Whether a path is a data set, or anywhere inside one but in its workspace.

    Links are followed, and folders compared, as above.
    """
    resolved = Path(os.path.realpath(path))
    inside = any(is_same(folder, root) for folder in (resolved, *resolved.parents))
    kept = Path(os.path.realpath(root / WORKSPACE_FOLDER))
    return inside and not resolved.is_relative_to(kept)


def _data_folders() -> Iterator[str]:
    for folder in IMAGE_FOLDERS:
        yield folder.images
        yield mask_folder(folder.split)
        # The folder around the labelled ones, too.
        yield folder.images.partition("/")[0]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
