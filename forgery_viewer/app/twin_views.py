"""What the strip of twins says and shows of each region."""

from __future__ import annotations

import numpy as np

from forgery_viewer.core.colour_maps import COLOUR_MAPS
from forgery_viewer.core.twins.showing import ShownTwins, TwinPatches
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.widgets.twins.twin_view import Picture, TwinView

GAIN = 3
"""A difference is shown so many times as large."""

SURE_DETAIL = 0.6
"""Regions that are no copies of each other may match in their shades, but hardly in detail."""

_IS_SOURCE = {Side.SOURCE: True, Side.COPY: False, Side.UNKNOWN: None}


def twin_views(shown: ShownTwins, number: int, colour: int, given_by: str = "") -> list[TwinView]:
    """A card for each region, the reference first; `number` of the instance counts from 1.

    `given_by` says who found the transforms that were not found here.
    """
    views = []
    copies = 0
    for place, patches in enumerate(shown.patches):
        copies += not patches.is_reference
        views.append(
            TwinView(
                title=_title(shown, patches, place, copies),
                is_source=_IS_SOURCE[patches.twin.side],
                number=number,
                colour=colour,
                note=_note(patches),
                words=_words(shown, patches, given_by),
                pictures=_pictures(shown, patches),
            )
        )
    return views


def _title(shown: ShownTwins, patches: TwinPatches, place: int, copies: int) -> str:
    if not shown.is_known:
        return f"Region {place + 1}"
    return "Source" if patches.is_reference else f"Copy {copies}"


def _note(patches: TwinPatches) -> str:
    if patches.twin.match is not None:
        # Smooth shades correlate by chance; their detail does not.
        match = patches.twin.match
        return f"r = {match.correlation:.3f}, detail {match.detail:.2f}"
    return "unchanged" if patches.twin.side is Side.SOURCE else ""


def _words(shown: ShownTwins, patches: TwinPatches, given_by: str) -> str:
    if patches.is_reference:
        x, y = shown.twins.centre
        return f"{x:.0f}, {y:.0f}"
    match = patches.twin.match
    if match is None:
        return "no match found"
    said = [match.transform.words(shown.twins.centre)]
    if match.detail < SURE_DETAIL:
        said.append("uncertain")
    if patches.twin.is_given and given_by:
        said.append(f"by {given_by}")
    return " · ".join(said)


def _pictures(shown: ShownTwins, patches: TwinPatches) -> tuple[Picture, ...]:
    found = Picture("found", "" if patches.is_reference else "as found", patches.found,
                    patches.outline)  # fmt: skip
    if patches.aligned is None or patches.difference is None or patches.correlation is None:
        return (found,)
    inferno = COLOUR_MAPS["inferno"].table
    levels = np.minimum(patches.difference.astype(np.uint16) * GAIN, 255)
    alike = (np.clip(patches.correlation, 0, 1) * 255).astype(np.uint8)
    outline = shown.outline
    return (
        Picture("aligned", "aligned", patches.aligned, outline),
        found,
        Picture("difference", "difference", inferno[levels], outline),
        Picture("correlation", "correlation", alike, outline),
    )
