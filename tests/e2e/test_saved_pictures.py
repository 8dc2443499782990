"""What is seen is copied and saved: as on the screen or whole, with what lies over it or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog

from forgery_viewer.core.images import read_image
from tests.e2e.forged_samples import FORGED, go_to_compare, images, write_forged_samples
from tests.e2e.test_comparing_tools import wait_for_twins
from tests.e2e.test_seeing import picture
from tests.e2e.user import CTRL, SHIFT, User

Key = Qt.Key
Image = NDArray[np.uint8]


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who compares, the twins found and the keyboard on the curtain."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    go_to_compare(user)
    wait_for_twins(user)
    user.wait_until_measured()
    user.window.view_options.set_aid("minimap", False)
    user.focus_canvas()
    return user


def clipped() -> Image:
    """What is on the clipboard."""
    image = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8)
    return rows.reshape(image.height(), image.width(), 4)[..., 2::-1].copy()


def made(user: User, *, save: Path | None = None, **wanted: bool) -> Image:
    """Open the dialog by its key, click what is wanted, copy or save, and return what came."""
    pictures = user.window.pictures
    user.key(Key.Key_P, CTRL)
    dialog = user.dialog()
    user.click(user.button(dialog, "Full resolution" if wanted["full"] else "As on the screen"))
    for name in ("overlay", "scale", "legend"):
        check = user.button(dialog, "Scale bar" if name == "scale" else name.capitalize())
        if check.isChecked() != wanted.get(name, False):
            user.click_left_end(check)
    told: list[str] = []
    pictures.told.connect(told.append)
    button = user.button(dialog, "Copy" if save is None else "Save…")
    user.until(
        lambda: told and not told[-1].endswith("…"),
        pictures.told,
        after=lambda: user.click(button),
    )
    pictures.told.disconnect(told.append)
    assert pictures.dialog is None
    assert user.window.status_bar.hint_text == told[-1]
    return clipped() if save is None else read_image(save)


def without_handle(seen: Image, canvas_middle: int, line: int) -> tuple[slice, slice]:
    """Where the handle of the curtain is on the screen, which is in no picture."""
    return slice(canvas_middle - 16, canvas_middle + 16), slice(line - 13, line + 13)


def test_a_key_copies_what_the_screen_shows(at_case: User) -> None:
    at_case.hover((30, 200))
    at_case.key(Key.Key_C, CTRL | SHIFT)
    copied = clipped()
    canvas = at_case.overlay
    seen = picture(canvas)
    assert copied.shape == seen.shape
    handle = without_handle(seen, canvas.height() // 2, round(canvas.curtain_layer.x_px))
    seen[handle] = copied[handle]
    assert np.array_equal(copied, seen)


def test_at_full_resolution_every_pixel_is_that_of_the_images(
    at_case: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authentic, forged = images(at_case)
    file = tmp_path / "pictures" / "mine.png"
    file.parent.mkdir()
    monkeypatch.setattr(at_case.window.pictures, "_ask_file", lambda *_asked: str(file))
    saved = made(at_case, save=file, full=True)
    assert saved.shape == authentic.shape
    view, canvas = at_case.overlay.view, at_case.overlay
    line = round(view.x + (canvas.curtain_layer.x_px - canvas.width() / 2) / view.scale)
    assert np.array_equal(saved[:, :line], authentic[:, :line])
    assert np.array_equal(saved[:, line:], forged[:, line:])


def test_what_lies_over_it_the_bar_and_the_legend_come_as_chosen(at_case: User) -> None:
    plain = made(at_case, full=True)
    marked = made(at_case, full=True, overlay=True)
    assert marked.shape == plain.shape
    covered = at_case.document.planes.union()
    assert (marked != plain).any(axis=2)[covered].mean() > 0.9
    barred = made(at_case, full=True, scale=True)
    rows, columns = np.nonzero((barred != plain).any(axis=2))
    assert rows.min() > plain.shape[0] - 60, "in the lower left corner"
    assert columns.max() < plain.shape[1] / 2
    legend = made(at_case, full=True, overlay=True, legend=True)
    assert legend.shape[0] > plain.shape[0] + 20
    assert np.array_equal(legend[: plain.shape[0], : plain.shape[1]], marked)
    seen = made(at_case, full=False, overlay=True, legend=True)
    assert seen.shape[1] == at_case.overlay.width()
    assert seen.shape[0] > at_case.overlay.height()


def test_nothing_is_made_when_the_dialog_is_left(at_case: User) -> None:
    QGuiApplication.clipboard().clear()
    at_case.key(Key.Key_P, CTRL)
    dialog: QDialog = at_case.dialog()
    at_case.key(Key.Key_Escape)
    assert not dialog.isVisible()
    assert QGuiApplication.clipboard().image().isNull()
