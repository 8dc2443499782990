"""Where a canvas looks: the one place that turns image points into screen points and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

SMALLEST_SCALE, LARGEST_SCALE = 0.01, 64.0


@dataclass(frozen=True, slots=True)
class View:
    """A zoom and the image point at the centre of the canvas.

    `scale` is in screen pixels per image pixel; points are (x, y) in image coordinates.
    """

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def zoomed(self, factor: float, offset_x: float, offset_y: float) -> View:
        """Zoom by `factor`, the image point at `offset` (screen px from the centre) staying put."""
        scale = min(LARGEST_SCALE, max(SMALLEST_SCALE, self.scale * factor))
        return View(
            scale,
            self.x + offset_x / self.scale - offset_x / scale,
            self.y + offset_y / self.scale - offset_y / scale,
        )

    def panned(self, dx: float, dy: float) -> View:
        """Move the image by (dx, dy) screen px."""
        return replace(self, x=self.x - dx / self.scale, y=self.y - dy / self.scale)


def fit_box(
    left: float,
    top: float,
    width: float,
    height: float,
    canvas: tuple[int, int],
    margin_px: float,
    most: float = LARGEST_SCALE,
) -> View:
    """The view that shows a box of the image whole in a canvas of (width, height) screen px."""
    room_x, room_y = max(1.0, canvas[0] - 2 * margin_px), max(1.0, canvas[1] - 2 * margin_px)
    scale = min(room_x / max(width, 1e-6), room_y / max(height, 1e-6), most)
    return View(max(SMALLEST_SCALE, scale), left + width / 2, top + height / 2)
