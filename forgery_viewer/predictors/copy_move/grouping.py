"""Pairs of regions put together: a source with all its copies is one instance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forgery_viewer.predictors.copy_move.laying import Mask
from forgery_viewer.predictors.copy_move.verification import Verified

#: Regions are the same where they share so much of the smaller one.
_SAME = 0.4


def claimed(pairs: Sequence[Verified]) -> list[bool]:
    """Which of some pairs are copies.

    Those that convince alone, and those that would nearly and have a region in common with one that
    does: what was copied once may well have been copied twice.
    """
    sure = [pair.is_claimed for pair in pairs]
    return [
        pair.is_claimed
        or (
            pair.is_likely
            and any(
                ok and _share_region(pair, other) for ok, other in zip(sure, pairs, strict=True)
            )
        )
        for pair in pairs
    ]


def group(pairs: Sequence[Verified]) -> list[list[int]]:
    """The numbers of the pairs that belong to one instance, of each, the largest instance first.

    Pairs belong together that have a region in common, directly or by way of others: a copy of a
    copy is a copy.
    """
    leader = list(range(len(pairs)))

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for one in range(len(pairs)):
        for other in range(one):
            if find(one) != find(other) and _share_region(pairs[one], pairs[other]):
                leader[find(one)] = find(other)
    groups: dict[int, list[int]] = {}
    for one in range(len(pairs)):
        groups.setdefault(find(one), []).append(one)
    return sorted(groups.values(), key=lambda numbers: -_area(pairs, numbers))


def union(pairs: Sequence[Verified]) -> Mask:
    """All regions of some pairs."""
    sides = [side for pair in pairs for side in (pair.source, pair.copy)]
    return np.asarray(np.bitwise_or.reduce(sides), np.uint8)


def _area(pairs: Sequence[Verified], numbers: Sequence[int]) -> int:
    return int(np.count_nonzero(union([pairs[number] for number in numbers])))


def _share_region(one: Verified, other: Verified) -> bool:
    return any(_is_same(a, b) for a in (one.source, one.copy) for b in (other.source, other.copy))


def _is_same(one: Mask, other: Mask) -> bool:
    smaller = min(int(np.count_nonzero(one)), int(np.count_nonzero(other)))
    return int(np.count_nonzero(one & other)) > _SAME * max(smaller, 1)
