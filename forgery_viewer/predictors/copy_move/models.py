"""Transforms that many matches agree on, found one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.prediction import check_cancelled
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.predictors.copy_move.keypoints import Keypoints
from forgery_viewer.predictors.copy_move.matching import Matches

#: Fewer matches agree by chance too often to be looked at.
FEWEST_INLIERS = 4

_MOST_MODELS = 14
_MOST_GUESSES = 1_200
_NEAR_PX = 2.5
#: Frames are only roughly right: far from the match that gave it, a guess may be off more.
_NEAR_SHARE = 0.08
_LARGEST_SCALE = 3.0
_FEWEST_FOR_AFFINE = 8

_Complex = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A transform with the matches that agree on it.

    Attributes:
        transform: From points of the image to other points of it.
        sources: (k,) complex, x + iy: where the matches begin, each place once.
        copies: (k,) complex: where they end.
        exact: Whether what matches are squares that are equal to the last bit, not keypoints.
    """

    transform: Transform
    sources: _Complex
    copies: _Complex
    exact: bool = False

    @property
    def inliers(self) -> int:
        """How many different places agree."""
        return len(self.sources)

    def sources_in(self, factor: float) -> _Complex:
        """Where the matches begin, in pixels of a picture that is `factor` times as large."""
        # Places count from the centre of the first pixel, which is larger or smaller there.
        middle = (1 + 1j) * 0.5
        return (self.sources + middle) * factor - middle


def in_picture(transform: Transform, factor: float) -> Transform:
    """A transform of points as one of points of a picture that is `factor` times as large."""
    middle = 0.5 * factor - 0.5
    to_picture = Transform(((factor, 0.0, middle), (0.0, factor, middle)))
    return to_picture.inverse().then(transform).then(to_picture)


def find_models(
    keypoints: Keypoints,
    matches: Matches,
    *,
    mirror: bool,
    near_px: float = _NEAR_PX,
    cancelled: Cancelled | None = None,
) -> list[Model]:
    """The transforms that at least `FEWEST_INLIERS` matches agree on, most matches first.

    Every match is a guess of its own, as two frames fix a similarity: no luck is needed. What a
    transform explains is taken out, in both directions, before the next is looked for.

    Raises:
        PredictionCancelledError: `cancelled` said so.
    """
    found: list[Model] = []
    pool = _Pool.of(keypoints, matches, mirror=mirror)
    while len(found) < _MOST_MODELS and len(pool.a) >= FEWEST_INLIERS:
        check_cancelled(cancelled)
        inliers, seed = pool.most_agreeing(near_px)
        if np.count_nonzero(inliers) < FEWEST_INLIERS:
            break
        model, explained = _fitted(pool, inliers, seed, near_px)
        if model is not None:
            found.append(model)
        pool = pool.without(explained | inliers)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """Matches that nothing explains yet, as points a that go to points b.

    Attributes:
        a: (m,) complex; of the mirror image (x exchanged with -x) where that was matched.
        b: (m,) complex.
        factor: (m,) complex: how much a frame turns and grows.
        pair: (m,) which pair it is, whatever its direction.
        mirror: Whether the transforms are mirrored.
        agree: (guesses, m): which matches agree with the guess of each of the first few.
    """

    a: _Complex
    b: _Complex
    factor: _Complex
    pair: NDArray[np.int64]
    mirror: bool

    @classmethod
    def of(cls, keypoints: Keypoints, matches: Matches, *, mirror: bool) -> _Pool:
        order = np.argsort(matches.ratio, kind="stable")
        first, second = matches.first[order], matches.second[order]
        a, frame_a = keypoints.places[first], keypoints.frames[first]
        if mirror:
            a, frame_a = -a.conj(), -frame_a.conj()
        factor = keypoints.frames[second] / frame_a
        low, high = np.minimum(first, second), np.maximum(first, second)
        pool = cls(a, keypoints.places[second], factor, low * len(keypoints) + high, mirror)
        sizes = np.abs(factor)
        return pool.without((sizes > _LARGEST_SCALE) | (sizes < 1 / _LARGEST_SCALE))

    def without(self, gone: NDArray[np.bool_]) -> _Pool:
        """The pool without some matches and the same pairs in the other direction."""
        kept = ~np.isin(self.pair, self.pair[gone])
        return _Pool(self.a[kept], self.b[kept], self.factor[kept], self.pair[kept], self.mirror)

    def most_agreeing(self, near_px: float) -> tuple[NDArray[np.bool_], complex]:
        """Which matches agree with the guess that most different places do, and where that begins.

        Nothing agrees where no guess has two places.
        """
        a, b, factor = (part[:_MOST_GUESSES] for part in (self.a, self.b, self.factor))
        best, most, seed = np.zeros(len(self.a), np.bool_), 0, 0j
        for start in range(0, len(a), 200):
            part = slice(start, start + 200)
            away_a = self.a[np.newaxis] - a[part, np.newaxis]
            off = np.abs(factor[part, np.newaxis] * away_a + b[part, np.newaxis] - self.b)
            agree = off < near_px + _NEAR_SHARE * np.abs(away_a)
            counts = agree.sum(axis=1)
            for guess in np.argsort(-counts)[:3]:
                if counts[guess] <= most:
                    break
                distinct = _distinct(self.a[agree[guess]], self.b[agree[guess]])
                if distinct > most:
                    best, most, seed = agree[guess], distinct, complex(a[start + guess])
        return best, seed

    def one_way(self, inliers: NDArray[np.bool_], seed: complex) -> NDArray[np.bool_]:
        """Some matches, each pair in one direction: the one that begins nearer to a place.

        What is turned by about 180 degrees, or mirrored, comes back nearly by the same transform:
        both directions would be mixed, and what fits is neither of the two.
        """
        numbers = np.flatnonzero(inliers)
        order = numbers[np.argsort(np.abs(self.a[numbers] - seed), kind="stable")]
        _, first = np.unique(self.pair[order], return_index=True)
        kept = np.zeros_like(inliers)
        kept[order[first]] = True
        return kept


