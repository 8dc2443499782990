"""Where tables and reports may be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from forgery_viewer.core.errors import ExportError
from forgery_viewer.core.output_folder import nearest_folder, output_folder, prepare_folder
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


def test_the_workspace_may_be_written_to(root: Path) -> None:
    assert prepare_folder(root, root / ".forgery_viewer/report").is_dir()


@pytest.mark.parametrize(
    "place",
    ["", "train_images", "train_masks", "train_images/forged/new", "report", "a/b",
     ".forgery_viewer/../report"],
)  # fmt: skip
def test_the_data_are_never_written_to(root: Path, place: str, tmp_path: Path) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(ExportError, match="the data set"):
        prepare_folder(root, root / place)
    with pytest.raises(ExportError, match="choose another folder"):
        prepare_folder(root, root / place)
    link = tmp_path / "link"
    link.symlink_to(root)
    with pytest.raises(ExportError, match="the data set"):
        prepare_folder(root, link / place)
    assert sorted(root.rglob("*")) == before


def test_a_file_in_the_way_is_told(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="is not a folder"):
        prepare_folder(root, tmp_path / "file")
    with pytest.raises(ExportError, match="cannot be written"):
        prepare_folder(root, tmp_path / "file/below")


def test_a_folder_in_which_nothing_was_written_is_taken_away(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "a/b"

    def stopped() -> None:
        with output_folder(root, out) as folder:
            assert folder.is_dir()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not (tmp_path / "a").exists()
    out.mkdir(parents=True)
    with pytest.raises(KeyboardInterrupt):
        stopped()
    # It was there before.
    assert out.is_dir()


def test_a_folder_with_something_in_it_stays(root: Path, tmp_path: Path) -> None:
    with output_folder(root, tmp_path / "a/b") as folder:
        (folder / "file").write_text("")
    assert (tmp_path / "a/b/file").is_file()


def test_the_nearest_folder_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert nearest_folder(tmp_path) == tmp_path
    assert nearest_folder(tmp_path / "a/b") == tmp_path
    assert nearest_folder(tmp_path / "file") == tmp_path
