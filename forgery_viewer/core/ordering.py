"""Natural order of case ids, and the order of rows by a column."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NUMBERS = re.compile("([0-9]+)")


def natural_rank(case_ids: Sequence[str] | NDArray[Any]) -> NDArray[np.intp]:
    """The place of each case id in natural order, where 9 comes before 10.

    Numbers in an id count as numbers, and everything else without regard to case. Only equal ids
    share a place; places start at 0 and leave no gap.
    """
    ids = list(dict.fromkeys(case_ids))
    if all(text.isascii() and text.isdigit() for text in ids):
        ids.sort(key=lambda text: (int(text), text))
    else:
        ids.sort(key=_natural_key)
    places = {text: place for place, text in enumerate(ids)}
    return np.fromiter((places[text] for text in case_ids), np.intp, len(case_ids))


def sort_rows(values: NDArray[Any], *, ascending: bool = True) -> NDArray[np.intp]:
    """The order of rows by a column's values: stable, and unknown values last both ways.

    Unknown are -1 in a column of integers, NaN among floats and "" among texts. Equal values keep
    the order of their rows in both directions.
    """
    if values.dtype.kind in "OUT":
        unknown, ranks = np.asarray(values == "", np.bool_), natural_rank(values)
    else:
        unknown = np.isnan(values) if values.dtype.kind == "f" else np.asarray(values == -1)
        ranks = values if values.dtype.kind in "if" else values.astype(np.intp)
    order = np.argsort(ranks if ascending else -ranks, kind="stable")
    return np.concatenate((order[~unknown[order]], np.flatnonzero(unknown)))


def _natural_key(text: str) -> tuple[list[tuple[bool, int, str]], str]:
    parts = _NUMBERS.split(text.casefold())
    # Texts and numbers alternate, and a text comes first, so like is compared with like.
    key = [(True, int(part), "") if place % 2 else (False, 0, part)
           for place, part in enumerate(parts)]  # fmt: skip
    return key, text
