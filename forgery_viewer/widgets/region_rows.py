"""The rows of the selected instance's regions, below its own: the source first, then its copies."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from forgery_viewer.core.regions import InstanceFigures, Region
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.widgets.region_row import RegionRow
from forgery_viewer.widgets.wording import pixels


class RegionRows(QObject):
    """Shows regions where it is known what they are, in a column of rows of instances."""

    pressed = Signal(int, int)
    """An instance and the number of its region that was clicked."""
    given = Signal(int, int, int, int)
    """The region of an instance at a row and column is to belong to another instance."""

    def __init__(self, column: QVBoxLayout, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._column = column
        self.rows: list[RegionRow] = []
        self._listed: tuple[int, list[int]] = (-1, [])
        self._regions: Sequence[Region] = ()

    def show_regions(
        self,
        number: int,
        measured: Sequence[InstanceFigures],
        sides: Sequence[Sequence[Side]],
        count: int,
    ) -> None:
        """Show the regions of instance `number` of `count`; none where -1 or nothing is known."""
        self._regions = measured[number].regions if 0 <= number < len(measured) else ()
        told = known_sides(sides, number, len(self._regions))
        # The source first, then the copies from the top.
        order = sorted(range(len(told)), key=lambda place: told[place] is not Side.SOURCE)
        if (number, order) != self._listed:
            self._listed = (number, order)
            self._replace(number, order)
        for copies, (row, place) in enumerate(zip(self.rows, order, strict=True)):
            is_source = told[place] is Side.SOURCE
            name = "Source" if is_source else f"Copy {copies}" if len(order) > 2 else "Copy"
            row.show_region(name, pixels(self._regions[place].area_px), is_source=is_source)
            row.others = tuple(other for other in range(count) if other != number)

    def _replace(self, number: int, order: Sequence[int]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [RegionRow(place) for place in order]
        for copies, row in enumerate(self.rows):
            row.pressed.connect(lambda place: self.pressed.emit(number, place))
            row.given.connect(lambda place, other: self._give(number, place, other))
            # Below the row of the instance, which follows the sentence of an empty list.
            self._column.insertWidget(number + 2 + copies, row)

    def _give(self, number: int, place: int, other: int) -> None:
        if place < len(self._regions):
            row, column = self._regions[place].inside
            self.given.emit(number, row, column, other)


def known_sides(sides: Sequence[Sequence[Side]], number: int, count: int) -> Sequence[Side]:
    """What the `count` regions of an instance are, () where that is not known of all."""
    told = sides[number] if 0 <= number < len(sides) else ()
    is_known = len(told) == count and Side.SOURCE in told and Side.UNKNOWN not in told
    return told if is_known else ()
