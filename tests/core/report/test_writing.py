"""A report on disk: every file whole, and none among the data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forgery_viewer.core.dataset import scan
from forgery_viewer.core.errors import ExportError
from forgery_viewer.core.report import writing
from forgery_viewer.core.report.figures import ReportFigure
from forgery_viewer.core.report.writing import write_report
from forgery_viewer.core.statistics import Statistics, summarise
from tests.core.building import write_case


def test_figures_in_both_kinds_and_the_page_first(
    mini_statistics: Statistics,
    mini_figures: tuple[ReportFigure, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # They take seconds to draw, and were drawn before.
    monkeypatch.setattr(writing, "draw_figures", lambda *_, **__: mini_figures)
    root = tmp_path / "set"
    written = write_report(root, tmp_path / "out", mini_statistics, by_split={})
    assert written[0] == tmp_path / "out/report.html"
    assert sorted(written) == sorted((tmp_path / "out").iterdir())
    assert {path.suffix for path in written[1:]} == {".png", ".svg"}
    assert len(written) == 15
    assert written[0].read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("place", ["", "train_masks", "train_images/forged", "report"])
def test_the_data_are_left_alone(tmp_path: Path, place: str) -> None:
    write_case(tmp_path, "1")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ExportError):
        write_report(tmp_path, tmp_path / place, summarise(scan(tmp_path)), by_split={})
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_is_told_and_leaves_no_half_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_case(tmp_path / "set", "1")
    monkeypatch.setattr(writing, "draw_figures", lambda *_, **__: ())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="no space left"):
        write_report(
            tmp_path / "set", tmp_path / "out", summarise(scan(tmp_path / "set")), by_split={}
        )
    assert not (tmp_path / "out").exists()
