"""Large PNGs read strip by strip: the rows that have come can be seen while the rest is read.

A PNG is one compressed stream, which has to be inflated from its begin to its end; but to take back
the filters of the rows is a third of the work, and can be done beside it on another processor. For
that each strip of rows is handed to OpenCV as a small PNG of its own, not compressed, in which the
last row before the strip stands first. The pixels are thus the decoder's own.
"""

import os
import struct
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

RowWatch = Callable[[NDArray[np.uint8], int], None]
"""Told (image, rows): the (H, W, 3) RGB image, of which the first so many rows have been read.

It is called on one thread or another, one call at a time. What it raises ends the reading.
"""

_SAMPLES = {0: 1, 2: 3, 6: 4}
"""Bytes of a pixel by colour type: grey, RGB and RGBA of 8 bits."""
_STRIP_BYTES = 1 << 20
_FEED_BYTES = 1 << 18
_STRIPS_AHEAD = 4
_ALONE_S = 0.06 if (os.cpu_count() or 1) <= 2 else 0.0
"""So long one thread does all of it where there is one processor beside: the first rows are shown
meanwhile, and whoever paints them would have to wait."""
_STORED_BYTES = 0xFFFF
_EXTRA_BYTES = 1 << 16
_WORDS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
"""Chunks that say something of an image and nothing of its pixels."""


class _UnusualError(Exception):
    """The file is not as plain as it has to be, or damaged: another reader has to look at it."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What of a PNG goes for each of its strips; `extra` are the chunks in front of the pixels."""

    height: int
    width: int
    colour: int
    extra: bytes

    @property
    def row_bytes(self) -> int:
        """A row as it is filtered: the kind of filter, then the pixels."""
        return 1 + self.width * _SAMPLES[self.colour]

    @property
    def strip_rows(self) -> int:
        return max(1, _STRIP_BYTES // self.row_bytes)


def read_rows(path: Path, watch: RowWatch) -> NDArray[np.uint8] | None:
    """The image of a PNG of 8-bit grey, RGB or RGBA as RGB (H, W, 3); None where it is another.

    None is also the answer where anything is wrong with the file. Alpha is dropped. What `watch`
    raises is raised here.
    """
    try:
        with path.open("rb") as file:
            layout, first = _read_layout(file)
            return _read_strips(file, layout, first, watch)
    except (_UnusualError, OSError, zlib.error, cv2.error, MemoryError):
        return None


def _read_strips(
    file: BinaryIO, layout: _Layout, first: bytes, watch: RowWatch
) -> NDArray[np.uint8]:
    decoder = _Decoder(layout, watch)
    waiting: deque[Future[None]] = deque()
    alone_until = monotonic() + _ALONE_S
    with ThreadPoolExecutor(1, thread_name_prefix="forgery-viewer-rows") as pool:
        try:
            for strip in _inflated(file, layout, first):
                if monotonic() < alone_until:
                    decoder.take(strip)
                    continue
                waiting.append(pool.submit(decoder.take, strip))
                while waiting and (waiting[0].done() or len(waiting) > _STRIPS_AHEAD):
                    waiting.popleft().result()
            for strip_done in waiting:
                strip_done.result()
        finally:
            pool.shutdown(cancel_futures=True)
    return decoder.image


class _Decoder:
    """Takes the filters of one strip after the other back."""

    def __init__(self, layout: _Layout, watch: RowWatch) -> None:
        self._layout = layout
        self._watch = watch
        self._rows = 0
        self._last = bytes(layout.row_bytes)
        self.image = np.empty((layout.height, layout.width, 3), np.uint8)

    def take(self, strip: bytes) -> None:
        """Decode the filtered rows that follow those so far."""
        count = len(strip) // self._layout.row_bytes
        data = np.frombuffer(_png_of(self._layout, self._last + strip, count + 1), np.uint8)
        has_alpha = self._layout.colour == 6
        found = cv2.imdecode(data, cv2.IMREAD_UNCHANGED if has_alpha else cv2.IMREAD_COLOR_RGB)
        if found is None or found.shape[:2] != (count + 1, self._layout.width):
            raise _UnusualError
        part = self.image[self._rows : self._rows + count]
        if has_alpha:
            last = cv2.cvtColor(found[-1:], cv2.COLOR_BGRA2RGBA)
            cv2.cvtColor(found[1:], cv2.COLOR_BGRA2RGB, dst=part)
        else:
            last = found[-1:, :, : _SAMPLES[self._layout.colour]]
            part[:] = found[1:]
        # As a row that no filter was applied to.
        self._last = b"\0" + last.tobytes()
        self._rows += count
        self._watch(self.image, self._rows)


def _png_of(layout: _Layout, rows: bytes, count: int) -> bytes:
    """A PNG of some filtered rows, not compressed."""
    header = struct.pack(">IIBBBBB", layout.width, count, 8, layout.colour, 0, 0, 0)
    chunks = (_chunk(b"IDAT", _stored(rows)), _chunk(b"IEND", b""))
    return b"".join((PNG_SIGNATURE, _chunk(b"IHDR", header), layout.extra, *chunks))


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)))


