"""Predictors are found by name, those of installed packages as well."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.prediction import PredictionError, Predictor
from forgery_viewer.predictors.registry import named, registered

CODE = """
import numpy as np
from forgery_viewer.core.prediction import Needs, Prediction

class Bright:
    name, title, summary = "bright", "Bright", "Bright pixels."
    needs, identity = Needs.IMAGE, "bright 1"

    def predict(self, image, *, key=None, partner=None, progress=None, cancelled=None):
        return Prediction((image.max(axis=2) / 255).astype(np.float32))

    def close(self):
        pass

def broken():
    raise OSError("no licence")

def nothing():
    return 7
"""
POINTS = """
[forgery_viewer.predictors]
bright = {module}:Bright
difference = {module}:Bright
broken = {module}:broken
missing = {module}_not_there:Bright
nothing = {module}:nothing
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A distribution on the path that brings predictors, as pip would have installed it."""
    module = "bright_predictor_of_a_test"
    (tmp_path / f"{module}.py").write_text(CODE)
    about = tmp_path / "bright_predictor-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: bright-predictor\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(POINTS.format(module=module))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, module, raising=False)
    return module


def test_built_in_predictors_come_first() -> None:
    found = registered()
    assert list(found)[:2] == ["copy-move", "difference"]
    assert found["difference"].origin == ""


def test_every_built_in_predictor_keeps_the_protocol() -> None:
    made = [one.make() for one in registered().values() if not one.origin]
    assert all(isinstance(one, Predictor) for one in made)
    assert len({one.identity for one in made}) == len(made)
    assert [one.name for one in made] == [
        name for name, one in registered().items() if not one.origin
    ]


def test_a_package_adds_a_predictor(package: str) -> None:
    assert registered()["bright"].origin == "bright-predictor"
    assert package not in sys.modules, "listing names must not run anybody's code"
    found = named("bright").predict(np.full((4, 5, 3), 51, np.uint8))
    assert found.probability == pytest.approx(0.2)


def test_a_package_cannot_take_a_built_in_name(package: str) -> None:
    assert named("difference").title == "Difference"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("broken", r"'broken' of bright-predictor cannot be loaded \(OSError: no licence\)"),
        ("missing", "'missing' of bright-predictor cannot be loaded"),
        ("nothing", "of bright-predictor gives no predictor, but int"),
        ("diffrence", "no predictor 'diffrence', only copy-move, difference,"),
    ],
)
def test_what_cannot_be_had_is_told(package: str, name: str, reason: str) -> None:
    with pytest.raises(PredictionError, match=reason):
        named(name)
