"""Charts of scores ask the filter for exactly the images that they count."""

from __future__ import annotations

import numpy as np
import pytest

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.scoring.curves import Sweep
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.state.charts.scores import GroupScores, Kind, ScoreDots, SweepCells
from forgery_viewer.state.dataset_figures import DatasetFigures
from forgery_viewer.state.dataset_model import DatasetModel
from tests.realistic_index import realistic


def scored(model: DatasetModel, seed: int = 0) -> dict[RecordKey, CaseScore]:
    """Scores at random of two thirds of the images, with the figures that the index has."""
    random = np.random.default_rng(seed)
    index = model.dataset_index
    assert index is not None
    found = {}
    for row in range(len(index)):
        record = index.record(row)
        if random.random() < 1 / 3 or record.height is None or record.width is None:
            continue
        count = record.instances or 0
        coverage = float(index.column("coverage_pct")[row]) if count else 0.0
        of1, f1 = random.random(2).tolist()
        pixels = record.height * record.width
        found[record.key] = CaseScore(record.key, of1, f1, f1, f1, f1, 1, count, coverage, pixels)
    return found


@pytest.fixture
def model(qapp: object) -> DatasetModel:
    model = DatasetModel()
    model.set_index(realistic(600))
    return model


@pytest.mark.parametrize("kind", ["coverage", "n", "megapixels"])
def test_a_bar_lists_the_images_whose_mean_it_is(model: DatasetModel, kind: Kind) -> None:
    cases = scored(model)
    model.set_scores({key: (case.of1, case.f1) for key, case in cases.items()})
    chart = DatasetFigures.of(tuple(cases.values()), ()).groups[kind]
    assert len(chart) > 2
    assert len(chart.labels) == len(chart)
    for first, last in [(place, place) for place in range(len(chart))] + [(0, 1)]:
        choice = chart.choice(first, last)
        model.set_filter(parse_filter(choice.terms))
        keys = [model.key_at(place) for place in range(model.rowCount())]
        assert len(keys) == choice.count
        assert chart.chosen(choice).tolist() == [first <= p <= last for p in range(len(chart))]
        if first == last:
            mean = np.mean([cases[key].of1 for key in keys])
            assert chart.means[first].of1 == pytest.approx(mean)
            assert f"oF1 {mean:.3f}" in chart.told(first)


def test_every_forged_image_has_a_dot(model: DatasetModel) -> None:
    cases = scored(model)
    chart = ScoreDots.of(tuple(cases.values()))
    wanted = {key: case for key, case in cases.items() if case.true}
    assert set(chart.keys) == set(wanted)
    assert (np.diff(chart.coverage_pct) >= 0).all()
    for key, coverage, of1 in zip(chart.keys, chart.coverage_pct, chart.of1, strict=True):
        assert (coverage, of1) == (wanted[key].coverage_pct, wanted[key].of1)
        assert chart.low_pct <= coverage <= chart.high_pct
    choice = chart.choice(5, 5)
    assert choice.key == chart.keys[5]
    assert np.flatnonzero(chart.chosen(choice)).tolist() == [5]


def test_nothing_scored_makes_empty_charts() -> None:
    figures = DatasetFigures.of((), ())
    assert [chart.total for chart in figures.groups.values()] == [0, 0, 0]
    assert figures.dots.total == 0
    assert isinstance(figures.groups["n"], GroupScores)


def test_a_cell_of_a_sweep_is_a_threshold_and_an_area() -> None:
    of1 = np.arange(6, dtype=np.float64).reshape(3, 2) / 10
    cells = SweepCells(Sweep((0.1, 0.5, 0.9), (0, 50), of1, of1, 4))
    assert len(cells) == 6
    for place in range(6):
        value, area_px = cells.pair(place)
        assert cells.place_of(value, area_px) == place
        row, column = (0.1, 0.5, 0.9).index(value), (0, 50).index(area_px)
        assert cells.of1(place) == of1[row, column]
    assert cells.place_of(0.3, 0) is None
    assert cells.place_of(0.5, 20) is None
