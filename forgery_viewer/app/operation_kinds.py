"""The operations that the panel offers, and how each is made of the numbers that are set there."""

from __future__ import annotations

from functools import partial

from forgery_viewer.core.operations import kinds
from forgery_viewer.core.operations.operating import Boolean
from forgery_viewer.state.operating import MakeOperation
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.operation_panel import OperationKind, Parameter

_RADIUS = Parameter("radius_px", "Radius", Scale(1, 64, unit="px"), 2)
_AREA = Scale(1, 10_000, unit="px", logarithmic=True)
SNAP = "snap"

KINDS = (
    OperationKind("grow", "Grow", (_RADIUS,), "Takes in what is so near."),
    OperationKind("shrink", "Shrink", (_RADIUS,), "Gives up what is so near the border."),
    OperationKind("open", "Open", (_RADIUS,), "Shrinks, then grows: thin parts go."),
    OperationKind("close", "Close", (_RADIUS,), "Grows, then shrinks: narrow gaps are filled."),
    OperationKind("holes", "Fill holes", (), "Fills every hole."),
    OperationKind(
        "small-holes",
        "Fill small holes",
        (Parameter("most_px", "At most", _AREA, 100),),
        "Fills holes of at most so many pixels.",
    ),
    OperationKind(
        "specks",
        "Remove specks",
        (Parameter("least_px", "Under", _AREA, 20),),
        "Takes regions of fewer pixels away.",
    ),
    OperationKind(
        "smooth",
        "Smooth",
        (Parameter("sigma_px", "Width", Scale(0.5, 20, step=0.5, unit="px"), 2),),
        "Smooths outlines; each region keeps its area.",
    ),
    OperationKind("hull", "Convex hull", (), "One hull around all of an instance."),
    OperationKind("hulls", "Convex hull of each region", (), "A hull around each region."),
    OperationKind(
        SNAP,
        "Snap to the difference",
        (Parameter("reach_px", "Reach", Scale(1, 64, unit="px"), 8),),
        "Copies become what changed near them; their source stays.",
    ),
    OperationKind("invert", "Invert", (), "Background and instance change places."),
    OperationKind("clear", "Clear", (), "Takes every pixel away."),
    OperationKind("and", "And another", (), "Keeps what both instances have.", takes_other=True),
    OperationKind("or", "Or another", (), "Takes in what the other one has.", takes_other=True),
    OperationKind("minus", "Minus another", (), "Gives up what the other has.", takes_other=True),
    OperationKind("xor", "Xor another", (), "Keeps what only one of them has.", takes_other=True),
)

BOOLEANS = {how.value: how for how in Boolean}
"""Those that take another instance."""


def action_of(key: str) -> str:
    """The action that opens the panel with an operation."""
    return f"combine:{key}" if key in BOOLEANS else f"operation:{key}"


def maker_of(key: str, values: dict[str, float]) -> MakeOperation:
    """What makes an operation that takes nothing but numbers."""
    radius_px = values.get("radius_px", 0)
    makers: dict[str, MakeOperation] = {
        "grow": partial(kinds.grow, radius_px),
        "shrink": partial(kinds.shrink, radius_px),
        "open": partial(kinds.open_up, radius_px),
        "close": partial(kinds.close_up, radius_px),
        "holes": kinds.fill_holes,
        "small-holes": partial(kinds.fill_holes, round(values.get("most_px", 0))),
        "specks": partial(kinds.remove_specks, round(values.get("least_px", 0))),
        "smooth": partial(kinds.smooth, values.get("sigma_px", 1)),
        "hull": partial(kinds.convex_hull, each_region=False),
        "hulls": partial(kinds.convex_hull, each_region=True),
        "invert": kinds.invert,
        "clear": kinds.clear,
    }
    return makers[key]
