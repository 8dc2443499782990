"""The sample data set in the competition's layout: each figure the window shows is the true one."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.wording import TIMES
from tests.e2e.user import User


@dataclass(frozen=True)
class Truth:
    """What is true of the mask of one forged image."""

    height: int
    width: int
    instances: int
    area_px: int
    coverage_pct: str
    regions: int
    paired: bool


def read_truth(root: Path) -> dict[RecordKey, Truth]:
    """The answers that come with a sample data set."""
    with (root / "truth.csv").open(newline="") as file:
        return {
            RecordKey(row["split"], "forged", row["case_id"]): Truth(
                height=int(row["height"]),
                width=int(row["width"]),
                instances=int(row["instances"]),
                area_px=int(row["area_px"]),
                coverage_pct=row["coverage_pct"],
                regions=int(row["components"]),
                paired=row["paired"] == "True",
            )
            for row in csv.DictReader(file)
        }


def checksums(root: Path) -> dict[str, str]:
    """The checksum of every file of a folder."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def mini(shared_data: Path) -> Path:
    return shared_data / "recodai_mini"


def test_every_row_of_the_list_has_the_true_figures(user: User, mini: Path, tmp_path: Path) -> None:
    user.open(mini, tmp_path / "workspace")
    truth = read_truth(mini)
    model = user.window.model
    forged = [
        key for row in range(len(user.index)) if (key := user.index.key(row)).label == "forged"
    ]
    assert set(forged) == set(truth)
    for key, true in truth.items():
        record = model.record(key)
        assert record is not None
        assert (record.height, record.width) == (true.height, true.width)
        assert (record.instances, record.area_px) == (true.instances, true.area_px)
        assert f"{record.coverage_pct:.6f}" == f"{float(true.coverage_pct):.6f}"
        assert (record.partner is not None) == true.paired
        assert record.problem == ""
        position = model.position_of(key)
        assert position is not None
        assert model.index(position, Column.INSTANCES).data() == str(true.instances)
        said = model.index(position, Column.COVERAGE).data().replace("\N{NO-BREAK SPACE}", " ")
        assert said == f"{float(true.coverage_pct):.2f} %"


def test_every_case_says_the_true_figures_as_it_is_walked_through(
    user: User, mini: Path, tmp_path: Path
) -> None:
    before = checksums(mini)
    user.open(mini, tmp_path / "workspace")
    user.wait_for_audit()
    truth = read_truth(mini)
    user.window.page.browser.filter_bar.set_condition("label", "forged", on=True)
    user.choose(user.window.model.key_at(0))
    seen = [user.window.selection.current]
    compare_with_what_is_said(user, truth)
    while user.window.selection.has_next:
        seen.append(user.case_comes(lambda: user.key(Qt.Key.Key_D)))
        compare_with_what_is_said(user, truth)
    assert len(seen) == len(truth)
    assert set(seen) == set(truth)
    user.window.close()
    assert checksums(mini) == before, "the data set was written to"


def compare_with_what_is_said(
    user: User, truth: dict[RecordKey, Truth], kinds: frozenset[str] = frozenset()
) -> None:
    """Compare case bar and panels of the case on show with the truth.

    `kinds` are those of its errors and warnings.
    """
    key = user.window.selection.current
    assert key is not None
    true = truth[key]
    user.wait_until_measured()
    page = user.window.page
    coverage = float(true.coverage_pct)
    label = "forged" if key.split == "train" else f"{key.split}, forged"
    instances = f"{true.instances} instance" + ("s" if true.instances > 1 else "")
    assert page.case_bar.text == (
        f"{key.case_id} {label} · {true.width} {TIMES} {true.height} · {instances}"
        f" · {true.area_px:,} px · {coverage:.2f} %"
    )
    assert page.figures.value("Area") == f"{true.area_px:,} px"
    assert page.figures.value("Coverage") == f"{coverage:.3f} %"
    assert page.figures.value("Regions") == str(true.regions)
    assert len(page.instances.rows) == true.instances
    rows = [row.figures_text for row in page.instances.rows]
    regions = [int(found[1]) for text in rows if (found := re.search(r"(\d+) region", text))]
    assert sum(regions) == true.regions
    audited = user.session.findings.of_case(key.split, key.case_id)
    assert page.findings.sentences == tuple(finding.reason for finding in audited)
    assert {f.kind for f in audited if f.severity != "info"} - {"id-collision"} == kinds
    triptych = page.triptych
    assert triptych.authentic.shows_image == true.paired
    assert bool(triptych.authentic.reason) != true.paired
    assert triptych.forged.shows_image
    assert triptych.overlay.note == "truth"
