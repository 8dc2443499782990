"""Images on disk, and the RGB arrays the program works with.

Masks are drawn on the pixels as the file stores them, so an orientation that a camera noted in a
JPEG or PNG is *not* applied. Only that of a TIFF is, for sizes and pixels alike: both its readers,
OpenCV and Pillow, do so unasked.
"""

import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import BmpImagePlugin, Image, JpegImagePlugin, TiffImagePlugin

from forgery_viewer.core.errors import ImageError, system_reason
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.png_rows import PNG_SIGNATURE, RowWatch, read_rows

#: Endings of the image files that are read, the preferred one first.
IMAGE_SUFFIXES = (".png", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg")

#: Larger images are refused: 256 megapixels take 0.8 GB, the largest of the competition is 14.
MAX_PIXELS = 1 << 28

_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_PNG_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
_PNG_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})

# Pillow warns of odd tags in files that are read all the same, or refused with a reason.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What a file says of its image before any pixel is decoded.

    Attributes:
        height: Rows.
        width: Columns.
        mode: Pillow's name for the kind of pixels: 1, L, LA, P, RGB, RGBA, CMYK...
        bits: Bits of one sample, 16 for deep images.
    """

    height: int
    width: int
    mode: str
    bits: int


def read_header(path: Path) -> ImageHeader:
    """Size and kind of an image, from its header alone.

    Whether the file was cut off is seen as well, from its end.

    Raises:
        ImageError: There is no such file, or it is empty, no image, too large or cut off.
    """
    try:
        with path.open("rb") as file:
            header = _header_of(path, file)
    except OSError as error:
        raise ImageError(path, _unreadable(error)) from error
    if header.height * header.width > MAX_PIXELS:
        raise ImageError(
            path,
            f"is {header.width} x {header.height} px; "
            f"at most {MAX_PIXELS // 1_000_000} megapixels are read",
        )
    return header


def read_image(path: Path, watch: RowWatch | None = None) -> NDArray[np.uint8]:
    """The image of a file as an RGB uint8 array (H, W, 3), C-contiguous.

    Grey becomes R = G = B, palettes are resolved, alpha is dropped, 16 bits are scaled to 8, and of
    a TIFF with several pages the first is read.

    With `watch` a usual PNG is read on two processors, which costs as much work and takes two
    thirds of the time; `watch` is told what has come, and can end the reading with an exception of
    its own. Of other files it hears nothing.

    Raises:
        ImageError: As `read_header`, or the pixels are damaged or of a kind that is not read.
    """
    header = read_header(path)
    image = read_rows(path, watch) if watch is not None else None
    return image if image is not None else _read_whole(path, header)


def _read_whole(path: Path, header: ImageHeader) -> NDArray[np.uint8]:
    try:
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise ImageError(path, _unreadable(error)) from error
    is_png = data[:8].tobytes() == PNG_SIGNATURE
    if is_png:
        _check_png_sums(path, data)
    # PNGs as RGB, a third faster; of other formats as BGR: OpenCV 5.0 leaves 16-bit TIFFs so.
    order = cv2.IMREAD_COLOR_RGB if is_png else cv2.IMREAD_COLOR
    flags = order | cv2.IMREAD_ANYDEPTH | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        image = cv2.imdecode(data, flags)
    except (cv2.error, MemoryError) as error:
        raise ImageError(path, f"cannot be decoded ({header.mode}, {header.bits} bit)") from error
    # An OpenCV without the decoder, and pixels that are damaged, both give nothing.
    if image is None or image.dtype not in (np.uint8, np.uint16):
        raise ImageError(
            path, f"is damaged or of a kind that is not read ({header.mode}, {header.bits} bit)"
        )
    if image.shape[:2] != (header.height, header.width):
        raise ImageError(path, "holds another size than its header says")
    rgb = image if is_png else cv2.cvtColor(image, cv2.COLOR_BGR2RGB, dst=image)
    return np.ascontiguousarray(to_8_bit(rgb))


def to_8_bit(image: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Scale uint16 samples so that 65,535 becomes 255; uint8 is given back as it is."""
    if image.dtype == np.uint8:
        return image.view(np.uint8)
    # 255 / 65,535 is exactly 1 / 257: a table of all values rounds once and costs no temporaries.
    table = ((np.arange(65536) + 128) // 257).astype(np.uint8)
    return np.asarray(table[image], np.uint8)


def shrink(image: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """A copy of an image whose longer side is at most `side_px`, each pixel the mean of its area.

    Smaller images are copied as they are. Takes and gives uint8 (H, W, 3) or (H, W).
    """
    height, width = image.shape[:2]
    scale = side_px / max(height, width)
    if scale >= 1:
        return image.copy()
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _unreadable(error: OSError) -> str:
    return (
        "is missing"
        if isinstance(error, FileNotFoundError)
        else f"cannot be read: {system_reason(error)}"
    )


def _header_of(path: Path, file: BinaryIO) -> ImageHeader:
    start = file.read(33)
    if not start:
        raise ImageError(path, "is an empty file")
    if start.startswith(PNG_SIGNATURE):
        return _png_header(path, file, start)
    if start.startswith(b"\xff\xd8\xff"):
        return _jpeg_header(path, file)
    if start.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return _tiff_header(path, file)
    if start.startswith(b"BM"):
        return _pillow_header(path, BmpImagePlugin.BmpImageFile, file)
    raise ImageError(path, "is not an image (PNG, JPEG, TIFF or BMP)")


def _png_header(path: Path, file: BinaryIO, start: bytes) -> ImageHeader:
    # Read here and not by Pillow, which hides 16 bits and refuses long comments that OpenCV reads.
    if len(start) < 33:
        raise ImageError(path, "is cut off", "truncated-file")
    length, kind, width, height, bits, colour = struct.unpack(">I4sIIBB", start[8:26])
    if length != 13 or kind != b"IHDR" or colour not in _PNG_MODES or not (width and height):
        raise ImageError(path, "is a damaged PNG")
    if not _png_ends(file):
        raise ImageError(path, "is cut off", "truncated-file")
    mode = "1" if (bits, colour) == (1, 0) else _PNG_MODES[colour]
    return ImageHeader(height, width, mode, bits)


def _png_ends(file: BinaryIO) -> bool:
    """Whether the last chunk is there: at the end of the file, or where the chunks lead to."""
    size = file.seek(0, 2)
    file.seek(max(0, size - len(_PNG_END)))
    if file.read() == _PNG_END:
        return True
    place = len(PNG_SIGNATURE)
    while place + 12 <= size:
        file.seek(place)
        length, kind = struct.unpack(">I4s", file.read(8))
        if kind == b"IEND":
            return True
        place += 12 + length
    return False


def _check_png_sums(path: Path, data: NDArray[np.uint8]) -> None:
    """Refuse damaged chunks, of which the decoder itself would only complain on standard error."""
    view = data.data
    place = len(PNG_SIGNATURE)
    while place + 12 <= len(view):
        length, kind = struct.unpack(">I4s", view[place : place + 8])
        end = place + 8 + length
        if kind in _PNG_CRITICAL:
            stored = view[end : end + 4]
            if (
                len(stored) < 4
                or zlib.crc32(view[place + 4 : end]) != struct.unpack(">I", stored)[0]
            ):
                raise ImageError(path, f"is damaged (checksum of {kind.decode()})")
        if kind == b"IEND":
            return
        place = end + 4


def _jpeg_header(path: Path, file: BinaryIO) -> ImageHeader:
    header = _pillow_header(path, JpegImagePlugin.JpegImageFile, file)
    file.seek(0)
    if not _jpeg_ends(file.read()):
        raise ImageError(path, "is cut off", "truncated-file")
    return header


def _jpeg_ends(data: bytes) -> bool:
    """Whether the end marker follows the pixels; a thumbnail in front has one of its own."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        if data[place + 1] == 0xFF:
            place += 1
        elif data[place + 1] == 0xDA:
            return data.find(b"\xff\xd9", place) >= 0
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return False


def _tiff_header(path: Path, file: BinaryIO) -> ImageHeader:
    size = file.seek(0, 2)
    try:
        file.seek(0)
        with TiffImagePlugin.TiffImageFile(file) as image:
            tags = image.tag_v2
            header = ImageHeader(image.height, image.width, image.mode, _tiff_bits(image))
            # Strips, or else tiles: where each begins and how long it is.
            begins = tags.get(273) or tags.get(324) or ()
            lengths = tags.get(279) or tags.get(325) or ()
            ends = [
                int(begin) + int(length) for begin, length in zip(begins, lengths, strict=False)
            ]
    except Exception as error:
        raise _not_understood(path, error) from error
    if max(ends, default=0) > size:
        raise ImageError(path, "is cut off", "truncated-file")
    return header


def _tiff_bits(image: TiffImagePlugin.TiffImageFile) -> int:
    bits = image.tag_v2.get(258, (1,))
    return int(max(bits)) if isinstance(bits, tuple) else int(bits)


def _pillow_header(
    path: Path,
    reader: type[BmpImagePlugin.BmpImageFile] | type[JpegImagePlugin.JpegImageFile],
    file: BinaryIO,
) -> ImageHeader:
    try:
        file.seek(0)
        image: Image.Image = reader(file)
        return ImageHeader(image.height, image.width, image.mode, 1 if image.mode == "1" else 8)
    except Exception as error:
        raise _not_understood(path, error) from error


def _not_understood(path: Path, error: Exception) -> ImageError:
    # Pillow lets errors of many kinds through from a header that makes no sense.
    return ImageError(path, f"is a damaged image ({str(error) or type(error).__name__})")
