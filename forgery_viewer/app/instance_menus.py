"""The menus of instances: of a row of the list, and of what lies under the pointer on a canvas."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu

from forgery_viewer.app.actions import ACTIONS, Actions
from forgery_viewer.app.painting import Painting
from forgery_viewer.core.drawing import Mark
from forgery_viewer.core.operations.operating import Boolean
from forgery_viewer.core.operations.regions_at import region_mark
from forgery_viewer.state import instance_editing
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.instance_row import swatch
from forgery_viewer.widgets.review_page import ReviewPage

_OPERATIONS = tuple(row.key for row in ACTIONS if row.key.startswith("operation:"))
_OF_SELECTED = ("duplicate", "merge", "split")


class InstanceMenus(QObject):
    """Fills the menus with the window's own actions, and with what only a place can mean."""

    def __init__(
        self, page: ReviewPage, painting: Painting, actions: Actions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._painting = painting
        self._actions = actions
        page.instances.menu_opening.connect(self.fill)
        page.triptych.menu_wanted.connect(self.open_at)

    def fill(self, menu: QMenu) -> None:
        """Offer what can be done with the selected instances."""
        document = self._painting.document
        if document is None:
            return
        actions = self._actions
        menu.addActions([actions[key] for key in _OF_SELECTED])
        menu.addMenu("Operations").addActions([actions[key] for key in _OPERATIONS])
        if len(document.instances) > 1:
            combine = menu.addMenu("Combine")
            combine.addActions([actions[f"combine:{how.value}"] for how in Boolean])
        menu.addSeparator()
        menu.addAction(actions["delete_instance"])

    def open_at(self, point: QPointF, place: QPoint) -> None:
        """Open the menu of the region under an image point, at a place on the screen."""
        document = self._painting.document
        number = self._painting.instance_at(point)
        # Where the tools are not at hand, the menu is not, either.
        if document is None or number is None or not self._actions["split"].isEnabled():
            return
        row, column = math.floor(point.y()), math.floor(point.x())
        region = region_mark(document.planes, number, row, column)
        if region is None:
            return
        if number not in document.selection.numbers:
            document.selection.select(number)
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add_region(menu, document, number, region)
        menu.addSeparator()
        self.fill(menu)
        menu.popup(place)

    def _add_region(self, menu: QMenu, document: MaskDocument, number: int, region: Mark) -> None:
        """Offer to give a region to another instance, to a new one, and to look at it."""
        give = menu.addMenu(f"Give this region of instance {number + 1} to")
        for other, state in enumerate(document.instances):
            if other != number:
                action = give.addAction(swatch(state.colour), f"Instance {other + 1}")
                act = partial(instance_editing.give_region, document, number, other, region)
                action.triggered.connect(lambda _checked=False, act=act: act())
        give.addSeparator()
        give.addAction("New instance", partial(self._split_off, document, number, region))
        height, width = region.inside.shape
        box = (region.top, region.left, region.top + height, region.left + width)
        menu.addAction("Zoom to this region", lambda: self._page.triptych.show_box(*box))

    def _split_off(self, document: MaskDocument, number: int, region: Mark) -> None:
        instance_editing.split_off(document, number, region)
