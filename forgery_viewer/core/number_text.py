"""Numbers as they are written for people: thousands apart, and only digits that say something."""

from __future__ import annotations

import math
import re

NOTHING = "\N{EN DASH}"
TIMES = "\N{MULTIPLICATION SIGN}"

_TOGETHER = "\N{NO-BREAK SPACE}"
_SIZE_SIGN = re.compile(r"(?<=\d) x (?=\d)")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|px\b)")


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


def coverage(number: float) -> str:
    """A coverage in percent, without the sign: 0.124, 15.979; what rounds to nothing is <0.001.

    Always to a thousandth of a percent, 4 px of 2000 x 200: figures below each other line up, and
    the same figure reads the same in the window, in the report and on the command line.
    """
    if math.isnan(number):
        return NOTHING
    return "<0.001" if 0 < number < 0.0005 else f"{number:,.3f}"


def percent(number: float) -> str:
    """A coverage with its sign: 2.708 %."""
    return f"{coverage(number)} %"


def three_figures(number: float) -> str:
    """What stands at a scale, with three figures that say something: 0.830, 2.10, 16.5, 464."""
    if math.isnan(number):
        return NOTHING
    size = float(f"{abs(number):.3g}")
    behind = 0 if size == 0 else max(0, 2 - math.floor(math.log10(size)))
    return f"{number:,.{behind}f}".replace("-", "\N{MINUS SIGN}")


def size(width: float, height: float) -> str:
    """Width by height with the sign between them: 463 x 429."""
    return f"{whole(width)} {TIMES} {whole(height)}"


def share(part: float, total: float) -> str:
    """A share of a count: 38.4 %; of nothing, a dash."""
    return f"{100 * part / total:.1f} %" if total else NOTHING


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with what it counts: 1 mask, 2,751 masks."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def typeset(sentence: str) -> str:
    """A sentence as a window writes it: sizes with their own sign, units beside their numbers.

    The command line writes such sentences as they are, in plain letters.
    """
    sized = _SIZE_SIGN.sub(f"{_TOGETHER}{TIMES}{_TOGETHER}", sentence)
    return _BEFORE_UNIT.sub(_TOGETHER, sized)
