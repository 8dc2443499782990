"""From the start of the program's process to its window on the screen, and to the filled list.

Each start is a process of its own with an empty home. The best peer needs 2300 to 3800 ms.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from forgery_viewer.core.demo import make_demo
from tests.benchmarks.figures import Stopwatch

BARS = {"window_p50_ms": 1000.0}

REPEATS = 8

_PROGRAM = """
import sys, time
from pathlib import Path
from forgery_viewer.app.application import make_application, make_window
application = make_application()
window = make_window(application)
window.show()
application.processEvents()
shown = time.time()
window.open_dataset(Path(sys.argv[1]), Path(sys.argv[2]))
while not window.model.rowCount():
    application.processEvents()
print(shown, time.time())
window.close()
"""


def measure() -> dict[str, float]:
    """Start the program several times on the demo data set."""
    window, listed = Stopwatch(), Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "set"
        make_demo(root)
        for number in range(REPEATS):
            home = Path(folder) / f"home-{number}"
            kinds = ("CACHE", "CONFIG", "DATA", "STATE")
            homes = {f"XDG_{kind}_HOME": str(home) for kind in kinds}
            command = [sys.executable, "-c", _PROGRAM, str(root), str(home / "workspace")]
            begin = time.time()
            # An installed program is compiled; the first start does that for the others.
            env = {**os.environ, **homes, "PYTHONDONTWRITEBYTECODE": ""}
            output = subprocess.run(
                command, check=True, stdout=subprocess.PIPE, text=True, env=env
            ).stdout
            shown, filled = (float(word) for word in output.split())
            if number:
                window.ms.append((shown - begin) * 1000)
                listed.ms.append((filled - begin) * 1000)
    return {**window.percentiles("window_"), **listed.percentiles("list_")}
