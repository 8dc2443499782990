"""The line at the foot of the window: the pixel under the pointer, and where corrections live."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import STATUS_BAR_PX, instance_colour, theme_of

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

    def show_text(self, text: str) -> None:
        self.value.setText(text)

    def show_colour(self, rgb: Rgb | None) -> None:
        self._swatch.set_colour(QColor(*rgb) if rgb is not None else QColor(0, 0, 0, 0))
        self.value.setText(" ".join(str(v) for v in rgb) if rgb is not None else "\N{EN DASH}")


class StatusBar(QFrame):
    """Pixel fields at the left while the pointer is on a canvas; the workspace at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("foot", "true")
        self.setFixedHeight(STATUS_BAR_PX)
        self._position = _Field("x y", "00000 00000")
        self._authentic = _Field("Authentic", "255 255 255", swatch=True)
        self._subject = _Field("Forged", "255 255 255", swatch=True)
        self._difference = _Field("Difference", "255")
        self._swatches = [_Swatch() for _ in range(3)]
        self._instances = ElidedLabel()
        self._hint = ElidedLabel()
        self._hint.setProperty("tone", "3")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._place_icon = IconLabel("hard-drive", "3", size_px=14)
        self._place = ElidedLabel(mode=Qt.TextElideMode.ElideLeft)
        self._place.setProperty("tone", "3")
        self._pixel = QWidget()
        self._arrange()
        self.show_pixel(None)
        self.show_workspace("")

    def _arrange(self) -> None:
        pixel = QHBoxLayout(self._pixel)
        pixel.setContentsMargins(0, 0, 0, 0)
        pixel.setSpacing(14)
        for field in (self._position, self._authentic, self._subject, self._difference):
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
        row.addWidget(self._pixel)
        row.addWidget(self._hint, 1)
        row.addSpacing(8)
        row.addWidget(self._place_icon)
        row.addWidget(self._place)

    @property
    def pixel_text(self) -> str:
        """What is said of the pixel, "" when the pointer is on no canvas."""
        if self._pixel.isHidden():
            return ""
        fields = (self._position, self._authentic, self._subject, self._difference)
        return " | ".join([*(f.value.text() for f in fields), self._instances.full_text])

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
        self._position.show_text(f"{reading.column} {reading.row}")
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

    def show_hint(self, hint: str) -> None:
        """Say how the tool is used."""
        self._hint.setText(hint)

    def show_workspace(self, place: str, whole: str = "") -> None:
        """Show where corrections are kept, with the whole path in the tooltip."""
        self._place.setText(place)
        self._place.set_hint(whole)
        self._place_icon.setVisible(bool(place))
