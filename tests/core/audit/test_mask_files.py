"""Mask files that cannot be read, or only in a way of their own."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.audit.forgeries import HEIGHT, WIDTH, odd, true_mask, write_forgery

MASK = true_mask()


@pytest.mark.parametrize(
    ("array", "kind", "words"),
    [
        (MASK[:, :, 1:], "wrong-size", "The mask is 59 x 40, image is 60 x 40."),
        (MASK.swapaxes(1, 2), "transposed", "The mask is 40 x 60, image is 60 x 40: transposed."),
        (MASK[np.newaxis], "wrong-shape", "The mask has the shape (1, 1, 40, 60)"),
        (np.zeros((65, HEIGHT, WIDTH), np.uint8), "wrong-shape", "has 65 channels; at most 64"),
        (MASK[:0], "empty-mask", "The mask has no channels"),
        (MASK * 2, "not-binary", "The mask has values other than 0 and 1: 0, 2."),
        (np.where(MASK, np.nan, 0), "nan", "The mask has NaN in 160 pixels."),
        (MASK.astype("U1"), "not-binary", "not numbers"),
    ],
)
def test_a_mask_that_cannot_be_read(
    tmp_path: Path, array: NDArray[Any], kind: str, words: str
) -> None:
    write_forgery(tmp_path, "1", array, paired=False)
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind, finding.file) == ("error", kind, "train_masks/1.npy")
    assert words in finding.reason
    assert finding.key == ("train", "forged", "1")
    assert finding.repair == ""


@pytest.mark.parametrize(
    ("contents", "kind"),
    [
        (b"", "unreadable-file"),
        (b"text", "unreadable-file"),
        (pickle.dumps(MASK), "pickle-refused"),
    ],
)
def test_a_file_that_is_no_array(tmp_path: Path, contents: bytes, kind: str) -> None:
    write_forgery(tmp_path, "1").write_bytes(contents)
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("error", kind)


def test_arrays_of_objects_are_refused(tmp_path: Path) -> None:
    path = write_forgery(tmp_path, "1")
    np.save(path, np.array([[None]], object))
    (finding,) = odd(tmp_path)
    assert finding.kind == "pickle-refused"


@pytest.mark.parametrize("length", [5, 60, 200, -1])
def test_a_file_that_is_cut_off(tmp_path: Path, length: int) -> None:
    path = write_forgery(tmp_path, "1")
    path.write_bytes(path.read_bytes()[:length])
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("error", "truncated-file")


@pytest.mark.parametrize(
    ("array", "kinds", "words"),
    [
        (MASK * 255, ["not-binary"], "are 255 where a mask has 1"),
        (MASK[0], ["mask-form"], "uint8: 2-D, read as one instance."),
        (np.moveaxis(MASK, 0, -1), ["mask-form"], "uint8: channels last."),
        (MASK.astype(np.int64), ["mask-form"], "uint8: int64."),
        (MASK.astype(np.float32), ["mask-form"], "uint8: float32."),
        (MASK[0] * np.int16(255), ["not-binary", "mask-form"], "2-D, read as one instance, int16."),
    ],
)
def test_another_form_is_read_and_told(
    tmp_path: Path, array: NDArray[Any], kinds: list[str], words: str
) -> None:
    write_forgery(tmp_path, "1", array)
    findings = odd(tmp_path)
    assert [(finding.severity, finding.kind) for finding in findings] == [
        ("warning", kind) for kind in kinds
    ]
    assert words in findings[-1].reason
    assert {finding.repair_key for finding in findings} == {"rewrite"}
