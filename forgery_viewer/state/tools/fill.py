"""Fill: the area around the pointer that belongs to the same instances, or all that does."""

from __future__ import annotations

from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.tools.filling import fill_connected, fill_everywhere
from forgery_viewer.state.preferences import FILL_REACH
from forgery_viewer.state.tools.kinds import EVERYWHERE, FILL
from forgery_viewer.state.tools.pointer import Pointer
from forgery_viewer.state.tools.tool import Tool


class FillTool(Tool):
    """A press fills. Instances that are seen bound what is filled; to erase, the own one does."""

    key = FILL
    hint = "Fills up to the next outline · Right-click or Ctrl-click takes a region away"

    def press(self, at: Pointer) -> None:
        """Fill what is at the pointer."""
        desk, document, pixel = self._desk, self._desk.document, at.pixel
        erase = at.erases or (desk.subtracts and not at.shift)
        if document is None or not desk.accepts(erase=erase):
            return
        everywhere = desk.preferences.get(FILL_REACH) == EVERYWHERE
        fill = fill_everywhere if everywhere else fill_connected
        looked_at = 1 << document.current if document.instances else 0
        if not erase:
            seen = (k for k, state in enumerate(document.instances) if not state.hidden)
            looked_at |= sum(1 << number for number in seen)

        def mark(planes: BitPlanes) -> Mark:
            return fill(planes, pixel, looked_at)

        words = f"Fill{' everywhere' if everywhere else ''}{' erased' if erase else ''}"
        height, width = desk.shape
        desk.stamp(words, "paint-bucket", mark, erase=erase, px=height * width)
