"""The index of a data set as CSV and Parquet files, named and laid out as in the notebook.

The first columns are those of the exploratory notebook, so that code made for its files reads these
as well; with figures that are right. Ours follow after them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ExportError, system_reason
from forgery_viewer.core.index import Index
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.output_folder import output_folder
from forgery_viewer.core.parallel import Cancelled, Progress, in_parallel
from forgery_viewer.core.records import AUTHENTIC, FORGED, LABELS, SPLITS

if TYPE_CHECKING:
    import pandas as pd

INDEX_NAME = "train_index_images_masks_disambiguated"
FORGED_NAME = "forged_with_mask_stats_disambiguated"

#: In this order; `sha256` and `mask_sha256` come last where they are asked for.
COLUMNS = (
    "case_id", "label", "img_path", "mask_path", "has_mask",
    "mask_area", "coverage", "img_h", "img_w",
    "split", "instances", "regions", "pair", "mode", "dtype",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sanity:
    """What the notebook asks of a split before it goes on.

    Attributes:
        split: The split.
        authentic: Authentic images.
        forged: Forged images.
        unlabelled: Images without a label.
        masks: Mask files.
        in_both: Case ids of which there is an authentic and a forged image.
        authentic_with_mask: Authentic images without a forged partner of whose case id there is a
            mask all the same.
        forged_without_mask: Forged images without a mask file.
        masks_without_image: Masks of whose case id the split has no image at all.
    """

    split: str
    authentic: int
    forged: int
    unlabelled: int
    masks: int
    in_both: int
    authentic_with_mask: int
    forged_without_mask: int
    masks_without_image: int

    @property
    def holds(self) -> bool:
        """Whether every forged image has one mask and nothing else has."""
        return (
            self.masks == self.forged
            and not self.authentic_with_mask
            and not self.forged_without_mask
            and not self.masks_without_image
        )


def check_sanity(index: Index) -> tuple[Sanity, ...]:
    """The notebook's sanity figures of each split that has images or masks."""
    found = []
    for split in SPLITS:
        rows = np.flatnonzero(index.column("split") == split)
        stems = _mask_stems(index.root / mask_folder(split))
        if not len(rows) and not stems:
            continue
        label, partner = index.column("label")[rows], index.column("partner")[rows]
        alone = index.column("case_id")[rows][(label == AUTHENTIC) & (partner < 0)]
        no_mask = index.column("mask_path")[rows] == ""
        found.append(
            Sanity(
                split=split,
                **{name: int(np.count_nonzero(label == name)) for name in LABELS},
                masks=len(stems),
                in_both=int(np.count_nonzero((label == AUTHENTIC) & (partner >= 0))),
                authentic_with_mask=len(stems.intersection(alone)),
                forged_without_mask=int(np.count_nonzero((label == FORGED) & no_mask)),
                masks_without_image=len(stems.difference(index.column("case_id")[rows])),
            )
        )
    return tuple(found)


def write_index_files(
    index: Index,
    out: Path,
    *,
    splits: Sequence[str] = SPLITS,
    sha256: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Path, ...]:
    """Write the two tables as CSV, and as Parquet where pyarrow is installed.

    Rows are in the order of the notebook: all authentic images of a split, then all forged ones,
    each by case id. Whole numbers that are not known are left blank.

    Args:
        index: The data set with its details.
        out: Folder to write to; made where it does not exist.
        splits: The splits to list.
        sha256: Add checksums of the image and of the mask, for which every file is read.
        progress: Called with the files summed and the files there are.
        cancelled: Asked now and then whether to stop; nothing is written then.

    Returns:
        The files written, none where it was cancelled.

    Raises:
        ExportError: `out` lies in the data set, or cannot be written.
    """
    with output_folder(index.root, out) as folder:
        rows = _ordered(index, splits)
        table = _table(index, rows)
        if sha256:
            for name, column in (("sha256", "image_path"), ("mask_sha256", "mask_path")):
                sums = in_parallel(_sha256, list(index.column(column)[rows]), cancelled=cancelled,
                                   progress=progress)  # fmt: skip
                if len(sums) < len(rows):
                    return ()
                table[name] = sums
        forged = table[table["label"] == FORGED]
        written = list[Path]()
        for name, part in ((INDEX_NAME, table), (FORGED_NAME, forged)):
            for suffix, encode in _encoders():
                path = folder / f"{name}{suffix}"
                _write(path, encode(part))
                written.append(path)
    return tuple(written)


def _ordered(index: Index, splits: Sequence[str]) -> NDArray[np.intp]:
    label = index.column("label")
    rows = [
        np.flatnonzero((index.column("split") == split) & (label == name))
        for split in SPLITS
        if split in splits
        for name in LABELS
    ]
    return np.concatenate(rows) if rows else np.array([], np.intp)


def _table(index: Index, rows: NDArray[np.intp]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - as slow to load as everything else together

    def texts(name: str) -> pd.Series[str]:
        return pd.Series(index.column(name)[rows], dtype=object)

    def numbers(name: str) -> pd.Series[int]:
        column = pd.Series(index.column(name)[rows], dtype="Int64")
        return column.mask(column < 0)

    columns = {
        "case_id": texts("case_id"),
        "label": texts("label"),
        "img_path": texts("image_path"),
        "mask_path": texts("mask_path"),
        "has_mask": pd.Series(index.column("mask_path")[rows] != "", dtype=bool),
        "mask_area": numbers("area_px"),
        # A share, as in the notebook, where the rest of the program has percent.
        "coverage": pd.Series(index.column("coverage_pct")[rows] / 100),
        "img_h": numbers("height"),
        "img_w": numbers("width"),
        "split": texts("split"),
        "instances": numbers("instances"),
        "regions": numbers("regions"),
        "pair": pd.Series(index.column("partner")[rows] >= 0, dtype=bool),
        "mode": texts("mode"),
        "dtype": texts("mask_dtype"),
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def _encoders() -> list[tuple[str, Callable[[pd.DataFrame], bytes]]]:
    encoders: list[tuple[str, Callable[[pd.DataFrame], bytes]]] = [(".csv", _as_csv)]
    if importlib.util.find_spec("pyarrow") is not None:
        encoders.append((".parquet", _as_parquet))
    return encoders


def _as_csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _as_parquet(table: pd.DataFrame) -> bytes:
    data = io.BytesIO()
    table.to_parquet(data, index=False)
    return data.getvalue()


def _write(path: Path, data: bytes) -> None:
    try:
        atomic.write_bytes(path, data)
    except OSError as error:
        raise ExportError(path, f"cannot be written: {system_reason(error)}") from error


def _sha256(path: str) -> str:
    if not path:
        return ""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _mask_stems(folder: Path) -> frozenset[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return frozenset()
    stems = (name.rpartition(".") for name in names if not name.startswith("."))
    return frozenset(stem for stem, _, suffix in stems if suffix.lower() == "npy")
