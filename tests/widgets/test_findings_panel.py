"""The findings of the case on show: what reading told, and what the audit found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.findings_button import FindingsButton
from forgery_viewer.widgets.findings_panel import CaseFinding, FindingsPanel
from forgery_viewer.widgets.severity import spoken_counts
from tests.widgets.pointing import record

SPECK = AuditFinding(
    "warning",
    "speck",
    "train",
    "12",
    "train_masks/12.npy",
    "Instance 1 has 1 region under 16 px, 4 pixels in all.",
    label="forged",
    repair="Remove the regions smaller than 16 px.",
    repair_key="remove-specks",
    place=(54, 40, 56, 42),
    instances=(1,),
)
MISSING = AuditFinding(
    "error", "missing-mask", "train", "12", "train_masks/12.npy", "There is no mask.",
    label="forged",
)  # fmt: skip


@pytest.fixture
def panel(dress: object, show: Callable[[QWidget], None]) -> FindingsPanel:
    panel = FindingsPanel()
    panel.resize(250, 400)
    show(panel)
    return panel


def words(panel: FindingsPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.text()]


def links(panel: FindingsPanel) -> dict[str, QPushButton]:
    return {
        button.text(): button for button in panel.findChildren(QPushButton) if button.isVisible()
    }


def test_before_the_audit_it_says_what_reading_told(panel: FindingsPanel) -> None:
    panel.show_findings(("12.npy: is cut off",), ("bool",))
    assert list(panel.sentences) == ["12.npy: is cut off", "bool"]
    icons = [icon.icon_name for icon in panel.findChildren(IconLabel) if icon.isVisible()]
    assert icons == ["circle-alert", "info"], "as the audit will call it"
    panel.show_findings(())
    assert not list(panel.sentences)
    assert "Nothing found so far." in words(panel)
    panel.show_audit(())
    assert "Nothing found in this case." in words(panel)


def test_sizes_and_units_are_written_as_everywhere_in_the_window(panel: FindingsPanel) -> None:
    panel.show_findings(("The forged image is 499 x 326, 12 px (79 %) of it changed.",))
    together = "\N{NO-BREAK SPACE}"
    told = f"499{together}\N{MULTIPLICATION SIGN}{together}326, 12{together}px (79{together}%)"
    assert any(told in line for line in words(panel))


def test_findings_of_the_audit_with_what_can_be_done(panel: FindingsPanel) -> None:
    shown, repaired = record(panel.show_asked), record(panel.repair_asked)
    entries = (CaseFinding(MISSING, False, False), CaseFinding(SPECK, True, False))
    panel.show_audit(entries, ("forged/12.npy: is damaged",))
    QApplication.processEvents()
    assert panel.sentences == ("forged/12.npy: is damaged", MISSING.reason, SPECK.reason)
    assert "Specks" in words(panel)
    icons = [icon.icon_name for icon in panel.findChildren(IconLabel)]
    assert icons == ["triangle-alert", "circle-alert", "triangle-alert"]
    assert set(links(panel)) == {"Show", "Repair"}, "there is no place of what is not there"
    QTest.mouseClick(links(panel)["Show"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(links(panel)["Repair"], Qt.MouseButton.LeftButton)
    assert shown == [SPECK]
    assert repaired == [(SPECK,)]
    assert "Remove the regions" in links(panel)["Repair"].toolTip()


def test_a_repaired_finding_says_so(panel: FindingsPanel) -> None:
    panel.show_audit((CaseFinding(SPECK, False, True),))
    assert "Repaired, not saved" in words(panel)
    assert "Repair" not in links(panel)


def test_the_same_findings_leave_the_focus_where_it_is(panel: FindingsPanel) -> None:
    entry = CaseFinding(SPECK, True, False)
    panel.show_audit((entry,))
    button = links(panel)["Show"]
    panel.show_audit((CaseFinding(SPECK, True, False),))
    assert links(panel)["Show"] is button
    panel.show_findings(())
    assert links(panel) == {}


def test_long_words_wrap_and_nothing_is_cut(panel: FindingsPanel) -> None:
    panel.show_audit((CaseFinding(SPECK, True, False), CaseFinding(MISSING, False, False)))
    QApplication.processEvents()
    for label in panel.findChildren(QLabel):
        if label.text() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())
    for button in panel.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width()


@pytest.mark.parametrize(
    ("counts", "said", "tone"),
    [
        ({"error": 1, "warning": 36, "info": 4}, "37 findings", "danger"),
        ({"warning": 1, "info": 4}, "1 finding", "warn"),
        ({"info": 4}, "4 notes", "2"),
        ({}, "No findings", "3"),
    ],
)
def test_the_button_of_the_status_bar(
    show: Callable[[QWidget], None],
    dress: object,
    counts: dict[str, int],
    said: str,
    tone: str,
) -> None:
    button = FindingsButton()
    assert button.words == "", "nothing is known yet"
    show(button)
    button.show_checking()
    assert button.words == "Checking…"
    button.show_counts(counts)  # type: ignore[arg-type]
    assert (button.words, button.tone) == (said, tone)
    assert "Ctrl+J" in button.toolTip()
    assert all(label.width() >= label.sizeHint().width() for label in button.findChildren(QLabel))


def test_counts_in_words() -> None:
    assert spoken_counts({"error": 1, "warning": 1204}) == "1 error, 1,204 warnings"
    assert spoken_counts({"error": 0, "info": 2}) == "2 notes"
    assert spoken_counts({}) == ""
