"""Finds cases by what is typed of their ids."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from forgery_viewer.core.index import Index
from forgery_viewer.core.records import AUTHENTIC, RecordKey


class FoundCases(NamedTuple):
    """The best of the cases that were found.

    Attributes:
        keys: One image of each case: of a pair, the forged one.
        has_more: Whether there are others.
    """

    keys: tuple[RecordKey, ...]
    has_more: bool


def find_cases(index: Index, typed: str, most: int) -> FoundCases:
    """The cases whose ids hold what is typed: that with just this id, then those that begin so.

    Among equals the shorter ids come first, then the order of the index.
    """
    wanted = typed.strip().casefold().encode("utf-8", "replace").decode()
    if not wanted:
        return FoundCases((), has_more=False)
    ids = index.search_text
    at = np.strings.find(ids, wanted)
    rows = np.flatnonzero(at >= 0)
    # Stable, so that equals keep the order of the index; the last of the keys counts first.
    rows = rows[np.lexsort((np.strings.str_len(ids[rows]), at[rows] > 0))]
    labels, partners = index.column("label"), index.column("partner")
    found: dict[int, None] = {}
    for row in rows:
        of_pair = labels[row] == AUTHENTIC and partners[row] >= 0
        found[int(partners[row] if of_pair else row)] = None
        if len(found) > most:
            break
    keys = tuple(index.key(row) for row in list(found)[:most])
    return FoundCases(keys, has_more=len(found) > most)
