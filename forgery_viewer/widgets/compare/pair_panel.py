"""What is compared with what, and how the two are laid over each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import Choice, IconButton, hint_text
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.compare.number_field import NumberField
from forgery_viewer.widgets.compare.number_row import NumberRow, number_grid
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import theme_of

MODES = (
    Choice(
        "curtain",
        "Curtain",
        "square-split-horizontal",
        use="A line to drag: the first at its left, the second at its right.",
    ),
    Choice("blink", "Blink", "eye", use="The one in the place of the other, in turns."),
    Choice("blend", "Blend", "blend", use="The second over the first, as strong as you like."),
    Choice("side", "Side by side", "columns-3", use="Each on its own canvas, moved together."),
)
BLINK_PER_SECOND = Scale(0.5, 10, 0.5, "/s")
BLEND = Scale(0, 100, 1, "%")
_BY_HAND = "Tick “By itself” to blink at a rate."


class PairPanel(Section):
    """Chooses two pictures and a way to compare them, with the options of that way."""

    mode_chosen = Signal(str)
    first_chosen = Signal(str)
    second_chosen = Signal(str)
    swapped = Signal()
    blink_changed = Signal(bool, float)
    blend_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Compare", parent)
        self.modes = FittingSegments("Way to compare", MODES)
        self.first = ChoiceBox("First picture", "What the second is compared with.")
        self.swap = IconButton("arrow-left-right")
        self.swap.set_hint("Swap", use="The first picture becomes the second.")
        self.second = ChoiceBox("Second picture", "What is compared with the first.")
        self.automatic = QCheckBox("By itself")
        self.rate = NumberField(BLINK_PER_SECOND)
        self._blink = self._blink_row()
        self._blend = QWidget()
        grid = number_grid(self._blend)
        grid.setContentsMargins(0, 0, 0, 0)
        self.blend = NumberRow(
            "Blend", BLEND, "0 % shows the first alone, 100 % the second.", self._blend
        )
        self.blend.place(grid, 0)
        self.set_content(self._body())
        self.modes.chosen.connect(self._take_mode)
        self.first.chosen.connect(self.first_chosen)
        self.second.chosen.connect(self.second_chosen)
        self.swap.clicked.connect(self.swapped)
        self.automatic.clicked.connect(self._take_blink)
        self.rate.typed.connect(self._take_blink)
        self.blend.changed.connect(lambda value: self.blend_changed.emit(round(value)))
        self._show_options()
        self.show_blink(False, 2.0)
        self.show_blend(50)

    def set_sources(self, sources: Sequence[tuple[str, str]]) -> None:
        """List the pictures that can be compared, as (key, title)."""
        options = [Option(key, title) for key, title in sources]
        self.first.set_options(options)
        self.second.set_options(options)

    def show_pair(self, mode: str, first: str, second: str) -> None:
        """Show the way to compare and the two pictures, without a signal."""
        self.modes.set_choice(mode)
        self.first.set_choice(first)
        self.second.set_choice(second)
        self._show_options()

    def show_blink(self, automatic: bool, per_second: float) -> None:
        """Show whether it blinks by itself and how often, without a signal."""
        self.automatic.setChecked(automatic)
        self.rate.show_value(per_second)
        self._show_rate()

    def show_blend(self, per_cent: int) -> None:
        """Show how strong the second picture is, without a signal."""
        self.blend.show_value(per_cent)

    def _body(self) -> QWidget:
        body = QWidget()
        pair = QHBoxLayout()
        pair.setSpacing(4)
        pair.addWidget(self.first, 1)
        pair.addWidget(self.swap)
        pair.addWidget(self.second, 1)
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(8)
        for part in (self.modes, pair, self._blink, self._blend):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        return body

    def _blink_row(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.automatic)
        line.addStretch(1)
        line.addWidget(self.rate)
        self.automatic.setToolTip(
            hint_text(theme_of(self), "By itself", use="Blinks at the rate beside this.")
        )
        self.rate.setAccessibleName("Turns a second")
        return row

    def _show_options(self) -> None:
        self._blink.setVisible(self.modes.choice == "blink")
        self._blend.setVisible(self.modes.choice == "blend")

    def _show_rate(self) -> None:
        automatic = self.automatic.isChecked()
        self.rate.setEnabled(automatic)
        use = "How often one takes the place of the other." if automatic else _BY_HAND
        self.rate.setToolTip(hint_text(theme_of(self), "Turns a second", use=use))

    def _take_mode(self, mode: str) -> None:
        self._show_options()
        self.mode_chosen.emit(mode)

    def _take_blink(self, _value: object = None) -> None:
        self._show_rate()
        self.blink_changed.emit(self.automatic.isChecked(), self.rate.value())
