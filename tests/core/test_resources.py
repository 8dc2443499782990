"""What ships with the program is found, in a checkout and in an installed package."""

from pathlib import Path

import pytest

from forgery_viewer.core import resources
from forgery_viewer.core.resources import resource


def test_files_and_folders_are_found() -> None:
    assert resource("icons/LICENSE").is_file()
    assert resource("base_images").is_dir()


def test_base_images_come_with_their_licences() -> None:
    note = resource("base_images/README.md").read_text(encoding="utf-8")
    for path in resource("base_images").iterdir():
        assert path.name == "README.md" or f"`{path.name}`" in note


def test_an_installed_package_holds_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed, beside = tmp_path / "package/_resources", tmp_path / "resources"
    for folder in (packed, beside):
        (folder / "icons").mkdir(parents=True)
    monkeypatch.setattr(resources, "_FOLDERS", (packed, beside))
    assert resource("icons") == packed / "icons"


def test_what_is_missing_is_named_with_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_FOLDERS", (tmp_path / "one", tmp_path / "two"))
    with pytest.raises(FileNotFoundError, match=r"icons is missing from .*one or .*two"):
        resource("icons")
