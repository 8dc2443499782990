"""A second copy of a mask, made where nobody waits for it."""

from __future__ import annotations

from forgery_viewer.core.planes import BitPlanes

LARGE_BYTES = 1 << 22
"""From here on a copy may take longer than the window may stand still: memory comes slowly."""


class SpareMask:
    """Holds a copy of a mask for the first who needs one of their own."""

    def __init__(self, planes: BitPlanes) -> None:
        """Copy `planes` where that takes long, on whichever thread this is."""
        self._planes = planes
        self._copy = planes.copy() if planes.bits.nbytes >= LARGE_BYTES else None

    @property
    def size_bytes(self) -> int:
        """Memory held beside the mask itself."""
        copy = self._copy
        return copy.bits.nbytes if copy is not None else 0

    def take(self) -> BitPlanes:
        """A copy of the mask that belongs to the caller."""
        copy, self._copy = self._copy, None
        return copy if copy is not None else self._planes.copy()
