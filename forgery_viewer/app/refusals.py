"""The message that says why a change was not made, for as long as that is so."""

from __future__ import annotations

from PySide6.QtCore import QObject

from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.refusal import Hindrance, Refusal
from forgery_viewer.widgets.banner import Banner

REFUSED = "stroke refused"
"""Key of the message."""

_REMEDIES = {Hindrance.LOCKED: "Unlock", Hindrance.HIDDEN: "Show"}


class Refusals(QObject):
    """Tells what stands in the way, offers to take it away, and is silent once it is gone."""

    def __init__(self, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banner = banner
        self._document: MaskDocument | None = None
        self._refusal: Refusal | None = None
        self._pressed = False

    def set_document(self, document: MaskDocument | None) -> None:
        """Speak of another mask, or of none."""
        if self._document is not None:
            self._document.stroke_refused.disconnect(self._tell)
            self._document.instances_changed.disconnect(self._look)
            self._document.current_changed.disconnect(self._look)
        self._document = document
        self._pressed = False
        self._take_back()
        if document is not None:
            document.stroke_refused.connect(self._tell)
            document.instances_changed.connect(self._look)
            document.current_changed.connect(self._look)

    def begin_stroke(self) -> None:
        """Leave the message where it is: one that goes makes room, and the image would move."""
        self._pressed = True

    def end_stroke(self, *, painted: bool) -> None:
        """Take the message back after a stroke that was made, or where it holds no longer."""
        self._pressed = False
        if painted:
            self._take_back()
        else:
            self._look()

    def _tell(self, refusal: Refusal) -> None:
        self._refusal = refusal
        remedy = _REMEDIES.get(refusal.hindrance, "")
        action = self._remedy if remedy else None
        self._banner.show_message("warn", refusal.reason, remedy, action, key=REFUSED)

    def _remedy(self) -> None:
        refusal, document = self._refusal, self._document
        if refusal is None or document is None or not refusal.stands_in(document):
            return
        if refusal.hindrance is Hindrance.LOCKED:
            document.set_locked(refusal.number, False)
        else:
            document.set_hidden(refusal.number, False)

    def _look(self, _current: int = 0) -> None:
        refusal, document = self._refusal, self._document
        if refusal is None or document is None or self._pressed:
            return
        if not refusal.stands_in(document):
            self._take_back()

    def _take_back(self) -> None:
        self._refusal = None
        self._banner.dismiss(REFUSED)
