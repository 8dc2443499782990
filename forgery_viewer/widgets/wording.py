"""Numbers and counts as the window writes them."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 instance`, `2 instances`, `1,204 images`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def pixels(number: int) -> str:
    """`47,105 px`, with a true minus sign."""
    return f"{number:,} px".replace("-", MINUS)


def shift(x: float, y: float) -> str:
    """`12, 0 px` or `0.5, -3 px` with a true minus sign: to the right, and down."""
    return f"{round(x, 1):g}, {round(y, 1):g} px".replace("-", MINUS)


def bytes_in_words(number: int) -> str:
    """`780 B`, `41 kB`, `2.4 MB`, `16 MB`."""
    if number < 1000:
        return f"{number} B"
    if number < 999_500:
        return f"{number / 1e3:.0f} kB"
    return f"{number / 1e6:.1f} MB" if number < 9.95e6 else f"{number / 1e6:,.0f} MB"


def percent(value: float, digits: int = 2) -> str:
    """`9.21 %`."""
    return f"{value:.{digits}f} %"


def size(width: int, height: int) -> str:
    """`788 x 649` with a true multiplication sign: width first, as people say it."""
    return f"{width} {TIMES} {height}"
