"""A folder of predictions: one file an image, of masks or maps, flat or by split and label."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from forgery_viewer.core.errors import ForgeryViewerError, system_reason
from forgery_viewer.core.images import MAX_PIXELS, read_header
from forgery_viewer.core.index import Index
from forgery_viewer.core.mask_figures import read_words
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.number_text import counted
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.prediction_files.found import FoundPrediction, some
from forgery_viewer.core.prediction_files.names import CaseNames, name_of_file
from forgery_viewer.core.prediction_files.values import read_values
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.sparse_masks import SparseMask

SUFFIXES = (".npz", ".npy", ".png", ".tif", ".tiff", ".bmp")
"""Endings of the files that are read; of several of one image the first of these."""

MOST_BYTES = 8 * MAX_PIXELS + 2**20
"""An archive with a map of the largest image that is read, in the widest numbers."""

MAP_KEY, SCORE_KEY = "map", "image_score"
"""Names in an `.npz` archive: the map (H, W), and a number from 0 to 1."""


class FolderPredictions:
    """The predictions of a folder; see `PredictionFiles`."""

    def __init__(self, folder: Path, index: Index) -> None:
        """List a folder and all in it. Raises PredictionError where it cannot be read."""
        self.path = folder
        names = CaseNames(index)
        found: dict[RecordKey, list[Path]] = defaultdict(list)
        unknown: list[str] = []
        for path in _files(folder):
            below = path.relative_to(folder)
            key = names.meaning(name_of_file(below, folder.name)).key
            if key is None:
                unknown.append(below.as_posix())
            else:
                found[key].append(path)
        for paths in found.values():
            paths.sort(key=lambda path: (SUFFIXES.index(path.suffix.lower()), path))
        rows = sorted(found, key=index.row_of)
        self._files = {key: found[key][0] for key in rows}
        self.keys = tuple(rows)
        self.messages = tuple(_messages(folder, found, unknown))
        # Unpacking maps leaves the interpreter to others; reading masks is many short steps in it.
        has_archives = any(path.suffix.lower() == ".npz" for path in self._files.values())
        self.workers = None if has_archives else 1

    def file(self, key: RecordKey) -> Path:
        """The file of a record. Raises KeyError."""
        return self._files[key]

    def read(self, key: RecordKey, height: int, width: int) -> FoundPrediction:
        """The prediction of a record, as `PredictionFiles.read`."""
        path = self._files[key]
        try:
            match path.suffix.lower():
                case ".npy":
                    return _read_array(path, height, width)
                case ".npz":
                    return _read_archive(path, height, width)
                case _:
                    return read_values(path, _read_picture(path), height, width)
        except PredictionError:
            raise
        except ForgeryViewerError as error:
            raise PredictionError(error.path, error.reason, error.defect) from error
        except OSError as error:
            raise PredictionError(path, f"cannot be read: {system_reason(error)}") from error
        except MemoryError as error:
            raise PredictionError(path, "needs more memory than there is") from error


def _files(folder: Path) -> Iterator[Path]:
    """The files that may be predictions, hidden ones left out, in order."""

    def fail(error: OSError) -> None:
        place = Path(error.filename or folder)
        raise PredictionError(place, f"cannot be read: {system_reason(error)}") from error

    for place, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(place, name)


def _messages(
    folder: Path, found: dict[RecordKey, list[Path]], unknown: list[str]
) -> Iterator[str]:
    if not found and not unknown:
        yield f"{folder}: holds no predictions: no {', '.join(SUFFIXES)} file is in it"
    if unknown:
        files = counted(len(unknown), "file")
        yield f"{folder}: {files} of no image of the data set, not used: {some(unknown)}"
    twice = [f"{paths[1].relative_to(folder).as_posix()} after {paths[0].name}"
             for paths in found.values() if len(paths) > 1]  # fmt: skip
    if twice:
        images = counted(len(twice), "image")
        yield f"{folder}: {images} with more than one file, only the first is used: {some(twice)}"


_DAMAGED = (ValueError, EOFError, SyntaxError, TypeError, KeyError, AttributeError, OverflowError)
"""What reading an array raises that is none, or not any more."""


def _read_array(path: Path, height: int, width: int) -> FoundPrediction:
    """A `.npy` file; a mask in the usual form without holding its array."""
    words = read_words(path, height, width)
    if words is not None and words.any(axis=1).all():
        return FoundPrediction.of(SparseMask.of_words(words, height, width))
    header = _shape_and_kind(path)
    if header is not None:
        shape, kind = header
        is_stack = len(shape) == 3 and shape[0] != 1 and kind in "bui"
        if is_stack or (0 in shape and len(shape) == 3):
            # As the data set's own, with the same words for what is wrong, and other axes read.
            mask = read_mask(path, height, width, allow_none=True)
            found = read_values(path, mask.stack, height, width)
            note = (f"is no usual mask ({mask.note}), read as one",) if mask.note else ()
            return FoundPrediction(found.finished, notes=(*note, *found.notes))
    return read_values(path, _load(path), height, width)


def _shape_and_kind(path: Path) -> tuple[tuple[int, ...], str] | None:
    """Shape and kind of number of an array by its header; None where there is no sound one."""
    try:
        with path.open("rb") as file:
            version = npy.read_magic(file)
            read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, _fortran, dtype = read(file)
    except (OSError, ValueError, SyntaxError, TypeError, EOFError):
        return None
    return shape, dtype.kind


def _load(path: Path) -> NDArray[Any]:
    """The array of a `.npy` file; what holds Python objects is refused before any is made."""
    with path.open("rb") as file:
        start = file.read(len(npy.MAGIC_PREFIX))
        if not start:
            raise PredictionError(path, "is an empty file")
        if start != npy.MAGIC_PREFIX:
            raise PredictionError(path, "is not a NumPy array (.npy)")
        file.seek(0)
        try:
            return np.asarray(npy.read_array(file, allow_pickle=False))
        except _DAMAGED as error:
            raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> PredictionError:
    if "allow_pickle" in str(error):
        reason = "holds Python objects (a pickle), which are not read for safety"
        return PredictionError(path, reason, "pickle-refused")
    return PredictionError(path, "is cut off or damaged", "truncated-file")


def _read_archive(path: Path, height: int, width: int) -> FoundPrediction:
    """An `.npz` file with the map, or with a single array."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise PredictionError(path, "is no archive (.npz)")
            names = archive.files
            size = sum(entry.file_size for entry in archive.zip.infolist()) if archive.zip else 0
            if size > MOST_BYTES:
                raise PredictionError(path, f"unpacks to {size / 1e6:,.1f} MB, which is no map")
            if MAP_KEY not in names and len(names) != 1:
                held = ", ".join(names) or "nothing"
                raise PredictionError(path, f"has no array {MAP_KEY!r}, but {held}")
            array = archive[MAP_KEY if MAP_KEY in names else names[0]]
            score = float(archive[SCORE_KEY]) if SCORE_KEY in names else None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, *_DAMAGED) as error:
        raise _unreadable(path, error) from error
    found = read_values(path, array, height, width)
    if score is not None and not 0 <= score <= 1:
        score = None
    return FoundPrediction(found.finished, found.probability, found.notes, score)


