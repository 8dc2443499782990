"""How the difference of two pictures is drawn, and how much of it lies where."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, Choice, IconLabel, hint_text
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.compare.number_row import NumberRow, number_grid
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import text_font, theme_of
from forgery_viewer.widgets.wording import pixels

CHANNELS = (
    Choice("largest", "Largest", use="The channel that differs most, pixel by pixel."),
    Choice("red", "R", use="The difference in red."),
    Choice("green", "G", use="The difference in green."),
    Choice("blue", "B", use="The difference in blue."),
)
THRESHOLD = Scale(0, 64)
GAIN = Scale(1, 32, logarithmic=True)
_UNKNOWN = "\N{EN DASH}"
_INSIDE = "Changed in the mask"
_OUTSIDE = "Changed outside"
_HINTS = {
    _INSIDE: "Pixels over the threshold that the mask covers.",
    _OUTSIDE: "Pixels over the threshold that no mask covers: a sound mask leaves none.",
}


class DifferencePanel(Section):
    """Threshold, gain and channel of the difference; changed pixels in and outside the mask."""

    threshold_changed = Signal(int)
    gain_changed = Signal(int)
    channel_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Difference", parent)
        body = QWidget()
        self.threshold = NumberRow(
            "Threshold", THRESHOLD, "Smaller differences count as none, in levels of 255.", body
        )
        self.gain = NumberRow("Gain", GAIN, "Makes small differences brighter to look at.", body)
        self.channels = FittingSegments("Channels", CHANNELS)
        self._figures = QWidget()
        self._values = {name: QLabel() for name in (_INSIDE, _OUTSIDE)}
        self._icon = IconLabel("circle-check", "ok", size_px=SMALL_ICON_PX)
        self._reason = QLabel()
        self._subject = ElidedLabel()
        self._subject.setProperty("tone", "3")
        self._fill(body)
        self.set_content(body)
        self.threshold.changed.connect(lambda value: self.threshold_changed.emit(round(value)))
        self.gain.changed.connect(lambda value: self.gain_changed.emit(round(value)))
        self.channels.chosen.connect(self.channel_chosen)
        self.show_options(12, 4, "largest")
        self.show_subject("")
        self.show_counts(None, None)

    @property
    def reason(self) -> str:
        """The sentence in place of the figures, empty while these are on show."""
        return "" if self._reason.isHidden() else self._reason.text()

    @property
    def counts(self) -> tuple[str, str]:
        """The words for the changes in the mask and outside it."""
        return self._values[_INSIDE].text(), self._values[_OUTSIDE].text()

    @property
    def outside_tone(self) -> str:
        """`ok`, `warn`, or nothing while it is not known."""
        return "" if self._icon.isHidden() else self._icon.tone

    def show_options(self, threshold: int, gain: int, channel: str) -> None:
        """Show how the difference is drawn, without a signal."""
        self.threshold.show_value(threshold)
        self.gain.show_value(gain)
        self.channels.set_choice(channel)

    def show_counts(self, inside_px: int | None, outside_px: int | None) -> None:
        """Show the changed pixels in the mask and outside it; a dash for what is not known."""
        self._reason.hide()
        self._figures.show()
        for name, count in ((_INSIDE, inside_px), (_OUTSIDE, outside_px)):
            self._values[name].setText(_UNKNOWN if count is None else pixels(count))
        self._icon.setVisible(outside_px is not None)
        tone = "" if outside_px is None else "warn" if outside_px else "ok"
        if tone:
            self._icon.set_icon("triangle-alert" if tone == "warn" else "circle-check", tone)
        value = self._values[_OUTSIDE]
        value.setProperty("tone", tone)
        value.style().unpolish(value)
        value.style().polish(value)

    @property
    def subject(self) -> str:
        """What the figures are of; empty for the images as they are."""
        return self._subject.full_text

    def show_subject(self, words: str) -> None:
        """Say what the figures are of, where that is not the two images as they are."""
        self._subject.setText(words)
        self._subject.setVisible(bool(words))

    def show_reason(self, reason: str) -> None:
        """Say in one sentence why there are no figures; they are back with the next counts."""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._figures.setHidden(bool(reason))

    def _fill(self, body: QWidget) -> None:
        host = QWidget()
        options = number_grid(host)
        options.setContentsMargins(0, 0, 0, 0)
        self.threshold.place(options, 0)
        self.gain.place(options, 1)
        label = QLabel("Channels")
        label.setProperty("tone", "2")
        options.addWidget(label, 2, 0)
        options.addWidget(self.channels, 2, 1, 1, 2)
        self._lay_figures()
        self._reason.setProperty("tone", "3")
        self._reason.setWordWrap(True)
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(8)
        column.addWidget(host)
        column.addWidget(self._subject)
        column.addWidget(self._figures)
        column.addWidget(self._reason)

    def _lay_figures(self) -> None:
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for name, value in self._values.items():
            hint = hint_text(theme_of(self), name, use=_HINTS[name])
            label = ElidedLabel(name)
            label.setProperty("tone", "2")
            label.set_hint(hint)
            value.setFont(text_font(weight=500))
            value.setToolTip(hint)
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(label, 1)
            if name == _OUTSIDE:
                row.addWidget(self._icon)
            row.addWidget(value)
            column.addLayout(row)
