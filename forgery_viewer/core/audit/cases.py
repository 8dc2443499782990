"""All checks of one case: its images, its mask, and the one against the other."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from forgery_viewer.core.audit.collecting import Collector, FileNotes
from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions
from forgery_viewer.core.audit.image_files import check_header, check_pixels
from forgery_viewer.core.audit.instances import check_instances, measure_instances, union_of
from forgery_viewer.core.audit.mask_files import add_mask_error, check_form
from forgery_viewer.core.audit.pairs import (
    Difference,
    check_headers,
    check_inside,
    check_outside,
    compare,
)
from forgery_viewer.core.audit.turned import check_square, check_turned
from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.images import ImageHeader
from forgery_viewer.core.index import Index
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.masks import MaskFile, read_mask
from forgery_viewer.core.records import AUTHENTIC, FORGED, Record, RecordKey

#: A pair of large images with its mask takes 20 bytes a pixel; so many are looked at at once.
_LARGE_PX, _MOST_LARGE = 4_000_000, 2

#: Kinds for which images are decoded, and pairs compared.
_OF_PIXELS = ("unreadable-file", "truncated-file")
_OF_PAIRS = ("changed-outside", "unchanged-inside", "transposed")

#: Kinds for which masks are read.
_OF_MASKS = (
    *_OF_PIXELS, *_OF_PAIRS, "pickle-refused", "wrong-shape", "wrong-size", "nan", "not-binary",
    "mask-form", "empty-mask", "empty-instance", "duplicate-instance", "overlapping-instances",
    "single-region", "speck",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditJob:
    """What an audit works on.

    Attributes:
        index: The data set.
        options: What is looked for.
        corrections: Files of the masks that stand for the data set's own.
        room: Held while a large image is looked at, so that few of them are in memory at once.
    """

    index: Index
    options: AuditOptions
    corrections: Mapping[RecordKey, Path]
    room: AbstractContextManager[Any] = field(default_factory=lambda: BoundedSemaphore(_MOST_LARGE))


@dataclass(frozen=True, slots=True)
class _Side:
    """One image of a case; the header is None where it cannot be read."""

    record: Record
    notes: FileNotes
    header: ImageHeader | None


def check_case(job: AuditJob, rows: Sequence[int]) -> list[AuditFinding]:
    """The findings of one case.

    Args:
        job: What the audit works on.
        rows: The row of the image; of a pair, the authentic one and then the forged.
    """
    collector = Collector(job.index.root, job.options)
    sides = []
    for row in rows:
        record = job.index.record(row)
        notes = collector.about(record.key, record.image_path)
        sides.append(_Side(record, notes, check_header(notes)))
    pixels = max((s.header.height * s.header.width for s in sides if s.header), default=0)
    try:
        with job.room if pixels >= _LARGE_PX else nullcontext():
            _check_sides(job, collector, sides)
    except MemoryError:
        reason = "The image and its mask need more memory than there is."
        sides[-1].notes.add("unreadable-file", reason)
    return collector.found


def _check_sides(job: AuditJob, collector: Collector, sides: Sequence[_Side]) -> None:
    subject = sides[-1]
    headers = [side.header for side in sides if side.header is not None]
    if len(headers) == 2:
        check_headers(subject.notes, authentic=headers[0], forged=headers[1])
    difference = _check_pixels(job.options, sides)
    if subject.record.key.label == AUTHENTIC:
        return
    correction = job.corrections.get(subject.record.key)
    path = correction or subject.record.mask_path
    if path is None:
        _check_missing(job, collector, subject.record)
    elif subject.header is not None and job.options.wants(*_OF_MASKS):
        notes = collector.about(subject.record.key, path)
        mask = _read(notes, subject.header, difference, is_correction=correction is not None)
        if mask is not None:
            _check_mask(notes, mask, difference, is_correction=correction is not None)


def _check_pixels(options: AuditOptions, sides: Sequence[_Side]) -> Difference | None:
    """Decode the images and compare a pair of one size; None where there is nothing to compare."""
    headers = [side.header for side in sides if side.header is not None]
    sizes = {(header.height, header.width) for header in headers}
    comparable = len(headers) == 2 and len(sizes) == 1 and options.wants(*_OF_PAIRS)
    if not options.decode or not (comparable or options.wants(*_OF_PIXELS)):
        return None
    images = []
    for side in sides:
        image = check_pixels(side.notes) if side.header is not None else None
        # Images that are not compared go at once: they are what takes memory.
        if comparable and image is not None:
            images.append(image)
        del image
    if len(images) < 2:
        return None
    return compare(images[0], images[1], options.difference_threshold)


def _check_missing(job: AuditJob, collector: Collector, record: Record) -> None:
    """Note that an image has no mask where it should have one."""
    key = record.key
    if key.label != FORGED:
        return
    folder = job.index.root / mask_folder(key.split)
    path = folder / f"{key.case_id}.npy"
    notes = collector.about(key, path)
    if path.is_symlink() and not path.exists():
        notes.add("dangling-link", f"The mask is a link to {path.readlink()}, which is not there.")
    elif folder.is_dir():
        notes.add("missing-mask", f"The forged image {record.image_path.name} has no mask.")


def _read(
    notes: FileNotes, header: ImageHeader, difference: Difference | None, *, is_correction: bool
) -> MaskFile | None:
    """The mask; None where it cannot be read, which is a finding."""
    height, width = header.height, header.width
    try:
        return read_mask(notes.path, height, width, allow_none=is_correction)
    except MaskError as error:
        if error.defect != "transposed" or difference is None:
            add_mask_error(notes, error)
            return None
        refused = error
    try:
        union = union_of(read_mask(notes.path, width, height).stack)
    except MaskError:
        add_mask_error(notes, refused)
    else:
        check_turned(notes, refused, union, difference)
    return None


def _check_mask(
    notes: FileNotes, mask: MaskFile, difference: Difference | None, *, is_correction: bool
) -> None:
    check_form(notes, mask)
    changed = difference.changed if difference is not None else None
    instances = measure_instances(mask.stack, changed)
    check_instances(notes, mask.stack, instances, is_correction=is_correction)
    if difference is None:
        return
    union = union_of(mask.stack)
    check_outside(notes, union, difference)
    if instances:
        check_inside(notes, union, difference, instances)
        if union.shape[0] == union.shape[1]:
            check_square(notes, union, difference)
