"""The keys as the next start finds them, and no key for two things whatever is done."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from forgery_viewer.state.keymap import Keymap, KeyRow, normal
from forgery_viewer.state.preferences import KEYS, Preferences

ROWS = (
    KeyRow("fit", "View", "Fit the image", ("R",)),
    KeyRow("zoom", "View", "Zoom in", ("Ctrl++", "Ctrl+=")),
    KeyRow("brush", "Tools", "Brush", ("B",)),
    KeyRow("minimap", "View", "Minimap"),
    KeyRow("layout", "View", "Next layout", ("Tab",), on_canvases=True),
    KeyRow("drop", "Edit", "Drop what is in progress", ("Esc",), "It means the same everywhere."),
    KeyRow("peek", "Pointer", "Hide the mask while held", ("H",), "It is held, not pressed."),
)
RESERVED = {"Alt+F": "opens the menu File"}


def keymap(folder: Path, told: str | None = None) -> Keymap:
    preferences = Preferences(folder / "settings.ini")
    if told is not None:
        preferences.set(KEYS, told)
    return Keymap(preferences, ROWS, RESERVED)


def owners(keys: Keymap) -> list[str]:
    return [pressed for row in keys.rows for pressed in keys.keys(row.key)]


def test_all_is_usual_at_first(tmp_path: Path) -> None:
    keys = keymap(tmp_path)
    assert keys.keys("zoom") == ("Ctrl++", "Ctrl+=")
    assert not keys.has_changes
    assert keys.trouble == ""


def test_what_was_changed_is_there_at_the_next_start(tmp_path: Path, qtbot: QtBot) -> None:
    keys = keymap(tmp_path)
    with qtbot.waitSignal(keys.changed):
        keys.set_key("fit", 0, "Shift+F")
    keys.set_key("fit", 1, "F7")
    keys.remove_key("zoom", 0)
    again = keymap(tmp_path)
    assert again.keys("fit") == ("Shift+F", "F7")
    assert again.keys("zoom") == ("Ctrl+=",)
    assert again.keys("brush") == ("B",)
    assert json.loads(Preferences(tmp_path / "settings.ini").get(KEYS)) == {
        "fit": ["Shift+F", "F7"],
        "zoom": ["Ctrl+="],
    }


def test_a_key_that_is_taken_leaves_the_other(tmp_path: Path) -> None:
    keys = keymap(tmp_path)
    clash = keys.clash("fit", "B")
    assert clash is not None
    assert clash.row.name == "Brush"
    keys.set_key("fit", 0, "B")
    assert keys.keys("fit") == ("B",)
    assert keys.keys("brush") == ()
    assert keys.usual_clashes("brush")[0].row.name == "Fit the image"
    keys.reset("brush")
    assert keys.keys("brush") == ("B",)
    assert keys.keys("fit") == ()
    keys.reset("fit")
    assert not keys.has_changes


def test_all_are_reset_and_that_is_taken_back(tmp_path: Path) -> None:
    keys = keymap(tmp_path)
    keys.set_key("minimap", 0, "B")
    before = keys.reset_all()
    assert keys.keys("brush") == ("B",)
    assert keys.keys("minimap") == ()
    keys.set_all(before)
    assert keys.keys("minimap") == ("B",)
    assert keys.keys("brush") == ()


@pytest.mark.parametrize(
    ("pressed", "reason"),
    [
        ("H", "H is fixed: hide the mask while held."),
        ("Alt+F", "Alt+F opens the menu File."),
        ("Tab", "Tab is needed in fields and lists."),
        ("Shift+Return", "Shift+Return is needed in fields and lists."),
        ("Esc", "Esc is fixed: drop what is in progress."),
        ("", "This is no key that can be used."),
    ],
)
def test_some_keys_cannot_be_had(tmp_path: Path, pressed: str, reason: str) -> None:
    keys = keymap(tmp_path)
    assert keys.refusal("fit", pressed) == reason
    with pytest.raises(ValueError, match=re.escape(reason)):
        keys.set_key("fit", 0, pressed)


def test_a_key_of_the_canvases_comes_back_to_them(tmp_path: Path) -> None:
    keys = keymap(tmp_path)
    keys.set_key("layout", 0, "F8")
    assert keys.refusal("layout", "Tab") == ""
    assert keys.refusal("fit", "Tab")


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("{broken", "cannot be read"),
        ("[1]", "cannot be read"),
        ('{"fit": "X"}', "Fit the image"),
        ('{"fit": ["Ctrl+K, X"]}', "Fit the image"),
        ('{"fit": ["no key"]}', "Fit the image"),
        ('{"fit": ["X", "X"]}', "Fit the image"),
        ('{"fit": ["X", "Y", "Z"]}', "Fit the image"),
        ('{"fit": ["H"]}', "Fit the image"),
        ('{"fit": [null]}', "Fit the image"),
        ('{"peek": ["X"]}', "Hide the mask while held"),
        ('{"fit": ["B"]}', "Fit the image"),
        ('{"fit": ["X"], "minimap": ["X"]}', "Fit the image, Minimap"),
    ],
)
def test_what_makes_no_sense_is_as_usual_and_said(tmp_path: Path, told: str, named: str) -> None:
    keys = keymap(tmp_path, told)
    assert named in keys.trouble
    assert str(tmp_path / "settings.ini") in keys.trouble
    assert not keys.has_changes
    keys.set_key("minimap", 0, "F9")
    assert keymap(tmp_path).trouble == ""


def test_actions_of_another_version_are_left_out(tmp_path: Path) -> None:
    keys = keymap(tmp_path, '{"gone": ["X"], "fit": ["X"]}')
    assert keys.trouble == ""
    assert keys.keys("fit") == ("X",)


def test_two_that_changed_places_are_sound(tmp_path: Path) -> None:
    keys = keymap(tmp_path, '{"fit": ["B"], "brush": ["R"]}')
    assert keys.trouble == ""
    assert keys.keys("fit") == ("B",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ctrl+b", "Ctrl+B"),
        ("Shift+?", "?"),
        ("Shift+1", "1"),
        ("Shift+f", "Shift+F"),
        ("Ctrl+Shift+=", "Ctrl+="),
        ("F5", "F5"),
        ("A, B", ""),
        ("Ctrl", ""),
        ("", ""),
    ],
)
def test_one_form_for_each_key(text: str, found: str) -> None:
    assert normal(text) == found


def test_texts_name_the_keys_there_are(tmp_path: Path) -> None:
    keys = keymap(tmp_path)
    assert (
        keys.named("Drag · {fit} fits · {zoom*} zooms") == "Drag · R fits · Ctrl++ or Ctrl+= zooms"
    )
    assert keys.named("Drag · {minimap} shows it") == "Drag"
    assert keys.named("{no} name · {fit}") == "{no} name · R"


KEYS_THERE = st.sampled_from(["R", "B", "X", "Y", "Ctrl+=", "F5", "H", "Tab", ""])
NAMES = st.sampled_from([row.key for row in ROWS])


@given(
    told=st.dictionaries(NAMES, st.lists(KEYS_THERE, max_size=3)),
    steps=st.lists(
        st.tuples(st.sampled_from(["set", "remove", "reset"]), NAMES, st.integers(0, 1), KEYS_THERE)
    ),
)
def test_no_key_ever_does_two_things(
    tmp_path_factory: pytest.TempPathFactory,
    told: dict[str, list[str]],
    steps: list[tuple[str, str, int, str]],
) -> None:
    folder = tmp_path_factory.mktemp("keys")
    keys = keymap(folder, json.dumps(told))
    for step, key, place, pressed in steps:
        if step == "set" and not keys.refusal(key, pressed):
            keys.set_key(key, place, pressed)
            assert pressed in keys.keys(key)
        elif step == "remove" and key not in ("drop", "peek"):
            keys.remove_key(key, place)
        elif step == "reset":
            keys.reset(key)
        assert len(set(owners(keys))) == len(owners(keys))
        assert keys.keys("peek") == ("H",)
    again = keymap(folder)
    if steps:
        assert [again.keys(row.key) for row in ROWS] == [keys.keys(row.key) for row in ROWS]
