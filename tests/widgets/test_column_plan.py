"""Columns of the browser at every width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.column_plan import TEXT_LEFT_PX, TextWidths, plan_columns, plan_scores

# The wide DejaVu Sans, which is what a bare Linux has.
WIDE = TextWidths(size=62, long_size=71, label=62, split=75, separator=10, instances=26, score=38)
# A font as most systems have.
USUAL = TextWidths(size=55, long_size=63, label=55, split=66, separator=9, instances=23, score=34)
# What a scroll bar leaves of the browser.
NARROW, MIDDLE, BROAD = 231, 287, 411


@pytest.mark.parametrize("text", [WIDE, USUAL])
def test_the_widths_of_the_layout(text: TextWidths) -> None:
    always = {Column.CASE, Column.COVERAGE, Column.REVIEW}
    assert set(plan_columns(NARROW, text).widths) == always
    assert set(plan_columns(MIDDLE, text).widths) == always | {Column.INSTANCES}
    broad = plan_columns(BROAD, text)
    assert set(broad.widths) == always | {Column.INSTANCES, Column.LABEL}
    assert broad.stacked
    assert broad.second_line == (Column.SIZE,)
    assert set(plan_columns(700, text).widths) == set(Column) - {Column.OF1, Column.F1}


@given(st.integers(200, 1200), st.sampled_from([WIDE, USUAL]))
def test_everything_has_its_place(width_px: int, text: TextWidths) -> None:
    plan = plan_columns(width_px, text)
    assert sum(plan.widths.values()) == width_px
    assert min(plan.widths.values()) > 0
    # Thumbnail and size are never cut where there is room for anything else.
    if Column.INSTANCES in plan.widths:
        assert plan.widths[Column.CASE] >= TEXT_LEFT_PX + text.size
    # The size is told once: in its column or under the case.
    assert (Column.SIZE in plan.widths) != (Column.SIZE in plan.second_line)
    told = plan.second_line + tuple(plan.widths)
    assert len(told) == len(set(told))
    if Column.LABEL in plan.widths:
        assert plan.tells_label
        assert plan.tells_split


def test_a_wider_case_column_says_more() -> None:
    lines = [plan_columns(width_px, USUAL).second_line for width_px in range(231, 480)]
    assert (Column.SIZE, Column.LABEL) in lines


@pytest.mark.parametrize("text", [WIDE, USUAL])
@pytest.mark.parametrize("width_px", [NARROW, MIDDLE, BROAD])
def test_scores_stand_beside_the_case_at_every_width(text: TextWidths, width_px: int) -> None:
    plan = plan_scores(width_px, text)
    assert {Column.CASE, Column.OF1, Column.F1} <= set(plan.widths)
    assert sum(plan.widths.values()) == width_px
    assert plan.widths[Column.CASE] >= TEXT_LEFT_PX + text.size
    assert plan.widths[Column.OF1] >= text.score
