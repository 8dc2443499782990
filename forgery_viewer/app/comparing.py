"""The compare page: which pictures the panes show, how two of them are compared, and the links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.app.differences import Differences
from forgery_viewer.app.pane_contents import PaneContents
from forgery_viewer.app.twins_controller import TwinsController
from forgery_viewer.core.regions import Figures
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.state.difference_pictures import USUAL_PAIR
from forgery_viewer.state.live_changes import LiveChanges, Sides
from forgery_viewer.state.pairing import Pairing, compare_contents, unfiltered, with_view
from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    BLINK,
    CURTAIN,
    FORGED,
    MODES,
    SIDE,
    PaneContent,
    first_contents,
)
from forgery_viewer.state.preferences import COMPARE_MODE, Preferences
from forgery_viewer.widgets.compare.dock import CompareDock
from forgery_viewer.widgets.instance_panel import InstancePanel
from forgery_viewer.widgets.pane_links import CONTRAST, CURSOR, PAN, TWINS, ZOOM
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.top_bar import COMPARE, PREDICT, REVIEW


class Comparing(QObject):
    """Keeps the dock of the compare page and the canvases saying the same."""

    layout_wanted = Signal(str)
    """The way of comparing wants this arrangement of the canvases."""
    mode_changed = Signal(str)
    links_told = Signal(object)
    """Which links there are, by key."""
    dock_made = Signal(object)
    zoom_requested = Signal(int)

    def __init__(
        self,
        page: ReviewPage,
        contents: PaneContents,
        twins: TwinsController,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._preferences = preferences
        self.contents = contents
        self._twins = twins
        self.differences = Differences(page, contents, self)
        mode = preferences.get(COMPARE_MODE)
        self.pairing = Pairing(mode=mode if mode in MODES else CURTAIN)
        self.dock: CompareDock | None = None
        self._panels: CompareDock | None = None
        """The dock as far as it is made."""
        self._instances: InstancePanel | None = None
        self._figures: Figures | None = None
        self._blink_timer = QTimer(self)
        self._blink_timer.timeout.connect(self._blink)
        self._blink_shows_second = False
        self._beside: PaneContent | None = None
        """What the first pane shows but for a pair side by side."""
        contents.keep(COMPARE, self.pairing.put_into(compare_contents()))
        contents.keep(REVIEW, first_contents())
        canvases = page.triptych
        canvases.case_changed.connect(self._take_case)
        canvases.blink_held.connect(self._hold)
        canvases.curtain_moved.connect(self._move_curtain)
        canvases.nudged.connect(self._nudge)
        canvases.links.changed.connect(self.show_links)
        canvases.activated.connect(lambda _place: self.show_links())
        contents.changed.connect(self._apply_pairing)
        self.changes.sides_told.connect(self._show_sides)

    def close(self) -> None:
        """Count no more, and blink no more."""
        self._blink_timer.stop()
        self.differences.close()

    @property
    def changes(self) -> LiveChanges:
        """What the forger changed."""
        return self.differences.changes

    # The page -----------------------------------------------------------------------------

    def make_ahead(self) -> Iterator[None]:
        """Make the panels of the dock, one in each step, for when the page is first gone to."""
        while self._growing_dock().grow():
            yield
        self.make_dock()
        yield

    def _growing_dock(self) -> CompareDock:
        if self._panels is None:
            self._panels = CompareDock(whole=False)
            self._page.add_dock(self._panels)
        return self._panels

    def make_dock(self) -> CompareDock:
        """The panels of the compare page, made by now."""
        if self.dock is None:
            self.dock = dock = self._growing_dock()
            dock.finish()
            dock.pair.mode_chosen.connect(self.set_mode)
            dock.pair.first_chosen.connect(lambda key: self._pair(first=key))
            dock.pair.second_chosen.connect(lambda key: self._pair(second=key))
            dock.pair.swapped.connect(lambda: self._set_pairing(self.pairing.swapped()))
            dock.pair.blink_changed.connect(
                lambda by_itself, rate: self._pair(blinks=by_itself, blinks_per_s=rate)
            )
            dock.pair.blend_changed.connect(lambda per_cent: self._pair(blend_pct=per_cent))
            self.differences.set_panel(dock.difference)
            dock.links.link_toggled.connect(self.set_link)
            dock.links.offset_reset.connect(self._reset_offset)
            self.contents.sources_changed.connect(self._show_sources)
            self._instances = InstancePanel(lists_regions=False)
            self._instances.zoom_requested.connect(self.zoom_requested)
            dock.add_section(self._instances)
            self._show_instances()
            self._show_all()
            self.dock_made.emit(dock)
        return self.dock

    def show_page(self, name: str) -> None:
        """Give the panes what they show on another page."""
        self._choose_difference(name)
        self.contents.show(name)
        if name == COMPARE:
            self._show_instances()
        self._twins.show_page(name)
        self._apply_pairing()

    # The pair -----------------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """Compare by curtain, blink, blend or side by side."""
        was = self.pairing.mode
        self._pair(mode=mode)
        self._preferences.set(COMPARE_MODE, mode)
        if SIDE in (was, mode) and was != mode:
            self.layout_wanted.emit("two" if mode == SIDE else "focus")

    def toggle_curtain(self) -> None:
        """Compare authentic and forged by a curtain on the canvas at work, or no more."""
        if self.contents.page == COMPARE:
            self.set_mode(BLINK if self.pairing.mode == CURTAIN else CURTAIN)
            return
        self.contents.turn(self._page.triptych.active_pane, AUTHENTIC, FORGED, CURTAIN)

    @property
    def has_curtain(self) -> bool:
        """Whether a curtain is drawn on any canvas."""
        return any(content.mode == CURTAIN for content in self.contents.now)

    def _pair(self, **changes: object) -> None:
        self._set_pairing(replace(self.pairing, **changes))  # type: ignore[arg-type]

    def _set_pairing(self, pairing: Pairing) -> None:
        if pairing == self.pairing:
            return
        self.pairing = pairing
        self._show_pair()
        self._choose_difference(self.contents.page)
        if self.contents.page == COMPARE:
            self.contents.set_all(self._with_pair(pairing))
        self._apply_pairing()

    def _choose_difference(self, page: str) -> None:
        """On the compare page the difference is that of the pair."""
        pair = self.pairing.differing if page == COMPARE else None
        self.differences.choose_pair(*(pair or USUAL_PAIR))

    def _with_pair(self, pairing: Pairing) -> tuple[PaneContent, ...]:
        """The contents with a pair; side by side takes a second pane, and gives it back."""
        contents = self.contents.now
        if pairing.mode == SIDE:
            self._beside = self._beside or contents[0]
        elif self._beside is not None:
            contents = (replace(self._beside, tones=contents[0].tones), *contents[1:])
            self._beside = None
        return pairing.put_into(contents)

    def take_view(self, chosen: bool) -> None:
        """Let a pane show what a forensic view makes of the image, or images again."""
        if not chosen:
            if self._beside is not None:
                self._beside = unfiltered(self._beside)
            self.contents.drop_filtered()
            self._set_pairing(self.pairing.without_view())
        elif self.contents.page == COMPARE and self.pairing.mode == SIDE:
            self._set_pairing(self.pairing.with_view())
        else:
            self.contents.set_all(with_view(self.contents.now))

    def _apply_pairing(self) -> None:
        """Set what the panes know nothing of: strength, rate and place of the curtain."""
        for pane in self._page.triptych.panes:
            pane.canvas.set_blend(self.pairing.blend_pct / 100)
        if self._blinks_by_itself:
            every_ms = round(1000 / self.pairing.blinks_per_s)
            if not self._blink_timer.isActive() or self._blink_timer.interval() != every_ms:
                self._blink_timer.start(every_ms)
        else:
            self._blink_timer.stop()
            self._blink_shows_second = False
            self._show_blinked()
        self.mode_changed.emit(CURTAIN if self.has_curtain else "")

    @property
    def _blinks_by_itself(self) -> bool:
        if self.contents.page == COMPARE:
            return self.pairing.mode == BLINK and self.pairing.blinks
        has_blink = any(content.mode == BLINK for content in self.contents.now)
        return self.contents.page == PREDICT and has_blink

    def _blink(self) -> None:
        self._blink_shows_second = not self._blink_shows_second
        self._show_blinked()

    def _show_blinked(self) -> None:
        canvases = [pane.canvas for pane in self._page.triptych.panes]
        for place, (canvas, content) in enumerate(zip(canvases, self.contents.now, strict=True)):
            if content.mode == BLINK and canvas.second_layer.pyramid is not None:
                canvas.show_second(self._blink_shows_second)
                shown = content.second if self._blink_shows_second else content.source
                self.contents.say_turn(place, shown)

    def _hold(self, held: bool) -> None:
        """Show the other picture while the key is held: of the twins where the pointer is there."""
        if self._twins.hold_blink(held) and held:
            return
        place = self._page.triptych.active_pane
        self.contents.peek(place, held=held)

    def _move_curtain(self, place: float) -> None:
        for pane in self._page.triptych.panes:
            pane.canvas.set_curtain(place)

    # Instances ----------------------------------------------------------------------------

    def _take_case(self) -> None:
        self._figures = self._page.triptych.figures
        self._show_instances()

    def show_figures(self, figures: Figures | None) -> None:
        """Show area and regions of each instance in the dock, too."""
        self._figures = figures
        if self._instances is not None and self.contents.page == COMPARE:
            self._instances.show_figures(figures)

    def _show_sides(self, sides: Sides) -> None:
        """Tell sources from copies on the canvases and in the lists of instances."""
        sources = frozenset(
            (number, place)
            for number, told in enumerate(sides)
            for place, side in enumerate(told)
            if side is Side.SOURCE
        )
        for pane in self._page.triptych.panes:
            pane.canvas.badge_layer.show_sources(sources)
        for panel in (self._page.instances, self._instances):
            if panel is not None:
                panel.show_sides(sides)

    def _show_instances(self) -> None:
        panel, document = self._instances, self._page.triptych.document
        if panel is None:
            return
        if self.contents.page != COMPARE:
            # Nobody sees them, and rows take time to make.
            document = None
        if document is not panel.document:
            panel.set_document(document)
        if document is not None:
            panel.show_figures(self._figures)
            panel.show_sides(self.changes.sides)

    # Links --------------------------------------------------------------------------------

    def set_link(self, key: str, linked: bool) -> None:
        """Share zoom, place, pointer, contrast or twins, or not."""
        canvases = self._page.triptych
        if key in (ZOOM, PAN, CURSOR):
            canvases.links.set_linked(key, linked, canvases.active_canvas())
        elif key == CONTRAST:
            self.contents.set_contrast_linked(linked)
        elif key == TWINS:
            self._twins.set_linked(linked)
        self.show_links()

    def show_links(self) -> None:
        """Say in the dock and in the menu what is linked."""
        links = self._page.triptych.links
        told = {key: links.is_linked(key) for key in (ZOOM, PAN, CURSOR)}
        told[CONTRAST] = self.contents.contrast_linked
        told[TWINS] = self._twins.is_linked
        self.links_told.emit(told)
        if self.dock is not None:
            self.dock.links.show_links(told)
            offset = links.offset(self._page.triptych.active_canvas())
            self.dock.links.show_offset(offset.x(), offset.y())
            self.dock.links.reset.setVisible(links.has_offsets)

    def _nudge(self, dx: int, dy: int) -> None:
        if self.contents.page == COMPARE:
            canvases = self._page.triptych
            canvases.links.nudge(canvases.active_canvas(), dx, dy)

    def _reset_offset(self) -> None:
        canvases = self._page.triptych
        canvases.links.reset_offsets(canvases.active_canvas())

    # What the dock says -------------------------------------------------------------------

    def _show_all(self) -> None:
        self._show_sources()
        self._show_pair()
        self.show_links()

    def _show_sources(self) -> None:
        if self.dock is not None:
            self.dock.pair.set_sources(self.contents.sources())
            self._show_pair()

    def _show_pair(self) -> None:
        if self.dock is not None:
            pairing = self.pairing
            self.dock.pair.show_pair(pairing.mode, pairing.first, pairing.second)
            self.dock.pair.show_blink(pairing.blinks, pairing.blinks_per_s)
            self.dock.pair.show_blend(pairing.blend_pct)
