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
from forgery_viewer.core.export_plan import ExportPlan
from forgery_viewer.core.layout import mask_folder
from forgery_viewer.core.output_folder import nearest_folder
from forgery_viewer.core.records import RecordKey
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.export_result import ExportResult, quiet_list
from forgery_viewer.widgets.progress_row import ProgressRow
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.wording import counted

WIDTH_PX = 560
HEIGHT_PX = 440


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the user asked for.

    Attributes:
        folder: Where to.
        every: All masks, not the corrected ones alone.
        save_first: Save unsaved edits before.
        keys: The records that were announced, written or not.
    """

    folder: Path
    every: bool
    save_first: bool
    keys: tuple[RecordKey, ...] = ()


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
        refuse_folder: Callable[[Path], str] = lambda _folder: "",
    ) -> None:
        """Offer `plan`, into `folder` to begin with.

        `ask_folder` shows the folder chooser; `refuse_folder` says why masks are not written to a
        folder, "" where they may be.
        """
        super().__init__(parent)
        self._plan = plan
        self._ask_folder = ask_folder
        self._refuse_folder = refuse_folder
        self._keys: tuple[RecordKey, ...] = ()
        self._count = 0
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
        return ExportChoice(folder, self._every.isChecked(), self._saves_first(), self._keys)

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

    def _make_folder(self, folder: Path | None) -> QVBoxLayout:
        """The field of the folder, and below it why it cannot be that one."""
        self._folder = QLineEdit("" if folder is None else str(folder))
        self._folder.setAccessibleName("Folder to export to")
        self._folder.setPlaceholderText("Folder outside the data set")
        self._folder.textChanged.connect(self._judge)
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        self._refusal = QLabel()
        self._refusal.setProperty("tone", "danger")
        self._refusal.setTextFormat(Qt.TextFormat.PlainText)
        self._refusal.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._folder, 1)
        row.addWidget(browse)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._refusal)
        return column

    def _make_form(self, folder: Path | None) -> QWidget:
        form = QWidget()
        self._corrected = QRadioButton()
        self._every = QRadioButton()
        nothing_corrected = not self._plan.keys(every=False, save_first=True)
        self._corrected.setDisabled(nothing_corrected)
        self._every.setChecked(nothing_corrected)
        self._corrected.setChecked(not nothing_corrected)
        self._corrected.toggled.connect(self._refresh)
        if nothing_corrected:
            self._corrected.setToolTip("No mask was corrected yet.")
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
        column.addLayout(self._make_folder(folder))
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
        """Bring counts, the list of files and the button in line with the choices."""
        save_first, plan = self._saves_first(), self._plan
        for button, words, every in (
            (self._corrected, "Only corrected masks", False),
            (self._every, "All masks", True),
        ):
            button.setText(f"{words} ({len(plan.keys(every=every, save_first=save_first)):,})")
        every = self._every.isChecked()
        self._keys = plan.keys(every=every, save_first=save_first)
        skipped = plan.skipped(every=every, save_first=save_first)
        corrected = set(plan.keys(every=False, save_first=save_first))
        names = [_file_line(key, skipped.get(key, ""), every and key in corrected)
                 for key in self._keys]  # fmt: skip
        self._files.setStringList([*names, MANIFEST] if names else [])
        self._count = len(self._keys) - len(skipped)
        title = f"{counted(self._count, 'mask')} to write" if self._keys else "No masks"
        self._files_title.setText(f"{title}, {len(skipped):,} to skip" if skipped else title)
        self._judge()

    def _judge(self) -> None:
        """Allow the export, or say beside the folder or at the button why it cannot be."""
        refusal = ""
        if self._folder.text().strip():
            refusal = self._refuse_folder(self.choice.folder)
        self._refusal.setText(f"This folder {refusal}." if refusal else "")
        self._refusal.setVisible(bool(refusal))
        reason = self._refusal.text()
        if not self._count:
            reason = "There is no mask to export."
        elif not self._folder.text().strip():
            reason = "Choose a folder first."
        words = f"Export {counted(self._count, 'mask')}" if self._count else "Export"
        self._export.setText(words)
        self._export.setEnabled(not reason)
        self._export.setToolTip(reason)

    def _browse(self) -> None:
        # A file chooser that begins in a folder that is not there cannot be confirmed.
        begin = str(nearest_folder(self.choice.folder))
        chosen = self._ask_folder(self, "Export masks to", begin)
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


def _file_line(key: RecordKey, skipped: str, corrected: bool) -> str:
    name = f"{mask_folder(key.split)}/{key.case_id}.npy"
    if skipped:
        return f"{name}, skipped: {skipped}"
    return f"{name}, corrected" if corrected else name


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(text_font(weight=600))
    return label
