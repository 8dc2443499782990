"""A mask that was read is shared as long as nobody changes it, and never changed for others."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.regions import measure_mask
from forgery_viewer.state import spare_mask
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.spare_mask import SpareMask
from forgery_viewer.state.tasks import Tasks
from tests.state.desks import ORIGINAL, Desk, forged, paint


@pytest.mark.parametrize("large_bytes", [1, 1 << 40])
def test_everybody_who_takes_one_has_a_mask_of_their_own(
    monkeypatch: pytest.MonkeyPatch, large_bytes: int
) -> None:
    monkeypatch.setattr(spare_mask, "LARGE_BYTES", large_bytes)
    planes = BitPlanes.from_stack(ORIGINAL)
    spare = SpareMask(planes)
    assert spare.size_bytes == (planes.bits.nbytes if large_bytes == 1 else 0)
    first, second = spare.take(), spare.take()
    assert spare.size_bytes == 0
    first.bits[:] = 0
    second.bits[:1] = 1
    np.testing.assert_array_equal(planes.to_stack(), ORIGINAL)


def is_shared(document: MaskDocument, case: LoadedCase) -> bool:
    return document.as_read is not None and document.as_read is case.planes


@pytest.mark.parametrize("large_bytes", [1, 1 << 40])
def test_what_is_done_to_a_mask_is_not_done_to_the_case(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, large_bytes: int
) -> None:
    monkeypatch.setattr(spare_mask, "LARGE_BYTES", large_bytes)
    lane = Tasks("figures", 1)
    figures = LiveFigures(lane)
    case = desk.case("1")
    document = desk.documents.open(case)
    assert document is not None
    assert case.planes is not None
    assert is_shared(document, case)
    with qtbot.waitSignal(lane.idle):
        figures.set_document(document)
    for step in (lambda: paint(document), document.new_instance, document.undo_stack.undo):
        with qtbot.waitSignal(lane.idle):
            step()
        assert not is_shared(document, case)
        assert figures.figures == measure_mask(document.planes)
        np.testing.assert_array_equal(case.planes.to_stack(), ORIGINAL)
    lane.close()


def test_it_is_let_go_with_the_first_stroke_and_with_the_case(desk: Desk) -> None:
    document = desk.open("1")
    desk.open("2")
    assert document.as_read is None
    again = desk.open("2")
    assert again.key == forged("2")
    assert again.as_read is not None
    paint(again)
    again.undo_stack.undo()
    assert again.as_read is None
