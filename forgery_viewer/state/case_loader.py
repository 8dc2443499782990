"""Decoded images and masks of the case on show and of its neighbours, read in the background."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from forgery_viewer.core.dataset import Index, Record, RecordKey
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.history import History
from forgery_viewer.core.images import read_header, read_image
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.png_rows import RowWatch
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_preview import (
    CaseWatch,
    KeptPreview,
    Previews,
    ReadingStoppedError,
    nothing_kept,
)
from forgery_viewer.state.courtesy import Courtesy
from forgery_viewer.state.freed_memory import give_freed_memory_back
from forgery_viewer.state.mask_loading import LoadedMask, load_mask
from forgery_viewer.state.spare_mask import SpareMask
from forgery_viewer.state.tasks import NICENESS, Task, Tasks, stand_back

CACHE_BYTES = 480 * 2**20
"""Decoded images kept; the case on show is kept in any case."""

GIVE_BACK_BYTES = 128 * 2**20
"""So much has to be dropped before memory is given back to the system."""

BEING_READ = "The image is being read."

NEAR_AFTER_MS = 30
"""Neighbours are read so long after a case has come: it has to be painted first."""


class CaseKey(NamedTuple):
    """An authentic image and its forged partner are one case; a row without partner is its own."""

    split: str
    case_id: str


@dataclass(frozen=True, slots=True)
class LoadedImage:
    """One side of a case: the image, or why there is none.

    Attributes:
        scaled_from: (width, height) px of the file's own image where it is shown in another size.
    """

    record: Record | None
    pyramid: Pyramid | None
    reason: str = ""
    scaled_from: tuple[int, int] | None = None

    @property
    def fault(self) -> str:
        """Why its file cannot be read, "" where it can or there is none."""
        return self.reason if self.record is not None and self.pyramid is None else ""


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """Everything the canvases need of a case.

    `subject` is the image that a mask belongs to: the forged one, or one whose label nobody knows.
    `planes` is None where there is nothing to edit; the rest of what is told of the mask is that of
    a `LoadedMask`. Nobody changes them: who wants to takes the `spare`.
    """

    key: CaseKey
    authentic: LoadedImage
    subject: LoadedImage
    planes: BitPlanes | None
    origin: str
    mask_reason: str
    history: History | None = None
    outdated: str = ""
    spare: SpareMask | None = None

    @property
    def sides(self) -> tuple[LoadedImage, LoadedImage]:
        """The authentic image and the subject."""
        return self.authentic, self.subject

    @property
    def size_bytes(self) -> int:
        """Memory held by the images and the mask."""
        images = sum(side.pyramid.size_bytes for side in self.sides if side.pyramid is not None)
        steps = self.history.size_bytes if self.history is not None else 0
        spare = self.spare.size_bytes if self.spare is not None else 0
        return images + steps + spare + (self.planes.bits.nbytes if self.planes is not None else 0)


@dataclass(slots=True)
class _Reading:
    """A case that is being read, for the record that asked for it."""

    key: RecordKey
    watch: CaseWatch
    task: Task
    preview: LoadedCase | None = None


class CaseLoader(QObject):
    """Reads cases: the newest request wins, and its neighbours are read after it."""

    loading = Signal(object)
    previewed = Signal(object)
    """Of the case that is being read there is this to see: a LoadedCase of previews, no mask."""
    loaded = Signal(object)
    _came_to_see = Signal(object, object)

    def __init__(
        self,
        index: Index,
        workspace: Workspace,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        kept_preview: KeptPreview = nothing_kept,
        courtesy: Courtesy | None = None,
    ) -> None:
        super().__init__(parent)
        self._courtesy = courtesy or Courtesy()
        self._index = index
        self._workspace = workspace
        self._tasks = tasks
        self._kept_preview = kept_preview
        self._cache: OrderedDict[CaseKey, LoadedCase] = OrderedDict()
        self._under_way: dict[CaseKey, _Reading] = {}
        self._dropped_bytes = 0
        self._wanted: CaseKey | None = None
        self._near: dict[CaseKey, RecordKey] = {}
        self._near_timer = QTimer(self, singleShot=True, interval=NEAR_AFTER_MS)
        self._near_timer.timeout.connect(self._read_near)
        # From the threads that read to this one.
        self._came_to_see.connect(self._take_preview, Qt.ConnectionType.QueuedConnection)

    def case_key(self, key: RecordKey) -> CaseKey:
        """The case that a record belongs to."""
        return CaseKey(key.split, key.case_id)

    def request(self, key: RecordKey, neighbours: tuple[RecordKey, ...] = ()) -> None:
        """Show a record's case: `loaded` comes at once when it is at hand, else when it is read.

        Reading that was asked for before and has not begun is given up, and that of large images
        is ended where it keeps this one waiting.
        """
        case = self.case_key(key)
        self._wanted = case
        self._near_timer.stop()
        self._near = {self.case_key(other): other for other in neighbours}
        at_hand = self._cache.get(case)
        for other, reading in list(self._under_way.items()):
            if other != case and (at_hand is None or other not in self._near):
                self._give_up(other, reading)
        if at_hand is not None:
            self._cache.move_to_end(case)
            self.loaded.emit(at_hand)
            self._near_timer.start()
        else:
            self._courtesy.ask()
            self.loading.emit(case)
            self._read(case, key)

    def close(self) -> None:
        """Read no neighbours any more; what is being read ends with its lane."""
        self._near_timer.stop()
        self._near = {}
        self._wanted = None
        self._courtesy.thank()
        for reading in self._under_way.values():
            reading.watch.stop.set()

    def _give_up(self, case: CaseKey, reading: _Reading) -> None:
        if reading.task.give_up():
            del self._under_way[case]
        else:
            reading.watch.stop.set()

    def _read(self, case: CaseKey, key: RecordKey) -> None:
        under_way = self._under_way.get(case)
        if under_way is not None:
            under_way.watch.stop.clear()
            if case == self._wanted and under_way.preview is not None:
                self.previewed.emit(under_way.preview)
            return
        watch = CaseWatch(self._kept_preview, lambda seen: self._came_to_see.emit(case, seen))
        work = reading(self._index, self._workspace, key, watch)
        task = self._tasks.submit(work, self._keep, partial(self._fail, case))
        self._under_way[case] = _Reading(key, watch, task)

    def _read_near(self) -> None:
        """Read the neighbours; only now, when nobody waits for what is wanted."""
        self._courtesy.thank()
        for case, key in self._near.items():
            if case not in self._cache:
                self._read(case, key)

    def _take_preview(self, case: CaseKey, previews: Previews) -> None:
        reading = self._under_way.get(case)
        if reading is None:
            return
        reading.preview = previewed(self._index, reading.key, previews)
        if case == self._wanted:
            self.previewed.emit(reading.preview)

    def _fail(self, case: CaseKey, error: BaseException) -> None:
        reading = self._under_way.pop(case, None)
        if not isinstance(error, ReadingStoppedError):
            # What is wrong with a file comes as a reason in the case: this is of another kind.
            self._courtesy.thank()
            raise error
        if case == self._wanted and reading is not None:
            self._read(case, reading.key)
        elif case in self._near and self._wanted in self._cache:
            self._near_timer.start()

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


def reading(
    index: Index, workspace: Workspace, key: RecordKey, watch: CaseWatch | None = None
) -> Callable[[], LoadedCase]:
    """The work of reading a record's case, to run on any thread."""

    def read() -> LoadedCase:
        authentic, subject = _sides(index, key)
        rows: list[RowWatch | None] = [None, None]
        if watch is not None:
            watch.begin(authentic, subject)
            rows = [watch.rows_of(0), watch.rows_of(1)]
        # Side by side, as long as there are processors: the files are read and decoded without
        # Python's lock.
        with (
            ThreadPoolExecutor(2, thread_name_prefix="forgery-viewer-case") as pool,
            # Is there before the images are, and the window paints meanwhile.
            ThreadPoolExecutor(
                1, "forgery-viewer-mask", initializer=stand_back, initargs=(NICENESS,)
            ) as mask_pool,
        ):
            looked_up = pool.submit(watch.look_up) if watch is not None and any(rows) else None
            authentic_image = pool.submit(_load_image, authentic, rows[0])
            loading = mask_pool.submit(_load_mask, subject, workspace, watch)
            copying = mask_pool.submit(_spare, loading)
            subject_image = _load_image(subject, rows[1])
        if looked_up is not None:
            looked_up.result()
        mask = loading.result() if subject_image.pyramid is not None else None
        return LoadedCase(
            key=CaseKey(key.split, key.case_id),
            authentic=authentic_image.result(),
            subject=subject_image,
            planes=mask.planes if mask is not None else None,
            origin=mask.origin if mask is not None else "none",
            mask_reason=mask.complaint if mask is not None else "",
            history=mask.history if mask is not None else None,
            outdated=mask.outdated if mask is not None else "",
            spare=copying.result() if mask is not None else None,
        )

    return read


