"""The histogram of a picture, with the window of levels that is stretched over the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forgery_viewer.widgets.buttons import hint_text
from forgery_viewer.widgets.compare.level_handle import HANDLE_PX, LevelHandle
from forgery_viewer.widgets.theme import Theme, theme_of

LEVELS = 256
CHANNELS = ("red", "green", "blue", "luminance")
"""What the rows of the counts belong to."""

_PLOT_PX = 76
_INSET_PX = 6
_TOP_PX = 5
_DARK = ("#E8645E", "#4FB07A", "#5F93F2")
_LIGHT = ("#C23A33", "#1F8A52", "#2F66CC")


class HistogramPlot(QWidget):
    """Counts of the levels in logarithmic height, two handles, and the transfer curve."""

    window_changed = Signal(int, int)
    """The user moved a handle: the black and the white level; not sent by `show_window`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: NDArray[np.int64] | None = None
        self._heights: NDArray[np.float64] | None = None
        self._picture: tuple[tuple[object, ...], QPixmap] = ((), QPixmap())
        """The frame and the counts as they are drawn, and for what theme and room."""
        self._curve: NDArray[np.uint8] | None = None
        self._black, self._white = 0, LEVELS - 1
        self.setFixedHeight(_PLOT_PX + HANDLE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Histogram")
        self.setToolTip("Histogram")
        self.black_handle = LevelHandle("Black level", "#0C0C0C", self)
        self.white_handle = LevelHandle("White level", "#F2F2F2", self)
        self.black_handle.stepped.connect(lambda by: self._take_black(self._black + by))
        self.white_handle.stepped.connect(lambda by: self._take_white(self._white + by))
        self.black_handle.dragged.connect(lambda x: self._take_black(self.level_at(x)))
        self.white_handle.dragged.connect(lambda x: self._take_white(self.level_at(x)))
        self._place_handles()

    @property
    def window_levels(self) -> tuple[int, int]:
        """The black and the white level on show."""
        return self._black, self._white

    def show_counts(self, counts: NDArray[np.int64] | None) -> None:
        """Show the pixels of each level, (4, 256): red, green, blue, luminance; or no picture.

        Raises ValueError for an array of another shape.
        """
        if counts is not None and counts.shape != (len(CHANNELS), LEVELS):
            msg = f"a histogram has 4 x 256 counts, not {counts.shape}"
            raise ValueError(msg)
        self._counts = counts
        self._heights = None
        self._picture = ((), QPixmap())
        if counts is not None:
            heights = np.log1p(counts.astype(np.float64))
            self._heights = heights / max(1.0, float(heights.max()))
        self.update()

    def show_window(self, black: int, white: int) -> None:
        """Show the levels that become black and white, without a signal."""
        self._black, self._white = black, white
        self._place_handles()
        self.update()

    def show_curve(self, curve: NDArray[np.uint8] | None) -> None:
        """Show what becomes of each level, (256,)."""
        self._curve = curve
        self.update()

    def level_at(self, x: float) -> int:
        """The level at a distance from the left edge, held within 0 to 255."""
        share = (x - _INSET_PX) / max(1.0, self._span_px)
        return min(LEVELS - 1, max(0, round(share * (LEVELS - 1))))

    def x_of(self, level: float) -> float:
        """The distance of a level from the left edge."""
        return _INSET_PX + self._span_px * level / (LEVELS - 1)

    def level_text(self, level: int) -> str:
        """A level's counts in words."""
        if self._counts is None:
            return "No image."
        counts = dict(zip(CHANNELS, self._counts[:, level], strict=True))
        luminance = f"{counts.pop('luminance'):,} px"
        rest = " · ".join(f"{name} {count:,}" for name, count in counts.items())
        return f"{luminance} · {rest}"

    def sizeHint(self) -> QSize:
        return QSize(230, _PLOT_PX + HANDLE_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_handles()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            level = self.level_at(event.pos().x())
            text = hint_text(theme_of(self), f"Level {level}", use=self.level_text(level))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn(theme))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_window(painter, theme)
        if self._curve is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text1), 1))
            painter.drawPolyline(self._line(self._curve / (LEVELS - 1)))
        painter.end()

    def _drawn(self, theme: Theme) -> QPixmap:
        """The counts in their frame: what moves over them does not have them drawn anew."""
        ratio = self.devicePixelRatioF()
        room = (theme.name, self.width(), ratio)
        if self._picture[0] != room:
            picture = QPixmap(QSize(self.width(), _PLOT_PX) * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self.font())
            self._paint_frame(painter, theme)
            painter.end()
            self._picture = (room, picture)
        return self._picture[1]

    def _paint_frame(self, painter: QPainter, theme: Theme) -> None:
        frame = QRectF(0.5, 0.5, self.width() - 1, _PLOT_PX - 1)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.well))
        painter.drawRoundedRect(frame, 4, 4)
        if self._heights is None:
            painter.setPen(QColor(theme.text3))
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), "No image")
        else:
            self._paint_counts(painter, theme, list(map(self._line, self._heights)))

    @property
    def _span_px(self) -> float:
        return self.width() - 2 * _INSET_PX

    def _line(self, heights: NDArray[np.float64]) -> QPolygonF:
        """Points of a line through 256 heights of 0 to 1."""
        x = _INSET_PX + self._span_px * np.arange(LEVELS) / (LEVELS - 1)
        y = _PLOT_PX - 1 - (_PLOT_PX - 1 - _TOP_PX) * heights
        return QPolygonF(list(map(QPointF, x.tolist(), y.tolist())))

    def _paint_counts(self, painter: QPainter, theme: Theme, lines: list[QPolygonF]) -> None:
        fill = QColor(theme.bar)
        fill.setAlphaF(0.55)
        area = QPolygonF(lines[3])
        area.prepend(QPointF(self.x_of(0), _PLOT_PX - 1))
        area.append(QPointF(self.x_of(LEVELS - 1), _PLOT_PX - 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line, tint in zip(lines, _DARK if theme.is_dark else _LIGHT, strict=False):
            painter.setPen(QPen(QColor(tint), 1))
            painter.drawPolyline(line)

    def _paint_window(self, painter: QPainter, theme: Theme) -> None:
        """Veil what lies outside the window, and draw its two borders."""
        veil = QColor(theme.well)
        veil.setAlphaF(0.6)
        left, right = self.x_of(self._black), self.x_of(self._white)
        painter.fillRect(QRectF(1, 1, max(0.0, left - 1), _PLOT_PX - 2), veil)
        painter.fillRect(QRectF(right, 1, max(0.0, self.width() - 1 - right), _PLOT_PX - 2), veil)
        painter.setPen(QPen(QColor(theme.line2), 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, 1), QPointF(x, _PLOT_PX - 1))

    def _place_handles(self) -> None:
        for handle, level in ((self.black_handle, self._black), (self.white_handle, self._white)):
            handle.place(self.x_of(level), _PLOT_PX, level)

    def _take_black(self, level: int) -> None:
        self._take(min(max(0, level), self._white - 1), self._white)

    def _take_white(self, level: int) -> None:
        self._take(self._black, max(min(LEVELS - 1, level), self._black + 1))

    def _take(self, black: int, white: int) -> None:
        if (black, white) != (self._black, self._white):
            self.show_window(black, white)
            self.window_changed.emit(black, white)
