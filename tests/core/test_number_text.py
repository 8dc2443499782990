"""Numbers as a reader expects them."""

from __future__ import annotations

import math

import pytest

from forgery_viewer.core.number_text import counted, digits, percent, plain, share, whole


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.124, "0.124"), (2.7084, "2.708"), (9.9994, "9.999"), (9.9996, "10.00"), (14.266, "14.27"),
     (99.996, "100.0"), (131.94, "131.9"), (999.96, "1,000"), (1301852, "1,301,852"), (0, "0.000"),
     (-2.5, "\N{MINUS SIGN}2.500"), (math.nan, "\N{EN DASH}")],
)  # fmt: skip
def test_four_digits(number: float, text: str) -> None:
    assert digits(number) == text


def test_other_forms() -> None:
    assert whole(41795.6) == "41,796"
    assert whole(-1200) == "\N{MINUS SIGN}1,200"
    assert percent(2.7084) == "2.708 %"
    assert share(463, 2751) == "16.8 %"
    assert share(0, 0) == whole(math.nan) == plain(math.nan) == "\N{EN DASH}"
    assert [plain(number) for number in (1.0, 2.3, 7.656, 1200.0)] == ["1", "2.3", "7.66", "1,200"]
    assert [counted(1, "mask"), counted(2751, "mask")] == ["1 mask", "2,751 masks"]
    assert counted(2, "entry", "entries") == "2 entries"
