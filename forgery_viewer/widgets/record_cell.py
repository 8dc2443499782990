"""Paints the cells of the thumbnail grid: picture with mask, case, coverage and state."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from forgery_viewer.core.dataset import TRAIN, Record
from forgery_viewer.core.thumbnail_maker import PictureKind
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.record_text import coverage_text
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.grid_plan import GridPlan
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.record_delegate import fitting
from forgery_viewer.widgets.state_icons import state_icons
from forgery_viewer.widgets.theme import Theme, text_font

_RADIUS_PX = 3
_CELL_RADIUS_PX = 4
_ACCENT_PX = 2
_ICON_PX = 14
_GAP_PX = 6
_LINE_PX = 17
_BAR_PX = 3
_LEAST_BAR_PX = 24
_MISSING_PX = 24
# A screen full of the smallest, and those before and after it.
_SCALED_AT_MOST = 400


@dataclass(frozen=True, slots=True)
class CellLook:
    """Which record a cell shows, and how.

    Attributes:
        position: Where the record is shown.
        selected: Whether it is the current one.
        hovered: Whether the pointer is over it.
        has_ring: Whether the view has the keyboard, and the keyboard was used to reach it.
    """

    position: int
    selected: bool = False
    hovered: bool = False
    has_ring: bool = False


class RecordCell:
    """Paints one record after the other; only ever asks for what is there."""

    def __init__(self, model: DatasetModel, thumbnails: Thumbnails) -> None:
        self._model = model
        self._thumbnails = thumbnails
        self._scaled: OrderedDict[tuple[int, int, int, float], QPixmap] = OrderedDict()
        self.read_fonts()

    def read_fonts(self) -> None:
        """Take the fonts of the system, at first and whenever they change."""
        self._bold = text_font(12, 600)
        self._small = text_font(11)

    def paint(
        self, painter: QPainter, theme: Theme, plan: GridPlan, cell: QRect, look: CellLook
    ) -> None:
        """Paint the record at a position into its cell."""
        record = self._model.record_at(look.position)
        _paint_ground(painter, theme, cell, look)
        picture = plan.picture(cell)
        self._paint_picture(painter, theme, picture, record)
        words = QRect(picture.left(), picture.bottom() + 3, picture.width(), _LINE_PX)
        icons_px = self._paint_icons(painter, theme, words, record, look.position)
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.text1))
        _write(painter, words.adjusted(0, 0, -icons_px, 0), record.key.case_id)
        self._paint_second_line(painter, theme, words.translated(0, 16), record, look.selected)

    def _paint_icons(
        self, painter: QPainter, theme: Theme, line: QRect, record: Record, position: int
    ) -> int:
        """Paint where the record stands at the end of a line; returns how much they take, px."""
        state, standing = self._model.edit_state(record.key), self._model.standing_at(position)
        icons = state_icons(record, state, standing, theme)
        left = line.right() + 1
        for name, colour in reversed(icons):
            left -= _ICON_PX
            drawn = pixmap(name, colour, _ICON_PX, painter.device().devicePixelRatioF())
            painter.drawPixmap(left, line.center().y() - _ICON_PX // 2 + 1, drawn)
            left -= 2
        return line.right() + 1 - left

    def _paint_picture(self, painter: QPainter, theme: Theme, place: QRect, record: Record) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(QRectF(place), _RADIUS_PX, _RADIUS_PX)
        thumbnail = self._thumbnails.get(record.image_path, PictureKind.GRID)
        if thumbnail is None:
            return
        if thumbnail.image is None:
            ratio = painter.device().devicePixelRatioF()
            ink = theme.text2 if theme.is_dark else theme.text1
            mark = pixmap("image-off", ink, _MISSING_PX, ratio)
            painter.drawPixmap(place.center() - QPoint(_MISSING_PX // 2, _MISSING_PX // 2), mark)
            return
        scaled = self._fitted(thumbnail.image, place.size(), painter.device().devicePixelRatioF())
        size = scaled.deviceIndependentSize().toSize()
        left = place.left() + (place.width() - size.width()) // 2
        painter.drawPixmap(left, place.top() + (place.height() - size.height()) // 2, scaled)

    def _paint_second_line(
        self, painter: QPainter, theme: Theme, line: QRect, record: Record, selected: bool
    ) -> None:
        """Coverage with its bar where there is a mask, else what the image is."""
        words = [coverage_text(record.coverage_pct) or record.key.label]
        if record.problem and record.height is None:
            words = ["unreadable"]
        if record.key.split != TRAIN:
            # Nearly all are of the split train: the others say so.
            words.append(record.key.split)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.text2 if selected else theme.text3))
        text = fitting(words, line.width(), painter.fontMetrics())
        used = _write(painter, line, text) + _GAP_PX
        coverage = record.coverage_pct
        if coverage is None or line.width() - used < _LEAST_BAR_PX:
            return
        bar = QRectF(line.left() + used, line.center().y() - 0.5, line.width() - used, _BAR_PX)
        track = QColor(theme.text3 if selected else theme.line)
        track.setAlphaF(0.5 if selected else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(track)
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        largest = self._model.largest_coverage
        if coverage > 0 and largest > 0:
            # At least a dot, or a tiny forgery would look like none.
            bar.setWidth(max(_BAR_PX, bar.width() * min(1.0, coverage / largest)))
            painter.setBrush(QColor(theme.accent if selected else theme.bar))
            painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)

    def _fitted(self, image: QImage, size: QSize, ratio: float) -> QPixmap:
        """A picture as large as a place allows, made once."""
        key = (image.cacheKey(), size.width(), size.height(), ratio)
        fitted = self._scaled.get(key)
        if fitted is None:
            fitted = _rounded(
                image.scaled(
                    size * ratio,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                ),
                _RADIUS_PX * ratio,
            )
            fitted.setDevicePixelRatio(ratio)
            self._scaled[key] = fitted
            if len(self._scaled) > _SCALED_AT_MOST:
                self._scaled.popitem(last=False)
        self._scaled.move_to_end(key)
        return fitted


def _paint_ground(painter: QPainter, theme: Theme, cell: QRect, look: CellLook) -> None:
    if not (look.selected or look.hovered):
        return
    ring = look.selected and look.has_ring
    inset = 1.5 if ring else 1.0
    painter.setPen(QColor(theme.focus) if ring else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.selection if look.selected else theme.raised))
    rect = QRectF(cell).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(rect, _CELL_RADIUS_PX, _CELL_RADIUS_PX)
    if look.selected:
        edge = QRect(cell.left() + 1, cell.top() + 5, _ACCENT_PX, cell.height() - 10)
        painter.fillRect(edge, QColor(theme.accent))


def _rounded(image: QImage, radius_px: float) -> QPixmap:
    picture = QPixmap(image.size())
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(image)
    painter.drawRoundedRect(QRectF(picture.rect()), radius_px, radius_px)
    painter.end()
    return picture


def _write(painter: QPainter, rect: QRect, text: str) -> int:
    """Write one line, shortened where it does not fit; returns its width in px."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)
