"""Words for what a data set holds: keys, records and findings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from forgery_viewer.core.errors import short_name

TRAIN, SUPPLEMENTAL, TEST = "train", "supplemental", "test"
AUTHENTIC, FORGED, UNLABELLED = "authentic", "forged", "unlabelled"

#: In the order in which rows are listed.
SPLITS = (TRAIN, SUPPLEMENTAL, TEST)
LABELS = (AUTHENTIC, FORGED, UNLABELLED)

Severity = Literal["info", "warning", "error"]


class RecordKey(NamedTuple):
    """What tells one image from all others; a case id alone is shared by the images of a pair."""

    split: str
    label: str
    case_id: str

    def __str__(self) -> str:
        return f"{self.split}/{self.label}/{self.case_id}"


@dataclass(frozen=True, slots=True)
class Record:
    """One image of a data set with what is known of it, None where it is not (yet) known.

    Attributes:
        key: Split, label and case id.
        image_path: The image file.
        mask_path: The mask file; None where there is none.
        partner: The other image of the pair; None where there is none.
        height: Rows of the image.
        width: Columns of the image.
        mode: Kind of pixels, as RGB, RGBA, L.
        instances: Channels of the mask.
        area_px: Pixels in the union of the instances.
        coverage_pct: Share of the image that the union covers, in percent.
        regions: 8-connected regions, summed over the instances.
        mask_dtype: Kind of number that the mask's file holds, as uint8.
        mask_note: How the mask differs from the usual form although it was read.
        problem: What is wrong with the image, its mask or its pair; "" for nothing.
    """

    key: RecordKey
    image_path: Path
    mask_path: Path | None
    partner: RecordKey | None
    height: int | None
    width: int | None
    mode: str | None
    instances: int | None
    area_px: int | None
    coverage_pct: float | None
    regions: int | None
    mask_dtype: str | None
    mask_note: str
    problem: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the data set that no row stands for, such as a mask without an image.

    Attributes:
        path: The file or folder.
        reason: What is wrong with it, as the end of a sentence that starts with its name.
        severity: How grave it is.
    """

    path: Path
    reason: str
    severity: Severity

    def __str__(self) -> str:
        return f"{short_name(self.path)} {self.reason}"
