"""What changed between the images of the case on show, for the tools that follow it."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.difference import Levels, difference_levels
from forgery_viewer.core.operations.changed_regions import ChangeRule, Proposal, propose_regions
from forgery_viewer.state.preferences import (
    CHANGE_CLOSE_PX,
    CHANGE_LEAST_PX,
    CHANGE_THRESHOLD,
    Preferences,
)
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.tools.newest import Newest

Image = NDArray[np.uint8]

NO_DIFFERENCE = "There is no authentic image for this case, so there is no difference."
OTHER_SIZE = "The authentic image has another size; scaled in its header, it can be compared."

MOST_PROPOSALS = 400
"""So many regions are proposed at most, the largest: of thousands nobody would choose."""

_OF_THE_RULE = {entry.key for entry in (CHANGE_THRESHOLD, CHANGE_CLOSE_PX, CHANGE_LEAST_PX)}


class Found(NamedTuple):
    """What was found of a pair by a rule."""

    rule: ChangeRule
    levels: Levels
    plane: NDArray[np.bool_]
    proposals: tuple[Proposal, ...]
    """All regions, largest first."""


class CaseChanges(QObject):
    """Computed when a tool first wants it, and again when the rule is another one."""

    found = Signal()
    """Everything is there."""
    rule_changed = Signal()
    """Something else counts as changed."""

    def __init__(
        self, preferences: Preferences, lane: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._images: tuple[Image, Image] | None = None
        self._wanted: ChangeRule | None = None
        self._found: Found | None = None
        self._newest = Newest[Found](lane, self._take)
        self.why_none = NO_DIFFERENCE
        """Why the images cannot be compared; "" where they can."""
        preferences.changed.connect(self._hear)

    def set_images(self, authentic: Image | None, forged: Image | None) -> None:
        """Compare other images."""
        self._newest.drop()
        self._images = self._found = self._wanted = None
        if authentic is None or forged is None:
            self.why_none = NO_DIFFERENCE
        elif authentic.shape != forged.shape:
            self.why_none = OTHER_SIZE
        else:
            self.why_none = ""
            self._images = authentic, forged

    @property
    def rule(self) -> ChangeRule:
        """What counts as changed, as the user has it."""
        get = self._preferences.get
        return ChangeRule(
            threshold=get(CHANGE_THRESHOLD),
            close_px=get(CHANGE_CLOSE_PX),
            least_px=get(CHANGE_LEAST_PX),
        )

    @property
    def levels(self) -> Levels | None:
        """(H, W): how much each pixel changed, as soon as that is known."""
        return self._found.levels if self._found is not None else None

    @property
    def plane(self) -> NDArray[np.bool_] | None:
        """(H, W): what changed by the rule, as soon as that is known."""
        found = self._of_rule
        return found.plane if found is not None else None

    @property
    def proposals(self) -> tuple[Proposal, ...] | None:
        """The regions that changed by the rule, largest first, as soon as they are known."""
        found = self._of_rule
        return found.proposals if found is not None else None

    @property
    def _of_rule(self) -> Found | None:
        found = self._found
        return found if found is not None and found.rule == self.rule else None

    def want(self) -> None:
        """Have all of it computed, unless they are there or under way."""
        rule = self.rule
        if self._images is None or self._wanted == rule:
            return
        self._wanted = rule
        authentic, forged = self._images
        work = partial(_find, authentic, forged, self.levels, rule)
        self._newest.ask(work, forged.shape[0] * forged.shape[1])

    def _hear(self, key: str) -> None:
        if key in _OF_THE_RULE:
            self.rule_changed.emit()

    def _take(self, found: Found) -> None:
        self._found = found
        self.found.emit()


def _find(authentic: Image, forged: Image, levels: Levels | None, rule: ChangeRule) -> Found:
    if levels is None:
        levels = difference_levels(authentic, forged)
    # None only where somebody cancels, which nobody does.
    proposals = propose_regions(levels, rule) or ()
    plane = np.zeros(levels.shape, np.bool_)
    for proposal in proposals:
        plane[proposal.mark.box] |= proposal.mark.inside
    return Found(rule, levels, plane, proposals)
