"""What is painted comes to the disk before the masks that wait to be saved."""

from __future__ import annotations

import threading

import pytest

from forgery_viewer.core.journals import Journals
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state.history_log import HistoryLog, Mark
from forgery_viewer.state.mask_writing import MaskWriter, Outcome
from tests.state.conftest import NewDesk
from tests.state.desks import forged, paint, write_dataset


def test_no_stroke_waits_until_all_masks_are_saved(
    new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most one of them comes before it on its way to the disk."""
    desk = new_desk()
    write_dataset(desk.index.root, "1", "2", "3", "4")
    desk = new_desk()
    for case_id in ("1", "2", "3"):
        paint(desk.open(case_id))
    last = desk.open("4")
    desk.lane.finish()
    begun, go_on = threading.Event(), threading.Event()
    strokes: list[int] = []
    save = MaskWriter.save

    def slowly(
        writer: MaskWriter,
        log: HistoryLog,
        mark: Mark,
        index: int,
        planes: BitPlanes,
        *,
        rewritten: bool,
    ) -> Outcome:
        kept = Journals(desk.workspace.root).read(forged("4"))
        strokes.append(0 if kept is None else len(kept.steps))
        begun.set()
        go_on.wait()
        return save(writer, log, mark, index, planes, rewritten=rewritten)

    monkeypatch.setattr(MaskWriter, "save", slowly)
    desk.documents.save_all()
    assert begun.wait(5)
    paint(last)
    go_on.set()
    desk.lane.finish()
    assert strokes == [0, 1, 1]
