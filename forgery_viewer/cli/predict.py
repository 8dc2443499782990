"""The command that predicts a data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting, or_exit, print_json
from forgery_viewer.cli.program import Dataset, JsonOption, WorkspaceOption, cli
from forgery_viewer.cli.reading import SplitOption, read_dataset

if TYPE_CHECKING:
    from forgery_viewer.core.index import Index
    from forgery_viewer.core.kept_predictions import KeptPredictions
    from forgery_viewer.core.predicting_to_folder import FolderReport
    from forgery_viewer.core.prediction import Predictor
    from forgery_viewer.core.records import RecordKey
    from forgery_viewer.core.thresholding import Threshold

#: Reasons that are listed for a person; machines get them all.
_LISTED = 20


class Device(StrEnum):
    """Where networks run."""

    AUTO = "auto"
    CUDA = "cuda"
    MPS = "mps"
    CPU = "cpu"


class Form(StrEnum):
    """What is written of a prediction."""

    EITHER = "either"
    MAPS = "maps"
    MASKS = "masks"


class GroupingName(StrEnum):
    """Which regions make one instance."""

    ONE = "one"
    EACH = "each"
    PAIRS = "pairs"


PredictorOption = Annotated[
    str,
    typer.Option(
        "--predictor",
        metavar="NAME|FILE",
        help="A name that `predictors` lists; a network's file; or finished predictions, as a "
        "submission or a folder.",
    ),
]
ContractOption = Annotated[
    Path | None,
    typer.Option(
        help="The network's contract, where it does not lie beside it.", show_default=False
    ),
]
TrustOption = Annotated[
    bool,
    typer.Option("--trust", help="Load the network although that may execute code, for once."),
]
FilterOption = Annotated[
    str, typer.Option("--filter", help="Only these images, as in the window: label:forged n>=2")
]
ThresholdOption = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help="Probabilities from here on are forged; 0.5, or as in the contract.",
        show_default=False,
    ),
]
LeastAreaOption = Annotated[
    int | None,
    typer.Option(min=0, help="Smaller regions are none, in pixels.", show_default=False),
]
GroupingOption = Annotated[
    GroupingName, typer.Option(help="Which regions of a map make one instance.")
]
FormOption = Annotated[
    Form, typer.Option("--write", help="Maps, masks, or of each image what the predictor gives.")
]


@dataclass(frozen=True)
class _Wanted:
    """What is to be predicted, and how."""

    predictor: str
    contract: Path | None
    device: Device
    trust: bool
    splits: Sequence[str]
    filter_text: str
    threshold: float | None
    least_area_px: int | None
    holes_px: int
    grouping: GroupingName
    form: Form
    fresh: bool


@cli.command()
def predict(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    predictor: PredictorOption,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; goes on where it was.")],
    *,
    contract: ContractOption = None,
    device: Annotated[Device, typer.Option(help="Where a network runs.")] = Device.AUTO,
    trust: TrustOption = False,
    split: SplitOption = [],  # noqa: B006 - typer copies it
    filter_text: FilterOption = "",
    threshold: ThresholdOption = None,
    least_area: LeastAreaOption = None,
    holes: Annotated[int, typer.Option(min=0, help="Holes up to here are filled, in pixels.")] = 0,
    grouping: GroupingOption = GroupingName.ONE,
    form: FormOption = Form.EITHER,
    fresh: Annotated[bool, typer.Option("--fresh", help="Predict every image anew.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Predict the images of a data set: maps or masks, and a submission.

    Exits with 1 where some images have no prediction, and with 2 where none can be made.
    """
    wanted = _Wanted(predictor, contract, device, trust, split, filter_text, threshold, least_area,
                     holes, grouping, form, fresh)  # fmt: skip
    report = or_exit(lambda: _predict(dataset, wanted, out, workspace))
    if as_json:
        print_json(_as_json(report))
    else:
        _print_report(report)
    raise typer.Exit(1 if report.failed else 0)


