"""The dialog that exports masks: where to, which ones, how far it is, and what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.export import MANIFEST, ExportReport
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.records import RecordKey
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.export_result import ExportResult, quiet_list
from forgery_viewer.widgets.progress_row import ProgressRow
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.wording import counted

WIDTH_PX = 560
HEIGHT_PX = 440


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What could be exported.

    Attributes:
        corrected: The records whose corrected mask is saved.
        every: All records that have a mask, corrected or not.
        unsaved: The records with edits that are not saved.
    """

    corrected: tuple[RecordKey, ...]
    every: tuple[RecordKey, ...]
    unsaved: tuple[RecordKey, ...] = ()

    def keys(self, *, every: bool, save_first: bool) -> tuple[RecordKey, ...]:
        """The records whose masks such an export would write, each once."""
        saved = self.unsaved if save_first else ()
        first = self.every if every else self.corrected
        return tuple(dict.fromkeys((*first, *self.corrected, *saved)))


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the user asked for: the folder, all masks or the corrected ones, and to save first."""

    folder: Path
    every: bool
    save_first: bool


class ExportDialog(QDialog):
    """Asks, shows how far the export is, and tells what came of it; the export itself is not here.

    While an export runs, closing the dialog asks to stop it instead.
    """

    export_requested = Signal(object)
    """The user chose; carries the ExportChoice."""

    cancel_requested = Signal()
    """The user wants the export under way to stop."""

    show_folder_requested = Signal(object)
    """The user wants to see the folder written to; carries its Path."""

    def __init__(
        self,
        plan: ExportPlan,
        folder: Path | None = None,
        parent: QWidget | None = None,
        *,
        ask_folder: Callable[[QWidget, str, str], str] = QFileDialog.getExistingDirectory,
    ) -> None:
        """Offer `plan`, into `folder` to begin with; `ask_folder` shows the folder chooser."""
        super().__init__(parent)
        self._plan = plan
        self._ask_folder = ask_folder
        self._running = False
        self._written: Path | None = None
        self.setWindowTitle("Export masks")
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._files = QStringListModel(self)
        self._form = self._make_form(folder)
        self._result = ExportResult()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._form)
        self._pages.addWidget(self._result)
        self._foot = QStackedWidget()
        self._progress = ProgressRow()
        self._progress.cancel_requested.connect(self.cancel_requested)
        self._foot.addWidget(self._make_buttons())
        self._foot.addWidget(self._progress)
        self._foot.setFixedHeight(36)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        column.addWidget(self._pages, 1)
        column.addWidget(self._make_error())
        column.addWidget(self._foot)
        # Only now: a button without its dialog cannot become the one that Enter presses.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._export.setDefault(True)
        self._refresh()
        self._folder.setFocus()

    @property
    def choice(self) -> ExportChoice:
        """What the fields say now; the folder is the current one while the field is empty."""
        folder = Path(self._folder.text().strip()).expanduser().absolute()
        return ExportChoice(folder, self._every.isChecked(), self._saves_first())

    @property
    def is_running(self) -> bool:
        """Whether an export is under way."""
        return self._running

    @property
    def result_text(self) -> str:
        """What the result page says, one sentence a line."""
        return self._result.text

    @property
    def error_text(self) -> str:
        """What went wrong last; empty if nothing did."""
        return "" if self._error.isHidden() else self._error_text.text()

    def set_progress(self, done: int, total: int) -> None:
        """Show that `done` of `total` masks are written."""
        self._progress.set_progress(done, total)

    def show_result(self, report: ExportReport) -> None:
        """End the export with what was written and what was skipped."""
        self._set_running(running=False)
        self._written = report.manifest.parent
        self._result.show_report(report)
        self._pages.setCurrentWidget(self._result)
        self._export.hide()
        self._show_folder.show()
        self._close.setText("Close")
        self._close.setDefault(True)
        self._close.setFocus()

    def show_error(self, text: str) -> None:
        """End the export with what went wrong; the fields stay as they are, to try again."""
        self._set_running(running=False)
        self._error_text.setText(text)
        self._error.show()

    def reject(self) -> None:
        if self._running:
            self._progress.cancel_button.click()
        else:
            super().reject()

    def _make_form(self, folder: Path | None) -> QWidget:
        form = QWidget()
        self._folder = QLineEdit("" if folder is None else str(folder))
        self._folder.setAccessibleName("Folder to export to")
        self._folder.setPlaceholderText("Folder outside the data set")
        self._folder.textChanged.connect(self._refresh)
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        self._corrected = QRadioButton()
        self._every = QRadioButton()
        nothing_corrected = not self._plan.keys(every=False, save_first=True)
        self._corrected.setDisabled(nothing_corrected)
        self._every.setChecked(nothing_corrected)
        self._corrected.setChecked(not nothing_corrected)
        self._corrected.toggled.connect(self._refresh)
        if nothing_corrected:
            self._corrected.setToolTip("No mask was corrected yet.")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._folder, 1)
        row.addWidget(browse)
        self._files_title = QLabel()
        self._files_title.setFont(text_font(weight=600))
        rules = QLabel(
            "Untouched masks are copied byte for byte. Files of the same name are replaced."
        )
        rules.setProperty("tone", "3")
        rules.setWordWrap(True)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(_heading("Folder"))
        column.addLayout(row)
        column.addSpacing(6)
        column.addWidget(self._corrected)
        column.addWidget(self._every)
        column.addWidget(self._make_unsaved())
        column.addSpacing(6)
        column.addWidget(self._files_title)
        column.addWidget(quiet_list(self._files), 1)
        column.addWidget(rules)
        return form

    def _make_unsaved(self) -> QWidget:
        """The note on unsaved edits, hidden where there are none."""
        note = QWidget()
        self._save_first = QCheckBox("Save them first")
        self._save_first.setChecked(True)
        self._save_first.toggled.connect(self._refresh)
        number = len(self._plan.unsaved)
        text = QLabel(f"{counted(number, 'case')} with unsaved edits")
        text.setProperty("tone", "warn")
        row = QHBoxLayout(note)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("triangle-alert", "warn"))
        row.addWidget(text)
        row.addSpacing(8)
        row.addWidget(self._save_first)
        row.addStretch(1)
        note.setVisible(number > 0)
        return note

    def _make_error(self) -> QWidget:
        self._error = QWidget()
        self._error_text = QLabel()
        self._error_text.setProperty("tone", "danger")
        self._error_text.setTextFormat(Qt.TextFormat.PlainText)
        self._error_text.setWordWrap(True)
        row = QHBoxLayout(self._error)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("circle-alert", "danger"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._error_text, 1)
        self._error.hide()
        return self._error

    def _make_buttons(self) -> QWidget:
        buttons = QWidget()
        self._show_folder = QPushButton("Show the folder")
        self._show_folder.hide()
        self._show_folder.clicked.connect(lambda: self.show_folder_requested.emit(self._written))
        self._close = QPushButton("Cancel")
        self._close.clicked.connect(self.reject)
        self._export = QPushButton("Export")
        self._export.setProperty("primary", "true")
        self._export.clicked.connect(self._start)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._show_folder)
        row.addWidget(self._close)
        row.addWidget(self._export)
        return buttons

    def _saves_first(self) -> bool:
        return bool(self._plan.unsaved) and self._save_first.isChecked()

    def _refresh(self) -> None:
        """Bring counts, the list of files and the button in line with the fields."""
        save_first = self._saves_first()
        plan = self._plan
        for button, words, every in (
            (self._corrected, "Only corrected masks", False),
            (self._every, "All masks", True),
        ):
            button.setText(f"{words} ({len(plan.keys(every=every, save_first=save_first)):,})")
        every = self._every.isChecked()
        keys = plan.keys(every=every, save_first=save_first)
        corrected = set(plan.keys(every=False, save_first=save_first))
        names = [
            f"{mask_folder(key.split)}/{key.case_id}.npy"
            + (", corrected" if every and key in corrected else "")
            for key in keys
        ]
        self._files.setStringList([*names, MANIFEST] if names else [])
        self._files_title.setText(f"{counted(len(keys), 'mask')} to write" if keys else "No masks")
        reason = "" if keys else "There is no mask to export."
        if keys and not self._folder.text().strip():
            reason = "Choose a folder first."
        self._export.setText(f"Export {counted(len(keys), 'mask')}" if keys else "Export")
        self._export.setEnabled(not reason)
        self._export.setToolTip(reason)

    def _browse(self) -> None:
        chosen = self._ask_folder(self, "Export masks to", self._folder.text())
        if chosen:
            self._folder.setText(chosen)

    def _start(self) -> None:
        self._set_running(running=True)
        # Not to the Cancel button, where the focus would go by itself: a stray key would stop it.
        self.setFocus()
        self._progress.start()
        self.export_requested.emit(self.choice)

    def _set_running(self, *, running: bool) -> None:
        self._running = running
        self._error.hide()
        self._form.setDisabled(running)
        self._foot.setCurrentIndex(1 if running else 0)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(text_font(weight=600))
    return label
