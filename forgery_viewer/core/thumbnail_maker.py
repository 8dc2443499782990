"""Makes the small picture of a file, or takes it from the disk where it was made before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from forgery_viewer.core.errors import ForgeryViewerError, system_reason
from forgery_viewer.core.images import read_header, read_image
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.preview import is_previewed, preview_picture
from forgery_viewer.core.thumbnail_store import Stamp, ThumbnailStore
from forgery_viewer.core.thumbnails import (
    Picture,
    Planes,
    grid_picture,
    lay_over,
    list_picture,
    pack_picture,
    pack_planes,
    pack_preview,
    small_planes,
    unpack_picture,
    unpack_planes,
)

_MASK, _PREVIEW = "mask", "preview"
_LARGE_BYTES = 1 << 22


class PictureKind(StrEnum):
    """What a small picture is for."""

    LIST = "list"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """The small picture of one record, or why there is none.

    Attributes:
        picture: (h, w, 3) uint8 RGB; None for an image that cannot be read.
        reason: Why it cannot be read, "" where it can.
        stamps: The states of the files it was made from: image, and mask where one is laid over.
    """

    picture: Picture | None
    reason: str
    stamps: tuple[Stamp | None, ...]


class ThumbnailMaker:
    """Runs on any thread, keeps what it made in a store, and never fails."""

    def __init__(
        self,
        store: ThumbnailStore | None,
        colours: Sequence[tuple[int, int, int]],
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep pictures in `store`, if there is one; instances have the `colours` in turn.

        `between` is called before an image or mask is read, and between the parts of a large one.
        """
        self._store = store
        self._between = between
        self._colours = np.array(colours, np.uint8)

    def stamps(self, kind: PictureKind, image: Path, mask: Path | None) -> tuple[Stamp | None, ...]:
        """The present states of the files that a picture is made from."""
        files = (image,) if kind is PictureKind.LIST or mask is None else (image, mask)
        return tuple(map(_stamp_of, files))

    def make(self, kind: PictureKind, image: Path, mask: Path | None = None) -> SmallPicture:
        """The picture of an image file; for the grid with the mask of a mask file laid over.

        A mask that cannot be read is left away.
        """
        stamps = self.stamps(kind, image, mask)
        try:
            picture = self._pictures(image, stamps[0], kind)[kind]
        except ForgeryViewerError as error:
            return SmallPicture(None, error.reason, stamps)
        except OSError as error:
            return SmallPicture(None, system_reason(error), stamps)
        if kind is PictureKind.GRID and mask is not None and stamps[-1] is not None:
            picture = self._with_mask(picture, image, mask, stamps[-1])
        return SmallPicture(picture, "", stamps)

    def kept_preview(self, image: Path) -> Picture | None:
        """The largest picture that is kept of a whole image as it is now; None where none is.

        The image itself is not read.
        """
        stamp = _stamp_of(image)
        for kind in (_PREVIEW, PictureKind.GRID):
            kept = self._get(image, kind, stamp)
            picture = unpack_picture(kept) if kept is not None else None
            if picture is not None:
                return picture
        return None

    def prepare(self, image: Path, mask: Path | None) -> None:
        """See to it that everything about an image is in the store."""
        stamp, mask_stamp = _stamp_of(image), None if mask is None else _stamp_of(mask)
        if not all(self._has(image, kind, stamp) for kind in PictureKind):
            self.make(PictureKind.LIST, image)
        if mask_stamp is not None and not self._has(mask, _MASK, mask_stamp):
            self.make(PictureKind.GRID, image, mask)

    def _pictures(
        self, image: Path, stamp: Stamp | None, kind: PictureKind
    ) -> Mapping[PictureKind, Picture]:
        kept = self._get(image, kind, stamp)
        picture = unpack_picture(kept) if kept is not None else None
        if picture is not None:
            return {kind: picture}
        self._between()
        is_large = stamp is not None and stamp.size_bytes >= _LARGE_BYTES
        whole = read_image(image, (lambda _image, _rows: self._between()) if is_large else None)
        # Reading is what takes long: both are made of it.
        made = {PictureKind.LIST: list_picture(whole), PictureKind.GRID: grid_picture(whole)}
        packed = {str(kind): pack_picture(picture) for kind, picture in made.items()}
        if is_previewed(*whole.shape[:2]):
            packed[_PREVIEW] = pack_preview(preview_picture(whole))
        self._put(image, stamp, packed)
        return made

    def _with_mask(self, picture: Picture, image: Path, mask: Path, stamp: Stamp) -> Picture:
        kept = self._get(mask, _MASK, stamp)
        planes = unpack_planes(kept) if kept is not None else None
        if planes is None:
            try:
                planes = self._read_planes(image, mask)
            except (ForgeryViewerError, OSError):
                return picture
            self._put(mask, stamp, {_MASK: pack_planes(planes)})
        return lay_over(picture, planes, self._colours)

    def _read_planes(self, image: Path, mask: Path) -> Planes:
        header = read_header(image)
        self._between()
        stack = read_mask(mask, header.height, header.width, allow_none=True).stack
        return small_planes(stack, self._between)

    def _has(self, path: Path | None, kind: str, stamp: Stamp | None) -> bool:
        if self._store is None or path is None or stamp is None:
            return False
        return self._store.has(path, kind, stamp)

    def _get(self, path: Path, kind: str, stamp: Stamp | None) -> bytes | None:
        if self._store is None or stamp is None:
            return None
        return self._store.get(path, kind, stamp)

    def _put(self, path: Path, stamp: Stamp | None, pictures: Mapping[str, bytes]) -> None:
        if self._store is not None and stamp is not None:
            self._store.put(path, stamp, pictures)


def _stamp_of(path: Path) -> Stamp | None:
    try:
        return Stamp.of(path)
    except OSError:
        return None
