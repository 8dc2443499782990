"""The command that looks for everything wrong in a data set."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forgery_viewer.cli.output import counting, or_exit, print_json
from forgery_viewer.cli.program import Dataset, JsonOption, WorkspaceOption, cli

if TYPE_CHECKING:
    from rich.console import Console

    from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions, AuditReport

#: Findings of a kind that are listed for a person; machines get them all.
_LISTED = 20


def _kinds(names: list[str]) -> list[str]:
    """Kinds of findings as given, or a message about the one that is none."""
    from forgery_viewer.core.audit.kinds import KINDS

    for name in names:
        if name not in KINDS:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(KINDS)}")
    return names


OnlyOption = Annotated[
    list[str],
    typer.Option(callback=_kinds, help="Look for this kind alone; may be given several times."),
]
IgnoreOption = Annotated[
    list[str],
    typer.Option(callback=_kinds, help="Do not look for this kind; may be given several times."),
]
DifferenceOption = Annotated[
    int, typer.Option(min=8, max=32, help="Smaller differences of a pair are noise, of 255.")
]
ChangedOption = Annotated[
    int, typer.Option(min=0, help="Smaller changes outside the mask are only counted.")
]
QuickOption = Annotated[
    bool, typer.Option("--quick", help="Decode no image: pairs are not compared.")
]
EveryOption = Annotated[
    bool, typer.Option("--all", help=f"List more than {_LISTED} findings of a kind.")
]
ReviewedOption = Annotated[
    bool,
    typer.Option(
        "--reviewed",
        help="Look at corrected masks in place of the data set's own, and leave out what a "
        "reviewer ignored; also where --workspace is given.",
    ),
]


@cli.command()
def check(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    *,
    as_json: JsonOption = False,
    only: OnlyOption = [],  # noqa: B006 - typer copies it
    ignore: IgnoreOption = [],  # noqa: B006
    difference: DifferenceOption = 16,
    speck_px: Annotated[int, typer.Option(min=0, help="Smaller regions are specks.")] = 16,
    changed_px: ChangedOption = 64,
    quick: QuickOption = False,
    every: EveryOption = False,
    reviewed: ReviewedOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List what is wrong, or odd, with reasons and repairs.

    Exits with 1 where there is an error, 0 where there is none, 2 where no data set can be read.
    """
    from forgery_viewer.core.audit.findings import AuditOptions

    options = AuditOptions(
        difference_threshold=difference,
        speck_px=speck_px,
        changed_px=changed_px,
        only=frozenset(only),
        ignore=frozenset(ignore),
        decode=not quick,
    )
    report = or_exit(lambda: _audit(dataset, options, workspace, reviewed=reviewed))
    if as_json:
        print_json([finding.as_json() for finding in report.findings])
    else:
        _print_report(report, most=len(report.findings) if every else _LISTED)
    raise typer.Exit(1 if report.count("error") else 0)


def _audit(
    dataset: Path, options: "AuditOptions", override: Path | None, *, reviewed: bool
) -> "AuditReport":
    from forgery_viewer.core.audit.auditing import audit
    from forgery_viewer.core.ignored import FindingId, IgnoredFindings
    from forgery_viewer.core.listing import list_dataset
    from forgery_viewer.core.workspace import Workspace

    index = list_dataset(dataset)
    # A check of the data alone leaves no trace, not even an empty workspace.
    wanted = reviewed or override is not None
    workspace = Workspace.open(index.root, override) if wanted else None
    with counting("Checking") as progress:
        report = audit(index, workspace=workspace, options=options, progress=progress)
    if workspace is None:
        return report
    ignored = IgnoredFindings(workspace.root).read()
    left = (finding for finding in report.findings if FindingId.of(finding) not in ignored)
    return replace(report, findings=tuple(left))


def _print_report(report: "AuditReport", most: int) -> None:
    """List the findings for a person, by severity and kind, and count them."""
    from rich.console import Console

    from forgery_viewer.core.audit.kinds import KINDS
    from forgery_viewer.core.audit.wording import counted

    console = Console(highlight=False)
    for (severity, kind), group in groupby(report.findings, lambda f: (f.severity, f.kind)):
        findings = list(group)
        colour = {"error": "red", "warning": "yellow", "info": "blue"}[severity]
        count = f"{len(findings):,}"
        _print_line(console, 0, (f"{severity:8}", f"bold {colour}"), (KINDS[kind].title, "bold"),
                    (f"  {kind}, {count}", "dim"))  # fmt: skip
        _print_findings(console, findings, most)
    images = counted(report.rows, "image")
    errors, warnings = (counted(report.count(name), name) for name in ("error", "warning"))
    notes = counted(report.count("info"), "note")
    _print_line(console, 0, (f"{errors}, {warnings} and {notes} in {images}", "bold"))


def _print_findings(console: "Console", findings: Sequence["AuditFinding"], most: int) -> None:
    for finding in findings[:most]:
        _print_line(console, 2, (finding.file, ""), (f"  {finding.reason}", "dim"))
        if finding.repair:
            _print_line(console, 6, (f"Repair: {finding.repair}", "green"))
    if len(findings) > most:
        _print_line(console, 2, (f"and {len(findings) - most:,} more: --all lists them", "italic"))


def _print_line(console: "Console", indent: int, *parts: tuple[str, str]) -> None:
    """Print one line; in a terminal a longer one goes on below its own beginning."""
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble(*parts)
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, indent)))
    else:
        typer.echo(" " * indent + text.plain)
