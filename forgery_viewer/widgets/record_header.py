"""The header of the browser's table: names of the columns, and by which they are sorted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QCursor, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.column_plan import TEXT_LEFT_PX
from forgery_viewer.widgets.icons import pixmap
from forgery_viewer.widgets.theme import TABLE_HEADER_PX, text_font, theme_of

_ARROW_PX = 12
_ARROW_GAP_PX = 3
_TITLES = {Column.INSTANCES: "Inst.", Column.EDITED: "", Column.REVIEW: ""}


def arrow_name(order: Qt.SortOrder) -> str:
    """The icon of a direction: down is from the largest to the smallest."""
    return "arrow-down" if order == Qt.SortOrder.DescendingOrder else "arrow-up"


class RecordHeader(QHeaderView):
    """Names the columns in line with what stands below them; the sorted one is bold."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(TABLE_HEADER_PX)
        self.setMinimumSectionSize(8)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setSortIndicatorShown(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setAccessibleName("Columns")

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = theme_of(self)
        column = Column(section)
        is_sorted = self.sortIndicatorSection() == section
        pointer = self.viewport().mapFromGlobal(QCursor.pos())
        hovered = self.underMouse() and rect.contains(pointer)
        painter.save()
        painter.fillRect(rect, QColor(theme.hover if hovered else theme.base))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, QColor(theme.line))
        colour = theme.text1 if is_sorted or hovered else theme.text2
        painter.setFont(text_font(11, 600 if is_sorted else 400))
        painter.setPen(QColor(colour))
        self._paint_title(painter, rect, column, colour if is_sorted else "")
        painter.restore()

    def _paint_title(
        self, painter: QPainter, rect: QRect, column: Column, arrow_colour: str
    ) -> None:
        """Write a title, and the arrow of the sorted column on the side where there is room."""
        title = _TITLES.get(column, column.title)
        words = painter.fontMetrics().horizontalAdvance(title)
        arrow = _ARROW_PX + _ARROW_GAP_PX if arrow_colour else 0
        on_right = column in (Column.INSTANCES, Column.COVERAGE) or column.is_score
        if on_right:
            left = rect.right() + 1 - words
            arrow_left = left - arrow
        elif title:
            left = rect.left() + (TEXT_LEFT_PX if column is Column.CASE else 0)
            arrow_left = left + words + _ARROW_GAP_PX
        else:
            left = rect.left()
            arrow_left = rect.center().x() - _ARROW_PX // 2
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, rect.top(), words + 2, rect.height() - 1), align, title)
        if arrow_colour:
            name = arrow_name(self.sortIndicatorOrder())
            picture = pixmap(name, arrow_colour, _ARROW_PX, self.devicePixelRatioF())
            top = rect.top() + (rect.height() - 1 - _ARROW_PX) // 2
            painter.drawPixmap(QPoint(arrow_left, top), picture)
