"""Every kind of image becomes RGB uint8, and every damaged one tells why it does not."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from forgery_viewer.core import images
from forgery_viewer.core.errors import ImageError
from forgery_viewer.core.images import ImageHeader, read_header, read_image, shrink, to_8_bit
from tests.core.building import chunk, noise, png_bytes, write_image


def pillow(path: Path, mode: str, **options: object) -> Image.Image:
    """Write noise in one of Pillow's modes, and give back what was written."""
    image = Image.fromarray(noise(20, 30)).convert(mode)
    image.save(path, **dict[str, Any](options))
    return image


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_lossless_images_come_back_as_rgb(tmp_path: Path, suffix: str, mode: str) -> None:
    path = tmp_path / f"image{suffix}"
    written = pillow(path, mode)
    image = read_image(path)
    assert image.shape == (20, 30, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    np.testing.assert_array_equal(image, np.asarray(written.convert("RGB")))
    assert read_header(path) == ImageHeader(20, 30, mode, 1 if mode == "1" else 8)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_is_dropped_and_colour_kept_where_it_is_transparent(
    tmp_path: Path, mode: str
) -> None:
    pixels = noise(20, 30, 4)
    image = Image.fromarray(pixels).convert(mode)
    image.save(tmp_path / "a.png")
    expected = np.asarray(image)[..., :3] if mode == "RGBA" else np.asarray(image)[..., :1]
    np.testing.assert_array_equal(
        read_image(tmp_path / "a.png"), np.broadcast_to(expected, (20, 30, 3))
    )
    assert read_header(tmp_path / "a.png").mode == mode


def test_a_palette_with_a_transparent_colour_is_resolved(tmp_path: Path) -> None:
    written = pillow(tmp_path / "p.png", "P", transparency=0)
    np.testing.assert_array_equal(
        read_image(tmp_path / "p.png"), np.asarray(written.convert("RGB"))
    )


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_are_rounded_to_eight(tmp_path: Path, suffix: str, channels: int) -> None:
    shape = (20, 30, channels) if channels > 1 else (20, 30)
    deep = np.random.default_rng(0).integers(0, 65536, shape, np.uint16)
    path = write_image(tmp_path / f"deep{suffix}", deep)
    colours = deep[..., :3] if channels > 1 else np.repeat(deep[..., np.newaxis], 3, axis=2)
    np.testing.assert_array_equal(read_image(path), np.round(colours / 257).astype(np.uint8))
    assert read_header(path).bits == 16


def test_grey_of_sixteen_bits_with_alpha_is_read(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).integers(0, 65536, (4, 5, 2)).astype(">u2")
    path = tmp_path / "la16.png"
    path.write_bytes(png_bytes(4, 5, 16, 4, [row.tobytes() for row in samples]))
    assert read_header(path) == ImageHeader(4, 5, "LA", 16)
    np.testing.assert_array_equal(read_image(path)[..., 1], np.round(samples[..., 0] / 257))


def test_scaling_keeps_black_and_white_and_rounds_to_the_nearest() -> None:
    every = np.arange(65536, dtype=np.uint16)
    np.testing.assert_array_equal(to_8_bit(every), np.floor(every / 257 + 0.5))
    assert to_8_bit(every)[[0, -1]].tolist() == [0, 255]


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_jpegs_are_read_in_every_mode(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "photo.jpg"
    pillow(path, mode, quality=95)
    with Image.open(path) as reopened:
        expected = np.asarray(reopened.convert("RGB")).astype(int)
    assert read_header(path) == ImageHeader(20, 30, mode, 8)
    assert np.abs(read_image(path) - expected).mean() < 2


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_pixels_lie_as_the_file_stores_them_whatever_the_camera_noted(
    tmp_path: Path, suffix: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    pillow(tmp_path / f"turned{suffix}", "RGB", exif=exif)
    assert read_image(tmp_path / f"turned{suffix}").shape == (20, 30, 3)
    assert read_header(tmp_path / f"turned{suffix}").height == 20


@pytest.mark.parametrize("orientation", range(1, 9))
def test_header_and_pixels_of_a_turned_tiff_agree(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pillow(tmp_path / "turned.tif", "RGB", exif=exif)
    header = read_header(tmp_path / "turned.tif")
    assert read_image(tmp_path / "turned.tif").shape == (header.height, header.width, 3)


def test_the_first_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    first, second = Image.fromarray(noise(20, 30)), Image.fromarray(noise(9, 9))
    first.save(tmp_path / "pages.tif", save_all=True, append_images=[second])
    np.testing.assert_array_equal(read_image(tmp_path / "pages.tif"), np.asarray(first))


@pytest.mark.parametrize("name", ["ein Bild mit Lücken.png", "дело 7.png", "画像 %20 #1.PNG"])
def test_spaces_and_other_alphabets_in_paths(tmp_path: Path, name: str) -> None:
    pixels = noise(6, 7)
    path = write_image(tmp_path / "ordner é" / name, pixels, ".png")
    np.testing.assert_array_equal(read_image(path), pixels)
    assert read_header(path) == ImageHeader(6, 7, "RGB", 8)


def test_the_contents_count_and_not_the_ending(tmp_path: Path) -> None:
    path = write_image(tmp_path / "photo.png", noise(20, 30), ".jpg")
    assert read_image(path).shape == (20, 30, 3)


def test_bytes_behind_the_end_do_no_harm(tmp_path: Path) -> None:
    path = write_image(tmp_path / "image.png", noise(20, 30))
    path.write_bytes(path.read_bytes() + b"something a program noted here" * 5)
    np.testing.assert_array_equal(read_image(path), noise(20, 30))


def test_long_comments_do_no_harm(tmp_path: Path) -> None:
    path = write_image(tmp_path / "image.png", noise(20, 30))
    data = path.read_bytes()
    comment = chunk(b"tEXt", b"Description\x00" + b"x" * 3_000_000)
    path.write_bytes(data[:33] + comment + data[33:])
    assert read_header(path) == ImageHeader(20, 30, "RGB", 8)
    np.testing.assert_array_equal(read_image(path), noise(20, 30))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".bmp"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_off_gives_a_reason_and_no_half_image(
    tmp_path: Path, suffix: str, share: float, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_image(tmp_path / f"half{suffix}", noise(40, 50))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ImageError, match="half") as raised:
        read_image(path)
    assert raised.value.path == path
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_file_cut_off_is_seen_without_decoding_it(tmp_path: Path, suffix: str) -> None:
    path = write_image(tmp_path / f"half{suffix}", noise(40, 50))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ImageError, match="cut off"):
        read_header(path)


def test_the_thumbnail_in_a_jpeg_does_not_pass_for_its_end(tmp_path: Path) -> None:
    path = write_image(tmp_path / "photo.jpg", noise(40, 50))
    data = path.read_bytes()
    thumbnail = b"\xff\xe1" + struct.pack(">H", 40) + b"\xff\xd8 thumbnail \xff\xd9".ljust(38)
    path.write_bytes(data[:2] + thumbnail + data[2:-60])
    with pytest.raises(ImageError, match="cut off"):
        read_header(path)
    path.write_bytes(data[:2] + thumbnail + data[2:])
    assert read_image(path).shape == (40, 50, 3)


def test_damage_inside_a_png_is_told_quietly(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_image(tmp_path / "damaged.png", noise(40, 50))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ImageError, match="damaged"):
        read_image(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (b"", "is an empty file"),
        (b"hello, I am a text file that was renamed", "is not an image"),
        (b"\x89PNG\r\n\x1a\n", "is cut off"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "is a damaged PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(60), "damaged|cut off"),
        (b"II*\x00" + bytes(60), "damaged"),
        (b"BM" + bytes(60), "damaged"),
        (png_bytes(0, 5, 8, 2, []), "is a damaged PNG"),
        (png_bytes(40_000, 40_000, 8, 2, [b"abc"]), "at most 268 megapixels"),
        (png_bytes(4, 5, 8, 2, [bytes(15)]), "damaged"),
    ],
)
def test_files_that_are_no_images_say_why(tmp_path: Path, contents: bytes, reason: str) -> None:
    path = tmp_path / "odd.png"
    path.write_bytes(contents)
    with pytest.raises(ImageError, match=reason):
        read_image(path)


def test_missing_files_and_folders_say_so(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"gone\.png: is missing"):
        read_image(tmp_path / "gone.png")
    with pytest.raises(ImageError, match="cannot be read: is a directory"):
        read_header(tmp_path)


def test_pixels_that_are_no_grey_values_are_refused(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((4, 5), np.float32)).save(tmp_path / "float.tif")
    with pytest.raises(ImageError, match="of a kind that is not read"):
        read_image(tmp_path / "float.tif")


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM",
                                                 b"II*\x00", b"MM\x00*"]))  # fmt: skip
