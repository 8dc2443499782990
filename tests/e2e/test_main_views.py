"""The main views look as they did: pictures of them against those kept in `baselines`.

They are renewed by `make baselines`, and then looked at before they are kept.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.images import read_image
from tests.core.building import write_image
from tests.e2e.main_views import NAMES
from tests.e2e.picture_compare import OTHER_FONT, SAME_FONT, Tolerance, shown_apart, spots
from tests.e2e.view_pictures import FONT, take

BASELINES = Path(__file__).parent / "baselines"
OUT = Path(__file__).parents[2] / "build" / "views"
"""Where a picture that differs is left, with what differs in it."""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pictures of all views as they are now."""
    out = tmp_path_factory.mktemp("views")
    take(out)
    return out


@pytest.fixture(scope="module")
def tolerance(taken: Path) -> Tolerance:
    """None, unless this machine draws letters otherwise than the one of the baselines did."""
    as_before = spots(picture(BASELINES, FONT), picture(taken, FONT), SAME_FONT) == []
    return SAME_FONT if as_before else OTHER_FONT


def picture(folder: Path, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return read_image(folder / f"{name}.png")


@pytest.mark.parametrize("name", NAMES)
def test_a_view_looks_as_it_did(name: str, taken: Path, tolerance: Tolerance) -> None:
    before, now = picture(BASELINES, name), picture(taken, name)
    found = spots(before, now, tolerance)
    if not found:
        return
    left = write_image(OUT / f"{name}.png", now)
    apart = write_image(OUT / f"{name}_difference.png", shown_apart(before, now, tolerance))
    pytest.fail(
        f"The view {name!r} looks otherwise in {len(found)} places:\n  now         {left}\n"
        f"  before      {BASELINES / name}.png\n  difference  {apart}\n"
        "If it is meant to, `make baselines` renews the pictures: look at them before they are"
        " kept.",
        pytrace=False,
    )


def test_there_is_a_baseline_of_each_view_and_no_other() -> None:
    kept = {path.stem for path in BASELINES.glob("*.png")}
    assert kept == {*NAMES, FONT}


@pytest.mark.parametrize("tolerance", [SAME_FONT, OTHER_FONT])
def test_what_would_be_seen_is_found(tolerance: Tolerance) -> None:
    before = picture(BASELINES, "review")
    assert spots(before, before, tolerance) == []
    height, width = before.shape[:2]
    changes = {
        "moved by two pixels": np.roll(before, 2, axis=1),
        "another ground": np.clip(before.astype(int) + 30, 0, 255).astype(np.uint8),
        "a badge of 16 px is gone": before.copy(),
        "cut off": before[:, :-1],
    }
    badge = np.s_[height // 2 : height // 2 + 8, width // 2 : width // 2 + 8]
    changes["a badge of 16 px is gone"][badge] = 255 - before[badge]
    for what, now in changes.items():
        assert spots(before, now, tolerance), what


def test_grain_is_no_difference() -> None:
    before = picture(BASELINES, "review")
    grain = np.random.default_rng(1).integers(-3, 4, before.shape)
    assert spots(before, np.clip(before + grain, 0, 255).astype(np.uint8), SAME_FONT) == []
