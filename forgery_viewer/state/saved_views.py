"""The saved views of the open data set: the one who changes them, and sees to their file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.saved_views import (
    SavedView,
    ViewBook,
    read_views,
    set_aside,
    write_views,
)
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.tasks import Tasks


class SavedViews(QObject):
    """Owner of the views; every change is written in the background at once."""

    changed = Signal()
    """There are other views."""
    failed = Signal(str)
    """The file cannot be read or written, and why."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        """Write on `tasks`, a lane of one thread, so that the newest state is written last."""
        super().__init__(parent)
        self._tasks = tasks
        self._file: Path | None = None
        self._book = ViewBook()
        self._removed: tuple[int, SavedView] | None = None
        self._workspace: Workspace | None = None

    @property
    def views(self) -> tuple[SavedView, ...]:
        """The views that have a name, in the order in which they were saved."""
        return self._book.views

    @property
    def last(self) -> SavedView | None:
        """What was on show when the data set was last closed."""
        return self._book.last

    @property
    def removed(self) -> SavedView | None:
        """The view removed last, which can still be restored."""
        return None if self._removed is None else self._removed[1]

    def open(self, file: Path | None, workspace: Workspace | None = None) -> None:
        """Take the views of another data set, or of none; they lie in a file of its `workspace`.

        A file that is damaged is set aside and said to be so; the views begin anew. Those of a
        workspace that is only read can be shown, and changes of them are refused with the reason.
        """
        self._file, self._removed, self._book = file, None, ViewBook()
        self._workspace = workspace
        if file is not None:
            try:
                self._book = read_views(file)
            except WorkspaceError as error:
                if not self._read_only:
                    self._set_aside(file, error)
        self.changed.emit()

    @property
    def _read_only(self) -> str:
        return self._workspace.read_only if self._workspace is not None else ""

    def find(self, name: str) -> SavedView | None:
        """The view of that name."""
        return self._book.find(name)

    def save(self, view: SavedView) -> None:
        """Keep a view, in the place of one of the same name."""
        self._change(self._book.with_view(view))

    def rename(self, name: str, new_name: str) -> bool:
        """Give a view another name; False if that is empty, or another view has it."""
        view, new_name = self.find(name), new_name.strip()
        if view is None or not new_name or self.find(new_name) is not None:
            return False
        views = (replace(old, name=new_name) if old is view else old for old in self.views)
        self._change(ViewBook(tuple(views), self._book.last))
        return True

    def remove(self, name: str) -> None:
        """Forget a view, until `restore` brings it back."""
        view = self.find(name)
        if view is not None:
            self._removed = (self.views.index(view), view)
            self._change(self._book.without(name))

    def restore(self) -> None:
        """Bring the view back that was removed last."""
        if self._removed is not None:
            (place, view), self._removed = self._removed, None
            self._change(self._book.with_view(view, place))

    def remember(self, last: SavedView) -> None:
        """Keep what is on show, for the next time."""
        if last != self._book.last and not self._read_only:
            self._book = ViewBook(self._book.views, last)
            self._write()

    def _change(self, book: ViewBook) -> None:
        if self._read_only:
            self.failed.emit(self._read_only.rstrip("."))
            return
        self._book = book
        self._write()
        self.changed.emit()

    def _write(self) -> None:
        file, book, workspace = self._file, self._book, self._workspace
        if file is None:
            return

        def write() -> None:
            if workspace is not None:
                workspace.check_there(file)
            write_views(file, book)

        self._tasks.submit(
            write,
            lambda _none: None,
            lambda error: self.failed.emit(str(error)),
        )

    def _set_aside(self, file: Path, error: WorkspaceError) -> None:
        try:
            kept = f"; it is kept as {set_aside(file).name}"
        except OSError:
            kept = ""
        self.failed.emit(f"{error}{kept}")
