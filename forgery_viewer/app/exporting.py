"""The export dialog and the export behind it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.export import ExportReport, why_not_there
from forgery_viewer.core.export_plan import ExportPlan, plan_export
from forgery_viewer.core.output_folder import nearest_folder
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.preferences import EXPORT_FOLDER, Preferences
from forgery_viewer.widgets.export_dialog import ExportChoice, ExportDialog


class Exporting(QObject):
    """Asks what to export and runs it on the session's lane, after what is being saved."""

    finished = Signal(object)

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._session: DatasetSession | None = None
        self.dialog: ExportDialog | None = None

    def set_session(self, session: DatasetSession | None) -> None:
        """Export from another data set, or from none."""
        self._close_dialog()
        self._session = session
        if session is not None:
            session.export_progress.connect(self._show_progress)
            session.exported.connect(self._show_result)
            session.export_failed.connect(self._show_error)

    def open_dialog(self) -> None:
        """Ask what to export; the window stays usable meanwhile."""
        if self._session is None:
            return
        self._close_dialog()
        known = self._preferences.get(EXPORT_FOLDER)
        root = self._session.index.root
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        folder = Path(known) if known else nearest_folder(Path(documents)) / f"{root.name}_masks"
        dialog = ExportDialog(
            export_plan(self._session),
            folder,
            self._window,
            refuse_folder=lambda chosen: why_not_there(root, chosen),
        )
        dialog.export_requested.connect(self._start)
        dialog.cancel_requested.connect(self._session.cancel_export)
        dialog.show_folder_requested.connect(self._show_folder)
        self.dialog = dialog
        dialog.open()

    def _start(self, choice: ExportChoice) -> None:
        if self._session is None:
            return
        self._preferences.set(EXPORT_FOLDER, str(choice.folder))
        if choice.save_first:
            self._session.documents.save_all()
        else:
            # What is not saved must lie in the workspace for the report to name it.
            self._session.documents.keep_all()
        self._session.export(choice.folder, every=choice.every, asked=choice.keys)

    def _show_progress(self, done: int, total: int) -> None:
        if self.dialog is not None:
            self.dialog.set_progress(done, total)

    def _show_result(self, report: ExportReport) -> None:
        if self.dialog is not None:
            self.dialog.show_result(report)
        self.finished.emit(report)

    def _show_error(self, reason: str) -> None:
        if self.dialog is not None:
            self.dialog.show_error(reason)

    def _show_folder(self, folder: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None


def export_plan(session: DatasetSession) -> ExportPlan:
    """What could be exported from a data set as it is now."""
    # A mask that was saved and then edited further is still exported as it was saved.
    corrected = session.workspace.corrected_keys()
    return plan_export(session.index, corrected, session.documents.unsaved())
