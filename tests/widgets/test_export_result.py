"""The report of an export in words."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from forgery_viewer.core.export import ExportedMask, ExportReport
from forgery_viewer.core.records import RecordKey
from forgery_viewer.widgets.export_result import ExportResult

OUT = Path("/data/out")
KEYS = tuple(RecordKey("train", "forged", str(number)) for number in range(12))


def report(
    changed: int,
    skipped: tuple[tuple[RecordKey, str], ...] = (),
    unsaved: tuple[RecordKey, ...] = (),
    *,
    cancelled: bool = False,
) -> ExportReport:
    exported = tuple(
        ExportedMask(key, OUT / "train_masks" / f"{key.case_id}.npy", 1, 9, number < changed, "")
        for number, key in enumerate(KEYS)
    )
    return ExportReport(exported, skipped, OUT / "manifest.csv", unsaved, cancelled)


def told(qtbot: QtBot, what: ExportReport) -> str:
    page = ExportResult()
    qtbot.addWidget(page)
    page.show_report(what)
    return page.text


def test_says_how_many_where_and_which_were_corrected(qtbot: QtBot) -> None:
    text = told(qtbot, report(1))
    assert text.startswith("12 masks written\nto /data/out\n1 corrected, 11 copied unchanged.")
    assert "train_masks/0.npy, corrected" in text.splitlines()
    assert "train_masks/1.npy" in text.splitlines()


def test_every_skipped_record_is_named_with_its_reason(qtbot: QtBot) -> None:
    text = told(qtbot, report(0, ((KEYS[3], "has no mask"), (KEYS[4], "is 3 x 4"))))
    assert "2 masks skipped" in text
    assert "train/forged/3: has no mask" in text
    assert "train/forged/4: is 3 x 4" in text


def test_a_stopped_export_and_edits_left_out_are_told(qtbot: QtBot) -> None:
    text = told(qtbot, report(2, unsaved=KEYS[:1], cancelled=True))
    assert text.startswith("Stopped: 12 masks written")
    assert "1 case with unsaved edits left out" in text
