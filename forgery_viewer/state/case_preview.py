"""What there is to see of a case of large images before they are read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.images import ImageHeader, read_header
from forgery_viewer.core.png_rows import RowWatch
from forgery_viewer.core.preview import Preview, RowPreview, is_previewed
from forgery_viewer.core.records import Record

STEP_S = 0.06
"""So often what has come of an image is shown, at most: to show it takes from the reading."""

FIRST_S = 0.03
"""And so long after the begin for the first time, though it may be a few rows only."""

HEAD_START_S, HEAD_START_PX = 0.1, 1 << 24
"""So much later than an image of so many pixels, and sooner where it has fewer, is read what is not
seen at first: the window paints meanwhile, and needs a processor of its own for that."""

KeptPreview = Callable[[Path], NDArray[np.uint8] | None]
"""A small picture (h, w, 3) that is kept of an image as it is now, on any thread.

None where none is kept.
"""


def nothing_kept(_path: Path) -> None:
    """No picture of any image."""


Previews = tuple[Preview | None, Preview | None]
"""Of the authentic image and of the subject, each as far as there is something to see."""


class ReadingStoppedError(Exception):
    """Somebody waits for another case: this one is not read to its end."""


class CaseWatch:
    """Follows the reading of one case on its threads, tells what can be seen, and can end it.

    Only large images are watched: the others are there before one could look.
    """

    def __init__(self, kept: KeptPreview, tell: Callable[[Previews], None]) -> None:
        """Ask `kept` for pictures, and `tell` on any thread what there is to see."""
        self.stop = threading.Event()
        self._kept = kept
        self._tell = tell
        self._lock = threading.Lock()
        self._due_at = monotonic() + FIRST_S
        self._large: list[tuple[Path, ImageHeader] | None] = [None, None]
        self._previews: list[Preview | None] = [None, None]
        self._is_whole = [False, False]

    def begin(self, authentic: Record | None, subject: Record | None) -> None:
        """Watch the images of these records; call it before any of them is read."""
        self._due_at = monotonic() + FIRST_S
        self._large = [_large(record) for record in (authentic, subject)]

    def rows_of(self, place: int) -> RowWatch | None:
        """What watches the rows of a side, 0 the authentic image and 1 the subject."""
        return None if self._large[place] is None else partial(self._see, place, RowPreview())

    def look_up(self) -> None:
        """Tell what is kept of the images."""
        for place, image in enumerate(self._large):
            picture = self._kept(image[0]) if image is not None else None
            if image is not None and picture is not None:
                self._previews[place] = Preview(picture, image[1].height, image[1].width)
                self._is_whole[place] = True
        if any(self._is_whole):
            self._tell_now()

    def give_way(self) -> None:
        """Return when there was something to see of large images, or when nobody waits."""
        headers = [image[1] for image in self._large if image is not None]
        most_px = max((header.height * header.width for header in headers), default=0)
        if most_px:
            self.stop.wait(HEAD_START_S * min(most_px / HEAD_START_PX, 1.0))

    def _see(self, place: int, found: RowPreview, image: NDArray[np.uint8], rows: int) -> None:
        if self.stop.is_set():
            raise ReadingStoppedError
        if self._is_whole[place]:
            return
        height, width = image.shape[:2]
        found.take(image, rows)
        if rows < height and monotonic() >= self._due_at:
            self._previews[place] = found.preview(height, width)
            self._tell_now()

    def _tell_now(self) -> None:
        # The two images come on threads of their own.
        with self._lock:
            self._due_at = monotonic() + STEP_S
            authentic, subject = self._previews
            self._tell((authentic, subject))


def _large(record: Record | None) -> tuple[Path, ImageHeader] | None:
    """Path and header of an image that is worth watching."""
    if record is None:
        return None
    try:
        header = read_header(record.image_path)
    except ForgeryViewerError:
        # The reason comes with the image.
        return None
    return (record.image_path, header) if is_previewed(header.height, header.width) else None
