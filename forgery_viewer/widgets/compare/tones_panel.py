"""The tones a canvas shows its picture in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.tones import Tones, table
from forgery_viewer.widgets.buttons import Choice, hint_text
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.compare.histogram_plot import HistogramPlot
from forgery_viewer.widgets.compare.link_button import EDGE_PX, LinkButton, beside_links
from forgery_viewer.widgets.compare.number_row import NumberRow, number_grid
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import theme_of

CHANNELS = (
    Choice("rgb", "RGB", use="All three channels in their colours."),
    Choice("red", "R", use="Red alone."),
    Choice("green", "G", use="Green alone."),
    Choice("blue", "B", use="Blue alone."),
    Choice("luminance", "L", use="Luminance: how bright the three are together."),
)
_PERCENT = Scale(-100, 100, 1, "%", origin=0)
_ROWS = (
    ("brightness", "Brightness", _PERCENT, "Adds the same to every level."),
    ("contrast", "Contrast", _PERCENT, "Draws levels apart about the middle."),
    (
        "gamma",
        "Gamma",
        Scale(0.1, 10, 0.05, logarithmic=True, origin=1),
        "Below 1 the dark becomes lighter, above 1 darker.",
    ),
    ("local", "Local contrast", Scale(0, 8, 0.1), "Clip limit of CLAHE; 0 leaves it out."),
)
_WHOLE = ("brightness", "contrast")
_RAMP_PX = QSize(28, 10)


class TonesPanel(Section):
    """Histogram, window, brightness, contrast and the like of the canvas that is named."""

    tones_changed = Signal(object)
    """The user set these `Tones`; not sent by the setters."""
    auto_asked = Signal()
    copy_asked = Signal()
    kept = Signal(bool)
    """Tones are to hold for the next case too, or not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Image", parent)
        self._tones = Tones()
        self._shown: Tones | None = None
        body = QWidget()
        self.histogram = HistogramPlot()
        self._window = QLabel()
        self.auto = LinkButton("Auto", "The window that leaves out the rarest levels.")
        self.reset = LinkButton("Reset", "The image as it is.")
        self.rows = {key: NumberRow(title, scale, use, body) for key, title, scale, use in _ROWS}
        self.channels = FittingSegments("Channel", CHANNELS)
        self.colour_maps = ChoiceBox("Colour map", "Colours for the levels of one channel.")
        self.inverted = QCheckBox("Invert")
        self.keep = QCheckBox("Keep for the next case")
        self.copy = LinkButton("Same as the other canvases", "Takes over the tones of the others.")
        self._fill(body)
        self.set_content(body)
        self._connect()
        self.show_tones(Tones())
        self.show_histogram(None)

    @property
    def tones(self) -> Tones:
        """The tones on show."""
        return self._tones

    def show_tones(self, tones: Tones) -> None:
        """Show tones without a signal."""
        if tones == self._shown:
            return
        self._tones = self._shown = tones
        self.histogram.show_window(tones.black, tones.white)
        self.histogram.show_curve(table(tones))
        self._window.setText(f"Window {tones.black}\N{EN DASH}{tones.white}")
        for key, row in self.rows.items():
            row.show_value(getattr(tones, key))
        self.channels.set_choice(tones.channel)
        self.colour_maps.set_choice(tones.colour_map)
        self.inverted.setChecked(tones.inverted)
        self.reset.block("The image is shown as it is." if tones.is_neutral else "")

    def show_histogram(self, counts: NDArray[np.int64] | None) -> None:
        """Show the pixels of each level, (4, 256): red, green, blue, luminance; or no image."""
        self.histogram.show_counts(counts)
        self.auto.block("There is no image to measure." if counts is None else "")

    def show_canvas(self, name: str) -> None:
        """Say which canvas the tones are those of."""
        self.set_detail(name)

    def _connect(self) -> None:
        self.histogram.window_changed.connect(
            lambda black, white: self._take(black=black, white=white)
        )
        for key, row in self.rows.items():
            row.changed.connect(lambda value, key=key: self._take_number(key, value))
        self.channels.chosen.connect(lambda key: self._take(channel=key))
        self.colour_maps.chosen.connect(lambda key: self._take(colour_map=key))
        self.inverted.clicked.connect(lambda on: self._take(inverted=on))
        self.auto.clicked.connect(self.auto_asked)
        self.reset.clicked.connect(self._reset)
        self.copy.clicked.connect(self.copy_asked)
        self.keep.clicked.connect(self.kept)

    def _fill(self, body: QWidget) -> None:
        column = QVBoxLayout(body)
        # The words of links stand on the right edge, their frames reach beyond it.
        column.setContentsMargins(10, 8, 10 - EDGE_PX, 8)
        column.setSpacing(4)
        column.addLayout(beside_links(self.histogram))
        column.addLayout(self._lay_window())
        column.addLayout(beside_links(self._lay_rows()))
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.copy)
        column.addLayout(last)

    def _lay_window(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._window.setProperty("tone", "2")
        use = "These levels become black and white: drag the handles."
        self._window.setToolTip(hint_text(theme_of(self), "Window", use=use))
        row.addWidget(self._window)
        row.addStretch(1)
        row.addWidget(self.auto)
        row.addWidget(self.reset)
        return row

    def _lay_rows(self) -> QWidget:
        host = QWidget()
        grid = number_grid(host)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, row in enumerate(self.rows.values()):
            row.place(grid, place)
        options = [Option("", "None")]
        options += [
            Option(key, colours.title, _ramp_icon(colours.table))
            for key, colours in COLOUR_MAPS.items()
        ]
        self.colour_maps.setIconSize(_RAMP_PX)
        self.colour_maps.set_options(options)
        _add_labelled(grid, len(self.rows), "Channel", self.channels)
        _add_labelled(grid, len(self.rows) + 1, "Colour map", self.colour_maps)
        use = "Black for white: faint marks on a dark ground show better."
        self.inverted.setToolTip(hint_text(theme_of(self), "Invert", use=use))
        grid.addWidget(self.inverted, len(self.rows) + 2, 1, 1, 2)
        use = "Else each case begins with its image as it is, and keeps what was set for it."
        self.keep.setToolTip(hint_text(theme_of(self), "Keep for the next case", use=use))
        grid.addWidget(self.keep, len(self.rows) + 3, 0, 1, 3)
        return host

    def _take_number(self, key: str, value: float) -> None:
        self._take(**{key: round(value) if key in _WHOLE else value})

    def _take(self, **changes: Any) -> None:  # noqa: ANN401
        self._set(replace(self._tones, **changes))

    def _reset(self) -> None:
        self._set(Tones())

    def _set(self, tones: Tones) -> None:
        if tones != self._tones:
            self.show_tones(tones)
            self.tones_changed.emit(tones)


def _add_labelled(grid: QGridLayout, row: int, title: str, control: QWidget) -> None:
    label = QLabel(title)
    label.setProperty("tone", "2")
    grid.addWidget(label, row, 0)
    grid.addWidget(control, row, 1, 1, 2)


def _ramp_icon(colours: NDArray[np.uint8]) -> QIcon:
    """The 256 colours of a map from left to right."""
    line = np.ascontiguousarray(colours)
    image = QImage(line.tobytes(), len(line), 1, 3 * len(line), QImage.Format.Format_RGB888)
    ramp = QPixmap.fromImage(image.copy()).scaled(_RAMP_PX)
    made = QIcon(ramp)
    # The colours themselves, not tinted where the row is the selected one.
    made.addPixmap(ramp, QIcon.Mode.Selected)
    return made
