"""What an export would write, and what it would skip, before it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from forgery_viewer.core.index import Index
from forgery_viewer.core.ordering import natural_rank
from forgery_viewer.core.records import FORGED, LABELS, SPLITS, RecordKey


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What could be exported.

    Attributes:
        corrected: The records whose corrected mask is saved.
        every: All records that have a mask, or ought to have one, corrected or not.
        unsaved: The records with edits that are not saved.
        lacking: Why there is nothing to write of some of the others.
    """

    corrected: tuple[RecordKey, ...]
    every: tuple[RecordKey, ...]
    unsaved: tuple[RecordKey, ...] = ()
    lacking: Mapping[RecordKey, str] = field(default_factory=dict)

    def keys(self, *, every: bool, save_first: bool) -> tuple[RecordKey, ...]:
        """The records of such an export in the order of the list, each once."""
        saved = self.unsaved if save_first else ()
        return in_order((*(self.every if every else ()), *self.corrected, *saved))

    def skipped(self, *, every: bool, save_first: bool) -> dict[RecordKey, str]:
        """Those of them that are known to be skipped, and why."""
        saved = set(self.unsaved) if save_first else set()
        keys = self.keys(every=every, save_first=save_first)
        return {key: self.lacking[key] for key in keys if key in self.lacking and key not in saved}


def plan_export(
    index: Index, corrected: Collection[RecordKey], unsaved: Iterable[RecordKey]
) -> ExportPlan:
    """What could be exported of a data set with these corrections and unsaved edits."""
    rows, lacking = masks_to_export(index, corrected, every=True)
    every = in_order((*map(index.key, rows), *lacking))
    return ExportPlan(in_order(corrected), every, in_order(unsaved), lacking)


def masks_to_export(
    index: Index, corrected: Collection[RecordKey], *, every: bool
) -> tuple[list[int], dict[RecordKey, str]]:
    """The rows that have a mask to write, in the order of the index, and why others have none.

    Args:
        index: The data set.
        corrected: The records whose corrected mask is saved.
        every: Export all masks, not the corrected ones alone.
    """
    rows, lacking = set[int](), dict[RecordKey, str]()
    for key in in_order(corrected):
        try:
            row = index.row_of(key)
        except KeyError:
            lacking[key] = "is corrected, but no longer in the data set"
            continue
        if index.mask_owner(row) == row:
            rows.add(row)
        else:
            lacking[key] = "is authentic, and has no mask of its own"
    if every:
        has_mask = index.column("mask_path") != ""
        without = np.flatnonzero(~has_mask & (index.column("label") == FORGED))
        lacking |= {index.key(row): "has no mask" for row in without.tolist() if row not in rows}
        rows |= set(np.flatnonzero(has_mask).tolist())
    return sorted(rows), lacking


def in_order(keys: Iterable[RecordKey]) -> tuple[RecordKey, ...]:
    """Keys in the order of a list of all, each once: by split, case id and label."""
    once = list(dict.fromkeys(keys))
    ranks = natural_rank([key.case_id for key in once])
    places = [
        (_place(key.split, SPLITS), int(rank), _place(key.label, LABELS), key)
        for key, rank in zip(once, ranks, strict=True)
    ]
    return tuple(key for *_place_in_list, key in sorted(places))


def _place(word: str, known: Sequence[str]) -> int:
    return known.index(word) if word in known else len(known)
