"""The index of a data set: one immutable table, a row for each image.

The table is kept as columns. What listing the folders tells is shared by all the indexes of a data
set; what reading the files tells is copied for each new index, a few arrays, so that an index can
be replaced many times a second while the files are being read.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import short_name
from forgery_viewer.core.records import AUTHENTIC, FORGED, UNLABELLED, Finding, Record, RecordKey
from forgery_viewer.core.sentences import PAIR_DIFFERS

if TYPE_CHECKING:
    import pandas as pd

Column = NDArray[Any]

_LISTED = ("split", "label", "case_id", "image_path", "mask_path", "partner")
_TABLE = (
    *_LISTED,
    "height",
    "width",
    "mode",
    "instances",
    "area_px",
    "coverage_pct",
    "regions",
    "mask_dtype",
    "mask_note",
    "problem",
)
#: Type of each detail of a row, and its value where that is unknown.
DETAILS: dict[str, tuple[Any, Any]] = {
    "height": (np.int32, -1),
    "width": (np.int32, -1),
    "mode": (object, ""),
    "instances": (np.int32, -1),
    "area_px": (np.int64, -1),
    "regions": (np.int32, -1),
    "mask_dtype": (object, ""),
    "mask_note": (object, ""),
    "trouble": (object, ""),
}


@dataclass(frozen=True)
class Listing:
    """What the folders tell, as columns of equal length.

    Attributes:
        split: Split of each image, str.
        label: Label of each image, str.
        case_id: Case id of each image, str.
        case_rank: Place of each case id in natural order, int; equal for equal ids only.
        image_path: Path of each image, str.
        mask_path: Path of each mask, str, "" where there is none.
        partner: Row of the other image of the pair, or -1.
        trouble: What is wrong with the files as listed, str, "" for nothing.
    """

    split: Column
    label: Column
    case_id: Column
    case_rank: NDArray[np.intp]
    image_path: Column
    mask_path: Column
    partner: NDArray[np.intp]
    trouble: Column

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)

    @cached_property
    def row_numbers(self) -> dict[RecordKey, int]:
        """The row of each key."""
        keys = map(RecordKey, self.split, self.label, self.case_id)
        return {key: row for row, key in enumerate(keys)}

    @cached_property
    def search_text(self) -> Column:
        """What a search looks at: the case ids in folded case, as NumPy's own texts.

        Those are searched without calling Python. A byte that is no text becomes a question mark.
        """
        together = "".join(self.case_id)
        # Nearly all ids are figures, of which nothing is folded.
        is_folded = together.casefold() == together
        folded = [text if is_folded else text.casefold() for text in self.case_id]
        with suppress(UnicodeEncodeError):
            return _column(folded, np.dtypes.StringDType())
        valid = [text.encode("utf-8", "replace").decode() for text in folded]
        return _column(valid, np.dtypes.StringDType())


@dataclass(frozen=True, slots=True)
class Details:
    """What the files of some rows tell, as columns of equal length.

    Attributes:
        rows: Row numbers, each once.
        height: Rows of the image, -1 unknown.
        width: Columns of the image, -1 unknown.
        mode: Kind of pixels, "" unknown.
        instances: Channels of the mask, -1 unknown or no mask.
        area_px: Pixels of their union, -1 unknown or no mask.
        regions: 8-connected regions, summed over the instances, -1 unknown or no mask.
        mask_dtype: Kind of number that the mask's file holds, "" unknown or no mask.
        mask_note: How the mask differs from the usual form.
        trouble: What is wrong with the image or its mask, "" for nothing.
    """

    rows: NDArray[np.intp]
    height: Column
    width: Column
    mode: Column
    instances: Column
    area_px: Column
    regions: Column
    mask_dtype: Column
    mask_note: Column
    trouble: Column

    @classmethod
    def of(cls, rows: Sequence[int], found: Sequence[Mapping[str, Any]]) -> "Details":
        """Details from one mapping a row, in which unknown values may be missing."""
        columns = {
            name: _column([values.get(name, unknown) for values in found], dtype)
            for name, (dtype, unknown) in DETAILS.items()
        }
        return cls(np.asarray(rows, np.intp), **columns)

    @classmethod
    def joined(cls, parts: Sequence["Details"]) -> "Details":
        """Several details as one; at least one must be given."""
        names = [field.name for field in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class Index:
    """An immutable table of the images of a data set.

    Attributes:
        root: Folder of the data set, absolute.
        findings: What is wrong with the data set that no row stands for.
    """

    def __init__(
        self,
        root: Path,
        listing: Listing,
        findings: tuple[Finding, ...] = (),
        details: dict[str, Column] | None = None,
    ) -> None:
        self.root = root
        self.findings = findings
        self._listing = listing
        self._details = _nothing_read(listing) if details is None else details
        for column in self._details.values():
            column.setflags(write=False)

    def __len__(self) -> int:
        return len(self._listing.case_id)

    @cached_property
    def table(self) -> "pd.DataFrame":
        """All columns as a data frame, built when it is first asked for; not to be changed.

        Columns: split, label, case_id, image_path, mask_path ("" none), partner (row, -1 none),
        height and width (px, -1 unknown), mode, instances and area_px (-1 unknown or no mask),
        coverage_pct (NaN unknown), regions (-1 unknown or no mask), mask_dtype ("" unknown or no
        mask), mask_note, problem ("" none). Texts have dtype object.
        """
        # Half of what importing everything else takes, and a window is open without it.
        import pandas as pd  # noqa: PLC0415

        # As series, so that pandas takes texts as they are and does not look at each of them.
        series = {name: self.column(name) for name in _TABLE}
        return pd.DataFrame({name: pd.Series(c, dtype=c.dtype) for name, c in series.items()})

    @property
    def was_read(self) -> NDArray[np.bool_]:
        """Which rows have had their files read, (rows,); read-only."""
        return self._details["was_read"]

    @property
    def search_text(self) -> Column:
        """What a search looks at: the case id of each row in folded case, NumPy's StringDType."""
        return self._listing.search_text

    @property
    def case_rank(self) -> NDArray[np.intp]:
        """Place of each row's case id in natural order, (rows,); read-only."""
        return self._listing.case_rank

    def column(self, name: str) -> Column:
        """One column of the table as a read-only array (rows,). Raises KeyError."""
        if name in _LISTED:
            return np.asarray(getattr(self._listing, name))
        return self._details[name]

    def key(self, row: int) -> RecordKey:
        """The key of a row. Raises IndexError."""
        listing = self._listing
        return RecordKey(listing.split[row], listing.label[row], listing.case_id[row])

    def row_of(self, key: RecordKey) -> int:
        """The row of a key. Raises KeyError."""
        return self._listing.row_numbers[key]

    def record(self, row: int) -> Record:
        """All that is known of one row. Raises IndexError."""
        value = {name: self.column(name)[row] for name in _TABLE}
        return Record(
            key=self.key(row),
            image_path=Path(value["image_path"]),
            mask_path=Path(value["mask_path"]) if value["mask_path"] else None,
            partner=self.key(value["partner"]) if value["partner"] >= 0 else None,
            height=_known(value["height"]),
            width=_known(value["width"]),
            mode=value["mode"] or None,
            instances=_known(value["instances"]),
            area_px=_known(value["area_px"]),
            coverage_pct=float(value["coverage_pct"]) if value["coverage_pct"] >= 0 else None,
            regions=_known(value["regions"]),
            mask_dtype=value["mask_dtype"] or None,
            mask_note=value["mask_note"],
            problem=value["problem"],
        )

    def mask_owner(self, row: int) -> int | None:
        """The row whose mask is edited where a row is shown.

        That is the row itself where it is forged or unlabelled, and the forged partner of an
        authentic one; None for an authentic one without a partner. Raises IndexError.
        """
        if self._listing.label[row] in {FORGED, UNLABELLED}:
            return row
        partner = int(self._listing.partner[row])
        return partner if partner >= 0 else None

    def with_details(self, details: Details) -> "Index":
        """An index of the same rows that knows these details as well."""
        rows, columns = details.rows, dict(self._details)
        for name in DETAILS:
            _replace(columns, name, rows, getattr(details, name))
        _replace(columns, "was_read", rows, np.ones(len(rows), np.bool_))
        pixels = columns["height"][rows].astype(np.int64) * columns["width"][rows]
        area = columns["area_px"][rows]
        covered = np.where((area >= 0) & (pixels > 0), area / np.maximum(pixels, 1) * 100, np.nan)
        _replace(columns, "coverage_pct", rows, covered)
        # Partners too: whether a pair differs is known once both images are.
        partners = self._listing.partner[rows]
        rows = np.union1d(rows, partners[partners >= 0])
        _replace(columns, "problem", rows, self._problems(columns, rows))
        return Index(self.root, self._listing, self.findings, columns)

    def _problems(self, columns: dict[str, Column], rows: NDArray[np.intp]) -> Column:
        """What is wrong with some rows, put together from listing, files and pair."""
        listed, found = self._listing.trouble[rows], columns["trouble"][rows]
        unequal = self._unequal_pairs(columns, rows)
        problems = np.full(len(rows), "", object)
        differing = frozenset(unequal.tolist())
        for place in np.flatnonzero((listed != "") | (found != "") | np.isin(rows, unequal)):
            row = rows[place]
            pair = self._unequal_text(columns, row) if int(row) in differing else ""
            problems[place] = "; ".join(filter(None, (listed[place], found[place], pair)))
        return problems

    def _unequal_pairs(
        self, columns: dict[str, Column], rows: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Those of the rows whose size is known and is not that of their partner."""
        paired = rows[self._listing.partner[rows] >= 0]
        partners = self._listing.partner[paired]
        height, width = columns["height"], columns["width"]
        known = (height[paired] >= 0) & (height[partners] >= 0)
        unequal = (height[paired] != height[partners]) | (width[paired] != width[partners])
        return np.asarray(paired[known & unequal])

    def _unequal_text(self, columns: dict[str, Column], row: int) -> str:
        partner = int(self._listing.partner[row])
        authentic = row if self._listing.label[row] == AUTHENTIC else partner
        forged = partner if authentic == row else row
        name = short_name(Path(self._listing.image_path[forged]))
        height, width = columns["height"], columns["width"]
        return (
            f"{name}: is {width[forged]} x {height[forged]}, "
            f"{PAIR_DIFFERS} {width[authentic]} x {height[authentic]}"
        )


def _nothing_read(listing: Listing) -> dict[str, Column]:
    count = len(listing.case_id)
    columns = {name: np.full(count, unknown, dtype) for name, (dtype, unknown) in DETAILS.items()}
    columns["coverage_pct"] = np.full(count, np.nan)
    columns["problem"] = listing.trouble
    columns["was_read"] = np.zeros(count, np.bool_)
    return columns


def _replace(columns: dict[str, Column], name: str, rows: NDArray[np.intp], values: Column) -> None:
    """Put a column with other values in some rows in the place of one, if they are others.

    Most chunks bring nothing wrong, and copying texts is what costs in a long table.
    """
    if not np.array_equal(columns[name][rows], values):
        columns[name] = columns[name].copy()
        columns[name][rows] = values


def _column(values: list[Any], dtype: Any) -> Column:  # noqa: ANN401 - anything numpy takes
    column = np.array(values, dtype)
    column.setflags(write=False)
    return column


def _known(value: Any) -> int | None:  # noqa: ANN401 - a NumPy integer of any width
    return int(value) if value >= 0 else None
