"""Numbers as a reader expects them."""

from __future__ import annotations

import math

import pytest

from forgery_viewer.core.number_text import (
    counted,
    coverage,
    digits,
    percent,
    plain,
    share,
    size,
    three_figures,
    whole,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.124, "0.124"), (2.7084, "2.708"), (9.9994, "9.999"), (9.9996, "10.00"), (14.266, "14.27"),
     (99.996, "100.0"), (131.94, "131.9"), (999.96, "1,000"), (1301852, "1,301,852"), (0, "0.000"),
     (-2.5, "\N{MINUS SIGN}2.500"), (math.nan, "\N{EN DASH}")],
)  # fmt: skip
def test_four_digits(number: float, text: str) -> None:
    assert digits(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.124, "0.124"), (2.7084, "2.708"), (15.979, "15.979"), (100, "100.000"), (0, "0.000"),
     (0.0004, "<0.001"), (math.nan, "\N{EN DASH}")],
)  # fmt: skip
def test_coverages_have_three_decimals(number: float, text: str) -> None:
    assert coverage(number) == text
    assert percent(number) == f"{text} %"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.83, "0.830"), (2.1, "2.10"), (16.5, "16.5"), (464, "464"), (1000, "1,000"),
     (0.0999, "0.0999"),
     (9.999, "10.0"), (0.0464, "0.0464"), (0, "0")],
)  # fmt: skip
def test_scales_have_three_figures(number: float, text: str) -> None:
    assert three_figures(number) == text


def test_other_forms() -> None:
    assert whole(41795.6) == "41,796"
    assert whole(-1200) == "\N{MINUS SIGN}1,200"
    assert percent(2.7084) == "2.708 %"
    assert size(1330, 900) == "1,330 \N{MULTIPLICATION SIGN} 900"
    assert share(463, 2751) == "16.8 %"
    assert share(0, 0) == whole(math.nan) == plain(math.nan) == "\N{EN DASH}"
    assert [plain(number) for number in (1.0, 2.3, 7.656, 1200.0)] == ["1", "2.3", "7.66", "1,200"]
    assert [counted(1, "mask"), counted(2751, "mask")] == ["1 mask", "2,751 masks"]
    assert counted(2, "entry", "entries") == "2 entries"
