"""Docks whose sections come one by one are in the end those that are made at once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.compare.dock import CompareDock
from forgery_viewer.widgets.growing_dock import GrowingDock
from forgery_viewer.widgets.predict.dock import PredictDock


def titles(dock: GrowingDock) -> list[str]:
    return [section.title for section in dock.sections]


@pytest.mark.parametrize("kind", [CompareDock, PredictDock])
def test_sections_come_one_by_one_and_then_no_more(
    qtbot: QtBot, kind: Callable[..., GrowingDock]
) -> None:
    whole, dock = kind(), kind(whole=False)
    qtbot.addWidget(whole)
    qtbot.addWidget(dock)
    assert dock.sections == ()
    counts = [0]
    while dock.grow():
        counts.append(len(dock.sections))
    assert {now - before for before, now in pairwise(counts)} == {0, 1}
    assert counts[-1] == len(whole.sections)
    assert not dock.grow()
    assert titles(dock) == titles(whole)


def test_what_is_lacking_comes_at_once_where_it_is_needed(qtbot: QtBot) -> None:
    dock = CompareDock(whole=False)
    qtbot.addWidget(dock)
    dock.grow()
    dock.finish()
    assert len(dock.sections) == 5
    assert dock.sections[0] is dock.pair
    assert dock.sections[-1] is dock.forensic
