"""Numbers as they are written for people: thousands apart, and only digits that say something."""

from __future__ import annotations

import math

NOTHING = "\N{EN DASH}"


def whole(number: float) -> str:
    """A whole number, or one rounded to it: 5,128."""
    return NOTHING if math.isnan(number) else f"{number:,.0f}".replace("-", "\N{MINUS SIGN}")


def digits(number: float) -> str:
    """Four digits, at most three of them behind the point: 0.124, 2.708, 14.27, 131.9, 1,301."""
    if math.isnan(number):
        return NOTHING
    size = abs(number)
    # By what is left after rounding: 9.9996 is 10.00.
    behind = next((n for n, limit in ((3, 9.9995), (2, 99.995), (1, 999.95)) if size < limit), 0)
    return f"{number:,.{behind}f}".replace("-", "\N{MINUS SIGN}")


def plain(number: float) -> str:
    """A small count, or what lies between two of them: 1, 2.3, 7.66."""
    return NOTHING if math.isnan(number) else f"{number:,.2f}".rstrip("0").rstrip(".")


def percent(number: float) -> str:
    """A coverage: 2.708 %."""
    return f"{digits(number)} %"


def share(part: float, total: float) -> str:
    """A share of a count: 38.4 %; of nothing, a dash."""
    return f"{100 * part / total:.1f} %" if total else NOTHING


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with what it counts: 1 mask, 2,751 masks."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