def _predict(dataset: Path, wanted: _Wanted, out: Path, override: Path | None) -> FolderReport:
    from forgery_viewer.core.output_folder import output_folder
    from forgery_viewer.core.predicting_to_folder import predict_to_folder
    from forgery_viewer.core.prediction_folder import FileForm
    from forgery_viewer.predictors.opening import NetworkOptions, open_predictor

    index, keys, kept = _chosen(dataset, wanted, override)
    options = NetworkOptions(wanted.contract, wanted.device, wanted.trust)
    predictor = open_predictor(wanted.predictor, index, options)
    kept_contract = getattr(predictor, "kept_contract", None)
    if kept_contract is not None:
        typer.echo(f"The contract of {predictor.name} is kept in {kept_contract}", err=True)
    try:
        with output_folder(index.root, out) as folder, counting("Predicting") as progress:
            return predict_to_folder(
                predictor,
                index,
                keys,
                folder,
                threshold=_threshold(predictor, wanted),
                form=FileForm(wanted.form.value),
                kept=kept,
                fresh=wanted.fresh,
                progress=progress,
            )
    finally:
        predictor.close()


def _chosen(
    dataset: Path, wanted: _Wanted, override: Path | None
) -> tuple[Index, list[RecordKey], KeptPredictions | None]:
    """The data set, the records to predict, and where results are kept."""
    import numpy as np

    from forgery_viewer.core.errors import WorkspaceError
    from forgery_viewer.core.filter_language import FilterSyntaxError, parse_filter
    from forgery_viewer.core.kept_predictions import KeptPredictions
    from forgery_viewer.core.listing import list_dataset
    from forgery_viewer.core.prediction_store import PredictionStore
    from forgery_viewer.core.workspace import Workspace

    try:
        wanted_rows = parse_filter(wanted.filter_text)
    except FilterSyntaxError as error:
        raise typer.BadParameter(str(error), param_hint="--filter") from error
    workspace: Workspace | None
    if wanted.filter_text:
        # What a filter asks for may stand in the files.
        reading = read_dataset(dataset, override, reviewed=False, fresh=False)
        index, workspace = reading.index, reading.workspace
    else:
        index = list_dataset(dataset)
        try:
            workspace = Workspace.open(index.root, override)
        except WorkspaceError:
            if override is not None:
                raise
            workspace = None
    rows = wanted_rows.accepts(index) & np.isin(index.column("split").astype(str), wanted.splits)
    kept = None if workspace is None else KeptPredictions(index, PredictionStore(workspace))
    return index, [index.key(row) for row in np.flatnonzero(rows).tolist()], kept


def _threshold(predictor: Predictor, wanted: _Wanted) -> Threshold:
    """What the command line says, else what the predictor suggests, else what is usual."""
    from forgery_viewer.core.thresholding import Grouping, Threshold

    suggested = getattr(predictor, "suggested", None)
    usual = suggested if isinstance(suggested, Threshold) else Threshold()
    return Threshold(
        usual.value if wanted.threshold is None else wanted.threshold,
        usual.least_area_px if wanted.least_area_px is None else wanted.least_area_px,
        wanted.holes_px,
        Grouping(wanted.grouping.value),
    )


def _as_json(report: FolderReport) -> dict[str, object]:
    path, rows = report.submission
    return {
        "predicted": report.predicted,
        "from_workspace": report.kept,
        "there_already": report.there,
        "failed": [
            dict(zip(("split", "label", "case_id"), key, strict=True)) | {"reason": reason}
            for key, reason in report.failed
        ],
        "notes": [{"note": note, "images": count} for note, count in report.notes.items()],
        "submission": str(path),
        "submission_rows": rows,
    }


def _print_report(report: FolderReport) -> None:
    from forgery_viewer.core.number_text import counted

    parts = [(report.predicted, "predicted"), (report.kept, "taken from the workspace"),
             (report.there, "there already")]  # fmt: skip
    said = [f"{counted(number, 'image')} {words}" for number, words in parts if number]
    typer.echo(", ".join(said) or "No image was predicted")
    path, rows = report.submission
    typer.echo(f"Submission of {counted(rows, 'image')}: {path}")
    for note, count in report.notes.items():
        typer.echo(f"{counted(count, 'image')}: {note}", err=True)
    if report.not_kept:
        typer.echo(f"Results were not kept in the workspace: {report.not_kept}", err=True)
    for key, reason in report.failed[:_LISTED]:
        typer.echo(f"Not predicted, {key}: {reason}", err=True)
    if len(report.failed) > _LISTED:
        typer.echo(f"and {len(report.failed) - _LISTED:,} more: --json lists them", err=True)
