"""Which errors of a network mean that memory is not enough, and a GPU that has none for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import torch

ON_CPU = "The memory of the GPU was not enough: run on the CPU"

_Loaded = TypeVar("_Loaded")

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


def load_where_it_fits(
    load: Callable[[torch.device], _Loaded], device: torch.device
) -> tuple[_Loaded, torch.device]:
    """What `load` gives for a device, or for the CPU where that has no memory left; and which."""
    try:
        return load(device), device
    except Exception as error:
        # Loaders say in words of their own what went wrong, and of what that came.
        is_for_memory = is_out_of_memory(error) or is_out_of_memory(error.__cause__ or error)
        if device.type == "cpu" or not is_for_memory:
            raise
    if device.type == "cuda":
        torch.cuda.empty_cache()
    cpu = torch.device("cpu")
    return load(cpu), cpu
