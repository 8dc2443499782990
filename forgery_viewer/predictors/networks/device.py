"""Where networks can run."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import torch

from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.predictors.networks import AUTOMATIC

_MEMORY = Path("/proc/meminfo")

# Numbers of <malloc.h>.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4
_LARGEST_INT, _TOP_PAD_BYTES = 2**31 - 1, 64 * 2**20


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """A device that there is.

    Attributes:
        key: As torch calls it: "cuda", "mps" or "cpu".
        title: What it is called.
        memory_bytes: How much memory it has; 0 where that is not known.
    """

    key: str
    title: str
    memory_bytes: int = 0


def devices() -> tuple[DeviceChoice, ...]:
    """The devices that there are, the fastest first; the CPU is always there."""
    found = []
    if torch.cuda.is_available():
        facts = torch.cuda.get_device_properties(0)
        found.append(DeviceChoice("cuda", f"CUDA, {facts.name}", int(facts.total_memory)))
    if torch.backends.mps.is_available():
        found.append(DeviceChoice("mps", "Apple GPU (MPS)"))
    cores = os.cpu_count() or 1
    found.append(DeviceChoice("cpu", f"CPU, {cores} core{'s' if cores > 1 else ''}"))
    return tuple(found)


def device_of(key: str) -> torch.device:
    """The device of a key, the fastest there is for AUTOMATIC.

    Raises:
        PredictionError: There is no such device here.
    """
    there = [choice.key for choice in devices()]
    if key == AUTOMATIC:
        return torch.device(there[0])
    if key not in there:
        reason = f"There is no device {key!r} here, only {', '.join(there)}"
        raise PredictionError(Path(), reason)
    return torch.device(key)


def leave_a_core_free() -> None:
    """Let the CPU compute with all cores but one, so that the window stays quick."""
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))


def keep_freed_memory() -> None:
    """Let this process keep the memory that it frees, where the C library (glibc) can.

    A network takes and frees hundreds of MB for each image. Handing them back to the system, and
    having it clear them anew, takes a third of all the time on a CPU.
    """
    with suppress(OSError, AttributeError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_MAX, 0)
        mallopt(_TRIM_THRESHOLD, _LARGEST_INT)
        mallopt(_TOP_PAD, _TOP_PAD_BYTES)


def used_memory(device: torch.device) -> tuple[int, int]:
    """Bytes in use, by all programs, and bytes there are; (0, 0) where that is not known."""
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        return total - free, total
    if device.type == "mps":
        return torch.mps.driver_allocated_memory(), torch.mps.recommended_max_memory()
    return _used_by_system()


def _used_by_system() -> tuple[int, int]:
    """As `used_memory`, of the memory that the CPU has; known on Linux."""
    try:
        entries = (line.split() for line in _MEMORY.read_text().splitlines())
        kib = {entry[0]: int(entry[1]) for entry in entries}
        return 1024 * (kib["MemTotal:"] - kib["MemAvailable:"]), 1024 * kib["MemTotal:"]
    except (OSError, ValueError, LookupError):
        return 0, 0
