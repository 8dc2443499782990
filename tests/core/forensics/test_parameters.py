"""Parameters bring what is set within their limits, and to a whole step."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.forensics.catalogue import VIEWS
from forgery_viewer.core.forensics.parameters import Parameter, Value, a_choice

SIGMA = Parameter("sigma", "Sigma", 1.0, 0.5, 10.0, 0.5, "px")
ALL = [parameter for view in VIEWS for parameter in view.parameters]


@pytest.mark.parametrize(
    ("value", "clamped"),
    [
        (3.0, 3.0),
        (-7, 0.5),
        (1e9, 10.0),
        (3.2, 3.0),
        (3.3, 3.5),
        (math.inf, 10.0),
        (-math.inf, 0.5),
        (math.nan, 1.0),
        ("2.5", 2.5),
        ("much", 1.0),
    ],
)
def test_numbers_are_clamped(value: Value, clamped: float) -> None:
    assert SIGMA.clamp(value) == clamped


def test_steps_have_no_tail() -> None:
    fine = Parameter("x", "X", 0.1, 0.1, 2.0, 0.1)
    assert [fine.clamp(k / 10) for k in range(1, 21)] == [k / 10 for k in range(1, 21)]


def test_the_most_is_never_passed_by_a_step() -> None:
    assert Parameter("x", "X", 1.0, 1.0, 10.0, 4.0).clamp(10) == 9.0
    assert Parameter("x", "X", 1.0, 1.0, 10.0, 6.0).clamp(10) == 10.0


def test_what_is_no_choice_is_the_usual_one() -> None:
    channels = a_choice("channels", "Channels", "brightness", "red")
    assert channels.usual == "brightness"
    assert channels.clamp("red") == "red"
    assert channels.clamp("purple") == "brightness"
    assert channels.clamp(1.0) == "brightness"


def test_whole_numbers_are_told_from_others() -> None:
    assert Parameter("radius", "Radius", 1.0, 1.0, 15.0, 1.0).is_whole
    assert not SIGMA.is_whole
    assert not a_choice("show", "Show", "size").is_whole


@pytest.mark.parametrize("parameter", ALL, ids=lambda p: p.key)
def test_the_usual_value_is_allowed(parameter: Parameter) -> None:
    assert parameter.clamp(parameter.usual) == parameter.usual
    assert parameter.title
    assert bool(parameter.choices) != (parameter.least < parameter.most)


@given(st.sampled_from(ALL), st.floats())
def test_clamping_twice_changes_nothing(parameter: Parameter, value: float) -> None:
    once = parameter.clamp(value)
    assert parameter.clamp(once) == once
    if not parameter.choices:
        assert parameter.least <= float(once) <= parameter.most
