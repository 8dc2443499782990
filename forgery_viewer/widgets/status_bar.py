"""The line at the foot of the window: the pixel under the pointer, and where corrections live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.findings_button import FindingsButton
from forgery_viewer.widgets.theme import STATUS_BAR_PX, instance_colour, text_font, theme_of

_BAR_PX = 72
# What is done in less than this would only flash up.
_PATIENCE_MS = 500

_NAMES_PX = 200
"""Room that the names of instances take from what stands beside them, at most."""

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class PixelReading:
    """What is at one pixel: the colours of both images where they have it, and the instances."""

    column: int
    row: int
    authentic: Rgb | None
    subject: Rgb | None
    instances: tuple[tuple[int, int], ...]
    """Number and colour slot of each instance that holds the pixel."""
    subject_name: str = "Forged"
    """What the image is called that the instances belong to."""
    authentic_name: str = "Authentic"

    @property
    def difference(self) -> int | None:
        """The largest difference of a channel, of 255."""
        if self.authentic is None or self.subject is None:
            return None
        return max(abs(a - b) for a, b in zip(self.authentic, self.subject, strict=True))


class _Swatch(QWidget):
    """A small square in one colour."""

    def __init__(self) -> None:
        super().__init__()
        self._colour = QColor()
        self.setFixedSize(10, 10)

    def sizeHint(self) -> QSize:
        return QSize(10, 10)

    def set_colour(self, colour: QColor) -> None:
        self._colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme_of(self).line2))
        painter.setBrush(self._colour)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _Field(QWidget):
    """A name, a swatch and a value that stand together."""

    def __init__(self, name: str, widest: str = "", *, swatch: bool = False) -> None:
        super().__init__()
        self._name = QLabel(name)
        self._name.setProperty("tone", "3")
        self._swatch = _Swatch()
        self._swatch.setVisible(swatch)
        self.value = QLabel()
        self.value.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self._name)
        row.addWidget(self._swatch)
        row.addWidget(self.value)

    @property
    def text(self) -> str:
        return f"{self._name.text()} {self.value.text()}"

    def set_name(self, name: str) -> None:
        self._name.setText(name)

    def show_text(self, text: str) -> None:
        self.value.setText(text)

    def show_colour(self, rgb: Rgb | None) -> None:
        self._swatch.set_colour(QColor(*rgb) if rgb is not None else QColor(0, 0, 0, 0))
        self.value.setText(" ".join(str(v) for v in rgb) if rgb is not None else "\N{EN DASH}")


class _Progress(QWidget):
    """What is worked on in the background, a bar and how far it is; quick work is not told."""

    def __init__(self) -> None:
        super().__init__()
        self._name = QLabel()
        self._count = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_PX)
        for label in (self._name, self._count):
            label.setProperty("tone", "2")
            label.setFont(text_font(11))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(8)
        for widget in (self._name, self._bar, self._count):
            row.addWidget(widget)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.show)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else f"{self._name.text()} {self._count.text()}"

    def show_progress(self, name: str, done: int, total: int) -> None:
        if total <= 0 or done >= total:
            self._patience.stop()
            self.hide()
            return
        self._name.setText(name)
        self._count.setText(f"{done:,} of {total:,}")
        # As wide as it will get, so that nothing moves while it counts.
        widest = self._count.fontMetrics().horizontalAdvance(f"{total:,} of {total:,}")
        self._count.setMinimumWidth(widest)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setAccessibleName(name)
        if self.isHidden() and not self._patience.isActive():
            self._patience.start()


class StatusBar(QFrame):
    """Pixel fields at the left while the pointer is on a canvas; the workspace at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("foot", "true")
        self.setFixedHeight(STATUS_BAR_PX)
        self._column = _Field("x", "00000")
        self._row = _Field("y", "00000")
        self._authentic = _Field("Authentic", "255 255 255", swatch=True)
        self._subject = _Field("Forged", "255 255 255", swatch=True)
        self._difference = _Field("Difference", "255")
        self._swatches = [_Swatch() for _ in range(3)]
        self._instances = ElidedLabel()
        self._hint = ElidedLabel()
        self._told = ""
        self._named: Callable[[str], str] = str
        self._hint.setProperty("tone", "3")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._progress = _Progress()
        self.findings_button = FindingsButton()
        self._place_icon = IconLabel("hard-drive", "3", size_px=14)
        self._place = ElidedLabel(mode=Qt.TextElideMode.ElideLeft)
        self._place.setProperty("tone", "3")
        self._nothing_open = QLabel("No data set open")
        self._nothing_open.setProperty("tone", "3")
        self._pixel = QWidget()
        self._facts = ElidedLabel()
        self._facts.setProperty("tone", "2")
        self._arrange()
        self.show_facts(())
        self.show_pixel(None)
        self.show_workspace("")

    def _arrange(self) -> None:
        pixel = QHBoxLayout(self._pixel)
        pixel.setContentsMargins(0, 0, 0, 0)
        pixel.setSpacing(14)
        place = QHBoxLayout()
        place.setSpacing(6)
        place.addWidget(self._column)
        place.addWidget(self._row)
        pixel.addLayout(place)
        for field in (self._authentic, self._subject, self._difference):
            pixel.addWidget(field)
        instances = QHBoxLayout()
        instances.setSpacing(4)
        for swatch in self._swatches:
            instances.addWidget(swatch)
        instances.addWidget(self._instances)
        pixel.addLayout(instances)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(6)
        row.addWidget(self._nothing_open)
        row.addWidget(self._pixel)
        row.addWidget(self._facts, 1)
        row.addWidget(self._hint, 1)
        row.addSpacing(8)
        row.addWidget(self._progress)
        row.addWidget(self.findings_button)
        row.addSpacing(4)
        row.addWidget(self._place_icon)
        row.addWidget(self._place)

    @property
    def pixel_text(self) -> str:
        """What is said of the pixel, "" when the pointer is on no canvas."""
        if self._pixel.isHidden():
            return ""
        place = f"{self._column.text}  {self._row.text}"
        fields = (self._authentic, self._subject, self._difference)
        return " | ".join([place, *(field.text for field in fields), self._instances.full_text])

    @property
    def facts_text(self) -> str:
        """What is said of the data set, "" where there is no room for it."""
        return "" if self._facts.isHidden() else self._facts.full_text

    def show_facts(self, facts: Sequence[str]) -> None:
        """Say something of the whole data set in place of pixel and tool; nothing gives it back."""
        self._facts.setText(" · ".join(facts))
        self._facts.setVisible(bool(facts))
        self._hint.setVisible(not facts)
        if facts:
            policy = self._pixel.sizePolicy()
            policy.setRetainSizeWhenHidden(False)
            self._pixel.setSizePolicy(policy)
            self._pixel.hide()
        else:
            self.show_pixel(None)

    @property
    def is_empty(self) -> bool:
        """Whether it says that no data set is open."""
        return self._nothing_open.isVisible()

    @property
    def workspace_text(self) -> str:
        """Where corrections are kept, in short."""
        return self._place.full_text

    def show_pixel(self, reading: PixelReading | None) -> None:
        """Show what is at a pixel, or nothing."""
        # The row keeps its room, so that nothing beside it moves.
        policy = self._pixel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._pixel.setSizePolicy(policy)
        self._pixel.setVisible(reading is not None)
        if reading is None:
            return
        self._column.show_text(str(reading.column))
        self._row.show_text(str(reading.row))
        self._authentic.set_name(reading.authentic_name)
        self._subject.set_name(reading.subject_name)
        self._authentic.show_colour(reading.authentic)
        self._subject.show_colour(reading.subject)
        difference = reading.difference
        self._difference.show_text("\N{EN DASH}" if difference is None else str(difference))
        for i, swatch in enumerate(self._swatches):
            swatch.setVisible(i < len(reading.instances))
            if i < len(reading.instances):
                swatch.set_colour(instance_colour(reading.instances[i][1]))
        names = [f"Instance {number + 1}" for number, _colour in reading.instances]
        self._instances.setText(", ".join(names) or "No instance")
        # The pixel under the pointer goes before the hint beside it.
        self._instances.setMinimumWidth(min(self._instances.sizeHint().width(), _NAMES_PX))

    @property
    def progress_text(self) -> str:
        """What is said of the work under way, "" while nothing is said."""
        return self._progress.text

    def show_progress(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` pieces are done; all, or a total of 0, says nothing."""
        self._progress.show_progress(name, done, total)

    @property
    def hint_text(self) -> str:
        """What is said of the tool, or of what goes on."""
        return self._hint.full_text

    def show_hint(self, hint: str) -> None:
        """Say how the tool is used; keys may be named by their actions, as `{undo}`."""
        self._told = hint
        self._hint.setText(self._named(hint))

    def set_key_names(self, named: Callable[[str], str]) -> None:
        """Write the keys into hints by another function, also into the one on show."""
        self._named = named
        self.show_hint(self._told)

    def show_workspace(self, place: str, whole: str = "") -> None:
        """Show where corrections are kept, with the whole path in the tooltip.

        There is no such place, "", while no data set is open, and that is what is said then.
        """
        self._place.setText(place)
        self._place.set_hint(whole)
        self._place_icon.setVisible(bool(place))
        self._nothing_open.setVisible(not place)
