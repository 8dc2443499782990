"""A PNG read strip by strip has the pixels that were written, and damage is left to others."""

import struct
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core import png_rows
from forgery_viewer.core.errors import ImageError
from forgery_viewer.core.images import read_image
from forgery_viewer.core.png_rows import PNG_SIGNATURE, RowWatch, read_rows
from tests.core.building import chunk, noise, png_bytes, write_image

COLOURS = {1: 0, 3: 2, 4: 6}
"""Colour type by the samples of a pixel."""


def filtered(row: NDArray[np.uint8], above: NDArray[np.uint8], kind: int) -> bytes:
    """A row of bytes as the PNG specification has it filtered, written down pixel by pixel."""
    samples = row.shape[1]
    flat, up = row.ravel().astype(int), above.ravel().astype(int)
    left = np.concatenate((np.zeros(samples, int), flat[:-samples]))
    corner = np.concatenate((np.zeros(samples, int), up[:-samples]))
    guess = left + up - corner
    near = np.stack([abs(guess - left), abs(guess - up), abs(guess - corner)])
    paeth = np.choose(near.argmin(axis=0), [left, up, corner])
    predicted = [np.zeros_like(flat), left, up, (left + up) // 2, paeth][kind]
    less: NDArray[np.uint8] = (flat - predicted).astype(np.uint8)
    return bytes([kind]) + less.tobytes()


def png_of(
    pixels: NDArray[np.uint8], kinds: list[int], *, extra: bytes = b"", piece: int = 1 << 16
) -> bytes:
    """A PNG of (H, W, samples) pixels with a filter for each row, its data in small chunks."""
    height, width, samples = pixels.shape
    above = np.concatenate((np.zeros_like(pixels[:1]), pixels[:-1]))
    rows = (filtered(*each) for each in zip(pixels, above, kinds, strict=True))
    data = zlib.compress(b"".join(rows))
    header = struct.pack(">IIBBBBB", width, height, 8, COLOURS[samples], 0, 0, 0)
    parts = [chunk(b"IDAT", data[at : at + piece]) for at in range(0, len(data), piece)]
    return b"".join((PNG_SIGNATURE, chunk(b"IHDR", header), extra, *parts, chunk(b"IEND", b"")))


def rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What (H, W, samples) look like as RGB."""
    return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[..., :3]


def no_watch(_image: NDArray[np.uint8], _rows: int) -> None:
    """Look away."""


@given(st.data())
def test_every_filter_and_size_comes_back(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    height, width = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 30))
    samples = data.draw(st.sampled_from(sorted(COLOURS)))
    pixels = noise(height, width, samples, data.draw(st.integers(0, 99))).reshape(
        height, width, samples
    )
    kinds = data.draw(st.lists(st.integers(0, 4), min_size=height, max_size=height))
    path = tmp_path_factory.getbasetemp() / "rows.png"
    path.write_bytes(png_of(pixels, kinds, piece=data.draw(st.integers(1, 500))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(png_rows, "_STRIP_BYTES", data.draw(st.integers(1, 2000)))
        patch.setattr(png_rows, "_FEED_BYTES", data.draw(st.integers(1, 300)))
        patch.setattr(png_rows, "_ALONE_S", data.draw(st.sampled_from([0.0, 1e-3, 600.0])))
        found = read_rows(path, no_watch)
    assert found is not None
    np.testing.assert_array_equal(found, rgb(pixels))


@pytest.mark.parametrize("alone_s", [0.0, 600.0])
@pytest.mark.parametrize("samples", [1, 3, 4])
def test_what_an_encoder_writes_comes_back_as_from_the_other_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: int, alone_s: float
) -> None:
    monkeypatch.setattr(png_rows, "_STRIP_BYTES", 5000)
    monkeypatch.setattr(png_rows, "_ALONE_S", alone_s)
    path = write_image(tmp_path / "a.png", noise(70, 90, samples))
    found = read_rows(path, no_watch)
    assert found is not None
    np.testing.assert_array_equal(found, read_image(path))


def test_rows_are_told_in_order_and_are_final(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(png_rows, "_STRIP_BYTES", 91 * 3 * 8)
    pixels = noise(50, 90)
    path = write_image(tmp_path / "a.png", pixels)
    told: list[int] = []

    def look(image: NDArray[np.uint8], rows: int) -> None:
        assert image.shape == pixels.shape
        np.testing.assert_array_equal(image[:rows], pixels[:rows])
        told.append(rows)

    assert read_image(path, look).shape == pixels.shape
    assert told == [8, 16, 24, 32, 40, 48, 50]


def test_colours_that_a_file_speaks_of_change_nothing(tmp_path: Path) -> None:
    pixels, path = noise(20, 30), tmp_path / "a.png"
    extra = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"tRNS", bytes(6))
    extra += chunk(b"pHYs", struct.pack(">IIB", 3780, 3780, 1))
    extra += chunk(b"tEXt", b"Description\x00" + b"x" * 300_000)
    path.write_bytes(png_of(pixels, [4] * 20, extra=extra))
    found = read_rows(path, no_watch)
    assert found is not None
    np.testing.assert_array_equal(found, pixels)
    np.testing.assert_array_equal(read_image(path), pixels)


class StoppedError(Exception):
    """What a watch ends a reading with."""


def test_a_watch_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_rows, "_STRIP_BYTES", 91 * 3)
    path = write_image(tmp_path / "a.png", noise(50, 90))
    told: list[int] = []

    def stop(_image: NDArray[np.uint8], rows: int) -> None:
        told.append(rows)
        if rows == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        read_image(path, stop)
    assert told[:3] == [1, 2, 3]
    assert len(told) < 50
    assert not [t for t in threading.enumerate() if t.name.startswith("forgery-viewer-rows")]


def deep(height: int, width: int) -> bytes:
    return png_bytes(height, width, 16, 2, [bytes(range(6)) * width] * height)


def interlaced() -> bytes:
    data = bytearray(png_bytes(1, 1, 8, 0, [b"\x07"]))
    header = data[16:28] + b"\x01"
    return bytes(data[:8]) + chunk(b"IHDR", bytes(header)) + bytes(data[33:])


@pytest.mark.parametrize("contents", [deep(4, 5), interlaced(), b"BM no PNG", b""])
def test_what_is_not_plain_is_left_to_the_other_reader(tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(contents)
    assert read_rows(path, no_watch) is None
    assert read_rows(tmp_path / "none.png", no_watch) is None
    if contents.startswith(PNG_SIGNATURE):
        np.testing.assert_array_equal(read_image(path, no_watch), read_image(path))


def test_too_many_and_too_few_rows_are_left_to_the_other_reader(tmp_path: Path) -> None:
    path, row = tmp_path / "a.png", b"\x07" * 30
    for count in (3, 5, 4000):
        path.write_bytes(png_bytes(4, 10, 8, 2, [row] * count))
        assert read_rows(path, no_watch) is None
    path.write_bytes(png_bytes(4, 10, 8, 2, [row] * 4))
    assert read_rows(path, no_watch) is not None


def read_or_reason(path: Path, watch: RowWatch | None) -> NDArray[np.uint8] | str:
    try:
        return read_image(path, watch)
    except ImageError as error:
        return error.reason


@given(st.data())
def test_no_damage_is_read_otherwise_than_by_the_other_reader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.png"
    contents = bytearray(png_of(noise(12, 15), [0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 3, 4]))
    for _ in range(data.draw(st.integers(1, 3))):
        contents[data.draw(st.integers(0, len(contents) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(contents)
    found, expected = (read_or_reason(path, watch) for watch in (no_watch, None))
    if isinstance(expected, str):
        assert found == expected
    else:
        np.testing.assert_array_equal(found, expected)


def test_a_filter_that_does_not_exist_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    rows = b"".join(b"\x08" + b"\x07" * 15 for _ in range(4))
    header = struct.pack(">IIBBBBB", 5, 4, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    path.write_bytes(PNG_SIGNATURE + b"".join(parts))
    with pytest.raises(ImageError, match="damaged"):
        read_image(path, no_watch)
