"""The scores of a data set are saved as a table, from the dock and from the menu."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtWidgets import QFileDialog

from forgery_viewer.state.columns import Column
from tests.e2e.predict_page import dock, go_to_predict, reach, run_all, table
from tests.e2e.test_dataset_scores import KEYS, plain, summed_up, told, write_scored_samples
from tests.e2e.test_predict_menu import entry, pick
from tests.e2e.user import User


@pytest.fixture
def scored(user: User, tmp_path: Path) -> User:
    """Somebody who has predicted the difference of all images."""
    user.open(write_scored_samples(tmp_path / "scored"))
    user.choose(KEYS["1"])
    go_to_predict(user)
    run_all(user)
    summed_up(user)
    return user


def wait_until_saved(user: User) -> str:
    """Wait until the panel says what became of it."""
    saving, panel = user.window.predicting.scoring.saving, dock(user).dataset
    assert saving is not None
    user.until(lambda: panel.note, saving.ended)
    return panel.note


def test_all_scores_are_saved_as_they_are_listed(
    scored: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = scored
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "a"), ""))
    user.click(reach(user, dock(user).dataset.save))
    assert wait_until_saved(user).startswith("Scores of 8 images saved: ")
    found = pd.read_csv(tmp_path / "a.csv", dtype={"case_id": str})
    assert len(found) == len(table(user).scores()) == 8
    forged = found[found["label"] == "forged"].set_index("case_id")
    wanted = plain(user, 0.5)
    assert {case_id: forged["of1"][case_id] for case_id in wanted} == pytest.approx(wanted)
    assert told(user, KEYS["2"], Column.OF1) == f"{forged['of1']['2']:.3f}"
    assert (found[found["label"] == "authentic"]["of1"] == 1).all()


def test_nothing_is_saved_in_the_data_set(scored: User, monkeypatch: pytest.MonkeyPatch) -> None:
    user = scored
    inside = user.index.root / "train_masks" / "scores.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(inside), ""))
    pick(user, "Save the scores…")
    assert "holds the data set itself" in wait_until_saved(user)
    assert not inside.exists()


def test_there_is_nothing_to_save_before_anything_is_scored(user: User, tmp_path: Path) -> None:
    user.open(write_scored_samples(tmp_path / "scored"))
    go_to_predict(user)
    assert not dock(user).dataset.save.isEnabled()
    assert not entry(user, "Save the scores…").isEnabled()
