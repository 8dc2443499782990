"""What linked canvases share: zoom and place, and the pointer; with an offset set by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median

from PySide6.QtCore import QObject, QPointF, Signal

from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.view import View

ZOOM, CURSOR = "zoom", "cursor"
CONTRAST, TWINS = "contrast", "twins"
"""Shared by what sets tones and by what finds twins, not by the canvases themselves."""


class PaneLinks(QObject):
    """Carries the view and the pointer of one canvas to those linked to it.

    A canvas that was moved while it was not linked keeps its distance from the others when it is
    linked again, so that two slightly shifted images can be compared.
    """

    changed = Signal()
    """Other links, or another offset."""

    def __init__(self, canvases: Sequence[Canvas], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self._linked = {ZOOM: True, CURSOR: True}
        self._sharing = False
        self._before: dict[Canvas, View] = {}
        """Where each canvas looked when it was linked the last time."""

    def is_linked(self, which: str) -> bool:
        """Whether ZOOM or CURSOR is shared."""
        return self._linked[which]

    def set_linked(self, which: str, linked: bool, active: Canvas) -> None:
        """Share ZOOM or CURSOR, or let each canvas go its way; the active one stays as it is."""
        if linked == self._linked[which]:
            return
        self._linked[which] = linked
        if which == ZOOM and linked:
            self._keep_offsets(active)
            self.share_view(active, even_fitted=True)
        elif which == ZOOM:
            self._before = {canvas: canvas.view for canvas in self._canvases}
        elif which == CURSOR and not linked:
            self.hide_pointer()
        self.changed.emit()

    # Offsets ------------------------------------------------------------------------------

    def offset(self, canvas: Canvas) -> QPointF:
        """How far right and down the picture of a canvas lies against most of the others."""
        others = [other.offset for other in self._canvases if other is not canvas]
        x, y = (median(at) for at in zip(*((p.x(), p.y()) for p in others), strict=True))
        return QPointF(x, y) - canvas.offset

    @property
    def has_offsets(self) -> bool:
        """Whether any canvas looks beside where the others do."""
        return any(canvas.offset != self._canvases[0].offset for canvas in self._canvases)

    def nudge(self, canvas: Canvas, dx: int, dy: int) -> None:
        """Move the image of one canvas by whole pixels of it against the others."""
        canvas.offset -= QPointF(dx, dy)
        view = canvas.view
        self._look(canvas, View(view.scale, view.x - dx, view.y - dy), fitted=canvas.is_fitted)
        self.changed.emit()

    def reset_offsets(self, active: Canvas) -> None:
        """Let all canvases look at the same place again."""
        for canvas in self._canvases:
            canvas.offset = QPointF()
        if self._linked[ZOOM]:
            self.share_view(active, even_fitted=True)
        self.changed.emit()

    def _keep_offsets(self, active: Canvas) -> None:
        shown = [canvas for canvas in self._canvases if canvas.pyramid is not None]
        if all(canvas.is_fitted for canvas in shown):
            return
        moved = {canvas: self._moved(canvas) for canvas in shown}
        offsets = {canvas: canvas.offset - active.offset for canvas in shown}
        of_active = moved.get(active)
        for canvas in shown:
            by = moved[canvas]
            if math.isclose(canvas.view.scale, active.view.scale):
                place = QPointF(canvas.view.x - active.view.x, canvas.view.y - active.view.y)
            elif by is not None and of_active is not None:
                # Panes of other sizes are fitted at another zoom: what counts is the way gone.
                place = offsets[canvas] + by - of_active
            else:
                # It was zoomed, and so not moved against the others: it looks at something else.
                place = offsets[canvas]
            canvas.offset = QPointF(round(place.x()), round(place.y()))

    def _moved(self, canvas: Canvas) -> QPointF | None:
        """How far a canvas was moved since it is not linked; None where it was zoomed, too."""
        before = self._before.get(canvas, canvas.view)
        if not math.isclose(before.scale, canvas.view.scale):
            return None
        return QPointF(canvas.view.x - before.x, canvas.view.y - before.y)

    # Sharing ------------------------------------------------------------------------------

    def fit(self, canvases: Iterable[Canvas]) -> None:
        """Show the image whole in some canvases, each at its offset."""
        for canvas in canvases:
            self._look(canvas, canvas.fitted_view(), fitted=True)

    def share_view(self, source: Canvas, *, even_fitted: bool = False) -> None:
        """Let the linked canvases look where one of them does."""
        # A fitted view is each canvas's own: their sizes differ.
        if not self._linked[ZOOM] or self._sharing or (source.is_fitted and not even_fitted):
            return
        self._sharing = True
        if source.is_fitted:
            self.fit(self._canvases)
        else:
            for canvas in self._canvases:
                if canvas is not source:
                    self._look(canvas, _shifted(source.view, canvas.offset - source.offset))
        self._sharing = False

    def share_pointer(self, source: Canvas, point: QPointF) -> None:
        """Mark the image point under the pointer of one canvas on the others."""
        for canvas in self._canvases:
            if canvas is not source:
                there = point + canvas.offset - source.offset
                canvas.show_ghost(there if self._linked[CURSOR] else None)

    def hide_pointer(self) -> None:
        """Take the marks away."""
        for canvas in self._canvases:
            canvas.show_ghost(None)

    def _look(self, canvas: Canvas, view: View, *, fitted: bool = False) -> None:
        was, self._sharing = self._sharing, True
        canvas.set_view(view, fitted=fitted)
        self._sharing = was


def _shifted(view: View, by: QPointF) -> View:
    return View(view.scale, view.x + by.x(), view.y + by.y())
