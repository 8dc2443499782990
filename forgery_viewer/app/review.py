"""Knows the open data set and the review page, and carries each one's news to the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.case_words import NO_MASK_YET, case_words, why_no_figures
from forgery_viewer.app.pair_sizes import PairSizes
from forgery_viewer.app.pixel_readout import PixelReadout
from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.regions import Figures
from forgery_viewer.state.case_loader import BEING_READ, LoadedCase
from forgery_viewer.state.columns import EditState
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.steps import Steps

AHEAD = (1, -1, 2)
"""Which neighbours in the list are read before they are asked for."""


class Review(QObject):
    """The controller of the review page."""

    case_shown = Signal(object)
    preview_shown = Signal(object)
    """The first that there is to see of a record's case while that is being read."""
    document_changed = Signal(object)
    pixel_changed = Signal(object)

    def __init__(
        self,
        page: ReviewPage,
        model: DatasetModel,
        selection: RecordSelection,
        sizes: PairSizes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._model = model
        self._selection = selection
        self._sizes = sizes
        self._session: DatasetSession | None = None
        self._shown: RecordKey | None = None
        self._previewed: RecordKey | None = None
        self._begun: RecordKey | None = None
        """The record of which previews have come, seen already or not."""
        self.document: MaskDocument | None = None
        self.neighbours_wanted: Callable[[], tuple[RecordKey, ...]] = tuple
        """Asked which records beside the neighbours in the list may come next; the first ones."""
        selection.current_changed.connect(self._request)
        model.filter_changed.connect(self._show_place)
        model.layoutChanged.connect(self._show_place)
        model.index_changed.connect(self._show_case_words)
        self._steps = Steps(self)
        """What is shown of a large case comes bit by bit, so that the window stays awake."""
        self._readout = PixelReadout(page.triptych, self)
        self._readout.changed.connect(self.pixel_changed)
        page.case_bar.previous_requested.connect(selection.previous)
        page.case_bar.next_requested.connect(selection.next)

    @property
    def shown(self) -> RecordKey | None:
        """The record whose case is seen, which is not yet the selected one while that is read.

        None where there is no more to see of it than a preview.
        """
        return self._shown

    @property
    def seen(self) -> RecordKey | None:
        """The record of whose case something is seen, be it no more than a preview."""
        return self._shown or self._previewed

    # The data set -------------------------------------------------------------------------

    def set_session(self, session: DatasetSession | None) -> None:
        """Show an opened data set, or none; the one before has been closed by its owner."""
        self._session = session
        self._steps.drop()
        self._sizes.clear()
        self._shown = self._previewed = self._begun = None
        self._set_document(None)
        self._page.banner.clear()
        self._page.triptych.show_nothing("images", "No image chosen.")
        self._page.history.set_pictures(session.step_pictures if session is not None else None)
        self._show_case_words()
        if session is None:
            return
        session.loader.loading.connect(self._begin_loading)
        session.loader.previewed.connect(self._show_preview)
        session.loader.loaded.connect(self._show_case)
        session.documents.state_changed.connect(self._show_origin)
        for told in (session.figures.measured, session.figures.rearranged):
            told.connect(self._show_figures)
        session.details_progress.connect(self._page.browser.set_progress)

    def _request(self, key: RecordKey | None) -> None:
        if self._session is None or key is None:
            return
        if self.document is not None:
            self.document.end_stroke()
        self._session.loader.request(key, self._neighbours())
        self._show_place()

    def _neighbours(self) -> tuple[RecordKey, ...]:
        position = self._selection.position
        if position is None:
            return ()
        places = (position + step for step in AHEAD)
        near = (self._model.key_at(p) for p in places if 0 <= p < self._model.rowCount())
        return tuple(dict.fromkeys((*self.neighbours_wanted(), *near)))

    def _begin_loading(self, _case: object) -> None:
        self._page.triptych.busy.begin()

    def _show_preview(self, previews: LoadedCase) -> None:
        """Show what there is to see of the selected case while it is read: nothing can be done."""
        if self._session is None:
            return
        key = self._selection.current
        if key == self._begun:
            self._steps.go(partial(self._put_preview, key, previews))
            return
        self._steps.finish()
        self._begun = key
        # First of all nothing more can be done to the mask of the case before.
        self._sizes.leave_case()
        self._session.documents.open(None)
        self._set_document(None, BEING_READ)
        self._steps.go(
            partial(self._put_preview, key, previews), partial(self.preview_shown.emit, key)
        )

    def _put_preview(self, key: RecordKey | None, previews: LoadedCase) -> None:
        self._shown, self._previewed = None, key
        self._page.triptych.show_preview(previews)
        self._show_case_words()

    def _show_case(self, case: LoadedCase) -> None:
        if self._session is None:
            return
        self._steps.finish()
        self._begun = None
        put = partial(self._put_case, self._selection.current, case)
        document = self._session.documents.open(case)
        if self._previewed is None:
            put(document)
        else:
            self._steps.go(partial(put, document))

    def _put_case(
        self, key: RecordKey | None, case: LoadedCase, document: MaskDocument | None
    ) -> None:
        self._shown, self._previewed = key, None
        self._page.triptych.show_case(self._sizes.shown(case), document)
        self._set_document(document)
        self._show_case_words()
        self._show_origin()
        self.case_shown.emit(key)

    def _set_document(self, document: MaskDocument | None, why_none: str = "") -> None:
        if self.document is not None:
            self.document.undo_stack.indexChanged.disconnect(self._show_origin)
            self.document.instances_changed.disconnect(self._refresh_badges)
        self.document = document
        if document is not None:
            document.undo_stack.indexChanged.connect(self._show_origin)
            document.instances_changed.connect(self._refresh_badges)
        self._page.instances.set_document(document, why_none)
        self._page.history.set_document(document)
        self._readout.set_document(document)
        figures = self._session.figures.figures if self._session is not None else None
        self._show_figures(figures)
        self.document_changed.emit(document)

    # Words of the case --------------------------------------------------------------------

    def _show_case_words(self) -> None:
        """Name the case that is seen, which is not yet the selected one while that is read."""
        record = self._model.record(self.seen) if self.seen is not None else None
        self._page.case_bar.show_case(record.key.case_id if record else "", *self._words(record))
        self._show_place()

    def _words(self, record: Record | None) -> tuple[str, ...]:
        case, session = self._page.triptych.seen_case, self._session
        if case is None or session is None or record is None:
            return ("",)
        figures, missing = session.figures.figures, self._missing_mask()
        return case_words(record.key, case, self.document, figures, missing)

    def _missing_mask(self) -> str:
        """Why there is nothing to measure, until something is painted; "" where there is a mask."""
        case, document, session = self._page.triptych.case, self.document, self._session
        if case is None or document is None or session is None or case.origin != "none":
            return ""
        is_begun = session.documents.state(document.key) is not EditState.UNTOUCHED
        return "" if is_begun or document.instances else case.mask_reason or NO_MASK_YET

    def _show_place(self) -> None:
        total = self._model.rowCount()
        position = self._selection.position
        if self._selection.current is None:
            place = ""
        elif position is None:
            place = "not in the filter"
        else:
            place = f"{position + 1:,} of {total:,}"
        self._page.case_bar.show_place(
            place,
            has_previous=self._selection.has_previous,
            has_next=self._selection.has_next,
        )

    def _show_figures(self, figures: Figures | None) -> None:
        missing = self._missing_mask()
        self._page.figures.show_figures(None if missing else figures, why_no_figures(missing))
        self._page.instances.show_figures(figures)
        self._page.triptych.show_figures(figures)
        self._show_case_words()

    def _refresh_badges(self) -> None:
        if self._session is not None:
            self._page.triptych.show_figures(self._session.figures.figures)

    def _show_origin(self, _change: object = None, _state: object = None) -> None:
        """Say whether the mask on show is the data set's own, a correction, or edited since."""
        if self.document is None or self._session is None:
            return
        notes = {
            EditState.KEPT: "truth, edited",
            EditState.SAVED: "truth, corrected",
            EditState.UNTOUCHED: "truth" if self.document.instances else NO_MASK_YET,
        }
        state = self._session.documents.state(self.document.key)
        case = self._page.triptych.case
        if state is not EditState.UNTOUCHED or case is None or not case.mask_reason:
            self._page.triptych.set_overlay_note(notes[state])
