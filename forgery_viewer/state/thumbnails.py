"""Small pictures of the images, made in the background and kept while they are wanted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.images import read_image, shrink
from forgery_viewer.state.tasks import Tasks

THUMBNAIL_WIDTH_PX = 40
THUMBNAIL_HEIGHT_PX = 32
PIXEL_RATIO = 2
"""Thumbnails have twice the pixels they are shown with, for screens of high density."""

# 20 kB each: twenty megabytes in all.
CAPACITY = 1024


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The small picture of one file, or why there is none.

    Attributes:
        image: At most 80 x 64 pixels, None for a file that cannot be read.
        reason: Why it cannot be read, empty where it can.
        stamp: Size in bytes and time of change in nanoseconds of the file it was made from.
    """

    image: QImage | None
    reason: str
    stamp: tuple[int, int]


class Thumbnails(QObject):
    """Thumbnails of the records that are in view, made one lane in the background at a time.

    Nothing here waits for a file: `get` gives what is there, `want` says what is in view, and
    `ready` tells when a picture has come.
    """

    ready = Signal(object)
    """The thumbnail of the record with this key is there, or another than before."""

    def __init__(
        self,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        capacity: int = CAPACITY,
        at_once: int = 2,
    ) -> None:
        """Make thumbnails on `tasks`, with at most `at_once` handed over and not yet made."""
        super().__init__(parent)
        self._tasks = tasks
        self._capacity = capacity
        self._at_once = at_once
        self._kept: OrderedDict[Path, Thumbnail] = OrderedDict()
        self._unchecked: set[Path] = set()
        self._wanted: OrderedDict[Path, RecordKey] = OrderedDict()
        self._under_way: set[Path] = set()

    def get(self, path: Path) -> Thumbnail | None:
        """The thumbnail of an image file; None while it has not been made."""
        thumbnail = self._kept.get(path)
        if thumbnail is not None:
            self._kept.move_to_end(path)
        return thumbnail

    def want(self, records: Iterable[Record]) -> None:
        """Make the thumbnails of these records next, in this order, and forget earlier wishes.

        Wishes that scrolled out of view before their turn are thus never read.
        """
        self._wanted = OrderedDict(
            (record.image_path, record.key)
            for record in records
            if record.image_path not in self._kept or record.image_path in self._unchecked
        )
        self._start()

    def recheck(self) -> None:
        """Look at every file again when it is next in view, as its image may have changed."""
        self._unchecked.update(self._kept)

    def _start(self) -> None:
        for path in tuple(self._wanted):
            if len(self._under_way) >= self._at_once:
                return
            if path not in self._under_way:
                self._submit(path, self._wanted.pop(path))

    def _submit(self, path: Path, key: RecordKey) -> None:
        known = self._kept.get(path)
        self._under_way.add(path)
        self._tasks.submit(
            lambda: make_thumbnail(path, known),
            lambda thumbnail: self._take(path, key, thumbnail),
            lambda error: self._take(path, key, Thumbnail(None, str(error), (-1, -1))),
        )

    def _take(self, path: Path, key: RecordKey, thumbnail: Thumbnail) -> None:
        self._under_way.discard(path)
        self._unchecked.discard(path)
        changed = thumbnail is not self._kept.get(path)
        self._kept[path] = thumbnail
        self._kept.move_to_end(path)
        while len(self._kept) > self._capacity:
            dropped, _ = self._kept.popitem(last=False)
            self._unchecked.discard(dropped)
        if changed:
            self.ready.emit(key)
        self._start()


def make_thumbnail(path: Path, known: Thumbnail | None = None) -> Thumbnail:
    """Read an image file and shrink it; `known` itself if it was made from the same file.

    Runs on any thread. A file that cannot be read gives a thumbnail with a reason.
    """
    try:
        status = path.stat()
        stamp = (status.st_size, status.st_mtime_ns)
        if known is not None and known.stamp == stamp:
            return known
        picture = shrink(crop_to_shape(read_image(path)), THUMBNAIL_WIDTH_PX * PIXEL_RATIO)
    except OSError as error:
        return Thumbnail(None, error.strerror or "cannot be read", (-1, -1))
    except ForgeryViewerError as error:
        return Thumbnail(None, error.reason, stamp)
    return Thumbnail(_to_qimage(picture), "", stamp)


def crop_to_shape(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle of an image in the shape of a thumbnail, as a view of it.

    Takes and gives (H, W, 3).
    """
    height, width = image.shape[:2]
    shape = THUMBNAIL_WIDTH_PX / THUMBNAIL_HEIGHT_PX
    cut_height = min(height, max(1, round(width / shape)))
    cut_width = min(width, max(1, round(height * shape)))
    top, left = (height - cut_height) // 2, (width - cut_width) // 2
    return image[top : top + cut_height, left : left + cut_width]


def _to_qimage(image: NDArray[np.uint8]) -> QImage:
    pixels = np.ascontiguousarray(image)
    height, width = pixels.shape[:2]
    # Copied: a QImage over an array does not keep the array alive.
    wrapped = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)
