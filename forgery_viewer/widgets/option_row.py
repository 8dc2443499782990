"""A row of controls, each for one entry of the preferences, of which only some are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from forgery_viewer.state.preferences import Entry
from forgery_viewer.widgets.buttons import Choice, IconButton, Segments
from forgery_viewer.widgets.whole_number_field import WholeNumberField

BUTTON_PX = 26
_GAP_PX = 4

When = tuple[Entry[str], str]
"""An entry, and the value that it must have."""


class _Placed(NamedTuple):
    widget: QWidget
    tools: Sequence[str]
    when: When | None = None


class OptionRow(QWidget):
    """Controls from left to right; those that the tool in hand has no use for are hidden."""

    changed = Signal(object, object)
    """An Entry of the preferences, and the value that the user chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP_PX)
        self._placed: list[_Placed] = []
        self._setters: dict[str, list[Callable[[Any], None]]] = {}
        self._values: dict[str, object] = {}
        self._useless: set[QWidget] = set()
        self._tool = ""

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

    def set_useful(self, widget: QWidget, useful: bool) -> None:
        """Whether a control can do anything here at all."""
        (self._useless.discard if useful else self._useless.add)(widget)
        self._show()

    def _show(self) -> None:
        for widget, tools, when in self._placed:
            fits = when is None or self._values.get(when[0].key) == when[1]
            widget.setVisible(self._tool in tools and fits and widget not in self._useless)

    # Controls -----------------------------------------------------------------------------

    def place(self, widget: QWidget, tools: Sequence[str], when: When | None = None) -> None:
        """Put a control at the end of the row, for some tools."""
        self._row.addWidget(widget)
        self._placed.append(_Placed(widget, tools, when))

    def follow(self, entry: Entry[Any], show: Callable[[Any], None]) -> None:
        """Have `show` called with each value of an entry."""
        self._setters.setdefault(entry.key, []).append(show)

    def add_label(self, words: str, tools: Sequence[str], when: When | None = None) -> None:
        """Words before a control."""
        label = QLabel(words)
        label.setProperty("tone", "2")
        self.place(label, tools, when)

    def add_toggle(
        self, entry: Entry[bool], icon_name: str, hint: tuple[str, str, str], tools: Sequence[str]
    ) -> IconButton:
        """A button for what is so or not; `hint` is its name, its key and its use."""
        button = icon_button(icon_name, hint, checkable=True)
        button.clicked.connect(lambda checked: self.changed.emit(entry, checked))
        self.place(button, tools)
        self.follow(entry, button.setChecked)
        return button

    def add_segments(
        self, entry: Entry[str], choices: Sequence[Choice], tools: Sequence[str]
    ) -> Segments:
        """A choice between some values, as icons."""
        segments = Segments(choices, compact=True)
        segments.chosen.connect(lambda key: self.changed.emit(entry, key))
        self.place(segments, tools)
        self.follow(entry, segments.set_choice)
        return segments

    def add_number(
        self,
        entry: Entry[int],
        name: str,
        limits: tuple[int, int],
        tools: Sequence[str],
        *,
        suffix: str = "",
        when: When | None = None,
    ) -> WholeNumberField:
        """A field for a whole number."""
        field = WholeNumberField(name, *limits, suffix)
        field.valueChanged.connect(lambda value: self.changed.emit(entry, value))
        self.place(field, tools, when)
        self.follow(entry, field.show_value)
        return field

    def add_range(
        self, name: str, ends: tuple[Entry[int], Entry[int]], tools: Sequence[str], when: When
    ) -> tuple[WholeNumberField, WholeNumberField]:
        """Two fields for the ends of a range of values of 255."""
        low = self.add_number(ends[0], f"{name}, from", (0, 255), tools, when=when)
        self.add_label("\N{EN DASH}", tools, when)
        return low, self.add_number(ends[1], f"{name}, to", (0, 255), tools, when=when)

    def add_button(
        self, icon_name: str, hint: tuple[str, str, str], tools: Sequence[str]
    ) -> IconButton:
        """A button for something to be done once."""
        button = icon_button(icon_name, hint)
        self.place(button, tools)
        return button


def icon_button(
    icon_name: str, hint: tuple[str, str, str], *, checkable: bool = False
) -> IconButton:
    """A button of the bar; `hint` is its name, its key and its use."""
    button = IconButton(icon_name)
    button.setCheckable(checkable)
    button.setFixedSize(BUTTON_PX, BUTTON_PX)
    button.set_hint(*hint)
    return button
