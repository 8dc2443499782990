"""What images took is the system's again once they are gone."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import numpy as np
from forgery_viewer.state.freed_memory import give_freed_memory_back

def resident():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))

for _ in range(3):
    # Freeing large blocks is what teaches malloc to keep the next ones.
    np.ones(30 << 20, dtype=np.uint8)
before = resident()
kept = []
images = [np.ones(8 << 20, dtype=np.uint8) for _ in range(20)]
for number in range(20):
    kept.append(np.ones(200_000, dtype=np.uint8))
    images[number] = None if number % 2 else images[number]
print(resident() - before, give_freed_memory_back(), resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc keeps it")
def test_images_that_are_gone_take_no_memory() -> None:
    before, given, after = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    ).stdout.split()
    if given == "False":
        pytest.skip("this system's malloc keeps nothing")
    # Ten images of 8 MiB stay, ten are gone.
    assert int(after) < 100 < int(before)