def previewed(index: Index, key: RecordKey, previews: Previews) -> LoadedCase:
    """A record's case as far as it is seen while it is read."""
    sides = [
        LoadedImage(record, preview, "" if record is None or preview is not None else BEING_READ)
        for record, preview in zip(_sides(index, key), previews, strict=True)
    ]
    return LoadedCase(CaseKey(key.split, key.case_id), sides[0], sides[1], None, "none", "")


def _sides(index: Index, key: RecordKey) -> tuple[Record | None, Record | None]:
    """The authentic image of a record's case, and the one that a mask belongs to."""
    row = index.row_of(key)
    record = index.record(row)
    owner_row = index.mask_owner(row)
    subject = index.record(owner_row) if owner_row is not None else None
    authentic = record if record.key.label == "authentic" else None
    if authentic is None and record.partner is not None:
        authentic = index.record(index.row_of(record.partner))
    return authentic, subject


def _load_image(record: Record | None, watch: RowWatch | None = None) -> LoadedImage:
    if record is None:
        return LoadedImage(None, None)
    try:
        return LoadedImage(record, Pyramid(read_image(record.image_path, watch)))
    except ForgeryViewerError as error:
        return LoadedImage(record, None, str(error))


def _spare(loading: Future[LoadedMask | None]) -> SpareMask | None:
    mask = loading.result()
    return SpareMask(mask.planes) if mask is not None else None


def _load_mask(
    record: Record | None, workspace: Workspace, watch: CaseWatch | None = None
) -> LoadedMask | None:
    """The mask to edit; None where there is none, or no image that can be read."""
    if record is None:
        return None
    if watch is not None:
        watch.give_way()
    try:
        size = read_header(record.image_path)
    except ForgeryViewerError:
        # The reason comes with the image.
        return None
    return load_mask(record, size.height, size.width, workspace)
