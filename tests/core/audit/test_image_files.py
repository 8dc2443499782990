"""Image files that cannot be read, or have an odd kind of pixels."""

import zlib
from pathlib import Path

import numpy as np
import pytest

from tests.core.audit.forgeries import odd, write_forgery
from tests.core.building import chunk, noise, write_image


@pytest.mark.parametrize(
    ("contents", "kind", "words"),
    [
        (b"", "unreadable-file", "The image file is an empty file."),
        (b"text", "unreadable-file", "The image file is not an image"),
        (b"\x89PNG\r\n\x1a\n", "truncated-file", "The image file is cut off."),
    ],
)
@pytest.mark.parametrize("label", ["authentic", "forged"])
def test_an_image_that_cannot_be_read(
    tmp_path: Path, label: str, contents: bytes, kind: str, words: str
) -> None:
    write_forgery(tmp_path, "1")
    (tmp_path / f"train_images/{label}/1.png").write_bytes(contents)
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("error", kind)
    assert finding.file == f"train_images/{label}/1.png"
    assert finding.key == ("train", label, "1")
    assert words in finding.reason


@pytest.mark.parametrize("paired", [True, False])
def test_damage_that_only_decoding_shows(tmp_path: Path, *, paired: bool) -> None:
    write_forgery(tmp_path, "1", paired=paired)
    path = tmp_path / "train_images/forged/1.png"
    good = path.read_bytes()
    # A sound header and a sound end, and pixels that stop after some rows.
    path.write_bytes(good[:33] + chunk(b"IDAT", zlib.compress(bytes(50))) + good[-12:])
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("error", "unreadable-file")
    assert odd(tmp_path, decode=False) == ()


def test_an_image_of_16_bits(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1", paired=False)
    write_image(tmp_path / "train_images/forged/1.png", noise(40, 60).astype(np.uint16) * 257)
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("warning", "16-bit-image")
    assert finding.reason == "The image has 16 bits a sample (RGB) where 8 are expected."


def test_a_damaged_test_image_is_found_too(tmp_path: Path) -> None:
    write_image(tmp_path / "test_images/1.png", noise(40, 60))
    path = tmp_path / "test_images/1.png"
    path.write_bytes(path.read_bytes()[:-20])
    (finding,) = odd(tmp_path)
    assert (finding.kind, finding.key) == ("truncated-file", ("test", "unlabelled", "1"))
