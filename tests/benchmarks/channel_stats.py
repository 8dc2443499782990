"""Mean and standard deviation of red, green and blue of all images of 300 cases.

Against the notebook's own loop on the same images, all of them where the notebook takes a sample.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.scanning import read_all_channels
from tests.benchmarks import notebook
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.realistic import write_realistic

CASES, ROUNDS = 300, 3

#: A quarter of the time is 4 times faster.
BARS = {"percent_of_notebook": 25.0}


def measure() -> dict[str, float]:
    """Before and after the notebook, and that both find the same."""
    ours, theirs = Stopwatch(), Stopwatch()
    with TemporaryDirectory() as folder:
        root = Path(folder) / "set"
        write_realistic(root, CASES)
        index = list_dataset(root)
        for lap in range(ROUNDS):
            with ours.lap():
                table = read_all_channels(index)
            if lap == 0:
                with theirs.lap():
                    means, _deviations = notebook.channel_stats(root)
        figures = table.figures(np.arange(len(index)))
    if figures is None or not np.allclose(figures.image_mean_rgb[::-1], np.multiply(means, 255)):
        raise RuntimeError("the notebook found other means")
    return {
        "percent_of_notebook": round(100 * ours.median_ms / theirs.median_ms, 2),
        "times_faster": round(theirs.median_ms / ours.median_ms, 1),
        "p50_ms": ours.median_ms,
        "notebook_p50_ms": theirs.median_ms,
        "images": figures.images,
    }
