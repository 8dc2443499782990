"""Documents and canvases for tests of what is drawn of a mask."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.canvas import Canvas

KEY = RecordKey("train", "forged", "7")


def document_of(stack: NDArray[np.uint8]) -> MaskDocument:
    return MaskDocument(KEY, BitPlanes.from_stack(stack))


class MaskStage(QWidget):
    """A window of 420 x 320 px with a canvas of 400 x 300 px that shows a mask over an image."""

    def __init__(self, image: NDArray[np.uint8], stack: NDArray[np.uint8]) -> None:
        super().__init__()
        self.resize(420, 320)
        self.canvas = Canvas(self)
        self.canvas.resize(400, 300)
        self.canvas.set_pyramid(Pyramid(image))
        self.document = document_of(stack)
        self.show_document(self.document)

    def show_document(self, document: MaskDocument) -> None:
        self.document = document
        self.canvas.set_document(document)

    def show_only(self, *, fill: bool = False, outline: bool = False) -> None:
        self.canvas.mask_layer.setVisible(fill)
        self.canvas.contour_layer.setVisible(outline)
