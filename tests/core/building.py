"""Small images, masks and data sets, written for a test."""

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.opencv import cv2

Pixels = NDArray[Any]


def noise(height: int, width: int, channels: int = 3, seed: int = 0) -> NDArray[np.uint8]:
    """Random RGB, RGBA or grey pixels."""
    shape = (height, width, channels) if channels > 1 else (height, width)
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def write_image(path: Path, pixels: Pixels, suffix: str = "") -> Path:
    """Write RGB, RGBA or grey pixels of 8 or 16 bits in the format that the name says."""
    swapped = pixels
    if pixels.ndim == 3 and pixels.shape[2] >= 3:
        swapped = np.concatenate((pixels[..., 2::-1], pixels[..., 3:]), axis=2)
    _, data = cv2.imencode(suffix or path.suffix, swapped)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.tobytes())
    return path


def png_bytes(height: int, width: int, bits: int, colour: int, rows: list[bytes]) -> bytes:
    """A PNG put together by hand, also one that no encoder would write."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + row for row in rows))
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def stack_of(height: int, width: int, *boxes: tuple[slice, slice]) -> NDArray[np.uint8]:
    """A mask (N, H, W) with one filled box an instance."""
    stack = np.zeros((len(boxes), height, width), np.uint8)
    for channel, box in zip(stack, boxes, strict=True):
        channel[box] = 1
    return stack


def write_array(path: Path, array: Pixels, version: tuple[int, int] | None = None) -> Path:
    """Write an array as `np.save` does, in any version of the format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.lib.format.write_array(file, array, version)
    return path


def write_case(
    root: Path,
    case_id: str,
    *,
    size: tuple[int, int] = (20, 30),
    authentic: bool = True,
    mask: Pixels | None = None,
    split: str = "train",
) -> None:
    """Add a case to a data set: a forged image with its mask, and an authentic one to a pair.

    Without `mask` it gets one instance of 4 x 5 pixels.
    """
    if mask is None:
        mask = stack_of(*size, (slice(2, 6), slice(3, 8)))
    images = root / ("train_images/forged" if split == "train" else f"{split}_images")
    write_image(images / f"{case_id}.png", noise(*size, seed=1))
    write_array(root / f"{split}_masks" / f"{case_id}.npy", mask)
    if authentic and split == "train":
        write_image(root / "train_images/authentic" / f"{case_id}.png", noise(*size, seed=1))
