"""The list of a data set's images, made from its folders alone."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from forgery_viewer.core.errors import DatasetError, short_name, system_reason
from forgery_viewer.core.images import IMAGE_SUFFIXES
from forgery_viewer.core.index import Index, Listing
from forgery_viewer.core.layout import IMAGE_FOLDERS, TOP_FOLDERS, ImageFolder, is_dataset
from forgery_viewer.core.number_text import counted
from forgery_viewer.core.ordering import natural_rank
from forgery_viewer.core.records import AUTHENTIC, LABELS, SPLITS, Finding, Severity

_MASK_SUFFIXES = (".npy",)
_NAMED = 5


_OTHER_KIND = "of another kind"


@dataclass(slots=True)
class _Files:
    """The files of one folder.

    Attributes:
        names: A name for each stem.
        left_out: Names that were left out and told together, by the reason.
        told: Those that are told one by one, with what is said of each.
        found: Whether there is such a folder.
    """

    names: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    found: bool = True


@dataclass(slots=True)
class _Rows:
    """Columns while they grow."""

    split: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    case_id: list[str] = field(default_factory=list)
    image_path: list[str] = field(default_factory=list)
    mask_path: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


def list_dataset(root: Path) -> Index:
    """The index of a data set with its files as listed: no image or mask is opened.

    Any folder may be missing. What is odd, such as a mask without an image, becomes a finding.

    Raises:
        DatasetError: `root` is no folder, cannot be read, or has none of the known folders.
    """
    root = Path(os.path.abspath(root))  # noqa: PTH100 - resolve() would follow links
    _check_root(root)
    rows, findings = _Rows(), list[Finding]()
    for folder in IMAGE_FOLDERS:
        _add_folder(rows, findings, root, folder)
    if not rows.case_id:
        findings.append(Finding(root, "holds no images", "warning"))
    return Index(root, _sorted_listing(rows), tuple(findings))


def _check_root(root: Path) -> None:
    if not root.is_dir():
        raise DatasetError(root, "is not a folder" if root.exists() else "is missing")
    try:
        os.scandir(root).close()
    except OSError as error:
        raise DatasetError(root, f"cannot be read: {system_reason(error)}") from error
    if not is_dataset(root):
        known = ", ".join(TOP_FOLDERS)
        hint = _hint(root)
        raise DatasetError(root, f"is not a data set: none of {known} is in it{hint}")


def _hint(root: Path) -> str:
    """Where the data set may be instead: one step up or down is easily missed in a dialog."""
    if root.name in TOP_FOLDERS:
        return f"; open {root.parent} instead"
    if root.parent.name in TOP_FOLDERS:
        return f"; open {root.parent.parent} instead"
    with os.scandir(root) as entries:
        inside = sorted(entry.name for entry in entries if entry.is_dir())
    for name in inside:
        if is_dataset(root / name):
            return f"; open {root / name} instead"
    return ""


def _add_folder(rows: _Rows, findings: list[Finding], root: Path, folder: ImageFolder) -> None:
    images_at = root / folder.images
    images = _files(images_at, IMAGE_SUFFIXES, findings)
    masks_at = root / folder.masks if folder.masks else None
    masks = _files(masks_at, _MASK_SUFFIXES, findings) if masks_at else _Files(found=False)
    count = len(images.names)
    rows.split += [folder.split] * count
    rows.label += [folder.label] * count
    rows.case_id += images.names
    start = f"{images_at}{os.sep}"
    rows.image_path += [start + name for name in images.names.values()]
    if masks_at is None:
        rows.mask_path += [""] * count
        rows.trouble += [""] * count
        return
    start = f"{masks_at}{os.sep}"
    get = masks.names.get
    names = [get(case_id) for case_id in images.names]
    rows.mask_path += [start + name if name else "" for name in names]
    if folder.masks_expected and masks.found:
        rows.trouble += [
            "" if name else f"{short_name(masks_at / f'{case_id}.npy')}: the mask is missing"
            for name, case_id in zip(names, images.names, strict=True)
        ]
    else:
        rows.trouble += [""] * count
    if folder.masks_expected and count and not masks.found:
        reason = f"is missing, so {_number(count, 'forged image')} without a mask"
        findings.append(Finding(masks_at, reason, "warning"))
    _find_orphans(findings, masks_at, masks, images_at, images)


def _find_orphans(
    findings: list[Finding], masks_at: Path, masks: _Files, images_at: Path, images: _Files
) -> None:
    orphans = [name for case_id, name in masks.names.items() if case_id not in images.names]
    if orphans and not images.found:
        reason = f"is missing, so {_number(len(orphans), 'mask')} without an image"
        findings.append(Finding(images_at, reason, "warning"))
        return
    where = short_name(images_at)
    findings += [
        Finding(masks_at / name, f"is a mask without an image in {where}", "warning")
        for name in sorted(orphans)
    ]


def _files(folder: Path, suffixes: tuple[str, ...], findings: list[Finding]) -> _Files:
    """The files of a folder by stem; what is left out is told in findings.

    Of what could have been data, each file is named; of anything else there may be a lot.
    """
    files = _Files()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    _add_entry(files, entry, suffixes)
    except (FileNotFoundError, NotADirectoryError):
        files.found = False
    except OSError as error:
        findings.append(Finding(folder, f"cannot be read: {system_reason(error)}", "error"))
    for reason, names in files.left_out.items():
        severity: Severity = "info" if reason == _OTHER_KIND else "warning"
        what = f"{counted(len(names), 'file')} {reason}"
        findings.append(Finding(folder, f"has {what}, left out: {_some(names)}", severity))
    findings += [Finding(folder / name, files.told[name], "warning") for name in sorted(files.told)]
    return files


def _add_entry(files: _Files, entry: "os.DirEntry[str]", suffixes: tuple[str, ...]) -> None:
    name = entry.name
    stem, _, ending = name.rpartition(".")
    suffix = f".{ending.lower()}"
    if not stem or suffix not in suffixes:
        files.left_out.setdefault(_OTHER_KIND, []).append(name)
    elif not _is_text(name):
        files.left_out.setdefault("with a name that is not valid text", []).append(ascii(name))
    elif not entry.is_file():
        # A pipe would be waited for without end; a link may lead nowhere.
        files.told[name] = _no_file(entry)
    elif stem in files.names:
        other = files.names[stem]
        kept, spare = sorted((name, other), key=lambda n: _preference(n, suffixes))
        files.names[stem] = kept
        files.told[spare] = f"is a second file of case {stem} and left out"
    else:
        files.names[stem] = name


def _no_file(entry: "os.DirEntry[str]") -> str:
    path = Path(entry.path)
    if entry.is_symlink() and not path.exists():
        return f"is a link to {_readable(str(path.readlink()))}, which is not there"
    return "is not a regular file and left out"


def _readable(text: str) -> str:
    return text if _is_text(text) else ascii(text)


def _preference(name: str, suffixes: tuple[str, ...]) -> tuple[int, bool, str]:
    ending = name.rpartition(".")[2]
    return suffixes.index(f".{ending.lower()}"), not ending.islower(), name


def _is_text(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _some(names: list[str]) -> str:
    names = sorted(names)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{' is' if count == 1 else 's are'}"


def _sorted_listing(rows: _Rows) -> Listing:
    """The columns in order of split, case and label, so that pairs lie side by side."""
    label, split, case_id = _texts(rows.label), _texts(rows.split), _texts(rows.case_id)
    rank = natural_rank(rows.case_id)
    label_rank = np.array([LABELS.index(name) for name in rows.label], np.intp)
    split_rank = np.array([SPLITS.index(name) for name in rows.split], np.intp)
    order = np.lexsort((label_rank, rank, split_rank))
    rank, label_rank, split_rank = rank[order], label_rank[order], split_rank[order]
    paired = (
        (split_rank[:-1] == split_rank[1:])
        & (rank[:-1] == rank[1:])
        & (label_rank[:-1] == LABELS.index(AUTHENTIC))
    )
    first = np.flatnonzero(paired)
    partner = np.full(len(order), -1, np.intp)
    partner[first], partner[first + 1] = first + 1, first
    return Listing(
        split=split[order],
        label=label[order],
        case_id=case_id[order],
        case_rank=rank,
        image_path=_texts(rows.image_path)[order],
        mask_path=_texts(rows.mask_path)[order],
        partner=partner,
        trouble=_texts(rows.trouble)[order],
    )


def _texts(values: list[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    column = np.empty(len(values), object)
    column[:] = values
    return column
