"""What an audit found, kept in the workspace for as long as no file of the data set changes.

A whole audit decodes every image, which takes minutes for thousands of them; to see that nothing
changed since takes an instant. Nothing here is ever needed: what is missing, damaged or of another
version counts as never audited.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from forgery_viewer import __version__
from forgery_viewer.core import atomic
from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions, AuditReport
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.layout import IMAGE_FOLDERS, mask_folder
from forgery_viewer.core.records import SPLITS
from forgery_viewer.core.workspace import Workspace

FILE_NAME = "audit.json"

_FORM = 1
_NOT_THERE = (-1, -1)
_NAMES = tuple(field.name for field in fields(AuditFinding))

Stamp = tuple[int, int]
"""Size and time of last change, ns; `_NOT_THERE` for what cannot be looked at."""
Stamps = Mapping[str, Stamp]
"""Stamps by path."""


def stamps_of(workspace: Workspace) -> dict[str, Stamp]:
    """The stamps of all that an audit looks at: data files, what lies beside them, corrections."""
    root = workspace.dataset_root
    folders = [*(folder.images for folder in IMAGE_FOLDERS), *map(mask_folder, SPLITS)]
    parents = {parent for folder in folders if (parent := folder.rpartition("/")[0])}
    stamps = {str(root / entry.name): (0, 0) for entry in _entries(root)}
    for parent in sorted(parents):
        stamps |= {entry.path: (0, 0) for entry in _entries(root / parent)}
    for folder in dict.fromkeys(folders):
        stamps |= {entry.path: _stamp(entry) for entry in _entries(root / folder)}
    return stamps | stamps_of_files(workspace.corrections().values())


def stamps_of_files(paths: Collection[Path]) -> dict[str, Stamp]:
    """The stamps of some files, those that are not there left out."""
    stamps = {_name(path): _stamp(path) for path in paths}
    return {path: stamp for path, stamp in stamps.items() if stamp != _NOT_THERE}


def updated_stamps(old: Stamps, new: Stamps, paths: Collection[Path]) -> dict[str, Stamp]:
    """Stamps with those of some files as they are now, of which some may have gone."""
    gone = {_name(path) for path in paths}
    return {path: stamp for path, stamp in old.items() if path not in gone} | dict(new)


class KeptAudit:
    """The file of a workspace that holds the last report of a whole data set.

    Attributes:
        path: The file; not there before the first audit.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.path = workspace.root / FILE_NAME
        self._workspace = workspace

    def load(self, stamps: Stamps, options: AuditOptions) -> AuditReport | None:
        """The report that was stored with exactly these stamps and options; None without one."""
        try:
            content = json.loads(self.path.read_bytes())
            kept = {path: tuple(stamp) for path, stamp in content["files"].items()}
            if content["version"] != _version(options) or kept != dict(stamps):
                return None
            findings = tuple(_finding(values) for values in content["findings"])
            return AuditReport(findings, rows=int(content["rows"]), options=options)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def store(self, stamps: Stamps, report: AuditReport) -> None:
        """Keep a report with the stamps that the files had before they were looked at."""
        content = {
            "version": _version(report.options),
            "rows": report.rows,
            "findings": [astuple(finding) for finding in report.findings],
            "files": dict(stamps),
        }
        # A workspace that is full or read-only costs the next start its time, and nothing else.
        with suppress(OSError, WorkspaceError):
            self._workspace.check_there(self.path)
            atomic.write_bytes(self.path, json.dumps(content).encode())


def _version(options: AuditOptions) -> str:
    """What a report depends on besides the files."""
    asked = sorted((field.name, repr(getattr(options, field.name))) for field in fields(options)
                   if field.name not in ("only", "ignore"))  # fmt: skip
    kinds = (sorted(options.only), sorted(options.ignore), list(KINDS.items()))
    about = json.dumps([_FORM, __version__, asked, kinds])
    return hashlib.sha256(about.encode()).hexdigest()


def _finding(values: list[Any]) -> AuditFinding:
    """A finding from its fields. Raises TypeError or ValueError for anything else."""
    found = dict(zip(_NAMES, values, strict=True))
    place = found.pop("place")
    instances = tuple(map(int, found.pop("instances")))
    if not all(isinstance(text, str) for text in found.values()) or found["kind"] not in KINDS:
        raise TypeError("no finding")
    box = None if place is None else (int(place[0]), int(place[1]), int(place[2]), int(place[3]))
    return AuditFinding(**found, place=box, instances=instances)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        yield from entries


def _name(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links


def _stamp(file: os.DirEntry[str] | Path) -> Stamp:
    try:
        stat = file.stat()
    except OSError:
        return _NOT_THERE
    return stat.st_size, stat.st_mtime_ns
