"""Cells lie side by side without a gap, and are found again where they lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect

from forgery_viewer.widgets.grid_plan import EDGE_PX, LARGEST_PX, SMALLEST_PX, GridPlan

plans = st.builds(
    GridPlan.of, st.integers(0, 200), st.integers(60, 900), st.integers(SMALLEST_PX, LARGEST_PX)
)


@given(plans)
def test_cells_fill_the_width_row_by_row(plan: GridPlan) -> None:
    for position in range(plan.count):
        cell = plan.rect(position)
        if position % plan.columns:
            before = plan.rect(position - 1)
            assert (cell.left(), cell.top()) == (before.right() + 1, before.top())
        else:
            assert cell.left() == EDGE_PX
        if position >= plan.columns:
            assert cell.top() == plan.rect(position - plan.columns).bottom() + 1
        assert cell.contains(plan.picture(cell))
    if plan.count >= plan.columns:
        assert plan.rect(plan.columns - 1).right() == plan.width - EDGE_PX - 1
    assert plan.height == plan.rows * plan.cell_height


@given(plans, st.data())
def test_every_point_of_a_cell_leads_to_it(plan: GridPlan, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, plan.width)), data.draw(st.integers(0, plan.height + 5))
    position = plan.position_at(QPoint(x, y))
    hit = [n for n in range(plan.count) if plan.rect(n).contains(x, y)]
    assert hit == ([position] if position >= 0 else [])


@given(plans, st.integers(0, 3000), st.integers(1, 900))
def test_what_is_in_view_is_what_lies_there(plan: GridPlan, top: int, page: int) -> None:
    band = QRect(0, top, plan.width, page)
    inside = [n for n in range(plan.count) if plan.rect(n).intersects(band)]
    assert list(plan.positions_between(top, top + page)) == inside


def test_pictures_are_about_as_wide_as_asked() -> None:
    assert GridPlan.of(10, 285, 148).columns == 2
    assert GridPlan.of(10, 231, 148).columns == 1
    assert GridPlan.of(10, 231, 100).columns == 2
    plan = GridPlan.of(10, 411, 130)
    assert abs(plan.picture(plan.rect(0)).width() - 130) < 10
