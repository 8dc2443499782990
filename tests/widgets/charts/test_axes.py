"""Scales go there and back, and the numbers at them are round, few and apart."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forgery_viewer.widgets.charts.axes import (
    Scale,
    Tick,
    count_ticks,
    decade_ticks,
    edges_px,
    octave_ticks,
    slots,
    without_overlap,
)


@given(
    st.floats(0.01, 10), st.floats(11, 1e6), st.floats(0, 1), st.booleans(),
    st.sampled_from([(40, 900), (300, 20)]),
)  # fmt: skip
def test_a_scale_goes_there_and_back(
    low: float, high: float, part: float, logarithmic: bool, ends: tuple[float, float]
) -> None:
    scale = Scale(low, high, *ends, logarithmic=logarithmic)
    value = low + part * (high - low)
    assert scale.value(scale.at(value)) == pytest.approx(value, rel=1e-6)
    assert scale.px(np.array([value]))[0] == pytest.approx(scale.at(value))
    assert scale.at(low) == pytest.approx(ends[0])
    assert scale.at(high) == pytest.approx(ends[1])
    assert scale.at(high * 2) == pytest.approx(ends[1]), "nothing lies outside"


@given(st.floats(0, 1e7), st.floats(1, 1500))
def test_counts_are_round_and_reach_the_largest(largest: float, room_px: float) -> None:
    ticks = count_ticks(largest, room_px)
    values = [tick.value for tick in ticks]
    assert values[0] == 0
    assert values[-1] >= largest
    assert len(ticks) == 2 or values[-2] < largest
    steps = {round(b - a) for a, b in pairwise(values)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in {"1", "2", "5"}
    assert len(ticks) == 2 or room_px / (len(ticks) - 1) >= 36 - 1e-6


@given(st.floats(0.001, 1), st.floats(2, 1e7))
def test_decades_and_octaves_lie_on_the_scale(low: float, high: float) -> None:
    for tick in decade_ticks(low, high, "%"):
        assert low <= tick.value <= high
        assert tick.text.endswith(" %")
        assert float(tick.text.removesuffix(" %").replace(",", "")) == tick.value
    for tick in octave_ticks(low, high):
        assert low <= tick.value <= high
        assert np.log2(tick.value).is_integer()


@given(st.lists(st.floats(0, 1), max_size=12), st.floats(40, 900))
def test_labels_keep_clear_of_each_other_and_inside(places: list[float], room_px: float) -> None:
    ticks = [Tick(place, "x" * (2 + number % 5)) for number, place in enumerate(places)]
    ends = (10.0, 10.0 + room_px)

    def width(text: str) -> float:
        return 6.0 * len(text)

    kept = without_overlap(ticks, lambda value: 10 + value * room_px, width, ends)
    assert not ticks or kept[0][0] is ticks[0], "the first comes first"
    spans = sorted((m - width(t.text) / 2, m + width(t.text) / 2) for t, m in kept)
    for (_left, right), (left, _right) in pairwise(spans):
        assert left - right >= 10 - 1e-6
    assert all(left >= ends[0] - 1e-6 and right <= ends[1] + 1e-6 for left, right in spans)


@given(st.integers(1, 12), st.floats(60, 900), st.floats(0.2, 1))
def test_bars_side_by_side_do_not_touch(count: int, width: float, share: float) -> None:
    assume(width / count >= 4)
    bars = slots(20, 20 + width, count, share, 84)
    for left, right in bars:
        assert left == round(left)
        assert right > left
        assert right - left <= 85
    for (_left, right), (left, _right) in pairwise(bars):
        assert left >= right - 1


def test_bins_are_never_narrower_than_a_pixel() -> None:
    scale = Scale(1, 1000, 0, 20, logarithmic=True)
    px = edges_px(scale, np.geomspace(1, 1000, 40))
    assert (np.diff(px) >= 1).all()
