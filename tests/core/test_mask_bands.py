"""Bit planes read band by band are those of the array, in whatever form the file is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from forgery_viewer.core import mask_bands
from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.mask_bands import read_bit_planes
from forgery_viewer.core.masks import read_mask, write_mask
from tests.core.building import stack_of, write_array
from tests.core.masks_at_random import Stack, stacks


@given(stacks(fewest=1), st.sampled_from([8, 64, 1 << 18]))
def test_planes_of_what_the_program_writes(
    tmp_path_factory: pytest.TempPathFactory, stack: Stack, band: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "bands.npy"
    write_mask(path, stack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mask_bands, "BAND_BYTES", band)
        assert read_bit_planes(path, *stack.shape[1:]).equals_stack(stack)


@pytest.mark.parametrize("count", [8, 9, 17, 40, 64])
def test_planes_are_as_wide_as_there_are_instances(tmp_path: Path, count: int) -> None:
    stack = (np.random.default_rng(2).random((count, 20, 30)) < 0.1).astype(np.uint8)
    path = write_array(tmp_path / "mask.npy", stack)
    planes = read_bit_planes(path, 20, 30)
    assert planes.equals_stack(stack)
    assert planes.bits.dtype.itemsize * 8 == max(8, 1 << (count - 1).bit_length())


@pytest.mark.parametrize(
    "change",
    [
        lambda stack: stack * np.uint8(255),
        lambda stack: stack.astype(bool),
        np.asfortranarray,
        lambda stack: np.ascontiguousarray(np.moveaxis(stack, 0, -1)),
        lambda stack: stack[0],
    ],
)
def test_planes_of_other_forms(tmp_path: Path, change: Callable[[Stack], NDArray[Any]]) -> None:
    stack = stack_of(20, 30, (slice(2, 9), slice(3, 20)))
    path = write_array(tmp_path / "mask.npy", change(stack))
    assert read_bit_planes(path, 20, 30).equals_stack(stack)


@pytest.mark.parametrize(
    "array",
    [
        np.full((1, 20, 30), 2, np.uint8),
        np.ones((1, 30, 20), np.uint8),
        np.ones((65, 20, 30), np.uint8),
        np.ones((0, 20, 30), np.uint8),
    ],
)
def test_what_is_no_mask_is_refused_with_the_same_reason(
    tmp_path: Path, array: NDArray[np.uint8]
) -> None:
    path = write_array(tmp_path / "mask.npy", array)
    with pytest.raises(MaskError) as expected:
        read_mask(path, 20, 30)
    with pytest.raises(MaskError) as raised:
        read_bit_planes(path, 20, 30)
    assert raised.value.reason == expected.value.reason


def test_files_that_are_missing_or_cut_off_say_so(tmp_path: Path) -> None:
    with pytest.raises(MaskError, match="is missing"):
        read_bit_planes(tmp_path / "none.npy", 20, 30)
    path = write_array(tmp_path / "mask.npy", np.ones((1, 20, 30), np.uint8))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(MaskError, match="is cut off"):
        read_bit_planes(path, 20, 30)
