"""Where the program keeps what it makes of a data set: corrections and histories of masks.

A correction is a mask that the user saved; it lies in `corrections/SPLIT/LABEL/CASE.npy`, so that
it is found again by looking. What was done to a mask, saved or not, is told by its journal in
`journal/...`. A draft, in `drafts/...`, is a mask that an earlier version of the program left
changed and not saved.
"""

import hashlib
import json
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import WorkspaceError, system_reason
from forgery_viewer.core.journal import check_sign
from forgery_viewer.core.journals import Journals
from forgery_viewer.core.layout import WORKSPACE_FOLDER, is_same, lies_in_data
from forgery_viewer.core.masks import drop_empty, read_mask, write_mask
from forgery_viewer.core.records import LABELS, SPLITS, RecordKey

Stack = NDArray[np.uint8]

_ABOUT = "dataset.json"
_CORRECTIONS = "corrections"
_DRAFTS = "drafts"


class Workspace:
    """The folder of one data set for what the program makes; see `Workspace.open`.

    Attributes:
        root: The folder.
        dataset_root: The data set that it belongs to.
        journals: The history of every mask that was edited.
        read_only: Why corrections cannot be changed, as when another window does so; else "".
    """

    def __init__(self, root: Path, dataset_root: Path) -> None:
        self.root = root
        self.dataset_root = dataset_root
        self.journals = Journals(root)
        self.read_only = ""
        self._sign: Path | None = None

    @classmethod
    def open(cls, dataset_root: Path, override: Path | None = None) -> "Workspace":
        """Find or make the workspace of a data set.

        It is `override` where one is given; else `.forgery_viewer` in the data set where that can
        be written, and a folder in the user's data directory where it cannot.

        Raises:
            WorkspaceError: `override` cannot be written, lies among the data or belongs to another
                data set; or nothing can be written at all.
        """
        dataset_root = _absolute(dataset_root)
        if override is not None:
            root = _absolute(override)
            _check_override(root, dataset_root)
            _make_writable(root)
        else:
            root = dataset_root / WORKSPACE_FOLDER
            try:
                _make_writable(root)
            except WorkspaceError:
                root = _in_user_data(dataset_root)
                _make_writable(root)
        workspace = cls(root, dataset_root)
        workspace._write_about()
        # From now on its absence means that a drive was removed: nothing is to be written there.
        workspace._sign = workspace.journals.sign = root / _ABOUT
        return workspace

    @property
    def is_in_dataset(self) -> bool:
        """Whether the workspace is the folder beside the data, which moves along with it."""
        return self.root == self.dataset_root / WORKSPACE_FOLDER

    def save_correction(self, key: RecordKey, stack: Stack, original: Stack | None) -> bool:
        """Keep a mask (N, H, W) uint8 0/1 that the user saved.

        A correction that is equal to the data set's own mask `original`, empty instances aside, is
        none: it is not stored, and one stored before is discarded. `original` is None where the
        data set has no mask that can be read, which a stack without a pixel is equal to.

        Returns:
            Whether a correction is stored now.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        if not self.is_correction(stack, original):
            self.discard_correction(key)
            return False
        self._save(_CORRECTIONS, key, stack)
        return True

    @staticmethod
    def is_correction(stack: Stack, original: Stack | None) -> bool:
        """Whether `save_correction` would store this mask."""
        if original is None:
            return bool(stack.any())
        return not (np.array_equal(stack, original) or np.array_equal(drop_empty(stack), original))

    def load_correction(self, key: RecordKey, height: int, width: int) -> Stack | None:
        """The correction of a mask (N, H, W), N may be 0; None where there is none.

        Raises:
            MaskError: The file is damaged, or of another size than the image.
        """
        return self._load(_CORRECTIONS, key, height, width)

    def discard_correction(self, key: RecordKey) -> None:
        """Forget a correction, if there is one. Raises WorkspaceError."""
        self._discard(_CORRECTIONS, key)

    def corrected_keys(self) -> frozenset[RecordKey]:
        """The records that have a correction."""
        return self._keys(_CORRECTIONS)

    def corrections(self) -> dict[RecordKey, Path]:
        """The file of every saved correction."""
        return {key: self._path(_CORRECTIONS, key) for key in self.corrected_keys()}

    def correction_file(self, key: RecordKey) -> Path:
        """Where the correction of a mask lies, once there is one."""
        return self._path(_CORRECTIONS, key)

    def correction_path(self, key: RecordKey) -> Path | None:
        """The file of one saved correction, None where there is none; looks at the disk."""
        path = self.correction_file(key)
        return path if path.is_file() else None

    def save_draft(self, key: RecordKey, stack: Stack) -> None:
        """Keep a mask (N, H, W) uint8 0/1 that was changed and not saved. Raises WorkspaceError."""
        self._save(_DRAFTS, key, stack)

    def load_draft(self, key: RecordKey, height: int, width: int) -> Stack | None:
        """The draft of a mask, as `load_correction`."""
        return self._load(_DRAFTS, key, height, width)

    def draft_file(self, key: RecordKey) -> Path:
        """Where the draft of a mask lies, if there is one."""
        return self._path(_DRAFTS, key)

    def discard_draft(self, key: RecordKey) -> None:
        """Forget a draft, if there is one. Raises WorkspaceError."""
        self._discard(_DRAFTS, key)

    def drafted_keys(self) -> frozenset[RecordKey]:
        """The records that have a draft."""
        return self._keys(_DRAFTS)

    def unsaved_keys(self) -> frozenset[RecordKey]:
        """The records with edits that are not saved: in a journal, or in a draft."""
        return frozenset(self.unsaved_edits())

    def unsaved_edits(self) -> dict[RecordKey, int]:
        """The same, and how many steps of each are not saved: 0 where nobody counted them."""
        stands = self.journals.stands()
        counts = {key: stand.unsaved_edits for key, stand in stands.items() if stand.is_unsaved}
        return dict.fromkeys(self.drafted_keys(), 0) | counts

    def sweep(self) -> None:
        """Remove what writers that were killed left among corrections and histories."""
        for folder in (self.root / _CORRECTIONS, self.journals.root):
            atomic.sweep(folder)

    def _path(self, kind: str, key: RecordKey) -> Path:
        return self.root / kind / key.split / key.label / f"{key.case_id}.npy"

    def _save(self, kind: str, key: RecordKey, stack: Stack) -> None:
        path = self._path(kind, key)
        self.check_writable(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_mask(path, stack)
        except OSError as error:
            raise WorkspaceError(path, f"cannot be written: {system_reason(error)}") from error

    def check_writable(self, path: Path) -> None:
        """Raise WorkspaceError where a file of the workspace may not be written now, and why."""
        if self.read_only:
            raise WorkspaceError(path, f"is only read here: {self.read_only}")
        self.check_there(path)

    def check_there(self, path: Path) -> None:
        """Raise WorkspaceError for a file of the workspace where that is not there any more.

        Where its drive was, nothing is to be written, be it only to save time later.
        """
        check_sign(path, self._sign)

    def _load(self, kind: str, key: RecordKey, height: int, width: int) -> Stack | None:
        path = self._path(kind, key)
        return read_mask(path, height, width, allow_none=True).stack if path.exists() else None

    def _discard(self, kind: str, key: RecordKey) -> None:
        path = self._path(kind, key)
        self.check_writable(path)
        try:
            path.unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise WorkspaceError(path, f"cannot be removed: {system_reason(error)}") from error

    def _keys(self, kind: str) -> frozenset[RecordKey]:
        keys = set[RecordKey]()
        for split in SPLITS:
            for label in LABELS:
                with suppress(OSError), os.scandir(self.root / kind / split / label) as entries:
                    keys |= {
                        RecordKey(split, label, entry.name.removesuffix(".npy"))
                        for entry in entries
                        if entry.name.endswith(".npy") and entry.is_file()
                    }
        return frozenset(keys)

    def _write_about(self) -> None:
        """Note which data set this is, so that a folder in the user's data can be told."""
        about = json.dumps({"dataset": str(self.dataset_root)}, ensure_ascii=False, indent=1)
        path = self.root / _ABOUT
        data = f"{about}\n".encode(errors="surrogateescape")
        try:
            if not path.is_file() or path.read_bytes() != data:
                atomic.write_bytes(path, data)
        except OSError as error:
            raise WorkspaceError(path, f"cannot be written: {system_reason(error)}") from error


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _make_writable(root: Path) -> None:
    """Make a folder and prove that it can be written; only doing so tells for sure."""
    probe = root / f".{secrets.token_hex(8)}.tmp"
    try:
        root.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise WorkspaceError(root, f"cannot be written: {system_reason(error)}") from error


def _check_override(root: Path, dataset_root: Path) -> None:
    if lies_in_data(dataset_root, root):
        raise WorkspaceError(root, "lies among the data set's images and masks")
    other = _dataset_noted_in(root)
    if other is not None and other.is_dir() and not is_same(other, dataset_root):
        raise WorkspaceError(root, f"is the workspace of another data set, {other}")


def _dataset_noted_in(root: Path) -> Path | None:
    try:
        about = json.loads((root / _ABOUT).read_bytes())
        return Path(about["dataset"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _in_user_data(dataset_root: Path) -> Path:
    resolved = os.path.realpath(dataset_root)
    name = re.sub(r"[^\w.-]+", "_", Path(resolved).name)[:60] or "dataset"
    digest = hashlib.sha256(os.fsencode(resolved)).hexdigest()[:12]
    folder = platformdirs.user_data_path("forgery-viewer", appauthor=False)
    return folder / "workspaces" / f"{name}-{digest}"
