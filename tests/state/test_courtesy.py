"""Work behind the window steps aside while somebody waits, and never for good."""

from __future__ import annotations

import threading

import pytest

from forgery_viewer.state import courtesy
from forgery_viewer.state.courtesy import Courtesy


def test_who_steps_aside_goes_on_when_nobody_waits() -> None:
    found = Courtesy()
    found.step_aside()
    found.ask()
    assert found.is_asked
    went_on = threading.Event()

    def work() -> None:
        found.step_aside()
        went_on.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not went_on.is_set()
    found.thank()
    thread.join()
    assert went_on.is_set()
    assert not found.is_asked


def test_nobody_steps_aside_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "MOST_S", 0.001)
    found = Courtesy()
    found.ask()
    found.step_aside()
    assert found.is_asked
