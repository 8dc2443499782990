"""The files of a data set that something is wrong with, as a report lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forgery_viewer.core.errors import short_name
from forgery_viewer.core.index import Index
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.records import AUTHENTIC, SPLITS


@dataclass(frozen=True, slots=True)
class BadFile:
    """A row with something wrong in its files, or a file that no row stands for.

    Attributes:
        split: Split of the row, "" where there is no row.
        label: Label of the row, "" where there is no row.
        case_id: Case id of the row, "" where there is no row.
        file: The file, below the data set, with slashes.
        reason: What is wrong; it names the file it is wrong in.
    """

    split: str
    label: str
    case_id: str
    file: str
    reason: str


def list_bad_files(index: Index, splits: Sequence[str] = SPLITS) -> tuple[BadFile, ...]:
    """All of them, rows in the order of the index and then what no row stands for."""
    problem, partner = index.column("problem"), index.column("partner")
    chosen = (problem != "") & np.isin(index.column("split").astype(str), list(splits))
    # What is wrong between the two images of a pair is told of the forged one.
    told = (index.column("label") == AUTHENTIC) & (partner >= 0) & (problem[partner] == problem)
    rows = [
        BadFile(*index.key(row), file=_file(index, row), reason=problem[row])
        for row in np.flatnonzero(chosen & ~told).tolist()
    ]
    others = [
        BadFile("", "", "", _below(index, str(finding.path)), finding.reason)
        for finding in index.findings
        if finding.severity != "info"
    ]
    return (*rows, *others)


def _file(index: Index, row: int) -> str:
    """The file that is named first in what is wrong with a row."""
    split, _label, case_id = index.key(row)
    mask = index.column("mask_path")[row] or str(index.root / mask_folder(split) / f"{case_id}.npy")
    reason = index.column("problem")[row]
    own = reason.startswith(f"{short_name(Path(mask))}: ")
    return _below(index, mask if own else index.column("image_path")[row])


def _below(index: Index, path: str) -> str:
    return path.removeprefix(str(index.root)).replace("\\", "/").lstrip("/")
