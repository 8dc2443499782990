"""Three linked canvases of different sizes, for tests to look around with."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.pane_links import PAN, ZOOM, PaneLinks
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.pointing import MIDDLE, Mouse

SIZES = ((300, 200), (261, 200), (300, 173))
START = View(4.0, 50.0, 40.0)


class Stage(QWidget):
    """Three canvases of different sizes with an image of 120 x 90 px, and their links."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(900, 210)
        self.canvases = []
        for place, size in enumerate(SIZES):
            canvas = Canvas(self)
            canvas.move(300 * place, 0)
            canvas.resize(*size)
            canvas.set_pyramid(Pyramid(noise(90, 120)))
            self.canvases.append(canvas)
        self.links = PaneLinks(self.canvases, self)
        for canvas in self.canvases:
            self._listen(canvas)
        self.links.fit(self.canvases)

    def _listen(self, canvas: Canvas) -> None:
        canvas.view_changed.connect(lambda _view: self.links.share_view(canvas))
        canvas.hovered.connect(lambda point: self.links.share_pointer(canvas, point))

    def look(self, view: View = START) -> None:
        """Link all at one view, without an offset."""
        self.link(True, self.canvases[0])
        self.links.reset_offsets(self.canvases[0])
        self.canvases[0].set_view(view)
        assert [canvas.view for canvas in self.canvases] == [view] * 3

    def link(self, linked: bool, active: Canvas) -> None:
        """Link zoom and place, or neither."""
        for which in (PAN, ZOOM):
            self.links.set_linked(which, linked, active)

    def places(self) -> list[tuple[float, float]]:
        return [(canvas.view.x, canvas.view.y) for canvas in self.canvases]

    def offset(self, place: int) -> tuple[float, float]:
        """How far a canvas looks beside where the first one does."""
        offset = self.canvases[place].offset - self.canvases[0].offset
        return offset.x(), offset.y()


def drag(canvas: Canvas, dx: float, dy: float) -> None:
    """Drag the image by so many screen px."""
    Mouse(canvas).drag((100, 80), (100 + dx, 80 + dy), MIDDLE)
