"""Sliders and lists for whatever a forensic view lets the user set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.core.forensics.parameters import Parameter, Value
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.number_row import NumberRow, number_grid
from forgery_viewer.widgets.compare.scale import Scale

_LABEL_PX = 86
"""The widest a name may be beside its slider; longer ones take two lines."""


class ParameterGrid(QWidget):
    """One row a parameter: a slider with a field for numbers, a list for choices."""

    changed = Signal(str, object)
    """The key of a parameter and the value the user gave it; not sent by `show_values`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameters: tuple[Parameter, ...] = ()
        self._values: dict[str, Value] = {}
        self._controls: dict[str, NumberRow | ChoiceBox] = {}
        self._host = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 0)
        self._column.addWidget(self._host)

    @property
    def controls(self) -> Mapping[str, NumberRow | ChoiceBox]:
        """The controls by the key of their parameter."""
        return self._controls

    @property
    def is_usual(self) -> bool:
        """Whether every parameter has its usual value."""
        return all(self._values[each.key] == each.usual for each in self._parameters)

    def set_parameters(self, parameters: Sequence[Parameter]) -> None:
        """Show controls for other parameters, at their usual values."""
        if tuple(parameters) == self._parameters:
            return
        self._parameters = tuple(parameters)
        self._values = {each.key: each.usual for each in parameters}
        self._controls = {}
        self._column.removeWidget(self._host)
        # It goes only in the next turn of events, and must not be seen until then.
        self._host.hide()
        self._host.deleteLater()
        self._host = QWidget()
        grid = number_grid(self._host)
        grid.setContentsMargins(0, 0, 0, 0)
        for row, parameter in enumerate(parameters):
            self._add(grid, row, parameter)
        self._column.addWidget(self._host)

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Show values without a signal; a parameter that has none is at its usual one."""
        for parameter in self._parameters:
            value = parameter.clamp(values.get(parameter.key, parameter.usual))
            self._values[parameter.key] = value
            control = self._controls[parameter.key]
            if isinstance(control, ChoiceBox):
                control.set_choice(str(value))
            else:
                control.show_value(float(value))

    def set_usual(self) -> None:
        """Give every parameter its usual value, as the user would: with a signal for each."""
        changed = [each for each in self._parameters if self._values[each.key] != each.usual]
        self.show_values({})
        for parameter in changed:
            self.changed.emit(parameter.key, parameter.usual)

    def _add(self, grid: QGridLayout, row: int, parameter: Parameter) -> None:
        key = parameter.key
        if parameter.choices:
            box = ChoiceBox(parameter.title)
            box.set_options(
                [Option(choice, choice[:1].upper() + choice[1:]) for choice in parameter.choices]
            )
            box.chosen.connect(lambda choice: self._take(key, choice))
            label = QLabel(parameter.title)
            label.setProperty("tone", "2")
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1, 1, 2)
            self._controls[key] = box
        else:
            scale = Scale(parameter.least, parameter.most, parameter.step, parameter.unit)
            numbers = NumberRow(parameter.title, scale, parent=self._host)
            numbers.changed.connect(lambda value: self._take(key, value))
            numbers.place(grid, row)
            label = numbers.label
            self._controls[key] = numbers
        if label.fontMetrics().horizontalAdvance(parameter.title) > _LABEL_PX:
            label.setWordWrap(True)
            label.setFixedWidth(_LABEL_PX)

    def _take(self, key: str, value: Value) -> None:
        self._values[key] = value
        self.changed.emit(key, value)
