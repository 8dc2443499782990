"""How the canvases show the mask and are arranged, remembered from run to run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from forgery_viewer.state.preferences import (
    COMPARE_LAYOUT,
    LAYOUT,
    LENS,
    LENS_EQUALISED,
    LENS_FACTOR,
    LINKED_CURSOR,
    LINKED_PAN,
    LINKED_ZOOM,
    MINIMAP,
    OUTLINE_TENTHS_PX,
    OVERLAY_MODE,
    OVERLAY_OPACITY_PCT,
    PREDICT_LAYOUT,
    RULERS,
    Preferences,
)
from forgery_viewer.widgets.pane_links import CURSOR, PAN, ZOOM
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.top_bar import COMPARE, PREDICT

AIDS = {"lens": LENS, "rulers": RULERS, "minimap": MINIMAP}
LAYOUTS = {COMPARE: COMPARE_LAYOUT, PREDICT: PREDICT_LAYOUT}
"""What is remembered of the arrangement on the pages that have one of their own."""
LINKS = {PAN: LINKED_PAN, ZOOM: LINKED_ZOOM, CURSOR: LINKED_CURSOR}


class ViewOptions(QObject):
    """Keeps preferences, bars and canvases saying the same."""

    overlay_changed = Signal(bool)
    contour_only_changed = Signal(bool)
    links_changed = Signal(bool)
    outline_changed = Signal(int)
    aid_changed = Signal(str, bool)
    """The lens, the rulers or the minimap is on show now, or not."""

    def __init__(
        self, page: ReviewPage, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._preferences = preferences
        self._mode_before_contour = "both"
        self._layout_entry = LAYOUT
        page.options_bar.mode_chosen.connect(self.set_mode)
        page.options_bar.opacity_changed.connect(self.set_opacity)
        page.tool_strip.overlay_toggled.connect(self.set_overlay)
        page.tool_strip.fit_requested.connect(page.triptych.fit)
        page.case_bar.layout_chosen.connect(self.set_layout)
        page.case_bar.links_toggled.connect(self.set_linked)
        page.case_bar.ghost_toggled.connect(self.set_ghost)
        self.set_mode(preferences.get(OVERLAY_MODE))
        self.set_opacity(preferences.get(OVERLAY_OPACITY_PCT))
        self.set_outline(preferences.get(OUTLINE_TENTHS_PX))
        self.set_layout(preferences.get(LAYOUT))
        links, active = page.triptych.links, page.triptych.active_canvas()
        for key, entry in LINKS.items():
            links.set_linked(key, preferences.get(entry), active)
        # Only now: each would have the others remembered as they are at first.
        links.changed.connect(self._show_links)
        self._show_links()
        for aid, entry in AIDS.items():
            self.set_aid(aid, preferences.get(entry))
        self.set_lens_factor(preferences.get(LENS_FACTOR))
        self.set_lens_equalised(preferences.get(LENS_EQUALISED))

    def set_mode(self, mode: str) -> None:
        """Show the mask as fill, contour or both."""
        if mode != "contour":
            self._mode_before_contour = mode
        self._preferences.set(OVERLAY_MODE, mode)
        self._page.options_bar.show_overlay(mode, self._preferences.get(OVERLAY_OPACITY_PCT))
        self._page.triptych.set_mode(mode)
        self.contour_only_changed.emit(mode == "contour")

    def set_contour_only(self, contour_only: bool) -> None:
        """Take the fill away while an outline is refined, or bring it back as it was."""
        self.set_mode("contour" if contour_only else self._mode_before_contour)

    def set_opacity(self, opacity_pct: int) -> None:
        """Make the fill cover the image this much."""
        self._preferences.set(OVERLAY_OPACITY_PCT, opacity_pct)
        self._page.options_bar.show_overlay(self._preferences.get(OVERLAY_MODE), opacity_pct)
        self._page.triptych.set_opacity(opacity_pct / 100)

    def set_overlay(self, shown: bool) -> None:
        """Show the mask, or only the images."""
        self._page.tool_strip.set_overlay(shown)
        self._page.triptych.set_mask_visible(shown)
        self.overlay_changed.emit(shown)

    def set_outline(self, tenths_px: int) -> None:
        """Draw outlines so wide, in tenths of a screen pixel."""
        self._preferences.set(OUTLINE_TENTHS_PX, tenths_px)
        self._page.triptych.set_outline(tenths_px / 10)
        self.outline_changed.emit(tenths_px)

    def set_aid(self, aid: str, shown: bool) -> None:
        """Show the lens, the rulers or the minimap, or not."""
        self._preferences.set(AIDS[aid], shown)
        for pane in self._page.triptych.panes:
            canvas = pane.canvas
            if aid == "lens":
                canvas.set_lens(shown)
            elif aid == "rulers":
                canvas.show_rulers(shown)
            else:
                # One is enough: on the canvas at work.
                canvas.minimap.set_wanted(shown and pane is self._page.triptych.overlay)
        self.aid_changed.emit(aid, shown)

    def set_lens_factor(self, factor: int) -> None:
        """Let the magnifier show everything so many times as large as the canvas does."""
        self._preferences.set(LENS_FACTOR, factor)
        for pane in self._page.triptych.panes:
            pane.canvas.lens.set_factor(factor)

    def set_lens_equalised(self, equalised: bool) -> None:
        """Let the magnifier raise the contrast, or show the image as it is."""
        self._preferences.set(LENS_EQUALISED, equalised)
        for pane in self._page.triptych.panes:
            pane.canvas.lens.set_equalised(equalised)

    def tell_aids(self) -> None:
        """Say what is on show to whoever listens only now."""
        for aid, entry in AIDS.items():
            self.aid_changed.emit(aid, self._preferences.get(entry))

    def set_layout(self, layout: str) -> None:
        """Arrange the canvases."""
        self._preferences.set(self._layout_entry, layout)
        self._page.case_bar.layouts.set_choice(layout)
        self._page.triptych.set_layout_choice(layout)

    def show_page(self, name: str) -> None:
        """Arrange the canvases as they were on this page."""
        self._layout_entry = LAYOUTS.get(name, LAYOUT)
        self.set_layout(self._preferences.get(self._layout_entry))

    def want_layout(self, layout: str) -> None:
        """Arrange the canvases as a way of comparing needs it, where it needs any."""
        if layout:
            self.set_layout(layout)

    def next_layout(self) -> None:
        """The next arrangement in turn."""
        self._page.triptych.next_layout()
        self.set_layout(self._page.triptych.layout_choice)

    def set_linked(self, linked: bool) -> None:
        """Let zoom, pan and pointer go together, or not."""
        self._page.triptych.set_linked(linked)
        self._show_links()

    def set_ghost(self, shown: bool) -> None:
        """Mark the pointer of one canvas on the others, or not."""
        canvases = self._page.triptych
        canvases.links.set_linked(CURSOR, shown, canvases.active_canvas())

    def _show_links(self) -> None:
        """Say everywhere whether zoom and pan go together, whoever changed it."""
        linked = self._page.triptych.is_linked
        for key, entry in LINKS.items():
            self._preferences.set(entry, self._page.triptych.links.is_linked(key))
        self._page.case_bar.set_linked(linked)
        self._page.case_bar.set_ghost(self._page.triptych.links.is_linked(CURSOR))
        self.links_changed.emit(linked)
