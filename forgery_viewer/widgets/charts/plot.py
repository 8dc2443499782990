"""What all charts have in common: their place on the screen, colours, axes and layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from forgery_viewer.state.charts.choice import Chart, Choice
from forgery_viewer.widgets.charts.axes import Scale, Tick, without_overlap
from forgery_viewer.widgets.charts.turns import Turns
from forgery_viewer.widgets.theme import Theme, text_font, theme_of

TICK_PX = 11
EDGE_PX = 16
"""Room at the left and right of a chart."""
BOTTOM_PX = 28
"""Room for the numbers under it."""

Paint = Callable[[QPainter, Theme], None]
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Layer(pg.GraphicsObject):
    """Something a chart paints as one, over the whole of itself."""

    def __init__(self, paint: Callable[[QPainter], None], z: float) -> None:
        super().__init__()
        self._paint = paint
        self._rect = QRectF()
        self.setZValue(z)

    def set_rect(self, rect: QRectF) -> None:
        """Cover another rectangle of the scene."""
        self.prepareGeometryChange()
        self._rect = rect

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self._paint(painter)


class Plot(pg.GraphicsView):
    """A chart whose scene is measured in screen pixels.

    Bars and curves are pyqtgraph's items, laid to whole pixels so that they stay sharp. Axes and
    labels are painted here: an AxisItem takes 3 ms to paint and more to resize, and nine charts
    share a window that must not stop for longer than 16 ms. For the same reason a chart keeps what
    it drew as a picture, and draws anew when it is its turn.
    """

    nothing = "No mask among these images."
    """What is said where there is nothing to draw."""
    top_px = 8
    """Room for labels above the drawing."""

    _ready = False  # pyqtgraph resizes the view before this class has made its parts

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setFrameShape(self.Shape.NoFrame)
        # The picture is what is shown: nothing that an item says of itself needs to be drawn.
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self.chart: Chart | None = None
        self.choice: Choice | None = None
        self.area = QRectF()
        self.turns: Turns | None = None
        self._theme: Theme | None = None
        self._picture = QPixmap()
        self._stale = self._unlaid = True
        self._back = Layer(lambda painter: self._paint_layer(painter, self.paint_back), -1)
        self._front = Layer(lambda painter: self._paint_layer(painter, self.paint_front), 2)
        for layer in (self._back, self._front):
            self.scene().addItem(layer)
        self._ready = True

    # What is shown ------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """The colours that are drawn in."""
        return self._theme or theme_of(self)

    def draw_in(self, theme: Theme | None) -> None:
        """Draw in the colours of a theme, whatever the window has; None for the window's."""
        self._theme = theme
        self.refresh()

    def show_chart(self, chart: Chart | None) -> None:
        """Show other figures."""
        if chart is not self.chart:
            self.chart = chart
            self.refresh()

    def show_choice(self, choice: Choice | None) -> None:
        """Mark what is chosen, in this chart or in another."""
        if choice != self.choice:
            self.choice = choice
            self.refresh()

    # Drawing ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Lay everything out anew and draw it, at once or when it is this chart's turn."""
        self._stale = self._unlaid = True
        if not self._ready:
            return
        if self.turns is not None and not self.visibleRegion().isEmpty():
            self.turns.ask(self)
        else:
            # Drawn, or asked for, when it is seen.
            self.viewport().update()

    def settle(self) -> None:
        """Put everything in its place, where that has not been done yet."""
        if not self._unlaid or not self._ready:
            return
        self._unlaid = False
        whole = QRectF(self.rect())
        for layer in (self._back, self._front):
            layer.set_rect(whole)
        left = EDGE_PX + self.left_px()
        self.area = whole.adjusted(left, self.top_px, -EDGE_PX, -BOTTOM_PX)
        has_room = self.area.width() > 1 and self.area.height() > 1
        shown = has_room and self.chart is not None and self.chart.total > 0
        self.arrange(shown)

    def draw(self) -> None:
        """Draw the picture that is shown from now on."""
        self.settle()
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self.theme.base))
        painter = QPainter(picture)
        self.draw_on(painter, QRectF(self.rect()))
        painter.end()
        self._picture = picture
        self._stale = False
        self.viewport().update()

    def draw_on(self, painter: QPainter, target: QRectF) -> None:
        """Draw the chart, without its ground, into a rectangle of its own size."""
        self.settle()
        self.scene().render(painter, target, QRectF(self.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._stale:
            if self.turns is None:
                self.draw()
            else:
                self.turns.ask(self)
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(self.theme.base))
        painter.drawPixmap(0, 0, self._picture)
        self.paint_over(painter, self.theme)
        painter.end()

    def paint_over(self, painter: QPainter, theme: Theme) -> None:
        """Paint what changes with every move of the pointer."""

    # For each kind of chart ---------------------------------------------------------------

    def left_px(self) -> float:
        """Room for labels at the left of the drawing."""
        return 0.0

    def arrange(self, shown: bool) -> None:
        """Put the items in their places in `area`, or out of sight."""

    def paint_back(self, painter: QPainter, theme: Theme) -> None:
        """Paint what lies behind the items; only called when there is something to draw."""

    def paint_front(self, painter: QPainter, theme: Theme) -> None:
        """Paint what lies on the items."""

    # Painting -----------------------------------------------------------------------------

    def _paint_layer(self, painter: QPainter, paint: Paint) -> None:
        painter.setFont(label_font())
        if self.chart is not None and self.chart.total > 0:
            paint(painter, self.theme)
        elif self.chart is not None and paint == self.paint_back:
            painter.setPen(QColor(self.theme.text3))
            painter.drawText(QRectF(self.rect()), CENTRE, self.nothing)

    def paint_grid(self, painter: QPainter, scale: Scale, ticks: Iterable[Tick]) -> None:
        """Lines across the drawing with their numbers at its left."""
        theme = self.theme
        for tick in ticks:
            y = round(scale.at(tick.value))
            painter.setPen(QColor(theme.line))
            painter.drawLine(int(self.area.left()), y, int(self.area.right()), y)
            painter.setPen(QColor(theme.text2))
            label = QRectF(0, y - 8, self.area.left() - 8, 16)
            painter.drawText(label, RIGHT, tick.text)

    def paint_base(self, painter: QPainter, scale: Scale, ticks: Iterable[Tick]) -> None:
        """As many numbers as fit under the drawing, the first ones first."""
        metrics = tick_metrics()
        ends = (self.area.left() - EDGE_PX / 2, self.area.right() + EDGE_PX / 2)
        kept = without_overlap(ticks, scale.at, metrics.horizontalAdvance, ends)
        painter.setPen(QColor(self.theme.text2))
        for tick, middle in kept:
            label = QRectF(middle - 60, self.area.bottom() + 6, 120, 16)
            painter.drawText(label, CENTRE, tick.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Not pyqtgraph's own, which works out a range of the scene: ours are the screen's pixels.
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.refresh()


@cache
def label_font(size_px: int = TICK_PX, weight: int = 400) -> QFont:
    """The font of labels, made once: a chart has dozens of them."""
    return text_font(size_px, weight)


@cache
def tick_metrics(size_px: int = TICK_PX, weight: int = 400) -> QFontMetricsF:
    """How wide labels are."""
    return QFontMetricsF(label_font(size_px, weight))


def widest(ticks: Iterable[Tick]) -> float:
    """Room that the labels of a scale need at its side, with a gap."""
    metrics = tick_metrics()
    return max((metrics.horizontalAdvance(tick.text) for tick in ticks), default=0.0) + 8


def dashed(colour: str, width_px: float = 1.0) -> QPen:
    """A pen of short dashes."""
    pen = QPen(QColor(colour), width_px)
    pen.setDashPattern([3.0, 3.0])
    return pen
