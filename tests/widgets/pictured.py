"""A canvas with two instances, and pictures of it as arrays, for tests to look at."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.regions import measure_mask
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.canvas_picture import CanvasPicture
from forgery_viewer.widgets.picture_choice import PictureChoice
from tests.core.building import noise, stack_of
from tests.widgets.documents import document_of

SIZE = (300, 420)
FIRST, SECOND = (slice(40, 120), slice(60, 160)), (slice(180, 260), slice(250, 400))
PLAIN = PictureChoice(overlay=False)
FULL = PictureChoice(full=True)
BARE = PictureChoice(full=True, overlay=False)

Pixels = NDArray[np.uint8]


def shown_pane(show: Callable[[QWidget], None]) -> CanvasPane:
    """A canvas of 500 x 400 px with two instances."""
    made = CanvasPane("Overlay")
    made.resize(500, 424)
    made.show_reason("images", "No image chosen.")
    show(made)
    show_mask(made, noise(*SIZE), stack_of(*SIZE, FIRST, SECOND))
    return made


def channels(colour: QColor | str) -> tuple[int, int, int]:
    found = QColor(colour)
    return found.red(), found.green(), found.blue()


def show_mask(pane: CanvasPane, image: Pixels, stack: Pixels) -> None:
    pane.show_image(Pyramid(image))
    document = document_of(stack)
    document.setParent(pane)
    pane.canvas.set_document(document)
    pane.canvas.show_figures(measure_mask(document.planes))
    pane.canvas.set_view(pane.canvas.fitted_view(), fitted=True)


def rgb(picture: QImage) -> Pixels:
    assert picture.devicePixelRatio() == 1
    rows, columns = picture.height(), picture.width()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(rows, columns, 4)
    return pixels[..., 2::-1].copy()


def taken(pane: CanvasPane, choice: PictureChoice, title: str = "") -> Pixels:
    picture = CanvasPicture(pane, choice, title).draw()
    assert picture is not None
    return rgb(picture)


def as_seen(pane: CanvasPane) -> Pixels:
    """What is on the screen."""
    return rgb(pane.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
