"""Which columns of the browser are shown at which width."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

from forgery_viewer.core.dataset import LABELS, SPLITS
from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.theme import text_font

TEXT_LEFT_PX = 60
"""Where the case begins, to the right of the thumbnail."""

SEPARATOR = " \N{MIDDLE DOT} "
_GAP_PX = 10
_BAR_PX = 72
_NARROW_BAR_PX = 60
_STATE_PX = 38
_NARROW_STATE_PX = 36
_EDITED_PX = 28
_NARROW_PX = 270
_ARROW_ROOM_PX = 15
"""Beside the name of the sorted column."""
# A typical size; only of a few images in a hundred has each side four figures.
_SIZE_SAMPLE = "1200\N{THIN SPACE}\N{MULTIPLICATION SIGN}\N{THIN SPACE}900"
_SIZE_LONG = "3888\N{THIN SPACE}\N{MULTIPLICATION SIGN}\N{THIN SPACE}3888"


@dataclass(frozen=True, slots=True)
class TextWidths:
    """How wide the texts of a row are in the font of this system, in px."""

    size: int
    long_size: int
    label: int
    split: int
    separator: int
    instances: int
    score: int

    @classmethod
    def measured(cls) -> TextWidths:
        """Measure; needs a QGuiApplication."""
        small = QFontMetrics(text_font(11))

        def widest(texts: tuple[str, ...]) -> int:
            return max(small.horizontalAdvance(text) for text in texts)

        return cls(
            size=widest((_SIZE_SAMPLE,)),
            long_size=widest((_SIZE_LONG,)),
            label=widest(LABELS),
            split=widest(SPLITS),
            separator=widest((SEPARATOR,)),
            instances=widest(("Inst.", "000")),
            score=max(
                widest(("oF1",)) + _ARROW_ROOM_PX,
                QFontMetrics(text_font(12, 600)).horizontalAdvance("0.000"),
            ),
        )


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What is shown where.

    Attributes:
        widths: Width in px of every column that is shown.
        second_line: What stands under the case, in this order.
        stacked: Whether the split stands under the label, in one column.
    """

    widths: dict[Column, int]
    second_line: tuple[Column, ...]
    stacked: bool = False

    @property
    def tells_label(self) -> bool:
        """Whether the label has a place of its own."""
        return Column.LABEL in self.widths or Column.LABEL in self.second_line

    @property
    def tells_split(self) -> bool:
        """Whether the split has a place of its own."""
        return self.stacked or Column.SPLIT in self.widths or Column.SPLIT in self.second_line


def plan_scores(width_px: int, text: TextWidths) -> ColumnPlan:
    """Share out a width in px while predictions are looked at: case and scores, the state last."""
    score = text.score + _GAP_PX
    widths = {Column.OF1: score, Column.F1: score}
    needed = TEXT_LEFT_PX + text.size + 2
    if width_px - 2 * score - needed >= _STATE_PX:
        widths[Column.REVIEW] = _STATE_PX
    widths[Column.CASE] = width_px - sum(widths.values())
    return ColumnPlan(widths, _second_line(widths, text))


def plan_columns(width_px: int, text: TextWidths) -> ColumnPlan:
    """Share out a width in px: case, coverage and state always, the rest where there is room.

    Instances come first, then label and split in one column, then each in its own with the size.
    The state is that of the review; there edits are told as well until they have their own column.
    """
    narrow = width_px < _NARROW_PX
    widths = {
        Column.COVERAGE: (_NARROW_BAR_PX if narrow else _BAR_PX) + _GAP_PX,
        Column.REVIEW: _NARROW_STATE_PX if narrow else _STATE_PX,
    }
    room = width_px - sum(widths.values()) - TEXT_LEFT_PX - text.size - 2
    instances = text.instances + 4
    if room >= instances:
        widths[Column.INSTANCES] = instances
        room -= instances
    both = max(text.label, text.split) + _GAP_PX
    each = text.label + text.split + text.long_size + 3 * _GAP_PX + _EDITED_PX
    stacked = False
    if room >= each:
        widths[Column.LABEL] = text.label + _GAP_PX
        widths[Column.SPLIT] = text.split + _GAP_PX
        widths[Column.SIZE] = text.long_size + _GAP_PX
        widths[Column.EDITED] = _EDITED_PX
    elif room >= both + _GAP_PX:
        stacked = True
        widths[Column.LABEL] = both
    widths[Column.CASE] = width_px - sum(widths.values())
    return ColumnPlan(widths, _second_line(widths, text), stacked)


def _second_line(widths: dict[Column, int], text: TextWidths) -> tuple[Column, ...]:
    if Column.SIZE in widths:
        return ()
    if Column.LABEL in widths:
        return (Column.SIZE,)
    # The same for every row, so that what stands there does not change from row to row.
    room = widths[Column.CASE] - TEXT_LEFT_PX - _GAP_PX
    with_label = text.long_size + text.separator + text.label
    if room >= with_label + text.separator + text.split:
        return (Column.SIZE, Column.LABEL, Column.SPLIT)
    if room >= with_label:
        return (Column.SIZE, Column.LABEL)
    return (Column.SIZE,)
