"""The list of findings under real clicks and keys: choosing, folding, the buttons of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.findings_dock import FindingsDock
from forgery_viewer.widgets.theme import DARK
from tests.core.faulty import write_faulty
from tests.state.audited import Audited
from tests.widgets.finding_rows import button, offered, place, press, press_group, press_row
from tests.widgets.pointing import colour, record, rgb

Key = Qt.Key


@pytest.fixture
def audited(tmp_path: Path, qtbot: QtBot) -> Iterator[Audited]:
    audited = Audited(write_faulty(tmp_path / "set"), qtbot)
    audited.wait_for_audit()
    yield audited
    audited.close()


@pytest.fixture
def dock(dress: object, show: Callable[[QWidget], None], audited: Audited) -> FindingsDock:
    dock = FindingsDock()
    dock.resize(800, 420)
    dock.set_source(audited.findings)
    show(dock)
    QApplication.processEvents()
    return dock


def test_a_click_chooses_the_finding_and_offers_what_can_be_done(
    dock: FindingsDock, audited: Audited
) -> None:
    chosen = record(dock.show_asked)
    finding = audited.finding("transposed")
    press_row(dock, finding)
    assert chosen == [finding]
    assert offered(dock) == ["Show", "Repair", "Ignore"]
    overlap = audited.finding("overlapping-instances")
    press_row(dock, overlap)
    assert chosen == [finding, overlap]
    assert offered(dock) == ["Show", "Ignore"], "no repair of that is safe"
    press(button(dock, "Show"))
    assert chosen == [finding, overlap, overlap]


def test_what_no_image_stands_for_cannot_be_shown(dock: FindingsDock, audited: Audited) -> None:
    press_row(dock, audited.finding("orphan-mask"))
    show = button(dock, "Show")
    assert not show.isEnabled()
    assert "No image" in show.toolTip()
    # It looks like what it is, too.
    drawn = rgb(show.grab().toImage())
    assert (drawn == colour(DARK.disabled)).all(axis=2).any()
    assert not (drawn == colour(DARK.accent)).all(axis=2).any()


def test_the_pointer_brings_the_buttons_of_its_row(dock: FindingsDock, audited: Audited) -> None:
    asked = record(dock.repair_asked)
    finding = audited.finding("speck")
    index = place(dock, finding)
    tree = dock.tree
    window = dock.windowHandle()
    QTest.mouseMove(
        window, tree.viewport().mapTo(dock, tree.visualRect(index).topLeft() + QPoint(60, 9))
    )
    QApplication.processEvents()
    assert tree.actions_hovered.isVisible()
    press(tree.actions_hovered.repair_button)
    assert asked == [(finding,)]
    QTest.mouseMove(window, dock.bar.mapTo(dock, QPoint(30, 10)))
    QApplication.processEvents()
    assert not tree.actions_hovered.isVisible()


def test_a_click_folds_a_group_and_it_stays_folded(dock: FindingsDock, audited: Audited) -> None:
    finding = audited.finding("speck")
    index = press_group(dock, finding)
    assert not dock.tree.isExpanded(index)
    assert offered(dock) == ["Filter", "Repair", "Ignore all"]
    audited.findings.ignore([audited.finding("transposed")], "known")
    group = dock.model.parent(dock.model.index_of(finding))
    assert isinstance(group, QModelIndex)
    assert not dock.tree.isExpanded(group), "the list was made anew"
    press_group(dock, finding)
    group = dock.model.parent(dock.model.index_of(finding))
    assert isinstance(group, QModelIndex)
    assert dock.tree.isExpanded(group)


def test_errors_and_warnings_are_open_at_first_and_the_rest_is_folded(
    dock: FindingsDock, audited: Audited
) -> None:
    audited.findings.ignore([audited.finding("transposed")], "known")
    opened = {
        group.key: dock.tree.isExpanded(dock.model.index(number, 0))
        for number, group in enumerate(dock.model.groups)
    }
    assert opened.pop(("info", "unchanged-inside")) is False
    assert opened.pop(("ignored", "")) is False
    assert all(opened.values())


def test_a_group_filters_repairs_and_ignores_as_a_whole(
    dock: FindingsDock, audited: Audited
) -> None:
    filters, repairs = record(dock.filter_asked), record(dock.repair_asked)
    finding = audited.finding("speck")
    press_group(dock, finding)
    press(button(dock, "Filter"))
    press(button(dock, "Repair"))
    assert filters == ["speck"]
    assert repairs == [(finding,)]
    assert "kept and not saved" in button(dock, "Repair").toolTip()
    press(button(dock, "Ignore all"))
    assert dock.form.isVisible()


def test_the_next_finding_takes_the_place_of_an_ignored_one(
    dock: FindingsDock, audited: Audited
) -> None:
    chosen = record(dock.show_asked)
    gone = audited.finding("empty-instance")
    press_row(dock, gone)
    dock.set_case((gone.split, gone.case_id))
    audited.findings.ignore([gone], "known")
    QApplication.processEvents()
    following = audited.finding("duplicate-instance")
    assert dock.tree.selected().data() == following.reason
    assert chosen == [gone, following], "its case is shown, as after a click"


def test_a_case_that_is_not_on_show_is_not_offered_for_repair(
    dock: FindingsDock, audited: Audited
) -> None:
    chosen = record(dock.show_asked)
    gone = audited.finding("transposed")
    press_row(dock, gone)
    # Meanwhile the user has gone on to another case.
    dock.set_case(("train", "16"))
    audited.findings.ignore([gone], "known")
    QApplication.processEvents()
    assert chosen == [gone]
    assert dock.tree.selected().data() == "Instance is empty", "the heading, not the finding"


def test_who_works_elsewhere_is_not_led_away(
    dock: FindingsDock, audited: Audited, show: Callable[[QWidget], None]
) -> None:
    chosen = record(dock.show_asked)
    gone = audited.finding("transposed")
    press_row(dock, gone)
    dock.set_case((gone.split, gone.case_id))
    dock.tree.clearFocus()
    audited.findings.ignore([gone], "known")
    QApplication.processEvents()
    assert chosen == [gone]


def test_a_search_leads_nowhere(dock: FindingsDock, audited: Audited, qtbot: QtBot) -> None:
    chosen = record(dock.show_asked)
    found = audited.finding("transposed")
    press_row(dock, found)
    dock.set_case((found.split, found.case_id))
    press(dock.bar.field)
    with qtbot.waitSignal(dock.model.rebuilt):
        QTest.keyClicks(dock.bar.field, "speck")
    QApplication.processEvents()
    assert chosen == [found]


def test_ignored_findings_can_be_taken_back(dock: FindingsDock, audited: Audited) -> None:
    taken = record(dock.take_back_asked)
    finding = audited.finding("speck")
    audited.findings.ignore([finding], "dust")
    press_row(dock, finding)
    assert offered(dock) == ["Show", "Take back"]
    press(button(dock, "Take back"))
    group = press_group(dock, finding)
    assert offered(dock) == ["Take back all"]
    press(button(dock, "Take back all"))
    assert taken == [(finding,), (finding,)]
    assert group.data() == "Ignored"


def test_a_repaired_finding_is_not_repaired_again(dock: FindingsDock, audited: Audited) -> None:
    press_row(dock, audited.finding("speck"))
    audited.repair("speck")
    assert offered(dock) == ["Show", "Ignore"]
    press_group(dock, audited.finding("speck"))
    assert offered(dock) == ["Filter", "Ignore all"]


def test_arrow_keys_walk_through_groups_and_findings(dock: FindingsDock, audited: Audited) -> None:
    chosen = record(dock.show_asked)
    dock.focus_list()
    window = dock.windowHandle()
    assert dock.tree.selected().data() == "Mask without an image"
    QTest.keyClick(window, Key.Key_Down)
    assert chosen == [audited.finding("orphan-mask")]
    QTest.keyClick(window, Key.Key_Down)
    QTest.keyClick(window, Key.Key_Left)
    QTest.keyClick(window, Key.Key_Down)
    assert dock.tree.selected().data() == "Instance is empty", "the folded one was passed over"
    QTest.keyClick(window, Key.Key_Up)
    QTest.keyClick(window, Key.Key_Right)
    QTest.keyClick(window, Key.Key_Down)
    assert chosen[-1] == audited.finding("transposed")
    QTest.keyClick(window, Key.Key_Return)
    assert chosen[-2:] == [audited.finding("transposed")] * 2
    QTest.keyClick(window, Key.Key_Left)
    assert dock.tree.selected().data() == "Mask is transposed"


def test_the_tab_key_reaches_the_buttons_of_the_selected_row(
    dock: FindingsDock, audited: Audited
) -> None:
    press_row(dock, audited.finding("speck"))
    seen = []
    for _ in range(4):
        QTest.keyClick(dock.windowHandle(), Key.Key_Tab)
        focus = QApplication.focusWidget()
        seen.append(focus.text() if isinstance(focus, QAbstractButton) else "")
    assert seen[:3] == ["Show", "Repair", "Ignore"]
