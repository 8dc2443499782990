"""What is wrong with a file as a sentence of its own, for lists that name the file beside it."""

from __future__ import annotations

PAIR_DIFFERS = "its authentic partner"
"""Said wherever the images of a pair are of different size."""


def sentence(reason: str, subject: str) -> str:
    """A reason as a sentence with a subject, as `The mask` for what `is cut off`.

    Args:
        reason: What is wrong, as the end of a sentence that starts with the file, or as one that
            names what it is about itself, as `the mask is missing` or `instance 2 is empty`.
        subject: What the file is.
    """
    first = reason.partition(" ")[0]
    if first in {"the", "instance", "instances"}:
        words = reason
    elif first == subject:
        words = f"the {reason}"
    else:
        words = f"the {subject} {reason}"
    return f"{words[0].upper()}{words[1:]}."


def named_sentences(problem: str) -> list[tuple[str, str]]:
    """Of each trouble of a record, the short name of the file and a sentence about it."""
    found = []
    for part in filter(None, problem.split("; ")):
        name, colon, reason = part.partition(": ")
        words = sentence(reason, _subject(name, reason)) if colon else f"{part}."
        found.append((name, words))
    return found


def _subject(name: str, reason: str) -> str:
    if PAIR_DIFFERS in reason:
        return "forged image"
    if name.endswith(".journal"):
        return "journal"
    return "mask" if name.lower().endswith(".npy") else "image file"
