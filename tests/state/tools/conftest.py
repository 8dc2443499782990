"""A desk with a mask and the images of its case, which needs no window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.case_loader import CaseKey, LoadedCase, LoadedImage
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.state.tools.desk import Desk

KEY = RecordKey("train", "forged", "1")

Images = tuple[NDArray[np.uint8] | None, NDArray[np.uint8]]
LayOn = Callable[[NDArray[np.uint8], Images | None], MaskDocument]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    preferences = Preferences(tmp_path / "preferences.ini")
    made = Desk(preferences)
    yield made
    made.close()
    made.deleteLater()
    preferences.deleteLater()


@pytest.fixture
def lay_on(desk: Desk) -> Iterator[LayOn]:
    """Puts a mask (N, H, W) on the desk, with its images: the authentic one, and its own."""
    made: list[MaskDocument] = []

    def lay(stack: NDArray[np.uint8], images: Images | None = None) -> MaskDocument:
        authentic, forged = images or (None, np.zeros((*stack.shape[1:], 3), np.uint8))
        document = MaskDocument(KEY, BitPlanes.from_stack(stack))
        made.append(document)
        case = LoadedCase(
            CaseKey("train", "1"),
            LoadedImage(None, Pyramid(authentic) if authentic is not None else None),
            LoadedImage(None, Pyramid(forged)),
            document.planes,
            "data set",
            "",
        )
        desk.set_case(case, document)
        return document

    yield lay
    desk.set_case(None, None)
    for document in made:
        document.deleteLater()


@pytest.fixture
def held_up(desk: Desk) -> Iterator[threading.Event]:
    """The desk's thread has to wait until this is set."""
    gate, begun = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        gate.wait()

    desk.lane.submit(wait, lambda _none: None)
    assert begun.wait(5)
    yield gate
    gate.set()
