"""Checks of one mask file: whether it can be read, and its form."""

from forgery_viewer.core.audit.collecting import FileNotes
from forgery_viewer.core.audit.repairs import REWRITE
from forgery_viewer.core.errors import MaskError
from forgery_viewer.core.masks import ZERO_AND_255, MaskFile
from forgery_viewer.core.sentences import sentence


def add_mask_error(notes: FileNotes, error: MaskError) -> None:
    """Note why a mask cannot be read."""
    notes.add(error.defect, sentence(error.reason, "mask"))


def check_form(notes: FileNotes, mask: MaskFile) -> None:
    """Check a mask that was read for values of 0 and 255 and for an unusual form."""
    if mask.note.endswith(ZERO_AND_255):
        reason = "The marked pixels are 255 where a mask has 1; they are read as 1."
        notes.add("not-binary", reason, severity="warning", repair_key=REWRITE)
    form = mask.note.removesuffix(ZERO_AND_255).rstrip(", ")
    if form:
        reason = f"The mask can be read, but is no array (N, H, W) of uint8: {form}."
        notes.add("mask-form", reason, repair_key=REWRITE)
