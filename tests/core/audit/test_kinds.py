"""The table of kinds."""

from typing import get_args

import pytest

from forgery_viewer.core.audit.findings import OF_THE_WHOLE
from forgery_viewer.core.audit.kinds import KINDS, SEVERITIES
from forgery_viewer.core.errors import Defect
from forgery_viewer.core.records import Severity


def test_every_defect_that_readers_know_is_a_kind() -> None:
    assert set(get_args(Defect)) <= KINDS.keys()
    assert KINDS.keys() >= OF_THE_WHOLE


@pytest.mark.parametrize("name", KINDS)
def test_kinds_can_be_typed_in_a_filter_and_shown_in_a_heading(name: str) -> None:
    kind = KINDS[name]
    assert name == name.lower()
    assert not set(name) & set(" :,_\"'")
    assert kind.severity in SEVERITIES
    assert not kind.title[0].islower()
    assert kind.title[-1] != "."
    assert kind.explanation[-1] == "."


def test_severities_are_listed_from_the_gravest_on() -> None:
    assert tuple(reversed(get_args(Severity))) == SEVERITIES
