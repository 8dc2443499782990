"""The mask under edit: its bit planes, its instances, the stroke in progress and its history."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from forgery_viewer.core.audit.wording import numbered
from forgery_viewer.core.brushes import Brush
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.drawing import Point
from forgery_viewer.core.edits import StrokeRecorder, pack_edit
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.masks import MAX_INSTANCES
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import (
    Change,
    Describe,
    Flip,
    Insert,
    Remove,
    Step,
    backwards,
    make_change,
    selected_after,
    with_added_px,
)
from forgery_viewer.state.instance_selection import InstanceSelection
from forgery_viewer.state.refusal import Hindrance, Refusal
from forgery_viewer.state.undo_commands import StepCommand


class MaskDocument(QObject):
    """The one owner of a record's mask while it is shown and corrected.

    Views listen to `pixels_changed` with the box to draw again, `planes_replaced` when the array
    itself is another one, and `instances_changed` for the list, colours, visibility and locks.
    Who keeps account of the mask listens to `changes_made`, which misses nothing but what a stroke
    in progress has painted so far.
    """

    pixels_changed = Signal(object)
    planes_replaced = Signal()
    instances_changed = Signal()
    current_changed = Signal(int)
    treated = Signal()
    """Instances were hidden, shown, locked or unlocked, which is no step of the history."""
    changes_made = Signal(object)
    """What was just done to the mask: a tuple of Changes, in their order."""
    stroke_refused = Signal(object)
    """A change was not made; carries the Refusal."""
    history_stuck = Signal(str)
    """A step could not be undone or done again, as its pixels cannot be read; carries why."""

    def __init__(self, key: RecordKey, planes: BitPlanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.planes = planes
        self.instances = [InstanceState(number) for number in range(planes.count)]
        self.current = 0 if planes.count else -1
        self.selection = InstanceSelection(self)
        self.undo_stack = QUndoStack(self)
        self.revision = 0
        self.opened_at = time.time()
        self.read_only = ""
        """Why nothing can be changed, as while another window does so; "" where it can."""
        self.spares_others = False
        """Whether strokes and operations leave the pixels of other instances to them."""
        self.read_step: Callable[[int], Step] | None = None
        """Reads a step of the history, by its number, whose pixels are kept elsewhere."""
        self.only_moves = False
        """Whether steps that are undone and done again leave the mask as it is."""
        self.is_correction = False
        """Whether what is saved is a correction, and not the data set's own mask."""
        self.finish_unmade: Callable[[], object] | None = None
        """Makes the step of a gesture that is over and still being worked out, None for none."""
        self._as_read: BitPlanes | None = None
        self._stroke: StrokeRecorder | None = None
        self._stroke_text = ""
        self._stroke_icon = ""
        self._stroke_made_first = False
        self._last: Point = (0.0, 0.0)

    @property
    def is_changed(self) -> bool:
        """Whether there are edits that no save holds."""
        return not self.undo_stack.isClean()

    @property
    def is_as_given(self) -> bool:
        """Whether this is the data set's own mask, with nothing done to it."""
        return not self.is_correction and not self.is_changed

    @property
    def as_read(self) -> BitPlanes | None:
        """The same mask in an array that nobody changes; None once something was done to this."""
        return self._as_read if not self.in_stroke else None

    @as_read.setter
    def as_read(self, planes: BitPlanes | None) -> None:
        self._as_read = planes

    @property
    def in_stroke(self) -> bool:
        return self._stroke is not None

    @property
    def free_colour(self) -> int:
        """The first colour that no instance has."""
        used = {state.colour for state in self.instances}
        return next(colour for colour in range(MAX_INSTANCES + 1) if colour not in used)

    def commands(self) -> list[StepCommand]:
        """The history, oldest first."""
        stack = self.undo_stack
        steps = [stack.command(i) for i in range(stack.count())]
        return [step for step in steps if isinstance(step, StepCommand)]

    def steps_done(self) -> list[Step]:
        """What was done and not undone, oldest first."""
        return [command.step for command in self.commands()[: self.undo_stack.index()]]

    # Steps --------------------------------------------------------------------------------

    def push(self, step: Step) -> None:
        """Do a step and put it at the end of the history; a stroke in progress ends first."""
        self.end_stroke()
        if self.may_change(()):
            self.undo_stack.push(StepCommand(self, with_added_px(step, self.planes)))

    def make(self, step: Step) -> None:
        """Do what a step does; for the history alone."""
        self._change(step.changes, step.after)

    def take_back(self, step: Step) -> None:
        """Undo what a step did; for the history alone."""
        self._change(backwards(step.changes), step.before)

    def _change(self, changes: Sequence[Change], selected: int | None) -> None:
        self.cancel_stroke()
        current = self.current
        for change in changes:
            make_change(change, self.planes, self.instances)
            current = selected_after(change, current, len(self.instances))
        self._count_revision()
        if selected is not None:
            current = min(selected, len(self.instances) - 1)
        if all(isinstance(change, Flip) for change in changes):
            self.changes_made.emit(tuple(changes))
            self._announce_pixels(changes)
            self.set_current(current)
            return
        self.current = current
        self.changes_made.emit(tuple(changes))
        if not all(isinstance(change, Describe) for change in changes):
            self.planes_replaced.emit()
        self.instances_changed.emit()
        self.current_changed.emit(current)

    def _count_revision(self) -> None:
        self.revision += 1
        self._as_read = None

    def _announce_pixels(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, Flip):
                self.pixels_changed.emit(change.edit.box)

    # Strokes ------------------------------------------------------------------------------

    def begin_stroke(self, point: Point, brush: Brush, *, erase: bool) -> bool:
        """Start to paint or erase with a brush at `point` (x, y).

        False, with the reason signalled, when it cannot be. Painting on a mask without instances
        makes the first one, as part of the stroke.
        """
        if self.in_stroke or not self.accepts(erase=erase):
            return False
        self._stroke_made_first = not self.instances
        if self._stroke_made_first:
            self._change((Insert(0, InstanceState(0)),), None)
        self._stroke = StrokeRecorder(
            self.planes, self.current, erase=erase, spares_others=self.spares_others
        )
        self._stroke_text = f"{'Eraser' if erase else 'Brush'}, {brush.words}"
        self._stroke_icon = "eraser" if erase else "brush"
        self._last = point
        self._draw(point, point, brush)
        return True

    def extend_stroke(self, point: Point, brush: Brush) -> None:
        """Draw on from the last point to `point` (x, y), without a gap."""
        if self._stroke is not None:
            self._draw(self._last, point, brush)
            self._last = point

    def end_stroke(self) -> None:
        """Make the stroke one undo step; nothing is kept of a stroke that changed nothing.

        What was done before and is still being worked out becomes a step first.
        """
        finish, self.finish_unmade = self.finish_unmade, None
        if finish is not None:
            finish()
        if self._stroke is None:
            return
        edit = self._stroke.finish()
        if edit is None:
            self.cancel_stroke()
            return
        self._stroke = None
        self._count_revision()
        change: Change = Flip(edit)
        self.changes_made.emit((change,))
        if self._stroke_made_first:
            change = Insert(edit.number, self.instances[edit.number], edit)
        step = Step(self._stroke_text, self._stroke_icon, (change,))
        self.undo_stack.push(StepCommand(self, step, is_done=True))

    def cancel_stroke(self) -> None:
        """Drop the stroke in progress and put its pixels back."""
        if self._stroke is None:
            return
        box = self._stroke.take_back()
        number, self._stroke = self._stroke.number, None
        if self._stroke_made_first:
            self._change((Remove(number, self.instances[number]),), None)
        elif box is not None:
            self.pixels_changed.emit(box)

    def accepts(self, *, erase: bool) -> bool:
        """Whether the current instance takes a stroke; False, with the reason signalled, if not."""
        refusal = self._why_no_stroke(erase=erase)
        if refusal is not None:
            self.stroke_refused.emit(refusal)
        return refusal is None

    def _why_no_stroke(self, *, erase: bool) -> Refusal | None:
        """Why the current instance takes no stroke, None where it does."""
        if self.read_only:
            return Refusal(self.read_only, Hindrance.READ_ONLY)
        if not self.instances:
            none = Refusal("There is no instance to erase from.", Hindrance.NO_INSTANCE)
            return none if erase else None
        state, number = self.instances[self.current], self.current
        if state.locked:
            reason = f"Instance {number + 1} is locked. Unlock it to change it."
            return Refusal(reason, Hindrance.LOCKED, number)
        if state.hidden:
            reason = f"Instance {number + 1} is hidden. Show it to change it."
            return Refusal(reason, Hindrance.HIDDEN, number)
        return None

    # Instances ----------------------------------------------------------------------------

    def new_instance(self) -> bool:
        """Add an empty instance and select it; False when the mask is full."""
        self.end_stroke()
        if not self.has_room():
            return False
        number = len(self.instances)
        change = Insert(number, InstanceState(self.free_colour))
        self.push(Step("New instance", "plus", (change,), before=self.current, after=number))
        return True

    def delete_instance(self, *numbers: int) -> bool:
        """Take instances out, as one undo step; False where one is locked or none is there."""
        self.end_stroke()
        gone = sorted({number for number in numbers if 0 <= number < len(self.instances)})
        if not gone or not self.may_change(gone, "delete it"):
            return False
        # From the last one on, so that those before it keep their numbers.
        changes = [
            Remove(number, self.instances[number], pack_edit(number, self.planes.plane(number)))
            for number in reversed(gone)
        ]
        name = f"Delete {numbered('instance', [number + 1 for number in gone])}"
        before = self.current if self.current in gone else gone[0]
        self.push(Step(name, "trash-2", tuple(changes), before=before))
        return True

    def has_room(self, count: int = 1) -> bool:
        """Whether `count` more instances fit into the mask; where they do not, that is said."""
        if not self.may_change(()):
            return False
        if self.planes.count + count <= MAX_INSTANCES:
            return True
        reason = f"A mask holds at most {MAX_INSTANCES} instances."
        self.stroke_refused.emit(Refusal(reason, Hindrance.FULL))
        return False

    def may_change(self, numbers: Iterable[int], what: str = "change it") -> bool:
        """Whether the mask can be changed and none of some instances is locked, or why not.

        It has to be unlocked to do `what`.
        """
        if self.read_only:
            self.stroke_refused.emit(Refusal(self.read_only, Hindrance.READ_ONLY))
            return False
        for number in numbers:
            if self.instances[number].locked:
                reason = f"Instance {number + 1} is locked. Unlock it to {what}."
                of_current = number == self.current
                self.stroke_refused.emit(Refusal(reason, Hindrance.LOCKED, number, of_current))
                return False
        return True

    def set_current(self, number: int) -> None:
        """Select the instance that is painted; numbers that are not there are ignored."""
        if number != self.current and 0 <= number < len(self.instances):
            self.current = number
            self.current_changed.emit(number)

    def set_hidden(self, number: int, hidden: bool) -> None:
        self._treat_one(number, replace(self.instances[number], hidden=hidden))

    def turn_solo(self, number: int) -> None:
        """Hide all instances but one, or show all where that is so already."""
        others = [state.hidden for k, state in enumerate(self.instances) if k != number]
        is_alone = all(others) and not self.instances[number].hidden if others else True
        self._treat(
            replace(state, hidden=not is_alone and k != number)
            for k, state in enumerate(self.instances)
        )

    def set_locked(self, number: int, locked: bool) -> None:
        self._treat_one(number, replace(self.instances[number], locked=locked))

    def _treat_one(self, number: int, state: InstanceState) -> None:
        self._treat([*self.instances[:number], state, *self.instances[number + 1 :]])

    def _treat(self, states: Iterable[InstanceState]) -> None:
        states = list(states)
        if states != self.instances:
            self.instances = states
            self.instances_changed.emit()
            self.treated.emit()

    def _draw(self, start: Point, end: Point, brush: Brush) -> None:
        if self._stroke is None:
            return
        shape = (self.planes.height, self.planes.width)
        for mark in brush.marks(start, end, shape):
            box = self._stroke.apply(mark)
            if box is not None:
                self.pixels_changed.emit(box)
