"""The panel of all findings, under the canvases."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.state.finding_groups import FindingSearch
from forgery_viewer.state.findings import AuditStage, Findings
from forgery_viewer.state.findings_model import FindingsModel
from forgery_viewer.widgets.findings_bar import CASE, FindingsBar
from forgery_viewer.widgets.findings_note import FindingsNote
from forgery_viewer.widgets.findings_tree import FindingsTree
from forgery_viewer.widgets.ignore_form import IgnoreForm
from forgery_viewer.widgets.progress_row import ProgressRow

FIRST_HEIGHT_PX = 220
_SMALLEST_PX = 120
_PATIENCE_MS = 200
# A word is looked for once it is typed, not letter by letter in thousands of findings.
_TYPING_MS = 60


class WorkLine(QFrame):
    """What is done in the background, how far it is, and a way to stop it; quick work is hidden."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.row = ProgressRow()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 8, 4)
        row.setSpacing(16)
        row.addWidget(QLabel(name))
        row.addWidget(self.row, 1)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.show)
        self.hide()

    def begin(self) -> None:
        """The work has begun; it is shown if it takes a while."""
        self.row.start()
        if self.isHidden():
            self._patience.start()

    def end(self) -> None:
        """The work is done."""
        self._patience.stop()
        self.hide()


class FindingsDock(QWidget):
    """Counts and search, progress, the question why, and the list, from top to bottom.

    It shows an owner of findings and says what the user wants; it changes nothing itself.
    """

    show_asked = Signal(object)
    filter_asked = Signal(str)
    repair_asked = Signal(object)
    ignore_asked = Signal(object, str)
    take_back_asked = Signal(object)
    check_asked = Signal()
    fold_asked = Signal()
    left = Signal()
    """The keyboard is done here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Findings")
        self.setMinimumHeight(_SMALLEST_PX)
        self._source: Findings | None = None
        self._case: tuple[str, str] | None = None
        self.model = FindingsModel(self)
        self.bar = FindingsBar()
        self.audit_line = WorkLine("Checking")
        self.repair_line = WorkLine("Repairing")
        self.form = IgnoreForm()
        self.tree = FindingsTree(self.model)
        self.tree.goes_on = self._goes_on
        self.note = FindingsNote()
        self._place = QStackedWidget()
        self._place.addWidget(self.tree)
        self._place.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.bar, self.audit_line, self.repair_line, self.form):
            column.addWidget(widget)
        column.addWidget(self._place, 1)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._search)
        self._connect()
        self._show_stage()

    def _connect(self) -> None:
        tree, bar = self.tree, self.bar
        tree.chosen.connect(self.show_asked)
        tree.filter_asked.connect(self.filter_asked)
        tree.repair_asked.connect(self.repair_asked)
        tree.ignore_asked.connect(self.form.ask)
        tree.take_back_asked.connect(self.take_back_asked)
        self.form.confirmed.connect(self.ignore_asked)
        self.form.closed.connect(self._focus_list)
        bar.check_asked.connect(self.check_asked)
        bar.fold_asked.connect(self.fold_asked)
        bar.choice_changed.connect(lambda _choice: self._search())
        bar.field.textChanged.connect(lambda _text: self._typing.start())
        bar.field.left.connect(self._leave_field)
        self.note.action.clicked.connect(self._clear_search)
        self.model.rebuilt.connect(self._show_stage)

    # --- What is shown

    def set_source(self, source: Findings | None) -> None:
        """Show the findings of another data set, or none."""
        self._source = source
        self.form.close_form()
        self.audit_line.end()
        self.repair_line.end()
        if source is not None:
            source.stage_changed.connect(self._follow_stage)
            source.progressed.connect(self.audit_line.row.set_progress)
        self.model.set_source(source)

    def set_case(self, case: tuple[str, str] | None) -> None:
        """Say which case, (split, case id), is on show."""
        self._case = case
        if self.bar.choices.choice == CASE:
            self._search()

    def _goes_on(self, gone: AuditFinding) -> bool:
        """Whether the next finding is shown in place of one that is gone.

        It is while one works in the list and at that case; who paints or went elsewhere stays.
        """
        focus = QApplication.focusWidget()
        works_here = focus is not None and self.isAncestorOf(focus)
        return works_here and (gone.key is None or self._case == (gone.split, gone.case_id))

    def show_repairs(self, done: int, total: int) -> None:
        """Say how many masks are repaired; a total of 0 says that nothing is under way."""
        if not total:
            self.repair_line.end()
            return
        if done == 0:
            self.repair_line.begin()
        self.repair_line.row.set_progress(done, total)

    def focus_list(self) -> None:
        """Give the keyboard to the list."""
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reveal(self, finding: AuditFinding) -> None:
        """Select a finding in the list."""
        self.tree.reveal(finding)

    def _follow_stage(self) -> None:
        if self._source is not None and self._source.stage is AuditStage.RUNNING:
            self.audit_line.begin()
        else:
            self.audit_line.end()
        self._show_stage()

    def _show_stage(self) -> None:
        source = self._source
        stage = source.stage if source is not None else AuditStage.WAITING
        self.bar.counts.show_counts(source.counts if source is not None else {})
        checking = "The data set is being checked." if stage is AuditStage.RUNNING else ""
        self.bar.block_check("The files are still being read." if stage is AuditStage.WAITING
                             else checking)  # fmt: skip
        self.bar.note.setText(_STAGE_WORDS.get(stage, ""))
        listed = bool(self.model.groups)
        self._place.setCurrentWidget(self.tree if listed else self.note)
        if not listed:
            self._tell_why_empty(stage)

    def _tell_why_empty(self, stage: AuditStage) -> None:
        source = self._source
        found = source is not None and bool(source.open or source.ignored)
        if stage is AuditStage.FAILED and source is not None:
            self.note.tell("circle-alert", "danger", f"The check broke down: {source.reason}")
        elif found and self.bar.field.text().strip():
            self.note.tell("search", "3", "No finding matches.", "Clear the search")
        elif found:
            self.note.tell("circle-check", "3", "Nothing found in this case.")
        elif stage is AuditStage.DONE:
            self.note.tell("circle-check", "ok", "Nothing found.")
        elif stage is AuditStage.STOPPED:
            self.note.tell("circle-minus", "3", "Nothing found before the check was stopped.")
        elif stage is AuditStage.RUNNING:
            self.note.tell("loader-circle", "3", "The data set is being checked.")
        else:
            words = "The files are being read first; then they are checked."
            self.note.tell("loader-circle", "3", words)

    # --- What is searched

    def _search(self) -> None:
        self._typing.stop()
        case = self._case or ("", "") if self.bar.choices.choice == CASE else None
        self.model.set_search(FindingSearch(self.bar.field.text().strip(), case))

    def _clear_search(self) -> None:
        self.bar.field.clear()
        self._search()

    def _leave_field(self) -> None:
        self._search()
        self._focus_list()

    def _focus_list(self) -> None:
        if self.model.groups:
            self.focus_list()
        else:
            self.left.emit()


_STAGE_WORDS = {
    AuditStage.STOPPED: "stopped before the end",
    AuditStage.FAILED: "the last check broke down",
}
