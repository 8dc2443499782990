"""Mask from the difference: regions that changed are proposed, and taken one by one or together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.edits import Box, united
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.operations.changed_regions import Proposal
from forgery_viewer.core.operations.covering import box_of
from forgery_viewer.core.operations.structure import free_colours
from forgery_viewer.core.stamps import joined, stamped, stamped_apart
from forgery_viewer.core.steps import Change
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import CHANGES_INTO, CHANGES_TAKEN
from forgery_viewer.state.tools.case_changes import MOST_PROPOSALS
from forgery_viewer.state.tools.desk import Desk, Obstacle
from forgery_viewer.state.tools.kinds import ALL, CHANGES, NEW
from forgery_viewer.state.tools.newest import Newest
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool

HINT = "A click takes a region, a right-click drops it · Enter takes · Arrows: the next one"


class ChangesTool(Tool):
    """Shows the regions that changed and that no instance has; a click or Enter takes them."""

    key = CHANGES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._document: MaskDocument | None = None
        self._all: tuple[Proposal, ...] = ()
        self._dropped: set[int] = set()
        """Identities of the proposals that nobody wants."""
        self._open: list[Proposal] = []
        self._place = 0
        self._newest = Newest[tuple[NDArray[np.uint8], Box | None]](desk.lane, self._show_drawn)
        desk.changes.found.connect(self._look_again)

    @property
    def in_progress(self) -> bool:
        return bool(self._open)

    @property
    def in_gesture(self) -> bool:
        # What is only proposed was not done.
        return False

    @property
    def proposals(self) -> tuple[Mark, ...]:
        """What is proposed now."""
        return tuple(proposal.mark for proposal in self._open)

    def prepare(self) -> None:
        """Have the regions looked for, unless an operation is tried out, which is to be seen."""
        if self._desk.is_lent:
            self.hint = ""
            if self._document is not None:
                self.put_down()
            return
        if self._document is not self._desk.document:
            self._listen(self._desk.document)
        # Where there is no difference, that is all there is to say.
        self.hint = "" if self._desk.changes.why_none else HINT
        self._desk.changes.want()
        self._look_again()

    def put_down(self) -> None:
        """Propose nothing any more."""
        self._listen(None)
        self._all, self._open = (), []
        self._newest.drop()
        self._desk.preview.clear()
        self._desk.noted.emit("")

    def press(self, at: Pointer) -> None:
        """Take the region below, or drop it."""
        reason = self._desk.changes.why_none
        if reason:
            self._desk.hindered.emit(Obstacle(reason))
            return
        place = self._place_at(at)
        if place is None:
            return
        if at.erases:
            self._drop(place)
        else:
            self._take([self._open[place]])

    def hover(self, at: Pointer) -> None:
        """Choose the region below."""
        place = self._place_at(at)
        if place is not None:
            self._choose(place)

    def accept(self) -> None:
        """Take the chosen region, or all of them."""
        if self._is_together:
            self._take(self._open)
        elif self._open:
            self._take([self._open[self._place]])
            self._look_at()

    def step_back(self) -> None:
        """Drop the chosen region from what is proposed."""
        if self._open:
            self._drop(self._place)
            self._look_at()

    def nudge(self, dx: int, dy: int) -> bool:
        """Go to the next region, or to the one before."""
        if self._open:
            step = 1 if dx + dy > 0 else -1
            self._choose((self._place + step) % len(self._open))
            self._look_at()
        return bool(self._open)

    # Regions ------------------------------------------------------------------------------

    def _listen(self, document: MaskDocument | None) -> None:
        if self._document is not None:
            self._document.changes_made.disconnect(self._look_again)
        self._document = document
        self._dropped, self._place = set(), 0
        if document is not None:
            document.changes_made.connect(self._look_again)

    def _look_again(self, _changes: object = None) -> None:
        """Propose what changed and is in no instance."""
        if self._document is None:
            return
        found = self._desk.changes.proposals
        if found is not None and found is not self._all:
            self._all, self._dropped, self._place = found, set(), 0
        self._open = [
            proposal
            for proposal in (self._all if found is not None else ())[:MOST_PROPOSALS]
            if id(proposal) not in self._dropped and self._is_open(proposal)
        ]
        self._place = min(self._place, max(0, len(self._open) - 1))
        self._show()

    def _is_open(self, proposal: Proposal) -> bool:
        """Whether enough of a region is in no instance to be worth a proposal."""
        if self._document is None:
            return False
        mark = proposal.mark
        free_px = np.count_nonzero(mark.inside & (self._document.planes.bits[mark.box] == 0))
        return int(free_px) >= max(1, self._desk.changes.rule.least_px)

    def _drop(self, place: int) -> None:
        self._dropped.add(id(self._open[place]))
        self._look_again()

    def _place_at(self, at: Pointer) -> int | None:
        row, column = at.pixel
        for place, proposal in enumerate(self._open):
            top, left, bottom, right = box_of(proposal.mark)
            inside = top <= row < bottom and left <= column < right
            if inside and proposal.mark.inside[row - top, column - left]:
                return place
        return None

    def _choose(self, place: int) -> None:
        before, self._place = self._place, place
        if place == before:
            return
        if self._is_together or self._newest.is_busy:
            self._show()
        else:
            # Only these two look different: to draw all of them anew takes longer.
            self._desk.preview.exchange(self._open[before].mark, self._open[place].mark)
            self._desk.noted.emit(self._note())

    @property
    def _is_together(self) -> bool:
        return self._desk.preferences.get(CHANGES_TAKEN) == ALL

    def _show(self) -> None:
        shown, place = list(self._open), None if self._is_together else self._place
        shape = self._desk.shape
        # Regions may be as many pixels as the image has.
        px = sum(proposal.mark.inside.size for proposal in shown)
        self._newest.ask(lambda: _drawn(shown, place, shape), px)
        self._desk.noted.emit(self._note())

    def _show_drawn(self, drawn: tuple[NDArray[np.uint8], Box | None]) -> None:
        self._desk.preview.show_bits(*drawn)

    def _note(self) -> str:
        changes = self._desk.changes
        if changes.why_none or changes.proposals is None:
            return changes.why_none or "Looking for what changed…"
        count = len(self._open)
        if not count:
            return "Nothing changed outside the mask."
        if self._is_together:
            area_px = sum(proposal.area_px for proposal in self._open)
            told = f"{count:,} region{'' if count == 1 else 's'}, {area_px:,} px"
        else:
            told = f"{self._place + 1:,} of {count:,}, {self._open[self._place].area_px:,} px"
        return f"{told}, the largest only" if len(self._all) > MOST_PROPOSALS else told

    def _look_at(self) -> None:
        if self._open:
            self._desk.looked_for.emit(box_of(self._open[self._place].mark))

    def _take(self, taken: Sequence[Proposal]) -> None:
        document, protected = self._desk.document, self._desk.protected
        if document is None or not taken:
            return
        marks = [proposal.mark for proposal in taken]
        planes, after = document.planes, None
        if self._desk.preferences.get(CHANGES_INTO) == NEW:
            if not document.has_room(len(marks)):
                return
            colours = free_colours(document.instances, len(marks))
            states = [InstanceState(colour) for colour in colours]
            after = planes.count

            def make() -> tuple[Change, ...]:
                return stamped_apart(planes, marks, states, protected=protected)

        else:
            if not self._desk.accepts(erase=False):
                return
            number, state = max(0, document.current), InstanceState(document.free_colour)

            def make() -> tuple[Change, ...]:
                return stamped(planes, number, joined(marks), state, protected=protected)

        count = len(marks)
        words = f"Mask from the difference, {count:,} region{'' if count == 1 else 's'}"
        px = sum(mark.inside.size for mark in marks)
        self._desk.commit(words, "diff", make, px=px, after=after)


def _drawn(
    proposals: Sequence[Proposal], chosen: int | None, shape: tuple[int, int]
) -> tuple[NDArray[np.uint8], Box | None]:
    """The bits of a preview with some regions, of which one is chosen, or all; and their box."""
    bits = np.zeros(shape, np.uint8)
    for place, proposal in enumerate(proposals):
        value = np.uint8(1 if chosen in (None, place) else 2)
        bits[proposal.mark.box] |= proposal.mark.inside * value
    boxes = [box_of(proposal.mark) for proposal in proposals]
    return bits, united(boxes) if boxes else None
