"""The search box: typing, completion, chips, and what is said of mistakes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forgery_viewer.core.filter_fields import FIELDS
from forgery_viewer.core.filter_language import FilterSyntaxError, parse_filter
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.theme import DARK, LIGHT, Theme
from tests.small_index import authentic, forged
from tests.widgets.benches import Bench


def test_typing_filters(qtbot: QtBot, bench: Bench) -> None:
    bench.browser.focus_search()
    with qtbot.waitSignal(bench.model.filter_changed):
        QTest.keyClicks(bench.browser.filter_bar.field, "12")
    assert bench.shown() == [authentic("12"), forged("12")]


def test_escape_clears_the_text_and_returns_to_the_table(qtbot: QtBot, bench: Bench) -> None:
    bench.model.set_filter(parse_filter("label:forged"))
    bench.browser.focus_search()
    QTest.keyClicks(bench.browser.filter_bar.field, "12")
    QTest.keyClick(bench.browser.filter_bar.field, Qt.Key.Key_Escape)
    assert bench.browser.filter_bar.field.text() == ""
    assert bench.model.record_filter == parse_filter("label:forged")
    assert bench.browser.table.hasFocus()


def test_return_filters_at_once_and_goes_to_the_table(qtbot: QtBot, bench: Bench) -> None:
    bench.browser.focus_search()
    QTest.keyClicks(bench.browser.filter_bar.field, "12")
    QTest.keyClick(bench.browser.filter_bar.field, Qt.Key.Key_Return)
    assert bench.model.rowCount() == 2
    assert bench.browser.table.hasFocus()


def test_a_typed_condition_becomes_a_chip(qtbot: QtBot, bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bench.browser.focus_search()
    QTest.keyClicks(bar.field, "12 label:for")
    qtbot.waitUntil(lambda: bench.model.rowCount() == 2)
    assert not bar.chips
    QTest.keyClicks(bar.field, "ged ")
    qtbot.waitUntil(lambda: bench.shown() == [forged("12")])
    assert [chip.text() for chip in bar.chips] == ["label:forged"]
    assert bar.field.text().strip() == "12"


def test_chips_follow_the_filter_and_take_it_away(qtbot: QtBot, bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bar.set_condition("label", "forged", on=True)
    bar.set_condition("split", "train", on=True)
    assert [chip.text() for chip in bar.chips] == ["label:forged", "split:train"]
    assert bench.model.rowCount() == 30
    QTest.mouseClick(bar.chips[1], Qt.MouseButton.LeftButton)
    assert [chip.text() for chip in bar.chips] == ["label:forged"]
    assert bench.model.rowCount() == 31
    QTest.keyClick(bar.field, Qt.Key.Key_Backspace)
    assert not bar.chips
    assert bench.model.rowCount() == 61


def test_a_group_replaces_only_the_terms_it_put_there(bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bar.set_condition("label", "forged", on=True)
    bar.set_terms("statistics", "label:forged split:train")
    assert [chip.text() for chip in bar.chips] == ["label:forged", "split:train"]
    bar.set_terms("statistics", "split:supplemental")
    assert [chip.text() for chip in bar.chips] == ["label:forged", "split:supplemental"]
    assert bench.model.rowCount() == 1
    bar.set_terms("statistics", "")
    assert [chip.text() for chip in bar.chips] == ["label:forged"]


def test_all_values_together_are_no_condition(bench: Bench) -> None:
    for label in ("authentic", "forged", "unlabelled"):
        bench.browser.filter_bar.set_condition("label", label, on=True)
    assert bench.model.record_filter == RecordFilter()


def test_many_chips_take_more_lines(qtbot: QtBot, bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bench.browser.resize(240, 600)
    before = bar.height()
    for name, value in (("label", "forged"), ("label", "authentic"), ("split", "supplemental")):
        bar.set_condition(name, value, on=True)
    qtbot.waitUntil(lambda: bar.height() > before)
    for chip in bar.chips:
        assert bar.rect().contains(chip.geometry())
        assert not chip.geometry().intersects(bar.field.geometry())
    bar.clear()
    qtbot.waitUntil(lambda: bar.height() == before)


def test_the_filter_menu_counts_and_checks(bench: Bench) -> None:
    bench.model.set_filter(parse_filter("label:forged"))
    menu = bench.browser.filter_bar.menu_button.menu()
    menu.aboutToShow.emit()
    actions = {action.text().split("\t")[0]: action for action in menu.actions()}
    assert actions["Forged"].text() == "Forged\t31"
    assert actions["Forged"].isChecked()
    assert not actions["Authentic"].isChecked()
    assert not actions["Test"].isEnabled()
    actions["Authentic"].trigger()
    assert str(bench.model.record_filter) == "label:authentic,forged"


def type_into(bench: Bench, text: str) -> None:
    """Type into the search box, whatever has the keyboard before."""
    bench.browser.focus_search()
    QTest.keyClicks(bench.browser.filter_bar.field, text)


def press(bench: Bench, key: Qt.Key) -> None:
    """Press a key where the keyboard is."""
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, key)


def chip_texts(bench: Bench) -> list[str]:
    return [chip.text() for chip in bench.browser.filter_bar.chips]


def offered(bench: Bench) -> list[str]:
    return [entry.text for entry in bench.browser.filter_bar.field.suggestions.suggestions]


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_chip_of_a_number_filters_by_it(
    qtbot: QtBot, bench: Bench, dress: Callable[[Theme], None], theme: Theme
) -> None:
    dress(theme)
    type_into(bench, "n>=2 2<coverage<=5 ")
    qtbot.waitUntil(lambda: chip_texts(bench) == ["n>=2", "2<coverage<=5"])
    coverages = [bench.model.record_at(p).coverage_pct for p in range(bench.model.rowCount())]
    assert coverages
    assert all(value is not None and 2 < value <= 5 for value in coverages)


def test_what_is_half_typed_does_not_empty_the_list(qtbot: QtBot, bench: Bench) -> None:
    bench.browser.focus_search()
    for text in ("c", "ov", "erage", "<"):
        with qtbot.assertNotEmitted(bench.model.filter_changed, wait=40):
            QTest.keyClicks(bench.browser.filter_bar.field, text)
    assert bench.model.rowCount() == 61


def test_what_is_wrong_is_said_and_what_was_shown_stays(qtbot: QtBot, bench: Bench) -> None:
    bar = bench.browser.filter_bar
    type_into(bench, "label:forged ")
    qtbot.waitUntil(lambda: bench.model.rowCount() == 31)
    QTest.keyClicks(bar.field, "coverage<0,5 ")
    qtbot.waitUntil(lambda: bar.reason == "0,5 is no number: write 0.5")
    assert bench.model.rowCount() == 31
    press(bench, Qt.Key.Key_Return)
    # The keyboard stays where something is to be mended.
    assert bar.field.hasFocus()
    assert bar.field.text().strip() == "coverage<0,5"
    bar.field.clear()
    qtbot.waitUntil(lambda: bar.reason == "")


def test_a_term_left_unfinished_is_explained_after_a_while(qtbot: QtBot, bench: Bench) -> None:
    bar = bench.browser.filter_bar
    type_into(bench, "lable:f")
    assert bar.reason == ""
    qtbot.waitUntil(lambda: bar.reason == "There is no field lable; did you mean label?")


def test_completion_leads_through_a_term_by_keyboard(qtbot: QtBot, bench: Bench) -> None:
    type_into(bench, "la")
    assert offered(bench) == ["label:"]
    press(bench, Qt.Key.Key_Tab)
    assert offered(bench) == ["label:authentic", "label:forged", "label:unlabelled"]
    press(bench, Qt.Key.Key_Down)
    press(bench, Qt.Key.Key_Down)
    press(bench, Qt.Key.Key_Return)
    assert chip_texts(bench) == ["label:forged"]
    assert offered(bench) == []
    assert bench.model.rowCount() == 31
    assert bench.browser.filter_bar.field.hasFocus()


def test_tab_without_a_suggestion_tells_what_is_wrong_before_it_goes_on(bench: Bench) -> None:
    bar = bench.browser.filter_bar
    type_into(bench, "label:x")
    assert offered(bench) == []
    press(bench, Qt.Key.Key_Tab)
    assert bar.reason
    assert bar.field.hasFocus()
    press(bench, Qt.Key.Key_Tab)
    assert not bar.field.hasFocus()


def test_tab_goes_on_where_nothing_is_wrong(bench: Bench) -> None:
    bench.browser.focus_search()
    press(bench, Qt.Key.Key_Tab)
    assert not bench.browser.filter_bar.field.hasFocus()


def test_a_press_beside_the_chips_is_one_on_the_line(qtbot: QtBot, bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bench.browser.resize(240, 600)
    before = bar.height()
    bar.set_filter(parse_filter("label:forged split:train,supplemental"))
    qtbot.waitUntil(lambda: bar.height() > before)
    box = bar.field.parentWidget()
    assert box is not None
    chip = bar.chips[0]
    icon = next(child for child in box.children() if isinstance(child, IconLabel))
    beside = QPoint(chip.geometry().right() + 8, chip.geometry().center().y())
    assert box.childAt(beside) is None
    for place in (beside, icon.geometry().center(), QPoint(2, 2)):
        bench.browser.table.setFocus()
        hit = box.childAt(place) or box
        QTest.mouseClick(hit, Qt.MouseButton.LeftButton, pos=hit.mapFrom(box, place))
        assert bar.field.hasFocus()


def test_return_without_a_mark_in_the_list_takes_what_is_typed(bench: Bench) -> None:
    type_into(bench, "n:2")
    assert offered(bench) == ["n:2"]
    press(bench, Qt.Key.Key_Return)
    assert chip_texts(bench) == ["n:2"]
    assert bench.browser.table.hasFocus()


def test_suggestions_are_clicked(qtbot: QtBot, bench: Bench) -> None:
    type_into(bench, "mode:")
    suggestions = bench.browser.filter_bar.field.suggestions
    assert offered(bench) == ["mode:RGB"]
    place = suggestions.visualRect(suggestions.model().index(0, 0)).center()
    QTest.mouseClick(suggestions.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chip_texts(bench) == ["mode:RGB"]
    assert bench.browser.filter_bar.field.hasFocus()


def test_escape_closes_the_suggestions_first(bench: Bench) -> None:
    field = bench.browser.filter_bar.field
    type_into(bench, "cov")
    assert offered(bench) == ["coverage"]
    press(bench, Qt.Key.Key_Escape)
    assert (offered(bench), field.text()) == ([], "cov")
    press(bench, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert bench.browser.table.hasFocus()


def test_kinds_of_findings_are_offered_once_they_are_known(bench: Bench) -> None:
    type_into(bench, "finding:")
    assert offered(bench) == ["finding:yes", "finding:no"]
    bench.model.set_findings({forged("1"): frozenset({"speck"})})
    bench.browser.filter_bar.field.clear()
    type_into(bench, "finding:s")
    press(bench, Qt.Key.Key_Tab)
    assert bench.shown() == [forged("1")]


def test_control_space_offers_every_field(bench: Bench) -> None:
    bench.browser.focus_search()
    field = bench.browser.filter_bar.field
    QTest.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert [text.rstrip(":") for text in offered(bench)] == list(FIELDS)
    assert field.text() == ""


def test_a_number_is_explained_while_it_is_typed(bench: Bench) -> None:
    type_into(bench, "coverage<")
    suggestions = bench.browser.filter_bar.field.suggestions
    assert offered(bench) == []
    assert suggestions.isVisible()
    words = suggestions.model().index(0, 0).data()
    assert words == "Share of the image that is masked in %, here 0.1955 to 5.866"


def test_arrow_keys_reach_the_chips(qtbot: QtBot, bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bar.set_filter(parse_filter("label:forged n>=2 mode:RGB"))
    bench.browser.focus_search()
    press(bench, Qt.Key.Key_Left)
    press(bench, Qt.Key.Key_Left)
    assert bar.chips[1].hasFocus()
    press(bench, Qt.Key.Key_Delete)
    assert chip_texts(bench) == ["label:forged", "mode:RGB"]
    assert bar.chips[1].hasFocus()
    press(bench, Qt.Key.Key_Left)
    press(bench, Qt.Key.Key_Left)
    assert bar.chips[0].hasFocus()
    press(bench, Qt.Key.Key_Return)
    assert chip_texts(bench) == ["mode:RGB"]
    assert bar.field.text() == "label:forged"
    assert bar.field.hasFocus()
    assert bench.model.rowCount() == 30
    press(bench, Qt.Key.Key_Home)
    press(bench, Qt.Key.Key_Left)
    press(bench, Qt.Key.Key_Right)
    assert bar.field.hasFocus()
    press(bench, Qt.Key.Key_Home)
    press(bench, Qt.Key.Key_Left)
    press(bench, Qt.Key.Key_Escape)
    assert bar.field.hasFocus()


def test_a_group_says_what_is_left_of_its_terms(bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bar.set_terms("statistics", "label:forged 2<coverage<=5")
    assert bar.terms_of("statistics") == "label:forged 2<coverage<=5"
    QTest.mouseClick(bar.chips[0], Qt.MouseButton.LeftButton)
    assert bar.terms_of("statistics") == "2<coverage<=5"
    assert bar.terms_of("another") == ""
    with pytest.raises(FilterSyntaxError):
        bar.set_terms("statistics", "coverage:")


def test_a_filter_from_elsewhere_is_shown_as_it_is(bench: Bench) -> None:
    bar = bench.browser.filter_bar
    type_into(bench, "12")
    bench.model.set_filter(parse_filter('7 "a b" -n>2'))
    assert bar.field.text() == '7 "a b"'
    assert chip_texts(bench) == ["-n>2"]


def test_a_long_term_is_shortened_and_told_in_full(bench: Bench) -> None:
    bar = bench.browser.filter_bar
    bench.browser.resize(240, 600)
    term = "id:" + ",".join(str(number) for number in range(1000, 1030))
    bar.set_filter(parse_filter(term))
    (chip,) = bar.chips
    assert chip.width() < 240
    assert chip.text() == term
    assert term in chip.toolTip()


def test_everything_can_be_asked_from_the_menu(bench: Bench) -> None:
    menu = bench.browser.filter_bar.menu_button.menu()
    more = next(action for action in menu.actions() if action.text().startswith("More fields"))
    more.trigger()
    assert len(offered(bench)) == len(FIELDS)
