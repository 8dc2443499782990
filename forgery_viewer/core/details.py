"""What the files of a data set tell: sizes from the images' headers, figures from the masks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import ImageError, MaskError, short_name
from forgery_viewer.core.images import read_header
from forgery_viewer.core.index import Details, Index
from forgery_viewer.core.mask_figures import FileFigures, measure_file
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.records import RecordKey


def read_details(
    index: Index,
    rows: Sequence[int] | NDArray[np.intp],
    cancelled: Cancelled | None = None,
    corrections: Mapping[RecordKey, Path] | None = None,
) -> Details:
    """Read the headers and masks of some rows; what cannot be read is told as trouble.

    Can be called from any thread. `cancelled` is asked before each row; once it says so, only the
    rows read until then are in the answer. Of the records in `corrections` the mask at that path is
    read in place of the data set's own.
    """
    corrections = corrections or {}
    done, found = list[int](), list[dict[str, Any]]()
    for row in rows:
        if cancelled is not None and cancelled():
            break
        found.append(details_of(index, int(row), corrections.get(index.key(int(row)))))
        done.append(int(row))
    return Details.of(done, found)


def details_of(index: Index, row: int, correction: Path | None = None) -> dict[str, Any]:
    """What the files of one row tell, as `Details.of` takes it; `correction` as `read_details`."""
    image_path = Path(index.column("image_path")[row])
    try:
        header = read_header(image_path)
    except ImageError as error:
        return {"trouble": str(error)}
    found: dict[str, Any] = {"height": header.height, "width": header.width, "mode": header.mode}
    mask_path = index.column("mask_path")[row]
    if correction is not None:
        found |= _correction_details(correction, header.height, header.width)
    elif mask_path:
        found |= _mask_details(Path(mask_path), header.height, header.width)
    return found


def _correction_details(path: Path, height: int, width: int) -> dict[str, Any]:
    try:
        # A reviewer may have deleted every instance: that is no defect.
        figures = measure_file(path, height, width, allow_none=True)
    except MaskError as error:
        return {"trouble": str(error)}
    return _figures(figures)


def _mask_details(path: Path, height: int, width: int) -> dict[str, Any]:
    try:
        figures = measure_file(path, height, width)
    except MaskError as error:
        return {"trouble": str(error)}
    except MemoryError:
        return {"trouble": f"{short_name(path)}: needs more memory than there is"}
    return _figures(figures) | {
        "mask_note": figures.note,
        "trouble": _emptiness(path, figures),
    }


def _figures(figures: FileFigures) -> dict[str, Any]:
    return {
        "instances": figures.instances,
        "area_px": figures.area_px,
        "regions": figures.regions,
        "mask_dtype": figures.dtype,
    }


def _emptiness(path: Path, figures: FileFigures) -> str:
    if not figures.empty:
        return ""
    if figures.area_px == 0:
        return f"{short_name(path)}: the mask is empty, no pixel is marked"
    numbers = ", ".join(map(str, figures.empty))
    which = f"instance {numbers} is" if len(figures.empty) == 1 else f"instances {numbers} are"
    return f"{short_name(path)}: {which} empty"