def _read_picture(path: Path) -> NDArray[Any]:
    """The pixels of a grey picture, or the number of its colour for each pixel, black being 0."""
    # Says what is wrong with a file that is empty, cut off or no picture.
    read_header(path)
    data = np.fromfile(path, np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None or picture.dtype not in (np.uint8, np.uint16):
        raise PredictionError(path, "is damaged or of a kind that is not read")
    if picture.ndim == 2:
        return np.asarray(picture)
    colours = picture[..., :3]
    if (colours == colours[..., :1]).all():
        return np.ascontiguousarray(colours[..., 0])
    return _numbered(path, colours)


def _numbered(path: Path, colours: NDArray[Any]) -> NDArray[np.uint8]:
    """(H, W) the numbers of the colours of a picture, 0 for black. Raises PredictionError."""
    packed = np.zeros(colours.shape[:2], np.uint64)
    for channel in range(3):
        packed = packed << np.uint64(16) | colours[..., channel].astype(np.uint64)
    different, number = np.unique(packed, return_inverse=True)
    if len(different) > 65:
        reason = f"is a picture of {len(different):,} colours, not a mask with one an instance"
        raise PredictionError(path, reason, "not-binary")
    if different[0] != 0:
        number = number + 1
    return number.reshape(packed.shape).astype(np.uint8)
