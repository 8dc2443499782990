"""The statistics: figures of the whole data set, from which cases are chosen."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.widgets.charts.tile import ChartTile
from tests.e2e.user import CTRL, LEFT, NONE, User

Key = Qt.Key
BUCKET_ENDS = (0, 0.1, 0.5, 1, 2, 5, 100)
Truth = list[dict[str, str]]


@pytest.fixture
def mini(shared_data: Path, tmp_path: Path) -> Path:
    """A data set of which the answers are known, where it can be written beside."""
    return Path(shutil.copytree(shared_data / "recodai_mini", tmp_path / "recodai_mini"))


@pytest.fixture
def truth(shared_data: Path) -> Truth:
    """The true figures of every forged image."""
    with (shared_data / "recodai_mini" / "truth.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.fixture
def reader(user: User, mini: Path) -> User:
    """Somebody who has opened the data set and gone to its statistics."""
    user.open(mini)
    user.window.page.browser.filter_bar.clear()
    go_to_statistics(user)
    return user


def go_to_statistics(user: User) -> None:
    page = user.window.page.statistics
    user.until(lambda: page.is_settled, page.settled, after=lambda: user.key(Key.Key_4, CTRL))
    wait_for_figures(user)


def wait_for_figures(user: User) -> None:
    """Wait until what is seen has been counted as things are now."""
    state, page = user.window.statistics.state, user.window.page.statistics

    def is_done() -> bool:
        return not state.is_counting and page.is_settled

    user.until(is_done, state.changed, page.settled)


def tile(user: User, key: str) -> ChartTile:
    """A chart, scrolled into sight."""
    found = user.window.page.statistics.tiles[key]
    user.window.page.statistics.grid.ensureWidgetVisible(found)
    return found


def place_of(chart: ChartTile, place: int) -> QPoint:
    rect = chart.plot.mark_rect(place)
    y = min(rect.center().y(), rect.bottom() - 3)
    return QPoint(round(rect.center().x()), round(y))


def click_mark(user: User, key: str, place: int) -> None:
    chart = tile(user, key)
    click_filters(user, lambda: user.click(chart.plot.viewport(), place_of(chart, place)))


def click_filters(user: User, act: object) -> None:
    """Do what changes the filter and wait until the browser lists its answer."""
    assert callable(act)
    user.wait_for(user.window.model.filter_changed, act)


def listed(user: User) -> set[RecordKey]:
    model = user.window.model
    return {model.key_at(position) for position in range(model.rowCount())}


def chips(user: User) -> list[str]:
    return [chip.text() for chip in user.window.page.browser.filter_bar.chips]


def in_bucket(truth: Truth, place: int) -> set[RecordKey]:
    low, high = BUCKET_ENDS[place], BUCKET_ENDS[place + 1]
    return {
        RecordKey(line["split"], "forged", line["case_id"])
        for line in truth
        if low < float(line["coverage_pct"]) <= high
    }


def test_a_bucket_lists_exactly_its_cases(reader: User, truth: Truth) -> None:
    window = reader.window
    everything = listed(reader)
    chip = window.page.statistics.chip
    for place in (4, 5, 2):
        click_mark(reader, "coverage_buckets", place)
        expected = in_bucket(truth, place)
        assert listed(reader) == expected
        share = 100 * len(expected) / len(truth)
        assert chip.text.endswith(f"{len(expected)} cases, {share:.1f} %")
        assert len(chips(reader)) == 1
    click_filters(reader, lambda: reader.click(chip.remove_button))
    assert listed(reader) == everything
    assert chip.text == ""
    assert chips(reader) == []


def test_what_is_chosen_is_taken_back_in_every_way(reader: User) -> None:
    chip = reader.window.page.statistics.chip
    bucket = tile(reader, "coverage_buckets")
    ways = {
        "a click beside the bars": lambda: reader.click(bucket.plot.viewport(), QPoint(4, 4)),
        "the same bar once more": lambda: reader.click(bucket.plot.viewport(), place_of(bucket, 4)),
        "Escape": lambda: reader.key(Key.Key_Escape),
        "the chip in the browser": lambda: reader.click(
            reader.window.page.browser.filter_bar.chips[0]
        ),
    }
    for way, take_back in ways.items():
        click_mark(reader, "coverage_buckets", 4)
        assert chip.text, way
        click_filters(reader, take_back)
        assert reader.window.model.rowCount() == len(reader.index), way
        assert chip.text == "", way


def test_other_terms_of_the_filter_stay(reader: User, truth: Truth) -> None:
    bar = reader.window.page.browser.filter_bar
    reader.click(bar.field)
    click_filters(reader, lambda: reader.type("split:train "))
    click_mark(reader, "coverage_buckets", 5)
    assert listed(reader) == {key for key in in_bucket(truth, 5) if key.split == "train"}
    click_filters(reader, lambda: reader.click(reader.window.page.statistics.chip.remove_button))
    assert chips(reader) == ["split:train"]


def test_bars_are_dragged_over_and_walked_along(reader: User, truth: Truth) -> None:
    chart = tile(reader, "coverage_buckets")
    viewport, start, end = chart.plot.viewport(), place_of(chart, 3), place_of(chart, 5)

    def drag() -> None:
        handle = reader.handle(viewport)
        points = [viewport.mapTo(viewport.window(), point) for point in (start, end)]
        QTest.mousePress(handle, LEFT, NONE, points[0])
        QTest.mouseMove(handle, points[1])
        QTest.mouseRelease(handle, LEFT, NONE, points[1])

    click_filters(reader, drag)
    assert listed(reader) == in_bucket(truth, 3) | in_bucket(truth, 4) | in_bucket(truth, 5)
    chart.plot.setFocus(Qt.FocusReason.TabFocusReason)
    reader.key(Key.Key_Right)
    reader.key(Key.Key_Left)
    assert chart.told.startswith("1 \N{EN DASH} 2 %") is False
    click_filters(reader, lambda: reader.key(Key.Key_Return))
    assert listed(reader) == in_bucket(truth, 2)


def test_curve_boxes_and_table_find_their_cases(reader: User, truth: Truth) -> None:
    curve = tile(reader, "coverage_curve").plot
    middle = curve.area.center().toPoint()
    click_filters(reader, lambda: reader.click(curve.viewport(), middle))
    choice = reader.window.statistics.state.choice
    assert choice is not None
    assert choice.span is not None
    under = [line for line in truth if float(line["coverage_pct"]) <= choice.span.high]
    assert {key.case_id for key in listed(reader)} == {line["case_id"] for line in under}
    click_mark(reader, "coverage_boxes", 2)
    two = {line["case_id"] for line in truth if line["instances"] == "2"}
    assert {key.case_id for key in listed(reader)} == two
    click_mark(reader, "coverage_by_instances", 5)
    one = {line["case_id"] for line in truth if line["instances"] == "1"}
    assert listed(reader) == {key for key in in_bucket(truth, 5) if key.case_id in one}
    click_mark(reader, "coverage_boxes", 0)
    assert reader.window.model.rowCount() == len(reader.index), "All takes the choice back"


def test_the_figures_follow_the_filter(reader: User, truth: Truth) -> None:
    page, bar = reader.window.page.statistics, reader.window.page.browser.filter_bar
    whole = page.key_figures.text
    assert whole.startswith("61 images, 25 pairs, 35 masks, 47 instances")
    reader.click(bar.field)
    click_filters(reader, lambda: reader.type("n>=2 "))
    assert page.key_figures.text == whole, "all images stay"
    reader.click(page.bar.shows.button("filter"))
    wait_for_figures(reader)
    several = [line for line in truth if int(line["instances"]) >= 2]
    median = np.median([float(line["coverage_pct"]) for line in several])
    for figure in (f"{len(several)} masks", f"{median:.3f} % median coverage"):
        assert figure in page.key_figures.text
    reader.click(bar.field)
    click_filters(reader, lambda: reader.type("coverage>5 "))
    wait_for_figures(reader)
    large = [line for line in several if float(line["coverage_pct"]) > 5]
    assert f"{len(large)} masks" in page.key_figures.text
    reader.click(page.bar.shows.button("all"))
    wait_for_figures(reader)
    assert page.key_figures.text == whole


def test_case_and_selection_stay_when_pages_change(reader: User) -> None:
    window = reader.window
    chosen = window.selection.current
    assert not window.page.triptych.isVisible()
    assert window.page.browser.isVisible()
    other = next(key for key in sorted(listed(reader)) if key != chosen and key.label == "forged")
    reader.choose(other)
    assert window.pages.current == "statistics", "a click alone stays here"
    reader.key(Key.Key_1, CTRL)
    assert window.page.triptych.isVisible()
    assert window.selection.current == other
    reader.click(window.top_bar.tabs.button("statistics"))
    assert not window.page.triptych.isVisible()
    table = window.page.browser.table
    position = window.model.position_of(other)
    assert position is not None
    place = table.visualRect(window.model.index(position, 0)).center()
    point = table.viewport().mapTo(window, place)
    QTest.mouseDClick(reader.handle(table), LEFT, NONE, point)
    assert window.pages.current == "review"
    assert window.page.triptych.isVisible()


def test_keys_of_the_review_do_nothing_here(reader: User) -> None:
    before = reader.document.planes.to_stack()
    for key in (Key.Key_Delete, Key.Key_M, Key.Key_B, Key.Key_Minus):
        reader.key(key)
    assert np.array_equal(reader.document.planes.to_stack(), before)
    assert reader.window.page.history.steps == ["Opened"]
    reader.key(Key.Key_1, CTRL)
    reader.key(Key.Key_M)
    assert len(reader.window.page.history.steps) == 2


def test_colours_of_all_images_are_read_and_shown(reader: User) -> None:
    state, page = reader.window.statistics.state, reader.window.page.statistics
    charts = state.charts

    def all_read() -> bool:
        figures = state.charts.statistics.channels if state.charts is not None else {}
        return sum(figure.images for figure in figures.values()) == len(reader.index)

    reader.until(all_read, state.changed)
    assert charts is not None
    chart = tile(reader, "channels")
    assert chart.told == chart.kind.about, "nothing is being read any more"
    first = state.charts.by_key["channels"].told(0) if state.charts is not None else ""
    assert first.startswith("Red, forged")
    reader.click(page.bar.orders.button("bgr"))
    assert state.charts is not None
    assert state.charts.by_key["channels"].told(0).startswith("Blue, forged")


def test_the_foot_tells_of_the_scan_and_the_button_repeats_it(reader: User, mini: Path) -> None:
    window = reader.window
    assert window.status_bar.facts_text.startswith("Scanned 61 images in ")
    mask = next((mini / "train_masks").glob("*.npy"))
    stack = np.zeros_like(np.load(mask))
    stack[:, :4, :5] = 1
    np.save(mask, stack)
    details = window.datasets.session.details if window.datasets.session is not None else None
    assert details is not None
    button = window.page.statistics.bar.refresh_button
    reader.wait_for(details.finished, lambda: reader.click(button))
    row = reader.index.row_of(RecordKey("train", "forged", mask.stem))
    assert reader.index.record(row).area_px == 20
    assert "changed since" in window.status_bar.facts_text
    reader.key(Key.Key_1, CTRL)
    assert window.status_bar.facts_text == ""


def test_charts_are_saved_with_the_true_figures(
    reader: User, truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "figures"
    out.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(out))
    exporting = reader.window.statistics.exporting
    menu = reader.window.page.statistics.bar.export_menu
    reader.wait_for(exporting.saved, menu.actions()[-1].trigger)
    names = {path.stem.removeprefix("statistics_") for path in out.iterdir()}
    assert names == set(reader.window.page.statistics.tiles)
    for path in out.glob("*.png"):
        assert not QImage(str(path)).isNull()
    for path in out.glob("*.svg"):
        assert ET.parse(path).getroot().tag.endswith("svg")  # noqa: S314 - written just now
    assert len(list(out.iterdir())) == 3 * len(names)

    coverage = np.array([float(line["coverage_pct"]) for line in truth])
    lines = table(out, "coverage_histogram")
    edges = [float(line["coverage_from_pct"]) for line in lines]
    edges.append(float(lines[-1]["coverage_below_pct"]))
    counts, _edges = np.histogram(coverage, edges)
    assert [int(line["masks"]) for line in lines] == counts.tolist()
    assert [int(line["masks"]) for line in table(out, "coverage_buckets")] == [
        len(in_bucket(truth, place)) for place in range(6)
    ]
    areas = [int(line["area_px"]) for line in truth if line["instances"] == "1"]
    boxes = {line["group"]: line for line in table(out, "area_boxes")}
    assert float(boxes["1 instance"]["p75_px"]) == pytest.approx(np.percentile(areas, 75))
    assert int(boxes["All"]["masks"]) == len(truth)
    curve = table(out, "coverage_curve")
    np.testing.assert_allclose(
        [float(line["coverage_pct"]) for line in curve], np.unique(coverage), atol=1e-6
    )
    assert "Saved 27 files" in reader.window.status_bar.facts_text


def table(folder: Path, key: str) -> list[dict[str, str]]:
    with (folder / f"statistics_{key}.csv").open() as file:
        return list(csv.DictReader(file))


def test_one_chart_is_saved_where_the_user_says_and_never_among_the_data(
    reader: User, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = reader.window
    targets = iter([tmp_path / "mine", mini / "train_masks" / "chart.csv"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(next(targets)), ""))
    save_csv = tile(reader, "instances").menu_button.menu().actions()[-1]
    exporting = window.statistics.exporting
    reader.wait_for(exporting.saved, save_csv.trigger)
    assert (tmp_path / "mine.csv").read_text().splitlines()[0] == "instances,masks,share_pct"
    reader.wait_for(exporting.failed, save_csv.trigger)
    assert not (mini / "train_masks" / "chart.csv").exists()
    assert window.page.banner.isVisible(), "there is one banner, and it is on this page now"
    assert window.page.banner.text.startswith("Not saved: ")


def test_without_a_data_set_there_are_no_pages(reader: User) -> None:
    window = reader.window
    reader.wait_for(window.datasets.closed, lambda: reader.key(Key.Key_W, CTRL))
    assert not window.top_bar.tabs.isVisible()
    assert not window.actions_by_key["statistics_page"].isEnabled()
    reader.key(Key.Key_4, CTRL)
    assert window.pages.current == "review"
    assert window.status_bar.facts_text == ""
