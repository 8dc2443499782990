"""The header of the strip: what is compared, how it is shown, and how large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, Choice, IconButton, Segments, hint_text
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import text_font, theme_of
from forgery_viewer.widgets.twins.twin_view import SCALES_PCT, next_scale

HEADER_PX = 31
HOLD_MS = 350
"""A press of the blink button that lasts longer ends with the release."""

_SIDES = (
    Choice("aligned", "Aligned", use="Each copy laid on the source: shifted, turned, scaled back."),
    Choice("found", "As found", use="Each copy as it is in the image."),
)
_PICTURES = (
    Choice("difference", "Difference", use="How far each copy is from the source, pixel by pixel."),
    Choice("correlation", "Correlation", use="How alike both are around each pixel: white is 1."),
)
_SEGMENTS_PX = 26
_GAP_PX = 4


class _BlinkButton(IconButton):
    """Checked by what the strip does, not by every click: a hold is none."""

    def nextCheckState(self) -> None:
        """Stay as it is."""


class Toggles(QFrame):
    """A row of words each of which is on or off by itself."""

    toggled = Signal(str, bool)
    """The key of the word the user switched, and whether it is on now."""

    def __init__(self, words: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("segments", "true")
        self.setFixedHeight(_SEGMENTS_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        self._buttons: dict[str, QToolButton] = {}
        for key, word, _icon, _keys, use in words:
            button = QToolButton(self)
            button.setText(word)
            button.setToolTip(hint_text(theme_of(self), word, use=use))
            button.setProperty("segment", "true")
            button.setCheckable(True)
            button.setChecked(True)
            button.setFixedHeight(_SEGMENTS_PX - 2)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda on, key=key: self.toggled.emit(key, on))
            self._buttons[key] = button
            row.addWidget(button)

    def set_on(self, key: str, on: bool) -> None:
        """Switch a word without a signal; KeyError if there is none of that key."""
        self._buttons[key].setChecked(on)

    def is_on(self, key: str) -> bool:
        """Whether a word is on."""
        return self._buttons[key].isChecked()

    def button(self, key: str) -> QToolButton:
        """The button of one word."""
        return self._buttons[key]


class TwinHeader(QFrame):
    """Title and controls of the strip in one row."""

    blink_toggled = Signal(bool)
    aligned_toggled = Signal(bool)
    shown_toggled = Signal(str, bool)
    scale_changed = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("section", "true")
        self.setFixedHeight(HEADER_PX)
        self._title = QLabel("Twins")
        self._title.setFont(text_font(12, 600))
        self._detail = ElidedLabel()
        self._detail.setProperty("tone", "3")
        self._blink_word = _quiet("Blink")
        self.blink_button = _BlinkButton("eye")
        self.blink_button.setCheckable(True)
        self.blink_button.set_hint(
            "Blink",
            "` over the pictures",
            "Show source and copy in turn. Hold for as long as you look.",
        )
        self.sides = Segments(_SIDES)
        self.sides.setFixedHeight(_SEGMENTS_PX)
        self.toggles = Toggles(_PICTURES)
        self._scale_word = _quiet("Scale")
        # Left out where there is no room for them.
        self._words = (self._blink_word, self._scale_word)
        self.smaller_button = _small("minus", "Smaller")
        self.larger_button = _small("plus", "Larger")
        self._scale = QLabel()
        self._scale.setFont(text_font(12, 600))
        self._scale.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.close_button = _small("x", "Close the twins")
        self._scale_pct = 100
        self._pressed = QElapsedTimer()
        self._was_on = False
        self._arrange()
        self._connect()
        self.show_scale(100)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.setSpacing(_GAP_PX)
        row.addWidget(self._title)
        row.addSpacing(4)
        row.addWidget(self._detail, 1)
        row.addSpacing(6)
        row.addWidget(self._blink_word)
        row.addWidget(self.blink_button)
        row.addSpacing(6)
        row.addWidget(self.sides)
        row.addSpacing(6)
        row.addWidget(self.toggles)
        row.addSpacing(6)
        row.addWidget(self._scale_word)
        for widget in (self.smaller_button, self._scale, self.larger_button):
            row.addWidget(widget)
        row.addSpacing(6)
        row.addWidget(self.close_button)

    def _connect(self) -> None:
        self.blink_button.pressed.connect(self._begin_blink)
        self.blink_button.released.connect(self._end_blink)
        self.sides.chosen.connect(lambda key: self.aligned_toggled.emit(key == "aligned"))
        self.toggles.toggled.connect(self.shown_toggled)
        self.smaller_button.clicked.connect(lambda: self._step(-1))
        self.larger_button.clicked.connect(lambda: self._step(1))
        self.close_button.clicked.connect(self.closed)

    # Setters ------------------------------------------------------------------------------

    def set_detail(self, words: str, *shorter: str) -> None:
        """What is compared, beside the title; in fewer words where there is less room."""
        self._detail.set_texts(words, *shorter)

    def show_blink(self, on: bool) -> None:
        """Show whether it blinks, without a signal."""
        self.blink_button.setChecked(on)

    def show_aligned(self, aligned: bool) -> None:
        """Show which way the copies are drawn, without a signal."""
        self.sides.set_choice("aligned" if aligned else "found")

    def show_shown(self, key: str, shown: bool) -> None:
        """Show whether difference or correlation is on, without a signal."""
        self.toggles.set_on(key, shown)

    def show_scale(self, scale_pct: int) -> None:
        """Show the scale in %, without a signal."""
        self._scale_pct = scale_pct
        self._scale.setText(f"{scale_pct:,} %")
        self._scale.setMinimumWidth(self._scale.fontMetrics().horizontalAdvance("1,600 %") + 4)
        self.smaller_button.block("" if scale_pct > SCALES_PCT[0] else "The smallest scale")
        self.larger_button.block("" if scale_pct < SCALES_PCT[-1] else "The largest scale")

    @property
    def detail(self) -> str:
        """What stands beside the title."""
        return self._detail.full_text

    @property
    def scale_text(self) -> str:
        """The scale as it is shown."""
        return self._scale.text()

    # What the user does -------------------------------------------------------------------

    def _begin_blink(self) -> None:
        self._was_on = self.blink_button.isChecked()
        self._pressed.start()
        if not self._was_on:
            self._say_blink(True)

    def _end_blink(self) -> None:
        held = self._pressed.isValid() and self._pressed.elapsed() > HOLD_MS
        if self._was_on or held:
            self._say_blink(False)

    def _say_blink(self, on: bool) -> None:
        self.blink_button.setChecked(on)
        self.blink_toggled.emit(on)

    def _step(self, steps: int) -> None:
        self.scale_changed.emit(next_scale(self._scale_pct, steps))

    # Width --------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """As narrow as it is without the words that may be left out."""
        hint = super().minimumSizeHint()
        shown = [word for word in self._words if not word.isHidden()]
        return QSize(hint.width() - sum(map(_with_gap, shown)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.minimumSizeHint().width() + sum(map(_with_gap, self._words))
        for word in self._words:
            word.setVisible(wide)


def _with_gap(label: QLabel) -> int:
    return label.sizeHint().width() + _GAP_PX


def _quiet(word: str) -> QLabel:
    label = QLabel(word)
    label.setProperty("tone", "2")
    return label


def _small(icon_name: str, name: str) -> IconButton:
    button = IconButton(icon_name, size_px=SMALL_ICON_PX)
    button.setFixedSize(22, 22)
    button.set_hint(name)
    return button
