"""The keymap: each key does what the help says of it, and letters typed into a field do not."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.widgets.shortcuts_dialog import ShortcutsDialog
from tests.e2e.samples import ALONE, SMALL, TWO, authentic
from tests.e2e.user import CTRL, MIDDLE, SHIFT, User

Key = Qt.Key


def brush_px(user: User) -> int:
    return user.window.page.options_bar.size_field.value()


def scales(user: User) -> list[float]:
    return [canvas.view.scale for canvas in user.window.page.triptych.canvases()]


def test_letters_take_tools(at_two: User) -> None:
    tools = {
        "i": "pick",
        "e": "eraser",
        "b": "brush",
        "p": "polygon",
        "l": "lasso",
        "u": "box",
        "f": "fill",
        "w": "wand",
        "q": "changes",
        "t": "move",
    }
    strip = at_two.window.page.tool_strip
    for letter, tool in tools.items():
        at_two.type(letter)
        assert strip.button(tool).isChecked()
        assert at_two.window.painting.tools.key == tool
    at_two.key(Key.Key_S, SHIFT)
    assert strip.button("cut").isChecked()


def test_u_goes_between_rectangle_and_ellipse(at_two: User) -> None:
    page = at_two.window.page
    icons = []
    for _ in range(3):
        at_two.type("u")
        icons.append(page.tool_strip.button("box").icon_name)
    assert icons == ["square-dashed", "circle", "square-dashed"]
    at_two.type("bu")
    assert page.tool_strip.button("box").icon_name == "square-dashed", "taken, it stays as it was"


def test_brackets_and_shift_wheel_size_the_brush(at_two: User) -> None:
    sizes = [brush_px(at_two)]
    at_two.type("]")
    sizes.append(brush_px(at_two))
    at_two.turn_wheel(1, (80, 60), SHIFT)
    sizes.append(brush_px(at_two))
    assert sizes == sorted(set(sizes)), "each step makes it larger"
    at_two.turn_wheel(-1, (80, 60), SHIFT)
    at_two.type("[")
    assert brush_px(at_two) < sizes[1]
    for _ in range(40):
        at_two.type("[")
    assert brush_px(at_two) == 1
    at_two.type("]")
    assert brush_px(at_two) == 2


def test_views_by_key(at_two: User) -> None:
    fitted = scales(at_two)
    at_two.key(Key.Key_0, CTRL)
    assert scales(at_two) == [1.0, 1.0, 1.0]
    at_two.key(Key.Key_Plus, CTRL)
    assert scales(at_two) == [1.25, 1.25, 1.25]
    at_two.key(Key.Key_Minus, CTRL)
    assert scales(at_two) == [1.0, 1.0, 1.0]
    at_two.wait_until_measured()
    at_two.type("z")
    assert scales(at_two)[0] > max(fitted)
    for corner in ((30, 20), (70, 20), (30, 60), (70, 60)):
        at_two.hover(corner)  # which fails where the corner is not in sight
    at_two.type("r")
    assert scales(at_two) == fitted


def test_the_wheel_zooms_at_the_pointer_on_all_canvases(at_two: User) -> None:
    pixel = at_two.point(at_two.overlay, (35, 40))
    under = at_two.image_point(at_two.overlay, pixel)
    at_two.turn_wheel(4, (35, 40))
    assert at_two.image_point(at_two.overlay, pixel) == pytest.approx(under)
    assert len(set(scales(at_two))) == 1
    assert scales(at_two)[0] > 1


def test_the_view_is_moved_by_space_and_by_the_middle_button(at_two: User) -> None:
    before = at_two.document.planes.to_stack()
    for button, held in ((Qt.MouseButton.LeftButton, True), (MIDDLE, False)):
        view = at_two.overlay.view
        if held:
            at_two.hold(Key.Key_Space)
        at_two.drag([(60, 60), (75, 65)], button)
        if held:
            at_two.let_go(Key.Key_Space)
        moved = at_two.overlay.view
        assert moved.x < view.x
        assert moved.y < view.y
        forged = at_two.window.page.triptych.forged.canvas.view
        assert (forged.x, forged.y) == (moved.x, moved.y)
    assert np.array_equal(at_two.document.planes.to_stack(), before)


def test_v_c_and_h_show_and_hide_the_mask(at_two: User) -> None:
    canvas = at_two.overlay

    def seen() -> tuple[bool, bool]:
        return canvas.mask_layer.isVisible(), canvas.contour_layer.isVisible()

    assert seen() == (True, True)
    at_two.type("v")
    assert seen() == (False, False)
    at_two.type("v")
    at_two.type("c")
    assert seen() == (False, True)
    at_two.type("c")
    assert seen() == (True, True)
    at_two.hold(Key.Key_H)
    assert seen() == (False, False)
    at_two.let_go(Key.Key_H)
    assert seen() == (True, True)
    at_two.hold(Key.Key_H)
    at_two.key(Key.Key_F, CTRL)
    assert seen() == (True, True), "the mask comes back when the keyboard goes elsewhere"


def test_tab_changes_the_layout_on_a_canvas_and_moves_the_keyboard_elsewhere(at_two: User) -> None:
    triptych = at_two.window.page.triptych
    layouts = []
    for _ in range(7):
        at_two.key(Key.Key_Tab)
        layouts.append(triptych.layout_choice)
    assert layouts == ["row", "column", "focus", "grid", "two", "one", "auto"]
    assert at_two.window.page.case_bar.layouts.choice == "auto"
    assert at_two.overlay.hasFocus()
    at_two.key(Key.Key_F, CTRL)
    field = at_two.window.page.browser.filter_bar.field
    assert field.hasFocus()
    at_two.key(Key.Key_Tab)
    assert not field.hasFocus()
    assert triptych.layout_choice == "auto"


def test_images_by_key(at_two: User) -> None:
    def goes_to(key: Key) -> RecordKey:
        return at_two.case_comes(lambda: at_two.key(key))

    assert goes_to(Key.Key_D) == ALONE
    assert goes_to(Key.Key_A) == TWO
    assert goes_to(Key.Key_PageUp) == authentic(TWO)
    assert goes_to(Key.Key_PageDown) == TWO
    at_two.click_row(TWO)
    assert goes_to(Key.Key_Down) == ALONE
    assert goes_to(Key.Key_End) == SMALL
    at_two.key(Key.Key_D)
    assert at_two.window.selection.current == SMALL, "there is none after the last"
    assert not at_two.window.page.case_bar.next_button.isEnabled()


def test_instances_by_key(at_two: User) -> None:
    document = at_two.document
    at_two.type("2")
    assert document.current == 1
    at_two.type("1")
    assert document.current == 0
    at_two.type("9")
    assert document.current == 0, "there is no ninth"
    at_two.type("=")
    assert document.current == 1
    at_two.type("=")
    assert document.current == 0
    at_two.type("-")
    assert document.current == 1
    at_two.type("m")
    assert len(document.instances) == 3
    assert document.current == 2
    at_two.key(Key.Key_Delete)
    assert len(document.instances) == 2
    at_two.key(Key.Key_Z, CTRL)
    assert len(document.instances) == 3


def test_escape_drops_the_stroke_in_progress(at_two: User) -> None:
    document = at_two.document
    before = document.planes.to_stack()
    at_two.press((20, 100))
    at_two.hover((60, 110))
    assert not np.array_equal(document.planes.to_stack(), before)
    at_two.key(Key.Key_Escape)
    assert np.array_equal(document.planes.to_stack(), before)
    at_two.hover((100, 100))
    at_two.release((100, 100))
    assert np.array_equal(document.planes.to_stack(), before), "it was painted on after Esc"
    assert at_two.window.page.history.steps == ["Opened"]
    assert at_two.save_state == "No changes"


def test_undo_in_mid_stroke_drops_that_stroke_alone(at_two: User) -> None:
    document = at_two.document
    at_two.drag([(20, 100), (60, 110)])
    once = document.planes.to_stack()
    at_two.press((100, 20))
    at_two.hover((140, 20))
    at_two.key(Key.Key_Z, CTRL)
    at_two.release((140, 20))
    assert np.array_equal(document.planes.to_stack(), once)
    assert len(at_two.window.page.history.steps) == 2


def test_letters_and_figures_in_the_search_box_are_text(at_two: User) -> None:
    state = snapshot(at_two)
    field = at_two.window.page.browser.filter_bar.field
    at_two.key(Key.Key_F, CTRL)
    # In quotation marks, as the filter has a use for some of them.
    text = '"becvmhdarizpluxfwtqkon129[]-=?"'
    at_two.type(text)
    assert field.text() == text
    at_two.key(Key.Key_Home)
    at_two.key(Key.Key_Delete)
    assert field.text() == text[1:]
    at_two.key(Key.Key_Z, CTRL)
    at_two.until(lambda: not at_two.window.model.rowCount(), at_two.window.model.filter_changed)
    assert snapshot(at_two) == state
    at_two.key(Key.Key_Escape)
    assert field.text() == ""
    assert at_two.window.model.rowCount() == 10
    assert at_two.window.page.browser.table.hasFocus()


def test_letters_and_figures_in_the_size_field_are_text(at_two: User) -> None:
    state = snapshot(at_two)
    field = at_two.window.page.options_bar.size_field
    at_two.click(field)
    at_two.key(Key.Key_A, CTRL)
    at_two.type("becvmdarizpluxfwtqk-=17")
    at_two.key(Key.Key_Return)
    assert field.value() == 17
    assert at_two.window.painting.tools.key == "brush"
    at_two.focus_canvas()
    assert snapshot(at_two)[1:] == state[1:]


def snapshot(user: User) -> tuple[object, ...]:
    """What no letter may change while it is typed into a field."""
    page = user.window.page
    document = user.document
    return (
        brush_px(user),
        user.window.painting.tools.key,
        user.window.selection.current,
        document.current,
        document.planes.to_stack().tobytes(),
        page.history.steps,
        page.triptych.layout_choice,
        user.overlay.view,
        user.overlay.mask_layer.isVisible(),
        user.overlay.contour_layer.isVisible(),
        [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()],
    )


def test_the_help_lists_every_key(at_two: User) -> None:
    at_two.key(Key.Key_F1)
    dialog = at_two.dialog()
    assert isinstance(dialog, ShortcutsDialog)
    told = {row.name: dialog.told(row) for row in dialog.shown}
    for action, keys in {
        "Brush": "B",
        "Next image": "D, PgDown",
        "Redo": "Ctrl+Shift+Z, Ctrl+Y",
        "Select instance 1 to 9": "1 … 9",
    }.items():
        assert told[action] == keys
    at_two.type("undo")
    assert [dialog.told(row) for row in dialog.shown] == ["Ctrl+Z"]
    at_two.key(Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    at_two.type("?")
    assert isinstance(at_two.dialog(), ShortcutsDialog)
    at_two.key(Key.Key_Escape)


def test_ctrl_b_folds_the_browser(at_two: User) -> None:
    browser = at_two.window.page.browser
    at_two.key(Key.Key_B, CTRL)
    assert not browser.isVisible()
    at_two.key(Key.Key_F, CTRL)
    assert browser.isVisible()
    assert browser.filter_bar.field.hasFocus()


def test_keys_are_told_where_they_are_looked_for(user: User) -> None:
    seen: dict[str, str] = {}
    for action in user.window.actions():
        for sequence in action.shortcuts():
            keys = sequence.toString()
            assert keys not in seen, f"{keys} is both {seen.get(keys)} and {action.text()}"
            seen[keys] = action.text()
    strip = user.window.page.tool_strip
    for tool, key in (("pick", "I"), ("brush", "B"), ("eraser", "E"), ("wand", "W"), ("move", "T")):
        assert f">{key}<" in strip.button(tool).toolTip()
    assert ">R<" in strip.fit_button.toolTip()
    assert "H to peek" in strip.overlay_button.toolTip()
    menus = [menu for menu in user.window.top_bar.menu_bar.findChildren(QMenu) if menu.title()]
    told = {
        action.text().replace("&", ""): action.shortcut().toString()
        for menu in menus
        for action in menu.actions()
        if action.text()
    }
    assert told["Lasso"] == "L"
    assert told["Mask from the difference"] == "Q"
    assert told["Save corrections"] == "Ctrl+S"
    assert told["Brush"] == "B"
    assert told["Next image"] == "D"
