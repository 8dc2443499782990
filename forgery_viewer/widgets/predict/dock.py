"""The dock at the right of the Predict page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

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


class PredictDock(QScrollArea):
    """Of this image predictor, mask, score, match and taking over; of the data set the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.predictor = PredictorPanel()
        self.map = MapPanel()
        self.score = ScorePanel()
        self.match = MatchPanel()
        self.take_over = TakeOverPanel()
        self.dataset = DatasetPanel()
        self.sweep = SweepPanel()
        body = QWidget()
        body.setProperty("panel", "true")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
        self.setMinimumWidth(LEAST_WIDTH_PX)

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections, from the top."""
        image = (self.predictor, self.map, self.score, self.match, self.take_over)
        return (*image, self.dataset, self.sweep)

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
