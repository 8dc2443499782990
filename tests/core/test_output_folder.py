"""Where tables and reports may be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from forgery_viewer.core.errors import ExportError
from forgery_viewer.core.output_folder import prepare_folder
from tests.core.building import write_case


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_case(tmp_path / "set", "1")
    return tmp_path / "set"


def test_a_folder_elsewhere_is_made(root: Path, tmp_path: Path) -> None:
    out = prepare_folder(root, tmp_path / "a/b")
    assert out == tmp_path / "a/b"
    assert out.is_dir()
    assert prepare_folder(root, out) == out


def test_a_folder_beside_the_data_is_allowed(root: Path) -> None:
    assert prepare_folder(root, root / "report").is_dir()


@pytest.mark.parametrize("place", ["", "train_images", "train_masks", "train_images/forged/new"])
def test_the_data_are_never_written_to(root: Path, place: str, tmp_path: Path) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(ExportError, match="the data set itself"):
        prepare_folder(root, root / place)
    link = tmp_path / "link"
    link.symlink_to(root)
    with pytest.raises(ExportError, match="the data set itself"):
        prepare_folder(root, link / place)
    assert sorted(root.rglob("*")) == before


def test_a_file_in_the_way_is_told(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="is not a folder"):
        prepare_folder(root, tmp_path / "file")
    with pytest.raises(ExportError, match="cannot be written"):
        prepare_folder(root, tmp_path / "file/below")
