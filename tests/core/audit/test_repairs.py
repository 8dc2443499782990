"""Repairs do what they say, nothing else, and nothing more the second time."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.audit.repairs import (
    DROP_DUPLICATES,
    DROP_EMPTY,
    REMOVE_SPECKS,
    REPAIRS,
    REWRITE,
    TRANSPOSE,
    RepairContext,
    duplicates,
    read_for_repair,
    repair,
)
from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.masks import filled
from forgery_viewer.core.regions import find_regions
from tests.core.building import write_array
from tests.core.masks_at_random import Stack, stacks

SPECKS_PX = st.integers(0, 12)


def fits(stack: Stack, speck_px: int = 4) -> RepairContext:
    """The context of a mask that has its image's size."""
    return RepairContext(stack.shape[1], stack.shape[2], speck_px)


@given(stacks(most=6), st.sampled_from(sorted(REPAIRS)), SPECKS_PX)
def test_a_repair_leaves_its_input_alone_and_repairs_once(
    stack: Stack, key: str, speck_px: int
) -> None:
    before = stack.copy()
    context = fits(stack, speck_px)
    once = repair(key, stack, context)
    np.testing.assert_array_equal(stack, before)
    assert once.dtype == np.uint8
    assert once.ndim == 3
    assert once.size == 0 or once.max() <= 1
    if not (key == TRANSPOSE and context.height == context.width):
        np.testing.assert_array_equal(repair(key, once, context), once)


@given(stacks(most=6))
def test_dropping_empty_instances_keeps_all_others_in_order(stack: Stack) -> None:
    dropped = repair(DROP_EMPTY, stack, fits(stack))
    kept = [channel for channel in stack if channel.any()]
    if kept:
        np.testing.assert_array_equal(dropped, np.stack(kept))
    else:
        # Nothing would be left: that is for a person to decide.
        np.testing.assert_array_equal(dropped, stack)


@given(stacks(fewest=1, most=4), st.lists(st.integers(0, 3), max_size=3))
def test_dropping_duplicates_keeps_the_first_of_each(stack: Stack, again: list[int]) -> None:
    doubled = np.concatenate([stack, stack[[number % len(stack) for number in again]]])
    dropped = repair(DROP_DUPLICATES, doubled, fits(doubled))
    expected = list[Stack]()
    for channel in doubled:
        if not channel.any() or not any(np.array_equal(channel, one) for one in expected):
            expected.append(channel)
    np.testing.assert_array_equal(dropped, np.stack(expected))
    assert not duplicates(dropped)


@given(stacks(fewest=1, most=4), SPECKS_PX)
def test_removing_specks_takes_small_regions_away_and_no_instance(
    stack: Stack, speck_px: int
) -> None:
    cleaned = repair(REMOVE_SPECKS, stack, fits(stack, speck_px))
    np.testing.assert_array_equal(filled(cleaned), filled(stack))
    for before, after in zip(stack, cleaned, strict=True):
        regions = find_regions(before)
        large = [region for region in regions if region.area_px >= speck_px]
        left = find_regions(after)
        assert left == (tuple(large) if large else regions)


@given(stacks(fewest=1, most=4))
def test_transposing_swaps_rows_and_columns(stack: Stack) -> None:
    context = RepairContext(stack.shape[2], stack.shape[1])
    turned = repair(TRANSPOSE, stack, context)
    np.testing.assert_array_equal(turned, stack.swapaxes(1, 2))
    assert turned.flags.c_contiguous


@given(stacks(most=4))
def test_rewriting_changes_no_pixel(stack: Stack) -> None:
    np.testing.assert_array_equal(repair(REWRITE, stack, fits(stack)), stack)


def test_a_transposed_mask_is_read_for_its_repair_and_only_so(tmp_path: Path) -> None:
    mask = np.zeros((2, 7, 5), np.uint8)
    mask[0, 6, 0] = 1
    path = write_array(tmp_path / "1.npy", mask)
    context = RepairContext(height=5, width=7)
    turned = repair(TRANSPOSE, read_for_repair(TRANSPOSE, path, context), context)
    assert turned.shape == (2, 5, 7)
    assert np.argwhere(turned).tolist() == [[0, 0, 6]]
    with pytest.raises(MaskError, match="transposed"):
        read_for_repair(DROP_EMPTY, path, context)


def test_sentences_can_be_shown(tmp_path: Path) -> None:
    for key, (sentence, _) in REPAIRS.items():
        assert sentence.format(speck_px=16)[-1] == ".", key
    with pytest.raises(KeyError):
        repair("pray", np.zeros((1, 2, 2), np.uint8), RepairContext(2, 2))
