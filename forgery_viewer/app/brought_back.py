"""Says how many edits of an earlier run were not saved, and of how many images."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.wording import counted

_BACK = "edits are back"


class BroughtBack(QObject):
    """A message that stays until it is closed, or until all of those edits are dealt with."""

    def __init__(self, page: ReviewPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._left: set[RecordKey] = set()

    def set_session(self, session: DatasetSession) -> None:
        """Speak of the edits that another data set has brought back."""
        documents = session.documents
        self._left = set(documents.brought_back)
        documents.state_changed.connect(self._follow)
        count = len(self._left)
        if count:
            text = _words(list(documents.brought_back.values()))
            words = "Show it" if count == 1 else "Show them"
            self._page.banner.show_message("ok", text, words, self._show, key=_BACK)

    def _follow(self, key: RecordKey, state: EditState) -> None:
        if state is not EditState.KEPT:
            self._left.discard(key)
        if not self._left:
            self._page.banner.dismiss(_BACK)

    def _show(self) -> None:
        self._page.browser.filter_bar.set_filter(parse_filter("edited:kept"))


def _words(edits: Sequence[int]) -> str:
    """What to say of images with so many edits each, 0 where nobody counted them."""
    images, total = counted(len(edits), "image"), sum(edits)
    if not all(edits):
        return f"Edits of {images} are back. They are kept, not saved."
    if total == 1:
        return "1 edit of 1 image is back. It is kept, not saved."
    return f"{total:,} edits of {images} are back. They are kept, not saved."
