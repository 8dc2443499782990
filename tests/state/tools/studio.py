"""A program without its window, and beside it the mask as it should be after all that was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, Qt, QTimer, SignalInstance

from forgery_viewer.core.operations.kinds import Operation
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.operating import Operating
from forgery_viewer.state.preferences import SPARES_OTHERS, Preferences
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.tools.all_tools import make_tools
from forgery_viewer.state.tools.desk import Desk as ToolDesk
from forgery_viewer.state.tools.tool import Tool
from tests.core.building import write_case, write_image
from tests.core.plain_shapes import Plane
from tests.state.desks import Desk, forged

Stack = NDArray[np.uint8]
Image = NDArray[np.uint8]

LONGEST_MS = 30_000


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One instance as it should be."""

    plane: Plane
    colour: int
    note: str = ""
    hidden: bool = False
    locked: bool = False


@dataclass(slots=True)
class Model:
    """A mask as it should be: a list of planes (H, W) with what is known of each."""

    shape: tuple[int, int]
    instances: list[Instance]
    spares: bool = False

    @classmethod
    def of(cls, stack: Stack) -> Model:
        found = [Instance(plane == 1, number) for number, plane in enumerate(stack)]
        return cls((stack.shape[1], stack.shape[2]), found)

    def copy(self) -> Model:
        """Planes are never changed in place."""
        return replace(self, instances=list(self.instances))

    def stack(self) -> Stack:
        planes = [instance.plane for instance in self.instances]
        return np.array(planes, np.uint8).reshape(-1, *self.shape)

    def told(self) -> list[tuple[int, str]]:
        return [(instance.colour, instance.note) for instance in self.instances]

    def is_as(self, other: Model) -> bool:
        """Whether all that undo brings back is the same."""
        return self.told() == other.told() and np.array_equal(self.stack(), other.stack())

    def free_colours(self, count: int) -> list[int]:
        used = {instance.colour for instance in self.instances}
        return [colour for colour in range(200) if colour not in used][:count]

    def others(self, number: int) -> Plane:
        """Where other instances have pixels that are not for this one."""
        found = np.zeros(self.shape, np.bool_)
        if self.spares:
            for other, instance in enumerate(self.instances):
                if other != number:
                    found |= instance.plane
        return found

    def set(self, number: int, after: Plane) -> None:
        """Make `after` of an instance, but for what it would take of those that are protected."""
        before = self.instances[number]
        plane = after & (before.plane | ~self.others(number))
        self.instances[number] = replace(before, plane=plane)

    def stamp(self, number: int, covered: Plane, *, erase: bool) -> None:
        """Paint or erase; on a mask without instances the first one comes to be."""
        if not self.instances:
            if not erase and covered.any():
                self.instances.append(Instance(covered, 0))
            return
        before = self.instances[number].plane
        self.set(number, before & ~covered if erase else before | covered)

    def add(self, plane: Plane) -> None:
        """One more instance at the end, in the first free colour."""
        self.instances.append(Instance(plane, self.free_colours(1)[0]))

    def part(self, number: int, taken: Plane) -> None:
        """Take pixels out of an instance."""
        before = self.instances[number]
        self.instances[number] = replace(before, plane=before.plane & ~taken)


class Studio:
    """Runs of the program one after the other, on one case with one mask."""

    def __init__(self, root: Path, images: tuple[Image, Image], stack: Stack) -> None:
        """`images` are the authentic and the forged one."""
        write_case(root, "1", size=(stack.shape[1], stack.shape[2]), mask=stack)
        for kind, image in zip(("authentic", "forged"), images, strict=True):
            write_image(root / "train_images" / kind / "1.png", image)
        self._root = root
        self._preferences = Preferences(root.parent / "preferences.ini")
        self._operations = Tasks("operations", 1)
        self.operating = Operating(self._operations)
        self._start()

    def _start(self) -> None:
        self._run = Desk(self._root)
        case = self._run.case("1")
        document = self._run.documents.open(case)
        assert document is not None
        self.document: MaskDocument = document
        self.document.spares_others = self._preferences.get(SPARES_OTHERS)
        self.desk = ToolDesk(self._preferences)
        self.tools = make_tools(self.desk)
        self._in_hand = self.tools["pick"]
        self.desk.set_case(case, document)
        self.operating.set_document(document)

    def take(self, key: str) -> Tool:
        """Take a tool in hand."""
        self._in_hand.put_down()
        self._in_hand = self.tools[key]
        self._in_hand.prepare()
        return self._in_hand

    def spare(self, spares: bool) -> None:
        """Protect other instances, or allow overlap."""
        self._preferences.set(SPARES_OTHERS, spares)
        self.document.spares_others = spares

    def see_changes(self) -> None:
        """Have what changed between the images known."""
        changes = self.desk.changes
        if changes.plane is None:
            with until(changes.found):
                changes.want()

    def operate(self, operation: Operation, scope: str) -> None:
        """Try an operation and make it, as the panel does."""
        with until(self.operating.tried):
            self.operating.offer(lambda: operation, scope)
        self.operating.apply()
        self.operating.drop()

    def settle(self, *, waits: bool) -> None:
        """Wait until a large gesture is a step, or have it done at once as the next press does."""
        commits = self.desk.commits
        if waits and commits.is_busy:
            with until(commits.busy_changed):
                pass
        commits.finish()

    def save(self) -> None:
        if self.document.is_changed:
            with until(self._run.documents.saved):
                self._run.documents.save(forged("1"))

    def restart(self) -> None:
        """End the program as its user does, and start it again."""
        self._put_away()
        assert self._run.close() == ()
        self._start()

    def crash(self) -> None:
        """Start anew from what is on the disk, as after a kill; the old run writes no more."""
        self._run.lane.finish()
        old = self._run
        self._put_away()
        self._start()
        old.close()

    def close(self) -> None:
        self._put_away()
        self.operating.close()
        self._operations.close()
        self._run.close()

    def _put_away(self) -> None:
        self._in_hand.put_down()
        self.operating.set_document(None)
        self.desk.close()


@contextmanager
def until(signal: SignalInstance) -> Iterator[None]:
    """Go on when a signal has come of what is begun here."""
    loop, came = QEventLoop(), list[None]()

    def take(*_told: object) -> None:
        came.append(None)
        loop.quit()

    signal.connect(take, Qt.ConnectionType.SingleShotConnection)
    yield
    if not came:
        late = QTimer(loop, singleShot=True, interval=LONGEST_MS)
        late.timeout.connect(loop.quit)
        late.start()
        loop.exec()
    assert came, "the signal did not come"


def without(planes: list[Instance], gone: Iterable[int]) -> list[Instance]:
    """All instances but some."""
    some = set(gone)
    return [instance for number, instance in enumerate(planes) if number not in some]
