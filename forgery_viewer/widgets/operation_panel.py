"""An operation on instances: which, with what parameters, on which of them, and what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import SMALL_ICON_PX, Choice, IconButton
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.compare.number_row import NumberRow, number_grid
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.text_button import TextButton

MINUS = "\N{MINUS SIGN}"
SCOPES = (
    Choice("current", "This", use="The instance that is painted."),
    Choice("selected", "Selected", use="All that are selected in the list."),
    Choice("all", "All", use="Every instance of the mask."),
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that an operation takes."""

    key: str
    title: str
    scale: Scale
    usual: float
    use: str = ""


@dataclass(frozen=True, slots=True)
class OperationKind:
    """An operation as it is offered.

    Attributes:
        key: How it is known.
        title: What it is called.
        parameters: The numbers that it takes.
        use: What it does, in a sentence.
        takes_other: Whether it is done to one instance, by another one.
    """

    key: str
    title: str
    parameters: tuple[Parameter, ...]
    use: str
    takes_other: bool = False


class OperationPanel(Section):
    """Between the instances and their figures while an operation is tried out."""

    changed = Signal()
    """Another operation, parameter, scope or other instance."""
    apply_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, kinds: Sequence[OperationKind], parent: QWidget | None = None) -> None:
        super().__init__("Operation", parent)
        self._kinds = {kind.key: kind for kind in kinds}
        self.kinds = ChoiceBox("Operation", "What is done to the instances.")
        self.kinds.set_options([Option(kind.key, kind.title) for kind in kinds])
        self.scopes = FittingSegments("Instances", SCOPES)
        self.others = ChoiceBox("Other instance", "What the painted one is combined with.")
        self.rows: dict[str, NumberRow] = {}
        self._use = QLabel()
        self._use.setWordWrap(True)
        self._use.setProperty("tone", "2")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self.apply = TextButton("Apply", "check", primary=True)
        self.cancel = TextButton("Cancel")
        self.close_button = IconButton("x", size_px=SMALL_ICON_PX)
        self.close_button.set_hint("Close", "Esc", "Nothing is changed.")
        self.add_action(self.close_button)
        self._numbers = QWidget()
        self._lay_out()
        self.kinds.chosen.connect(self.choose)
        self.scopes.chosen.connect(lambda _key: self.changed.emit())
        self.others.chosen.connect(lambda _key: self.changed.emit())
        self.apply.clicked.connect(self.apply_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.close_button.clicked.connect(self.cancel_asked)
        self._show_kind(next(iter(self._kinds)))
        self.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.apply)
        body = QWidget()
        self._parts = QVBoxLayout(body)
        self._parts.setContentsMargins(10, 8, 10, 10)
        self._parts.setSpacing(6)
        for part in (self.kinds, self._use, self._numbers, self.scopes, self.others, self._said):
            self._parts.addWidget(part)
        self._parts.addLayout(buttons)
        self.set_content(body)

    @property
    def kind(self) -> str:
        """The operation that is chosen."""
        return self.kinds.choice

    @property
    def scope(self) -> str:
        """On which instances: "current", "selected" or "all"."""
        return SCOPES[0].key if self._kinds[self.kind].takes_other else self.scopes.choice

    @property
    def other(self) -> int | None:
        """The instance that the painted one is combined with; None where there is none."""
        return int(self.others.choice) if self.others.choice else None

    @property
    def values(self) -> dict[str, float]:
        """The parameters by key."""
        return {key: row.value for key, row in self.rows.items()}

    @property
    def said(self) -> str:
        """What the operation would change, or why it cannot."""
        return self._said.text()

    def choose(self, key: str) -> None:
        """Offer another operation, with its usual parameters."""
        self._show_kind(key)
        self.changed.emit()

    def show_result(self, words: str, *, can_apply: bool) -> None:
        """Say what the operation would change."""
        self._said.setText(words)
        self.apply.setEnabled(can_apply)

    def set_others(self, options: Sequence[Option]) -> None:
        """Offer other instances, by their numbers; the chosen one stays if it is among them."""
        self.others.set_options(options)
        if self.others.choice not in self.others.keys:
            self.others.set_choice("")

    def choose_other(self, number: int) -> None:
        """Choose an instance that is offered; one that is not leaves the choice as it is."""
        if str(number) in self.others.keys:
            self.others.set_choice(str(number))

    def block_selected(self, reason: str) -> None:
        """Say why the selection is no choice; "" lets it be one."""
        self.scopes.block("selected", reason)

    def _show_kind(self, key: str) -> None:
        kind = self._kinds[key]
        self.kinds.set_choice(key)
        self._use.setText(kind.use)
        self.scopes.setVisible(not kind.takes_other)
        self.others.setVisible(kind.takes_other)
        place = self._parts.indexOf(self._numbers)
        self._parts.removeWidget(self._numbers)
        self._numbers.hide()
        self._numbers.deleteLater()
        self._numbers = QWidget()
        grid = number_grid(self._numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        self.rows = {}
        for line, parameter in enumerate(kind.parameters):
            row = NumberRow(parameter.title, parameter.scale, parameter.use, self._numbers)
            row.show_value(parameter.usual)
            row.changed.connect(lambda _value: self.changed.emit())
            row.place(grid, line)
            self.rows[parameter.key] = row
        self._parts.insertWidget(place, self._numbers)
        self._numbers.setVisible(bool(kind.parameters))


def change_words(gained_px: int, lost_px: int) -> str:
    """What an operation would change, as "+1,104 px", with a true minus before what is lost."""
    parts = [f"+{gained_px:,} px"] if gained_px else []
    parts += [f"{MINUS}{lost_px:,} px"] if lost_px else []
    return ", ".join(parts) or "Nothing would change."
