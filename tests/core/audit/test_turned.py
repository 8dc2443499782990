"""Transposed masks, and what a pair tells of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.audit.repairs import RepairContext, read_for_repair, repair
from tests.core.audit.forgeries import HEIGHT, WIDTH, Mask, check, odd, true_mask, write_forgery


def transposed(mask: Mask) -> Mask:
    return mask.swapaxes(1, 2)


def assert_repaired(path: Path, repair_key: str, expected: Mask) -> None:
    _, height, width = expected.shape
    context = RepairContext(height, width)
    stack = read_for_repair(repair_key, path, context)
    np.testing.assert_array_equal(repair(repair_key, stack, context), expected)


def test_the_pair_proves_that_a_mask_is_transposed(tmp_path: Path) -> None:
    path = write_forgery(tmp_path, "1", transposed(true_mask()))
    (finding,) = odd(tmp_path)
    assert (finding.severity, finding.kind) == ("error", "transposed")
    assert "with rows and columns swapped it fits the changed pixels" in finding.reason
    assert_repaired(path, finding.repair_key, true_mask())


@pytest.mark.parametrize(
    ("turn", "name"),
    [
        (lambda mask: np.rot90(mask, 1, (1, 2)), "turned clockwise"),
        (lambda mask: np.rot90(mask, -1, (1, 2)), "turned counter-clockwise"),
        (lambda mask: transposed(mask)[:, ::-1, ::-1], "mirrored along the other diagonal"),
    ],
)
def test_a_mask_turned_in_another_way_is_told_and_not_transposed(
    tmp_path: Path, turn: Callable[[Mask], Mask], name: str
) -> None:
    # The names say how to turn it back.
    write_forgery(tmp_path, "1", turn(true_mask()))
    (finding,) = odd(tmp_path)
    assert finding.kind == "transposed"
    assert f"fits the changed pixels best {name}" in finding.reason
    assert finding.repair == ""


def test_a_mask_that_fits_in_no_way_is_left_to_a_person(tmp_path: Path) -> None:
    mask = np.zeros((1, HEIGHT, WIDTH), np.uint8)
    mask[0, 14:22, 2:12] = 1
    write_forgery(tmp_path, "1", transposed(mask))
    (finding,) = odd(tmp_path)
    assert "do not tell how to turn it" in finding.reason
    assert finding.repair == ""


def test_without_a_pair_there_is_no_evidence(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1", transposed(true_mask()), paired=False)
    (finding,) = odd(tmp_path)
    assert finding.reason == "The mask is 40 x 60, image is 60 x 40: transposed."
    assert finding.repair == ""


def test_a_transposed_mask_with_other_values_stays_refused(tmp_path: Path) -> None:
    write_forgery(tmp_path, "1", transposed(true_mask()) * 2)
    (finding,) = odd(tmp_path)
    assert finding.kind == "transposed"
    assert finding.repair == ""


def test_the_transposed_mask_of_a_square_image_is_suspected(tmp_path: Path) -> None:
    size = (WIDTH, WIDTH)
    path = write_forgery(tmp_path, "1", transposed(true_mask(*size)), size=size)
    (finding,) = (finding for finding in check(tmp_path) if finding.kind == "transposed")
    assert finding.severity == "warning"
    assert "seems to be transposed" in finding.reason
    assert_repaired(path, finding.repair_key, true_mask(*size))


def test_the_right_mask_of_a_square_image_is_not(tmp_path: Path) -> None:
    size = (WIDTH, WIDTH)
    write_forgery(tmp_path, "1", true_mask(*size), size=size)
    assert odd(tmp_path) == ()
