"""On a real X server the window does its main job as it does offscreen."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt

from forgery_viewer.core.images import read_image
from tests.e2e.main_views import NAMES
from tests.e2e.picture_compare import OTHER_FONT, SAME_FONT, spots
from tests.e2e.user import User
from tests.e2e.view_pictures import FONT, take

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


def test_a_stroke_on_an_x_server(user: User) -> None:
    window = user.window
    user.case_comes(window.open_demo)
    before = user.document.planes.to_stack()
    pyramid = user.overlay.pyramid
    assert pyramid is not None
    width, height = pyramid.width, pyramid.height
    user.drag([(width * 0.2, height * 0.7), (width * 0.5, height * 0.5)])
    assert user.document.planes.to_stack().sum() > before.sum()
    user.wait_until_measured()
    shown = window.screen().grabWindow(window.winId()).toImage()
    colours = {shown.pixel(x, y) for x in range(0, 1400, 7) for y in range(0, 860, 7)}
    assert len(colours) > 50, "the screen shows next to nothing"
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(user.document.planes.to_stack(), before)


def test_the_main_views_on_an_x_server(tmp_path: Path) -> None:
    take(tmp_path, "xcb")
    same_font = spots(kept(FONT), read_image(tmp_path / f"{FONT}.png"), SAME_FONT) == []
    tolerance = SAME_FONT if same_font else OTHER_FONT
    other = [
        name for name in NAMES if spots(kept(name), read_image(tmp_path / f"{name}.png"), tolerance)
    ]
    assert other == [], f"they look otherwise than offscreen: see {tmp_path}"


def kept(name: str) -> NDArray[np.uint8]:
    """A view as it is offscreen."""
    return read_image(Path(__file__).parent / "baselines" / f"{name}.png")
