"""Thousands of pans and strokes leave the interpreter and the process as they were.

PySide6 6.12.0 drops a reference to True or False in calls that every pan makes, and the program
ends after a few hundred; this test is what keeps such a version, or a leak of our own, out.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.case_loader import CaseKey, LoadedCase, LoadedImage
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.triptych import Triptych

PANS, STROKES = 3_000, 1_000
SIDE_PX = 320
BRUSH_PX = 12

#: A reference dropped or kept by each pan or stroke would show as a difference of a thousand; other
#: tests of the same run leave some that are given back meanwhile.
REFERENCES = 300
#: What the allocator may keep; a QImage of the canvas lost at each pan would be a gigabyte.
MEMORY_MIB = 24.0


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[tuple[Triptych, MaskDocument]]:
    """Three linked canvases over a small image and a mask that strokes go to."""
    noise = np.random.default_rng(1).integers(0, 255, (SIDE_PX, SIDE_PX, 3), np.uint8)
    document = MaskDocument(RecordKey("train", "forged", "1"), BitPlanes(SIDE_PX, SIDE_PX, 2))
    image = LoadedImage(None, Pyramid(noise))
    case = LoadedCase(CaseKey("train", "1"), image, image, document.planes, "data set", "")
    triptych = Triptych()
    qtbot.addWidget(triptych)
    triptych.tools.stroke_begun.connect(
        lambda at: document.begin_stroke(at.point, RoundBrush(BRUSH_PX), erase=at.erases)
    )
    triptych.tools.stroke_moved.connect(
        lambda at: document.extend_stroke(at.point, RoundBrush(BRUSH_PX))
    )
    triptych.tools.stroke_ended.connect(lambda _at: document.end_stroke())
    triptych.resize(480, 220)
    triptych.show()
    triptych.show_case(case, document)
    QCoreApplication.processEvents()
    yield triptych, document
    triptych.show_nothing("images", "")
    document.deleteLater()


def test_pans_and_strokes_leave_nothing_behind(stage: tuple[Triptych, MaskDocument]) -> None:
    triptych, document = stage
    # Caches fill and pools grow during the first hundreds.
    _pan(triptych, 300)
    _paint(triptych, document, 150)
    before = _references()
    threads, memory = threading.active_count(), _resident_mib()
    _pan(triptych, PANS)
    _paint(triptych, document, STROKES)
    after = _references()
    for name, count in before.items():
        assert abs(after[name] - count) < REFERENCES, f"{name}: {count}, then {after[name]}"
    assert threading.active_count() == threads
    assert _resident_mib() - memory < MEMORY_MIB


def _pan(triptych: Triptych, count: int) -> None:
    viewport = triptych.overlay.canvas.viewport()
    middle = viewport.rect().center()
    QTest.mousePress(viewport, Qt.MouseButton.MiddleButton, pos=middle)
    for step in range(count):
        # To and fro, so that the image never leaves the canvas.
        QTest.mouseMove(viewport, middle + QPoint(20 if step % 2 else -20, step % 7))
        QCoreApplication.processEvents()
    QTest.mouseRelease(viewport, Qt.MouseButton.MiddleButton, pos=middle)
    triptych.fit()


def _paint(triptych: Triptych, document: MaskDocument, count: int) -> None:
    viewport = triptych.overlay.canvas.viewport()
    middle = viewport.rect().center()
    for step in range(count):
        button = Qt.MouseButton.LeftButton if step % 2 else Qt.MouseButton.RightButton
        start = middle + QPoint(step % 40 - 20, step % 30 - 15)
        QTest.mousePress(viewport, button, pos=start)
        QTest.mouseMove(viewport, start + QPoint(15, 9))
        QTest.mouseRelease(viewport, button, pos=start + QPoint(15, 9))
        QCoreApplication.processEvents()
    # The history is meant to grow; what it holds is not what is looked for here.
    document.undo_stack.clear()
    QCoreApplication.processEvents()


def _references() -> dict[str, int]:
    gc.collect()
    return {str(value): sys.getrefcount(value) for value in (True, False, None)}


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
