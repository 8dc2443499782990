"""The dock at the right of the Compare page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from forgery_viewer.widgets.compare.difference_panel import DifferencePanel
from forgery_viewer.widgets.compare.links_panel import LinksPanel
from forgery_viewer.widgets.compare.pair_panel import PairPanel
from forgery_viewer.widgets.compare.tones_panel import TonesPanel
from forgery_viewer.widgets.compare.view_panel import ForensicPanel
from forgery_viewer.widgets.section import Section

LEAST_WIDTH_PX = 250


class CompareDock(QScrollArea):
    """Stacks the sections of the Compare page, which fold, and scrolls where they are too high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair = PairPanel()
        self.difference = DifferencePanel()
        self.links = LinksPanel()
        self.tones = TonesPanel()
        self.forensic = ForensicPanel()
        body = QWidget()
        body.setProperty("panel", "true")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._sections: list[Section] = []
        self._column.addStretch(1)
        for section in (self.pair, self.difference, self.links, self.tones, self.forensic):
            self.add_section(section)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
        # Its controls take the keyboard; on the dock itself it would be seen nowhere.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(LEAST_WIDTH_PX)

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections, from the top."""
        return tuple(self._sections)

    def add_section(self, section: Section) -> None:
        """Append a section below those already there."""
        self._sections.append(section)
        self._column.insertWidget(self._column.count() - 1, section)
