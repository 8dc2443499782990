"""Masks written out as the data set has them: one `.npy` stack a case, and a manifest.

The window and the command line both export through `export_masks`.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ExportError, ForgeryViewerError, MaskError, system_reason
from forgery_viewer.core.export_plan import in_order, masks_to_export
from forgery_viewer.core.images import read_header
from forgery_viewer.core.index import Index
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.masks import MaskFile, drop_empty, measure, read_mask, write_mask
from forgery_viewer.core.output_folder import check_folder
from forgery_viewer.core.records import SPLITS, Record, RecordKey
from forgery_viewer.core.workspace import Workspace

MANIFEST = "manifest.csv"
NO_INSTANCES = "has no instances, and a mask has at least one"
COLUMNS = ("split", "case_id", "instances", "area_px", "changed", "sha256")


@dataclass(frozen=True, slots=True)
class ExportedMask:
    """One mask that was written.

    Attributes:
        key: The record that the mask is of.
        path: The file written.
        instances: Channels of the mask.
        area_px: Pixels of their union.
        changed: Whether it differs from the data set's own mask.
        sha256: Checksum of the file, in hexadecimal.
    """

    key: RecordKey
    path: Path
    instances: int
    area_px: int
    changed: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did.

    Attributes:
        exported: The masks written, in the order of the manifest.
        skipped: The records whose mask could not be written, each with the reason.
        manifest: The manifest written; it lists what `exported` has.
        unsaved: Records with edits that were not saved, which are not in what was written.
        cancelled: Whether the export was stopped before its end.
    """

    exported: tuple[ExportedMask, ...]
    skipped: tuple[tuple[RecordKey, str], ...]
    manifest: Path
    unsaved: tuple[RecordKey, ...]
    cancelled: bool


@dataclass(slots=True)
class _Export:
    """An export under way."""

    index: Index
    workspace: Workspace
    out: Path
    corrected: frozenset[RecordKey]
    unsaved: frozenset[RecordKey]
    exported: list[ExportedMask] = field(default_factory=list)
    skipped: list[tuple[RecordKey, str]] = field(default_factory=list)


