"""The figures of the mask on show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.core.difference import USUAL_THRESHOLD, ChangedCounts
from forgery_viewer.core.number_text import typeset
from forgery_viewer.core.regions import Figures
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.wording import percent, pixels

OVERLAP = "Overlap"
_NAMES = ("Area", "Coverage", "Regions", OVERLAP)
LINK_EDGE_PX = 5
"""Around the words of a link."""
OUTSIDE, UNCHANGED = "Changed outside mask", "Mask over unchanged"
_OF_PAIR = (OUTSIDE, UNCHANGED)
"""What there is to say where the authentic partner exists."""
PREDICTION = "oF1 of the prediction"


class FiguresPanel(Section):
    """Area, coverage, regions and overlap, and against the pair, as after the last stroke."""

    add_asked = Signal()
    """What changed outside the mask is to be added to the painted instance."""
    outside_toggled = Signal(bool)
    """What changed outside the mask is to be shown on the canvases, or no more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Figures", parent)
        self._shows_outside = False
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(3)
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        self._values: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        self._sign = IconLabel("circle-check", "ok", size_px=SMALL_ICON_PX)
        self._overlap_sign = IconLabel("triangle-alert", "warn", size_px=SMALL_ICON_PX)
        for row, name in enumerate((*_NAMES, *_OF_PAIR, PREDICTION)):
            label: QLabel = QLabel(name) if name in _NAMES else ElidedLabel(name)
            label.setProperty("tone", "2")
            value = QLabel()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 2)
            self._labels[name], self._values[name] = label, value
        grid.addWidget(self._overlap_sign, _NAMES.index(OVERLAP), 1)
        grid.addWidget(self._sign, len(_NAMES), 1)
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(4)
        self._reason = QLabel()
        self._reason.setProperty("tone", "3")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        column.addLayout(grid)
        column.addLayout(self._make_links())
        column.addWidget(self._reason)
        self.set_content(body)
        self.show_outside(False)
        self.name_painted(0)
        self.show_figures(None)
        self.show_changes(None)
        self.show_prediction(None)

    def _make_links(self) -> QHBoxLayout:
        self.outside, self.add = QPushButton(), QPushButton()
        links = QHBoxLayout()
        # Each has room of its own around its words; the dock may be narrow.
        links.setSpacing(2)
        # The words, not the room around them, end where the numbers do.
        links.setContentsMargins(0, 0, -LINK_EDGE_PX, 0)
        links.addStretch(1)
        for link in (self.outside, self.add):
            link.setProperty("link", "true")
            link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            links.addWidget(link)
        self.add.setToolTip("Every pixel that changed and that no instance covers, as one step.")
        self.add.clicked.connect(self.add_asked)
        self.outside.clicked.connect(lambda: self.outside_toggled.emit(not self._shows_outside))
        return links

    def show_outside(self, shown: bool) -> None:
        """Say whether what changed outside the mask is shown on the canvases."""
        self._shows_outside = shown
        self.outside.setText("Hide outside" if shown else "Show outside")
        self.outside.setToolTip("Hatches what changed and what no instance covers.")

    def name_painted(self, number: int) -> None:
        """Say which instance, from 0, would get what changed outside the mask."""
        self.add.setText(f"Add to instance {number + 1}")

    def value(self, name: str) -> str:
        """The words beside a name, such as "Area"."""
        return self._values[name].text()

    def value_label(self, name: str) -> QLabel:
        """What says the words beside a name."""
        return self._values[name]

    def show_changes(
        self,
        counts: ChangedCounts | None,
        threshold: int = USUAL_THRESHOLD,
        *,
        is_scaled: bool = False,
    ) -> None:
        """Show how the mask lies over what changed; nothing where there is no pair to tell.

        A pixel changed that differs by more than `threshold` of 255, from the authentic image or,
        with `is_scaled`, from what that is when it is made as large.
        """
        for name in _OF_PAIR:
            self._labels[name].setVisible(counts is not None)
            self._values[name].setVisible(counts is not None)
        self._sign.setVisible(counts is not None)
        is_any = counts is not None and counts.outside > 0
        self.outside.setVisible(is_any or (self._shows_outside and counts is not None))
        self.add.setVisible(is_any)
        if counts is None:
            return
        for name in _OF_PAIR:
            by = (
                "the scaled authentic image by more" if is_scaled else "the authentic image by more"
            )
            self._values[name].setToolTip(
                f"Changed is what differs from {by} than {threshold} of 255."
            )
        self._values[OUTSIDE].setText(pixels(counts.outside))
        self._values[UNCHANGED].setText(pixels(counts.unchanged_inside))
        tone = "warn" if counts.outside else "ok"
        self._sign.set_icon("triangle-alert" if counts.outside else "circle-check", tone)
        _set_tone(self._values[OUTSIDE], tone)

    def show_prediction(self, of1: float | None, by: str = "") -> None:
        """Show how the prediction on show scores against the mask as it is; nothing for None."""
        self._labels[PREDICTION].setVisible(of1 is not None)
        value = self._values[PREDICTION]
        value.setVisible(of1 is not None)
        value.setText("" if of1 is None else f"{of1:.3f}")
        value.setToolTip(f"Predicted by {by}." if by else "")

    def has_changes(self) -> bool:
        """Whether there is a pair to tell of."""
        return not self._values[OUTSIDE].isHidden()

    @property
    def reason(self) -> str:
        """Why there are no figures, "" where that needs no words."""
        return self._reason.text()

    def show_figures(self, figures: Figures | None, reason: str = "") -> None:
        """Show the figures of a mask; dashes where there is none, and the sentence why."""
        words = dict.fromkeys(_NAMES, "\N{EN DASH}")
        if figures is not None:
            words = {
                "Area": pixels(figures.area_px),
                "Coverage": percent(figures.coverage_pct, 3),
                "Regions": f"{figures.regions:,}",
                OVERLAP: pixels(figures.overlap_px),
            }
        overlaps = figures is not None and figures.overlap_px > 0
        self._overlap_sign.setVisible(overlaps)
        _set_tone(self._values[OVERLAP], "warn" if overlaps else "")
        for name, text in words.items():
            self._values[name].setText(text)
        self._reason.setText(typeset(reason))
        self._reason.setVisible(bool(reason))


def _set_tone(label: QLabel, tone: str) -> None:
    """Colour a label, "" as other words."""
    if (label.property("tone") or "") != tone:
        label.setProperty("tone", tone or None)
        label.style().unpolish(label)
        label.style().polish(label)
