"""The catalogue says of each view what it shows and when it misleads."""

import re
import subprocess
import sys

import pytest

from forgery_viewer.core.forensics.catalogue import VIEWS, find_view
from forgery_viewer.core.forensics.view import ForensicView

each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.key)


@each_view
def test_texts_are_one_sentence_each(view: ForensicView) -> None:
    for text in (view.shows, view.misleads):
        assert re.fullmatch(r"[A-Z].{40,}\.", text)
        # No full stop but the last, apart from those in numbers.
        assert len(re.findall(r"\.(?!\d)", text)) == 1
    assert view.title[0].isupper()
    assert not view.title.endswith(".")


@each_view
def test_no_view_claims_to_prove_copying_on_png_figures(view: ForensicView) -> None:
    assert "PNG figures" in view.misleads
    assert "no proof of copying" in view.misleads


def test_views_measured_on_copies_say_so() -> None:
    measured = {view.key for view in VIEWS if "0.50 to 0.55" in view.misleads}
    assert measured == {
        "error-levels",
        "jpeg-ghost",
        "median-residual",
        "high-pass-residual",
        "gradient",
        "components",
    }


def test_keys_and_titles_are_told_apart() -> None:
    assert len({view.key for view in VIEWS}) == len({view.title for view in VIEWS}) == len(VIEWS)
    for view in VIEWS:
        keys = [parameter.key for parameter in view.parameters]
        assert len(set(keys)) == len(keys)


def test_views_are_found_by_key() -> None:
    assert all(find_view(view.key) is view for view in VIEWS)
    with pytest.raises(KeyError):
        find_view("tarot")


def test_wavelets_are_loaded_only_when_they_are_looked_at() -> None:
    code = (
        "import sys, forgery_viewer.core.forensics.catalogue as c; "
        "sys.exit(bool({'pywt', 'torch', 'PySide6'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
