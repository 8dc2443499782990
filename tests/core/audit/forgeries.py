"""Small data sets with copy-move forgeries that are as they should be, to put one defect in."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.auditing import audit
from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.audit.findings import AuditOptions as Options
from forgery_viewer.core.dataset import list_dataset
from tests.core.building import noise, write_array, write_image

Mask = NDArray[np.uint8]

HEIGHT, WIDTH = 40, 60

#: Source and copy of one forgery, as (top, left); both are 8 x 10.
SOURCE, COPY = (4, 5), (25, 40)
SIZE = (8, 10)


def region(place: tuple[int, int], size: tuple[int, int] = SIZE) -> tuple[slice, slice]:
    """The pixels of a box by its upper left corner."""
    return np.s_[place[0] : place[0] + size[0], place[1] : place[1] + size[1]]


def true_mask(height: int = HEIGHT, width: int = WIDTH) -> Mask:
    """The mask (1, H, W) of the forgery: its source and its copy."""
    mask = np.zeros((1, height, width), np.uint8)
    mask[0][region(SOURCE)] = 1
    mask[0][region(COPY)] = 1
    return mask


def forge(authentic: Mask) -> Mask:
    """The image with its source region copied over another place."""
    forged = authentic.copy()
    forged[region(COPY)] = authentic[region(SOURCE)]
    return forged


def write_forgery(
    root: Path,
    case_id: str = "1",
    mask: NDArray[Any] | None = None,
    *,
    size: tuple[int, int] = (HEIGHT, WIDTH),
    paired: bool = True,
    seed: int = 0,
) -> Path:
    """Add a forged case, by default with its true mask; gives the path of the mask."""
    authentic = noise(*size, seed=seed + int(case_id))
    if paired:
        write_image(root / f"train_images/authentic/{case_id}.png", authentic)
    write_image(root / f"train_images/forged/{case_id}.png", forge(authentic))
    path = root / f"train_masks/{case_id}.npy"
    return write_array(path, true_mask(*size) if mask is None else mask)


def check(root: Path, **options: Any) -> tuple[AuditFinding, ...]:  # noqa: ANN401
    """What an audit of the files alone finds."""
    return audit(list_dataset(root), options=Options(**options)).findings


def odd(root: Path, **options: Any) -> tuple[AuditFinding, ...]:  # noqa: ANN401
    """As `check`, without the note that a source region did not change, as it should not."""
    return tuple(
        finding
        for finding in check(root, **options)
        if (finding.kind, finding.severity) != ("unchanged-inside", "info")
    )
