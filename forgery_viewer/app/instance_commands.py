"""What is done to whole instances by keys, menus and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from forgery_viewer.app.actions import Actions
from forgery_viewer.app.instance_menus import InstanceMenus
from forgery_viewer.app.operation_kinds import action_of
from forgery_viewer.app.outside_adding import OutsideAdding
from forgery_viewer.core.operations.regions_at import region_mark
from forgery_viewer.state import instance_editing
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tools.commits import Commit
from forgery_viewer.state.tools.give import GiveTool
from forgery_viewer.state.tools.kinds import GIVE
from forgery_viewer.widgets.banner import Banner

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

_HINDERED = "instances"


class InstanceCommands(QObject):
    """Connects the actions of instances and operations, and what their list asks for."""

    def __init__(self, window: MainWindow, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        for key, act in (
            ("duplicate", self.duplicate),
            ("merge", self.merge),
            ("split", self.split),
            ("give", self._take_give),
            ("earlier", lambda: self.move_by(-1)),
            ("later", lambda: self.move_by(1)),
            ("note", window.page.instances.edit_note),
            ("repeat", window.operations.repeat),
        ):
            actions[key].triggered.connect(lambda _checked=False, act=act: act())
        for kind in window.operations.panel.kinds.keys:
            actions[action_of(kind)].triggered.connect(
                lambda _checked=False, kind=kind: window.operations.open(kind)
            )
        adding = OutsideAdding(window.page.figures, window.comparing.changes, self)
        window.review.document_changed.connect(adding.set_document)
        InstanceMenus(window.page, window.painting, actions, self)
        instances = window.page.instances
        instances.operation_asked.connect(window.operations.toggle)
        window.operations.open_changed.connect(instances.operation_button.setChecked)
        instances.duplicate_asked.connect(self.duplicate)
        instances.merge_asked.connect(self.merge)
        instances.region_given.connect(self.give)
        instances.row_pressed.connect(self._give_to_row)

    @property
    def _document(self) -> MaskDocument | None:
        """The mask on show, with all that was done to it: who is selected may depend on that."""
        document = self._window.painting.document
        if document is not None:
            document.end_stroke()
        return document

    @property
    def _banner(self) -> Banner:
        return self._window.page.banner

    def duplicate(self) -> None:
        """Copy the selected instances."""
        document = self._document
        if document is not None:
            self._carry_out(instance_editing.duplicating(document, document.selection.numbers))

    def merge(self) -> None:
        """Make one instance of those that are selected."""
        document = self._document
        if document is None:
            return
        if len(document.selection.numbers) < 2:
            reason = "Select the instances to merge, with Ctrl+click or Shift+click in the list."
            self._banner.show_message("warn", reason, key=_HINDERED)
            return
        self._banner.dismiss(_HINDERED)
        self._carry_out(instance_editing.merging(document, document.selection.numbers))

    def split(self) -> None:
        """Make an instance of each region of the painted one."""
        document = self._document
        if document is None or not document.instances:
            return
        self._carry_out(instance_editing.splitting(document, document.current, self._tell))

    def _tell(self, reason: str) -> None:
        """Say why something could not be, "" where it was done."""
        if reason:
            self._banner.show_message("warn", reason, key=_HINDERED)
        else:
            self._banner.dismiss(_HINDERED)

    def _carry_out(self, commit: Commit | None) -> None:
        """Make a step: of a large mask away from the window's thread."""
        if commit is not None:
            planes = commit.document.planes
            commits = self._window.painting.tools.desk.commits
            commits.add(commit, planes.height * planes.width)

    def move_by(self, by: int) -> None:
        """Move the selected instances up (-1) or down (1) in the list."""
        document = self._document
        if document is not None:
            instance_editing.move_by(document, document.selection.numbers, by)

    def give(self, number: int, row: int, column: int, other: int) -> None:
        """Give the region of an instance that has a pixel to another one."""
        document = self._document
        if document is None:
            return
        region = region_mark(document.planes, number, row, column)
        if region is not None:
            instance_editing.give_region(document, number, other, region)

    def _take_give(self) -> None:
        self._window.painting.tools.take(GIVE)

    def _give_to_row(self, number: int) -> None:
        """A click on a row says which instance gets the region that was taken."""
        tool = self._window.painting.tools.tool_in_hand
        if isinstance(tool, GiveTool) and tool.in_progress:
            tool.give_to(number)
