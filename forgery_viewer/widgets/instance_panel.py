"""The list of a mask's instances."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forgery_viewer.core.edits import Box
from forgery_viewer.core.regions import Figures
from forgery_viewer.core.twins.sides import Side
from forgery_viewer.state import instance_editing
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.buttons import IconButton
from forgery_viewer.widgets.instance_row import InstanceRow
from forgery_viewer.widgets.region_row import RegionRow
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.wording import counted, pixels


class InstancePanel(Section):
    """Select, add, delete, hide and lock instances; area and regions of each."""

    zoom_requested = Signal(int)
    region_requested = Signal(int, int)
    """An instance and the number of its region are to be shown."""
    region_given = Signal(int, int, int, int)
    """The region of an instance at a row and column is to belong to another instance."""
    duplicate_asked = Signal()
    merge_asked = Signal()
    row_pressed = Signal(int)
    """The row of an instance was clicked, before it is selected."""

    def __init__(self, parent: QWidget | None = None, *, lists_regions: bool = True) -> None:
        """With `lists_regions`, source and copies of the selected instance have rows of their own.

        Without, each instance says how many copies it has.
        """
        super().__init__("Instances", parent)
        self._lists_regions = lists_regions
        self._regions: list[RegionRow] = []
        self._listed: tuple[int, list[int]] = (-1, [])
        self._document: MaskDocument | None = None
        self._figures: Figures | None = None
        self._sides: Sequence[Sequence[Side]] = ()
        self._rows: list[InstanceRow] = []
        self.new_button = IconButton("plus")
        self.new_button.set_hint(
            "New instance", "M", "One instance is a source and all its copies."
        )
        self.delete_button = IconButton("trash-2")
        self.delete_button.set_hint("Delete the instance", "Delete", "Undo brings it back.")
        self.copy_button = IconButton("copy")
        self.copy_button.set_hint("Duplicate", "Ctrl+D", "Copies what is selected.")
        self.merge_button = IconButton("merge")
        self.merge_button.set_hint("Merge", "Ctrl+M", "Makes one of what is selected.")
        for button in (self.new_button, self.copy_button, self.merge_button, self.delete_button):
            self.add_action(button)
        self.copy_button.clicked.connect(self.duplicate_asked)
        self.merge_button.clicked.connect(self.merge_asked)
        self.copy_button.setVisible(lists_regions)
        self.merge_button.setVisible(lists_regions)
        self._body = QWidget()
        self._list = QVBoxLayout(self._body)
        self._list.setContentsMargins(0, 0, 0, 4)
        self._list.setSpacing(0)
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
        self.set_content(self._body)
        self.new_button.clicked.connect(self._add)
        self.delete_button.clicked.connect(self._delete)
        self._refresh()

    @property
    def rows(self) -> list[InstanceRow]:
        """The rows, in the order of the instances."""
        return self._rows

    def set_document(self, document: MaskDocument | None) -> None:
        """List the instances of another document, or none."""
        if self._document is not None:
            self._document.instances_changed.disconnect(self._refresh)
            self._document.current_changed.disconnect(self._refresh)
            self._document.selection.changed.disconnect(self._refresh)
        self._document = document
        self._figures = None
        self._sides = ()
        if document is not None:
            document.instances_changed.connect(self._refresh)
            document.current_changed.connect(self._refresh)
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
        while len(self._rows) < len(states):
            self._append_row(len(self._rows))
        while len(self._rows) > len(states):
            row = self._rows.pop()
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        selected = document.selection.numbers if document is not None else ()
        for row, state in zip(self._rows, states, strict=True):
            current = document is not None and row.number == document.current
            row.show_state(state, selected=row.number in selected, current=current)
        self.set_detail(str(len(states)) if document is not None else "")
        no_mask = "There is no mask to edit in this case."
        self.new_button.block("" if document is not None else no_mask)
        self.delete_button.block(self._why_no_delete())
        self.copy_button.block("" if states else "There is no instance to copy.")
        one = "Select several, with Ctrl+click or Shift+click."
        self.merge_button.block("" if len(selected) > 1 else one)
        self._empty_place.setVisible(not states)
        self._empty.setText(
            no_mask if document is None else "No instance yet. Paint with the brush, or press M."
        )
        self._write_figures()

    def _why_no_delete(self) -> str:
        document = self._document
        if document is None or not document.instances:
            return "There is no instance to delete."
        if document.instances[document.current].locked:
            return "The selected instance is locked."
        return ""

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
        self._rows.append(row)
        self._list.addWidget(row)

    def _write_figures(self) -> None:
        measured = self._figures.instances if self._figures is not None else ()
        for row in self._rows:
            if row.number < len(measured):
                figures = measured[row.number]
                regions = self._regions_of(row.number, len(figures.regions))
                words = f"{pixels(figures.area_px)} · {regions}"
                row.show_figures(words, _box_words(figures.box))
            else:
                row.show_figures("…")

        self._write_regions()

    @property
    def region_rows(self) -> list[RegionRow]:
        """The rows of the selected instance's regions, the source first."""
        return self._regions

    def _known_sides(self, number: int, count: int) -> Sequence[Side]:
        """What the regions of an instance are, () where that is not known of all."""
        sides = self._sides[number] if 0 <= number < len(self._sides) else ()
        known = len(sides) == count and Side.SOURCE in sides and Side.UNKNOWN not in sides
        return sides if known else ()

    def _write_regions(self) -> None:
        document = self._document
        number = document.current if document is not None else -1
        measured = self._figures.instances if self._figures is not None else ()
        regions = measured[number].regions if 0 <= number < len(measured) else ()
        sides = self._known_sides(number, len(regions)) if self._lists_regions else ()
        # The source first, then the copies from the top.
        order = sorted(range(len(sides)), key=lambda place: sides[place] is not Side.SOURCE)
        if (number, order) != self._listed:
            self._listed = (number, order)
            self._replace_regions(number, order)
        for copies, (row, place) in enumerate(zip(self._regions, order, strict=True)):
            is_source = sides[place] is Side.SOURCE
            name = "Source" if is_source else f"Copy {copies}" if len(order) > 2 else "Copy"
            row.show_region(name, pixels(regions[place].area_px), is_source=is_source)
            count = len(document.instances) if document is not None else 0
            row.others = tuple(other for other in range(count) if other != number)

    def _replace_regions(self, number: int, order: Sequence[int]) -> None:
        for row in self._regions:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._regions = [RegionRow(place) for place in order]
        for copies, row in enumerate(self._regions):
            row.pressed.connect(lambda place: self.region_requested.emit(number, place))
            row.given.connect(lambda place, other: self._give(number, place, other))
            # Below the row of the instance, which follows the sentence of an empty list.
            self._list.insertWidget(number + 2 + copies, row)

    def _regions_of(self, number: int, count: int) -> str:
        if not self._lists_regions and self._known_sides(number, count):
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

    def _set_note(self, number: int, note: str) -> None:
        if self._document is not None:
            instance_editing.set_note(self._document, number, note)

    def _move(self, number: int, y: int) -> None:
        """Put what is selected before the row in whose upper half it was dropped."""
        document = self._document
        if document is None:
            return
        above = sum(row.y() + row.height() / 2 < y for row in self._rows)
        chosen = document.selection.numbers
        instance_editing.move(document, chosen if number in chosen else (number,), above)

    def _give(self, number: int, place: int, other: int) -> None:
        measured = self._figures.instances if self._figures is not None else ()
        if number < len(measured) and place < len(measured[number].regions):
            row, column = measured[number].regions[place].inside
            self.region_given.emit(number, row, column, other)

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
            instance_editing.set_colour(self._document, (number,), colour)

    def _add(self) -> None:
        if self._document is not None:
            self._document.new_instance()

    def _delete(self) -> None:
        if self._document is not None:
            self._document.delete_instance(self._document.current)


def _box_words(box: Box | None) -> str:
    """Where an instance lies, and how large the box around it is."""
    if box is None:
        return ""
    top, left, bottom, right = box
    size = f"{right - left:,} \N{MULTIPLICATION SIGN} {bottom - top:,} px"
    return f"From x {left:,}, y {top:,}: {size}"
