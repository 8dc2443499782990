"""The list of a mask's instances."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from forgery_viewer.core.regions import Figures
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.state import instance_editing
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton
from forgery_viewer.widgets.instance_list import InstanceList
from forgery_viewer.widgets.instance_row import InstanceRow, box_words
from forgery_viewer.widgets.region_row import RegionRow
from forgery_viewer.widgets.region_rows import RegionRows, known_sides
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.wording import counted, pixels

NO_MASK = "There is no mask to edit in this case."
_NONE_YET = "No instance yet. Paint with the brush, or add one."
BUTTON_PX = 22
"""Five of them are beside the title of the narrowest dock."""
_ROWS_AT_ONCE = 16
"""More would take longer than the window may stand still."""


class InstancePanel(Section):
    """Select, add, delete, hide and lock instances; area and regions of each."""

    zoom_requested = Signal(int)
    region_requested = Signal(int, int)
    """An instance and the number of its region are to be shown."""
    region_given = Signal(int, int, int, int)
    """The region of an instance at a row and column is to belong to another instance."""
    duplicate_asked = Signal()
    merge_asked = Signal()
    operation_asked = Signal()
    row_pressed = Signal(int)
    """The row of an instance was clicked, before it is selected."""
    menu_opening = Signal(object)
    """A QMenu about the selected instances, to be filled."""

    def __init__(self, parent: QWidget | None = None, *, lists_regions: bool = True) -> None:
        """With `lists_regions`, source and copies of the selected instance have rows of their own.

        Without, each instance says how many copies it has.
        """
        super().__init__("Instances", parent)
        self._lists_regions = lists_regions
        self._document: MaskDocument | None = None
        self._figures: Figures | None = None
        self._sides: Sequence[Sequence[Side]] = ()
        self._rows: list[InstanceRow] = []
        self._spare_rows: list[InstanceRow] = []
        """Rows to come, the next one last: to make one takes longer than to show it again."""
        self._why_none = NO_MASK
        self._rest_timer = QTimer(self, singleShot=True, interval=0)
        self._rest_timer.timeout.connect(self._refresh)
        self._make_buttons()
        self.list = InstanceList()
        self._list = self.list.column
        self._regions = RegionRows(self._list, self)
        self._regions.pressed.connect(self.region_requested)
        self._regions.given.connect(self.region_given)
        self._empty = QLabel()
        self._empty.setProperty("tone", "3")
        self._empty.setWordWrap(True)
        # A label's own margins do not outlive a change of the style sheet, and those of a layout
        # would keep their room while the label is hidden.
        self._empty_place = QWidget()
        padded = QVBoxLayout(self._empty_place)
        padded.setContentsMargins(10, 8, 10, 6)
        padded.addWidget(self._empty)
        self._list.addWidget(self._empty_place)
        self.set_content(self.list)
        self.list.stepped.connect(self._step)
        self.list.all_asked.connect(self._select_all)
        self.list.activated.connect(self._activate)
        self.list.menu_asked.connect(self._open_menu)
        self.list.dragged_over.connect(self._show_drop)
        self._refresh()

    def _make_buttons(self) -> None:
        self.new_button = IconButton("plus", size_px=SMALL_ICON_PX)
        self.new_button.set_hint(
            "New instance", "M", "One instance is a source and all its copies."
        )
        self.delete_button = IconButton("trash-2", size_px=SMALL_ICON_PX)
        self.delete_button.set_hint("Delete the instance", "Delete", "Undo brings it back.")
        self.copy_button = IconButton("copy", size_px=SMALL_ICON_PX)
        self.copy_button.set_hint("Duplicate", "Ctrl+D", "Copies what is selected.")
        self.merge_button = IconButton("merge", size_px=SMALL_ICON_PX)
        self.merge_button.set_hint("Merge", "Ctrl+M", "Makes one of what is selected.")
        self.operation_button = IconButton("sliders-horizontal", size_px=SMALL_ICON_PX)
        self.operation_button.setCheckable(True)
        self.operation_button.set_hint("Operation", use="Grow, fill holes, smooth and the like.")
        for button, asked in (
            (self.new_button, self._add),
            (self.copy_button, self.duplicate_asked),
            (self.merge_button, self.merge_asked),
            (self.operation_button, self.operation_asked),
            (self.delete_button, self._delete),
        ):
            button.setFixedSize(BUTTON_PX, BUTTON_PX)
            self.add_action(button)
            button.clicked.connect(asked)
        for button in (self.copy_button, self.merge_button, self.operation_button):
            button.setVisible(self._lists_regions)

    @property
    def rows(self) -> list[InstanceRow]:
        """The rows, in the order of the instances."""
        return self._rows

    @property
    def document(self) -> MaskDocument | None:
        """The document whose instances are listed."""
        return self._document

    def set_document(self, document: MaskDocument | None, why_none: str = "") -> None:
        """List the instances of another document, or none and the sentence why."""
        self._why_none = why_none or NO_MASK
        # A note that is being written is about an instance of the one before.
        for row in self._rows:
            row.end_note(take=True)
        if self._document is not None:
            self._document.instances_changed.disconnect(self._refresh)
            self._document.current_changed.disconnect(self._follow_current)
            self._document.selection.changed.disconnect(self._refresh)
        self._document = document
        self._figures = None
        self._sides = ()
        if document is not None:
            document.instances_changed.connect(self._refresh)
            document.current_changed.connect(self._follow_current)
            document.selection.changed.connect(self._refresh)
        self._refresh()

    def show_figures(self, figures: Figures | None) -> None:
        """Show area and regions of each instance."""
        self._figures = figures
        self._write_figures()

    def show_sides(self, sides: Sequence[Sequence[Side]]) -> None:
        """Say of each instance how many of its regions are copies, where that is known."""
        self._sides = sides
        self._write_figures()

    def _refresh(self, _current: int = 0) -> None:
        document = self._document
        states = document.instances if document is not None else []
        self._make_rows(len(states))
        while len(self._rows) > len(states):
            row = self._rows.pop()
            row.end_note(take=False)
            self._list.removeWidget(row)
            row.hide()
            self._spare_rows.append(row)
        selected = document.selection.numbers if document is not None else ()
        for row, state in zip(self._rows, states, strict=False):
            current = document is not None and row.number == document.current
            row.show_state(state, selected=row.number in selected, current=current)
        self.set_detail(str(len(states)) if document is not None else "")
        self.new_button.block("" if document is not None else self._why_none)
        self.delete_button.block(self._why_no_delete())
        self.copy_button.block("" if states else "There is no instance to copy.")
        self.operation_button.block("" if states else "There is no instance to change.")
        one = "Select several, with Ctrl+click or Shift+click."
        self.merge_button.block("" if len(selected) > 1 else one)
        self._empty_place.setVisible(not states)
        self._empty.setText(self._why_none if document is None else _NONE_YET)
        self._write_figures()

    def _follow_current(self, current: int) -> None:
        self._refresh()
        # What is clicked is not to move away from under the pointer.
        if 0 <= current < len(self._rows) and not self._rows[current].underMouse():
            self.list.show_row(self._rows[current])

    def _why_no_delete(self) -> str:
        document = self._document
        if document is None or not document.instances:
            return "There is no instance to delete."
        if any(document.instances[number].locked for number in document.selection.numbers):
            return "A selected instance is locked."
        return ""

    def _make_rows(self, count: int) -> None:
        """Make the rows that lack; of many, those that are seen first, and the rest soon."""
        while self._spare_rows and len(self._rows) < count:
            row = self._spare_rows.pop()
            self._rows.append(row)
            self._list.addWidget(row)
            row.show()
        for number in range(len(self._rows), min(count, len(self._rows) + _ROWS_AT_ONCE)):
            self._append_row(number)
        if len(self._rows) < count:
            self._rest_timer.start()

    def _append_row(self, number: int) -> None:
        row = InstanceRow(number)
        row.pressed.connect(self._select)
        row.activated.connect(self.zoom_requested)
        row.hidden_toggled.connect(self._set_hidden)
        row.locked_toggled.connect(self._set_locked)
        row.solo_asked.connect(self._turn_solo)
        row.colour_chosen.connect(self._set_colour)
        row.clicked.connect(self._select_alone)
        row.note_written.connect(self._set_note)
        row.moved.connect(self._move)
        row.dragged.connect(self._show_drop)
        row.menu_opening.connect(self._fill_menu)
        self._rows.append(row)
        self._list.addWidget(row)
        # At once, and not in the next turn, as a layout does.
        row.show()

    def _write_figures(self) -> None:
        measured = self._figures.instances if self._figures is not None else ()
        for row in self._rows:
            if row.number < len(measured):
                figures = measured[row.number]
                regions = self._regions_of(row.number, len(figures.regions))
                words = f"{pixels(figures.area_px)} · {regions}"
                row.show_figures(words, box_words(figures.box))
            else:
                row.show_figures("…")
        self._write_regions()

    @property
    def region_rows(self) -> list[RegionRow]:
        """The rows of the selected instance's regions, the source first."""
        return self._regions.rows

    def _write_regions(self) -> None:
        document = self._document
        number = document.current if document is not None else -1
        measured = self._figures.instances if self._figures is not None else ()
        sides = self._sides if self._lists_regions else ()
        self._regions.show_regions(number, measured, sides, len(self._rows))

    def _regions_of(self, number: int, count: int) -> str:
        if not self._lists_regions and known_sides(self._sides, number, count):
            copies = count - 1
            return f"source and {copies} {'copy' if copies == 1 else 'copies'}"
        return counted(count, "region")

    def edit_note(self) -> None:
        """Let the user write something about the painted instance."""
        document = self._document
        if document is not None and 0 <= document.current < len(self._rows):
            self._rows[document.current].edit_note()

    def _select(self, number: int, modifiers: Qt.KeyboardModifier) -> None:
        self.row_pressed.emit(number)
        document = self._document
        if document is None:
            return
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            document.selection.toggle(number)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            document.selection.reach(number)
        elif number not in document.selection.numbers or len(document.selection.numbers) == 1:
            document.selection.select(number)
        else:
            # Perhaps all that are selected are going to be dragged.
            document.selection.select(number, document.selection.numbers)

    def _select_alone(self, number: int) -> None:
        document = self._document
        if document is not None and document.selection.numbers != (number,):
            document.selection.select(number)

    def _step(self, by: int, reaches: bool) -> None:
        if self._document is not None:
            self._document.selection.step(by, reaches=reaches)

    def _select_all(self) -> None:
        if self._document is not None:
            self._document.selection.select_all()

    def _activate(self) -> None:
        if self._document is not None and self._document.instances:
            self.zoom_requested.emit(self._document.current)

    def _open_menu(self) -> None:
        document = self._document
        if document is not None and 0 <= document.current < len(self._rows):
            row = self._rows[document.current]
            row.open_menu(row.mapToGlobal(row.rect().center()))

    def _fill_menu(self, number: int, menu: QMenu) -> None:
        """What the menu offers is done to what is selected, and the row is among that."""
        if self._document is not None and number not in self._document.selection.numbers:
            self._document.selection.select(number)
        self.menu_opening.emit(menu)

    def _show_drop(self, y: int) -> None:
        """Mark where what is dragged would come."""
        above = self._rows_above(y)
        rows = self._rows
        edge = rows[above].y() if above < len(rows) else rows[-1].y() + rows[-1].height()
        self.list.show_drop(edge)

    def _rows_above(self, y: int) -> int:
        return sum(row.y() + row.height() / 2 < y for row in self._rows)

    def _set_note(self, number: int, note: str) -> None:
        if self._document is not None:
            instance_editing.set_note(self._document, number, note)

    def _move(self, number: int, y: int) -> None:
        """Put what is selected before the row in whose upper half it was dropped."""
        self.list.end_drop()
        document = self._document
        if document is None:
            return
        above = self._rows_above(y)
        chosen = document.selection.numbers
        instance_editing.move(document, chosen if number in chosen else (number,), above)

    def _set_hidden(self, number: int, hidden: bool) -> None:
        if self._document is not None:
            self._document.set_hidden(number, hidden)

    def _set_locked(self, number: int, locked: bool) -> None:
        if self._document is not None:
            self._document.set_locked(number, locked)

    def _turn_solo(self, number: int) -> None:
        if self._document is not None:
            self._document.turn_solo(number)

    def _set_colour(self, number: int, colour: int) -> None:
        if self._document is not None:
            chosen = self._document.selection.numbers
            numbers = chosen if number in chosen else (number,)
            instance_editing.set_colour(self._document, numbers, colour)

    def _add(self) -> None:
        if self._document is not None:
            self._document.new_instance()

    def _delete(self) -> None:
        if self._document is not None:
            self._document.end_stroke()
            self._document.delete_instance(*self._document.selection.numbers)
