"""Numbers and lists as they read in a sentence."""

from collections.abc import Sequence


def counted(number: int, what: str) -> str:
    """A number of things, as `1 pixel` or `1,234 pixels`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


#: Things that are named in a sentence, a number standing for any more.
MOST_LISTED = 6


def listed(items: Sequence[object], total: int | None = None) -> str:
    """Things one after the other, as `1, 2 and 5`, or `1, 2, 3, 4, 5 and 9 more`.

    `total` is how many there are where `items` has only the first of them.
    """
    total = len(items) if total is None else total
    names = [str(item) for item in items[:MOST_LISTED]]
    if total > len(names):
        names = names[: MOST_LISTED - 1]
        names.append(f"{total - len(names):,} more")
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def numbered(what: str, numbers: Sequence[int]) -> str:
    """Numbered things, as `instance 2` or `instances 1, 2 and 5`."""
    return f"{what}{'' if len(numbers) == 1 else 's'} {listed(numbers)}"


def percent(part: int, whole: int) -> str:
    """A share, as `12 %` or `0.3 %`; never 0 % for some nor 100 % for not all."""
    share = 100 * part / whole if whole else 0.0
    if part in (0, whole):
        return f"{share:.0f} %"
    digits = 0 if 9.5 <= share < 99.5 else 1
    return f"{min(max(share, 0.1), 99.9):.{digits}f} %"
