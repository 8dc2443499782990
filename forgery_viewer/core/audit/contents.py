"""Files of the same content, byte for byte."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forgery_viewer.core.audit.collecting import Collector
from forgery_viewer.core.audit.wording import MOST_LISTED, listed
from forgery_viewer.core.index import Index
from forgery_viewer.core.records import AUTHENTIC, FORGED, RecordKey


@dataclass(frozen=True, slots=True)
class DataFile:
    """An image or mask file and the record that it belongs to."""

    path: Path
    key: RecordKey
    is_image: bool


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The checksum of a file's content; "" where it cannot be read."""

    file: DataFile
    sha256: str


def files_of_equal_size(index: Index) -> list[DataFile]:
    """The files that could have the same content as another: only those need be read."""
    by_size: dict[tuple[bool, int], list[DataFile]] = defaultdict(list)
    for file in _files(index):
        try:
            size = file.path.stat().st_size
        except OSError:
            continue
        # Empty files are all alike, and are findings already.
        if size:
            by_size[file.is_image, size].append(file)
    return [file for files in by_size.values() if len(files) > 1 for file in files]


def fingerprint(file: DataFile) -> Fingerprint:
    """Read a file and take its checksum."""
    try:
        with file.path.open("rb") as opened:
            return Fingerprint(file, hashlib.file_digest(opened, "sha256").hexdigest())
    except OSError:
        return Fingerprint(file, "")


def check_contents(collector: Collector, fingerprints: Iterable[Fingerprint]) -> None:
    """Note the files that have the same content as others."""
    groups: dict[tuple[bool, str], list[DataFile]] = defaultdict(list)
    for found in fingerprints:
        if found.sha256:
            groups[found.file.is_image, found.sha256].append(found.file)
    for files in groups.values():
        if len(files) > 1:
            _add_group(collector, files)


def _files(index: Index) -> Iterable[DataFile]:
    columns = (index.column("image_path"), index.column("mask_path"))
    for row, (image, mask) in enumerate(zip(*columns, strict=True)):
        key = index.key(row)
        yield DataFile(Path(image), key, is_image=True)
        if mask:
            yield DataFile(Path(mask), key, is_image=False)


def _add_group(collector: Collector, files: Sequence[DataFile]) -> None:
    labels = {file.key.label for file in files}
    contradicts = files[0].is_image and labels >= {AUTHENTIC, FORGED}
    if contradicts:
        authentic = [file for file in files if file.key.label == AUTHENTIC]
        names = [collector.name(file.path) for file in authentic[:MOST_LISTED]]
        reason = "The forged image is byte for byte the same as the authentic "
        reason += f"{listed(names, len(authentic))}."
        for file in files:
            if file.key.label == FORGED:
                collector.about(file.key, file.path).add("contradicting-labels", reason)
        return
    # One more than are named, as each file leaves itself out; a group can be very large.
    first = [(file, collector.name(file.path)) for file in files[: MOST_LISTED + 1]]
    for file in files:
        others = [name for other, name in first if other is not file]
        same = listed(others, len(files) - 1)
        notes = collector.about(file.key, file.path)
        notes.add("identical-files", f"The file is byte for byte the same as {same}.")
