"""Small pictures of the images, made in the background and kept while they are wanted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.thumbnail_maker import PictureKind, SmallPicture, ThumbnailMaker
from forgery_viewer.core.thumbnail_store import Stamp
from forgery_viewer.state.tasks import Tasks

CAPACITY = {PictureKind.LIST: 1024, PictureKind.GRID: 320}
"""How many are kept in memory: 20 kB each for the list, at most 260 kB for the grid."""

_CHUNK, _CHUNK_S = 32, 0.03
"""So many records are looked at in one go where they are on disk already, for so long at most."""

Correction = Callable[[RecordKey], Path | None]
"""The file of the saved correction of a record's mask, None where there is none; on any thread."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The small picture of one record, or why there is none.

    Attributes:
        image: At most 80 x 64 pixels for the list, 256 x 256 for the grid; None for an image that
            cannot be read.
        reason: Why it cannot be read, empty where it can.
        stamps: The states of the files it was made from.
    """

    image: QImage | None
    reason: str
    stamps: tuple[Stamp | None, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    kind: PictureKind
    record: Record

    @property
    def place(self) -> tuple[PictureKind, Path]:
        return self.kind, self.record.image_path


class Thumbnails(QObject):
    """Thumbnails of the records that are in view, made in the background; then those of all others.

    Nothing here waits for a file: `get` gives what is there, `want` says what is in view, and
    `ready` tells when a picture has come. `make_all` makes those that are not in view, for the
    disk, whenever there is nothing else to do.
    """

    ready = Signal(object)
    """A thumbnail of the record with this key is there, or another than before."""
    progress = Signal(int, int)
    """So many of all images have theirs on disk."""

    def __init__(
        self,
        tasks: Tasks,
        maker: ThumbnailMaker,
        parent: QObject | None = None,
        *,
        capacity: dict[PictureKind, int] | None = None,
        at_once: int = 2,
    ) -> None:
        """Make thumbnails on `tasks`, with at most `at_once` handed over and not yet made."""
        super().__init__(parent)
        self._tasks = tasks
        self._maker = maker
        self._at_once = at_once
        self._capacity = CAPACITY if capacity is None else capacity
        self._kept: dict[PictureKind, OrderedDict[Path, Thumbnail]] = {
            kind: OrderedDict() for kind in PictureKind
        }
        self._unchecked: set[tuple[PictureKind, Path]] = set()
        self._wanted: dict[tuple[PictureKind, Path], _Wish] = {}
        self._under_way: set[tuple[PictureKind, Path]] = set()
        self._correction: Correction = lambda _key: None
        self._rest: Iterator[Record] = iter(())
        self._rest_batch = 0
        self._rest_under_way = False
        self._rest_done, self._rest_total = 0, 0

    def get(self, path: Path, kind: PictureKind = PictureKind.LIST) -> Thumbnail | None:
        """The thumbnail of an image file; None while it has not been made."""
        kept = self._kept[kind]
        thumbnail = kept.get(path)
        if thumbnail is not None:
            kept.move_to_end(path)
        return thumbnail

    def want(self, records: Iterable[Record], kind: PictureKind = PictureKind.LIST) -> None:
        """Make the thumbnails of these records next, in this order, and forget earlier wishes.

        Wishes that scrolled out of view before their turn are thus never read.
        """
        wishes = [_Wish(kind, record) for record in records]
        self._wanted = {
            wish.place: wish
            for wish in wishes
            if wish.record.image_path not in self._kept[kind] or wish.place in self._unchecked
        }
        self._start()

    def set_corrections(self, correction: Correction) -> None:
        """Lay corrected masks over the pictures where there are any."""
        self._correction = correction

    def recheck(self) -> None:
        """Look at every file again when it is next in view, as it may have changed."""
        self._unchecked.update((kind, path) for kind in PictureKind for path in self._kept[kind])

    def recheck_mask(self, record: Record) -> None:
        """Look at the mask of one record again, now if its picture is kept: it was corrected."""
        wish = _Wish(PictureKind.GRID, record)
        if record.image_path in self._kept[PictureKind.GRID]:
            self._unchecked.add(wish.place)
            self._wanted[wish.place] = wish
            self._start()

    def make_all(self, records: Iterable[Record], total: int) -> None:
        """Make the thumbnails of these `total` records too, for the disk; of none, to stop."""
        self._rest, self._rest_done, self._rest_total = iter(records), 0, total
        self._rest_batch += 1
        self._start()

    # --- One after the other

    def _start(self) -> None:
        for place in tuple(self._wanted):
            if len(self._under_way) + self._rest_under_way >= self._at_once:
                return
            if place not in self._under_way:
                self._submit(self._wanted.pop(place))
        # One chunk at a time, so that what comes into view never waits for long.
        if not self._under_way and not self._rest_under_way:
            self._submit_rest()

    def _submit(self, wish: _Wish) -> None:
        known = self._kept[wish.kind].get(wish.record.image_path)
        maker, correction = self._maker, self._correction
        self._under_way.add(wish.place)
        self._tasks.submit(
            lambda: make_thumbnail(maker, wish.kind, wish.record, correction, known),
            lambda thumbnail: self._take(wish, thumbnail),
            lambda error: self._take(wish, Thumbnail(None, str(error), ())),
        )

    def _take(self, wish: _Wish, thumbnail: Thumbnail) -> None:
        kept, path = self._kept[wish.kind], wish.record.image_path
        self._under_way.discard(wish.place)
        self._unchecked.discard(wish.place)
        changed = thumbnail is not kept.get(path)
        kept[path] = thumbnail
        kept.move_to_end(path)
        while len(kept) > self._capacity[wish.kind]:
            dropped, _ = kept.popitem(last=False)
            self._unchecked.discard((wish.kind, dropped))
        if changed:
            self.ready.emit(wish.record.key)
        self._start()

    def _submit_rest(self) -> None:
        records = tuple(islice(self._rest, _CHUNK))
        if not records:
            return
        maker, correction, batch = self._maker, self._correction, self._rest_batch
        self._rest_under_way = True
        self._tasks.submit(
            lambda: _prepare(maker, records, correction),
            lambda done: self._count(batch, records, done),
            lambda _error: self._count(batch, records, 1),
        )

    def _count(self, batch: int, records: tuple[Record, ...], done: int) -> None:
        self._rest_under_way = False
        if batch == self._rest_batch:
            self._rest = chain(records[done:], self._rest)
            self._rest_done += done
            self.progress.emit(self._rest_done, self._rest_total)
        self._start()


def _prepare(maker: ThumbnailMaker, records: Iterable[Record], correction: Correction) -> int:
    """Make thumbnails for the disk, at least one; returns how many there was time for."""
    begin, done = monotonic(), 0
    for record in records:
        maker.prepare(record.image_path, _mask_of(record, correction))
        done += 1
        if monotonic() - begin > _CHUNK_S:
            break
    return done


def make_thumbnail(
    maker: ThumbnailMaker,
    kind: PictureKind,
    record: Record,
    correction: Correction,
    known: Thumbnail | None = None,
) -> Thumbnail:
    """The thumbnail of a record; `known` itself if it was made from the same files.

    Runs on any thread. A file that cannot be read gives a thumbnail with a reason.
    """
    mask = _mask_of(record, correction) if kind is PictureKind.GRID else None
    if known is not None and known.stamps == maker.stamps(kind, record.image_path, mask):
        return known
    made: SmallPicture = maker.make(kind, record.image_path, mask)
    image = None if made.picture is None else _to_qimage(made.picture)
    return Thumbnail(image, made.reason, made.stamps)


def _mask_of(record: Record, correction: Correction) -> Path | None:
    """The file of the mask as it is now: corrected, or the data set's own."""
    return correction(record.key) or record.mask_path


def _to_qimage(picture: NDArray[np.uint8]) -> QImage:
    pixels = np.ascontiguousarray(picture)
    height, width = pixels.shape[:2]
    # Copied: a QImage over an array does not keep the array alive.
    wrapped = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)
