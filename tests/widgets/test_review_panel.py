"""What the panel says of a decision, and a note that is being written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from forgery_viewer.core.review import ReviewCounts, ReviewMark, Standing, Verdict
from forgery_viewer.widgets.review_line import ReviewLine
from forgery_viewer.widgets.review_page import DOCK_WIDTHS_PX
from forgery_viewer.widgets.review_panel import CaseReview, ReviewPanel
from forgery_viewer.widgets.theme import Theme

Key = Qt.Key
NARROWEST_PX = min(width for _from, width in DOCK_WIDTHS_PX)
TOLD = "Approved by ada, 25 Nov, 10:42"
APPROVED = CaseReview(Verdict.APPROVED, "right", ReviewMark(Standing.APPROVED, TOLD, "right"))


@pytest.fixture
def panel(show: Callable[[QWidget], None], dress: Callable[[Theme], None]) -> ReviewPanel:
    panel = ReviewPanel()
    panel.resize(NARROWEST_PX, 200)
    show(panel)
    return panel


def test_nothing_can_be_decided_at_first(panel: ReviewPanel) -> None:
    assert not panel.approve.isEnabled()
    assert not panel.skip.isEnabled()
    assert "No image chosen." in panel.approve.toolTip()
    assert not panel.note.isEnabled()
    assert panel.told == ""


def test_a_decision_is_told_with_name_and_time(panel: ReviewPanel) -> None:
    panel.show_review(APPROVED)
    assert (panel.verdicts.choice, panel.note.text()) == (Verdict.APPROVED, "right")
    assert panel.told == TOLD
    assert panel.approve.isEnabled()
    panel.show_review(CaseReview(Verdict.OPEN, "", ReviewMark(Standing.OPEN)))
    assert (panel.verdicts.choice, panel.note.text(), panel.told) == (Verdict.OPEN, "", "")


@pytest.mark.parametrize(
    ("verdict", "standing", "choice", "told"),
    [
        (Verdict.SKIPPED, Standing.SKIPPED, "", TOLD),
        (Verdict.NEEDS_WORK, Standing.NEEDS_WORK, Verdict.NEEDS_WORK, TOLD),
        # It can be approved again, which a choice that is made already would not allow.
        (Verdict.APPROVED, Standing.EDITED_SINCE, "", f"{TOLD}; edited since"),
    ],
)
def test_the_choice_is_what_holds(
    panel: ReviewPanel, verdict: Verdict, standing: Standing, choice: str, told: str
) -> None:
    panel.show_review(CaseReview(verdict, "", ReviewMark(standing, TOLD)))
    assert (panel.verdicts.choice, panel.told) == (choice, told)


def test_what_is_not_on_the_disk_is_not_told_as_decided(panel: ReviewPanel) -> None:
    panel.show_review(CaseReview(Verdict.APPROVED, "", ReviewMark(Standing.OPEN), is_kept=False))
    assert panel.verdicts.choice == Verdict.APPROVED
    assert panel.told.startswith("Not written yet")


def test_a_reason_is_on_every_control_that_it_blocks(panel: ReviewPanel) -> None:
    panel.show_review(APPROVED)
    panel.block("Here it is read only.")
    verdicts = [panel.verdicts.button(verdict) for verdict in ("open", "approved", "needs-work")]
    for button in (panel.approve, panel.skip, *verdicts):
        assert not button.isEnabled()
        assert "Here it is read only." in button.toolTip()
    assert panel.note.isReadOnly()
    assert panel.note.isEnabled(), "what is noted can be read and copied"
    panel.show_review(APPROVED)
    panel.block_approval("There is no mask.")
    assert (panel.approve.isEnabled(), panel.skip.isEnabled()) == (False, True)
    assert not panel.verdicts.button(Verdict.APPROVED).isEnabled()
    assert panel.verdicts.button(Verdict.NEEDS_WORK).isEnabled()


def test_no_word_is_cut_off_in_the_narrowest_dock(panel: ReviewPanel) -> None:
    panel.show_review(APPROVED)
    QApplication.processEvents()
    for button in panel.verdicts.findChildren(QToolButton):
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text())
    for wide in (panel.skip, panel.approve):
        assert wide.width() >= wide.minimumSizeHint().width()


def test_a_note_that_is_being_written_is_not_overwritten(panel: ReviewPanel) -> None:
    written: list[str] = []
    panel.note_written.connect(written.append)
    panel.show_review(APPROVED)
    panel.note.setFocus()
    QTest.keyClicks(panel.note, " ")
    QTest.keyClicks(panel.note, "as it is")
    begun = panel.note.text()
    panel.show_review(CaseReview(Verdict.APPROVED, "of somebody else", APPROVED.mark))
    assert panel.note.text() == begun
    QTest.keyClick(panel.note, Key.Key_Return)
    assert written == [begun.strip()]
    QTest.keyClick(panel.note, Key.Key_Return)
    assert len(written) == 1, "the same is not noted twice"


def test_escape_puts_back_what_stood_there(panel: ReviewPanel) -> None:
    written: list[str] = []
    left: list[bool] = []
    panel.note_written.connect(written.append)
    panel.left.connect(lambda: left.append(True))
    panel.show_review(APPROVED)
    panel.note.setFocus()
    QTest.keyClicks(panel.note, "half a")
    QTest.keyClick(panel.note, Key.Key_Escape)
    assert (panel.note.text(), written, left) == ("right", [], [True])


def test_the_line_above_the_list_counts(
    show: Callable[[QWidget], None], dress: Callable[[Theme], None]
) -> None:
    line = ReviewLine()
    show(line)
    line.show_counts(ReviewCounts(open=2, approved=1, edited_since=1))
    assert line.text == "1 of 4 reviewed"
    assert line.toolTip() == "1 approved, 1 approved and edited since, 2 open"
    line.show_counts(ReviewCounts())
    assert line.text == ""
    assert line.isHidden()
