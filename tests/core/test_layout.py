"""Which folders are the data set's own, however a path leads there."""

from pathlib import Path

import pytest

from forgery_viewer.core.layout import (
    is_dataset,
    is_same,
    lies_in_data,
    lies_in_dataset,
    mask_folder,
)
from tests.core.building import write_case


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_case(tmp_path / "set", "1")
    return tmp_path / "set"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("set/train_images", True),
        ("set/train_images/forged", True),
        ("set/train_masks", True),
        ("set/train_masks/deep/below", True),
        ("set/test_masks", True),
        ("set/supplemental_images/new", True),
        ("set/.forgery_viewer/../train_masks", True),
        ("set", False),
        (".", False),
        ("set/exports", False),
        ("set/.forgery_viewer", False),
        ("other/train_masks", False),
    ],
)
def test_folders_of_the_data(root: Path, name: str, *, inside: bool) -> None:
    assert lies_in_data(root, root.parent / name) == inside


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("set", True),
        ("set/exports/deep", True),
        ("set/train_masks", True),
        ("set/.forgery_viewer", False),
        ("set/.forgery_viewer/reports", False),
        ("set/.forgery_viewer/../exports", True),
        (".", False),
        ("other", False),
    ],
)
def test_what_lies_in_a_data_set(root: Path, name: str, *, inside: bool) -> None:
    assert lies_in_dataset(root, root.parent / name) == inside
    (root.parent / "link").symlink_to(root)
    link = root.parent / name.replace("set", "link", 1)
    assert lies_in_dataset(root, link) == inside


def test_links_are_followed(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root / "train_masks")
    assert lies_in_data(root, link / "new")
    (root / "train_masks").rename(root.parent / "moved")
    (root / "train_masks").symlink_to(root.parent / "moved")
    assert lies_in_data(root, root.parent / "moved" / "new")


def test_any_known_folder_makes_a_data_set(root: Path) -> None:
    assert is_dataset(root)
    assert not is_dataset(root / "train_images")


def test_paths_are_the_same_only_where_something_is(root: Path) -> None:
    assert is_same(root, root / "train_masks" / "..")
    assert not is_same(root, root.parent)
    assert not is_same(root / "nowhere", root / "nowhere")


def test_masks_of_a_split_have_their_folder() -> None:
    assert mask_folder("supplemental") == "supplemental_masks"
