"""One data set is open at a time: the one asked for last, or the one before where that fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.app.datasets import Datasets
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.state.recent import RecentDatasets
from tests.core.building import write_case


@pytest.fixture
def recent(tmp_path: Path) -> RecentDatasets:
    return RecentDatasets(Preferences(tmp_path / "preferences.ini"))


@pytest.fixture
def datasets(recent: RecentDatasets, qtbot: QtBot) -> Iterator[Datasets]:
    model = DatasetModel()
    datasets = Datasets(model, recent)
    yield datasets
    assert datasets.shut_down()


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("first", "second"):
        write_case(tmp_path / name, "1")
    return tmp_path / "first", tmp_path / "second"


def test_the_last_of_several_requests_is_opened(
    datasets: Datasets, roots: tuple[Path, Path], qtbot: QtBot
) -> None:
    opened: list[Path] = []
    datasets.opened.connect(lambda session: opened.append(session.index.root))
    with qtbot.waitSignal(datasets.opened):
        for root in (*roots, *roots, roots[0]):
            datasets.open(root)
    assert opened == [roots[0]]


def test_the_one_before_is_closed_first(
    datasets: Datasets, roots: tuple[Path, Path], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(datasets.opened):
        datasets.open(roots[0])
    events: list[str] = []
    datasets.closed.connect(lambda: events.append("closed"))
    datasets.opened.connect(lambda _session: events.append("opened"))
    with qtbot.waitSignal(datasets.opened):
        datasets.open(roots[1])
    assert events == ["closed", "opened"]


def test_a_failure_leaves_the_open_one_as_it_is(
    datasets: Datasets, roots: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(datasets.opened):
        datasets.open(roots[0])
    session = datasets.session
    with qtbot.waitSignal(datasets.failed) as failed:
        datasets.open(tmp_path / "missing")
    assert "missing" in failed.args[0]
    assert datasets.session is session


def test_opened_ones_are_remembered_with_what_was_edited(
    datasets: Datasets, recent: RecentDatasets, roots: tuple[Path, Path], qtbot: QtBot
) -> None:
    for root in roots:
        with qtbot.waitSignal(datasets.opened):
            datasets.open(root)
    assert datasets.close()
    assert [(row.path, row.images, row.edited) for row in recent.rows] == [
        (roots[1], 2, 0),
        (roots[0], 2, 0),
    ]


def test_a_workspace_of_another_data_set_is_refused(
    datasets: Datasets, roots: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(datasets.opened):
        datasets.open(roots[0], tmp_path / "work")
    with qtbot.waitSignal(datasets.failed) as failed:
        datasets.open(roots[1], tmp_path / "work")
    assert "another data set" in failed.args[0]


def test_closing_nothing_is_fine(datasets: Datasets) -> None:
    assert datasets.close()
