"""The frame around a piece that is being placed: its outline, and the handles to grab it by."""

from __future__ import annotations

import math
from enum import Enum
from typing import NamedTuple

import numpy as np

from forgery_viewer.core.drawing import Point
from forgery_viewer.core.tools.placing import Floating
from forgery_viewer.state.tools.sketch import Line, Sketch, line_through

GRAB_PX = 9.0
"""So near a handle, in screen px, it is grabbed."""

STEM_PX = 26.0
"""How far above the frame the handle to turn it by is, in screen px."""


SIDES_FROM_PX = 44.0
"""Frames with a shorter side, in screen px, have handles at their corners alone."""


class Grip(Enum):
    """What is done by a handle, or in the midst of the frame."""

    MOVE = "move"
    TURN = "turn"
    SCALE = "scale"
    WIDTH = "width"
    HEIGHT = "height"


class Frame(NamedTuple):
    """Where the frame of a piece lies, in image coordinates.

    Attributes:
        corners: (4, 2) upper left, upper right, lower right and lower left one of the piece.
        stem: Where the handle to turn it by is.
        has_sides: Whether there is room for handles at the sides, too.
    """

    corners: Line
    stem: Point
    has_sides: bool = True

    @property
    def centre(self) -> Point:
        """The point that it is turned and scaled about."""
        x, y = self.corners.mean(axis=0).tolist()
        return x, y

    @property
    def handles(self) -> tuple[tuple[Point, Grip], ...]:
        """Each handle and what it does: corners, sides, and the one on the stem."""
        corners = [(x, y) for x, y in self.corners.tolist()]
        sides = [
            ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
            for one, other in zip(corners, corners[1:] + corners[:1], strict=True)
        ]
        ways = (Grip.HEIGHT, Grip.WIDTH, Grip.HEIGHT, Grip.WIDTH)
        at_corners = ((self.stem, Grip.TURN), *((corner, Grip.SCALE) for corner in corners))
        return (*at_corners, *zip(sides, ways, strict=True)) if self.has_sides else at_corners

    def grip_at(self, point: Point, scale: float) -> Grip | None:
        """What there is to grab at a point; None beside the frame."""
        for place, grip in self.handles:
            if math.dist(place, point) * scale <= GRAB_PX:
                return grip
        return Grip.MOVE if self._holds(point) else None

    def sketch(self) -> Sketch:
        """The frame as it is drawn."""
        top = ((self.corners[0] + self.corners[1]) / 2).tolist()
        return Sketch(
            lines=(line_through([(top[0], top[1]), self.stem]),),
            dashes=(line_through([(x, y) for x, y in self.corners.tolist()], closed=True),),
            handles=line_through([place for place, _grip in self.handles]),
        )

    def _holds(self, point: Point) -> bool:
        to_point = np.array(point) - self.corners
        along = np.roll(self.corners, -1, axis=0) - self.corners
        turns = along[:, 0] * to_point[:, 1] - along[:, 1] * to_point[:, 0]
        # A mirrored piece has its corners the other way round.
        return bool((turns >= 0).all() or (turns <= 0).all())


def frame_of(floating: Floating, scale: float) -> Frame:
    """The frame of a piece, on canvases where an image pixel takes `scale` screen px."""
    height, width = floating.piece.inside.shape
    # Transforms count from the middles of pixels, image coordinates from their corners.
    left, top = floating.piece.left - 0.5, floating.piece.top - 0.5
    box = np.array(
        [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    )
    corners = floating.transform().apply(box) + 0.5
    middle = (corners[0] + corners[1]) / 2
    up = middle - corners.mean(axis=0)
    length = max(float(np.hypot(*up)), 1e-6)
    x, y = (middle + up / length * STEM_PX / max(scale, 1e-6)).tolist()
    shortest = min(math.dist(corners[0], corners[1]), math.dist(corners[1], corners[2]))
    return Frame(corners, (x, y), shortest * scale >= SIDES_FROM_PX)
