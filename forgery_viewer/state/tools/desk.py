"""What the tools work on and with: the mask, the images of its case, options, and what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.stamps import stamped
from forgery_viewer.core.steps import Change
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.state.tools.case_changes import CaseChanges, Image
from forgery_viewer.state.tools.commits import Commit, Commits
from forgery_viewer.state.tools.preview import Preview
from forgery_viewer.state.tools.sketch import NO_SKETCH, Sketch


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a gesture.

    Attributes:
        sentence: What it is.
        remedy: What can be done about it, in a few words; "" for nothing.
        act: Does so.
    """

    sentence: str
    remedy: str = ""
    act: Callable[[], None] | None = None


class Desk(QObject):
    """The one place that tools change masks through."""

    sketch_changed = Signal(object)
    told = Signal(str)
    """Words for the status bar; "" for what it says otherwise."""
    noted = Signal(str)
    """What there is to say of the tool's work, for its bar; "" for its usual words."""
    looked_for = Signal(object)
    """A box (top, left, bottom, right) of the image that is to be seen."""
    placed = Signal(object)
    """Floating: where and how a pasted piece lies now."""
    finished = Signal()
    """The tool in hand has nothing more to do, and gives way to the one before."""
    hindered = Signal(object)
    """An Obstacle: why a gesture cannot be."""

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.preview = Preview(self)
        self.is_lent = False
        """Whether the preview shows what an operation would change: then no tool proposes."""
        self.document: MaskDocument | None = None
        self.subtracts = False
        """Whether areas are taken away without a key held."""
        self.lane = Tasks("tools", 1, self)
        self.commits = Commits(self.lane, self)
        self.commits.idle.connect(self.told)
        self.clipboard: Mark | None = None
        """What was copied, where it was."""
        self.changes = CaseChanges(preferences, self.lane, self)
        self._case: LoadedCase | None = None

    def set_case(self, case: LoadedCase | None, document: MaskDocument | None) -> None:
        """Work on another mask; what was under way is carried out on the one before."""
        self.commits.finish()
        self._case, self.document = case, document
        self.changes.set_images(self.authentic, self.image)

    def close(self) -> None:
        """Carry out what is under way, and end the thread."""
        self.commits.finish()
        self.lane.close()

    # Images -------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W) of the mask; (0, 0) without one."""
        planes = self.document.planes if self.document is not None else None
        return (planes.height, planes.width) if planes is not None else (0, 0)

    @property
    def image(self) -> Image | None:
        """(H, W, 3): the image that the mask belongs to."""
        pyramid = self._case.subject.pyramid if self._case is not None else None
        return pyramid.image if pyramid is not None else None

    @property
    def authentic(self) -> Image | None:
        """The authentic partner, which may be of another size."""
        pyramid = self._case.authentic.pyramid if self._case is not None else None
        return pyramid.image if pyramid is not None else None

    # What is shown ------------------------------------------------------------------------

    def show_sketch(self, sketch: Sketch = NO_SKETCH) -> None:
        """Show the lines of a gesture, or none."""
        self.sketch_changed.emit(sketch)

    @property
    def protected(self) -> int:
        """Bit k set for each instance k that is to keep its pixels: all of them, or none."""
        document = self.document
        if document is None or not document.spares_others:
            return 0
        return (1 << document.planes.count) - 1

    # Changes ------------------------------------------------------------------------------

    def accepts(self, *, erase: bool) -> bool:
        """Whether the selected instance can be changed; where not, its document says why."""
        return self.document is not None and self.document.accepts(erase=erase)

    def stamp(
        self,
        text: str,
        icon: str,
        mark: Callable[[BitPlanes], Mark],
        *,
        erase: bool,
        px: int,
    ) -> None:
        """Paint the selected instance under a mark, or erase it there, as one step.

        `mark` tells it of the mask as it is, on any thread; `px` is about how many pixels it
        takes. On a mask without instances the first one is made.
        """
        document = self.document
        if document is None or not self.accepts(erase=erase):
            return
        number, protected = max(0, document.current), self.protected
        state = InstanceState(document.free_colour)

        def make() -> tuple[Change, ...]:
            planes = document.planes
            found = mark(planes)
            return stamped(planes, number, found, state, erase=erase, protected=protected)

        self.commit(text, icon, make, px=px, nothing="That changes no pixel.")

    def commit(
        self,
        text: str,
        icon: str,
        make: Callable[[], tuple[Change, ...]],
        *,
        px: int,
        after: int | None = None,
        nothing: str = "",
    ) -> None:
        """Make one step of changes that `make` tells, on any thread.

        Where it tells none, `nothing` is said.
        """
        if self.document is not None:
            self.commits.add(Commit(self.document, text, icon, make, after, nothing), px)
