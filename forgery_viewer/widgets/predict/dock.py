"""The dock at the right of the Predict page."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QApplication, QWidget

from forgery_viewer.widgets.growing_dock import GrowingDock
from forgery_viewer.widgets.predict.dataset_panel import DatasetPanel
from forgery_viewer.widgets.predict.map_panel import MapPanel
from forgery_viewer.widgets.predict.match_panel import MatchPanel
from forgery_viewer.widgets.predict.predictor_panel import PredictorPanel
from forgery_viewer.widgets.predict.score_panel import ScorePanel
from forgery_viewer.widgets.predict.sweep_panel import SweepPanel
from forgery_viewer.widgets.predict.take_over_panel import TakeOverPanel
from forgery_viewer.widgets.section import Section

LEAST_WIDTH_PX = 322
_MARGIN_PX = 10


class PredictDock(GrowingDock):
    """Of this image predictor, mask, score, match and taking over; of the data set the rest."""

    def __init__(self, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(LEAST_WIDTH_PX, parent, whole=whole)

    def _make_sections(self) -> Iterator[Section]:
        self.predictor = PredictorPanel()
        yield self.predictor
        self.map = MapPanel()
        yield self.map
        self.score = ScorePanel()
        yield self.score
        self.match = MatchPanel()
        yield self.match
        self.take_over = TakeOverPanel()
        yield self.take_over
        self.dataset = DatasetPanel()
        yield self.dataset
        self.sweep = SweepPanel()
        yield self.sweep

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        moved = bool(super().focusNextPrevChild(next))
        focused = QApplication.focusWidget()
        if moved and focused is not None:
            self.show_whole(focused)
        return moved

    def show_whole(self, widget: QWidget) -> None:
        """Scroll until all of a widget is seen; of a chart Qt is content with its upper corner."""
        body = self.widget()
        if body is not None and body.isAncestorOf(widget):
            place = widget.mapTo(body, widget.rect().center())
            self.ensureVisible(place.x(), place.y(), 0, widget.height() // 2 + _MARGIN_PX)
