"""Which two pictures the compare page sets against each other, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    CURTAIN,
    DIFFERENCE,
    FILTERED,
    FILTERED_FORGED,
    FORGED,
    SIDE,
    PaneContent,
)

WORK_PLACE = 2
"""The pane to work on, which every arrangement shows."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the user chose on the compare page.

    Attributes:
        mode: CURTAIN, BLINK, BLEND or SIDE.
        first: The picture on the left, or below.
        second: The picture on the right, or above.
        blend_pct: How strongly the second one is seen in a BLEND.
        blinks: Whether a BLINK changes by itself.
        blinks_per_s: How often it does.
    """

    mode: str = CURTAIN
    first: str = AUTHENTIC
    second: str = FORGED
    blend_pct: int = 50
    blinks: bool = False
    blinks_per_s: float = 2.0

    def swapped(self) -> Pairing:
        """The other way round."""
        return replace(self, first=self.second, second=self.first)

    @property
    def differing(self) -> tuple[str, str] | None:
        """The two pictures, where they can be taken from each other and leave anything."""
        if DIFFERENCE in (self.first, self.second) or self.first == self.second:
            return None
        return self.first, self.second

    def with_view(self) -> Pairing:
        """The same with what a forensic view makes of the forged image, unless it is there."""
        if self.first in FILTERED or self.second in FILTERED:
            return self
        return replace(self, first=FILTERED_FORGED)

    def without_view(self) -> Pairing:
        """The same with images in place of filtered ones, and never one against itself."""
        first, second = (FILTERED.get(source, source) for source in (self.first, self.second))
        if first == second and (first, second) != (self.first, self.second):
            first, second = AUTHENTIC, FORGED
        return replace(self, first=first, second=second)

    def put_into(self, contents: tuple[PaneContent, ...]) -> tuple[PaneContent, ...]:
        """The contents of the panes with this pair in its place, everything else as it was."""
        found = list(contents)
        work = found[WORK_PLACE]
        if self.mode == SIDE:
            found[0] = replace(found[0], source=self.first, second="", mode="", shows_mask=True)
            found[WORK_PLACE] = replace(work, source=self.second, second="", mode="")
        else:
            found[WORK_PLACE] = replace(work, source=self.first, second=self.second, mode=self.mode)
        return tuple(found)


def compare_contents() -> tuple[PaneContent, ...]:
    """What the four panes of the compare page show at first."""
    return Pairing().put_into(
        (
            PaneContent(FORGED),
            PaneContent(DIFFERENCE, shows_mask=True),
            PaneContent(AUTHENTIC, shows_mask=True),
            PaneContent(AUTHENTIC),
        )
    )


def with_view(contents: tuple[PaneContent, ...]) -> tuple[PaneContent, ...]:
    """Let the first pane show what a forensic view makes of the image, unless one does so."""
    if any(source in FILTERED for content in contents for source in content.sources):
        return contents
    return (replace(contents[0], source=FILTERED_FORGED, second="", mode=""), *contents[1:])


def unfiltered(content: PaneContent) -> PaneContent:
    """The images themselves in place of what a forensic view made of them."""
    if not any(source in FILTERED for source in content.sources):
        return content
    first, second = (FILTERED.get(source, source) for source in (content.source, content.second))
    if second == first:
        return replace(content, source=first, second="", mode="")
    return replace(content, source=first, second=second)
