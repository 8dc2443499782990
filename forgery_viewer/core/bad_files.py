"""The files of a data set that something is wrong with, as a report lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forgery_viewer.core.errors import short_name
from forgery_viewer.core.index import Index
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.records import AUTHENTIC, SPLITS, Finding
from forgery_viewer.core.sentences import named_sentences, sentence


@dataclass(frozen=True, slots=True)
class BadFile:
    """A row with something wrong in its files, or a file that no row stands for.

    Attributes:
        split: Split of the row, "" where there is no row.
        label: Label of the row, "" where there is no row.
        case_id: Case id of the row, "" where there is no row.
        file: The file that something is wrong with, below the data set, with slashes.
        reason: What is wrong with it, as a sentence.
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
        BadFile(*index.key(row), file=file, reason=reason)
        for row in np.flatnonzero(chosen & ~told).tolist()
        for file, reason in _parts(index, row)
    ]
    others = [
        BadFile("", "", "", _below(index, str(finding.path)), _of_finding(finding))
        for finding in index.findings
        if finding.severity != "info"
    ]
    return (*rows, *others)


def _parts(index: Index, row: int) -> Iterator[tuple[str, str]]:
    """Each file that something is wrong with in a row, and a sentence of what that is."""
    split, _label, case_id = index.key(row)
    mask = index.column("mask_path")[row] or str(index.root / mask_folder(split) / f"{case_id}.npy")
    files = {short_name(Path(path)): path for path in (index.column("image_path")[row], mask)}
    for name, words in named_sentences(index.column("problem")[row]):
        # A correction lies in the workspace, and has the name that it is told by.
        yield _below(index, files.get(name, name)), words


def _of_finding(finding: Finding) -> str:
    path = finding.path
    if path.is_dir() or not path.suffix:
        return sentence(finding.reason, "folder")
    return sentence(finding.reason, "file")


def _below(index: Index, path: str) -> str:
    return path.removeprefix(str(index.root)).replace("\\", "/").lstrip("/")
