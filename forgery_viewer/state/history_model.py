"""The history of a mask as rows: how it was opened, then each step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from forgery_viewer.core.step_picture import StepPicture, added_and_removed, instances_of
from forgery_viewer.core.steps import Describe, Insert, Move, Remove, Step
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.step_pictures import StepPictures
from forgery_viewer.state.undo_commands import StepCommand

DETAIL_ROLE = Qt.ItemDataRole.UserRole + 1
TIME_ROLE = Qt.ItemDataRole.UserRole + 2
ICON_ROLE = Qt.ItemDataRole.UserRole + 3
PICTURE_ROLE = Qt.ItemDataRole.UserRole + 4
UNDONE_ROLE = Qt.ItemDataRole.UserRole + 5
CURRENT_ROLE = Qt.ItemDataRole.UserRole + 6

OPENED = "Opened"
MINUS = "\N{MINUS SIGN}"

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class HistoryModel(QAbstractListModel):
    """Rows of a document's history; only what a step or a move has changed is told anew.

    A history of a thousand steps must not slow down each further stroke.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: MaskDocument | None = None
        self._pictures: StepPictures | None = None
        self._commands: list[StepCommand] = []
        self._index = 0
        self._size_bytes = 0
        self._readers: dict[int, Callable[[int], object]] = {
            Qt.ItemDataRole.DisplayRole: self._name,
            Qt.ItemDataRole.ToolTipRole: self._hint,
            DETAIL_ROLE: self._detail,
            TIME_ROLE: self._time,
            ICON_ROLE: self._icon,
            PICTURE_ROLE: self._picture,
            UNDONE_ROLE: lambda row: row > self._index,
            CURRENT_ROLE: lambda row: row == self._index,
        }

    @property
    def index_now(self) -> int:
        """How many steps are done, which is the row of the last of them."""
        return self._index

    @property
    def size_bytes(self) -> int:
        """What the packed pixels of all steps take, wherever they are."""
        return self._size_bytes

    def set_pictures(self, pictures: StepPictures | None) -> None:
        """Take small pictures from there."""
        if self._pictures is not None:
            self._pictures.made.disconnect(self._show_picture)
        self._pictures = pictures
        if pictures is not None:
            pictures.made.connect(self._show_picture)

    def set_document(self, document: MaskDocument | None) -> None:
        """Show the history of another document, or none."""
        if self._document is not None:
            self._document.undo_stack.indexChanged.disconnect(self._follow)
        self.beginResetModel()
        self._document = document
        self._commands = document.commands() if document is not None else []
        self._index = document.undo_stack.index() if document is not None else 0
        self._size_bytes = sum(command.size_bytes for command in self._commands)
        self.endResetModel()
        if document is not None:
            document.undo_stack.indexChanged.connect(self._follow)

    # What there is ------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self._document is None else len(self._commands) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        reader = self._readers.get(role)
        if reader is None or self._document is None or not index.isValid():
            return None
        return reader(index.row())

    def _command(self, row: int) -> StepCommand | None:
        return self._commands[row - 1] if row else None

    def _name(self, row: int) -> str:
        command = self._command(row)
        return command.step.text if command is not None else OPENED

    def _detail(self, row: int) -> str:
        command = self._command(row)
        return detail(command.step) if command is not None else "as on disk"

    def _icon(self, row: int) -> str:
        command = self._command(row)
        return command.icon if command is not None else "folder-open"

    def _picture(self, row: int) -> StepPicture | None:
        command = self._command(row)
        if command is None or self._pictures is None:
            return None
        return self._pictures.picture(command)

    def _time(self, row: int) -> str:
        if row > self._index:
            return "undone"
        if row and row == self._index:
            return "now"
        when = self._when(row)
        today = when.date() == datetime.now().astimezone().date()
        return f"{when:%H:%M}" if today else f"{when.day} {when:%b}"

    def _when(self, row: int) -> datetime:
        if self._document is None:
            raise RuntimeError("there is no history")
        seconds = self._commands[row - 1].step.made_at if row else self._document.opened_at
        return datetime.fromtimestamp(seconds).astimezone()

    def _hint(self, row: int) -> str:
        when = f"{self._when(row):%Y-%m-%d %H:%M:%S}"
        if row > self._index:
            return f"Made {when}, undone. Click to do it again."
        if row == self._index:
            return f"{'Made' if row else 'Opened'} {when}. The mask stands here."
        return f"{'Made' if row else 'Opened'} {when}. Click to come back here."

    # What changes -------------------------------------------------------------------------

    def _follow(self, index: int) -> None:
        if self._document is None:
            return
        stack, held = self._document.undo_stack, self._commands
        count = stack.count()
        # Most often all are the same, or all but the last: that is where to begin looking.
        kept = min(count, len(held))
        while kept and held[kept - 1] is not stack.command(kept - 1):
            kept -= 1
        if kept < len(held):
            self.beginRemoveRows(_NO_PARENT, kept + 1, len(held))
            self._size_bytes -= sum(command.size_bytes for command in held[kept:])
            del held[kept:]
            self.endRemoveRows()
        if kept < count:
            new = [stack.command(number) for number in range(kept, count)]
            self.beginInsertRows(_NO_PARENT, kept + 1, count)
            held += [command for command in new if isinstance(command, StepCommand)]
            self._size_bytes += sum(command.size_bytes for command in held[kept:])
            self.endInsertRows()
        before, self._index = self._index, index
        self.dataChanged.emit(
            self.index(min(before, index, count)), self.index(min(max(before, index), count))
        )

    def _show_picture(self, command: StepCommand) -> None:
        row = command.number + 1
        if row <= len(self._commands) and self._commands[row - 1] is command:
            place = self.index(row)
            self.dataChanged.emit(place, place, [PICTURE_ROLE])


def detail(step: Step) -> str:
    """What a step changed, as `Instance 2, +388 px`."""
    parts = [_subject(step), _amount(step)]
    return ", ".join(filter(None, parts))


def _subject(step: Step) -> str:
    if len(step.changes) == 1 and isinstance(step.changes[0], Move):
        change = step.changes[0]
        return f"Instance {change.start + 1} to place {change.end + 1}"
    numbers = instances_of(step)
    if len(numbers) == 1:
        return f"Instance {numbers[0] + 1}"
    return f"{len(numbers)} instances" if numbers else ""


def _amount(step: Step) -> str:
    counts = added_and_removed(step)
    if counts is None:
        return f"{sum(edit.flipped_px for edit in step.edits):,} px changed"
    added, removed = counts
    parts = [f"+{added:,}"] * bool(added) + [f"{MINUS}{removed:,}"] * bool(removed)
    if parts:
        return f"{', '.join(parts)} px"
    if any(isinstance(change, Describe) for change in step.changes):
        return "colour or note"
    return "empty" if any(isinstance(c, Insert | Remove) for c in step.changes) else ""
