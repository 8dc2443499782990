"""A submission: a CSV file with one annotation of run-length codes an image.

The file is gone through once, to learn where each row lies; a row is decoded when it is asked for.
A file of 100 MB so costs what its longest row does.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from forgery_viewer.core.errors import short_name, system_reason
from forgery_viewer.core.index import Index
from forgery_viewer.core.number_text import counted
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.prediction_files.found import FoundPrediction, some
from forgery_viewer.core.prediction_files.names import CaseName, CaseNames, read_name
from forgery_viewer.core.records import LABELS, SPLITS, RecordKey
from forgery_viewer.core.run_lengths import RunLengthError, read_annotation

CASE_ID, ANNOTATION, LABEL, SPLIT = "case_id", "annotation", "label", "split"
"""Columns; the last two need not be there."""

# The module's own limit is 128 KiB a field, which the codes of a large image exceed.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


class _Row(NamedTuple):
    """Where a row lies in the file, and what it is called.

    Attributes:
        line: Number of its first line, from 1.
        offset: Its first byte, or that of the annotation where it is `plain`.
        length: Its bytes, or those of the annotation.
        name: What it calls the case.
        plain: Whether the annotation can be taken out as it is, without quotes and fields.
    """

    line: int
    offset: int
    length: int
    name: str
    plain: bool


@dataclass(slots=True)
class _Listing:
    """What going through a file finds."""

    rows: dict[RecordKey, _Row] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


class SubmissionPredictions:
    """The predictions of a submission; see `PredictionFiles`."""

    # Many short steps in Python: threads would only wait for each other.
    workers = 1

    def __init__(self, path: Path, index: Index) -> None:
        """Go through a file.

        Raises:
            PredictionError: It cannot be read, is no CSV text, or lacks a column.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                self._state = _state(file.fileno())
                records = _records(path, file)
                self._columns = _columns(path, next(records, None))
                found = self._listed(records, CaseNames(index))
        except OSError as error:
            raise PredictionError(path, f"cannot be read: {system_reason(error)}") from error
        self._rows = dict(sorted(found.rows.items(), key=lambda item: index.row_of(item[0])))
        self.keys = tuple(self._rows)
        self.messages = tuple(_messages(short_name(path), found))

    def file(self, key: RecordKey) -> Path:
        """The submission. Raises KeyError where a record has no row."""
        self._rows[key]
        return self.path

    def read(self, key: RecordKey, height: int, width: int) -> FoundPrediction:
        """The prediction of a record, as `PredictionFiles.read`."""
        row = self._rows[key]
        try:
            with self.path.open("rb", buffering=0) as file:
                # The rows of another file lie elsewhere.
                if _state(file.fileno()) != self._state:
                    raise PredictionError(self.path, "has changed since it was opened")
                file.seek(row.offset)
                data = file.read(row.length)
        except OSError as error:
            reason = f"cannot be read: {system_reason(error)}"
            raise PredictionError(self.path, reason) from error
        text = data.decode("utf-8", "replace")
        annotation = text if row.plain else _fields(text)[self._columns[ANNOTATION]]
        where = f"line {row.line:,}, case {row.name}"
        try:
            found = read_annotation(annotation, height, width)
        except RunLengthError as error:
            raise PredictionError(self.path, f"{where}: {error}") from error
        notes = []
        if found.commaless:
            notes.append(f"{where}: has numbers without commas between them, read as if with them")
        if found.empty:
            numbers = ", ".join(str(number + 1) for number in found.empty)
            which = f"instance {numbers}" if len(found.empty) == 1 else f"instances {numbers}"
            notes.append(f"{where}: has an empty code for {which}, which can match nothing")
        return FoundPrediction(found.both, notes=tuple(notes))

    def _listed(self, records: Iterator[tuple[int, int, bytes]], names: CaseNames) -> _Listing:
        found = _Listing()
        several: dict[RecordKey, tuple[RecordKey, ...]] = {}
        for line, offset, data in records:
            codes = self._codes(data)
            # Of a row in the usual form only what is before the codes has to be parted.
            text = data[: codes.start].decode("utf-8", "replace")
            if not text.strip():
                continue
            name = _name(_fields(f'{text}"' if codes.start else text), self._columns)
            if isinstance(name, str):
                found.broken.append(f"line {line:,} {name}")
                continue
            written = f"{name} (line {line:,})"
            key, others = names.meaning(name)
            if key is None:
                found.unknown.append(written)
            elif key in found.rows:
                found.twice.append(f"{written} after line {found.rows[key].line:,}")
            else:
                place = (offset + (codes.start or 0), len(data[codes]))
                found.rows[key] = _Row(line, *place, str(name), plain=codes.start is not None)
                several[key] = others
        for key, others in several.items():
            # Where the others have rows of their own, it is clear which this one is of.
            if set(others) - set(found.rows):
                splits = " or ".join(other.split for other in (key, *others))
                row = found.rows[key]
                found.unclear.append(f"{row.name} (line {row.line:,}), of {splits}")
        return found

    def _codes(self, data: bytes) -> slice:
        """Where the annotation is in a row in the usual form: last, in the only quotes there are.

        Of another row the whole, without a start.
        """
        first, last = data.find(b'"') + 1, data.rfind(b'"')
        is_usual = (
            data.count(b'"') == 2
            and data.count(b",", 0, first) == self._columns[ANNOTATION]
            and data[first - 2 : first - 1] == b","
            and not data[last + 1 :].strip()
        )
        return slice(first, last) if is_usual else slice(None)


