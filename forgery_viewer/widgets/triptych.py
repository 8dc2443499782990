"""The linked canvases of a case: authentic, forged, overlay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QPointF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.core.regions import Figures
from forgery_viewer.state.case_loader import LoadedCase, LoadedImage
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.arrangement import best_arrangement, pane_rooms
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.theme import CANVAS_HEADER_PX, FIT_MARGIN_PX, theme_of
from forgery_viewer.widgets.view import View, fit_box

LAYOUTS = ("auto", "row", "column", "focus")
BUSY_AFTER_MS = 200


class Triptych(QWidget):
    """Three canvases that look at the same place, arranged so that most of the image shows."""

    stroke_begun = Signal(QPointF, bool)
    stroke_moved = Signal(QPointF)
    stroke_ended = Signal()
    clicked = Signal(QPointF)
    brush_resized = Signal(int)
    hovered = Signal(QPointF)
    left_canvas = Signal()
    layout_changed = Signal(str)
    links_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.authentic = CanvasPane("Authentic", self)
        self.forged = CanvasPane("Forged", self)
        self.overlay = CanvasPane("Overlay", self)
        self.panes = (self.authentic, self.forged, self.overlay)
        self._layout = "auto"
        self._linked = True
        self._case: LoadedCase | None = None
        self._mode = "both"
        self._visible = True
        self._peeking = False
        self._sharing_view = False
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(lambda: self._set_busy(True))
        for pane in self.panes:
            self._listen(pane)
        self.forged.canvas.accepts_strokes = True
        self.overlay.canvas.accepts_strokes = True
        self.overlay.set_active(True)
        self.show_nothing("images", "No image chosen.")

    def canvases(self) -> Iterator[Canvas]:
        """The three canvases, from left to right."""
        return (pane.canvas for pane in self.panes)

    # Cases --------------------------------------------------------------------------------

    @property
    def case(self) -> LoadedCase | None:
        """The case on show."""
        return self._case

    def show_nothing(self, icon_name: str, sentence: str) -> None:
        """Empty all canvases and say why."""
        self._case = None
        for pane in self.panes:
            pane.show_reason(icon_name, sentence)
        self._busy_timer.stop()
        self._set_busy(False)

    def begin_loading(self) -> None:
        """Keep the last image and, when it takes long, say that the next is being read."""
        self._busy_timer.start()

    def show_case(self, case: LoadedCase, document: MaskDocument | None) -> None:
        """Show a case; the zoom stays when the image has the size of the one before."""
        self._busy_timer.stop()
        self._set_busy(False)
        keeps_view = self._same_size(case) and not self._all_fitted()
        self._case = case
        _show_side(self.authentic, case.authentic, _why_no_authentic(case))
        _show_side(self.forged, case.subject, _why_no_subject(case))
        _show_side(self.overlay, case.subject, _why_no_subject(case))
        unknown = case.subject.record is not None and case.subject.record.key.label != "forged"
        self.forged.set_title("Image" if unknown else "Forged")
        self.overlay.set_title("Overlay", "mask not readable" if case.mask_reason else "")
        self.overlay.canvas.set_document(document)
        self._arrange()
        if not keeps_view:
            self._fit_all(self.canvases())

    def set_overlay_note(self, note: str) -> None:
        """Say in the overlay's header what its mask is."""
        self.overlay.set_title("Overlay", note)

    def _same_size(self, case: LoadedCase) -> bool:
        return self._case is not None and _image_size(self._case) == _image_size(case)

    def _all_fitted(self) -> bool:
        return all(c.is_fitted for c in self.canvases() if c.pyramid is not None)

    def _set_busy(self, busy: bool) -> None:
        for pane in self.panes:
            pane.set_busy(busy)

    # Mask ---------------------------------------------------------------------------------

    def set_opacity(self, opacity: float) -> None:
        """How strongly the fill covers the image, 0 to 1."""
        for canvas in self.canvases():
            canvas.mask_layer.set_opacity(opacity)

    def set_mode(self, mode: str) -> None:
        """Show the mask as "fill", "contour" or "both"."""
        self._mode = mode
        self._show_layers()

    def set_mask_visible(self, visible: bool) -> None:
        """Show the mask or only the image."""
        self._visible = visible
        self._show_layers()

    def _peek(self, held: bool) -> None:
        self._peeking = held
        self._show_layers()

    def _show_layers(self) -> None:
        shown = self._visible and not self._peeking
        for canvas in self.canvases():
            canvas.mask_layer.setVisible(shown and self._mode != "contour")
            canvas.contour_layer.setVisible(shown and self._mode != "fill")
            canvas.badge_layer.setVisible(shown)

    def show_figures(self, figures: Figures | None) -> None:
        """Number the regions of the mask on the overlay."""
        self.overlay.canvas.show_figures(figures)

    def set_paints(self, paints: bool) -> None:
        """Whether the left button paints on the overlay and the forged canvas, or moves them."""
        for pane in (self.forged, self.overlay):
            pane.canvas.accepts_strokes = paints

    def set_brush(self, diameter_px: float) -> None:
        """The size of the brush's ring, in image px."""
        for canvas in self.canvases():
            canvas.set_brush(diameter_px)

    # View ---------------------------------------------------------------------------------

    @property
    def is_linked(self) -> bool:
        """Whether zoom, pan and pointer are shared."""
        return self._linked

    def set_linked(self, linked: bool) -> None:
        """Share zoom, pan and pointer, or let each canvas go its way."""
        self._linked = linked
        active = self.active_canvas()
        if linked and active.is_fitted:
            self.fit()
        elif linked:
            self._share_view(active)
        self.links_changed.emit(linked)

    def active_canvas(self) -> Canvas:
        """The canvas that has the focus, else the overlay, else one that shows an image."""
        focused = QApplication.focusWidget()
        shown = [c for c in self.canvases() if c.pyramid is not None] or [self.overlay.canvas]
        # Of two that are not focused the later one: the overlay is the last.
        return max(reversed(shown), key=lambda canvas: canvas is focused)

    def fit(self) -> None:
        """Show the image whole in every canvas that is linked, or in the active one."""
        self._fit_all(self.canvases() if self._linked else (self.active_canvas(),))

    def show_actual_size(self) -> None:
        """One image pixel is one screen pixel."""
        view = self.active_canvas().view
        self.set_view(View(1.0, view.x, view.y))

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

    def _fit_all(self, canvases: Iterable[Canvas]) -> None:
        for canvas in canvases:
            canvas.set_view(canvas.fitted_view(), fitted=True)

    def _share_view(self, source: Canvas) -> None:
        # A fitted view is each canvas's own: their sizes differ.
        if self._linked and not self._sharing_view and not source.is_fitted:
            self._sharing_view = True
            for canvas in self.canvases():
                canvas.set_view(source.view)
            self._sharing_view = False

    def _share_pointer(self, source: Canvas, point: QPointF) -> None:
        for canvas in self.canvases():
            if canvas is not source:
                canvas.show_ghost(point if self._linked else None)
        self.hovered.emit(point)

    def _hide_pointer(self) -> None:
        for canvas in self.canvases():
            canvas.show_ghost(None)
        self.left_canvas.emit()

    def _activate(self, active: CanvasPane) -> None:
        for pane in self.panes:
            pane.set_active(pane is active)

    def _listen(self, pane: CanvasPane) -> None:
        canvas = pane.canvas
        canvas.view_changed.connect(lambda _view: self._share_view(canvas))
        canvas.hovered.connect(lambda point: self._share_pointer(canvas, point))
        canvas.left_canvas.connect(self._hide_pointer)
        canvas.focused.connect(lambda: self._activate(pane))
        canvas.peeked.connect(self._peek)
        canvas.stroke_begun.connect(self.stroke_begun)
        canvas.stroke_moved.connect(self.stroke_moved)
        canvas.stroke_ended.connect(self.stroke_ended)
        canvas.clicked.connect(self.clicked)
        canvas.brush_resized.connect(self.brush_resized)

    # Arrangement --------------------------------------------------------------------------

    @property
    def layout_choice(self) -> str:
        """One of LAYOUTS."""
        return self._layout

    def set_layout_choice(self, layout: str) -> None:
        """Arrange in a row, a column, with a large overlay, or as fits the image best (auto)."""
        if layout not in LAYOUTS:
            msg = f"no layout {layout!r}"
            raise ValueError(msg)
        if layout != self._layout:
            self._layout = layout
            self._arrange()
            self.layout_changed.emit(layout)

    def next_layout(self) -> None:
        """The next arrangement in turn."""
        self.set_layout_choice(LAYOUTS[(LAYOUTS.index(self._layout) + 1) % len(LAYOUTS)])

    def arrangement(self) -> str:
        """The arrangement in use: row, column or focus."""
        if self._layout != "auto":
            return self._layout
        if self._case is None:
            return "row"
        return best_arrangement(_image_size(self._case), (self.width(), self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        # What shows between the panes is the line that divides them.
        QPainter(self).fillRect(event.rect(), QColor(theme_of(self).line))

    def _arrange(self) -> None:
        arrangement = self.arrangement()
        rooms = pane_rooms(arrangement, self.width(), self.height())
        equal = arrangement != "focus"
        width = min(room.width() for room in rooms)
        height = min(room.height() for room in rooms) - CANVAS_HEADER_PX
        for pane, room in zip(self.panes, rooms, strict=True):
            # Panes that differ by the one pixel left over must not differ in their zoom.
            pane.canvas.fit_size = (width, height) if equal else None
            pane.setGeometry(room)


def _image_size(case: LoadedCase) -> tuple[int, int]:
    """(width, height) of the image that decides the zoom."""
    pyramid = case.subject.pyramid or case.authentic.pyramid
    return (pyramid.width, pyramid.height) if pyramid is not None else (1, 1)


def _show_side(pane: CanvasPane, side: LoadedImage, reason: tuple[str, str]) -> None:
    if side.pyramid is not None:
        pane.show_image(side.pyramid)
    elif side.record is not None:
        pane.show_reason("circle-alert", side.reason)
    else:
        pane.show_reason(*reason)


def _why_no_authentic(case: LoadedCase) -> tuple[str, str]:
    record = case.subject.record
    if record is not None and record.key.label == "unlabelled":
        return "images", "A test image: whether it is authentic is not known."
    if record is not None and record.key.split == "supplemental":
        return "images", "Supplemental figures come without an authentic image."
    return "images", "No authentic image for this case."


def _why_no_subject(_case: LoadedCase) -> tuple[str, str]:
    return "images", "No forged image for this case, so there is no mask."
