"""The panel around the list of findings: asking why, searching, progress, and why it is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.state.findings import AuditStage
from forgery_viewer.widgets.findings_bar import CASE
from forgery_viewer.widgets.findings_dock import FindingsDock
from tests.core.faulty import write_faulty
from tests.state.audited import Audited
from tests.widgets.finding_rows import button, press, press_row, type_in
from tests.widgets.pointing import record

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


def test_ignoring_asks_why_in_a_line_of_its_own(dock: FindingsDock, audited: Audited) -> None:
    ignored = record(dock.ignore_asked)
    finding = audited.finding("overlapping-instances")
    press_row(dock, finding)
    press(button(dock, "Ignore"))
    form = dock.form
    assert form.question == "Ignore 15: Instances overlap"
    assert form.field.hasFocus()
    assert not form.ignore_button.isEnabled()
    QTest.keyClick(dock.windowHandle(), Key.Key_Return)
    assert form.isVisible(), "there is no reason yet"
    type_in(dock, "lanes touch")
    assert form.ignore_button.isEnabled()
    press(form.ignore_button)
    assert ignored == [((finding,), "lanes touch")]
    assert not form.isVisible()


def test_escape_ignores_nothing(dock: FindingsDock, audited: Audited) -> None:
    ignored = record(dock.ignore_asked)
    press_row(dock, audited.finding("speck"))
    press(button(dock, "Ignore"))
    type_in(dock, "dust")
    QTest.keyClick(dock.windowHandle(), Key.Key_Escape)
    assert not dock.form.isVisible()
    assert ignored == []
    assert dock.tree.hasFocus()
    press(button(dock, "Ignore"))
    assert dock.form.field.text() == "", "a reason is given for each anew"
    press(dock.form.cancel_button)
    assert not dock.form.isVisible()


def test_a_search_and_the_way_out_of_it(dock: FindingsDock, audited: Audited, qtbot: QtBot) -> None:
    press(dock.bar.field)
    with qtbot.waitSignal(dock.model.rebuilt):
        type_in(dock, "speck")
    assert [group.title for group in dock.model.groups] == ["Specks"]
    QTest.keyClick(dock.windowHandle(), Key.Key_Return)
    assert dock.tree.hasFocus()
    press(dock.bar.field)
    with qtbot.waitSignal(dock.model.rebuilt):
        type_in(dock, "zzz")
    assert dock.note.isVisible()
    assert dock.note.words == "No finding matches."
    press(dock.note.action)
    assert len(dock.model.groups) == len({f.kind for f in audited.findings.open})


def test_only_this_case(dock: FindingsDock, audited: Audited) -> None:
    dock.set_case(("train", "12"))
    press(dock.bar.choices.button(CASE))
    assert [group.title for group in dock.model.groups] == ["Specks", "Mask over unchanged pixels"]
    dock.set_case(("train", "16"))
    assert dock.note.words == "Nothing found in this case."
    dock.set_case(None)
    assert dock.note.words == "Nothing found in this case."


def test_counts_say_how_many_of_each(dock: FindingsDock, audited: Audited) -> None:
    words = [part.toolTip() for part in dock.bar.counts.findChildren(QWidget) if part.toolTip()]
    assert words == ["4 errors", "3 warnings", "1 note"]


def test_checking_again_shows_how_far_it_is_and_can_be_stopped(
    dock: FindingsDock, audited: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = record(dock.check_asked)
    assert dock.bar.check_button.isEnabled()
    press(dock.bar.check_button)
    assert asked == [()]
    cancelled = record(dock.audit_line.row.cancel_requested)
    audited.findings.stage = AuditStage.RUNNING
    audited.findings.stage_changed.emit()
    assert not dock.bar.check_button.isEnabled()
    assert "being checked" in dock.bar.check_button.toolTip()
    dock.audit_line.show()
    audited.findings.progressed.emit(3, 9)
    assert dock.audit_line.row.text.startswith("3 of 9")
    press(dock.audit_line.row.cancel_button)
    assert cancelled == [()]
    audited.findings.stage = AuditStage.STOPPED
    audited.findings.stage_changed.emit()
    assert not dock.audit_line.isVisible()
    assert dock.bar.note.full_text == "stopped before the end"


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (AuditStage.WAITING, "The files are being read first; then they are checked."),
        (AuditStage.RUNNING, "The data set is being checked."),
        (AuditStage.DONE, "Nothing found."),
        (AuditStage.STOPPED, "Nothing found before the check was stopped."),
        (AuditStage.FAILED, "The check broke down: the disk is gone"),
    ],
)
def test_an_empty_list_says_why(
    dock: FindingsDock, audited: Audited, stage: AuditStage, words: str
) -> None:
    audited.findings.open = ()
    audited.findings.reason = "the disk is gone"
    audited.findings.stage = stage
    audited.findings.changed.emit()
    assert dock.note.words == words
    assert dock.note.isVisible()


def test_repairs_under_way(dock: FindingsDock) -> None:
    dock.show_repairs(0, 12)
    dock.show_repairs(5, 12)
    dock.repair_line.show()
    assert dock.repair_line.row.text.startswith("5 of 12")
    dock.show_repairs(0, 0)
    assert not dock.repair_line.isVisible()


@pytest.mark.parametrize("width", [480, 560, 640, 790, 1200])
def test_no_word_of_the_bar_is_cut(dock: FindingsDock, width: int) -> None:
    dock.resize(width, 240)
    QApplication.processEvents()
    bar = dock.bar
    ends = 0
    for widget in (bar.counts, bar.field, bar.choices, bar.check_button, bar.fold_button):
        assert widget is bar.field or widget.width() >= widget.sizeHint().width()
        assert widget.x() >= ends, "they lie upon each other"
        ends = widget.geometry().right()
    assert ends < width
    assert bar.field.width() >= 72
    field = bar.field
    # Beside the sign, up to the border.
    room = field.width() - 18 - 14
    assert field.fontMetrics().horizontalAdvance(field.placeholderText()) <= room


def test_the_list_of_another_data_set(dock: FindingsDock, audited: Audited, qtbot: QtBot) -> None:
    press_row(dock, audited.finding("speck"))
    press(button(dock, "Ignore"))
    dock.set_source(None)
    assert dock.model.groups == ()
    assert not dock.form.isVisible()
    assert dock.note.words.startswith("The files are being read")
