"""Numbers in sentences."""

from forgery_viewer.core.audit.wording import counted, listed, numbered, percent


def test_numbers_read_as_a_person_writes_them() -> None:
    assert counted(1, "pixel") == "1 pixel"
    assert counted(0, "pixel") == "0 pixels"
    assert counted(12345, "pixel") == "12,345 pixels"
    assert listed([]) == ""
    assert listed([3]) == "3"
    assert listed([3, 5]) == "3 and 5"
    assert listed([1, 2, 3]) == "1, 2 and 3"
    assert listed(range(6)) == "0, 1, 2, 3, 4 and 5"
    assert listed(range(1000)) == "0, 1, 2, 3, 4 and 995 more"
    assert listed("ab", 2) == "a and b"
    assert listed("abcdef", 900) == "a, b, c, d, e and 895 more"
    assert listed("abcdef", 6) == "a, b, c, d, e and f"
    assert numbered("Instance", [2]) == "Instance 2"
    assert numbered("Instance", [2, 4]) == "Instances 2 and 4"


def test_a_share_never_rounds_to_nothing_or_to_all() -> None:
    assert percent(0, 10) == "0 %"
    assert percent(10, 10) == "100 %"
    assert percent(1, 1_000_000) == "0.1 %"
    assert percent(999_999, 1_000_000) == "99.9 %"
    assert percent(1, 8) == "12 %"
    assert percent(1, 30) == "3.3 %"
    assert percent(0, 0) == "0 %"
