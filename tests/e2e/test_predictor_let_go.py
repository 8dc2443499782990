"""A network that must not run any more stops: trust is taken back, or the device is another."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from forgery_viewer.app import bringing
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import Image, Needs, Prediction, check_cancelled
from forgery_viewer.core.trusted_files import TrustedFiles
from forgery_viewer.predictors.networks.predictor import NotTrustedError
from forgery_viewer.widgets.predict.predictor_panel import ALL
from forgery_viewer.widgets.predict.trust_dialog import TrustedDialog
from tests.e2e.predict_page import dock, reach, session, wait_until_looked
from tests.e2e.samples import ONE, write_samples
from tests.e2e.user import CTRL, User

KEY = "1f" * 32
Key = Qt.Key


class Slow:
    """A network that gives the first image its map, and of the second one never anything."""

    name = title = "slow.pt"
    summary = ""
    needs = Needs.IMAGE

    def __init__(self, device: str) -> None:
        self.identity = f"slow on {device}"
        self.asked = 0
        self.closed = Event()

    def predict(
        self,
        image: Image,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        **_: object,
    ) -> Prediction:
        assert not self.closed.is_set()
        self.asked += 1
        if self.asked > 1 and progress is not None:
            progress(1, 2)
        while self.asked > 1:
            check_cancelled(cancelled)
        return Prediction(np.zeros(image.shape[:2], np.float32))

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Slow]:
    """Every network that was opened, the newest last."""
    made: list[Slow] = []

    def open_trusted(path: Path, trusted: TrustedFiles, device: str) -> Slow:
        if not trusted.holds(KEY):
            raise NotTrustedError(path, "is not trusted", KEY, "trust it first")
        made.append(Slow(device))
        return made[-1]

    monkeypatch.setattr(bringing, "_open", open_trusted)
    return made


@pytest.fixture
def running(user: User, made: list[Slow], tmp_path: Path) -> User:
    """Somebody whose run over all images has come to the second one, with a trusted network."""
    user.open(write_samples(tmp_path / "set"))
    user.choose(ONE)
    user.key(Key.Key_3, CTRL)
    brings, running = user.window.predicting.bringing, user.window.predicting.running
    assert brings is not None
    assert running is not None
    brings.trusted = TrustedFiles(tmp_path / "trusted.json")
    brings.trusted.trust(KEY, "slow.pt")
    brings.bring_network(tmp_path / "slow.pt")
    panel, runs = dock(user).predictor, session(user).runs
    user.until(
        lambda: panel.predictors.currentText() == "slow.pt" and panel.run.isEnabled(),
        session(user).state.predictors_changed,
        running.changed,
    )
    wait_until_looked(user)
    user.click(reach(user, panel.scopes.button(ALL)))
    button = reach(user, panel.run)
    user.until(lambda: made[-1].asked > 1, runs.progressed, after=lambda: user.click(button))
    assert runs.is_running
    return user


def wait_until_closed(user: User, network: Slow) -> None:
    """Wait until the lane of runs is done with all that was asked of it."""
    session(user).runs.stop()
    lane = session(user)._predict_lane  # noqa: SLF001
    user.until(lambda: not lane.pending, lane.idle)
    assert network.closed.is_set()


def test_a_run_ends_where_trust_is_taken_back(running: User, made: list[Slow]) -> None:
    user, network = running, made[-1]
    panel, runs = dock(user).predictor, session(user).runs
    user.click(reach(user, panel.trust_button))
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, TrustedDialog))
    dialog.list.setCurrentRow(0)
    user.click(dialog.revoke)
    assert not runs.is_running
    dialog.done(QDialog.DialogCode.Rejected)
    running_part = user.window.predicting.running
    assert running_part is not None
    user.until(lambda: "is not trusted" in panel.note, running_part.changed)
    assert not panel.run.isEnabled()
    wait_until_closed(user, network)
    assert network.asked == 2
    # What the end of the run says does not take the place of the reason.
    assert panel.note.endswith("slow.pt: is not trusted: trust it first.")


def test_a_run_ends_where_the_device_is_another_one(running: User, made: list[Slow]) -> None:
    user, network = running, made[-1]
    panel, runs = dock(user).predictor, session(user).runs
    reach(user, panel.devices).setFocus(Qt.FocusReason.TabFocusReason)
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.key(Key.Key_Down))
    user.until(lambda: made[-1] is not network and panel.run.isEnabled(),
               session(user).state.predictors_changed)  # fmt: skip
    assert made[-1].identity == "slow on cpu"
    wait_until_closed(user, network)
    assert network.asked == 2
