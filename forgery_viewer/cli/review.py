"""The command that lists what is decided about a data set, and decides about many cases."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting, or_exit, print_json
from forgery_viewer.cli.program import Dataset, JsonOption, WorkspaceOption, cli
from forgery_viewer.cli.reading import read_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from forgery_viewer.core.index import Index
    from forgery_viewer.core.records import RecordKey
    from forgery_viewer.core.review import Decision
    from forgery_viewer.core.workspace import Workspace
    from forgery_viewer.state.file_reviews import FileReviews, SetReport

_LISTED = 20


class ReviewState(StrEnum):
    """What can be decided."""

    OPEN = "open"
    APPROVED = "approved"
    NEEDS_WORK = "needs-work"
    SKIPPED = "skipped"


FilterOption = Annotated[
    str | None,
    typer.Option(
        "--filter",
        help="Only these images, as in the window: review:open coverage>5",
        show_default=False,
    ),
]
StateOption = Annotated[
    ReviewState | None,
    typer.Option("--set", help="Decide this about each of them.", show_default=False),
]
NoteOption = Annotated[
    str | None,
    typer.Option(help="With --set: what is noted of each of them.", show_default=False),
]
ReviewerOption = Annotated[
    str | None,
    typer.Option(
        help="With --set: who decides; by default the user of this computer.", show_default=False
    ),
]


@dataclass(frozen=True)
class _Wanted:
    """What is to be listed or decided."""

    filter_text: str | None
    state: ReviewState | None
    note: str | None
    reviewer: str | None
    log: bool


@dataclass(frozen=True)
class _Found:
    """What there was to tell."""

    root: Path
    reviews: FileReviews
    keys: Sequence[RecordKey]
    report: SetReport | None
    log: Sequence[Decision] | None


@cli.command()
def review(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    *,
    as_json: JsonOption = False,
    filter_text: FilterOption = None,
    state: StateOption = None,
    note: NoteOption = None,
    reviewer: ReviewerOption = None,
    log: Annotated[
        bool, typer.Option("--log", help="List every decision there ever was, oldest first.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List which cases are reviewed, or decide about many at once.

    Exits with 1 where some could not be decided, and with 2 where none could.
    """
    if state is not None and filter_text is None:
        raise typer.BadParameter("say which images: --filter '' means all", param_hint="--set")
    for given, name in ((note, "--note"), (reviewer, "--reviewer")):
        if given is not None and state is None:
            raise typer.BadParameter("is for decisions: give --set as well", param_hint=name)
    wanted = _Wanted(filter_text, state, note, reviewer, log)
    found = or_exit(lambda: _review(dataset, wanted, workspace))
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found)
    raise typer.Exit(1 if found.report is not None and found.report.failed else 0)


def _review(dataset: Path, wanted: _Wanted, override: Path | None) -> _Found:
    from forgery_viewer.core.filter_language import FilterSyntaxError, parse_filter
    from forgery_viewer.core.listing import list_dataset
    from forgery_viewer.core.review import Verdict
    from forgery_viewer.core.user_name import user_name
    from forgery_viewer.core.workspace import Workspace
    from forgery_viewer.state.file_reviews import FileReviews

    try:
        parse_filter(wanted.filter_text or "")
    except FilterSyntaxError as error:
        raise typer.BadParameter(str(error), param_hint="--filter") from error
    if wanted.filter_text:
        # What a filter asks for may stand in the files.
        index = read_dataset(dataset, override, reviewed=True, fresh=False).index
    else:
        index = list_dataset(dataset)
    place = Workspace.open(index.root, override)
    with _alone(place, needed=wanted.state is not None):
        reviews = FileReviews(index, place)
        keys = _chosen(index, reviews, wanted.filter_text or "")
        report = None
        if wanted.state is not None:
            verdict, who = Verdict(wanted.state.value), wanted.reviewer
            who = user_name() if who is None else who
            with counting("Deciding") as progress:
                report = reviews.decide(
                    keys, verdict, note=wanted.note, reviewer=who, progress=progress
                )
    chosen = set(keys)
    log = [made for made in reviews.store.log() if made.key in chosen] if wanted.log else None
    return _Found(index.root, reviews, keys, report, log)


