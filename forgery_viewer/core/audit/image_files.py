"""Checks of one image file."""

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.audit.collecting import FileNotes
from forgery_viewer.core.errors import ImageError
from forgery_viewer.core.images import ImageHeader, read_header, read_image
from forgery_viewer.core.sentences import sentence


def check_header(notes: FileNotes) -> ImageHeader | None:
    """What the header of an image tells; None where it cannot be read, which is a finding."""
    try:
        header = read_header(notes.path)
    except ImageError as error:
        add_image_error(notes, error)
        return None
    if header.bits > 8:
        reason = f"The image has {header.bits} bits a sample ({header.mode}) where 8 are expected."
        notes.add("16-bit-image", reason)
    return header


def check_pixels(notes: FileNotes) -> NDArray[np.uint8] | None:
    """The image as (H, W, 3) RGB; None where it cannot be decoded, which is a finding."""
    try:
        return read_image(notes.path)
    except ImageError as error:
        add_image_error(notes, error)
        return None


def add_image_error(notes: FileNotes, error: ImageError) -> None:
    """Note why an image cannot be read."""
    notes.add(error.defect, sentence(error.reason, "image file"))
