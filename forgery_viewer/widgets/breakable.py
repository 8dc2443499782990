"""Long paths that a label may break into lines."""

from __future__ import annotations

import re

_BREAK = "\N{ZERO WIDTH SPACE}"


def breakable(text: object) -> str:
    """A text with places to break it at after each folder of the paths in it.

    Without them the longest path makes the label, and what it lies in, as wide as itself.
    """
    return re.sub(r"([/\\])(?=\S)", rf"\1{_BREAK}", str(text))


def unbroken(text: str) -> str:
    """A text as it was before `breakable`."""
    return text.replace(_BREAK, "")
