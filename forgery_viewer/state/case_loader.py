"""Decoded images and masks of the case on show and of its neighbours, read in the background."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from forgery_viewer.core.dataset import Index, Record, RecordKey
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.images import read_header, read_image
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.freed_memory import give_freed_memory_back
from forgery_viewer.state.tasks import Task, Tasks

CACHE_BYTES = 512 * 2**20
"""Decoded images kept; the case on show is kept in any case."""

GIVE_BACK_BYTES = 128 * 2**20
"""So much has to be dropped before memory is given back to the system."""

NEAR_AFTER_MS = 30
"""Neighbours are read so long after a case has come: it has to be painted first."""


class CaseKey(NamedTuple):
    """An authentic image and its forged partner are one case; a row without partner is its own."""

    split: str
    case_id: str


@dataclass(frozen=True, slots=True)
class LoadedImage:
    """One side of a case: the image, or why there is none."""

    record: Record | None
    pyramid: Pyramid | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """Everything the canvases need of a case.

    `subject` is the image that a mask belongs to: the forged one, or one whose label nobody knows.
    `planes` is None where there is nothing to edit; `origin` tells where the mask came from:
    "data set", "saved", "kept" (edits of an earlier run that were not saved) or "none".
    """

    key: CaseKey
    authentic: LoadedImage
    subject: LoadedImage
    planes: BitPlanes | None
    origin: str
    mask_reason: str

    @property
    def size_bytes(self) -> int:
        """Memory held by the images and the mask."""
        sides = (self.authentic.pyramid, self.subject.pyramid)
        images = sum(pyramid.size_bytes for pyramid in sides if pyramid is not None)
        return images + (self.planes.bits.nbytes if self.planes is not None else 0)


class CaseLoader(QObject):
    """Reads cases: the newest request wins, and its neighbours are read after it."""

    loading = Signal(object)
    loaded = Signal(object)

    def __init__(
        self, index: Index, workspace: Workspace, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._index = index
        self._workspace = workspace
        self._tasks = tasks
        self._cache: OrderedDict[CaseKey, LoadedCase] = OrderedDict()
        self._under_way: dict[CaseKey, Task] = {}
        self._dropped_bytes = 0
        self._wanted: CaseKey | None = None
        self._near: dict[CaseKey, RecordKey] = {}
        self._near_timer = QTimer(self, singleShot=True, interval=NEAR_AFTER_MS)
        self._near_timer.timeout.connect(self._read_near)

    def case_key(self, key: RecordKey) -> CaseKey:
        """The case that a record belongs to."""
        return CaseKey(key.split, key.case_id)

    def request(self, key: RecordKey, neighbours: tuple[RecordKey, ...] = ()) -> None:
        """Show a record's case: `loaded` comes at once when it is at hand, else when it is read.

        Reading that was asked for before and has not begun is given up.
        """
        case = self.case_key(key)
        self._wanted = case
        self._near_timer.stop()
        self._near = {self.case_key(other): other for other in neighbours}
        for other, task in list(self._under_way.items()):
            if other != case and other not in self._near and task.give_up():
                del self._under_way[other]
        at_hand = self._cache.get(case)
        if at_hand is not None:
            self._cache.move_to_end(case)
            self.loaded.emit(at_hand)
            self._near_timer.start()
        else:
            self.loading.emit(case)
            self._read(case, key)

    def close(self) -> None:
        """Read no neighbours any more; what is being read ends with its lane."""
        self._near_timer.stop()
        self._near = {}

    def _read(self, case: CaseKey, key: RecordKey) -> None:
        if case in self._under_way:
            return
        self._under_way[case] = self._tasks.submit(
            reading(self._index, self._workspace, key), self._keep, partial(self._fail, case)
        )

    def _read_near(self) -> None:
        """Read the neighbours; only now, when nobody waits for what is wanted."""
        for case, key in self._near.items():
            if case not in self._cache:
                self._read(case, key)

    def _fail(self, case: CaseKey, error: BaseException) -> None:
        # What is wrong with a file comes as a reason in the case: this is another kind of trouble.
        self._under_way.pop(case, None)
        raise error

    def _keep(self, case: LoadedCase) -> None:
        self._under_way.pop(case.key, None)
        self._cache[case.key] = case
        if self._wanted is not None and self._wanted in self._cache:
            self._cache.move_to_end(self._wanted)
        held = sum(other.size_bytes for other in self._cache.values())
        while held > CACHE_BYTES and len(self._cache) > 1:
            _key, dropped = self._cache.popitem(last=False)
            held -= dropped.size_bytes
            self._dropped_bytes += dropped.size_bytes
        if case.key == self._wanted:
            self.loaded.emit(case)
            self._near_timer.start()
        if self._dropped_bytes > GIVE_BACK_BYTES:
            self._dropped_bytes = 0
            self._tasks.submit(give_freed_memory_back, lambda _given: None)


def reading(index: Index, workspace: Workspace, key: RecordKey) -> Callable[[], LoadedCase]:
    """The work of reading a record's case, to run on any thread."""

    def read() -> LoadedCase:
        row = index.row_of(key)
        record = index.record(row)
        owner_row = index.mask_owner(row)
        subject = index.record(owner_row) if owner_row is not None else None
        partner = record.partner
        authentic = record if record.key.label == "authentic" else None
        if authentic is None and partner is not None:
            authentic = index.record(index.row_of(partner))
        # Side by side, as long as there are processors: the files are read and decoded without
        # Python's lock.
        with ThreadPoolExecutor(2, thread_name_prefix="forgery-viewer-case") as pool:
            authentic_image = pool.submit(_load_image, authentic)
            mask = pool.submit(_load_planes, subject, workspace)
            subject_image = _load_image(subject)
        planes, origin, reason = mask.result()
        if subject_image.pyramid is None:
            planes, origin, reason = None, "none", ""
        return LoadedCase(
            key=CaseKey(key.split, key.case_id),
            authentic=authentic_image.result(),
            subject=subject_image,
            planes=planes,
            origin=origin,
            mask_reason=reason,
        )

    return read


