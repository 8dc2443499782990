"""The mask under the hand: its tools, and the instances that they work on."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QPointF, Signal

from forgery_viewer.app.pasting import Pasting
from forgery_viewer.app.toolbox import ToolBox
from forgery_viewer.core.regions import Figures
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.preferences import Preferences
from forgery_viewer.widgets.review_page import ReviewPage

Stop = tuple[int, int | None]
"""An instance, and one of its regions or None for all of it."""


def walk_stops(figures: Figures) -> list[Stop]:
    """Every instance that has a pixel, each followed by its regions where it has several."""
    stops: list[Stop] = []
    for number, instance in enumerate(figures.instances):
        if instance.regions:
            stops.append((number, None))
        if len(instance.regions) > 1:
            stops += [(number, region) for region in range(len(instance.regions))]
    return stops


class Painting(QObject):
    """Goes from instance to instance, and lends the tools to the one that is selected."""

    hint_changed = Signal(str)

    def __init__(
        self, page: ReviewPage, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._figures: Figures | None = None
        self.document: MaskDocument | None = None
        self._walked: Stop | None = None
        self.tools = ToolBox(page, preferences, self)
        self.pasting = Pasting(page, self.tools, self)
        self.tools.hint_changed.connect(self.hint_changed)
        page.triptych.clicked.connect(self._pick)
        page.tool_strip.zoom_to_instance_requested.connect(self.zoom_to_instance)
        page.instances.zoom_requested.connect(self.zoom_to_instance)
        page.instances.region_requested.connect(self.zoom_to_region)

    def set_document(self, document: MaskDocument | None) -> None:
        """Work on another document, or on none."""
        self.document = document
        self._figures = self._walked = None
        self.tools.set_document(document)

    def show_figures(self, figures: Figures | None) -> None:
        """Take the measured boxes of the instances, to zoom to them."""
        self._figures = figures

    def set_allowed(self, allowed: bool) -> None:
        """Paint only where the tools are on show; else the pointer picks and moves."""
        self.tools.set_allowed(allowed)

    def tell_hint(self) -> None:
        """Say again how the tool is used, after something else was said in its place."""
        self.tools.tell_hint()

    def close(self) -> None:
        """End the work of the tools."""
        self.tools.close()

    # Instances ----------------------------------------------------------------------------

    def new_instance(self) -> None:
        """Add an instance to the mask on show."""
        if self.document is not None:
            self.document.new_instance()

    def delete_instance(self) -> None:
        """Delete the selected instances of the mask on show."""
        if self.document is not None:
            # What is under way may leave others selected.
            self.document.end_stroke()
            self.document.delete_instance(*self.document.selection.numbers)

    def turn_solo(self) -> None:
        """Show the selected instance alone, or all of them again."""
        if self.document is not None:
            self.document.turn_solo(self.document.current)

    def step_instance(self, step: int) -> None:
        """Select the next or the previous instance, around the end."""
        if self.document is not None and self.document.instances:
            count = len(self.document.instances)
            self.document.set_current((self.document.current + step) % count)

    def select_instance(self, number: int) -> None:
        """Select an instance by its number, from 0."""
        if self.document is not None:
            self.document.selection.select(number)

    def zoom_to_instance(self, number: int = -1) -> None:
        """Show an instance, the selected one by default, large."""
        figures = self._figures
        if self.document is None or figures is None:
            return
        number = self.document.current if number < 0 else number
        if 0 <= number < len(figures.instances):
            box = figures.instances[number].box
            if box is not None:
                self._page.triptych.show_box(*box)

    def walk(self) -> None:
        """Show the instances and their regions large, one after the other, around the end."""
        document, figures = self.document, self._figures
        if document is None or figures is None:
            return
        stops = walk_stops(figures)
        if not stops:
            return
        here = self._walked if self._walked in stops else None
        if here is None or here[0] != document.current:
            here = (document.current, None)
            following = here if here in stops else stops[0]
        else:
            following = stops[(stops.index(here) + 1) % len(stops)]
        self._walked = following
        number, region = following
        document.set_current(number)
        if region is None:
            self.zoom_to_instance(number)
        else:
            self.zoom_to_region(number, region)

    def zoom_to_region(self, number: int, region: int) -> None:
        """Show one region of an instance large."""
        measured = self._figures.instances if self._figures is not None else ()
        if number < len(measured) and region < len(measured[number].regions):
            blob = measured[number].regions[region]
            self._page.triptych.show_box(
                blob.top, blob.left, blob.top + blob.height, blob.left + blob.width
            )

    def instance_at(self, point: QPointF) -> int | None:
        """The instance at an image point that is shown, the selected one first; None for none."""
        here = self._instances_at(point)
        selected = self.document.current if self.document is not None else -1
        return selected if selected in here else next(iter(here), None)

    def _pick(self, point: QPointF) -> None:
        document, here = self.document, self._instances_at(point)
        if document is not None and here:
            # A click on an overlap again takes the next one of those that lie there.
            after = here.index(document.current) + 1 if document.current in here else 0
            document.selection.select(here[after % len(here)])

    def _instances_at(self, point: QPointF) -> list[int]:
        """The instances at an image point that are shown, from the lowest number on."""
        document = self.document
        if document is None:
            return []
        row, column = math.floor(point.y()), math.floor(point.x())
        if not (0 <= row < document.planes.height and 0 <= column < document.planes.width):
            return []
        bits = int(document.planes.bits[row, column])
        shown = [k for k, state in enumerate(document.instances) if not state.hidden]
        return [number for number in shown if bits >> number & 1]