def _state(descriptor: int) -> tuple[int, int]:
    """Size and time of last change of an open file."""
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns


def _records(path: Path, file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """The number of the first line, the offset and the bytes of each row, quotes being closed."""
    offset, first, quotes = 0, 1, 0
    parts: list[bytes] = []
    for line, data in enumerate(file, 1):
        first = first if parts else line
        parts.append(data)
        quotes += data.count(b'"')
        # In a row that is whole, quotes come in pairs.
        if quotes % 2 == 0:
            row = b"".join(parts)
            yield first, offset, row
            offset, quotes = offset + len(row), 0
            parts.clear()
    if parts:
        raise PredictionError(path, f"has a quotation mark in line {first:,} that is not closed")


def _columns(path: Path, header: tuple[int, int, bytes] | None) -> Mapping[str, int]:
    """The place of each column that is known. Raises PredictionError."""
    if header is None:
        raise PredictionError(path, "is an empty file")
    try:
        text = header[2].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PredictionError(path, "is no CSV text in UTF-8") from error
    if "\0" in text:
        raise PredictionError(path, "is no CSV text")
    names = [name.strip().casefold() for name in _fields(text)]
    missing = [name for name in (CASE_ID, ANNOTATION) if name not in names]
    if missing:
        has = ", ".join(names)[:100]
        reason = f"has no column {' and no column '.join(missing)} in its first line: {has}"
        raise PredictionError(path, reason)
    return {
        name: names.index(name) for name in (CASE_ID, ANNOTATION, LABEL, SPLIT) if name in names
    }


def _fields(text: str) -> list[str]:
    """The fields of a row; none where it is none of CSV."""
    try:
        return next(csv.reader([text.rstrip("\r\n")]), [])
    except csv.Error:
        return []


def _name(fields: Sequence[str], columns: Mapping[str, int]) -> CaseName | str:
    """What a row calls its case, or what is wrong with the row."""
    if len(fields) <= max(columns.values()):
        return f"has {counted(len(fields), 'column')}, not {max(columns.values()) + 1}"
    code, *behind = fields[columns[ANNOTATION] :]
    if code.startswith("[") and "]" not in code and any("]" in part for part in behind):
        return "has a code without quotation marks around it, which its commas need"
    split, label, case_id = read_name(fields[columns[CASE_ID]])
    if not case_id:
        return "names no case"
    for column, known in ((SPLIT, SPLITS), (LABEL, LABELS)):
        said = fields[columns[column]].strip().casefold() if column in columns else ""
        if not said:
            continue
        if said not in known:
            return f"has the {column} {said!r}, none of {', '.join(known)}"
        split, label = (said, label) if column == SPLIT else (split, said)
    return CaseName(split, label, case_id)


def _messages(name: str, found: _Listing) -> Iterator[str]:
    if found.broken:
        yield f"{name}: {counted(len(found.broken), 'row')} not used: {some(found.broken)}"
    if found.unknown:
        rows = counted(len(found.unknown), "row")
        yield f"{name}: {rows} of no image of the data set, not used: {some(found.unknown)}"
    if found.twice:
        cases = counted(len(found.twice), "row")
        yield f"{name}: {cases} of a case that is there twice, not used: {some(found.twice)}"
    if found.unclear:
        cases = counted(len(found.unclear), "case")
        words = "a case id in several splits, taken for the first of them"
        yield f"{name}: {cases} with {words}: {some(found.unclear)}"
    if not (found.rows or found.unknown or found.broken):
        yield f"{name}: has no rows"
