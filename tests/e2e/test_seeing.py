"""What is seen is what there is: each pixel of the image and of the mask in its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QImage

from forgery_viewer.widgets.canvas import Canvas
from tests.e2e.samples import TWO
from tests.e2e.user import RIGHT, User


def picture(canvas: Canvas, *, pointer: bool = False) -> NDArray[np.uint8]:
    """The canvas as it is on the screen, (height, width, 3) RGB, once it may be painted.

    The marks of the pointer are taken away unless they are asked for: whatever moves a widget
    under the pointer brings them back.
    """
    QCoreApplication.processEvents()
    while not canvas.viewport().updatesEnabled():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    if not pointer:
        canvas.cursor_layer.hide()
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def centres(canvas: Canvas, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the centres of the image's pixels are on the canvas, (H, W) rows and columns."""
    rows, columns = np.indices(shape[:2])
    view = canvas.view
    y = np.floor((rows + 0.5 - view.y) * view.scale + canvas.height() / 2).astype(np.intp)
    x = np.floor((columns + 0.5 - view.x) * view.scale + canvas.width() / 2).astype(np.intp)
    return y, x


def in_sight(canvas: Canvas, y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.bool_]:
    height, width = int(canvas.height()), int(canvas.width())
    return (y >= 0) & (y < height) & (x >= 0) & (x < width)


def test_every_pixel_of_image_and_mask_is_in_its_place(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TWO)
    user.window.view_options.set_mode("fill")
    user.turn_wheel(6, (60, 55))
    assert user.overlay.view.scale > 4
    user.drag([(40, 70), (55, 62), (70, 70)])
    user.drag([(62, 52), (66, 58)], RIGHT)
    user.wait_until_measured()
    for canvas in user.window.page.triptych.canvases():
        canvas.cursor_layer.hide()
        canvas.minimap.set_wanted(False)
    # The numbers of the regions lie over some pixels.
    user.overlay.badge_layer.hide()
    case = user.window.page.triptych.case
    assert case is not None
    assert case.subject.pyramid is not None
    image = case.subject.pyramid.image
    y, x = centres(user.overlay, image.shape)
    seen = in_sight(user.overlay, y, x)
    assert seen.sum() > 1000

    with_mask = picture(user.overlay)
    user.focus_canvas()
    user.type("v")
    without = picture(user.overlay)

    assert np.array_equal(without[y[seen], x[seen]], image[seen])
    covered = (with_mask[y[seen], x[seen]] != without[y[seen], x[seen]]).any(axis=1)
    assert np.array_equal(covered, user.document.planes.union()[seen])
