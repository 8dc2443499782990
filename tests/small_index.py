"""Indexes made in memory, for tests of what shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from forgery_viewer.core.dataset import Details, Index, RecordKey
from forgery_viewer.core.index import Listing
from forgery_viewer.core.ordering import natural_rank

ROOT = Path("/nowhere")


def forged(case_id: str) -> RecordKey:
    return RecordKey("train", "forged", case_id)


def authentic(case_id: str) -> RecordKey:
    return RecordKey("train", "authentic", case_id)


def listed(keys: Sequence[RecordKey], root: Path = ROOT) -> Index:
    """An index of these records of which no file has been read."""
    rows = {key: row for row, key in enumerate(keys)}
    other = {"authentic": "forged", "forged": "authentic"}
    partners = [rows.get(key._replace(label=other.get(key.label, "")), -1) for key in keys]
    case_ids = [key.case_id for key in keys]
    return Index(
        root,
        Listing(
            split=_texts([key.split for key in keys]),
            label=_texts([key.label for key in keys]),
            case_id=_texts(case_ids),
            case_rank=natural_rank(case_ids),
            image_path=_texts([f"{root}/{'/'.join(key)}.png" for key in keys]),
            mask_path=_texts([""] * len(keys)),
            partner=np.asarray(partners, np.intp),
            trouble=_texts([""] * len(keys)),
        ),
    )


def known(index: Index, details: Mapping[RecordKey, Mapping[str, Any]]) -> Index:
    """The same index after the files of some records have been read."""
    rows = [index.row_of(key) for key in details]
    return index.with_details(Details.of(rows, list(details.values())))


def _texts(texts: list[str]) -> np.ndarray[Any, np.dtype[np.object_]]:
    column = np.empty(len(texts), object)
    column[:] = texts
    return column
