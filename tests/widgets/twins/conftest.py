"""A strip of twins on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.widgets.twins.strip import STRIP_PX, TwinStrip
from tests.widgets.twins.samples import twins


@pytest.fixture
def strip(dress: object, show: Callable[[QWidget], None]) -> TwinStrip:
    made = TwinStrip()
    made.resize(1300, STRIP_PX)
    show(made)
    made.set_twins(twins(), "instance 2, source and 2 copies")
    made.set_scale(200)
    QApplication.processEvents()
    return made
