"""A data set with one forgery of which all is known, and what the compare page shows of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.forging import Duplication, Forgery, Paste, forge
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.state.pane_content import SOURCES
from forgery_viewer.widgets.compare.dock import CompareDock
from forgery_viewer.widgets.compare.number_field import NumberField
from tests.core.building import write_array, write_image
from tests.core.twins.test_matching import texture
from tests.e2e.user import CTRL, User

Image = NDArray[np.uint8]

SHAPE = (240, 320)
SOURCE, COPY = (70, 60), (220, 150)
"""The centres (x, y) of what was copied and of where it went."""

FORGED = RecordKey("train", "forged", "7")
OTHER = RecordKey("train", "forged", "8")


def made_forgery() -> tuple[Image, Forgery]:
    """The authentic image and what was made of it: one copy, 150 px to the right and 90 down."""
    image = texture(*SHAPE, seed=4)
    source = ellipse(SHAPE, SOURCE, (30, 22))
    forgery = forge(image, [Duplication(source, (Paste(float(COPY[0]), float(COPY[1])),))])
    # Two more pixels have changed, which the mask does not know of.
    forgery.image[230, 10:12] = 255 - forgery.image[230, 10:12]
    return image, forgery


def write_forged_samples(root: Path) -> Path:
    """Write the forgery, and the same the other way round as a case after it."""
    image, forgery = made_forgery()
    pairs = {FORGED.case_id: (image, forgery.image), OTHER.case_id: (forgery.image, image)}
    for case_id, (authentic, forged) in pairs.items():
        write_image(root / "train_images/authentic" / f"{case_id}.png", authentic)
        write_image(root / "train_images/forged" / f"{case_id}.png", forged)
        write_array(root / "train_masks" / f"{case_id}.npy", forgery.mask)
    return root


def images(user: User) -> tuple[Image, Image]:
    """The authentic and the forged image on show."""
    case = user.window.page.triptych.case
    assert case is not None
    assert case.authentic.pyramid is not None
    assert case.subject.pyramid is not None
    return case.authentic.pyramid.image, case.subject.pyramid.image


def look_from_near(user: User, root: Path) -> None:
    """Look at the forgery from near, without its mask, with the keyboard on the overlay."""
    user.open(write_forged_samples(root))
    user.choose(FORGED)
    user.focus_canvas()
    user.turn_wheel(7, (160, 120))
    user.type("v")
    # It lies over the image.
    user.window.view_options.set_aid("minimap", False)


def go_to_compare(user: User) -> CompareDock:
    """Go to the compare page by its key and wait until all there is has come."""
    user.key(Qt.Key.Key_2, CTRL)
    dock = user.window.comparing.dock
    assert dock is not None
    assert dock.isVisible()
    wait_for_pictures(user)
    return dock


def wait_for_pictures(user: User) -> None:
    """Wait until no picture is being computed."""
    contents, pictures = user.window.contents, user.window.contents.pictures
    told = (contents.changed, pictures.changed)
    user.until(lambda: not any(map(pictures.is_under_way, SOURCES)), *told)


def reach(dock: CompareDock, widget: QWidget) -> QWidget:
    """Scroll the dock until a widget can be clicked."""
    dock.ensureWidgetVisible(widget)
    return widget


def enter(user: User, dock: CompareDock, field: NumberField, number: str) -> None:
    """Type a number into a field of the dock."""
    user.click(reach(dock, field))
    user.key(Qt.Key.Key_A, CTRL)
    user.type(number)
    user.key(Qt.Key.Key_Return)
