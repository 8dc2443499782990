"""Score 2,751 cases with the sizes, instances and coverages of the competition's.

The metric is what is done with masks in memory, each in the form that is worked with, against a
plain dense implementation: oF1 with its assignment, and the pixel scores. The other figures begin
with the files, which the system has in memory: a submission, or stacks of masks, and the data set.
There most of the time is for reading the truth, which both do alike.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.run_lengths import write_annotation
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.dataset_scores import CaseScore, score_dataset, select
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.sparse_masks import SparseMask
from tests.benchmarks import plain_score
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.realistic import random_mask, random_size
from tests.core.building import png_bytes

CASES, CHUNK = 2751, 131
"""So many cases at a time lie on the disk: all of them would be 4 GB."""

#: 5 percent of the time is 20 times faster.
BARS = {"metric_percent_of_plain": 5.0, "submission_percent_of_plain": 20.0}


def measure() -> dict[str, float]:
    """Write some cases, score them both ways, and so on; the sums of all are told."""
    ours, plain, stacks, plain_stacks = Stopwatch(), Stopwatch(), Stopwatch(), Stopwatch()
    metric, plain_metric = Stopwatch(), Stopwatch()
    random = np.random.default_rng(1)
    for cases in _chunks():
        with TemporaryDirectory() as folder:
            root, out = Path(folder) / "set", Path(folder) / "out"
            pairs = _write(root, out, cases, random)
            masks, submission = root / "train_masks", out / "submission.csv"
            with plain.lap():
                expected = plain_score.score_submission(masks, submission)
            with ours.lap():
                found = _score(root, submission)
            _check(found, expected)
            with plain_stacks.lap():
                plain_score.score_stacks(masks, out / "masks")
            with stacks.lap():
                found = _score(root, out / "masks")
            _check(found, expected)
        _measure_metric(pairs, metric, plain_metric)
    totals = [sum(watch.ms) for watch in (ours, plain, stacks, plain_stacks, metric, plain_metric)]
    return {
        "metric_percent_of_plain": round(100 * totals[4] / totals[5], 2),
        "metric_times_faster": round(totals[5] / totals[4], 1),
        "metric_ms": round(totals[4], 1),
        "metric_plain_ms": round(totals[5], 1),
        "submission_percent_of_plain": round(100 * totals[0] / totals[1], 2),
        "submission_times_faster": round(totals[1] / totals[0], 1),
        "submission_ms": round(totals[0], 1),
        "submission_plain_ms": round(totals[1], 1),
        "stacks_times_faster": round(totals[3] / totals[2], 1),
        "stacks_ms": round(totals[2], 1),
        "stacks_plain_ms": round(totals[3], 1),
        "cases": CASES,
    }


def _chunks() -> list[range]:
    return [range(first, min(first + CHUNK, CASES)) for first in range(0, CASES, CHUNK)]


Pairs = list[tuple[plain_score.Stack, plain_score.Stack]]


def _write(root: Path, out: Path, cases: range, random: np.random.Generator) -> Pairs:
    """A data set and predictions of it that are a little beside the truth."""
    for folder in (root / "train_images/forged", root / "train_masks", out / "masks"):
        folder.mkdir(parents=True)
    rows, pairs = ["case_id,annotation\n"], []
    for case in cases:
        height, width = random_size(random)
        true = random_mask(random, height, width)
        predicted = np.roll(true, (3, 2), (1, 2))
        # Only sizes are read of images.
        image = png_bytes(height, width, 8, 2, [])
        (root / f"train_images/forged/{case}.png").write_bytes(image)
        write_mask(root / f"train_masks/{case}.npy", true)
        write_mask(out / f"masks/{case}.npy", predicted)
        rows.append(f'{case},"{write_annotation(SparseMask.of_stack(predicted))}"\n')
        pairs.append((predicted, true))
    (out / "submission.csv").write_text("".join(rows))
    return pairs


def _score(root: Path, predictions: Path) -> tuple[CaseScore, ...]:
    truths = Truths(list_dataset(root), {})
    files = open_predictions(predictions, truths.index)
    return score_dataset(truths, files, select(truths, files.keys).rows).cases


def _check(found: tuple[CaseScore, ...], expected: list[tuple[float, float]]) -> None:
    scores = [(case.of1, case.f1) for case in found]
    if not np.allclose(scores, expected, rtol=0, atol=1e-12):
        raise RuntimeError("the two ways do not give the same scores")


def _measure_metric(pairs: Pairs, metric: Stopwatch, plain: Stopwatch) -> None:
    sparse = [(SparseMask.of_stack(one), SparseMask.of_stack(other)) for one, other in pairs]
    with metric.lap():
        found = [Comparison.of(*pair) for pair in sparse]
        scores = [(one.of1, one.pixels.f1) for one in found]
    with plain.lap():
        expected = [plain_score.score(*pair) for pair in pairs]
    if not np.allclose(scores, expected, rtol=0, atol=1e-12):
        raise RuntimeError("the two ways do not give the same scores")
