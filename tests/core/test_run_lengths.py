"""Run-length codes as the competition writes them, there and back, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from forgery_viewer.core.run_lengths import (
    RunLengthError,
    decode,
    encode,
    read_annotation,
    write_annotation,
)
from forgery_viewer.core.sparse_masks import SparseMask
from tests.core.masks_at_random import stacks

Stack = NDArray[np.uint8]


def slow_code(plane: NDArray[np.uint8]) -> list[int]:
    """The code of a plane, pixel after pixel down the columns."""
    code: list[int] = []
    for number, marked in enumerate(plane.T.ravel(), 1):
        if marked and code and code[-2] + code[-1] == number:
            code[-1] += 1
        elif marked:
            code += [number, 1]
    return code


def test_the_examples() -> None:
    plane = np.array([[0, 1, 0], [0, 1, 1], [1, 0, 1]], np.uint8)
    assert encode(SparseMask.of_stack(plane[np.newaxis])) == [[3, 3, 8, 2]]
    assert encode(SparseMask.of_stack(np.eye(3, dtype=np.uint8)[np.newaxis])) == [
        [1, 1, 5, 1, 9, 1]
    ]
    np.testing.assert_array_equal(decode([3, 3, 8, 2], 3, 3).to_stack()[0], plane)


@given(stacks(most=5))
def test_codes_come_back(stack: Stack) -> None:
    _, height, width = stack.shape
    codes = encode(SparseMask.of_stack(stack))
    assert codes == [slow_code(plane) for plane in stack]
    for code, plane in zip(codes, stack, strict=True):
        np.testing.assert_array_equal(decode(code, height, width).to_stack()[0], plane)


@given(stacks(most=5))
def test_annotations_come_back(stack: Stack) -> None:
    _, height, width = stack.shape
    text = write_annotation(SparseMask.of_stack(stack))
    found = read_annotation(text, height, width)
    filled = stack[stack.any(axis=(1, 2))]
    np.testing.assert_array_equal(found.mask.to_stack(), filled)
    assert (found.commaless, found.empty) == (False, ())
    if len(filled):
        assert [json.loads(code) for code in text.split(";")] == list(map(slow_code, filled))
    else:
        assert text == "authentic"


@pytest.mark.parametrize("text", ["[5, 2];[1, 1, 9, 4]", "[5,2];[1,1,9,4]", " [ 5 ,2 ] ; [1,1,9,4]",
                                  "[5, 2, 7, 1];[1, 1, 9, 2, 11, 2]"])  # fmt: skip
def test_spaces_and_runs_that_meet_make_no_difference(text: str) -> None:
    mask = read_annotation(text, 4, 4).mask
    assert mask.areas_px.tolist() in ([2, 5], [3, 5])


@pytest.mark.parametrize("text", ["authentic", " Authentic\n"])
def test_authentic_has_no_instance(text: str) -> None:
    mask = read_annotation(text, 4, 5).mask
    assert (mask.count, mask.height, mask.width) == (0, 4, 5)


def test_commas_may_be_missing_as_on_the_page() -> None:
    found = read_annotation("[123 4]", 20, 20)
    assert found.commaless
    assert encode(found.mask) == [[123, 4]]


def test_an_empty_code_is_an_instance_without_a_pixel() -> None:
    found = read_annotation("[1, 2];[]", 4, 4)
    assert (found.mask.count, found.empty) == (2, (1,))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("[1, 2, 3]", "odd count of numbers, 3"),
        ("[5, 1, 3, 1]", "starts that do not ascend: 3 after 5"),
        ("[3, 1, 3, 1]", "starts that do not ascend: 3 after 3"),
        ("[1, 3, 3, 1]", "overlapping runs: pixels 1 to 3, and another from 3"),
        ("[0, 2]", "starts at 0: pixels are counted from 1"),
        ("[-4, 2]", "starts at -4: pixels are counted from 1"),
        ("[4, 0]", "length 0, from pixel 4"),
        ("[4, -1]", "length -1, from pixel 4"),
        ("[20, 2]", "beyond the image: up to pixel 21; the image has 5 x 4, 20 pixels"),
        ("[21, 1]", "beyond the image: up to pixel 21"),
        ("[1, 21]", "beyond the image: up to pixel 21"),
        (f"[1, {10**30}]", "beyond the image"),
        (f"[{2**62}, {2**62}]", "beyond the image"),
        ("[1.5, 2]", "is not a list"),
        ('["1", 2]', "is not a list"),
        ("[1, 2, x]", "is not a list"),
        ("[1,, 2]", "is not a list"),
        ("[1 2, 3 4]", "is not a list"),
        ("[[1, 2]]", "is not a list"),
        ("[true, 1]", "is not a list"),
        ("1 2", "is not a list"),
        ("", "nothing is there"),
        ("nan", "is not a list"),
    ],
)
def test_what_is_no_code_is_refused(code: str, reason: str) -> None:
    with pytest.raises(RunLengthError) as raised:
        read_annotation(f"[2, 1];{code}", 4, 5)
    assert reason in str(raised.value)
    assert str(raised.value).startswith("the code of instance 2 ")


@pytest.mark.parametrize("code", [[1.5, 2.0], [1, 2, 3], [[1, 2]], [10**30, 1]])
def test_lists_that_are_no_code_are_refused(code: list[int]) -> None:
    with pytest.raises(RunLengthError):
        decode(code, 4, 5)