def _stored(data: bytes) -> bytes:
    """Data as a stream that any inflater reads, but not compressed (RFC 1950 and 1951)."""
    view = memoryview(data)
    parts: list[bytes | memoryview] = [b"\x78\x01"]
    for begin in range(0, len(data), _STORED_BYTES):
        part = view[begin : begin + _STORED_BYTES]
        is_last = begin + _STORED_BYTES >= len(data)
        parts.append(struct.pack("<BHH", is_last, len(part), len(part) ^ 0xFFFF))
        parts.append(part)
    parts.append(struct.pack(">I", zlib.adler32(data)))
    return b"".join(parts)


# What is in the file ------------------------------------------------------------------------


def _read_layout(file: BinaryIO) -> tuple[_Layout, bytes]:
    """What stands in front of the pixels, and their first chunk."""
    kind, data = _read_chunk(file) if file.read(8) == PNG_SIGNATURE else (b"", b"")
    if kind != b"IHDR" or len(data) != 13:
        raise _UnusualError
    width, height, bits, colour, *methods = struct.unpack(">IIBBBBB", data)
    # Interlaced images have no rows that follow each other.
    if bits != 8 or colour not in _SAMPLES or any(methods) or not (width and height):
        raise _UnusualError
    extra = b""
    while (chunk := _read_chunk(file))[0] != b"IDAT":
        kind, data = chunk
        # Critical ones begin with a capital letter, and those of animations stand for more.
        if kind[:1].isupper() or kind == b"acTL":
            raise _UnusualError
        if kind not in _WORDS:
            extra += _chunk(kind, data)
        if len(extra) > _EXTRA_BYTES:
            raise _UnusualError
    return _Layout(height, width, colour, extra), chunk[1]


def _read_chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    """Kind and data of the next chunk, whose checksum is right."""
    head = file.read(8)
    if len(head) < 8:
        raise _UnusualError
    length, kind = struct.unpack(">I4s", head)
    data, checksum = file.read(length), file.read(4)
    if checksum != struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))):
        raise _UnusualError
    return kind, data


def _inflated(file: BinaryIO, layout: _Layout, first: bytes) -> Iterator[bytes]:
    """The filtered rows, in strips of whole rows."""
    rows_left, strip = layout.height, bytearray()
    for data in _inflated_parts(file, first):
        strip += data
        while rows_left and len(strip) >= layout.row_bytes * min(layout.strip_rows, rows_left):
            rows = min(layout.strip_rows, rows_left)
            rows_left -= rows
            end = rows * layout.row_bytes
            yield bytes(memoryview(strip)[:end])
            del strip[:end]
        if strip and not rows_left:
            raise _UnusualError
    if rows_left:
        raise _UnusualError


def _inflated_parts(file: BinaryIO, first: bytes) -> Iterator[bytes]:
    """What the chunks of pixels hold, never much of it at once."""
    stream = zlib.decompressobj()
    for data in _pixel_data(file, first):
        view = memoryview(data)
        for begin in range(0, len(view), _FEED_BYTES):
            tail: bytes | memoryview = view[begin : begin + _FEED_BYTES]
            while tail:
                yield stream.decompress(tail, _STRIP_BYTES)
                tail = stream.unconsumed_tail
    yield stream.flush()
    if not stream.eof or stream.unused_data:
        raise _UnusualError


def _pixel_data(file: BinaryIO, first: bytes) -> Iterator[bytes]:
    """The data of the chunks of pixels, several of the small ones at once."""
    parts, size = [first], len(first)
    while True:
        kind, data = _read_chunk(file)
        if kind != b"IDAT" or size >= _FEED_BYTES:
            yield b"".join(parts)
            parts, size = [], 0
        if kind != b"IDAT":
            return
        parts.append(data)
        size += len(data)
