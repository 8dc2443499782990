"""A history whose journal somebody took away, written anew from what is in memory."""

from __future__ import annotations

from forgery_viewer.core.instance_state import Treatment
from forgery_viewer.core.journal import Event, Made, Moved, Treated
from forgery_viewer.core.journal_entries import NOWHERE
from forgery_viewer.core.steps import backwards, change_states
from forgery_viewer.state.history_log import Beginning, HistoryLog, Undone
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.undo_commands import restore_history


def begin_anew(document: MaskDocument, log: HistoryLog) -> str:
    """Let the log of a document begin at the earliest mask that can still be come back to.

    Steps whose pixels were in the journal alone are gone with it, and with them those behind them.
    Returns words for how many that are, as the end of a sentence; "" for none.
    """
    stack, commands = document.undo_stack, document.commands()
    index = stack.index()
    first, last = index, index
    while first > 0 and not commands[first - 1].step.is_light:
        first -= 1
    while last < len(commands) and not commands[last].step.is_light:
        last += 1
    kept = commands[first:last]
    steps = [command.step for command in kept]
    done = steps[: index - first]
    states = list(document.instances)
    for step in reversed(done):
        for change in backwards(step.changes):
            change_states(change, states)
    clean = stack.cleanIndex()
    beginning = Beginning(
        Undone(document.planes.copy(), tuple(document.instances), tuple(done)),
        tuple(states),
        is_saved=clean == first,
        is_own=False,
        opened_at=document.opened_at,
    )
    made: list[Event] = [Made(number, step) for number, step in enumerate(steps)]
    treated = Treated(Treatment.of(document.instances))
    log.begin_anew(beginning, [*made, Moved(index - first), treated])
    lost = len(commands) - len(kept)
    if not lost:
        return ""
    sizes = [command.size_bytes for command in kept]
    is_there = first <= clean <= last
    restore_history(document, steps, sizes, index - first, clean - first if is_there else NOWHERE)
    return f"{lost:,} step{'s' if lost > 1 else ''} cannot be undone any more"
