"""Preferences as the next start of the program finds them, whatever stands in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from forgery_viewer.state import preferences as table
from forgery_viewer.state.preferences import ENTRIES, Entry, Preferences


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def written(file: Path, text: str) -> Preferences:
    file.write_text(text, encoding="utf-8")
    return Preferences(file)


def test_first_start_has_the_defaults_and_writes_nothing(file: Path) -> None:
    preferences = Preferences(file)
    assert preferences.get(table.APPEARANCE) == "system"
    assert preferences.get(table.OVERLAY_OPACITY_PCT) == 40
    assert preferences.get(table.BRUSH_DIAMETER_PX) == 24
    assert preferences.get(table.LINKED_PAN) is True
    assert preferences.get(table.GEOMETRY) == QByteArray()
    assert preferences.save()
    assert not file.exists()


def test_next_start_finds_what_was_set(file: Path) -> None:
    first = Preferences(file)
    first.set(table.APPEARANCE, "light")
    first.set(table.BRUSH_DIAMETER_PX, 7)
    first.set(table.LINKED_PAN, value=False)
    first.set(table.GEOMETRY, QByteArray(bytes(range(256))))
    first.set(table.EXPORT_FOLDER, "/data/Fig. 3, späte Läufe/100 %")
    assert first.save()
    second = Preferences(file)
    assert second.get(table.APPEARANCE) == "light"
    assert second.get(table.BRUSH_DIAMETER_PX) == 7
    assert second.get(table.LINKED_PAN) is False
    assert second.get(table.GEOMETRY).data() == bytes(range(256))
    assert second.get(table.EXPORT_FOLDER) == "/data/Fig. 3, späte Läufe/100 %"


def test_change_is_told_once_and_only_when_it_is_one(file: Path, qtbot: QtBot) -> None:
    preferences = Preferences(file)
    with qtbot.waitSignal(preferences.changed) as signal:
        preferences.set(table.LAYOUT, "focus")
    assert signal.args == ["view/layout"]
    with qtbot.assertNotEmitted(preferences.changed):
        preferences.set(table.LAYOUT, "focus")
    with qtbot.waitSignal(preferences.changed):
        preferences.reset(table.LAYOUT)
    assert preferences.get(table.LAYOUT) == "auto"


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("[window]\nappearance=pink", table.APPEARANCE),
        ("[window]\nappearance=", table.APPEARANCE),
        ("[window]\nappearance=dark, light", table.APPEARANCE),
        ("[window]\ngeometry=not bytes", table.GEOMETRY),
        ("[window]\nbrowser_width_px=-3", table.BROWSER_WIDTH_PX),
        ("[view]\noverlay_opacity_pct=400", table.OVERLAY_OPACITY_PCT),
        ("[view]\noverlay_opacity_pct=forty", table.OVERLAY_OPACITY_PCT),
        ("[view]\noverlay_opacity_pct=40.5", table.OVERLAY_OPACITY_PCT),
        ("[view]\nlinked_pan=maybe", table.LINKED_PAN),
        ("[brush]\ndiameter_px=@Invalid()", table.BRUSH_DIAMETER_PX),
        ("[brush]\ndiameter_px=nan", table.BRUSH_DIAMETER_PX),
    ],
)
def test_bad_value_in_the_file_falls_back_to_the_default(
    file: Path, line: str, entry: Entry[str]
) -> None:
    assert written(file, line).get(entry) == entry.default


def test_file_that_is_no_settings_file_gives_the_defaults(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 8)
    preferences = Preferences(file)
    for entry in ENTRIES:
        assert preferences.get(entry) == entry.default


def test_values_that_make_no_sense_are_refused(file: Path) -> None:
    preferences = Preferences(file)
    with pytest.raises(ValueError, match="window/appearance"):
        preferences.set(table.APPEARANCE, "pink")
    with pytest.raises(ValueError, match="brush/diameter_px"):
        preferences.set(table.BRUSH_DIAMETER_PX, 0)
    with pytest.raises(ValueError, match="brush/diameter_px"):
        preferences.set(table.BRUSH_DIAMETER_PX, True)
    assert preferences.get(table.BRUSH_DIAMETER_PX) == 24


def test_every_default_passes_its_own_check_and_no_key_is_used_twice() -> None:
    assert len({entry.key for entry in ENTRIES}) == len(ENTRIES)
    for entry in ENTRIES:
        assert entry.check(entry.default)


def test_own_file_is_used_where_none_is_named(own_home: Path) -> None:
    preferences = Preferences()
    preferences.set(table.APPEARANCE, "dark")
    assert preferences.save()
    assert preferences.file.is_relative_to(own_home)
    assert "appearance=dark" in preferences.file.read_text(encoding="utf-8")


def test_unwritable_file_is_told_and_values_hold_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("a file where a folder should be", encoding="utf-8")
    preferences = Preferences(tmp_path / "no folder" / "settings.ini")
    preferences.set(table.APPEARANCE, "dark")
    assert not preferences.save()
    assert preferences.get(table.APPEARANCE) == "dark"


@given(text=st.text(), number=st.integers(1, 2000), flag=st.booleans())
def test_any_text_and_number_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, text: str, number: int, flag: bool
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.ini"
    first = Preferences(file)
    first.set(table.EXPORT_FOLDER, text)
    first.set(table.BRUSH_DIAMETER_PX, number)
    first.set(table.LINKED_PAN, flag)
    assert first.save()
    second = Preferences(file)
    assert second.get(table.EXPORT_FOLDER) == text
    assert second.get(table.BRUSH_DIAMETER_PX) == number
    assert second.get(table.LINKED_PAN) == flag
