"""What lies under the pointer, read from the images and the mask on show."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QObject, QPointF, Signal

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.pane_showing import subject_name
from forgery_viewer.widgets.status_bar import PixelReading, Rgb
from forgery_viewer.widgets.triptych import Triptych


class PixelReadout(QObject):
    """Reads the pixel under the pointer: when that moves, and when what lies under it changes."""

    changed = Signal(object)
    """The PixelReading, None where the pointer is on no image."""

    def __init__(self, canvases: Triptych, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self._document: MaskDocument | None = None
        self._pointer: QPointF | None = None
        for pane in canvases.panes:
            pane.canvas.hovered.connect(partial(self._follow, pane.canvas))
            pane.canvas.view_changed.connect(self.read_again)
        canvases.layout_changed.connect(self.read_again)
        canvases.left_canvas.connect(self._leave)

    def set_document(self, document: MaskDocument | None) -> None:
        """Read the instances of another mask, or of none."""
        if self._document is not None:
            self._document.pixels_changed.disconnect(self.read_again)
            self._document.instances_changed.disconnect(self.read_again)
        self._document = document
        if document is not None:
            document.pixels_changed.connect(self.read_again)
            document.instances_changed.connect(self.read_again)
        self.read_again()

    def read_again(self, _change: object = None) -> None:
        """Read what lies under the pointer now, although it did not move."""
        if self._pointer is None:
            return
        case, canvas = self._canvases.case, self._canvas_at(self._pointer)
        if case is None or canvas is None:
            self.changed.emit(None)
        else:
            point = canvas.to_image(canvas.viewport().mapFromGlobal(self._pointer))
            # The mask of the canvases, which comes together with their images.
            self.changed.emit(read_pixel(case, self._canvases.document, point))

    def _follow(self, canvas: Canvas, point: QPointF) -> None:
        # On the screen: another arrangement may put another canvas under it.
        self._pointer = canvas.viewport().mapToGlobal(canvas.from_image(point))
        case = self._canvases.case
        document = self._canvases.document
        self.changed.emit(None if case is None else read_pixel(case, document, point))

    def _leave(self) -> None:
        self._pointer = None
        self.changed.emit(None)

    def _canvas_at(self, pointer: QPointF) -> Canvas | None:
        for canvas in self._canvases.canvases():
            place = canvas.viewport().mapFromGlobal(pointer)
            if canvas.isVisible() and canvas.rect().contains(place.toPoint()):
                return canvas
        return None


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
    is_scaled = case.authentic.scaled_from is not None
    authentic_name = "Authentic, scaled" if is_scaled else "Authentic"
    return PixelReading(
        column, row, authentic, subject, instances, subject_name(case), authentic_name
    )


def _colour_at(pyramid: Pyramid | None, row: int, column: int) -> Rgb | None:
    if pyramid is None or not (0 <= row < pyramid.height and 0 <= column < pyramid.width):
        return None
    red, green, blue = (int(v) for v in pyramid.image[row, column])
    return red, green, blue
