"""Two images of different sizes: aligned at the top left, or one scaled where that is asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject

from forgery_viewer.state.case_loader import LoadedCase
from forgery_viewer.state.pair_scaling import PairScaling
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.triptych import Triptych


class PairSizes(QObject):
    """Shows the case on the canvases with its authentic image scaled, or as it is."""

    def __init__(self, canvases: Triptych, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvases = canvases
        self.lane = Tasks("scaling", 1, self)
        self._scaling = PairScaling(self.lane, self)
        self._scaling.scaled.connect(canvases.show_images)

    def close(self) -> None:
        """Scale nothing more."""
        self.lane.close()

    def clear(self) -> None:
        """Forget of which cases scaling was asked for."""
        self._scaling.clear()

    def leave_case(self) -> None:
        """Scale nothing of the case that was on show."""
        self._scaling.shown(None)

    def shown(self, case: LoadedCase) -> LoadedCase:
        """A case that was read as it is to be shown now."""
        return self._scaling.shown(case) or case

    def set_scaled(self, on: bool) -> None:
        """Scale the authentic image of the case on show, or show it as it is again."""
        case = self._scaling.set_scaled(on)
        if case is not None and case is not self._canvases.case:
            self._canvases.show_images(case)
