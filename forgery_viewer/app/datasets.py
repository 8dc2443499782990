"""Opens and closes data sets: the one owner of the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from forgery_viewer.core.dataset import Index, list_dataset
from forgery_viewer.core.demo import ensure_demo
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.core.workspace_lock import WorkspaceLock
from forgery_viewer.state.case_preview import KeptPreview, nothing_kept
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.recent import RecentDatasets
from forgery_viewer.state.tasks import Task, Tasks


class Datasets(QObject):
    """Lists a data set in the background and puts a session for it in place of the last one.

    The data set on show stays until the next one is listed, and stays for good when that fails.
    """

    opening = Signal(str)
    opened = Signal(object)
    closed = Signal()
    failed = Signal(str)
    unkept = Signal(str)
    """Nothing was closed, because edits cannot be written; carries why."""

    def __init__(
        self,
        model: DatasetModel,
        recent: RecentDatasets,
        kept_preview: KeptPreview = nothing_kept,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._recent = recent
        self._kept_preview = kept_preview
        self._tasks = Tasks("open", 1, self)
        self._task: Task | None = None
        self.session: DatasetSession | None = None
        self.lock: WorkspaceLock | None = None
        """The lock of the workspace of the data set on show, which another window may have."""
        self._override: Path | None = None

    def open(self, root: Path, workspace: Path | None = None) -> None:
        """Open a folder; `opened(session)` or `failed(reason)` follows."""
        self._begin(f"Opening {root.name}…", lambda: root, workspace)

    def open_demo(self, workspace: Path | None = None) -> None:
        """Open the demo data set, which is made on its first use."""
        self._begin("Making the demo data set…", ensure_demo, workspace)

    def reopen(self) -> None:
        """Open the data set on show anew, to change what could only be read before."""
        if self.session is not None:
            self.open(self.session.index.root, self._override)

    def close(self, *, discard: bool = False) -> bool:
        """Close the data set on show; unsaved edits are kept in its workspace.

        Where they cannot be written it stays open, with `unkept` and the answer False, unless the
        user said to `discard` them.
        """
        if self.session is None:
            return True
        reasons = self.session.flush()
        if reasons and not discard:
            self.unkept.emit("; ".join(dict.fromkeys(reasons)))
            return False
        session, self.session = self.session, None
        self._note_counts(session)
        # Whoever shows the session lets go of it before its lanes end.
        self.closed.emit()
        session.close()
        session.deleteLater()
        if self.lock is not None:
            self.lock.release()
            self.lock = None
        return True

    def shut_down(self) -> bool:
        """Close the data set and end the lane; False where `close` refuses."""
        if self._task is not None:
            self._task.cancel()
        if not self.close():
            return False
        self._tasks.close()
        return True

    def _begin(self, words: str, find: Callable[[], Path], workspace: Path | None) -> None:
        if self._task is not None:
            self._task.cancel()

        def work() -> tuple[Index, Workspace]:
            index = list_dataset(find())
            return index, Workspace.open(index.root, workspace)

        self.opening.emit(words)
        self._task = self._tasks.submit(
            work,
            lambda found: self._take(*found, workspace),
            lambda error: self.failed.emit(str(error)),
        )

    def _take(self, index: Index, workspace: Workspace, override: Path | None) -> None:
        if not self.close():
            return
        # Only now: it may be the workspace that was just given back.
        self.lock = WorkspaceLock(workspace.root)
        self._override = override
        if self.lock.take():
            self._tasks.submit(self.lock.sign, lambda _none: None)
            self._tasks.submit(workspace.sweep, lambda _none: None)
        else:
            owner = self.lock.owner()
            who = f" ({owner.words})" if owner is not None else ""
            workspace.read_only = (
                f"Another window{who} changes this data set. Here it is read only."
            )
        self.session = DatasetSession(
            index, workspace, self._model, self, kept_preview=self._kept_preview
        )
        edited = len(self.session.documents.states())
        self._recent.add(index.root, len(index), edited)
        self.opened.emit(self.session)

    def _note_counts(self, session: DatasetSession) -> None:
        edited = len(session.documents.states())
        self._recent.count(session.index.root, len(session.index), edited)
