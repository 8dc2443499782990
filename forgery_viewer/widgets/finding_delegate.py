"""Paints the rows of the list of findings."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from forgery_viewer.core.number_text import typeset
from forgery_viewer.state.finding_groups import FindingGroup, FindingRow
from forgery_viewer.state.findings_model import GROUP_ROLE, REPAIRED_ROLE, ROW_ROLE
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, tone_colour
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.severity import SEVERITY_ICONS, SEVERITY_TONES
from forgery_viewer.widgets.theme import TABLE_HEADER_PX, Theme, text_font, theme_of

LINE_PX = TABLE_HEADER_PX
"""Height of every row."""
REPAIRED = "Repaired, not saved"

_LEFT_PX = 10
_GAP_PX = 6
_COLUMN_GAP_PX = 12
_CASE_PX = 72
_FILE_SHARE, _FILE_PX = 0.24, (110, 230)
_ACCENT_PX = 2
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NOTHING = "\N{EN DASH}"

Index = QModelIndex | QPersistentModelIndex


class FindingDelegate(QStyledItemDelegate):
    """Paints groups as headings and findings as case, file and sentence.

    The list says which row is hovered, and how much of a row's right end its buttons take.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hovered: Index = QModelIndex()
        self.shows_focus = False
        self.buttons_px: dict[tuple[int, int], int] = {}
        """Room that buttons take of the row `row_key(index)`."""
        self._theme = theme_of(parent)
        self._ratio = 1.0
        self._bold = text_font(12, 600)
        self._medium = text_font(12, 500)
        self._normal = text_font(12)
        self._small = text_font(11)

    def begin(self, theme: Theme, ratio: float) -> None:
        """Start a painting in a theme, for a screen with this many pixels a point."""
        self._theme, self._ratio = theme, ratio

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, LINE_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        group = index.data(GROUP_ROLE)
        self._paint_ground(painter, rect, index, selected=selected, is_group=group is not None)
        right = rect.right() + 1 - _LEFT_PX - self.buttons_px.get(row_key(index), 0)
        line = _Line(painter, rect, right, self._ratio)
        # The third tone of text has too little contrast on a selected row.
        quiet = self._theme.text2 if selected else self._theme.text3
        if isinstance(group, FindingGroup):
            opened = bool(option.state & QStyle.StateFlag.State_Open)
            self._paint_group(line, group, quiet, opened=opened)
        else:
            self._paint_row(line, index.data(ROW_ROLE), quiet, bool(index.data(REPAIRED_ROLE)))

    def _paint_ground(
        self, painter: QPainter, rect: QRect, index: Index, *, selected: bool, is_group: bool
    ) -> None:
        theme = self._theme
        ground = theme.base if is_group else theme.well
        if selected:
            ground = theme.selection
        elif index == self.hovered:
            ground = theme.raised
        painter.fillRect(rect, QColor(ground))
        if selected:
            edge = QRect(rect.left(), rect.top(), _ACCENT_PX, rect.height())
            painter.fillRect(edge, QColor(theme.accent))
        if selected and self.shows_focus:
            painter.setPen(QColor(theme.focus))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_group(self, line: _Line, group: FindingGroup, quiet: str, *, opened: bool) -> None:
        theme, severity = self._theme, group.severity
        name = SEVERITY_ICONS[severity] if severity is not None else "eye-off"
        tone = SEVERITY_TONES[severity] if severity is not None else "2"
        line.icon("chevron-down" if opened else "chevron-right", theme.text2)
        line.icon(name, tone_colour(theme, tone))
        line.text(group.title, self._bold, theme.text1)
        line.skip(_GAP_PX)
        line.text(f"{len(group.rows):,}", self._normal, quiet)
        line.skip(_COLUMN_GAP_PX)
        line.text(group.explanation, self._small, quiet)

    def _paint_row(self, line: _Line, row: FindingRow, quiet: str, repaired: bool) -> None:
        finding, text1 = row.finding, self._theme.text1
        least, most = _FILE_PX
        file_px = round(min(max(_FILE_SHARE * line.width, least), most))
        line.skip(2 * (SMALL_ICON_PX + _GAP_PX))
        line.cell(finding.case_id or _NOTHING, self._medium, text1, _CASE_PX)
        line.cell(finding.file, self._small, quiet, file_px)
        colour = text1
        if repaired or row.ignored is not None:
            colour = quiet
        if repaired:
            line.icon("circle-dot", self._theme.accent)
            line.text(REPAIRED, self._normal, text1)
            line.skip(_COLUMN_GAP_PX)
        elif row.ignored is not None:
            line.text(row.ignored.reason, self._normal, text1)
            line.skip(_COLUMN_GAP_PX)
        line.text(typeset(finding.reason), self._normal, colour)


class _Line:
    """Writes along one row, from left to right, up to `right`."""

    def __init__(self, painter: QPainter, rect: QRect, right: int, ratio: float) -> None:
        self._painter = painter
        self._rect = rect
        self._right = right
        self._ratio = ratio
        self._x = rect.left() + _LEFT_PX

    @property
    def width(self) -> int:
        """Width of the whole row."""
        return self._rect.width()

    def skip(self, px: int) -> None:
        """Go on further to the right."""
        self._x += px

    def icon(self, name: str, colour: str) -> None:
        """Draw an icon, where there is room for it."""
        if self._x + SMALL_ICON_PX <= self._right:
            top = self._rect.top() + (self._rect.height() - SMALL_ICON_PX) // 2
            drawn = pixmap(name, colour, SMALL_ICON_PX, self._ratio)
            self._painter.drawPixmap(self._x, top, drawn)
        self._x += SMALL_ICON_PX + _GAP_PX

    def text(self, text: str, font: QFont, colour: str) -> None:
        """Write as much of a text as there is room for."""
        room = self._right - self._x
        self._x += self._write(text, font, colour, room, Qt.TextElideMode.ElideRight)

    def cell(self, text: str, font: QFont, colour: str, width_px: int) -> None:
        """Write a text into a column; its middle gives way, as the ends tell files apart."""
        room = min(width_px, self._right - self._x)
        self._write(text, font, colour, room, Qt.TextElideMode.ElideMiddle)
        self._x += width_px + _COLUMN_GAP_PX

    def _write(self, text: str, font: QFont, colour: str, room: int, mode: Qt.TextElideMode) -> int:
        if room <= 0:
            return 0
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, mode, room)
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        place = QRect(self._x, self._rect.top(), room, self._rect.height())
        self._painter.drawText(place, _MIDDLE, shown)
        return metrics.horizontalAdvance(shown)


def row_key(index: Index) -> tuple[int, int]:
    """What tells a row from the others of the list."""
    return int(index.internalId()), index.row()
