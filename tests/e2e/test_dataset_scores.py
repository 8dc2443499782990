"""The Predict page over a whole data set: scores in the list, summed up, filtered and compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.forging import Duplication, Paste, forge
from forgery_viewer.core.images import read_image
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.state.charts.scores import SweepCells
from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.charts.choosing import ChoosingPlot
from tests.core.building import write_array, write_image
from tests.core.twins.test_matching import texture
from tests.e2e.predict_page import (
    dock,
    enter,
    go_to_predict,
    reach,
    run_all,
    session,
    settle,
    table,
)
from tests.e2e.user import CTRL, User, lay_out

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
    go_to_predict(user)
    return user


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


def plain_pixels(user: User, threshold: float) -> dict[str, float]:
    """Means of the pixel scores over all eight images; an authentic one has 1 in each."""
    root, found = user.index.root, []
    for case_id in RADII:
        marked = predicted(root, case_id) >= np.float32(threshold)
        true = true_mask(root, case_id)
        hit = float((marked & true).sum())
        over = (marked | true).sum(), marked.sum(), true.sum()
        found.append([f_of(marked, true), *(hit / float(part) for part in over)])
    means = np.mean([*found, *[[1.0] * 4] * 4], axis=0).tolist()
    return dict(zip(("F1", "IoU", "Precision", "Recall"), means, strict=True))


def listed(user: User) -> list[RecordKey]:
    model = user.window.model
    return [model.key_at(place) for place in range(model.rowCount())]


def told(user: User, key: RecordKey, column: Column) -> str:
    model = user.window.model
    position = model.position_of(key)
    assert position is not None
    return str(model.index(position, column).data())


def summed_up(user: User) -> None:
    """Wait until the dock shows what the table holds."""
    scoring = user.window.predicting.scoring
    user.until(lambda: not scoring.is_behind, scoring.shown)


def click_mark(user: User, plot: ChoosingPlot, place: int) -> None:
    """Click a mark of a chart, and wait until what follows is done."""
    reach(user, plot)
    user.click(plot, plot.mark_rect(place).center().toPoint())
    QApplication.processEvents()


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


def test_the_dock_sums_up_and_a_bar_filters(at_page: User) -> None:
    user = at_page
    panel = dock(user).dataset
    assert panel.reason.startswith("Run the predictor")
    run_all(user)
    summed_up(user)
    wanted = plain(user, 0.5)
    # Nothing is predicted in an authentic image: four times 1.
    assert panel.texts["oF1"] == f"{(sum(wanted.values()) + 4) / 8:.3f}"
    assert panel.images.text() == "Means of 8 images."
    for name, mean in plain_pixels(user, 0.5).items():
        assert panel.texts[name] == f"{mean:.3f}"
        assert panel.values[name].accessibleName() == f"Mean {name}"
    assert panel.alarms.text() == "False alarms: 0 of 4 authentic"
    everything = listed(user)
    root = user.index.root
    coverage = {c: 100 * true_mask(root, c).mean() for c in RADII}
    small = {c for c in RADII if 2 < coverage[c] <= 5}
    assert small
    assert len(small) < len(RADII)
    chart = panel.groups.chart
    assert chart is not None
    place = next(p for p in range(len(chart)) if "oF1" in chart.told(p) and "5 %" in chart.told(p))
    assert f"oF1 {np.mean([wanted[c] for c in small]):.3f}" in chart.told(place)
    click_mark(user, panel.groups, place)
    assert {key.case_id for key in listed(user)} == small
    click_mark(user, panel.groups, place)
    assert listed(user) == everything
    user.click(reach(user, panel.worst))
    forged = [key.case_id for key in listed(user) if key.label == "forged"]
    assert forged == sorted(wanted, key=lambda c: wanted[c])


def test_a_chart_is_reached_and_read_by_keys(at_page: User) -> None:
    user = at_page
    run_all(user)
    summed_up(user)
    panel = dock(user).dataset
    everything = listed(user)
    reach(user, panel.worst)
    panel.kinds.button("coverage").setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Tab)
    assert panel.groups.hasFocus()
    lay_out()
    seen = panel.groups.viewport()
    assert seen.visibleRegion().boundingRect() == seen.rect()
    user.key(Key.Key_Right)
    chart = panel.groups.chart
    assert chart is not None
    assert panel.told.full_text == chart.told(0)
    user.until(
        lambda: listed(user) != everything,
        user.window.model.filter_changed,
        after=lambda: user.key(Key.Key_Return),
    )
    assert len(listed(user)) == chart.choice(0, 0).count  # type: ignore[union-attr]
    user.until(
        lambda: listed(user) == everything,
        user.window.model.filter_changed,
        after=lambda: user.key(Key.Key_Escape),
    )


def test_false_alarms_are_listed_by_a_click(at_page: User) -> None:
    user = at_page
    run_all(user)
    # At 0 every pixel is marked, also in authentic images.
    enter(user, dock(user).map.threshold.field, "0")
    summed_up(user)
    alarms = dock(user).dataset.alarms
    assert alarms.text() == "False alarms: 4 of 4 authentic"
    user.click(reach(user, alarms))
    assert [key.label for key in listed(user)] == ["authentic"] * 4
    user.click(reach(user, alarms))
    assert len(listed(user)) == 8


def test_a_dot_goes_to_its_image(at_page: User) -> None:
    user = at_page
    run_all(user)
    summed_up(user)
    panel = dock(user).dataset
    user.click(reach(user, panel.kinds.button("dots")))
    chart = panel.dots.chart
    assert chart is not None
    place = next(p for p in range(len(chart)) if chart.told(p).startswith("3:"))
    assert user.case_comes(lambda: click_mark(user, panel.dots, place)) == KEYS["3"]
    assert len(listed(user)) == 8, "all others stay in the list"


def test_painting_the_truth_changes_its_score_in_the_list(at_page: User) -> None:
    user = at_page
    run_all(user)
    before = told(user, KEYS["1"], Column.OF1)
    document = user.document
    stack = predicted(user.index.root, "1") >= np.float32(0.5)
    user.until(
        lambda: told(user, KEYS["1"], Column.OF1) == "1.000",
        table(user).changed,
        after=lambda: user.click(reach(user, dock(user).take_over.buttons["replace"])),
    )
    np.testing.assert_array_equal(document.planes.to_stack()[0], stack)
    user.until(
        lambda: told(user, KEYS["1"], Column.OF1) == before,
        table(user).changed,
        after=lambda: user.key(Key.Key_Z, CTRL),
    )


def test_the_best_pair_is_found_and_taken(at_page: User) -> None:
    user = at_page
    run_all(user)
    summed_up(user)
    panel = dock(user).sweep
    sweep = user.window.predicting.scoring.sweep
    assert sweep is not None
    user.until(
        lambda: sweep.sweep is not None,
        sweep.found,
        after=lambda: user.click(reach(user, panel.run)),
    )
    root = user.index.root
    maps = {c: predicted(root, c) for c in RADII}

    def mean(value: float) -> float:
        found = [f_of(maps[c] >= np.float32(value), true_mask(root, c)) for c in RADII]
        return float(np.mean([*found, 1.0, 1.0, 1.0, 1.0]))

    cells = panel.cells.chart
    assert isinstance(cells, SweepCells)
    for column, value in enumerate(cells.sweep.thresholds):
        assert cells.of1(column) == pytest.approx(mean(value))
    best = cells.sweep.best
    assert best[2] == pytest.approx(float(cells.sweep.of1.max()))
    user.click(reach(user, panel.best))
    settle(user)
    threshold = session(user).state.threshold
    assert (threshold.value, threshold.least_area_px) == best[:2]
    summed_up(user)
    assert dock(user).dataset.texts["oF1"] == f"{best[2]:.3f}"
    # A click into the table of colours takes its pair.
    click_mark(user, panel.cells, 3)
    settle(user)
    assert session(user).state.threshold.value == pytest.approx(0.2)
    # And one on the curve its threshold.
    curve = panel.curve.chart
    assert curve is not None
    click_mark(user, panel.curve, 90)
    settle(user)
    assert panel.curve.mark_rect(round(100 * session(user).state.threshold.value)).intersects(
        panel.curve.mark_rect(90)
    )


def test_two_predictors_are_compared_case_by_case(at_page: User) -> None:
    user = at_page
    run_all(user)
    runs = session(user).runs
    own = dict(table(user).scores())
    panel = dock(user).predictor
    box = reach(user, panel.predictors)
    box.setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Home)
    assert panel.predictors.choice == "copy-move"
    user.until(panel.run.isEnabled, session(user).state.predictors_changed)
    run_button = reach(user, panel.run)
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.click(run_button))
    settle(user)
    second = dict(table(user).scores())
    reach(user, panel.second).setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Down)
    assert panel.second.choice == "difference"
    user.until(lambda: len(table(user).scores(1)) == 8, table(user).changed)
    settle(user)
    summed_up(user)
    assert table(user).scores(1) == own
    groups = {
        "better": {k for k in own if second[k].of1 > own[k].of1},
        "worse": {k for k in own if second[k].of1 < own[k].of1},
        "same": {k for k in own if second[k].of1 == own[k].of1},
    }
    dataset = dock(user).dataset
    assert "Against" in dataset.against
    for name, keys in groups.items():
        button = dataset.compared[name]
        assert button.text() == f"{name.capitalize()} {len(keys):,}"
        if keys:
            user.click(reach(user, button))
            assert set(listed(user)) == keys
            user.click(reach(user, button))
            assert len(listed(user)) == 8
