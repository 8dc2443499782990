"""What in a file of weights is refused, told without executing or importing any of it."""

from __future__ import annotations

import io
import pickletools
import re
from collections.abc import Iterator

_PICKLES_IN_A_FILE = 8
"""What torch wrote before 1.6 is a few pickles one after the other, and then the numbers."""
_REASON = re.compile(r"WeightsUnpickler error:\s*(\S.*)")
_OF_WEIGHTS = re.compile(r"(torch\.[A-Za-z0-9_]+|torch\._utils\..+|collections\.OrderedDict)")
_NAMED = 5


def names_in_pickle(data: bytes) -> list[str]:
    """What a bare pickle would import and call beside tensors, by its opcodes, in their order."""
    names = (name for name in _imports(data) if not _OF_WEIGHTS.fullmatch(name))
    return list(dict.fromkeys(names))


def _imports(data: bytes) -> Iterator[str]:
    stream = io.BytesIO(data)
    try:
        for _number in range(_PICKLES_IN_A_FILE):
            yield from _imports_of_one(stream)
    except (ValueError, EOFError, UnicodeDecodeError, IndexError):
        # The end of the pickles, or of what can be told of them.
        return


def _imports_of_one(stream: io.BytesIO) -> Iterator[str]:
    """Names of one pickle. Since protocol 4 a name is two texts on the stack, or in the memo."""
    texts: list[str] = []
    memo: dict[int, str] = {}
    for opcode, argument, _place in pickletools.genops(stream):
        match opcode.name:
            case "GLOBAL" | "INST":
                yield str(argument).replace(" ", ".", 1)
            case "STACK_GLOBAL":
                yield ".".join(texts[-2:])
            case "MEMOIZE":
                memo[len(memo)] = texts[-1] if texts else ""
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                memo[int(str(argument))] = texts[-1] if texts else ""
            case "GET" | "BINGET" | "LONG_BINGET":
                texts.append(memo.get(int(str(argument)), ""))
            case name if "UNICODE" in name or "STRING" in name:
                texts.append(str(argument))
            case _:
                pass


def refusal_words(names: list[str]) -> str:
    """What was refused, and how it can be brought all the same."""
    listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return (
        f"was refused, as it would execute {listed}. Where it was made, save its weights alone: "
        "torch.save(model.state_dict(), …), or as safetensors"
    )


def unread_words(error: Exception) -> str:
    """Why torch could not read a file as weights, without its advice to read it unsafely."""
    text = str(error).strip()
    found = _REASON.search(text)
    line = found[1] if found else next(iter(text.splitlines()), type(error).__name__)
    return f"cannot be read as weights: {line[:200]}"
