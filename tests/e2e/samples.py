"""A small data set for stories, with every kind of case, made from arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.layout import WORKSPACE_FOLDER
from tests.core.building import noise, stack_of, write_array, write_case, write_image

HEIGHT, WIDTH = 120, 160
SIZE = (HEIGHT, WIDTH)

ONE = RecordKey("train", "forged", "101")
TWO = RecordKey("train", "forged", "102")
ALONE = RecordKey("train", "forged", "103")
PRISTINE = RecordKey("train", "authentic", "104")
SMALL = RecordKey("train", "forged", "205")
FIGURE = RecordKey("supplemental", "forged", "101")
TEST = RecordKey("test", "unlabelled", "45")


def authentic(key: RecordKey) -> RecordKey:
    """The other image of a pair."""
    return key._replace(label="authentic")


def one_instance() -> NDArray[np.uint8]:
    """A source and its copy: (1, H, W)."""
    stack = stack_of(*SIZE, (slice(10, 30), slice(12, 40)))
    stack[0, 80:100, 100:128] = 1
    return stack


def two_instances() -> NDArray[np.uint8]:
    """Two instances that overlap: (2, H, W)."""
    return stack_of(*SIZE, (slice(20, 60), slice(30, 70)), (slice(50, 90), slice(60, 120)))


def write_samples(root: Path) -> Path:
    """Write the data set to a folder that does not exist yet."""
    write_case(root, ONE.case_id, size=SIZE, mask=one_instance())
    write_case(root, TWO.case_id, size=SIZE, mask=two_instances())
    write_case(root, ALONE.case_id, size=SIZE, mask=one_instance(), authentic=False)
    write_image(root / "train_images/authentic/104.png", noise(*SIZE, seed=4))
    small = stack_of(64, 90, (slice(5, 15), slice(5, 25)))
    write_case(root, SMALL.case_id, size=(64, 90), mask=small)
    write_case(root, FIGURE.case_id, size=SIZE, mask=two_instances(), split="supplemental")
    write_image(root / "test_images/45.png", noise(*SIZE, seed=5))
    return root


def write_odd_samples(root: Path) -> Path:
    """Write masks that are read as they should be although they are not written as usual."""
    write_case(root, "201", size=SIZE, mask=one_instance() * 255)
    write_case(root, "202", size=SIZE, mask=one_instance()[0])
    write_array(root / "train_masks/203.npy", one_instance().astype(bool))
    write_image(root / "train_images/forged/203.png", noise(*SIZE))
    return root


def source_mask(root: Path, key: RecordKey) -> Path:
    """The data set's own mask of a record."""
    return root / f"{key.split}_masks" / f"{key.case_id}.npy"


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a data set but for what the program keeps beside the data."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and WORKSPACE_FOLDER not in path.parts
    }
