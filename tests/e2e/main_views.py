"""The window's main views: how each is reached from a start, with a calm data set to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QImage, QPainter

from forgery_viewer.app.application import make_application, make_window
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.forging import Duplication, Paste, forge
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.theme import DARK, text_font
from tests.core.building import write_array, write_image
from tests.e2e.picture_compare import halved
from tests.e2e.test_comparing_tools import choose_view
from tests.e2e.user import CTRL, User, lay_out
from tests.e2e.view_pictures import FONT

Key = Qt.Key
Image = NDArray[np.uint8]

SIZE_PX, SMALL_PX = (1440, 900), (1280, 720)
SHAPE = (240, 320)
CASE = RecordKey("train", "forged", "103")
CASES = 8

BETWEEN_MS, ENOUGH = 100, 4
"""What is seen has settled when so many looks, so far apart, all show the same."""


# The data set -------------------------------------------------------------------------------


def cells(seed: int) -> Image:
    """Soft cells on a dark ground: enough to tell places apart, and small as a PNG."""
    random = np.random.default_rng(seed)
    picture = np.full((*SHAPE, 3), 14.0)
    tint = np.array([(0.3, 1.0, 0.35), (1.0, 0.35, 0.3), (0.85, 0.85, 0.85)][seed % 3])
    rows, columns = np.indices(SHAPE)
    for _ in range(45):
        x, y = random.uniform(0, SHAPE[1]), random.uniform(0, SHAPE[0])
        long, short, angle = random.uniform(8, 15), random.uniform(5, 8), random.uniform(0, np.pi)
        along = (columns - x) * np.cos(angle) + (rows - y) * np.sin(angle)
        across = (rows - y) * np.cos(angle) - (columns - x) * np.sin(angle)
        away = (along / long) ** 2 + (across / short) ** 2
        glow = random.uniform(90, 190) / (1 + np.exp(6 * (away - 1)))
        picture = np.maximum(picture, glow[..., np.newaxis] * tint)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def write_calm_samples(root: Path) -> Path:
    """Pairs with one or two instances, an image without partner, and two things that are wrong."""
    for number in range(CASES):
        case_id = str(101 + number)
        image = cells(number)
        source = ellipse(SHAPE, (90 + 5 * number, 80), (26, 20))
        copies = [Paste(230.0, 150.0 - 4 * number, angle_deg=30.0 * (number % 3))]
        planned = [Duplication(source, tuple(copies))]
        if number % 2 == 0:
            second = ellipse(SHAPE, (60, 180 - 3 * number), (18, 14))
            planned.append(Duplication(second, (Paste(170.0, 200.0), Paste(270.0, 60.0))))
        forgery = forge(image, planned, feather_px=2.0)
        if number != CASES - 1:
            write_image(root / f"train_images/authentic/{case_id}.png", image)
        write_image(root / f"train_images/forged/{case_id}.png", forgery.image)
        mask = forgery.mask
        if number == 4:
            # A speck, and a mask that a source was left out of.
            mask = mask.copy()
            mask[0, 5, 5] = 1
        if number != 5:
            write_array(root / f"train_masks/{case_id}.npy", mask)
    return root


# Reaching the views -------------------------------------------------------------------------


class Tour(User):
    """Goes from view to view and waits until there is nothing more to come."""

    def rest(self) -> None:
        """Wait until nothing is computed any more, and what is seen stays as it is."""
        seen, same = None, 0
        while same < ENOUGH:
            loop = QEventLoop()
            QTimer.singleShot(BETWEEN_MS, loop.quit)
            loop.exec()
            lay_out()
            now = self.window.grab().toImage()
            is_idle = not any(lane.pending for lane in self.window.findChildren(Tasks))
            same = same + 1 if is_idle and now == seen else 0
            seen = now

    def look(self, name: str) -> None:
        self.window.actions_by_key[f"{name}_look"].trigger()

    def resize(self, size: tuple[int, int]) -> None:
        self.window.resize(*size)
        lay_out()


def review(_tour: Tour) -> None:
    """Three canvases of a case, the browser and the panels."""


def findings(tour: Tour) -> None:
    """The list of findings under the canvases."""
    tour.resize(SMALL_PX)
    tour.key(Key.Key_J, CTRL)


def curtain(tour: Tour) -> None:
    """Two images behind a curtain, in a small window and by daylight."""
    tour.resize(SMALL_PX)
    tour.look("light")
    tour.key(Key.Key_2, CTRL)


def twins(tour: Tour) -> None:
    """The same in a larger window: the regions of an instance side by side."""
    tour.key(Key.Key_2, CTRL)


def difference(tour: Tour) -> None:
    """The difference on the canvas at work, from near."""
    tour.window.view_options.set_layout("one")
    tour.focus_canvas()
    tour.turn_wheel(4, (230, 140))
    tour.type("y")


def forensic(tour: Tour) -> None:
    """A forensic view beside the image it is of, with its parameters and advice."""
    tour.key(Key.Key_2, CTRL)
    dock = tour.window.comparing.dock
    assert dock is not None
    choose_view(tour, dock, "high-pass-residual")
    # Its words and numbers make the section higher.
    tour.rest()
    dock.ensureWidgetVisible(dock.forensic, 0, 0)


def statistics(tour: Tour) -> None:
    """The figures of all images as charts."""
    tour.key(Key.Key_4, CTRL)


START = "start"
"""The page without a data set, by daylight."""

VIEWS: dict[str, Callable[[Tour], None]] = {
    view.__name__: view
    for view in (review, findings, curtain, twins, difference, forensic, statistics)
}
NAMES = (START, *VIEWS)


# Pictures of them ---------------------------------------------------------------------------


def take_all(out: Path, home: Path) -> None:
    """Write a picture of each view, each from a start of its own, to a folder that exists."""
    application = make_application()
    for name in NAMES:
        window = make_window(application, Preferences(home / f"{name}.ini"))
        tour = Tour(window)
        tour.resize(SIZE_PX)
        window.show()
        # A real pointer rests wherever the server put it, and what lies below looks otherwise.
        QCursor.setPos(window.screen().geometry().bottomRight())
        window.activateWindow()
        tour.look("light" if name == START else "dark")
        # Open or folded by the size of the screen at first.
        window.page.history.set_open(True)
        if name in VIEWS:
            tour.open(write_calm_samples(home / name / "samples"))
            tour.choose(CASE)
            tour.focus_canvas()
            tour.rest()
            VIEWS[name](tour)
        tour.rest()
        write(out / f"{name}.png", halved(pixels_of(window.grab().toImage())))
        window.close()
        window.deleteLater()
    write(out / f"{FONT}.png", letters())


def write(path: Path, picture: Image) -> None:
    """Write a picture as small as a PNG can be: it is kept with the tests."""
    options = [cv2.IMWRITE_PNG_COMPRESSION, 9]
    _done, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), options)
    path.write_bytes(data.tobytes())


def letters() -> Image:
    """How letters are drawn here."""
    picture = QImage(420, 96, QImage.Format.Format_RGB32)
    picture.fill(QColor(DARK.base))
    painter = QPainter(picture)
    painter.setPen(QColor(DARK.text1))
    for row, (size_px, weight) in enumerate(((11, 400), (12, 500), (13, 600), (20, 600))):
        painter.setFont(text_font(size_px, weight))
        painter.drawText(8, 20 + 22 * row, "Authentic, forged 0123456789 \N{MULTIPLICATION SIGN}")
    painter.end()
    return pixels_of(picture)


def pixels_of(picture: QImage) -> Image:
    """(H, W, 3) RGB of a picture."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(picture.constBits(), np.uint8)
    return rows.reshape(picture.height(), picture.width(), 4)[..., 2::-1].copy()
