"""The command that writes a submission."""

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
from forgery_viewer.core.number_text import counted

if TYPE_CHECKING:
    from forgery_viewer.core.prediction_files.writing import WrittenSubmission


@dataclass(frozen=True)
class _Wanted:
    """What is to be written, and where."""

    predictions: Path
    out: Path
    splits: list[str]
    labels: list[str]
    making: Making
    reviewed: bool


@cli.command()
def submission(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    predictions: Predictions,
    out: Annotated[Path, typer.Option("--out", help="File to write, as submission.csv.")],
    *,
    split: SplitOption = [],  # noqa: B006 - typer copies it
    label: LabelOption = [],  # noqa: B006
    threshold: ThresholdOption = 0.5,
    min_area: MinAreaOption = 0,
    fill_holes: FillHolesOption = 0,
    group: GroupOption = Group.ONE,
    reviewed: Annotated[
        bool,
        typer.Option("--reviewed", help="Take saved corrections in place of predictions."),
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a submission of masks, maps or another submission.

    A submission is read, checked, and written anew: what cannot be read in it becomes authentic.
    """
    making = Making(threshold, min_area, fill_holes, group)
    wanted = _Wanted(predictions, out, split, label, making, reviewed)
    written = or_exit(lambda: _write(dataset, wanted, workspace))
    if as_json:
        print_json(
            {
                "file": str(written.path),
                "images": written.rows,
                "authentic": written.authentic,
                "instances": written.instances,
                "messages": list(written.messages),
            }
        )
        return
    print_messages(written.messages)
    forged = written.rows - written.authentic
    typer.echo(
        f"{written.rows:,} images written, {forged:,} of them forged with "
        f"{counted(written.instances, 'instance')}"
    )
    typer.echo(f"Written: {written.path}")


def _write(dataset: Path, wanted: _Wanted, override: Path | None) -> WrittenSubmission:
    from dataclasses import replace

    from forgery_viewer.core.listing import list_dataset
    from forgery_viewer.core.prediction_files.writing import (
        SubmissionSource,
        keys_to_submit,
        write_submission,
    )
    from forgery_viewer.core.records import LABELS
    from forgery_viewer.core.workspace import Workspace

    index = list_dataset(dataset)
    files = open_files(wanted.predictions, index)
    corrections = Workspace.open(index.root, override).corrections() if wanted.reviewed else {}
    keys = keys_to_submit(
        index,
        {*files.keys, *corrections},
        wanted.splits,
        wanted.labels or LABELS,
        every=bool(wanted.labels),
    )
    source = SubmissionSource(index, files, wanted.making.as_threshold(), corrections)
    with counting("Writing") as progress:
        written = write_submission(source, keys, wanted.out, progress=progress)
    return replace(written, messages=(*files.messages, *written.messages))
