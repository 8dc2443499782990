"""Which errors of a network mean that memory is not enough."""

from __future__ import annotations

import re

import torch

# CUDA and its libraries, MPS, torch's allocator on Linux and on Windows, onnxruntime, and C++.
_WORDS = re.compile(
    r"\b(?:CUDA|HIP|XPU|MPS backend)(?: error| failure \d+)?:? out of memory"
    r"|_STATUS_ALLOC_FAILED"
    r"|DefaultCPUAllocator: (?:can't allocate|not enough) memory"
    r"|\bFailed to allocate memory\b"
    r"|\bstd::bad_alloc\b|\bbad allocation\b",
    re.IGNORECASE,
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory was not enough.

    Only torch's own code for CUDA has a kind of its own for it. TorchScript makes a RuntimeError of
    whatever happens inside, MPS and the allocator of the CPU raise nothing else, and onnxruntime
    has kinds of errors that no other one is the parent of: there the words tell.
    """
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    is_of_runtime = type(error).__module__.partition(".")[0] == "onnxruntime"
    if not is_of_runtime and not isinstance(error, RuntimeError):
        return False
    return _WORDS.search(str(error)) is not None
