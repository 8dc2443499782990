"""Pieces that are made before anybody asks for them: one in a turn, and never in a drag."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from forgery_viewer.app import making_ahead
from forgery_viewer.app.making_ahead import MakingAhead


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pieces that were made, soon."""
    monkeypatch.setattr(making_ahead, "FIRST_AFTER_MS", 0)
    monkeypatch.setattr(making_ahead, "EVERY_MS", 0)
    return []


def pieces(made: list[int]) -> Iterator[None]:
    for number in range(3):
        made.append(number)
        yield


def test_every_piece_is_made_once_in_its_order(qtbot: QtBot, made: list[int]) -> None:
    ahead = MakingAhead(pieces(made))
    with qtbot.waitSignal(ahead.finished):
        ahead.start()
        ahead.start()
        assert made == []
    assert made == [0, 1, 2]


def test_nothing_is_made_while_a_button_is_held(
    qtbot: QtBot, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []

    def held() -> Qt.MouseButton:
        asked.append(list(made))
        return Qt.MouseButton.LeftButton if len(asked) < 5 else Qt.MouseButton.NoButton

    monkeypatch.setattr(QGuiApplication, "mouseButtons", held)
    ahead = MakingAhead(pieces(made))
    with qtbot.waitSignal(ahead.finished):
        ahead.start()
    assert asked[:5] == [[]] * 5
    assert made == [0, 1, 2]


def test_a_window_that_closes_makes_nothing_more(qtbot: QtBot, made: list[int]) -> None:
    ahead = MakingAhead(pieces(made))
    ahead.start()
    qtbot.waitUntil(lambda: bool(made))
    ahead.close()
    now = list(made)
    ahead.start()
    turns: list[None] = []
    other = MakingAhead(iter(turns))
    with qtbot.waitSignal(other.finished):
        other.start()
    assert made == now
