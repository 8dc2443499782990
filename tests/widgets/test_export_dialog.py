"""The export dialog from the first choice to the report, by hand and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from forgery_viewer.core.export import ExportedMask, ExportReport
from forgery_viewer.core.export_plan import ExportPlan
from forgery_viewer.core.records import RecordKey
from forgery_viewer.widgets.export_dialog import ExportChoice, ExportDialog

KEYS = tuple(RecordKey("train", "forged", str(number)) for number in range(352, 358))
OUT = Path("/data/out")
LEFT = Qt.MouseButton.LeftButton

Show = Callable[[QWidget], None]


@pytest.fixture
def opened(dress: object, show: Show) -> Callable[..., ExportDialog]:
    def make(plan: ExportPlan, folder: Path | None = OUT) -> ExportDialog:
        dialog = ExportDialog(plan, folder, ask_folder=lambda *_: "/picked/by hand")
        show(dialog)
        return dialog

    return make


def test_the_folder_chooser_begins_in_a_folder_that_is_there(
    dress: object, show: Show, tmp_path: Path
) -> None:
    begun: list[str] = []

    def ask(_parent: QWidget, _title: str, folder: str) -> str:
        begun.append(folder)
        return ""

    wanted = tmp_path / "Documents/set_masks"
    dialog = ExportDialog(ExportPlan(KEYS, KEYS), wanted, ask_folder=ask)
    show(dialog)
    QTest.mouseClick(button(dialog, "Browse"), LEFT)
    (tmp_path / "Documents").mkdir()
    QTest.mouseClick(button(dialog, "Browse"), LEFT)
    assert begun == [str(tmp_path), str(tmp_path / "Documents")]


def button(dialog: ExportDialog, start: str) -> QAbstractButton:
    """The visible button whose text starts so."""
    return next(
        child
        for child in dialog.findChildren(QAbstractButton)
        if child.text().startswith(start) and child.isVisible()
    )


def names(dialog: ExportDialog) -> list[str]:
    view = next(view for view in dialog.findChildren(QListView) if view.isVisible())
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def report(*, cancelled: bool = False) -> ExportReport:
    masks = tuple(
        ExportedMask(
            key, OUT / "train_masks" / f"{key.case_id}.npy", 1, 9, changed=False, sha256=""
        )
        for key in KEYS
    )
    return ExportReport(masks, (), OUT / "manifest.csv", (), cancelled)


def test_offers_the_corrected_masks_first_and_lists_their_files(
    opened: Callable[..., ExportDialog], qtbot: QtBot
) -> None:
    dialog = opened(ExportPlan(KEYS[:2], KEYS))
    assert button(dialog, "Only corrected masks (2)").isChecked()
    assert names(dialog) == ["train_masks/352.npy", "train_masks/353.npy", "manifest.csv"]
    with qtbot.waitSignal(dialog.export_requested) as signal:
        QTest.mouseClick(button(dialog, "Export 2 masks"), LEFT)
    assert signal.args == [ExportChoice(OUT, every=False, save_first=False, keys=KEYS[:2])]


def test_all_masks_tell_which_of_them_are_corrected(opened: Callable[..., ExportDialog]) -> None:
    dialog = opened(ExportPlan(KEYS[:1], KEYS))
    button(dialog, "All masks (6)").click()
    assert names(dialog)[:2] == ["train_masks/352.npy, corrected", "train_masks/353.npy"]
    assert len(names(dialog)) == 7
    assert button(dialog, "Export 6 masks").isEnabled()
    assert dialog.choice.every


def test_unsaved_edits_are_saved_first_unless_told_otherwise(
    opened: Callable[..., ExportDialog],
) -> None:
    dialog = opened(ExportPlan(KEYS[:1], KEYS, unsaved=KEYS[:3]))
    assert button(dialog, "Only corrected masks (3)").isChecked()
    assert dialog.choice.save_first
    button(dialog, "Save them first").click()
    assert button(dialog, "Only corrected masks (1)").isChecked()
    assert not dialog.choice.save_first


def test_no_note_on_unsaved_edits_where_there_are_none(
    opened: Callable[..., ExportDialog],
) -> None:
    dialog = opened(ExportPlan(KEYS[:1], KEYS))
    assert not any(
        child.isVisible() and child.text() == "Save them first"
        for child in dialog.findChildren(QAbstractButton)
    )


def test_nothing_corrected_offers_all_and_says_why(opened: Callable[..., ExportDialog]) -> None:
    dialog = opened(ExportPlan((), KEYS))
    corrected = button(dialog, "Only corrected masks (0)")
    assert not corrected.isEnabled()
    assert corrected.toolTip() == "No mask was corrected yet."
    assert button(dialog, "All masks (6)").isChecked()


def test_without_a_mask_or_a_folder_export_is_disabled_and_says_why(
    opened: Callable[..., ExportDialog],
) -> None:
    empty = opened(ExportPlan((), ()))
    assert not button(empty, "Export").isEnabled()
    assert button(empty, "Export").toolTip() == "There is no mask to export."
    homeless = opened(ExportPlan(KEYS, KEYS), None)
    assert button(homeless, "Export 6 masks").toolTip() == "Choose a folder first."
    field = homeless.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "/data/typed")
    assert button(homeless, "Export 6 masks").isEnabled()
    assert homeless.choice.folder == Path("/data/typed")


def test_what_cannot_be_written_is_announced_as_skipped(
    opened: Callable[..., ExportDialog],
) -> None:
    lacking = {KEYS[1]: "has no mask"}
    dialog = opened(ExportPlan(KEYS[:1], KEYS, unsaved=KEYS[1:2], lacking=lacking))
    button(dialog, "All masks (6)").click()
    assert button(dialog, "Export 6 masks").isEnabled(), "the edits are saved first"
    button(dialog, "Save them first").click()
    assert button(dialog, "Export 5 masks").isEnabled()
    assert "train_masks/353.npy, skipped: has no mask" in names(dialog)
    assert dialog.choice.keys == KEYS
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "5 masks to write, 1 to skip" in texts


def test_a_folder_that_is_refused_is_told_while_it_is_typed(dress: object, show: Show) -> None:
    def refuse(folder: Path) -> str:
        return "lies in the data set" if folder.is_relative_to("/data/set") else ""

    dialog = ExportDialog(ExportPlan(KEYS, KEYS), OUT, refuse_folder=refuse)
    show(dialog)
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText("/data/se")
    assert button(dialog, "Export 6 masks").isEnabled()
    QTest.keyClicks(field, "t")
    assert not button(dialog, "Export 6 masks").isEnabled()
    [told] = [label for label in dialog.findChildren(QLabel) if "lies in" in label.text()]
    assert told.isVisible()
    assert told.text() == button(dialog, "Export 6 masks").toolTip()
    QTest.keyClicks(field, "s")
    assert button(dialog, "Export 6 masks").isEnabled()
    assert not told.isVisible()


def test_browse_fills_the_field(opened: Callable[..., ExportDialog]) -> None:
    dialog = opened(ExportPlan(KEYS, KEYS), None)
    QTest.mouseClick(button(dialog, "Browse"), LEFT)
    assert dialog.choice.folder == Path("/picked/by hand")


def test_home_is_understood_in_the_field(
    opened: Callable[..., ExportDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert opened(ExportPlan(KEYS, KEYS), Path("~/masks")).choice.folder == Path("/home/ada/masks")


def test_enter_exports_and_a_second_enter_does_not_stop_it(
    opened: Callable[..., ExportDialog], qtbot: QtBot
) -> None:
    dialog = opened(ExportPlan(KEYS, KEYS))
    with qtbot.waitSignal(dialog.export_requested):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Return)
    assert dialog.is_running
    with qtbot.assertNotEmitted(dialog.cancel_requested):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Return)
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Space)


def test_progress_then_report_then_the_folder(
    opened: Callable[..., ExportDialog], qtbot: QtBot
) -> None:
    dialog = opened(ExportPlan(KEYS, KEYS))
    button(dialog, "Export").click()
    dialog.set_progress(2, 6)
    assert button(dialog, "Cancel").isVisible()
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert not field.isEnabled()
    dialog.show_result(report())
    assert not dialog.is_running
    assert dialog.result_text.startswith("6 masks written\nto /data/out")
    with qtbot.waitSignal(dialog.show_folder_requested) as signal:
        QTest.mouseClick(button(dialog, "Show the folder"), LEFT)
    assert signal.args == [OUT]
    QTest.mouseClick(button(dialog, "Close"), LEFT)
    assert not dialog.isVisible()


def test_escape_stops_a_running_export_and_leaves_the_dialog_open(
    opened: Callable[..., ExportDialog], qtbot: QtBot
) -> None:
    dialog = opened(ExportPlan(KEYS, KEYS))
    button(dialog, "Export").click()
    with qtbot.waitSignal(dialog.cancel_requested):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.close()
    assert dialog.isVisible()
    dialog.show_result(report(cancelled=True))
    assert dialog.result_text.startswith("Stopped: 6 masks written")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_error_is_shown_beside_the_fields_and_the_next_try_clears_it(
    opened: Callable[..., ExportDialog],
) -> None:
    dialog = opened(ExportPlan(KEYS, KEYS))
    button(dialog, "Export").click()
    dialog.show_error("out: cannot be written: permission denied")
    assert dialog.error_text == "out: cannot be written: permission denied"
    assert not dialog.is_running
    again = button(dialog, "Export 6 masks")
    assert isinstance(again, QPushButton)
    again.click()
    assert dialog.error_text == ""
    dialog.show_result(report())
