"""Brightness, contrast and the like of the canvas at work, and the forensic view that filters."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from forgery_viewer.app.pane_contents import PaneContents
from forgery_viewer.core.forensics.view import ForensicView
from forgery_viewer.core.preview import with_pixels
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import HISTOGRAM_CHANNELS, Tones, auto_window, histogram
from forgery_viewer.state.pane_content import FILTERED
from forgery_viewer.state.picture_work import ChosenView
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.compare.dock import CompareDock
from forgery_viewer.widgets.top_bar import COMPARE
from forgery_viewer.widgets.triptych import Triptych

_ENOUGH_PX = 1 << 20
"""A histogram of this many pixels says as much as one of all."""

ALL_ALIKE = "All canvases are shown in the same tones."

Counts = NDArray[np.int64]


class ImageTools(QObject):
    """Carries what the dock sets to the panes; nothing of it touches the data."""

    view_turned = Signal(bool)
    """A forensic view was chosen, or none any more."""

    def __init__(
        self, canvases: Triptych, contents: PaneContents, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self._contents = contents
        self.lane = Tasks("histograms", 1, self)
        self._dock: CompareDock | None = None
        self._measured: Pyramid | None = None
        self.counts: Counts | None = None
        self._values: dict[str, dict[str, float | str]] = {}
        self._view: ForensicView | None = None
        canvases.activated.connect(lambda _place: self._show_canvas())
        canvases.layout_changed.connect(lambda _layout: self._show_canvas())
        canvases.pictures_shown.connect(self._show_canvas)
        contents.changed.connect(self._show_canvas)
        contents.pictures.progressed.connect(self._show_progress)
        contents.pictures.changed.connect(self._show_end)

    def close(self) -> None:
        """Measure nothing more."""
        self.lane.close()

    def make_ahead(self) -> Iterator[None]:
        """Load the forensic views, for when somebody first sees their list."""
        importlib.import_module("forgery_viewer.core.forensics.catalogue")
        yield

    def set_dock(self, dock: CompareDock) -> None:
        """Serve the panels of a dock, once."""
        if self._dock is dock:
            return
        from forgery_viewer.core.forensics.catalogue import VIEWS

        self._dock = dock
        dock.tones.tones_changed.connect(self._set_tones)
        dock.tones.auto_asked.connect(self._set_auto_window)
        dock.tones.copy_asked.connect(self._copy_tones)
        dock.tones.kept.connect(self._keep_tones)
        dock.forensic.set_views(VIEWS)
        dock.forensic.view_chosen.connect(self.choose_view)
        dock.forensic.value_changed.connect(self._set_value)
        dock.forensic.cancelled.connect(self._cancel)
        dock.forensic.again_asked.connect(self._apply_view)
        self._show_canvas()

    # Tones --------------------------------------------------------------------------------

    def _set_tones(self, tones: Tones) -> None:
        self._contents.set_tones(self._canvases.active_pane, tones)

    def _keep_tones(self, keep: bool) -> None:
        self._contents.keeps_tones = keep

    def _set_auto_window(self) -> None:
        if self.counts is None:
            return
        tones = self._contents.now[self._canvases.active_pane].tones
        channel = tones.channel if tones.channel in HISTOGRAM_CHANNELS else "luminance"
        black, white = auto_window(self.counts[HISTOGRAM_CHANNELS.index(channel)])
        self._set_tones(tones.with_(black=black, white=white))

    def _copy_tones(self) -> None:
        place, other = self._canvases.active_pane, self._other_tones()
        if other is not None:
            self._contents.set(place, replace(self._contents.now[place], tones=other))

    def _other_tones(self) -> Tones | None:
        """The tones of the first other canvas that is seen and has others; None for none."""
        mine = self._contents.now[self._canvases.active_pane].tones
        seen = set(self._canvases.shown_panes())
        pairs = zip(self._canvases.panes, self._contents.now, strict=True)
        tones = (content.tones for pane, content in pairs if pane in seen)
        return next((other for other in tones if other != mine), None)

    def _show_canvas(self) -> None:
        dock, place = self._dock, self._canvases.active_pane
        if dock is None or self._contents.page != COMPARE:
            return
        pane = self._canvases.panes[place]
        dock.tones.show_canvas(pane.title)
        dock.tones.show_tones(self._contents.now[place].tones)
        dock.tones.copy.block(ALL_ALIKE if self._other_tones() is None else "")
        self._show_state()
        # What is not computed yet is black, and no value of the picture.
        pyramid = with_pixels(pane.canvas.pyramid) if not pane.part_note else None
        if pyramid is None:
            self._measured = self.counts = None
            dock.tones.show_histogram(None)
        elif pyramid is not self._measured:
            self._measured = pyramid
            self.lane.submit(partial(_histogram, pyramid), partial(self._take, pyramid))

    def _take(self, pyramid: Pyramid, counts: Counts) -> None:
        if pyramid is self._measured and self._dock is not None:
            self.counts = counts
            self._dock.tones.show_histogram(counts)

    # Forensic view ------------------------------------------------------------------------

    def choose_view(self, key: str) -> None:
        """Filter by a view, "" for none."""
        from forgery_viewer.core.forensics.catalogue import find_view

        if self._dock is not None:
            self._canvases.paint_in_turns(self._dock)
        self._view = find_view(key) if key else None
        self._apply_view()
        self.view_turned.emit(self._view is not None)
        self._contents.sources_changed.emit()

    def _set_value(self, key: str, value: float | str) -> None:
        if self._view is not None:
            self._values.setdefault(self._view.key, {})[key] = value
            self._apply_view()

    def _apply_view(self) -> None:
        view = self._view
        chosen = None
        if view is not None:
            values = view.settled(self._values.get(view.key, {}))
            chosen = ChosenView(view, tuple(values.items()))
        self._contents.pictures.set_view(chosen)
        if self._dock is not None:
            self._dock.forensic.show_view(
                view.key if view is not None else "", chosen.settings if chosen is not None else {}
            )

    def _show_progress(self, source: str, done: int, total: int) -> None:
        if self._dock is not None and source in FILTERED:
            self._dock.forensic.show_progress(done, total)

    def _show_end(self, source: str) -> None:
        if source in FILTERED:
            self._show_state()

    def _show_state(self) -> None:
        """Say that nothing is computed any more, and whether that is because it was stopped."""
        pictures = self._contents.pictures
        under_way = any(map(pictures.is_under_way, FILTERED))
        if self._dock is not None:
            if not under_way:
                self._dock.forensic.show_progress(None)
            self._dock.forensic.show_stopped(pictures.is_stopped and not under_way)

    def _cancel(self) -> None:
        for source in FILTERED:
            self._contents.pictures.cancel(source)


def _histogram(pyramid: Pyramid) -> Counts:
    level = next(
        (level for level in pyramid.levels if level.shape[0] * level.shape[1] <= _ENOUGH_PX),
        pyramid.levels[-1],
    )
    if level.ndim == 2:
        level = level[..., None].repeat(3, axis=2)
    return histogram(level)
