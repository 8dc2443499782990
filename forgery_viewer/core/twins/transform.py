"""How a copy came out of its source: an affine transform of image points, and words for it.

Points are (x, y) in column and row numbers: (0, 0) is the centre of the first pixel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Row = tuple[float, float, float]
Points = NDArray[np.float64]
"""(N, 2): x, y of N points."""

#: What differs less from "not turned" and "not scaled" is not worth a word.
NEUTRAL_DEG = 0.3
NEUTRAL_SCALE = 0.005

_TIMES = "\N{MULTIPLICATION SIGN}"
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Transform:
    """Takes points of the source to those of the copy.

    Attributes:
        matrix: 2 x 3; a copy's (x, y) is the matrix times the source's (x, y, 1), both counted
            from the centre of the image's first pixel.
    """

    matrix: tuple[Row, Row]

    @classmethod
    def of_matrix(cls, matrix: NDArray[np.floating]) -> Transform:
        """A transform from a (2, 3) or (3, 3) array."""
        (a, b, c), (d, e, f) = np.asarray(matrix, np.float64)[:2].tolist()
        return cls(((a, b, c), (d, e, f)))

    @classmethod
    def of_similarity(
        cls,
        angle_deg: float = 0.0,
        scale: float = 1.0,
        *,
        mirrored: bool = False,
        shift: tuple[float, float] = (0.0, 0.0),
        centre: tuple[float, float] = (0.0, 0.0),
    ) -> Transform:
        """Left and right exchanged, turned, scaled, moved.

        Args:
            angle_deg: How far the copy is turned, counter-clockwise on the screen, after mirroring.
            scale: How much larger the copy is than the source.
            mirrored: Whether left and right of the source are exchanged.
            shift: How far (dx, dy) the centre moves.
            centre: The point (x, y) of the source around which it is turned, scaled and mirrored.
        """
        cosine, sine = _turn(angle_deg)
        side = -1.0 if mirrored else 1.0
        # y points down, so this turns counter-clockwise for whoever looks at it.
        a, b = scale * cosine * side, scale * sine
        d, e = -scale * sine * side, scale * cosine
        x, y = centre
        return cls(
            (
                (a, b, x + shift[0] - a * x - b * y),
                (d, e, y + shift[1] - d * x - e * y),
            )
        )

    def array(self) -> NDArray[np.float64]:
        """The matrix as a (2, 3) array."""
        return np.array(self.matrix, np.float64)

    def apply(self, points: NDArray[np.floating]) -> Points:
        """Points (N, 2) of the source as points (N, 2) of the copy."""
        array = self.array()
        return np.asarray(points, np.float64) @ array[:, :2].T + array[:, 2]

    def inverse(self) -> Transform:
        """From the copy back to the source. Raises ValueError where it flattens the plane."""
        (a, b, c), (d, e, f) = self.matrix
        area = a * e - b * d
        if area == 0 or not math.isfinite(area):
            raise ValueError("a transform that flattens the plane has no inverse")
        a, b, d, e = e / area, -b / area, -d / area, a / area
        return Transform(((a, b, -a * c - b * f), (d, e, -d * c - e * f)))

    def then(self, other: Transform) -> Transform:
        """This transform, and `other` of what it gives."""
        second = other.array()
        product = second[:, :2] @ self.array()
        product[:, 2] += second[:, 2]
        return Transform.of_matrix(product)

    def shift_at(self, x: float, y: float) -> tuple[float, float]:
        """How far (dx, dy) the point (x, y) of the source moves."""
        (a, b, c), (d, e, f) = self.matrix
        return a * x + b * y + c - x, d * x + e * y + f - y

    @property
    def is_mirrored(self) -> bool:
        """Whether left and right are exchanged."""
        (a, b, _), (d, e, _) = self.matrix
        return a * e - b * d < 0

    @property
    def scale(self) -> float:
        """How much longer lines are in the copy: the root of the factor by which areas grow."""
        (a, b, _), (d, e, _) = self.matrix
        return math.sqrt(abs(a * e - b * d))

    @property
    def angle_deg(self) -> float:
        """How far the copy is turned counter-clockwise after mirroring, above -180 up to 180.

        Of a transform that also shears it is the turn nearest to it (polar decomposition).
        """
        (a, b, _), (d, e, _) = self.matrix
        if self.is_mirrored:
            a, d = -a, -d
        angle = math.degrees(math.atan2(b - d, a + e))
        return 180.0 if angle == -180.0 else angle

    def words(self, centre: tuple[float, float]) -> str:
        """What happened to a region, as in "shift 20, 3 px, mirrored, 12.5°" and then the scale.

        The shift is that of `centre`, the middle of the source (x, y). What is neutral is left out.
        """
        dx, dy = self.shift_at(*centre)
        parts = [f"shift {_signed(dx)}, {_signed(dy)} px"]
        if self.is_mirrored:
            parts.append("mirrored")
        angle = self.angle_deg
        if abs(angle) >= NEUTRAL_DEG:
            parts.append(f"{_degrees(angle)}°")
        if abs(self.scale - 1.0) >= NEUTRAL_SCALE:
            parts.append(f"{self.scale:.2f} {_TIMES}")
        return ", ".join(parts)


def _turn(angle_deg: float) -> tuple[float, float]:
    """Cosine and sine, exact for quarter turns."""
    quarters, rest = divmod(angle_deg, 90.0)
    if rest == 0.0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarters) % 4]
    turn = math.radians(angle_deg)
    return math.cos(turn), math.sin(turn)


def _signed(number: float) -> str:
    return f"{round(number)}".replace("-", _MINUS)


def _degrees(angle_deg: float) -> str:
    """One digit behind the point, none where it would be 0; -180 is 180."""
    tenths = round(10 * angle_deg)
    if tenths == -1800:
        tenths = 1800
    text = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"
    return text.replace("-", _MINUS)
