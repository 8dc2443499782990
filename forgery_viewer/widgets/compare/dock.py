"""The dock at the right of the Compare page."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets.compare.difference_panel import DifferencePanel
from forgery_viewer.widgets.compare.links_panel import LinksPanel
from forgery_viewer.widgets.compare.pair_panel import PairPanel
from forgery_viewer.widgets.compare.tones_panel import TonesPanel
from forgery_viewer.widgets.compare.view_panel import ForensicPanel
from forgery_viewer.widgets.growing_dock import GrowingDock
from forgery_viewer.widgets.section import Section

LEAST_WIDTH_PX = 250


class CompareDock(GrowingDock):
    """How two pictures are compared, the links between canvases, tones and a forensic view."""

    def __init__(self, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(LEAST_WIDTH_PX, parent, whole=whole)
        # Its controls take the keyboard; on the dock itself it would be seen nowhere.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _make_sections(self) -> Iterator[Section]:
        self.pair = PairPanel()
        yield self.pair
        self.difference = DifferencePanel()
        yield self.difference
        self.links = LinksPanel()
        yield self.links
        self.tones = TonesPanel()
        yield self.tones
        self.forensic = ForensicPanel()
        yield self.forensic
