"""A dock of sections that can be made one by one, before anybody sees it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from forgery_viewer.widgets.section import Section


class GrowingDock(QScrollArea):
    """Stacks sections, which fold, and scrolls where they are too high."""

    def __init__(
        self, least_width_px: int, parent: QWidget | None = None, *, whole: bool = True
    ) -> None:
        """Make all sections; without `whole` they come by `grow`, a part of one each time."""
        super().__init__(parent)
        body = QWidget()
        body.setProperty("panel", "true")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._sections: list[Section] = []
        self._coming = self._make_sections()
        self._unpolished: Section | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
        self.setMinimumWidth(least_width_px)
        if whole:
            self.finish()

    def _make_sections(self) -> Iterator[Section]:
        """The sections from the top, each made when it is asked for."""
        raise NotImplementedError

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that are there, from the top."""
        return tuple(self._sections)

    def grow(self) -> bool:
        """Make one more section, or get the last one ready to be seen; False when all is done."""
        if self._unpolished is not None:
            # What the style sheet says is worked out now, not when all of it is first seen.
            for part in (self._unpolished, *self._unpolished.findChildren(QWidget)):
                part.ensurePolished()
            self._unpolished = None
            return True
        self._unpolished = next(self._coming, None)
        if self._unpolished is None:
            return False
        self.add_section(self._unpolished)
        return True

    def finish(self) -> None:
        """Make the sections that are not there yet."""
        for section in self._coming:
            self.add_section(section)
        self._unpolished = None

    def add_section(self, section: Section) -> None:
        """Append a section below those already there."""
        self._sections.append(section)
        self._column.insertWidget(self._column.count() - 1, section)