def _load_image(record: Record | None) -> LoadedImage:
    if record is None:
        return LoadedImage(None, None)
    try:
        return LoadedImage(record, Pyramid(read_image(record.image_path)))
    except ForgeryViewerError as error:
        return LoadedImage(record, None, str(error))


def _load_planes(record: Record | None, workspace: Workspace) -> tuple[BitPlanes | None, str, str]:
    """The mask to edit, where it came from, and what is wrong with the one of the data set."""
    if record is None:
        return None, "none", ""
    try:
        size = read_header(record.image_path)
    except ForgeryViewerError:
        # The reason comes with the image.
        return None, "none", ""
    return load_planes(record, size.height, size.width, workspace)


def load_planes(
    record: Record, height: int, width: int, workspace: Workspace
) -> tuple[BitPlanes, str, str]:
    """The mask to edit of an image of `height` x `width` px, which may have no instances.

    With it comes where it is from, as `LoadedCase.origin`, and why others could not be read.
    """
    complaints = []
    for origin, load in (("kept", workspace.load_draft), ("saved", workspace.load_correction)):
        try:
            stack = load(record.key, height, width)
        except ForgeryViewerError as error:
            complaints.append(str(error))
            continue
        if stack is not None:
            return BitPlanes.from_stack(stack), origin, "; ".join(complaints)
    try:
        planes = read_planes(record.mask_path, height, width)
    except ForgeryViewerError as error:
        complaints.append(str(error))
        planes = None
    if planes is None:
        return BitPlanes(height, width), "none", "; ".join(complaints)
    return planes, "data set", "; ".join(complaints)


def read_planes(path: Path | None, height: int, width: int) -> BitPlanes | None:
    """The data set's own mask as bit planes, None where there is no file. Raises MaskError."""
    if path is None:
        return None
    return BitPlanes.from_stack(read_mask(path, height, width).stack)