def test_no_bytes_bring_any_other_error(
    tmp_path_factory: pytest.TempPathFactory, contents: bytes, start: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.png"
    path.write_bytes(start + contents)
    with pytest.raises(ImageError):
        read_image(path)


@given(st.data())
def test_no_damage_brings_any_other_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    suffix = data.draw(st.sampled_from([".png", ".jpg", ".tif", ".bmp"]))
    path = write_image(tmp_path_factory.getbasetemp() / f"any{suffix}", noise(12, 15))
    contents = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        contents[data.draw(st.integers(0, len(contents) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(contents)
    try:
        image = read_image(path)
    except ImageError:
        return
    assert image.ndim == 3
    assert image.dtype == np.uint8


def test_shrinking_keeps_the_shape_and_averages() -> None:
    board = np.zeros((40, 80, 3), np.uint8)
    board[::2] = 200
    small = shrink(board, 20)
    assert small.shape == (10, 20, 3)
    assert (small == 100).all()
    assert shrink(noise(5, 2000), 64).shape == (1, 64, 3)


def test_small_images_are_copied_and_not_enlarged() -> None:
    image = noise(10, 12)
    copy = shrink(image, 64)
    np.testing.assert_array_equal(copy, image)
    assert not np.shares_memory(copy, image)


def test_the_endings_cover_what_is_read() -> None:
    assert {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"} == set(images.IMAGE_SUFFIXES)
