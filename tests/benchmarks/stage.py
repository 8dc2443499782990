"""A shown triptych over a document, driven by the events that a mouse makes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.case_loader import CaseKey, LoadedCase, LoadedImage
from forgery_viewer.state.live_figures import LiveFigures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.widgets.style_sheet import style_sheet
from forgery_viewer.widgets.theme import DARK, make_palette
from forgery_viewer.widgets.triptych import Triptych
from forgery_viewer.widgets.view import View
from tests.benchmarks.pictures import SIDE_PX, instances, photograph

if TYPE_CHECKING:
    from forgery_viewer.widgets.canvas import Canvas

WINDOW_PX = (1400, 900)
BRUSH_PX = 200
"""Diameter of the brush: a radius of 100 px."""

KEY = RecordKey("train", "forged", "1")


def make_application() -> QApplication:
    """The application in the dress that it has when it runs."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("there is a QCoreApplication already")
    application.setStyle("Fusion")
    application.setPalette(make_palette(DARK))
    application.setStyleSheet(style_sheet(DARK))
    return application


class PaintCounter(QObject):
    """Counts how often widgets were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let the event pass."""
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


class Stage:
    """Three linked canvases in one window, showing a pair of images and a mask of 5 instances."""

    def __init__(
        self,
        side_px: int = SIDE_PX,
        brush_px: int = BRUSH_PX,
        stack: NDArray[np.uint8] | None = None,
    ) -> None:
        """Show images of a size; `stack` (N, side, side) 0/1 in place of their five instances."""
        self.side_px, self.brush_px = side_px, brush_px
        planes = BitPlanes.from_stack(instances(side_px) if stack is None else stack)
        self.document = MaskDocument(KEY, planes)
        self.case = _case(side_px, self.document.planes)
        self.triptych = Triptych()
        self.canvas: Canvas = self.triptych.overlay.canvas
        # As in the application, the mask is measured anew in the background after each change.
        self._lane = Tasks("figures", 1)
        self.figures = LiveFigures(self._lane)
        self.figures.set_document(self.document)
        self._paints = PaintCounter()
        self._connect()
        self.triptych.resize(*WINDOW_PX)
        self.triptych.show()
        self.triptych.show_case(self.case, self.document)
        self.triptych.tools.set_brush(brush_px)
        self.canvas.viewport().installEventFilter(self._paints)
        self.settle()

    def close(self) -> None:
        """Wait for the background, then take the window away."""
        self._lane.close()
        self.triptych.close()
        self.triptych.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def look_at(self, scale: float | None) -> None:
        """Zoom all canvases to a scale, at a place near the middle; None fits the image."""
        if scale is None:
            self.triptych.fit()
        else:
            self.triptych.set_view(View(scale, self.side_px * 0.45, self.side_px * 0.45))

    def settle(self) -> None:
        """Let everything that is due happen, the background's work included."""
        QTest.qWait(5)
        while self._lane.pending:
            QApplication.processEvents()
        QApplication.processEvents()

    def press(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press a button at a point of the overlay, in screen px."""
        self._send(QEvent.Type.MouseButtonPress, x, y, button, button)

    def move(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Move with a button held."""
        self._send(QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton, button)

    def release(
        self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        """Let go of the button."""
        self._send(QEvent.Type.MouseButtonRelease, x, y, button, Qt.MouseButton.NoButton)

    def repaint_due(self) -> None:
        """Return when what was just changed can be seen on the overlay."""
        before = self._paints.count
        while self._paints.count == before:
            QApplication.processEvents()

    def _connect(self) -> None:
        document = self.document

        def begin(at: Pointer) -> None:
            document.begin_stroke(at.point, RoundBrush(self.brush_px), erase=at.erases)

        def extend(at: Pointer) -> None:
            document.extend_stroke(at.point, RoundBrush(self.brush_px))

        tools = self.triptych.tools
        tools.stroke_begun.connect(begin)
        tools.stroke_moved.connect(extend)
        tools.stroke_ended.connect(lambda _at: document.end_stroke())

    def _send(
        self,
        kind: QEvent.Type,
        x: float,
        y: float,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
    ) -> None:
        position = QPointF(x, y)
        viewport = self.canvas.viewport()
        modifiers = Qt.KeyboardModifier.NoModifier
        screen = QPointF(viewport.mapToGlobal(position))
        event = QMouseEvent(kind, position, screen, button, buttons, modifiers)
        QApplication.sendEvent(viewport, event)


def _case(side_px: int, planes: BitPlanes) -> LoadedCase:
    authentic, forged = (Pyramid(photograph(side_px, seed)) for seed in (1, 2))
    return LoadedCase(
        key=CaseKey(KEY.split, KEY.case_id),
        authentic=LoadedImage(None, authentic),
        subject=LoadedImage(None, forged),
        planes=planes,
        origin="data set",
        mask_reason="",
    )
