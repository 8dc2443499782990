"""The command that compares predictions with the truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting, or_exit, print_json
from forgery_viewer.cli.predictions import (
    FillHolesOption,
    Group,
    GroupOption,
    LabelOption,
    Making,
    MinAreaOption,
    Predictions,
    ThresholdOption,
    open_files,
    print_messages,
)
from forgery_viewer.cli.program import Dataset, JsonOption, WorkspaceOption, cli
from forgery_viewer.cli.reading import SplitOption
from forgery_viewer.cli.scores_text import print_scores

if TYPE_CHECKING:
    from forgery_viewer.core.scoring.dataset_scores import DatasetScores, LeftOut
    from forgery_viewer.core.scoring.dataset_sweep import DatasetSweep
    from forgery_viewer.core.scoring.score_summary import ScoresCompared
    from forgery_viewer.core.scoring.truth import Truths


@dataclass(frozen=True)
class _Wanted:
    """What is to be scored, and how."""

    predictions: Path
    against: Path | None
    splits: list[str]
    labels: list[str]
    making: Making
    sweep: bool


@dataclass(frozen=True)
class _Found:
    """What was found."""

    root: Path
    scores: DatasetScores
    left_out: tuple[LeftOut, ...]
    compared: ScoresCompared | None
    sweep: DatasetSweep | None


@cli.command()
def score(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    predictions: Predictions,
    *,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            help="Other predictions, to compare with case by case.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
    split: SplitOption = [],  # noqa: B006 - typer copies it
    label: LabelOption = [],  # noqa: B006
    threshold: ThresholdOption = 0.5,
    min_area: MinAreaOption = 0,
    fill_holes: FillHolesOption = 0,
    group: GroupOption = Group.ONE,
    sweep: Annotated[
        bool,
        typer.Option(
            "--sweep", help="Try out thresholds and minimum areas as well, and name the best."
        ),
    ] = False,
    original: Annotated[
        bool,
        typer.Option(
            "--original",
            help="The data set's own masks are the truth. By default a saved correction is, where "
            "there is one.",
        ),
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Compare predictions with the truth: oF1 and pixel scores.

    Exits with 0 whatever the scores are, and with 2 where nothing can be scored.
    """
    making = Making(threshold, min_area, fill_holes, group)
    wanted = _Wanted(predictions, against, split, label, making, sweep)
    found = or_exit(lambda: _score(dataset, wanted, workspace, original=original))
    if as_json:
        print_json(_as_json(found, wanted))
        return
    print_messages(found.scores.messages)
    print_scores(found.root, found.scores, found.left_out, found.compared, found.sweep)


def _score(dataset: Path, wanted: _Wanted, override: Path | None, *, original: bool) -> _Found:
    from dataclasses import replace

    from forgery_viewer.core.prediction import PredictionError
    from forgery_viewer.core.scoring.dataset_scores import score_dataset, select
    from forgery_viewer.core.scoring.dataset_sweep import sweep_dataset
    from forgery_viewer.core.scoring.score_summary import compare_scores

    truths = _truths(dataset, override, original=original)
    threshold = wanted.making.as_threshold()
    files = open_files(wanted.predictions, truths.index)
    chosen = select(truths, files.keys, wanted.splits, wanted.labels)
    if not len(chosen.rows):
        raise PredictionError(files.path, "has no prediction of an image whose truth is known")
    with counting("Scoring") as progress:
        scores = score_dataset(truths, files, chosen.rows, threshold, progress=progress)
    scores = replace(scores, messages=(*files.messages, *scores.messages))
    compared = swept = None
    if wanted.against is not None:
        others = open_files(wanted.against, truths.index)
        with counting("Scoring") as progress:
            theirs = score_dataset(truths, others, chosen.rows, threshold, progress=progress)
        compared = compare_scores(scores.cases, theirs.cases)
        told = (*scores.messages, *others.messages, *theirs.messages)
        scores = replace(scores, messages=told)
    if wanted.sweep:
        with counting("Sweeping") as progress:
            swept = sweep_dataset(truths, files, chosen.rows, threshold, progress=progress)
    return _Found(truths.index.root, scores, chosen.left_out, compared, swept)


def _truths(dataset: Path, override: Path | None, *, original: bool) -> Truths:
    """The data set with its truth: the corrections of its workspace, where one can be opened."""
    from forgery_viewer.core.errors import WorkspaceError
    from forgery_viewer.core.listing import list_dataset
    from forgery_viewer.core.scoring.kept_truths import KeptTruths
    from forgery_viewer.core.scoring.truth import Truths
    from forgery_viewer.core.workspace import Workspace

    index = list_dataset(dataset)
    if original:
        return Truths(index, {})
    try:
        workspace = Workspace.open(index.root, override)
    except WorkspaceError:
        if override is not None:
            raise
        return Truths(index, {})
    corrections = workspace.corrections()
    return Truths(index, corrections, KeptTruths(workspace, index, corrections))


def _as_json(found: _Found, wanted: _Wanted) -> dict[str, object]:
    from forgery_viewer.core.scoring.scores_json import (
        compared_as_json,
        scores_as_json,
        sweep_as_json,
        threshold_as_json,
    )

    json: dict[str, object] = {
        "dataset": str(found.root),
        "predictions": str(wanted.predictions),
        **threshold_as_json(wanted.making.as_threshold()),
        **scores_as_json(found.scores, found.left_out),
    }
    if found.compared is not None:
        json["against"] = {
            "predictions": str(wanted.against),
            **compared_as_json(found.compared),
        }
    if found.sweep is not None:
        json["sweep"] = sweep_as_json(found.sweep)
    return json