@contextmanager
def _alone(workspace: Workspace, *, needed: bool) -> Iterator[None]:
    """Keep windows from deciding at the same time; WorkspaceError where one is open."""
    from forgery_viewer.core.errors import WorkspaceError
    from forgery_viewer.core.workspace_lock import WorkspaceLock

    lock = WorkspaceLock(workspace.root)
    if not needed:
        yield
        return
    if not lock.take():
        owner = lock.owner()
        who = f" ({owner.words})" if owner is not None else ""
        reason = f"is in use: a window{who} changes this data set; close it first"
        raise WorkspaceError(workspace.root, reason)
    lock.sign()
    try:
        yield
    finally:
        lock.release()


def _chosen(index: Index, reviews: FileReviews, filter_text: str) -> list[RecordKey]:
    from forgery_viewer.core.filter_language import parse_filter

    if not filter_text:
        return reviews.keys
    with counting("Reading masks") as progress:
        accepted = parse_filter(filter_text).accepts(index, reviews.extras(progress))
    return [key for key in reviews.keys if accepted[index.row_of(key)]]


def _as_json(found: _Found) -> dict[str, object]:
    counts = found.reviews.counts(found.keys)
    told: dict[str, object] = {
        "dataset": str(found.root),
        "counts": {
            "total": counts.total,
            "reviewed": counts.reviewed,
            "open": counts.open,
            "edited_since": counts.edited_since,
            "approved": counts.approved,
            "needs_work": counts.needs_work,
            "skipped": counts.skipped,
        },
        "cases": [_case(found.reviews, key) for key in found.keys],
    }
    if found.report is not None:
        told["set"] = [key._asdict() for key in (made.key for made in found.report.made)]
        told["same"] = [key._asdict() for key in found.report.same]
        told["failed"] = [
            {**key._asdict(), "reason": reason} for key, reason in found.report.failed
        ]
    if found.log is not None:
        told["log"] = [
            {
                **decision.key._asdict(),
                "from": decision.before.value,
                "to": decision.verdict.value,
                **_about(decision),
            }
            for decision in found.log
        ]
    return told


def _case(reviews: FileReviews, key: RecordKey) -> dict[str, object]:
    standing, decision = reviews.standings()[key], reviews.decisions.get(key)
    nobody = {"note": "", "reviewer": None, "decided_at": None, "mask_digest": None}
    about = nobody if decision is None else _about(decision)
    return {**key._asdict(), "state": standing.name_in_filter, **about}


def _about(decision: Decision) -> dict[str, object]:
    return {
        "note": decision.note,
        "reviewer": decision.reviewer,
        "decided_at": decision.decided_at.isoformat(timespec="milliseconds"),
        "mask_digest": decision.mask_digest,
    }


def _print(found: _Found) -> None:
    from forgery_viewer.core.number_text import counted

    if found.report is not None:
        _print_report(found.report)
    elif found.log is not None:
        for decision in found.log:
            change = f"{decision.before.words} to {decision.verdict.words.lower()}"
            _print_line(decision, change)
    else:
        for key in found.keys:
            held = found.reviews.decisions.get(key)
            if held is not None:
                _print_line(held, found.reviews.standings()[key].words)
    counts = found.reviews.counts(found.keys)
    details = f": {counts.details}" if counts.details else ""
    typer.echo(f"{counts.reviewed:,} of {counted(counts.total, 'image')} reviewed{details}")
    if found.reviews.store.aside is not None:
        aside = found.reviews.store.aside
        typer.echo(f"The review was damaged and is kept aside: {aside}", err=True)


def _print_line(decision: Decision, words: str) -> None:
    when = decision.decided_at.astimezone()
    by = decision.reviewer or "somebody"
    note = f"  {decision.note}" if decision.note else ""
    typer.echo(f"{decision.key}  {words}, {by}, {when:%Y-%m-%d %H:%M}{note}")


def _print_report(report: SetReport) -> None:
    from forgery_viewer.core.number_text import counted

    said = counted(len(report.made), "image")
    if report.made:
        said += f" set to {report.made[0].verdict.words.lower()}"
    else:
        said = "No image was set"
    if report.same:
        said += f", {len(report.same):,} as before"
    typer.echo(said)
    for key, reason in report.failed[:_LISTED]:
        typer.echo(f"Not decided, {key}: {reason}", err=True)
    if len(report.failed) > _LISTED:
        typer.echo(f"and {len(report.failed) - _LISTED:,} more: --json lists them", err=True)
