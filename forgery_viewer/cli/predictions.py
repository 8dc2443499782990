"""Arguments that commands about finished predictions share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from forgery_viewer.core.index import Index
    from forgery_viewer.core.prediction_files.found import PredictionFiles
    from forgery_viewer.core.thresholding import Threshold

#: Messages that are listed for a person; machines get them all.
_LISTED = 20


class Group(StrEnum):
    """Which regions of a map make one instance."""

    ONE = "one"
    EACH = "each"


def _labels(names: list[str]) -> list[str]:
    """Labels as given, or a message about one that there is not."""
    from forgery_viewer.core.records import LABELS

    for name in names:
        if name not in LABELS:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(LABELS)}")
    return names


Predictions = Annotated[
    Path,
    typer.Argument(
        help="A submission (.csv), or a folder of masks (.npy, .png) or probability maps "
        "(.npz, .npy), named by case id, flat or by split and label.",
        show_default=False,
    ),
]
LabelOption = Annotated[
    list[str],
    typer.Option(
        "--label",
        callback=_labels,
        help="Only authentic, forged or unlabelled images, predicted or not; may be given several "
        "times. By default those of every split and label of which anything is predicted.",
        show_default=False,
    ),
]
ThresholdOption = Annotated[
    float,
    typer.Option(
        "--threshold", min=0.0, max=1.0, help="Pixels of a map at least so probable are marked."
    ),
]
MinAreaOption = Annotated[
    int,
    typer.Option(
        "--min-area",
        "--least-area",
        min=0,
        help="Regions of fewer pixels are left out, also of masks.",
    ),
]
FillHolesOption = Annotated[
    int,
    typer.Option(
        "--fill-holes",
        "--holes",
        min=0,
        help="Holes of at most so many pixels are filled, also of masks.",
    ),
]
GroupOption = Annotated[
    Group,
    typer.Option(
        "--group", "--grouping", help="Regions of a map: all make one instance, or each makes one."
    ),
]


@dataclass(frozen=True)
class Making:
    """How maps become masks, as it was asked for."""

    threshold: float
    min_area: int
    fill_holes: int
    group: Group

    def as_threshold(self) -> Threshold:
        """The same for the core."""
        from forgery_viewer.core.thresholding import Grouping, Threshold

        return Threshold(self.threshold, self.min_area, self.fill_holes, Grouping(self.group.value))


def open_files(predictions: Path, index: Index) -> PredictionFiles:
    """The predictions, of which there is at least one.

    Raises:
        PredictionError: They cannot be read, or none is of an image of the data set.
    """
    from forgery_viewer.core.prediction import PredictionError
    from forgery_viewer.core.prediction_files.opening import open_predictions

    files = open_predictions(predictions, index)
    if not files.keys:
        told = "".join(f"; {message}" for message in files.messages)
        raise PredictionError(files.path, f"has no prediction of any image of {index.root}{told}")
    return files


def print_messages(messages: Sequence[str]) -> None:
    """Tell what was odd on standard error, the first of it where that is much."""
    for message in messages[:_LISTED]:
        typer.echo(message, err=True)
    if len(messages) > _LISTED:
        more = f"and {len(messages) - _LISTED:,} more messages: --json has them all"
        typer.echo(more, err=True)
