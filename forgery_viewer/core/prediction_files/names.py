"""Which record a name means, where images of a case and of other splits share a case id."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple

from forgery_viewer.core.index import Index
from forgery_viewer.core.records import AUTHENTIC, FORGED, LABELS, SPLITS, UNLABELLED, RecordKey

_FOLDER = re.compile(f"({'|'.join(SPLITS)})_(?:masks|images|maps|predictions)")

_PREFERRED = (FORGED, UNLABELLED, AUTHENTIC)
"""Of what label an image is that is named by its case id alone."""


class CaseName(NamedTuple):
    """A case id with what is said of split and label, "" where nothing is."""

    split: str
    label: str
    case_id: str

    def __str__(self) -> str:
        return "/".join(filter(None, self))


class Meaning(NamedTuple):
    """What a name means.

    Attributes:
        key: The record; None where there is none of that name.
        others: Records of other splits that the name could mean as well.
    """

    key: RecordKey | None
    others: tuple[RecordKey, ...] = ()


class CaseNames:
    """The records of a data set by name."""

    def __init__(self, index: Index) -> None:
        self._keys: dict[str, list[RecordKey]] = {}
        for row in range(len(index)):
            key = index.key(row)
            self._keys.setdefault(key.case_id, []).append(key)

    def meaning(self, name: CaseName) -> Meaning:
        """The record that a name means.

        Where nothing is said of the label, that is the forged image, before one without a label and
        an authentic one; where nothing is said of the split, it is the first that has one.
        """
        found = [
            key
            for key in self._keys.get(name.case_id, ())
            if name.split in {"", key.split} and name.label in {"", key.label}
        ]
        if not found:
            return Meaning(None)
        label = min((key.label for key in found), key=_PREFERRED.index)
        found = sorted(
            (key for key in found if key.label == label), key=lambda key: SPLITS.index(key.split)
        )
        return Meaning(found[0], tuple(found[1:]))

    def name_of(self, key: RecordKey) -> CaseName:
        """The shortest name that means a record."""
        split, label, case_id = key
        names = (CaseName(*said, case_id) for said in (("", ""), ("", label), (split, "")))
        return next((name for name in names if self.meaning(name).key == key), CaseName(*key))


def read_name(text: str) -> CaseName:
    """A name as it is written: `352`, `authentic/352`, `supplemental/20833`, `train/forged/352`."""
    *before, case_id = text.strip().split("/")
    split = next((part for part in before if part in SPLITS), "")
    label = next((part for part in before if part in LABELS), "")
    # What says nothing of either is a part of the case id, of which there is none.
    if any(part not in {split, label} for part in before):
        return CaseName("", "", text.strip())
    return CaseName(split, label, case_id)


def name_of_file(below: PurePath, folder: str = "") -> CaseName:
    """The name that a file has by its path below a folder, as `train_masks/352.npy`.

    Args:
        below: The path of the file below the folder.
        folder: The name of the folder itself, which counts where it is that of masks of a split.
    """
    split = label = ""
    for part in (folder, *below.parent.parts):
        match = _FOLDER.fullmatch(part)
        if match is not None:
            split = match[1]
        elif part in SPLITS and part != folder:
            split = part
        elif part in LABELS and part != folder:
            label = part
    return CaseName(split, label, below.stem)
