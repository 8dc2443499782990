"""Which two pictures the compare page sets against each other, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forgery_viewer.state.pane_content import (
    AUTHENTIC,
    CURTAIN,
    DIFFERENCE,
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


def with_view(contents: tuple[PaneContent, ...], *, chosen: bool) -> tuple[PaneContent, ...]:
    """Let the first pane show what a forensic view makes of the image, or the image again."""
    is_filtered = any(source.startswith("filtered") for c in contents for source in c.sources)
    if chosen and not is_filtered:
        return (replace(contents[0], source=FILTERED_FORGED, second="", mode=""), *contents[1:])
    if not chosen and is_filtered:
        return tuple(_unfiltered(content) for content in contents)
    return contents


def _unfiltered(content: PaneContent) -> PaneContent:
    first, second = (
        source.removeprefix("filtered:") for source in (content.source, content.second)
    )
    if second == first:
        return replace(content, source=first, second="", mode="")
    return replace(content, source=first, second=second)
