"""Figures made from measurements, and what they were measured on."""

from __future__ import annotations

import os
import platform
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE_BAR = 1.5
"""The most that `size_ratio` may be, which is how many times as long something takes in an image of
8192 px as in one of 512: where the whole image is gone through, that is 256."""


class Stopwatch:
    """Collects durations in milliseconds."""

    def __init__(self) -> None:
        self.ms: list[float] = []

    @contextmanager
    def lap(self) -> Iterator[None]:
        """Add the duration of a block."""
        begin = time.perf_counter()
        yield
        self.ms.append((time.perf_counter() - begin) * 1000)

    def percentiles(self, prefix: str = "") -> dict[str, float]:
        """Median and 95th percentile, as `p50_ms` and `p95_ms` after the prefix."""
        p50, p95 = np.percentile(self.ms, [50, 95])
        return {f"{prefix}p50_ms": round(float(p50), 3), f"{prefix}p95_ms": round(float(p95), 3)}

    @property
    def median_ms(self) -> float:
        return round(float(np.median(self.ms)), 3)


def slowest(found: dict[str, float]) -> dict[str, float]:
    """The largest median and the largest 95th percentile of figures with several prefixes."""
    return {
        figure: max(value for key, value in found.items() if key.endswith(figure))
        for figure in ("p50_ms", "p95_ms")
    }


def environment() -> dict[str, str | int]:
    """Versions, processor and platform plugin."""
    from PySide6 import __version__ as pyside_version
    from PySide6.QtGui import QGuiApplication

    plugin = QGuiApplication.platformName() if QGuiApplication.instance() else "none"
    return {
        "platform": plugin,
        "system": f"{platform.system()} {platform.machine()}",
        "cpu_count": os.cpu_count() or 1,
        "python": platform.python_version(),
        "pyside": pyside_version,
        "numpy": np.__version__,
    }
