"""Masks are read in every accepted form, refused with a reason otherwise, written in one."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.masks import (
    MaskFile,
    drop_empty,
    filled,
    measure,
    read_mask,
    write_mask,
)
from tests.core.building import stack_of, write_array

Stack = NDArray[np.uint8]

STACK = stack_of(5, 7, (slice(0, 2), slice(0, 3)), (slice(1, 5), slice(2, 4)))

#: Each way to write a stack that is read, with the note it is read with.
FORMS: dict[str, Callable[[Stack], NDArray[Any]]] = {
    "": lambda stack: stack,
    "bool": lambda stack: stack.astype(np.bool_),
    "0/255, read as 0/1": lambda stack: stack * np.uint8(255),
    "int64": lambda stack: stack.astype(np.int64),
    "int16, 0/255, read as 0/1": lambda stack: stack.astype(np.int16) * 255,
    ">u2": lambda stack: stack.astype(">u2"),
    "float32": lambda stack: stack.astype(np.float32),
    "float64": lambda stack: stack.astype(np.float64),
    "float16": lambda stack: stack.astype(np.float16),
}

stacks = st.tuples(st.integers(1, 64), st.integers(1, 40), st.integers(1, 40)).flatmap(
    lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 1))
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "train_masks" / "352.npy"


@given(stacks)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, stack: Stack
) -> None:
    path = tmp_path_factory.getbasetemp() / "mask.npy"
    write_mask(path, stack)
    mask = read_mask(path, *stack.shape[1:])
    np.testing.assert_array_equal(mask.stack, stack)
    assert (mask.note, mask.stack.dtype) == ("", np.dtype(np.uint8))


@given(
    stacks, st.sampled_from(list(FORMS)), st.booleans(), st.sampled_from([(1, 0), (2, 0), (3, 0)])
)
def test_every_accepted_form_gives_the_same_stack(
    tmp_path_factory: pytest.TempPathFactory,
    stack: Stack,
    note: str,
    fortran: bool,
    version: tuple[int, int],
) -> None:
    array = FORMS[note](stack)
    written = np.asfortranarray(array) if fortran else array
    path = write_array(tmp_path_factory.getbasetemp() / "mask.npy", written, version)
    mask = read_mask(path, *stack.shape[1:])
    np.testing.assert_array_equal(mask.stack, stack)
    assert mask.stack.flags.c_contiguous
    assert mask.stack.dtype == np.uint8
    # A stack without a one or with one everywhere looks the same as 0/1 and as 0/255.
    assert mask.note == note or not stack.any()


@given(stacks)
def test_channels_last_is_read_where_only_that_fits(
    tmp_path_factory: pytest.TempPathFactory, stack: Stack
) -> None:
    _, height, width = stack.shape
    path = write_array(tmp_path_factory.getbasetemp() / "mask.npy", np.moveaxis(stack, 0, -1))
    if (height, width) == (np.moveaxis(stack, 0, -1).shape)[1:]:
        return
    mask = read_mask(path, height, width)
    np.testing.assert_array_equal(mask.stack, stack)
    assert mask.note == "channels last"


def test_where_both_orders_fit_channels_come_first(path: Path) -> None:
    cube = np.zeros((3, 3, 3), np.uint8)
    cube[0] = 1
    mask = read_mask(write_array(path, cube), 3, 3)
    assert mask.note == ""
    assert filled(mask.stack).tolist() == [True, False, False]


def test_a_flat_mask_is_one_instance(path: Path) -> None:
    mask = read_mask(write_array(path, STACK[0]), 5, 7)
    np.testing.assert_array_equal(mask.stack, STACK[:1])
    assert mask.note == "2-D, read as one instance"


def test_notes_add_up(path: Path) -> None:
    array = np.moveaxis(STACK, 0, -1).astype(np.bool_)
    assert read_mask(write_array(path, array), 5, 7).note == "channels last, bool"


def test_three_or_four_channels_are_instances_and_no_colours(path: Path) -> None:
    for channels in (3, 4):
        stack = np.ones((channels, 5, 7), np.uint8)
        assert len(read_mask(write_array(path, stack), 5, 7).stack) == channels


def test_an_empty_instance_is_kept_in_its_place(path: Path) -> None:
    stack = np.concatenate((STACK[:1], np.zeros((1, 5, 7), np.uint8), STACK[1:]))
    mask = read_mask(write_array(path, stack), 5, 7)
    np.testing.assert_array_equal(mask.stack, stack)
    assert measure(mask).empty == (2,)


@pytest.mark.parametrize(
    ("array", "defect"),
    [
        (np.zeros((7, 5), np.uint8), "transposed"),
        (np.zeros((1, 6, 7), np.uint8), "wrong-size"),
        (np.zeros((0, 5, 7), np.uint8), "empty-mask"),
        (np.zeros((65, 5, 7), np.uint8), "wrong-shape"),
        (np.zeros(35, np.uint8), "wrong-shape"),
        (np.full((1, 5, 7), 2, np.uint8), "not-binary"),
        (np.where(STACK, 0.5, 0), "not-binary"),
        (np.where(STACK, np.nan, 0), "nan"),
        (STACK.astype("U1"), "not-binary"),
        (np.array([[None]]), "pickle-refused"),
    ],
)
def test_an_error_says_what_kind_of_defect_it_is(
    path: Path, array: NDArray[Any], defect: str
) -> None:
    with pytest.raises(MaskError) as caught:
        read_mask(write_array(path, array), 5, 7)
    assert caught.value.defect == defect


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.zeros((2, 7, 5), np.uint8), "mask is 5 x 7, image is 7 x 5: transposed"),
        (np.zeros((7, 5), np.uint8), "mask is 5 x 7, image is 7 x 5: transposed"),
        (np.zeros((7, 5, 2), np.uint8), "mask is 5 x 7, image is 7 x 5: transposed"),
        (np.zeros((1, 6, 7), np.uint8), "mask is 7 x 6, image is 7 x 5"),
        (np.zeros((10, 14), np.uint8), "mask is 14 x 10, image is 7 x 5"),
        (np.zeros((0, 5, 7), np.uint8), "has no channels"),
        (np.zeros((5, 7, 0), np.uint8), "has no channels"),
        (np.zeros((65, 5, 7), np.uint8), "has 65 channels; at most 64"),
        (np.zeros((1, 1, 5, 7), np.uint8), r"shape \(1, 1, 5, 7\)"),
        (np.zeros(35, np.uint8), r"shape \(35,\)"),
        (np.array(1, np.uint8), r"shape \(\)"),
        (np.full((1, 5, 7), 2, np.uint8), "values other than 0 and 1: 2$"),
        (np.arange(35, dtype=np.uint8).reshape(1, 5, 7), r"0, 1, 2, 3, 4, \.\.\."),
        (np.where(STACK, 255, 1).astype(np.uint8), "values other than 0 and 1: 1, 255"),
        (STACK.astype(np.int8) * np.int8(-1), "values other than 0 and 1: -1, 0"),
        (np.where(STACK, 0.5, 0).astype(np.float32), "values other than 0 and 1: 0, 0.5"),
        (np.where(STACK, 255.0, 0), "values other than 0 and 1: 0, 255"),
        (np.where(STACK, np.nan, 0), "has NaN in 14 pixels"),
        (np.where(STACK, np.inf, 0), "values other than 0 and 1: 0, inf"),
        (STACK.astype(complex), "holds complex128, not numbers"),
        (STACK.astype("U1"), "not numbers"),
        (STACK.astype("M8[s]"), "not numbers"),
        (np.array([[None]]), "pickle"),
        (np.full((5, 7), 3, np.uint8).view(np.bool_), "values other than 0 and 1: 3"),
    ],
)
def test_anything_else_is_refused_with_its_reason(
    path: Path, array: NDArray[Any], reason: str
) -> None:
    write_array(path, array)
    with pytest.raises(MaskError, match=reason) as raised:
        read_mask(path, 5, 7)
    assert str(raised.value).startswith("train_masks/352.npy: ")


def npy(shape: str, dtype: str = "|u1", data: bytes = b"") -> bytes:
    """The bytes of an array file whose header claims what it likes."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (b"", "is an empty file"),
        (b"just text", "is not a NumPy array"),
        (b"PK\x03\x04" + bytes(50), "is an archive"),
        (pickle.dumps(STACK), "is a pickle, which is not read"),
        (npy("(1, 5, 7)")[:60], "is cut off in its header"),
        (npy("(1, 5, 7)")[:7], "is cut off in its header"),
        (npy("(1, 5, 7)", data=bytes(34)), "is cut off: 34 of 35 bytes"),
        (npy("(1, 5, 7)", "<f8", bytes(35)), "is cut off: 35 of 280 bytes"),
        (npy("(1, -5, 7)"), "negative size"),
        (npy("(-1, 5, 7)"), "negative size"),
        (npy("(1, 5, 7)", "no dtype"), "damaged header"),
        (npy("(1, 5, 'x')"), "damaged header"),
        (npy("__import__('os').system('true')"), "damaged header"),
        (npy("(((((((((("), "damaged header"),
    ],
)
def test_damaged_files_say_what_is_wrong(path: Path, contents: bytes, reason: str) -> None:
    path.parent.mkdir()
    path.write_bytes(contents)
    with pytest.raises(MaskError, match=reason):
        read_mask(path, 5, 7)