def _distinct(a: _Complex, b: _Complex) -> int:
    """At how many different places matches begin, or end if those are fewer."""
    return min(np.unique(np.round(side / 2)).size for side in (a, b))


def _fitted(
    pool: _Pool, inliers: NDArray[np.bool_], seed: complex, near_px: float
) -> tuple[Model | None, NDArray[np.bool_]]:
    """The transform of some matches by least squares, and all matches that agree with it."""
    # A single wrong match far from the others turns the whole fit, and then fits well itself.
    away = np.abs(pool.a - np.median(pool.a[inliers].real) - 1j * np.median(pool.a[inliers].imag))
    kept = pool.one_way(inliers & (away <= 3.0 * np.median(away[inliers])), seed)
    matrix = np.zeros((2, 3))
    # Affine only at the end: with more freedom, a few wrong matches bend what is right.
    for affine in (False, False, False, True, True):
        found = _least_squares(pool.a[kept], pool.b[kept], affine=affine)
        if found is None:
            return None, inliers
        matrix = found
        kept = pool.one_way(np.abs(_applied(matrix, pool.a) - pool.b) < near_px, seed)
    a, b = pool.a[kept], pool.b[kept]
    if _distinct(a, b) < FEWEST_INLIERS:
        return None, inliers
    if pool.mirror:
        matrix = matrix * np.array([-1.0, 1.0, 1.0])
        a = -a.conj()
    transform = Transform.of_matrix(matrix)
    if not 1 / _LARGEST_SCALE < transform.scale < _LARGEST_SCALE:
        return None, kept
    _, once = np.unique(np.round(a / 2), return_index=True)
    return Model(transform, a[once], b[once]), kept


def _least_squares(a: _Complex, b: _Complex, *, affine: bool) -> NDArray[np.float64] | None:
    """The (2, 3) similarity from a to b, or affine if asked for and there are points enough."""
    if len(a) < FEWEST_INLIERS:
        return None
    centred = a - a.mean()
    spread = float(np.vdot(centred, centred).real)
    if spread < 1.0:
        return None
    factor = np.vdot(centred, b - b.mean()) / spread
    shift = b.mean() - factor * a.mean()
    matrix = np.array(
        [[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag]]
    )
    points = np.stack([centred.real, centred.imag], axis=1)
    smaller = np.linalg.eigvalsh(points.T @ points / len(points))[0]
    if not affine or _distinct(a, b) < _FEWEST_FOR_AFFINE or smaller < 25.0:
        return matrix
    ones = np.column_stack([points, np.ones(len(a))])
    found, *_ = np.linalg.lstsq(ones, np.stack([b.real, b.imag], axis=1), rcond=None)
    sheared = np.asarray(found.T)
    sheared[:, 2] -= sheared[:, :2] @ [a.mean().real, a.mean().imag]
    stretches = np.linalg.svd(sheared[:, :2])[1]
    # A copy is hardly sheared: such a fit follows what does not belong to it.
    return sheared if stretches[0] < 1.2 * stretches[1] else matrix


def _applied(matrix: NDArray[np.float64], a: _Complex) -> _Complex:
    moved = np.stack([a.real, a.imag], axis=1) @ matrix[:, :2].T + matrix[:, 2]
    return moved[:, 0] + 1j * moved[:, 1]
