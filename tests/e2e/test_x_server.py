"""On a real X server the window does its main job as it does offscreen."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

pytestmark = pytest.mark.xcb


def test_tour_on_an_x_server(tmp_path: Path) -> None:
    tour = subprocess.run(
        [sys.executable, "-m", "forgery_viewer", "tour", "--out", str(tmp_path / "tour")],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (tour.returncode, tour.stderr) == (0, ""), tour.stdout
    pictures = sorted((tmp_path / "tour").rglob("*.png"))
    assert pictures
    for picture in pictures:
        with Image.open(picture) as image:
            colours = image.convert("RGB").getcolors(maxcolors=1 << 24)
        assert colours is not None
        assert len(colours) > 50, f"{picture.name} shows next to nothing"
    assert list((tmp_path / "tour").rglob("*.npy"))
