"""Checks of the folders: what lies in them that no row of the index stands for."""

import os
from collections.abc import Collection
from pathlib import Path

from forgery_viewer.core.audit.collecting import Collector, FileNotes
from forgery_viewer.core.audit.wording import counted
from forgery_viewer.core.errors import system_reason
from forgery_viewer.core.images import IMAGE_SUFFIXES
from forgery_viewer.core.index import Index
from forgery_viewer.core.layout import IMAGE_FOLDERS, TOP_FOLDERS, ImageFolder, mask_folder
from forgery_viewer.core.records import AUTHENTIC, FORGED, SPLITS, RecordKey

_MASK_SUFFIXES = (".npy",)
_OTHER_FILES = ("sample_submission.csv",)
_NOBODY = RecordKey("", "", "")


def check_layout(collector: Collector, index: Index) -> None:
    """Check all folders of a data set for files that are no part of it, and for orphans."""
    _LayoutCheck(collector, index).run()


class _LayoutCheck:
    def __init__(self, collector: Collector, index: Index) -> None:
        self._collector = collector
        self._index = index
        self._used = {*index.column("image_path"), *index.column("mask_path")}

    def run(self) -> None:
        root = self._index.root
        if not len(self._index):
            self._notes(_NOBODY, root).add("no-images", "The data set holds no images.")
        self._check_names(root, {*TOP_FOLDERS, *map(mask_folder, SPLITS), *_OTHER_FILES})
        places = [Path(folder.images) for folder in IMAGE_FOLDERS]
        for parent in sorted({place.parent for place in places} - {Path()}):
            self._check_names(root / parent, {p.name for p in places if p.parent == parent})
        for folder in IMAGE_FOLDERS:
            self._check_images(folder)
            if folder.masks:
                self._check_masks(folder)

    def _check_names(self, folder: Path, known: Collection[str]) -> None:
        """Check a folder that holds only known folders and files."""
        for entry in self._entries(folder):
            if entry.name not in known:
                what = "folder" if entry.is_dir() else "file"
                reason = f"A {what} that is no part of the data set's layout."
                self._notes(_NOBODY, Path(entry.path)).add("not-in-layout", reason)

    def _check_images(self, folder: ImageFolder) -> None:
        for path in self._unused(folder, self._index.root / folder.images, IMAGE_SUFFIXES):
            self._check_spare(RecordKey(folder.split, folder.label, path.stem), path, "image")

    def _check_masks(self, folder: ImageFolder) -> None:
        index = self._index
        images_at, masks_at = index.root / folder.images, index.root / folder.masks
        rows = (index.column("split") == folder.split) & (index.column("label") == folder.label)
        strays = self._unused(folder, masks_at, _MASK_SUFFIXES)
        if folder.masks_expected and rows.any() and not masks_at.is_dir():
            number = counted(int(rows.sum()), "forged image")
            reason = f"The folder is not there, so there are no masks of {number}."
            notes = self._notes(RecordKey(folder.split, "", ""), masks_at)
            notes.add("missing-mask", reason, severity="warning")
        elif strays and not images_at.is_dir():
            reason = f"The folder is not there, but {folder.masks} has "
            reason += f"{counted(len(strays), 'mask')} of its images."
            notes = self._notes(RecordKey(folder.split, "", ""), images_at)
            notes.add("orphan-mask", reason, severity="warning")
        else:
            linked_nowhere = {
                Path(entry.name).stem for entry in _listed(images_at) if _leads_nowhere(entry)
            }
            for path in strays:
                if path.stem not in linked_nowhere:
                    self._check_stray_mask(folder, path)

    def _check_stray_mask(self, folder: ImageFolder, path: Path) -> None:
        key = RecordKey(folder.split, folder.label, path.stem)
        authentic = key._replace(label=AUTHENTIC)
        if self._has(key):
            self._check_spare(key, path, "mask")
        elif self._has(authentic):
            reason = f"Case {path.stem} has only an authentic image, in which nothing is forged."
            self._notes(authentic, path).add("mask-on-authentic", reason)
        else:
            reason = f"No image in {folder.images} has the case id {path.stem}."
            self._notes(key._replace(label=""), path).add("orphan-mask", reason)

    def _check_spare(self, key: RecordKey, path: Path, what: str) -> None:
        """Note a file that another one of its case stands before."""
        # A record that is not there, or has no file, is one that the index has not seen yet.
        taken = self._has(key) and self._index.column(f"{what}_path")[self._index.row_of(key)]
        if taken:
            reason = f"The {what} of the case is {Path(taken).name}; this file is left out."
            self._notes(key, path).add("second-file", reason)

    def _unused(self, folder: ImageFolder, place: Path, suffixes: tuple[str, ...]) -> list[Path]:
        """The files that could be data and are not in the index; what could not be, is noted."""
        unused = []
        for entry in self._entries(place):
            if entry.path in self._used:
                continue
            path = Path(entry.path)
            notes = self._notes(RecordKey(folder.split, "", ""), path)
            if _leads_nowhere(entry):
                self._check_link(folder, path, suffixes)
            elif _could_be_data(notes, entry, suffixes):
                unused.append(path)
        return unused

    def _check_link(self, folder: ImageFolder, path: Path, suffixes: tuple[str, ...]) -> None:
        key = RecordKey(folder.split, folder.label, path.stem)
        if suffixes == _MASK_SUFFIXES and key.label == FORGED and self._has(key):
            # Found with the case.
            return
        reason = f"A link to {path.readlink()}, which is not there."
        self._notes(key._replace(label=""), path).add("dangling-link", reason)

    def _entries(self, folder: Path) -> list["os.DirEntry[str]"]:
        """What is in a folder, but for hidden files; that it cannot be read is noted."""
        try:
            return _listed(folder)
        except OSError as error:
            reason = f"The folder cannot be read: {system_reason(error)}."
            self._notes(_NOBODY, folder).add("unreadable-file", reason)
            return []

    def _notes(self, subject: RecordKey, path: Path) -> FileNotes:
        return self._collector.about(subject, path)

    def _has(self, key: RecordKey) -> bool:
        try:
            self._index.row_of(key)
        except KeyError:
            return False
        return True


def _listed(folder: Path) -> list["os.DirEntry[str]"]:
    """What is in a folder by name, but for hidden files; nothing where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(shown, key=lambda entry: entry.name)


def _leads_nowhere(entry: "os.DirEntry[str]") -> bool:
    return entry.is_symlink() and not Path(entry.path).exists()


def _could_be_data(notes: FileNotes, entry: "os.DirEntry[str]", suffixes: tuple[str, ...]) -> bool:
    """Whether an entry has the name and kind of a data file; that it has not is noted."""
    stem, _, ending = entry.name.rpartition(".")
    suffix = f".{ending.lower()}" if stem else ""
    if entry.is_dir():
        notes.add("not-in-layout", "A folder where only files are looked for.")
    elif suffix not in suffixes:
        # Probably data, put where nobody looks for it.
        if suffix in IMAGE_SUFFIXES:
            notes.add("not-in-layout", "An image in a folder of masks.", severity="warning")
        elif suffix in _MASK_SUFFIXES:
            notes.add("not-in-layout", "A mask in a folder of images.", severity="warning")
        else:
            notes.add("not-in-layout", "A file of a kind that is not looked for here.")
    elif not entry.is_file():
        notes.add("not-in-layout", "Not a regular file, so it is left out.", severity="warning")
    elif not _is_text(entry.name):
        reason = "The name is not valid text, so the file is left out."
        notes.add("not-in-layout", reason, severity="warning")
    else:
        return True
    return False


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
