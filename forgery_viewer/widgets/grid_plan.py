"""Where the cells of the thumbnail grid lie: arithmetic alone, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

SMALLEST_PX, LARGEST_PX = 96, 256
"""Between these the width of a picture can be chosen."""
MARGIN_PX = 6
"""Between a cell's edge and its picture."""
EDGE_PX = 2
"""At the left and right end of the rows."""
WORDS_PX = 36
"""Below the picture: two lines."""
_SHAPE = 0.75


@dataclass(frozen=True, slots=True)
class GridPlan:
    """Cells of one size in as many columns as fit, which share the whole width.

    Attributes:
        count: How many cells there are.
        width: Width of the view, px.
        columns: How many stand side by side.
        cell_height: Height of each, px.
    """

    count: int
    width: int
    columns: int
    cell_height: int

    @classmethod
    def of(cls, count: int, width_px: int, picture_px: int) -> GridPlan:
        """The plan in which pictures are nearest to `picture_px` wide."""
        room = max(1, width_px - 2 * EDGE_PX)
        columns = max(1, round(room / (picture_px + 2 * MARGIN_PX)))
        picture = room // columns - 2 * MARGIN_PX
        return cls(count, width_px, columns, max(1, round(picture * _SHAPE)) + WORDS_PX + MARGIN_PX)

    @property
    def rows(self) -> int:
        """How many rows of cells there are."""
        return -(-self.count // self.columns)

    @property
    def height(self) -> int:
        """Height of all of them, px."""
        return self.rows * self.cell_height

    def rect(self, position: int) -> QRect:
        """Where a cell lies, seen from the upper left corner of the first."""
        row, column = divmod(position, self.columns)
        left, right = self._edge(column), self._edge(column + 1)
        return QRect(left, row * self.cell_height, right - left, self.cell_height)

    def picture(self, cell: QRect) -> QRect:
        """Where the picture lies in a cell."""
        return cell.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -WORDS_PX)

    def position_at(self, point: QPoint) -> int:
        """The cell at a point, -1 where there is none."""
        if not (EDGE_PX <= point.x() < self._edge(self.columns) and 0 <= point.y() < self.height):
            return -1
        column = sum(point.x() >= self._edge(edge) for edge in range(1, self.columns))
        position = point.y() // self.cell_height * self.columns + column
        return position if position < self.count else -1

    def positions_between(self, top: int, bottom: int) -> range:
        """The cells of which at least a part lies from `top` to before `bottom`."""
        first = max(0, top // self.cell_height) * self.columns
        last = max(0, -(-bottom // self.cell_height)) * self.columns
        return range(min(first, self.count), min(last, self.count))

    def _edge(self, column: int) -> int:
        """Where a column begins."""
        return EDGE_PX + (self.width - 2 * EDGE_PX) * column // self.columns
