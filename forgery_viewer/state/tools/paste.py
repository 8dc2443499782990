"""Paste: a copied piece floats over the image until it is stamped into the selected instance."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt

from forgery_viewer.core.drawing import Mark, Point
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.placing import LEAST_SCALE, MOST_SCALE, Floating
from forgery_viewer.state.tools.desk import Desk
from forgery_viewer.state.tools.frame import Frame, Grip, frame_of
from forgery_viewer.state.tools.kinds import PASTE
from forgery_viewer.state.tools.newest import Newest
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool

SNAP_DEG = 15.0
"""With Shift, a piece is turned in such steps."""


class PasteTool(Tool):
    """Drag it, turn and scale it by its handles, then Enter puts it down and Esc drops it."""

    key = PASTE
    cursor = Qt.CursorShape.SizeAllCursor
    hint = "Drag and use the handles · Enter stamps · Esc drops · {mirror} mirrors"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._floating: Floating | None = None
        self._grip: Grip | None = None
        self._start: tuple[Pointer, Floating] | None = None
        self._scale = 1.0
        self._newest = Newest[Mark](desk.lane, self._show_mark)

    @property
    def in_progress(self) -> bool:
        return self._floating is not None

    @property
    def floating(self) -> Floating | None:
        """The piece as it is placed now."""
        return self._floating

    def begin(self, piece: Mark, middle: Point, scale: float) -> None:
        """Let a copy of a piece float with its middle at an image point."""
        self._scale = scale
        self._change(Floating(piece).centred_at(*middle))

    def press(self, at: Pointer) -> None:
        """Grab a handle, or the piece itself."""
        floating, frame = self._floating, self._frame()
        self._scale = at.scale
        if floating is not None and frame is not None:
            self._grip = frame.grip_at(at.point, at.scale)
            self._start = (at, floating)

    def move(self, at: Pointer) -> None:
        """Move, turn or scale the piece."""
        if self._start is None or self._grip is None:
            return
        start, floating = self._start
        centre = frame_of(floating, at.scale).centre
        if self._grip is Grip.MOVE:
            floating = floating.moved(round(at.x - start.x), round(at.y - start.y))
        elif self._grip is Grip.TURN:
            turned = _angle(centre, at.point) - _angle(centre, start.point)
            angle_deg = floating.angle_deg + turned
            if at.shift:
                angle_deg = SNAP_DEG * round(angle_deg / SNAP_DEG)
            floating = replace(floating, angle_deg=_plain_angle(angle_deg))
        else:
            floating = _scaled(floating, self._grip, centre, start.point, at.point)
        self._change(floating)

    def release(self, at: Pointer) -> None:
        """Leave it there."""
        self._start = self._grip = None

    def hover(self, at: Pointer) -> None:
        """Keep the handles at a size that can be grabbed, whatever the zoom."""
        if at.scale != self._scale and self._floating is not None:
            self._scale = at.scale
            self._show_frame()

    def nudge(self, dx: int, dy: int) -> bool:
        """Move it by whole pixels."""
        if self._floating is None:
            return False
        self._change(self._floating.moved(dx, dy))
        return True

    def mirror(self) -> None:
        """Exchange left and right of the piece as it lies there."""
        floating = self._floating
        if floating is not None:
            # Mirrored before it is turned: seen from outside it has turned the other way.
            self._change(
                replace(
                    floating,
                    mirrored=not floating.mirrored,
                    angle_deg=_plain_angle(-floating.angle_deg),
                )
            )

    def set_angle(self, angle_deg: float) -> None:
        """Turn it to an angle, counter-clockwise."""
        if self._floating is not None:
            self._change(replace(self._floating, angle_deg=_plain_angle(angle_deg)))

    def set_scale(self, scale_pct: float) -> None:
        """Make it as large as this, in both directions."""
        if self._floating is not None:
            scale = _held(scale_pct / 100)
            self._change(replace(self._floating, scale_x=scale, scale_y=scale))

    def accept(self) -> None:
        """Put it down."""
        floating, shape = self._floating, self._desk.shape
        if floating is None or not self._desk.accepts(erase=False):
            return

        def mark(_planes: BitPlanes) -> Mark:
            return floating.mark(shape)

        px = round(floating.piece.inside.size * floating.scale_x * floating.scale_y)
        self._desk.stamp(words(floating), "stamp", mark, erase=False, px=px)
        self._end()

    def cancel(self) -> bool:
        """Drop it."""
        if self._floating is None:
            return False
        self._end()
        return True

    def put_down(self) -> None:
        """Drop it without calling the tool before."""
        self._clear()

    def _end(self) -> None:
        self._clear()
        self._desk.finished.emit()

    def _clear(self) -> None:
        self._floating = self._start = self._grip = None
        self._newest.drop()
        self._desk.preview.clear()
        self._desk.show_sketch()

    def _change(self, floating: Floating) -> None:
        self._floating = floating
        shape = self._desk.shape
        px = round(floating.piece.inside.size * floating.scale_x * floating.scale_y)
        self._newest.ask(lambda: floating.mark(shape), px)
        self._show_frame()
        self._desk.placed.emit(floating)

    def _show_mark(self, mark: Mark) -> None:
        self._desk.preview.show([mark], self._desk.shape)

    def _frame(self) -> Frame | None:
        return frame_of(self._floating, self._scale) if self._floating is not None else None

    def _show_frame(self) -> None:
        frame = self._frame()
        if frame is not None:
            self._desk.show_sketch(frame.sketch())


def words(floating: Floating) -> str:
    """What the history says of a piece that was put down."""
    told = ["Paste"]
    if floating.mirrored:
        told.append("mirrored")
    if round(floating.angle_deg, 1):
        told.append(
            f"turned {floating.angle_deg:.1f}\N{DEGREE SIGN}".replace("-", "\N{MINUS SIGN}")
        )
    wide, high = round(100 * floating.scale_x), round(100 * floating.scale_y)
    if wide == high != 100:
        told.append(f"{wide} %")
    elif wide != high:
        told.append(f"{wide} % wide, {high} % high")
    return ", ".join(told)


def _angle(centre: Point, point: Point) -> float:
    """The direction of a point, counter-clockwise on the screen, in degrees."""
    return math.degrees(math.atan2(centre[1] - point[1], point[0] - centre[0]))


def _plain_angle(angle_deg: float) -> float:
    """The same direction, from -180 to below 180."""
    return (angle_deg + 180.0) % 360.0 - 180.0


def _held(scale: float) -> float:
    return min(max(scale, LEAST_SCALE), MOST_SCALE)


def _scaled(floating: Floating, grip: Grip, centre: Point, start: Point, end: Point) -> Floating:
    """The piece scaled about its middle, so that what was at `start` comes to `end`."""
    before, after = np.subtract(start, centre), np.subtract(end, centre)
    if grip is not Grip.SCALE:
        # Along the piece's own axis, which the angle has turned.
        turned = math.radians(floating.angle_deg)
        across = np.array([math.cos(turned), -math.sin(turned)])
        axis = across if grip is Grip.WIDTH else np.array([-across[1], across[0]])
        before, after = before @ axis * axis, after @ axis * axis
    length = float(np.hypot(*before))
    if length < 1e-6:
        return floating
    factor = max(float(before @ after) / length**2, 1e-6)
    wide = factor if grip is not Grip.HEIGHT else 1.0
    high = factor if grip is not Grip.WIDTH else 1.0
    return replace(
        floating, scale_x=_held(floating.scale_x * wide), scale_y=_held(floating.scale_y * high)
    )
