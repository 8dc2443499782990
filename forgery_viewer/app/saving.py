"""Saving from the window, and the save state in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.banner import Banner
from forgery_viewer.widgets.top_bar import TopBar

_FAILED = "cannot save"
_UNWRITTEN = "cannot keep"
_UNKEPT = "not closed"


class Saving(QObject):
    """Tells of the mask on show whether it is saved, being saved, kept, or cannot be saved."""

    def __init__(self, top_bar: TopBar, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top_bar = top_bar
        self._banner = banner
        self._session: DatasetSession | None = None
        self._document: MaskDocument | None = None
        self._times: dict[RecordKey, datetime] = {}
        self._under_way: set[RecordKey] = set()
        self._failed: set[RecordKey] = set()
        # Why what was done to these cannot be written; whether that costs edits is another matter.
        self._unwritten: dict[RecordKey, str] = {}
        self._tell_unkept: Callable[[], None] | None = None
        banner.dismissed.connect(self._forget_unkept)

    def set_session(self, session: DatasetSession | None) -> None:
        """Follow the documents of another data set, or of none."""
        self._session = session
        self._document = None
        self._times.clear()
        self._under_way.clear()
        self._failed.clear()
        self._unwritten.clear()
        self._tell_unkept = None
        if session is not None:
            documents = session.documents
            documents.saving.connect(self._begin)
            documents.saved.connect(self._finish)
            documents.save_failed.connect(self._fail)
            documents.state_changed.connect(self._follow)
            documents.keeping.failed.connect(self._fail_to_keep)
            documents.keeping.written.connect(self._keep)
            documents.keeping.told.connect(self._tell)
        self._refresh()

    def set_document(self, document: MaskDocument | None) -> None:
        """Speak of another mask."""
        if self._document is not None:
            self._document.history_stuck.disconnect(self._tell_stuck)
        self._document = document
        if document is not None:
            document.history_stuck.connect(self._tell_stuck)
        self._refresh()

    def save(self) -> None:
        """Save the mask on show."""
        if self._session is not None and self._document is not None:
            self._session.documents.save(self._document.key)

    def save_all(self) -> None:
        """Save every mask with edits that are not saved."""
        if self._session is not None:
            self._session.documents.save_all()

    def tell_unkept(self, reason: str, close: Callable[[], object]) -> None:
        """Say that nothing was closed, because work would be lost, and offer to `close` anyway."""
        text = f"Nothing was closed, because work would be lost: {reason}."

        def tell() -> None:
            self._banner.show_message("danger", text, "Close and lose them", close, key=_UNKEPT)

        self._tell_unkept = tell
        tell()

    def _begin(self, key: RecordKey) -> None:
        self._under_way.add(key)
        self._refresh()

    def _finish(self, key: RecordKey, when: datetime) -> None:
        self._under_way.discard(key)
        self._times[key] = when
        self._failed.discard(key)
        self._take_back()
        self._refresh()

    def _follow(self, key: RecordKey, state: EditState) -> None:
        if state is not EditState.KEPT:
            # Undone, say: there is nothing left that could not be saved.
            self._failed.discard(key)
        elif key in self._unwritten:
            self._tell_unwritten(key)
        self._take_back()
        self._refresh()

    def _take_back(self) -> None:
        """Take messages back that hold no longer."""
        if not self._failed:
            self._banner.dismiss(_FAILED)
        if not self._costly():
            self._banner.dismiss(_UNWRITTEN)
            if not self._failed:
                self._tell_unkept = None
                self._banner.dismiss(_UNKEPT)

    def _costly(self) -> set[RecordKey]:
        """Records with edits that are in this window only."""
        if self._session is None:
            return set()
        documents = self._session.documents
        return {key for key in self._unwritten if documents.state(key) is EditState.KEPT}

    def _fail(self, key: RecordKey, reason: str) -> None:
        self._under_way.discard(key)
        self._failed.add(key)
        text = f"Case {key.case_id} cannot be written: {reason}. Its edits are kept in this window."
        self._banner.show_message("danger", text, "Try again", self.save_all, key=_FAILED)
        if self._tell_unkept is not None:
            # The news of the same failure may come later: the answer to the user stays in sight.
            self._tell_unkept()
        self._refresh()

    def _keep(self, key: RecordKey) -> None:
        self._unwritten.pop(key, None)
        self._take_back()
        self._refresh()

    def _fail_to_keep(self, key: RecordKey, reason: str) -> None:
        self._unwritten[key] = reason
        if key in self._costly():
            self._tell_unwritten(key)
        self._refresh()

    def _tell_unwritten(self, key: RecordKey) -> None:
        text = (
            f"Edits of case {key.case_id} are in this window only: {self._unwritten[key]}. "
            "Writing them is tried again every few seconds."
        )
        self._banner.show_message("danger", text, "Try again", self._keep_all, key=_UNWRITTEN)
        if self._tell_unkept is not None:
            # The news of the same failure may come later: the answer to the user stays in sight.
            self._tell_unkept()

    def _keep_all(self) -> None:
        if self._session is not None:
            self._session.documents.keep_all()

    def _tell(self, key: RecordKey, words: str) -> None:
        self._banner.show_message("warn", f"Case {key.case_id}: {words}", key=f"history {key}")

    def _tell_stuck(self, reason: str) -> None:
        self._banner.show_message("warn", f"{reason}.", key="stuck")

    def _forget_unkept(self, message: str) -> None:
        if message == _UNKEPT:
            self._tell_unkept = None

    def _refresh(self) -> None:
        if self._session is None or self._document is None:
            self._top_bar.show_state("", "", "")
            return
        key = self._document.key
        state = self._session.documents.state(key)
        if self._document.read_only:
            self._top_bar.show_state("lock", "warn", "Read only")
        elif key in self._under_way:
            self._top_bar.show_state("circle-dot", "accent", "Saving…")
        elif key in self._failed or key in self._costly():
            self._top_bar.show_state("circle-alert", "danger", "Cannot save")
        elif state is EditState.KEPT:
            self._top_bar.show_state("circle-dot", "accent", "Edits kept, not saved")
        elif key in self._times:
            self._top_bar.show_state("circle-check", "ok", f"Saved {self._times[key]:%H:%M}")
        elif state is EditState.SAVED:
            self._top_bar.show_state("circle-check", "ok", "Saved")
        else:
            self._top_bar.show_state("circle-check", "3", "No changes")