def export_masks(  # noqa: PLR0913 - each is asked for by the window or the command line
    index: Index,
    workspace: Workspace,
    out: Path,
    *,
    every: bool = False,
    asked: Collection[RecordKey] = (),
    among: Collection[RecordKey] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write masks to `out/{split}_masks/{case_id}.npy` and list them in `out/manifest.csv`.

    Corrected masks are written as (N, H, W) uint8 0/1, C-contiguous, without empty instances and in
    their order; masks that nobody corrected are copied byte for byte. Edits that were not saved are
    not exported. Each file appears whole or not at all, and the manifest last: it never lists what
    is not there.

    Args:
        index: The data set; its details need not have been read.
        workspace: Where the corrections are.
        out: Folder to write to; made where it does not exist.
        every: Export all masks, not the corrected ones alone.
        asked: Records to give account of: those that turn out to have nothing to write, as where
            a correction is none after all, are skipped with the reason.
        among: Export masks of these records alone; None for no such limit.
        progress: Called with the masks done and the masks there are.
        cancelled: Asked before each mask whether to stop.

    Raises:
        ExportError: `out` lies in the data set, or cannot be written.
    """
    out = _checked(index.root, out)
    corrected, unsaved = workspace.corrected_keys(), workspace.unsaved_keys()
    export = _Export(index, workspace, out, corrected, unsaved)
    rows = _plan(export, asked, among, every=every)
    _prepare(out)
    whole = _export_rows(export, rows, progress, cancelled)
    manifest = out / MANIFEST
    _write(manifest, lambda: atomic.write_bytes(manifest, _manifest(export.exported)))
    return ExportReport(
        exported=tuple(export.exported),
        skipped=tuple(export.skipped),
        manifest=manifest,
        unsaved=tuple(sorted(unsaved, key=_place_in(index))),
        cancelled=not whole,
    )


def _plan(
    export: _Export,
    asked: Collection[RecordKey],
    among: Collection[RecordKey] | None,
    *,
    every: bool,
) -> list[int]:
    """The rows with a mask to write; what is known to have none is skipped already."""
    index = export.index
    rows, lacking = masks_to_export(index, export.corrected, every=every)
    if among is not None:
        rows = [row for row in rows if index.key(row) in among]
        lacking = {key: reason for key, reason in lacking.items() if key in among}
    export.skipped += lacking.items()
    written = {index.key(row) for row in rows}
    for key in in_order(set(asked) - written - set(lacking)):
        export.skipped.append((key, _why_left_out(export, key)))
    return rows


def _export_rows(
    export: _Export,
    rows: Sequence[int],
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> bool:
    """Write the masks of some rows; False where it was cancelled before the last one."""
    for done, row in enumerate(rows):
        if cancelled is not None and cancelled():
            return False
        _export_row(export, row)
        if progress is not None:
            progress(done + 1, len(rows))
    return True


def why_not_there(root: Path, out: Path) -> str:
    """Why masks of the data set in `root` are not exported to a folder; "" where they can be."""
    try:
        _checked(root, out)
    except ExportError as error:
        return error.reason
    return ""


def _checked(root: Path, out: Path) -> Path:
    # What lies elsewhere by a link of the target's is looked at as well.
    return check_folder(root, out, [mask_folder(split) for split in SPLITS])


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        # An earlier manifest would be wrong from the first file on.
        with suppress(FileNotFoundError):
            (out / MANIFEST).unlink()
    except OSError as error:
        raise ExportError(out, f"cannot be written: {system_reason(error)}") from error


def _why_left_out(export: _Export, key: RecordKey) -> str:
    if key in export.unsaved:
        return "has edits that are not saved"
    with suppress(KeyError):
        if export.index.record(export.index.row_of(key)).mask_path is not None:
            return "is as the data set has it, and no correction"
    return NO_INSTANCES


def _export_row(export: _Export, row: int) -> None:
    record = export.index.record(row)
    try:
        height, width = _size(record)
        if record.key in export.corrected:
            _export_correction(export, record, height, width)
        else:
            _export_copy(export, record, height, width)
    except ExportError:
        raise
    except ForgeryViewerError as error:
        export.skipped.append((record.key, str(error)))


def _size(record: Record) -> tuple[int, int]:
    if record.height is not None and record.width is not None:
        return record.height, record.width
    header = read_header(record.image_path)
    return header.height, header.width


def _export_correction(export: _Export, record: Record, height: int, width: int) -> None:
    stack = export.workspace.load_correction(record.key, height, width)
    stack = None if stack is None else drop_empty(stack)
    if stack is None or not len(stack):
        export.skipped.append((record.key, NO_INSTANCES))
        return
    target = _target(export, record)
    _write(target, lambda: write_mask(target, stack))
    original = _original(record, height, width)
    changed = original is None or not np.array_equal(original, stack)
    _note(export, record.key, MaskFile(stack, ""), changed=changed)


def _export_copy(export: _Export, record: Record, height: int, width: int) -> None:
    source = record.mask_path
    if source is None:
        export.skipped.append((record.key, "has no mask"))
        return
    mask = read_mask(source, height, width)
    target = _target(export, record)
    _write(target, lambda: atomic.copy_file(source, target))
    _note(export, record.key, mask, changed=False)


def _original(record: Record, height: int, width: int) -> NDArray[np.uint8] | None:
    if record.mask_path is None:
        return None
    try:
        return read_mask(record.mask_path, height, width).stack
    except MaskError:
        return None


def _target(export: _Export, record: Record) -> Path:
    return export.out / mask_folder(record.key.split) / f"{record.key.case_id}.npy"


def _note(export: _Export, key: RecordKey, mask: MaskFile, *, changed: bool) -> None:
    figures = measure(mask)
    path = export.out / mask_folder(key.split) / f"{key.case_id}.npy"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    exported = ExportedMask(key, path, figures.instances, figures.area_px, changed, digest)
    export.exported.append(exported)


def _write(path: Path, write: Callable[[], None]) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        write()
    except OSError as error:
        raise ExportError(path, f"cannot be written: {system_reason(error)}") from error


def _manifest(exported: list[ExportedMask]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for mask in exported:
        changed = "true" if mask.changed else "false"
        writer.writerow((mask.key.split, mask.key.case_id, mask.instances, mask.area_px, changed,
                         mask.sha256))  # fmt: skip
    return text.getvalue().encode()


def _place_in(index: Index) -> Callable[[RecordKey], tuple[int, RecordKey]]:
    def place(key: RecordKey) -> tuple[int, RecordKey]:
        try:
            return index.row_of(key), key
        except KeyError:
            return len(index), key

    return place
