"""What linked canvases share: zoom, place and pointer, each by a link of its own."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from statistics import median

from PySide6.QtCore import QObject, QPointF, Signal

from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.view import View

ZOOM, PAN, CURSOR = "zoom", "pan", "cursor"
CONTRAST, TWINS = "contrast", "twins"
"""Shared by what sets tones and by what finds twins, not by the canvases themselves."""


class PaneLinks(QObject):
    """Carries the view and the pointer of one canvas to those linked to it.

    While ZOOM is linked, all have one scale; while PAN is, all have the same point in their middle.
    Where only ZOOM is, a canvas that is zoomed takes the others along as far as it moves by that,
    so they keep their distance, and what was laid on each other by hand stays so. A canvas that
    was moved while PAN was not linked keeps its distance from the others when it is linked again,
    so that two slightly shifted images can be compared. That distance is one of the case: those of
    another one are not shifted against each other by it.
    """

    changed = Signal()
    """Other links, or another offset."""

    def __init__(self, canvases: Sequence[Canvas], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self._linked = {ZOOM: True, PAN: True, CURSOR: True}
        self._sharing = False
        self._seen: dict[Canvas, View] = {}
        """Where each canvas looked before it looks where it does now."""
        self._before: dict[Canvas, View] = {}
        """Where each canvas looked when their places were linked the last time."""
        self._case: Hashable = None
        self._of_case: dict[Hashable, list[QPointF]] = {}
        """The offsets of each case that has any but is not on show."""

    def is_linked(self, which: str) -> bool:
        """Whether ZOOM, PAN or CURSOR is shared."""
        return self._linked[which]

    @property
    def shares_views(self) -> bool:
        """Whether zoom and place are both shared."""
        return self._linked[ZOOM] and self._linked[PAN]

    def set_linked(self, which: str, linked: bool, active: Canvas) -> None:
        """Share ZOOM, PAN or CURSOR, or let each go its way; the active canvas stays as it is."""
        if linked == self._linked[which]:
            return
        if which == PAN and linked:
            self._keep_offsets(active)
        elif which == PAN:
            self._before = {canvas: canvas.view for canvas in self._canvases}
        self._linked[which] = linked
        if which in (ZOOM, PAN) and linked:
            self.share_view(active, even_fitted=True)
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

    def turn_to(self, case: Hashable) -> None:
        """Show another case at the offsets that were set for it, or none; None forgets all."""
        if case == self._case:
            return
        if self.has_offsets:
            self._of_case[self._case] = [QPointF(canvas.offset) for canvas in self._canvases]
        if case is None:
            # The data set is closed; another one has other cases of the same ids.
            self._of_case.clear()
        self._case = case
        none = [QPointF() for _canvas in self._canvases]
        offsets = self._of_case.pop(case, none)
        for canvas, offset in zip(self._canvases, offsets, strict=True):
            self._move(canvas, offset - canvas.offset)
        self.changed.emit()

    def _move(self, canvas: Canvas, by: QPointF) -> None:
        """Let a canvas look elsewhere than the others by so many px more."""
        if by.isNull():
            return
        canvas.offset = canvas.offset + by
        view, before = canvas.view, self._before.get(canvas)
        moved = View(view.scale, view.x + by.x(), view.y + by.y())
        self._look(canvas, moved, fitted=canvas.is_fitted)
        if before is not None:
            # It was not moved by hand.
            self._before[canvas] = View(before.scale, before.x + by.x(), before.y + by.y())

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

    def fit_from(self, active: Canvas, canvases: Iterable[Canvas]) -> None:
        """Show the image whole in one canvas, and in others as far as they are linked to it."""
        if self.shares_views:
            self.fit(canvases)
            return
        before = active.view
        self.fit((active,))
        self._seen[active] = before
        self.share_view(active, even_fitted=True)

    def fit(self, canvases: Iterable[Canvas]) -> None:
        """Show the image whole in some canvases, each at its offset."""
        for canvas in canvases:
            self._look(canvas, canvas.fitted_view(), fitted=True)

    def share_view(self, source: Canvas, *, even_fitted: bool = False) -> None:
        """Let the linked canvases look where one of them does, as far as they are linked."""
        before, self._seen[source] = self._seen.get(source, source.view), source.view
        # A fitted view is each canvas's own: their sizes differ.
        if self._sharing or (source.is_fitted and not even_fitted):
            return
        self._sharing = True
        if source.is_fitted and self.shares_views:
            self.fit(self._canvases)
        else:
            for canvas in self._canvases:
                if canvas is not source:
                    self._follow(canvas, source, before)
        self._sharing = False

    def _follow(self, canvas: Canvas, source: Canvas, before: View) -> None:
        """Let a canvas look as another one does that looked elsewhere before."""
        view, own = source.view, canvas.view
        is_zoomed = self._linked[ZOOM] and view.scale != own.scale
        x, y = own.x, own.y
        if self._linked[PAN]:
            apart = canvas.offset - source.offset
            x, y = view.x + apart.x(), view.y + apart.y()
        elif is_zoomed and view.scale != before.scale:
            x, y = x + view.x - before.x, y + view.y - before.y
        if is_zoomed or self._linked[PAN]:
            self._look(canvas, View(view.scale if self._linked[ZOOM] else own.scale, x, y))

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
