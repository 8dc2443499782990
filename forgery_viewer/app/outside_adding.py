"""Adds what changed outside the mask to the painted instance, as one step of the history."""

from __future__ import annotations

from PySide6.QtCore import QObject

from forgery_viewer.core.edits import Edit
from forgery_viewer.core.steps import Flip, Step
from forgery_viewer.state.live_changes import LiveChanges
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.figures_panel import FiguresPanel


class OutsideAdding(QObject):
    """Has the pixels found in the background, and adds them unless the mask changes first."""

    def __init__(
        self, panel: FiguresPanel, changes: LiveChanges, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._changes = changes
        self._document: MaskDocument | None = None
        self._is_asked = False
        panel.add_asked.connect(self.add)
        for told in (changes.counted, changes.outside_told):
            told.connect(self._go_on)

    def set_document(self, document: MaskDocument | None) -> None:
        """Add to another mask, or to none."""
        if self._document is not None:
            self._document.current_changed.disconnect(self._panel.name_painted)
        self._document, self._is_asked = document, False
        if document is not None:
            document.current_changed.connect(self._panel.name_painted)
            self._panel.name_painted(max(document.current, 0))

    def add(self) -> None:
        """Add every changed pixel that no instance covers to the painted instance."""
        if self._document is not None:
            self._document.end_stroke()
        self._is_asked = True
        self._go_on()

    def _go_on(self, _told: object = None) -> None:
        document = self._document
        if not self._is_asked or self._changes.is_behind:
            return
        self._is_asked = False
        if document is not None and document.instances and document.accepts(erase=False):
            number, revision = document.current, document.revision
            self._changes.pack_outside(number, lambda edit: self._take(document, revision, edit))

    def _take(self, document: MaskDocument, revision: int, edit: Edit | None) -> None:
        if edit is None or document is not self._document or document.revision != revision:
            return
        if not document.in_stroke:
            words = f"Add what changed to instance {edit.number + 1}"
            document.push(Step(words, "squares-unite", (Flip(edit),), before=edit.number))
