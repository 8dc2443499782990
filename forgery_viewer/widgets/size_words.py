"""Two images of different sizes: how they lie on each other, what was scaled, and how to say it."""

from __future__ import annotations

import math

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.widgets.wording import size

SCALE, UNSCALE = "Scale", "Unscale"
SCALE_USE = "Shows the authentic image as large as the one with the mask, pixel on pixel."
UNSCALE_USE = "Shows both images as they are, aligned at the top left."


def differ(one: Pyramid, other: Pyramid) -> bool:
    """Whether two pictures are not of one size."""
    return (one.width, one.height) != (other.width, other.height)


def sizes_of(one: Pyramid, other: Pyramid) -> str:
    """Both sizes."""
    return f"{size(one.width, one.height)} and {size(other.width, other.height)}"


def has_two_sizes(case: LoadedCase) -> bool:
    """Whether the files of a case hold images of different sizes, scaled on the screen or not."""
    if case.authentic.scaled_from is not None:
        return True
    one, other = case.authentic.pyramid, case.subject.pyramid
    return one is not None and other is not None and differ(one, other)


def image_size_of(case: LoadedCase) -> tuple[int, int]:
    """(width, height) px of the image that decides the zoom: the one with the mask."""
    pyramid = case.subject.pyramid or case.authentic.pyramid
    return (pyramid.width, pyramid.height) if pyramid is not None else (1, 1)


def extent_of(case: LoadedCase) -> tuple[int, int] | None:
    """(width, height) px that both images of a case lie in; None where there is none."""
    shown = [p for p in (case.authentic.pyramid, case.subject.pyramid) if p is not None]
    if not shown:
        return None
    return max(p.width for p in shown), max(p.height for p in shown)


def scaled_words(case: LoadedCase) -> str:
    """That the authentic image is scaled, and from what; "" where it is not."""
    before, now = case.authentic.scaled_from, case.authentic.pyramid
    if before is None or now is None:
        return ""
    ratios = now.width / before[0], now.height / before[1]
    # Rounding to whole pixels is no distortion.
    is_alike = math.isclose(*ratios, rel_tol=1 / min(before) + 1e-3)
    said = f"authentic scaled from {size(*before)}"
    return said if is_alike else f"{said}, not in proportion"


def not_as_large_words(case: LoadedCase) -> str:
    """The size of an authentic image shown by itself that is not that of the one with the mask."""
    one, other = case.authentic.pyramid, case.subject.pyramid
    if one is None or other is None or not differ(one, other):
        return ""
    return (
        f"{size(one.width, one.height)}, the image with the mask {size(other.width, other.height)}"
    )


def aligned_words(one: Pyramid | None, other: Pyramid | None) -> str:
    """How two pictures of different sizes lie on one canvas; "" where they have one size."""
    if one is None or other is None or not differ(one, other):
        return ""
    return f"{sizes_of(one, other)}, aligned at the top left"


def common_words(one: Pyramid | None, other: Pyramid | None) -> str:
    """Of which part the difference of two pictures of different sizes is."""
    if one is None or other is None or not differ(one, other):
        return ""
    both = size(min(one.width, other.width), min(one.height, other.height))
    return f"of the upper left {both} that both have"
