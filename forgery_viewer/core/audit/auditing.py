"""The audit as a whole: which checks there are, and how the files are shared among threads."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.cases import AuditJob, check_case
from forgery_viewer.core.audit.collecting import Collector
from forgery_viewer.core.audit.contents import (
    DataFile,
    Fingerprint,
    check_contents,
    files_of_equal_size,
    fingerprint,
)
from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions, AuditReport, in_order
from forgery_viewer.core.audit.layout_files import check_layout
from forgery_viewer.core.index import Index
from forgery_viewer.core.parallel import Cancelled, Progress, in_parallel
from forgery_viewer.core.workspace import Workspace

_Result: TypeAlias = list[AuditFinding] | Fingerprint


def audit(
    index: Index,
    *,
    workspace: Workspace | None = None,
    options: AuditOptions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    between: Callable[[], None] | None = None,
) -> AuditReport:
    """Everything wrong, or odd, in a data set.

    The index need not know the details: all files are looked at as they are now.

    Args:
        index: The data set.
        workspace: With it, corrected masks are looked at in place of the data set's own; without
            it, the data set's files alone.
        options: What to look for; by default everything.
        progress: Called with the steps done and the steps there are, from the calling thread.
        cancelled: Asked now and then, in the calling thread, whether to stop; the report then has
            what was found until then.
        between: Called before each step, on the thread that takes it.
    """
    job = _job(index, workspace, options)
    collector = Collector(index.root, job.options)
    check_layout(collector, index)
    _check_ids(collector, index, range(len(index)))
    steps: list[tuple[int, ...] | DataFile] = [*_cases(index, range(len(index)))]
    if job.options.wants("identical-files", "contradicting-labels"):
        steps += files_of_equal_size(index)

    def take(step: tuple[int, ...] | DataFile) -> _Result:
        if between is not None:
            between()
        return fingerprint(step) if isinstance(step, DataFile) else check_case(job, step)

    results = in_parallel(take, steps, progress=progress, cancelled=cancelled)
    check_contents(collector, [found for found in results if isinstance(found, Fingerprint)])
    found = [finding for part in results if isinstance(part, list) for finding in part]
    return AuditReport(
        in_order([*collector.found, *found]),
        rows=len(index),
        cancelled=len(results) < len(steps),
        options=job.options,
    )


def audit_rows(
    index: Index,
    rows: Sequence[int] | NDArray[np.intp],
    *,
    workspace: Workspace | None = None,
    options: AuditOptions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> AuditReport:
    """The findings whose record is one of some rows, as `audit` gives them.

    What is found in a pair belongs to the row of the forged image. Left out is what takes the whole
    data set to see: files of the same content, and those that lie about in its folders. Arguments
    as `audit`.
    """
    job = _job(index, workspace, options)
    collector = Collector(index.root, job.options)
    _check_ids(collector, index, rows)
    cases = _cases(index, rows)
    results = in_parallel(
        lambda case: check_case(job, case), cases, progress=progress, cancelled=cancelled
    )
    wanted = {index.key(int(row)) for row in rows}
    found = [finding for part in results for finding in part if finding.key in wanted]
    return AuditReport(
        in_order([*collector.found, *found]),
        rows=len(rows),
        cancelled=len(results) < len(cases),
        options=job.options,
    )


def _job(index: Index, workspace: Workspace | None, options: AuditOptions | None) -> AuditJob:
    corrections = workspace.corrections() if workspace is not None else {}
    return AuditJob(index, options or AuditOptions(), corrections)


def _cases(index: Index, rows: Iterable[int]) -> list[tuple[int, ...]]:
    """The rows of each case that has one of some rows, the authentic image of a pair first."""
    partner = index.column("partner")
    cases: dict[tuple[int, ...], None] = {}
    for row in map(int, rows):
        other = int(partner[row])
        # Pairs lie side by side in an index, the authentic one first.
        case = (row,) if other < 0 else (min(row, other), max(row, other))
        cases[case] = None
    return list(cases)


def _check_ids(collector: Collector, index: Index, rows: Iterable[int]) -> None:
    """Note ids that an earlier split has as well."""
    if not collector.options.wants("id-collision"):
        return
    splits, case_ids = index.column("split"), index.column("case_id")
    first: dict[str, str] = {}
    # Rows are listed split by split.
    for case_id, split in zip(case_ids, splits, strict=True):
        first.setdefault(case_id, split)
    for row in map(int, rows):
        key = index.key(row)
        if first[key.case_id] != key.split and index.mask_owner(row) in (row, None):
            notes = collector.about(key, Path(index.column("image_path")[row]))
            reason = f"The case id {key.case_id} is also that of another image in "
            notes.add("id-collision", f"{reason}{first[key.case_id]}.")
