"""What is said of the pixel under the pointer, also where two images of a pair differ in size."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from forgery_viewer.app.pixel_readout import read_pixel
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.case_loader import CaseKey, LoadedCase, LoadedImage
from forgery_viewer.state.mask_document import MaskDocument

KEY = RecordKey("train", "forged", "1")
STACK = np.zeros((2, 4, 6), np.uint8)
STACK[0, 1, 2] = STACK[1, 1, 2:4] = 1


def loaded(height: int, width: int, value: int) -> LoadedImage:
    """An image of which the red value tells the column, green the row, and blue is `value`."""
    image = np.full((height, width, 3), value, np.uint8)
    image[..., 1], image[..., 0] = np.indices((height, width))
    return LoadedImage(None, Pyramid(image))


def case_of(authentic: LoadedImage, subject: LoadedImage) -> LoadedCase:
    planes = BitPlanes.from_stack(STACK)
    return LoadedCase(CaseKey("train", "1"), authentic, subject, planes, "data set", "")


@pytest.fixture
def document() -> MaskDocument:
    return MaskDocument(KEY, BitPlanes.from_stack(STACK))


def test_both_colours_their_difference_and_the_instances(document: MaskDocument) -> None:
    case = case_of(loaded(4, 6, 10), loaded(4, 6, 30))
    reading = read_pixel(case, document, QPointF(2.99, 1.0))
    assert reading is not None
    assert (reading.column, reading.row) == (2, 1)
    assert (reading.authentic, reading.subject) == ((2, 1, 10), (2, 1, 30))
    assert reading.difference == 20
    assert reading.instances == ((0, 0), (1, 1))


@pytest.mark.parametrize("point", [(-0.01, 1.0), (6.0, 1.0), (2.0, -0.01), (2.0, 4.0)])
def test_beside_the_images_nothing_is_said(
    document: MaskDocument, point: tuple[float, float]
) -> None:
    case = case_of(loaded(4, 6, 10), loaded(4, 6, 30))
    assert read_pixel(case, document, QPointF(*point)) is None


def test_where_only_one_image_reaches_only_its_colour_is_said(document: MaskDocument) -> None:
    case = case_of(loaded(8, 9, 10), loaded(4, 6, 30))
    reading = read_pixel(case, document, QPointF(8.5, 7.5))
    assert reading is not None
    assert (reading.authentic, reading.subject) == ((8, 7, 10), None)
    assert reading.difference is None
    assert reading.instances == ()


def test_a_case_without_a_mask(document: MaskDocument) -> None:
    case = case_of(loaded(4, 6, 10), LoadedImage(None, None))
    reading = read_pixel(case, None, QPointF(1.5, 1.5))
    assert reading is not None
    assert (reading.authentic, reading.subject, reading.instances) == ((1, 1, 10), None, ())
