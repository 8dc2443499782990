"""The Predict page over a whole data set: scores in the list, summed up, filtered and compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.forging import Duplication, Paste, forge
from forgery_viewer.core.images import read_image
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.state.columns import Column
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_table import PredictionTable
from forgery_viewer.widgets.predict.dock import PredictDock
from forgery_viewer.widgets.predict.predictor_panel import ALL
from tests.core.building import write_array, write_image
from tests.core.twins.test_matching import texture
from tests.e2e.user import CTRL, User

Key = Qt.Key

SHAPE = (120, 160)
RADII = {"1": (10, 8), "2": (16, 12), "3": (24, 18), "4": (12, 20)}
KEYS = {case_id: RecordKey("train", "forged", case_id) for case_id in RADII}
CHANGED = RecordKey("train", "authentic", "1")


def write_scored_samples(root: Path) -> Path:
    """Forgeries of four sizes; the fourth also has a change that is not in its mask."""
    for case_id, radii in RADII.items():
        image = texture(*SHAPE, seed=int(case_id))
        source = ellipse(SHAPE, (40, 50), radii)
        forgery = forge(image, [Duplication(source, (Paste(70.0, 30.0),))])
        if case_id == "4":
            forgery.image[100:118, 5:60] = 255 - forgery.image[100:118, 5:60]
        write_image(root / "train_images/authentic" / f"{case_id}.png", image)
        write_image(root / "train_images/forged" / f"{case_id}.png", forgery.image)
        write_array(root / "train_masks" / f"{case_id}.npy", forgery.mask)
    return root


@pytest.fixture
def at_page(user: User, tmp_path: Path) -> User:
    """Somebody who has gone to the Predict page, and chosen the difference."""
    user.open(write_scored_samples(tmp_path / "scored"))
    user.choose(KEYS["1"])
    user.key(Key.Key_3, CTRL)
    box = dock(user).predictor.predictors
    box.setFocus(Qt.FocusReason.TabFocusReason)
    user.type("d")
    user.until(dock(user).predictor.run.isEnabled, session(user).state.predictors_changed)
    return user


def dock(user: User) -> PredictDock:
    made = user.window.predicting.dock
    assert made is not None
    return made


def session(user: User) -> PredictionSession:
    found = user.window.predicting.session
    assert found is not None
    return found


def table(user: User) -> PredictionTable:
    found = user.window.predicting.scoring.table
    assert found is not None
    return found


def reach(user: User, widget: QWidget) -> QWidget:
    dock(user).ensureWidgetVisible(widget)
    return widget


def settle(user: User) -> None:
    found = table(user)
    user.until(lambda: not found.is_behind, found.settled, found.changed)


def run_all(user: User) -> None:
    panel, runs = dock(user).predictor, session(user).runs
    user.click(reach(user, panel.scopes.button(ALL)))
    button = reach(user, panel.run)
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.click(button))
    settle(user)


def enter(user: User, field: QWidget, number: str) -> None:
    user.click(reach(user, field))
    user.key(Key.Key_A, CTRL)
    user.type(number)
    user.key(Key.Key_Return)
    settle(user)


def predicted(root: Path, case_id: str) -> NDArray[np.float32]:
    """The map that the difference is of a forged image, as it is kept."""
    authentic, forged = (
        read_image(root / "train_images" / label / f"{case_id}.png").astype(int)
        for label in ("authentic", "forged")
    )
    levels = np.abs(forged - authentic).max(axis=2)
    found = np.minimum(levels / 32.0, 1.0).astype(np.float32)
    return np.asarray(found.astype(np.float16), np.float32)


def true_mask(root: Path, case_id: str) -> NDArray[np.bool_]:
    return np.asarray(np.load(root / "train_masks" / f"{case_id}.npy")[0], bool)


def f_of(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return 2 * float((one & other).sum()) / float(one.sum() + other.sum())


def plain(user: User, threshold: float) -> dict[str, float]:
    """F1 of each forgery, which is oF1 too: one instance is predicted and one is true."""
    root = user.index.root
    marked = {case_id: predicted(root, case_id) >= np.float32(threshold) for case_id in RADII}
    return {case_id: f_of(marked[case_id], true_mask(root, case_id)) for case_id in RADII}


def listed(user: User) -> list[RecordKey]:
    model = user.window.model
    return [model.key_at(place) for place in range(model.rowCount())]


def told(user: User, key: RecordKey, column: Column) -> str:
    model = user.window.model
    position = model.position_of(key)
    assert position is not None
    return str(model.index(position, column).data())


def test_the_list_shows_scores_and_puts_the_worst_first(at_page: User) -> None:
    user = at_page
    run_all(user)
    for threshold in ("0.5", "0.1"):
        enter(user, dock(user).map.threshold.field, threshold)
        wanted = plain(user, float(threshold))
        for case_id, score in wanted.items():
            assert told(user, KEYS[case_id], Column.OF1) == f"{score:.3f}"
            assert told(user, KEYS[case_id], Column.F1) == f"{score:.3f}"
    header = user.window.page.browser.table.horizontalHeader()
    place = header.sectionViewportPosition(Column.OF1) + header.sectionSize(Column.OF1) // 2
    user.click(header.viewport(), QPoint(place, 10))
    forged = [key for key in listed(user) if key.label == "forged"]
    assert [key.case_id for key in forged] == sorted(wanted, key=lambda c: wanted[c])
