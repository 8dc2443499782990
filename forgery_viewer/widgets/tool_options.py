"""The options of the tool in hand, side by side, each of which the preferences keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from forgery_viewer.state.preferences import (
    BOX_SHAPE,
    BRUSH_FOLLOWS_ZOOM,
    BRUSH_LIMIT,
    BRUSH_SHAPE,
    GREY_HIGH,
    GREY_LOW,
    LEVEL_HIGH,
    LEVEL_LOW,
    PEN_PRESSURE,
    SPARES_OTHERS,
    Entry,
)
from forgery_viewer.state.tools.brush import DIFFERENCE, GREY, NO_LIMIT, SNAP
from forgery_viewer.state.tools.kinds import (
    BOX,
    BRUSH,
    ELLIPSE,
    ERASER,
    LASSO,
    POLYGON,
    RECTANGLE,
    ROUND,
    SQUARE,
)
from forgery_viewer.widgets.buttons import Choice, IconButton, Segments
from forgery_viewer.widgets.whole_number_field import WholeNumberField

BUTTON_PX = 26

_BRUSHES = (BRUSH, ERASER)
_AREAS = (POLYGON, LASSO, BOX)


_ADD, _SUBTRACT = "add", "subtract"
_WAYS = (
    Choice(_ADD, "Add", "squares-unite", "X for the other", "Adds to the selected instance."),
    Choice(
        _SUBTRACT,
        "Subtract",
        "squares-subtract",
        "X for the other",
        "Takes away from the selected instance; Shift adds all the same.",
    ),
)

_LIMITS = (
    (
        GREY,
        "contrast",
        "Limit by grey value",
        "Paints only where the grey value of the image lies in a range.",
    ),
    (
        DIFFERENCE,
        "diff",
        "Limit by difference",
        "Paints only where the images of the pair differ by so much.",
    ),
    (
        SNAP,
        "magnet",
        "Snap to the difference",
        "Paints only what changed between the images of the pair.",
    ),
)


class _Placed(NamedTuple):
    """A control and when it is shown."""

    widget: QWidget
    tools: tuple[str, ...]
    when: tuple[Entry[str], str] | None = None
    """Shown only while an entry has this value."""


class ToolOptions(QWidget):
    """Controls in the order of the bar; those that the tool in hand has no use for are hidden."""

    changed = Signal(object, object)
    """An Entry of the preferences, and the value that the user chose."""
    subtracts_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._placed: list[_Placed] = []
        self._setters: dict[str, list[Callable[[Any], None]]] = {}
        self._values: dict[str, object] = {}
        self._tool = ""
        self._has_pen = False
        self._add_brush()
        self._add_areas()
        self.protect = self._toggle(
            SPARES_OTHERS, "shield", "Protect other instances", "K", (*_BRUSHES, *_AREAS)
        )
        self._row.addStretch(1)

    def show_tool(self, key: str) -> None:
        """Show the options of another tool."""
        self._tool = key
        self._show()

    def show_value(self, entry: Entry[Any], value: object) -> None:
        """Show the value of an entry, without a signal."""
        self._values[entry.key] = value
        for show in self._setters.get(entry.key, ()):
            show(value)
        self._show()

    def show_subtracts(self, subtracts: bool) -> None:
        """Show whether areas are added or taken away, without a signal."""
        self.ways.set_choice(_SUBTRACT if subtracts else _ADD)

    def show_pen(self) -> None:
        """There is a pen: offer what only a pen can do."""
        self._has_pen = True
        self._show()

    def block_difference(self, reason: str) -> None:
        """Say why there is no difference to follow; "" where there is one."""
        for limit in (DIFFERENCE, SNAP):
            self.limits[limit].block(reason)

    def _show(self) -> None:
        for widget, tools, when in self._placed:
            fits = when is None or self._values.get(when[0].key) == when[1]
            has_use = widget is not self.pressure or self._has_pen
            widget.setVisible(self._tool in tools and fits and has_use)

    # Controls -----------------------------------------------------------------------------

    def _add_brush(self) -> None:
        self.brush_shape = self._segments(
            BRUSH_SHAPE,
            (
                Choice(ROUND, "Round", "circle", "", "The brush is a disc."),
                Choice(SQUARE, "Square", "square", "", "The brush is a square of whole pixels."),
            ),
            _BRUSHES,
        )
        self.follows_zoom = self._toggle(
            BRUSH_FOLLOWS_ZOOM,
            "scaling",
            "Same size on the screen",
            "",
            _BRUSHES,
            "Zoomed in, the brush covers fewer pixels of the image.",
        )
        self.pressure = self._toggle(
            PEN_PRESSURE,
            "pen-tool",
            "Pen pressure",
            "",
            _BRUSHES,
            "The harder the pen is pressed, the larger the brush.",
        )
        self.limits = {
            limit: self._limit(limit, icon_name, name, use)
            for limit, icon_name, name, use in _LIMITS
        }
        self._setters[BRUSH_LIMIT.key] = [self._show_limit]
        self.greys = self._range("Grey value", GREY_LOW, GREY_HIGH, GREY)
        self.levels = self._range("Difference", LEVEL_LOW, LEVEL_HIGH, DIFFERENCE)

    def _add_areas(self) -> None:
        self.box_shape = self._segments(
            BOX_SHAPE,
            (
                Choice(RECTANGLE, "Rectangle", "square-dashed", "U", ""),
                Choice(ELLIPSE, "Ellipse", "circle", "U", ""),
            ),
            (BOX,),
        )
        self.ways = Segments(_WAYS, compact=True)
        self.ways.chosen.connect(lambda key: self.subtracts_changed.emit(key == _SUBTRACT))
        self._place(self.ways, _AREAS)

    def _toggle(
        self,
        entry: Entry[bool],
        icon_name: str,
        name: str,
        keys: str,
        tools: tuple[str, ...],
        use: str = "",
    ) -> IconButton:
        button = self._button(icon_name, name, keys, use)
        button.clicked.connect(lambda checked: self.changed.emit(entry, checked))
        self._place(button, tools)
        self._setters.setdefault(entry.key, []).append(button.setChecked)
        return button

    def _limit(self, limit: str, icon_name: str, name: str, use: str) -> IconButton:
        """One of the limits of the brush, of which at most one holds."""
        button = self._button(icon_name, name, "", use)
        button.clicked.connect(
            lambda checked: self.changed.emit(BRUSH_LIMIT, limit if checked else NO_LIMIT)
        )
        self._place(button, _BRUSHES)
        return button

    def _show_limit(self, chosen: str) -> None:
        for limit, button in self.limits.items():
            button.setChecked(limit == chosen)

    def _button(self, icon_name: str, name: str, keys: str, use: str) -> IconButton:
        button = IconButton(icon_name)
        button.setCheckable(True)
        button.setFixedSize(BUTTON_PX, BUTTON_PX)
        button.set_hint(name, keys, use)
        return button

    def _segments(
        self, entry: Entry[str], choices: tuple[Choice, ...], tools: tuple[str, ...]
    ) -> Segments:
        segments = Segments(choices, compact=True)
        segments.chosen.connect(lambda key: self.changed.emit(entry, key))
        self._place(segments, tools)
        self._setters.setdefault(entry.key, []).append(segments.set_choice)
        return segments

    def _range(
        self, name: str, low: Entry[int], high: Entry[int], limit: str
    ) -> tuple[WholeNumberField, WholeNumberField]:
        """Two fields for the ends of a range, shown while a limit is chosen."""
        when = (BRUSH_LIMIT, limit)
        first = self._number(low, f"{name}, from", (0, 255), _BRUSHES, when=when)
        dash = QLabel("\N{EN DASH}")
        dash.setProperty("tone", "2")
        self._place(dash, _BRUSHES, when)
        return first, self._number(high, f"{name}, to", (0, 255), _BRUSHES, when=when)

    def _number(
        self,
        entry: Entry[int],
        name: str,
        limits: tuple[int, int],
        tools: tuple[str, ...],
        *,
        label: str = "",
        suffix: str = "",
        when: tuple[Entry[str], str] | None = None,
    ) -> WholeNumberField:
        if label:
            words = QLabel(label)
            words.setProperty("tone", "2")
            self._place(words, tools, when)
        field = WholeNumberField(name, *limits, suffix)
        field.valueChanged.connect(lambda value: self.changed.emit(entry, value))
        self._place(field, tools, when)
        self._setters.setdefault(entry.key, []).append(field.show_value)
        return field

    def _place(
        self, widget: QWidget, tools: tuple[str, ...], when: tuple[Entry[str], str] | None = None
    ) -> None:
        self._row.addWidget(widget)
        self._placed.append(_Placed(widget, tools, when))
