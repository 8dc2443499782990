"""Which instances of a mask are selected together with the one that is painted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.steps import Change, Insert, Move, Remove

if TYPE_CHECKING:
    from forgery_viewer.state.mask_document import MaskDocument


class InstanceSelection(QObject):
    """The current instance of a document and others beside it, as a list of rows selects them.

    Whatever makes another instance the current one, and any step that adds, takes out or moves
    instances, leaves the current one alone selected.
    """

    changed = Signal()

    def __init__(self, document: MaskDocument) -> None:
        super().__init__(document)
        self._document = document
        self._others: frozenset[int] = frozenset()
        self._anchor: int | None = None
        """From where a range reaches; None for the current instance."""
        self._is_choosing = False
        document.changes_made.connect(self._let_go)
        document.current_changed.connect(self._follow)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The selected instances, the lowest first; () only where there is none at all."""
        return tuple(sorted(self._others | {self._document.current} - {-1}))

    def select(self, current: int, others: Iterable[int] = ()) -> None:
        """Make an instance the current one and select `others` with it.

        Numbers that are not there are ignored.
        """
        self._anchor = None
        self._select(current, others)

    def toggle(self, number: int) -> None:
        """Add an instance and make it the current one, or take it out again; one always stays."""
        chosen = set(self.numbers)
        if number not in chosen:
            self.select(number, chosen)
        elif len(chosen) > 1:
            chosen.remove(number)
            current = self._document.current
            self.select(current if current != number else _nearest(chosen, number), chosen)

    def reach(self, number: int) -> None:
        """Select from where the selection began to an instance, which becomes the current one."""
        count = len(self._document.instances)
        if not 0 <= number < count:
            return
        anchor = self._document.current if self._anchor is None else self._anchor
        anchor = min(max(anchor, 0), count - 1)
        self._select(number, range(min(anchor, number), max(anchor, number) + 1))
        self._anchor = anchor

    def step(self, by: int, *, reaches: bool) -> None:
        """Select the instance that lies so many further, or the last there is; or reach to it."""
        number = min(max(self._document.current + by, 0), len(self._document.instances) - 1)
        (self.reach if reaches else self.select)(number)

    def select_all(self) -> None:
        """Select every instance; the current one stays that."""
        self.select(self._document.current, range(len(self._document.instances)))

    def _select(self, current: int, others: Iterable[int]) -> None:
        count = len(self._document.instances)
        if not 0 <= current < count:
            return
        also = frozenset(number for number in others if 0 <= number < count) - {current}
        before = self.numbers
        self._others = also
        self._is_choosing = True
        try:
            self._document.set_current(current)
        finally:
            self._is_choosing = False
        if self.numbers != before:
            self.changed.emit()

    def _let_go(self, changes: tuple[Change, ...]) -> None:
        """Select nothing by a number that is another instance's now."""
        if any(isinstance(change, Insert | Remove | Move) for change in changes):
            self._anchor = None
            self._others = frozenset()

    def _follow(self, _current: int) -> None:
        if self._is_choosing:
            return
        self._anchor = None
        self._others = frozenset()
        self.changed.emit()


def _nearest(numbers: Iterable[int], number: int) -> int:
    return min(numbers, key=lambda other: (abs(other - number), other))
