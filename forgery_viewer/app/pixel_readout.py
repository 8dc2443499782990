"""What lies under the pointer, read from the images and the mask on show."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.status_bar import PixelReading, Rgb


def read_pixel(
    case: LoadedCase, document: MaskDocument | None, point: QPointF
) -> PixelReading | None:
    """The pixel that holds an image point; None outside both images."""
    column, row = math.floor(point.x()), math.floor(point.y())
    authentic = _colour_at(case.authentic.pyramid, row, column)
    subject = _colour_at(case.subject.pyramid, row, column)
    if authentic is None and subject is None:
        return None
    instances: tuple[tuple[int, int], ...] = ()
    if document is not None and subject is not None:
        bits = int(document.planes.bits[row, column])
        states = enumerate(document.instances)
        instances = tuple((k, state.colour) for k, state in states if bits >> k & 1)
    return PixelReading(column, row, authentic, subject, instances)


def _colour_at(pyramid: Pyramid | None, row: int, column: int) -> Rgb | None:
    if pyramid is None or not (0 <= row < pyramid.height and 0 <= column < pyramid.width):
        return None
    red, green, blue = (int(v) for v in pyramid.image[row, column])
    return red, green, blue
