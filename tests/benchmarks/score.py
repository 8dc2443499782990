"""Score 2,751 cases with the sizes, instances and coverages of the competition's.

The metric is what is done with masks in memory, each in the form that is worked with, against a
plain dense implementation: oF1 with its assignment, and the pixel scores. The other figures begin
with the files, which the system has in memory: a submission and the data set, the first time and
again, when the truth is known from the workspace, and stacks of masks the first time.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.layout import WORKSPACE_FOLDER
from forgery_viewer.core.masks import write_mask
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.run_lengths import write_annotation
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.scoring.dataset_scores import CaseScore, score_dataset, select
from forgery_viewer.core.scoring.kept_truths import KeptTruths
from forgery_viewer.core.scoring.truth import Truths
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.workspace import Workspace
from tests.benchmarks import plain_score
from tests.benchmarks.figures import Stopwatch
from tests.benchmarks.realistic import random_mask, random_size
from tests.core.building import png_bytes
from tests.core.settled import settle

CASES, CHUNK = 2751, 393
"""So many cases at a time lie on the disk: all of them with their predictions would be 8 GB."""

#: 5 per cent of the time is 20 times faster.
BARS = {"metric_percent_of_plain": 5.0, "again_percent_of_plain": 5.0}


def measure() -> dict[str, float]:
    """Write some cases, score them both ways, and so on; the sums of all are told."""
    names = ("first", "again", "plain", "stacks", "plain_stacks", "metric", "plain_metric")
    watches = {name: Stopwatch() for name in names}
    random = np.random.default_rng(1)
    for cases in _chunks():
        with TemporaryDirectory() as folder:
            root, out = Path(folder) / "set", Path(folder) / "out"
            pairs = _write(root, out, cases, random)
            masks, submission = root / "train_masks", out / "submission.csv"
            with watches["plain"].lap():
                expected = plain_score.score_submission(masks, submission)
            for name in ("first", "again"):
                with watches[name].lap():
                    found = _score(root, submission)
                _check(found, expected)
            with watches["plain_stacks"].lap():
                plain_score.score_stacks(masks, out / "masks")
            shutil.rmtree(root / WORKSPACE_FOLDER)
            with watches["stacks"].lap():
                found = _score(root, out / "masks")
            _check(found, expected)
        _measure_metric(pairs, watches["metric"], watches["plain_metric"])
    ms = {name: sum(watch.ms) for name, watch in watches.items()}
    figures = {"cases": float(CASES)}
    for name, plain in (("metric", "plain_metric"), ("again", "plain"), ("first", "plain"),
                        ("stacks", "plain_stacks")):  # fmt: skip
        figures[f"{name}_percent_of_plain"] = round(100 * ms[name] / ms[plain], 2)
        figures[f"{name}_times_faster"] = round(ms[plain] / ms[name], 1)
    return figures | {f"{name}_ms": round(value, 1) for name, value in ms.items()}


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
    # What changed just now is not kept.
    settle(root)
    return pairs


def _score(root: Path, predictions: Path) -> tuple[CaseScore, ...]:
    index = list_dataset(root)
    truths = Truths(index, {}, KeptTruths(Workspace.open(root), index, {}))
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
