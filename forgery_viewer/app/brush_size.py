"""How large the brush is: in pixels of the image, or always as large on the screen."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from forgery_viewer.state.preferences import BRUSH_DIAMETER_PX, BRUSH_FOLLOWS_ZOOM, Preferences
from forgery_viewer.widgets.options_bar import LARGEST_BRUSH_PX
from forgery_viewer.widgets.triptych import Triptych

BRUSH_STEP = 1.2


class BrushSize(QObject):
    """Keeps the diameter, which the zoom changes where the brush is to follow it."""

    changed = Signal(int)

    def __init__(
        self, triptych: Triptych, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._triptych = triptych
        self._preferences = preferences
        self._screen_px = 0.0
        for pane in triptych.panes:
            pane.canvas.view_changed.connect(self._follow)
        preferences.changed.connect(self._take_preference)
        self.set(self.diameter_px)

    @property
    def diameter_px(self) -> int:
        """In pixels of the image."""
        return self._preferences.get(BRUSH_DIAMETER_PX)

    def set(self, diameter_px: int) -> None:
        """Make the brush as large as this, within its limits."""
        self._apply(diameter_px)
        self._remember()

    def resize(self, steps: int) -> None:
        """Make the brush larger or smaller by a fifth a step, by at least 1 px."""
        new = self.diameter_px * BRUSH_STEP**steps
        self.set(math.ceil(new) if steps > 0 else math.floor(new))

    def _apply(self, diameter_px: int) -> None:
        diameter_px = min(max(diameter_px, 1), LARGEST_BRUSH_PX)
        self._preferences.set(BRUSH_DIAMETER_PX, diameter_px)
        self.changed.emit(diameter_px)

    def _take_preference(self, key: str) -> None:
        if key == BRUSH_FOLLOWS_ZOOM.key:
            self._remember()

    def _remember(self) -> None:
        """How large it is on the screen now is how large it shall stay there."""
        self._screen_px = self.diameter_px * self._triptych.active_canvas().view.scale

    def _follow(self, _view: object) -> None:
        if not self._preferences.get(BRUSH_FOLLOWS_ZOOM):
            self._remember()
            return
        diameter_px = round(self._screen_px / self._triptych.active_canvas().view.scale)
        if diameter_px != self.diameter_px:
            self._apply(diameter_px)