def test_a_header_that_claims_terabytes_is_refused_before_anything_is_read(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(npy("(1, 1000000, 1000000)", data=bytes(100)))
    with pytest.raises(MaskError, match=r"cut off: 100 of 1,000,000,000,000 bytes"):
        read_mask(path, 1_000_000, 1_000_000)


def test_data_behind_the_array_is_noted(path: Path) -> None:
    write_array(path, STACK)
    path.write_bytes(path.read_bytes() + b"more")
    assert read_mask(path, 5, 7).note == "more data behind the array, not read"


def test_no_code_in_a_pickle_is_run(path: Path, tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "was here",)

    array = np.empty((1, 5, 7), object)
    array[:] = Harmful()
    write_array(path, array)
    with pytest.raises(MaskError, match="pickle"):
        read_mask(path, 5, 7)
    assert not (tmp_path / "was here").exists()


def test_missing_masks_and_folders_say_so(tmp_path: Path) -> None:
    with pytest.raises(MaskError, match="is missing"):
        read_mask(tmp_path / "gone.npy", 5, 7)
    with pytest.raises(MaskError, match="cannot be read: is a directory"):
        read_mask(tmp_path, 5, 7)


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_bring_any_other_error(
    tmp_path_factory: pytest.TempPathFactory,
    contents: bytes,
    as_header: bool,
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.npy"
    start = b"\x93NUMPY\x01\x00" + len(contents).to_bytes(2, "little") if as_header else b""
    path.write_bytes(start + contents)
    with pytest.raises(MaskError):
        read_mask(path, 5, 7)


@given(st.data())
def test_no_damage_brings_any_other_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = write_array(tmp_path_factory.getbasetemp() / "any.npy", STACK)
    contents = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        contents[data.draw(st.integers(0, len(contents) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(contents)
    try:
        mask = read_mask(path, 5, 7)
    except MaskError:
        return
    assert mask.stack.shape[1:] == (5, 7)
    assert set(np.unique(mask.stack)) <= {0, 1}


@pytest.mark.parametrize(
    "array", [STACK[0], STACK.astype(np.bool_), STACK * np.uint8(255), STACK.astype(np.int64)]
)
def test_only_stacks_of_zeros_and_ones_are_written(path: Path, array: Any) -> None:  # noqa: ANN401
    path.parent.mkdir()
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="of 0 and 1"):
        write_mask(path, array)
    assert path.read_bytes() == b"old"


def test_a_written_mask_is_plain_for_any_reader(path: Path) -> None:
    path.parent.mkdir()
    write_mask(path, np.asfortranarray(STACK))
    array = np.load(path)
    np.testing.assert_array_equal(array, STACK)
    assert array.dtype == np.uint8
    assert array.flags.c_contiguous


def test_a_mask_without_instances_is_read_on_request_only(path: Path) -> None:
    path.parent.mkdir()
    write_mask(path, STACK[:0])
    assert read_mask(path, 5, 7, allow_none=True).stack.shape == (0, 5, 7)
    with pytest.raises(MaskError, match="no channels"):
        read_mask(path, 5, 7)


@given(stacks)
def test_figures_are_those_of_the_union(stack: Stack) -> None:
    figures = measure(MaskFile(stack, "note"))
    assert figures.instances == len(stack)
    assert figures.area_px == int(stack.any(axis=0).sum())
    assert figures.empty == tuple(k + 1 for k, channel in enumerate(stack) if not channel.any())
    assert figures.note == "note"


def test_figures_of_a_mask_larger_than_one_band() -> None:
    rng = np.random.default_rng(0)
    stack = (rng.random((3, 300, 700)) < 0.2).astype(np.uint8)
    assert measure(MaskFile(stack, "")).area_px == int(stack.any(axis=0).sum())
    wide = np.ones((2, 1, 100_000), np.uint8)
    assert measure(MaskFile(wide, "")).area_px == 100_000


@given(stacks)
def test_dropping_empty_instances_keeps_the_others_in_order(stack: Stack) -> None:
    expected = [channel for channel in stack if channel.any()]
    dropped = drop_empty(stack)
    assert len(dropped) == len(expected)
    for one, other in zip(dropped, expected, strict=True):
        np.testing.assert_array_equal(one, other)
