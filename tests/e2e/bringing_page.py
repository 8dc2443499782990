"""What tests do with the dialogs that come up when something is brought to the Predict page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QApplication, QDialog

from forgery_viewer.app.bringing import Bringing
from forgery_viewer.core.trusted_files import TrustedFiles
from tests.e2e.forged_samples import FORGED, write_forged_samples
from tests.e2e.predict_page import dock, layer, session, wait_until_looked
from tests.e2e.user import CTRL, User


def go_to_predict(user: User, folder: Path) -> None:
    """Go to the Predict page of the forgery, with a data set and a list of trust in `folder`."""
    user.open(write_forged_samples(folder / "forged"))
    user.choose(FORGED)
    user.key(Qt.Key.Key_3, CTRL)
    bringing(user).trusted = TrustedFiles(folder / "trusted.json")


def bringing(user: User) -> Bringing:
    made = user.window.predicting.bringing
    assert made is not None
    return made


def dialog(user: User, kind: type[QDialog]) -> QDialog:
    """The dialog that is open."""
    panel = dock(user).predictor

    def found() -> list[QDialog]:
        shown = QApplication.topLevelWidgets()
        return [w for w in shown if isinstance(w, kind) and w.isVisible()]

    user.until(found, *news(user))
    assert panel is not None
    return found()[0]


def news(user: User) -> tuple[SignalInstance, ...]:
    """What tells that a file was looked at, or that a predictor was made or cannot be."""
    lane = bringing(user)._lane  # noqa: SLF001 - to wait for it
    choice = bringing(user)._choice  # noqa: SLF001
    return lane.idle, choice.ready


def run(user: User) -> None:
    panel, runs = dock(user).predictor, session(user).runs
    user.until(panel.run.isEnabled, session(user).state.predictors_changed)
    wait_until_looked(user)
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.click(panel.run))
    shown = layer(user)
    user.until(lambda: shown.mask is not None and not shown.is_behind, shown.compared)
