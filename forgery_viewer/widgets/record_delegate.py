"""Paints the rows of the browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from forgery_viewer.core.dataset import TRAIN, Record
from forgery_viewer.core.review import Standing
from forgery_viewer.core.thumbnails import LIST_HEIGHT_PX, LIST_WIDTH_PX
from forgery_viewer.state.columns import Column, EditState
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.record_text import (
    cell_text,
    coverage_text,
    score_text,
    short_split,
    size_text,
)
from forgery_viewer.state.thumbnails import Thumbnails
from forgery_viewer.widgets.column_plan import SEPARATOR, TEXT_LEFT_PX, ColumnPlan
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.state_icons import edit_icons, state_icons
from forgery_viewer.widgets.theme import ROW_PX, Theme, text_font, theme_of

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_COLUMNS = tuple(Column)
_SHORTENED_AT_MOST = 5000
_THUMBNAIL_LEFT_PX = 8
_RADIUS_PX = 3
_ACCENT_PX = 2
_BAR_PX = 3
_BAR_TOP_PX = 27
_ICON_PX = 16
_ICON_SIZES_PX = (16, 14, 10)
"""Of one icon in a cell, of two, and of three."""
_GAP_PX = 10


@dataclass(frozen=True, slots=True)
class _Ink:
    """The colours of one row."""

    ground: QColor
    line: QColor
    first: QColor
    second: QColor
    track: QColor
    bar: QColor


@cache
def _ink(theme: Theme, selected: bool, hovered: bool) -> _Ink:
    if selected:
        ground, line, bar = theme.selection, theme.selection, theme.accent
        # The third tone of text has too little contrast on a selected row.
        second = theme.text2
        track = QColor(theme.text3)
        track.setAlphaF(0.5)
    else:
        ground, line, bar = theme.raised if hovered else theme.well, theme.raised, theme.bar
        second = theme.text3
        track = QColor(theme.line)
    return _Ink(
        QColor(ground), QColor(line), QColor(theme.text1), QColor(second), track, QColor(bar)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """What the cells of one row have in common while they are painted."""

    position: int
    record: Record
    state: EditState
    standing: Standing
    selected: bool
    ink: _Ink


class RecordDelegate(QStyledItemDelegate):
    """Paints thumbnail, case and figures of a record; only ever asks for what is there.

    The table calls `begin` before each painting, as what many cells share is worked out once.
    """

    def __init__(
        self, model: DatasetModel, thumbnails: Thumbnails, plan: ColumnPlan, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.plan = plan
        self.hovered_position = -1
        self.shows_focus = False
        self._model = model
        self._thumbnails = thumbnails
        self._theme = theme_of(parent)
        self._ratio = 1.0
        self._row: _Row | None = None
        self._painters: dict[Column, Callable[[QPainter, QRect, _Row], None]] = {
            Column.CASE: self._paint_case,
            Column.LABEL: self._paint_label,
            Column.SPLIT: self._paint_split,
            Column.SIZE: self._paint_size,
            Column.INSTANCES: self._paint_instances,
            Column.COVERAGE: self._paint_coverage,
            Column.EDITED: self._paint_edits,
            Column.OF1: partial(self._paint_score, Column.OF1),
            Column.F1: partial(self._paint_score, Column.F1),
            Column.REVIEW: self._paint_standing,
        }
        self.read_fonts()

    def read_fonts(self) -> None:
        """Take the fonts of the system, at first and whenever they change."""
        self._bold = text_font(12, 600)
        self._normal = text_font(12, 500)
        self._small = text_font(11)
        self._shortened: dict[tuple[str, int, int], str] = {}

    def begin(self, theme: Theme, ratio: float) -> None:
        """Start a painting in a theme, for a screen with this many pixels a point."""
        self._theme, self._ratio, self._row = theme, ratio, None

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(self.plan.widths.get(Column(index.column()), 0), ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        row = self._row
        # Cells come row by row, from left to right.
        if row is None or row.position != index.row() or row.selected != selected:
            row = self._row = self._new_row(index.row(), selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, row)
        self._painters[_COLUMNS[index.column()]](painter, rect, row)

    def _new_row(self, position: int, selected: bool) -> _Row:
        record = self._model.record_at(position)
        ink = _ink(self._theme, selected, position == self.hovered_position)
        state, standing = self._model.edit_state(record.key), self._model.standing_at(position)
        return _Row(position, record, state, standing, selected, ink)

    def _write(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        font: QFont,
        colour: QColor,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        """Write one line, shortened where it does not fit."""
        painter.setFont(font)
        painter.setPen(colour)
        asked = (text, id(font), rect.width())
        shown = self._shortened.get(asked)
        if shown is None:
            if len(self._shortened) > _SHORTENED_AT_MOST:
                self._shortened.clear()
            elide = Qt.TextElideMode.ElideRight
            shown = painter.fontMetrics().elidedText(text, elide, rect.width())
            self._shortened[asked] = shown
        painter.drawText(rect, align, shown)

    def _paint_ground(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        painter.fillRect(rect, row.ink.ground)
        bottom = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        if row.selected and self.shows_focus:
            ring = QColor(self._theme.focus)
            painter.fillRect(bottom, ring)
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), ring)
        else:
            painter.fillRect(bottom, row.ink.line)

    def _paint_case(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        if row.selected:
            edge = QRect(rect.left(), rect.top(), _ACCENT_PX, rect.height())
            painter.fillRect(edge, QColor(self._theme.accent))
        self._paint_thumbnail(painter, rect, row)
        words = rect.adjusted(TEXT_LEFT_PX, 0, -1, 0)
        second = self._second_line(row.record)
        first = _first_line(words) if self.plan.second_line else words
        self._write(painter, first, row.record.key.case_id, self._bold, row.ink.first)
        if second:
            line = _second_line(words)
            text = fitting(second, line.width(), QFontMetrics(self._small))
            self._write(painter, line, text, self._small, row.ink.second)

    def _second_line(self, record: Record) -> list[str]:
        """What stands under the case: the size, and what of label and split has no column."""
        parts = [cell_text(record, column, EditState.UNTOUCHED) for column in self.plan.second_line]
        if parts and not parts[0] and record.problem:
            parts[0] = "unreadable"
        if not self.plan.tells_split and record.key.split != TRAIN:
            # Nearly all are of the split train: the others say so.
            parts.insert(0, record.key.split)
        return [part for part in parts if part]

    def _paint_thumbnail(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        corner = QPoint(rect.left() + _THUMBNAIL_LEFT_PX, rect.top() + 4)
        thumbnail = self._thumbnails.get(row.record.image_path)
        if thumbnail is not None and thumbnail.image is not None:
            painter.drawPixmap(corner, _rounded(thumbnail.image, self._ratio))
            return
        lively = row.selected or row.position == self.hovered_position
        frame = QRectF(corner, QSize(LIST_WIDTH_PX, LIST_HEIGHT_PX))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.hover if lively else self._theme.raised))
        painter.drawRoundedRect(frame, _RADIUS_PX, _RADIUS_PX)
        if thumbnail is not None:
            centre = frame.center().toPoint()
            self._paint_icon(painter, "image-off", self._theme.text2, centre, _ICON_PX)

    def _paint_label(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        key = row.record.key
        if self.plan.stacked:
            self._write(painter, _first_line(rect), key.label, self._small, row.ink.first)
            self._write(painter, _second_line(rect), key.split, self._small, row.ink.second)
        else:
            self._write(painter, rect, key.label, self._small, row.ink.first)

    def _paint_split(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        self._write(painter, rect, row.record.key.split, self._small, row.ink.second)

    def _paint_size(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        self._write(painter, rect, size_text(row.record), self._small, row.ink.second)

    def _paint_instances(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        text = cell_text(row.record, Column.INSTANCES, row.state)
        if text:
            self._write(painter, rect, text, self._normal, row.ink.second, _RIGHT)

    def _paint_coverage(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        coverage = row.record.coverage_pct
        if coverage is not None:
            text, line = coverage_text(coverage), _first_line(rect)
            self._write(painter, line, text, self._bold, row.ink.first, _RIGHT)
            self._paint_bar(painter, rect, row, coverage)
        elif not self.plan.tells_label:
            # What has no coverage says what it is, as nothing else does.
            label = row.record.key.label
            self._write(painter, rect, label, self._small, row.ink.second, _RIGHT)

    def _paint_score(self, column: Column, painter: QPainter, rect: QRect, row: _Row) -> None:
        text = score_text(self._model.score_at(row.position, column))
        if text:
            place = rect.adjusted(0, 0, -_GAP_PX, 0)
            font = self._bold if column is Column.OF1 else self._normal
            self._write(painter, place, text, font, row.ink.first, _RIGHT)

    def _paint_bar(self, painter: QPainter, rect: QRect, row: _Row, coverage_pct: float) -> None:
        top = rect.top() + _BAR_TOP_PX
        bar = QRectF(rect.left() + _GAP_PX, top, rect.width() - _GAP_PX, _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(row.ink.track)
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        largest = self._model.largest_coverage
        if coverage_pct > 0 and largest > 0:
            # At least a dot, or a tiny forgery would look like none.
            share = min(1.0, coverage_pct / largest)
            bar.setWidth(max(_BAR_PX, bar.width() * share))
            painter.setBrush(row.ink.bar)
            painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)

    def _paint_edits(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        self._paint_icons(painter, rect, edit_icons(row.state, self._theme))

    def _paint_standing(self, painter: QPainter, rect: QRect, row: _Row) -> None:
        # Edits without a column of their own are told here.
        told = EditState.UNTOUCHED if Column.EDITED in self.plan.widths else row.state
        self._paint_icons(painter, rect, state_icons(row.record, told, row.standing, self._theme))

    def _paint_icons(
        self, painter: QPainter, rect: QRect, icons: Sequence[tuple[str, str]]
    ) -> None:
        size_px = _ICON_SIZES_PX[max(0, len(icons) - 1)]
        for place, (name, colour) in enumerate(icons):
            shift = round((place - (len(icons) - 1) / 2) * (size_px + 1))
            self._paint_icon(painter, name, colour, rect.center() + QPoint(shift, 0), size_px)

    def _paint_icon(
        self, painter: QPainter, name: str, colour: str, centre: QPoint, size_px: int
    ) -> None:
        corner = centre - QPoint(size_px // 2, size_px // 2)
        painter.drawPixmap(corner, pixmap(name, colour, size_px, self._ratio))


def fitting(parts: Sequence[str], room_px: int, metrics: QFontMetrics) -> str:
    """As many whole parts as there is room for, and always the first.

    A split is shortened before anything is left out.
    """
    short = [short_split(part) for part in parts]
    for shown in (list(parts), *(short[:count] for count in range(len(short), 1, -1))):
        text = SEPARATOR.join(shown)
        if metrics.horizontalAdvance(text) <= room_px:
            return text
    return short[0]


def _first_line(rect: QRect) -> QRect:
    return QRect(rect.left(), rect.top() + 5, rect.width(), 17)


def _second_line(rect: QRect) -> QRect:
    return QRect(rect.left(), rect.top() + 21, rect.width(), 15)


def _rounded(image: QImage, ratio: float) -> QPixmap:
    """A thumbnail with round corners for a screen, made once."""
    key = f"thumbnail/{image.cacheKey()}/{ratio}"
    picture = QPixmap()
    if QPixmapCache.find(key, picture):
        return picture
    size = QSize(round(LIST_WIDTH_PX * ratio), round(LIST_HEIGHT_PX * ratio))
    scaled = image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    picture = QPixmap(size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scaled)
    radius = _RADIUS_PX * ratio
    painter.drawRoundedRect(QRectF(0, 0, size.width(), size.height()), radius, radius)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, picture)
    return picture
