"""The linked canvases of a case: each pane with its own content, the mask over some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.regions import Figures
from forgery_viewer.state.case_loader import CaseKey, LoadedCase
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.pane_content import (
    ERRORS,
    FORGED,
    SECOND_ERRORS,
    TRUTH,
    PaneContent,
    first_contents,
)
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.pane_busy import PaneBusy
from forgery_viewer.widgets.pane_group import PaneGroup
from forgery_viewer.widgets.pane_links import CURSOR, PAN, ZOOM, PaneLinks
from forgery_viewer.widgets.pane_showing import PictureSource, show_content, show_layers
from forgery_viewer.widgets.pane_tools import PaneTools
from forgery_viewer.widgets.size_words import extent_of, image_size_of
from forgery_viewer.widgets.theme import FIT_MARGIN_PX
from forgery_viewer.widgets.view import View, fit_box


class Triptych(PaneGroup):
    """Canvases that look at the same place, arranged so that most of the image shows."""

    clicked = Signal(QPointF)
    menu_wanted = Signal(QPointF, QPoint)
    hovered = Signal(QPointF)
    left_canvas = Signal()
    links_changed = Signal(bool)
    case_changed = Signal()
    """Another case, or none: before its pictures are shown."""
    pictures_shown = Signal()
    """Some canvas shows another picture."""
    blink_held = Signal(bool)
    curtain_moved = Signal(float)
    nudged = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.links = PaneLinks([pane.canvas for pane in self.panes], self)
        self.tools = PaneTools(self.panes, self)
        self.contents: tuple[PaneContent, ...] = first_contents()
        self._pictures: PictureSource | None = None
        self._case: LoadedCase | None = None
        self._seen: LoadedCase | None = None
        self._document: MaskDocument | None = None
        self._figures: Figures | None = None
        self._predicted: dict[str, tuple[MaskDocument, Figures | None]] = {}
        self._note = ""
        self._mode = "both"
        self._visible = True
        self._peeking = False
        self._shown: list[tuple[CaseKey, str] | None] = [None] * len(self.panes)
        self._lost_keys = -1
        self.busy = PaneBusy(self.panes, lambda: self._seen is None, self)
        self.links.changed.connect(self._tell_offsets)
        for place, (pane, content) in enumerate(zip(self.panes, self.contents, strict=True)):
            self._listen(pane)
            self.tools.show_content(place, content)
        self.show_nothing("images", "No image chosen.")

    # Cases --------------------------------------------------------------------------------

    @property
    def case(self) -> LoadedCase | None:
        """The case on show."""
        return self._case

    @property
    def seen_case(self) -> LoadedCase | None:
        """The case on show, or the previews of one that is being read."""
        return self._seen

    @property
    def document(self) -> MaskDocument | None:
        """The mask on show."""
        return self._document

    @property
    def figures(self) -> Figures | None:
        """What was measured of the mask on show."""
        return self._figures

    def show_nothing(self, icon_name: str, sentence: str) -> None:
        """Empty all canvases and say why."""
        self._case = self._seen = self._document = self._figures = None
        self._shown = [None] * len(self.panes)
        for pane in self.panes:
            pane.show_reason(icon_name, sentence)
        self.links.turn_to(None)
        self.busy.end()
        self.case_changed.emit()

    def show_case(self, case: LoadedCase, document: MaskDocument | None) -> None:
        """Show a case; the zoom stays when the image has the size of the one before."""
        self.busy.end()
        self._put(case, case, document)

    def show_preview(self, previews: LoadedCase) -> None:
        """Show what there is to see of a case that is being read: there is no case to work on."""
        # That it is a preview says it all.
        self.busy.end()
        if self._case is None and self._seen is not None and self._seen.key == previews.key:
            self._seen = previews
            self._show_all()
            self.links.fit(canvas for canvas in self._all() if canvas.is_fitted)
            self._paint_large_in_turns()
        else:
            self._put(None, previews, None)

    def _put(
        self, case: LoadedCase | None, seen: LoadedCase, document: MaskDocument | None
    ) -> None:
        keeps_view = self._same_size(seen) and not self._all_fitted()
        self._case, self._seen, self._document = case, seen, document
        self._figures, self._note = None, ""
        self.links.turn_to(seen.key)
        self.case_changed.emit()
        self._show_all()
        self._arrange()
        if not keeps_view:
            self.links.fit(self.canvases())
        self._paint_large_in_turns()

    def show_images(self, case: LoadedCase) -> None:
        """Show other pictures of the case on show; mask, view and what is said of it stay."""
        self._case = self._seen = case
        self.case_changed.emit()
        self._show_all()
        self.links.fit(canvas for canvas in self._all() if canvas.is_fitted)

    def set_overlay_note(self, note: str) -> None:
        """Say in the overlay's header what its mask is."""
        self._note = note
        self._name_overlays()

    def _same_size(self, case: LoadedCase) -> bool:
        return self._seen is not None and image_size_of(self._seen) == image_size_of(case)

    def _all_fitted(self) -> bool:
        return all(c.is_fitted for c in self.canvases() if c.pyramid is not None)

    # Contents -----------------------------------------------------------------------------

    def set_pictures(self, pictures: PictureSource | None) -> None:
        """Where pictures come from that have to be computed."""
        self._pictures = pictures

    def set_contents(self, contents: Sequence[PaneContent]) -> None:
        """Show other pictures in the panes; the view stays."""
        if tuple(contents) != self.contents:
            self.contents = tuple(contents)
            self._show_all()

    def refresh_place(self, place: int) -> None:
        """Show what a pane shows as it is without a key held."""
        self._show(place)

    def refresh_source(self, source: str) -> None:
        """Show a picture that has come, or why it cannot."""
        for place, content in enumerate(self.contents):
            if source in content.sources:
                self._show(place)
        self.pictures_shown.emit()

    def _show_all(self) -> None:
        for place in range(len(self.panes)):
            self._show(place)
        self.pictures_shown.emit()

    def _show(self, place: int) -> None:
        if self._seen is None:
            return
        pane, content = self.panes[place], self.contents[place]
        self.tools.show_content(place, content)
        had_image, had_keys = pane.shows_image, pane.canvas.hasFocus()
        # Also where the two images differ in size all of them look at one place.
        pane.canvas.extent = extent_of(self._seen)
        keeps = had_image and self._shown[place] == (self._seen.key, content.source)
        document, figures = self._mask_of(content)
        show_content(pane, content, self._seen, document, self._pictures, keeps=keeps)
        if pane.shows_image and not had_image:
            self._look_as_others(pane.canvas)
            if self._lost_keys == place:
                pane.canvas.setFocus()
        if pane.shows_image:
            self._shown[place] = (self._seen.key, content.source)
        # A canvas that gives way to a sentence loses the keyboard, and gets it back.
        self._lost_keys = place if had_keys and not pane.shows_image else self._lost_keys
        if self._lost_keys == place and pane.shows_image:
            self._lost_keys = -1
        pane.canvas.show_figures(figures if pane.canvas.mask_layer.document else None)
        self._name_overlays()
        self._show_layers()

    def _mask_of(self, content: PaneContent) -> tuple[MaskDocument | None, Figures | None]:
        """The mask that lies over a content, and what was measured of it."""
        if content.mask == TRUTH or self._case is None:
            return self._document, self._figures
        return self._predicted.get(content.mask, (None, None))

    def _look_as_others(self, canvas: Canvas) -> None:
        """A canvas that had nothing to show looks where the one at work does, or as before."""
        work = self.panes[self._active].canvas
        if canvas.is_fitted:
            self.links.fit((canvas,))
        elif work is not canvas and work.pyramid is not None and not work.is_fitted:
            self.links.share_view(work)

    def _name_overlays(self) -> None:
        for pane, content in zip(self.panes, self.contents, strict=True):
            has_truth = content.shows_mask and content.mask == TRUTH
            is_overlay = has_truth and content.source == FORGED and not content.second
            if is_overlay and self._note and pane.shows_image:
                pane.set_note(self._note)

    # Mask ---------------------------------------------------------------------------------

    def set_opacity(self, opacity: float) -> None:
        """How strongly the fill covers the image, 0 to 1."""
        for canvas in self._all():
            canvas.mask_layer.set_opacity(opacity)

    def set_mode(self, mode: str) -> None:
        """Show the mask as "fill", "contour" or "both"."""
        self._mode = mode
        self._show_layers()

    def set_outline(self, width_px: float) -> None:
        """How wide outlines are, in screen px."""
        for canvas in self._all():
            canvas.contour_layer.set_width(width_px)

    def set_mask_visible(self, visible: bool) -> None:
        """Show the mask or only the image."""
        self._visible = visible
        self._show_layers()

    def _peek(self, held: bool) -> None:
        self._peeking = held
        self._show_layers()

    def _show_layers(self) -> None:
        shown = self._visible and not self._peeking
        for pane, content in zip(self.panes, self.contents, strict=True):
            show_layers(pane.canvas, content, self._mode if shown else "")
            against = content.source in (ERRORS, SECOND_ERRORS)
            pane.canvas.set_reference(self._document if shown and against else None)

    def show_figures(self, figures: Figures | None) -> None:
        """Number the regions of the mask where it is shown."""
        self._figures = figures
        self._number_regions(TRUTH, figures)

    def show_predicted(
        self, mask: str, document: MaskDocument | None, figures: Figures | None = None
    ) -> None:
        """Lay a predicted mask, one of MASKS but the truth, over the panes that show it."""
        self._predicted.pop(mask, None)
        if document is not None:
            self._predicted[mask] = (document, figures)
        for pane, content in zip(self.panes, self.contents, strict=True):
            if content.shows_mask and content.mask == mask and pane.shows_image:
                pane.canvas.set_document(document)
        self._number_regions(mask, figures)

    def _number_regions(self, mask: str, figures: Figures | None) -> None:
        for pane, content in zip(self.panes, self.contents, strict=True):
            if content.mask == mask:
                has_mask = pane.canvas.mask_layer.document is not None
                pane.canvas.show_figures(figures if has_mask else None)

    def _all(self) -> Iterator[Canvas]:
        return (pane.canvas for pane in self.panes)

    # View ---------------------------------------------------------------------------------

    @property
    def is_linked(self) -> bool:
        """Whether zoom and pan are both shared."""
        return self.links.shares_views

    def set_linked(self, linked: bool) -> None:
        """Share zoom, pan and pointer, or let each canvas go its way."""
        # Places first: which canvas was only moved is told from their zooms.
        for which in (PAN, ZOOM, CURSOR):
            self.links.set_linked(which, linked, self.active_canvas())
        self.links_changed.emit(linked)

    def _tell_offsets(self) -> None:
        for pane in self.panes:
            offset = self.links.offset(pane.canvas)
            pane.header.show_offset(offset.x(), offset.y())

    def fit(self) -> None:
        """Show the image whole in every canvas that is linked, or in the active one."""
        self.links.fit_from(self.active_canvas(), self.canvases())

    def show_actual_size(self) -> None:
        """One image pixel is one screen pixel."""
        self.set_view(replace(self.active_canvas().view, scale=1.0))

    def zoom_by(self, factor: float) -> None:
        """Zoom at the middle of the active canvas."""
        self.set_view(self.active_canvas().view.zoomed(factor, 0, 0))

    def show_box(self, top: int, left: int, bottom: int, right: int) -> None:
        """Show a box of the image with some room around it, at most at 800 %."""
        canvas = self.active_canvas()
        size = (canvas.width(), canvas.height())
        margin = max(FIT_MARGIN_PX, 0.12 * min(size))
        self.set_view(fit_box(left, top, right - left, bottom - top, size, margin, most=8.0))

    def set_view(self, view: View) -> None:
        """Look elsewhere with the active canvas, and with those linked to it."""
        self.active_canvas().set_view(view)

    def _listen(self, pane: CanvasPane) -> None:
        canvas = pane.canvas
        canvas.view_changed.connect(lambda _view: self.links.share_view(canvas))
        canvas.hovered.connect(lambda point: self.links.share_pointer(canvas, point))
        canvas.hovered.connect(self.hovered)
        canvas.left_canvas.connect(self.links.hide_pointer)
        canvas.left_canvas.connect(self.left_canvas)
        canvas.focused.connect(lambda: self._activate(pane))
        canvas.peeked.connect(self._peek)
        canvas.clicked.connect(self.clicked)
        canvas.menu_wanted.connect(self.menu_wanted)
        canvas.blink_held.connect(self.blink_held)
        canvas.curtain_moved.connect(self.curtain_moved)
        canvas.nudged.connect(self.nudged)

    def image_size(self) -> tuple[int, int] | None:
        return image_size_of(self._seen) if self._seen is not None else None
