"""An operation is tried on the mask as it is, wherever the instances are known to lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot
from scipy import ndimage

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.edits import Box
from forgery_viewer.core.operations import kinds
from forgery_viewer.core.operations.extents import extent
from forgery_viewer.core.operations.operating import operate
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state import operating as module
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.operating import ALL, CURRENT, Operating
from forgery_viewer.state.tasks import Tasks
from tests.state.desks import ORIGINAL, forged, paint

Boxes = Mapping[int, Box | None]


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks("operations", 1)
    yield tasks
    tasks.close()


@pytest.fixture
def figures(lane: Tasks) -> Iterator[LiveFigures]:
    live = LiveFigures(lane)
    yield live
    live.close()


@pytest.fixture
def document(qtbot: QtBot) -> MaskDocument:
    return MaskDocument(forged("1"), BitPlanes.from_stack(ORIGINAL))


@pytest.fixture
def operating(lane: Tasks, document: MaskDocument) -> Iterator[Operating]:
    trying = Operating(lane)
    trying.set_document(document)
    yield trying
    trying.close()


@pytest.fixture
def operated(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What tries operations, which can be asked afterwards how it was called."""
    spy = Mock(wraps=operate)
    monkeypatch.setattr(module, "operate", spy)
    return spy


def looked_in(operated: Mock) -> list[Boxes]:
    """Where each operation was told to look for the instances."""
    return [call.kwargs["boxes"] for call in operated.call_args_list]


def settle(trying: Operating, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not trying.is_busy)


def grown(document: MaskDocument) -> list[np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    cross = ndimage.generate_binary_structure(2, 1)
    stack = document.planes.to_stack()
    return [ndimage.binary_dilation(plane, cross) for plane in stack]


def test_instances_are_looked_for_only_where_they_can_be(
    operating: Operating,
    figures: LiveFigures,
    lane: Tasks,
    document: MaskDocument,
    operated: Mock,
    qtbot: QtBot,
) -> None:
    operating.offer(partial(kinds.grow, 1), ALL)
    settle(operating, qtbot)
    assert looked_in(operated) == [{}]
    operating.set_figures(figures)
    with qtbot.waitSignal(lane.idle):
        figures.set_document(document)
    document.new_instance()
    paint(document)
    settle(operating, qtbot)
    assert looked_in(operated)[-1] == {
        number: extent(document.planes, number) for number in range(3)
    }
    expected = grown(document)
    assert operating.result is not None
    assert (
        operating.result.gained_px == sum(map(np.sum, expected)) - document.planes.to_stack().sum()
    )
    assert operating.apply()
    np.testing.assert_array_equal(document.planes.to_stack(), expected)


def test_what_a_stroke_painted_and_took_back_is_in_no_result(
    operating: Operating,
    figures: LiveFigures,
    lane: Tasks,
    document: MaskDocument,
    operated: Mock,
    qtbot: QtBot,
) -> None:
    operating.set_figures(figures)
    with qtbot.waitSignal(lane.idle):
        figures.set_document(document)
    operating.offer(partial(kinds.grow, 1), CURRENT)
    assert document.begin_stroke((25, 15), RoundBrush(3), erase=False)
    # For as long as the stroke goes on, nothing is tried.
    timer = operating.findChild(QTimer)
    assert timer is not None
    with qtbot.waitSignal(timer.timeout):
        document.extend_stroke((28, 15), RoundBrush(3))
    assert operating.is_busy
    assert looked_in(operated) == []
    document.cancel_stroke()
    settle(operating, qtbot)
    expected = grown(document)
    assert operating.apply()
    np.testing.assert_array_equal(document.planes.to_stack()[0], expected[0])


def test_a_result_is_tried_again_once_a_stroke_was_taken_back(
    operating: Operating, document: MaskDocument, operated: Mock, qtbot: QtBot
) -> None:
    operating.offer(partial(kinds.shrink, 1), CURRENT)
    settle(operating, qtbot)
    first = operating.result
    assert document.begin_stroke((4, 4), RoundBrush(3), erase=True)
    assert operating.is_busy
    assert not operating.apply()
    document.cancel_stroke()
    settle(operating, qtbot)
    assert operated.call_count == 2
    assert operating.result == first
