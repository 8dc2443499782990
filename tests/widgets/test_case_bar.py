"""The bar over the canvases in windows of every width."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.case_bar import LAYOUTS_FROM_PX, CaseBar
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.wording import TIMES

Show = Callable[[QWidget], None]

FIGURES = f"525 {TIMES} 508 · 1 instance · 8,845 px · 3.32 %"
WORDS = (f"supplemental, forged · {FIGURES}", f"suppl., forged · {FIGURES}")


def test_a_narrow_bar_says_the_coverage_of_a_supplemental_case(dress: object, show: Show) -> None:
    bar = CaseBar()
    bar.resize(1000, bar.height())
    show(bar)
    bar.show_case("12345", *WORDS, "suppl., forged · 8,845 px · 3.32 %", "suppl. · 3.32 %")
    bar.show_place("60 of 67", has_previous=True, has_next=True)
    name, summary = bar.findChildren(ElidedLabel)
    assert name.shown_text == "12345"
    assert summary.shown_text == WORDS[0]
    for width in (790, 640, 480):
        bar.resize(width, bar.height())
        # A layout waits for events.
        layout = bar.layout()
        assert layout is not None
        layout.activate()
        assert summary.shown_text.endswith(" 3.32 %"), width
        assert bar.text.endswith(WORDS[0])


def test_a_narrow_bar_has_a_menu_of_layouts_with_words(
    dress: object, show: Show, qtbot: QtBot
) -> None:
    bar = CaseBar()
    bar.resize(LAYOUTS_FROM_PX, bar.height())
    show(bar)
    layouts = bar.layouts
    assert layouts.button("row").isVisible()
    assert not layouts.menu_button.isVisible()
    bar.resize(LAYOUTS_FROM_PX - 1, bar.height())
    assert layouts.menu_button.isVisible()
    assert not layouts.button("row").isVisible()
    layouts.set_choice("grid")
    assert layouts.menu_button.icon_name == "layout-grid"
    assert "four" in layouts.menu_button.toolTip()
    menu = layouts.menu_button.menu()
    with qtbot.waitSignal(menu.aboutToShow):
        menu.popup(bar.mapToGlobal(bar.rect().center()))
    words = [action.text() for action in menu.actions()]
    assert words == ["Auto", "Row", "Column", "Focus", "Four", "Two", "One"]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Four"]
    assert not menu.actions()[1].icon().isNull()
    with qtbot.waitSignal(bar.layout_chosen) as chosen:
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert chosen.args == ["row"]
    assert layouts.choice == "row"
    layouts.set_choice("auto")
    assert layouts.menu_button.text() == "Auto"


def test_a_long_name_keeps_its_ends_and_leaves_room(dress: object, show: Show) -> None:
    bar = CaseBar()
    bar.resize(LAYOUTS_FROM_PX - 20, bar.height())
    show(bar)
    long = "a_very_long_case_name_for_a_figure_of_a_supplement"
    bar.show_case(long, *WORDS, "suppl. · 3.32 %")
    bar.show_place("60 of 67", has_previous=True, has_next=True)
    layout = bar.layout()
    assert layout is not None
    layout.activate()
    name, summary = bar.findChildren(ElidedLabel)
    assert name.shown_text.startswith("a_very")
    assert name.shown_text.endswith("ment")
    assert name.toolTip() == long
    assert summary.shown_text.endswith("3.32 %")
    assert bar.text.startswith(long)
