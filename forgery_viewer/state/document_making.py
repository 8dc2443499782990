"""A document of a mask as it was read, with the history that was read with it."""

from __future__ import annotations

from forgery_viewer.core.history import History
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.history_log import Beginning
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.undo_commands import restore_history


def make_document(
    key: RecordKey, planes: BitPlanes, case: LoadedCase, *, is_kept: bool, read_only: str
) -> tuple[MaskDocument, History | Beginning]:
    """The document of a case's mask, and what its history begins with.

    Args:
        key: The record that the mask is of.
        planes: The mask as it is in the case.
        case: What was read with it.
        is_kept: Whether it still has edits that are not saved: a case may have been read before.
        read_only: Why nothing can be changed, "" where it can.
    """
    document = MaskDocument(key, case.spare.take() if case.spare is not None else planes.copy())
    document.as_read = planes
    document.read_only = read_only
    history = case.history
    if history is not None:
        document.instances = list(history.states)
    # What cannot be changed cannot be undone either.
    if history is not None and not read_only:
        document.opened_at = history.base.opened_at
        clean = history.clean if is_kept else history.index
        restore_history(document, history.steps, history.sizes, history.index, clean)
        return document, history
    is_unsaved = case.origin == "kept" and is_kept
    if is_unsaved:
        # The edits of an earlier run: nothing in this history is the saved state.
        document.undo_stack.resetClean()
    beginning = Beginning(
        planes,
        tuple(document.instances),
        is_saved=not is_unsaved,
        is_own=case.origin == "data set",
        opened_at=document.opened_at,
    )
    return document, beginning
