"""Knows the findings of the open data set and the widgets that show them, and carries the news."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from forgery_viewer.app.review import Review
from forgery_viewer.core.audit.findings import AuditFinding, AuditOptions
from forgery_viewer.core.dataset import Record, RecordKey
from forgery_viewer.core.errors import short_name
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.sentences import named_sentences
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.findings import AuditStage, Findings
from forgery_viewer.state.preferences import FINDINGS_HEIGHT_PX, FINDINGS_OPEN, Preferences
from forgery_viewer.state.repairs import RepairReport
from forgery_viewer.state.selection import RecordSelection
from forgery_viewer.widgets.findings_panel import CaseFinding
from forgery_viewer.widgets.review_page import ReviewPage
from forgery_viewer.widgets.status_bar import StatusBar
from forgery_viewer.widgets.steps import Steps
from forgery_viewer.widgets.wording import counted

_REPAIR, _STORE = "repair", "ignored findings"


class FindingsController(QObject):
    """Goes to findings, has them repaired and ignored, and shows those of the case."""

    open_changed = Signal(bool)
    """The list was opened, or folded."""
    filtered = Signal()
    """The browser shows the images of some findings now."""

    def __init__(
        self,
        page: ReviewPage,
        review: Review,
        selection: RecordSelection,
        model: DatasetModel,
        status_bar: StatusBar,
        preferences: Preferences,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._dock = page.findings_dock
        self._review = review
        self._selection = selection
        self._model = model
        self._status_bar = status_bar
        self._button = status_bar.findings_button
        self._preferences = preferences
        self._session: DatasetSession | None = None
        self._target: AuditFinding | None = None
        self._not_shown = self._hint_before = ""
        self._connect()
        page.set_findings_height(preferences.get(FINDINGS_HEIGHT_PX))

    def _connect(self) -> None:
        page, dock = self._page, self._dock
        dock.show_asked.connect(self.show)
        dock.filter_asked.connect(lambda kind: self._filter(f"finding:{kind}"))
        dock.repair_asked.connect(self.repair)
        dock.ignore_asked.connect(self._ignore)
        dock.take_back_asked.connect(self._take_back)
        dock.check_asked.connect(self._check)
        dock.fold_asked.connect(lambda: self.set_open(False))
        dock.left.connect(self._focus_canvas)
        dock.audit_line.row.cancel_requested.connect(self._cancel_audit)
        dock.repair_line.row.cancel_requested.connect(self._cancel_repairs)
        page.findings.show_asked.connect(self.show)
        page.findings.repair_asked.connect(self.repair)
        page.findings_resized.connect(lambda px: self._preferences.set(FINDINGS_HEIGHT_PX, px))
        self._button.clicked.connect(self.toggle)
        self._selection.current_changed.connect(self._follow_selection)
        self._review.case_shown.connect(self._arrive)
        # Not in the turn in which the preview is painted.
        self._steps = Steps(self)
        self._review.preview_shown.connect(lambda _key: self._steps.go(self.show_case))
        self._model.index_changed.connect(self.show_case)

    @property
    def _findings(self) -> Findings | None:
        return self._session.findings if self._session is not None else None

    def set_session(self, session: DatasetSession | None) -> None:
        """Show the findings of another data set, or of none."""
        self._session = session
        self._target = None
        findings = self._findings
        self._dock.set_source(findings)
        if session is not None and findings is not None:
            findings.stage_changed.connect(self._show_stage)
            findings.changed.connect(self._show_stage)
            findings.changed.connect(self.show_case)
            findings.repairs_changed.connect(self.show_case)
            findings.store_failed.connect(self._tell_store)
            session.repairs.progressed.connect(self._dock.show_repairs)
            session.repairs.finished.connect(self._tell_repairs)
        self._show_stage()
        self.show_case()

    # The list -----------------------------------------------------------------------------

    def restore(self) -> None:
        """Open or fold the list as the user left it."""
        self.set_open(self._preferences.get(FINDINGS_OPEN))

    def toggle(self) -> None:
        """Open the list and give it the keyboard, or fold it where it can be seen."""
        is_open = not self._dock.isVisible()
        self.set_open(is_open)
        if is_open and self._dock.model.groups:
            self._dock.focus_list()

    def set_open(self, is_open: bool) -> None:
        """Open the list of all findings, or fold it."""
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._dock.isAncestorOf(focus)
        self._page.show_findings_dock(is_open)
        self._preferences.set(FINDINGS_OPEN, is_open)
        if had_focus and not is_open:
            self._focus_canvas()
        self.open_changed.emit(is_open)

    def _show_stage(self) -> None:
        findings = self._findings
        if findings is None or findings.stage is AuditStage.WAITING:
            self._button.hide()
        elif findings.stage is AuditStage.RUNNING:
            self._button.show_checking()
        elif findings.stage is AuditStage.FAILED and findings.report is None:
            self._button.show_failure(findings.reason)
        else:
            self._button.show_counts(findings.counts)

    def _filter(self, terms: str) -> None:
        # In place of what the user filtered by: exactly these images were asked for.
        self._page.browser.filter_bar.set_filter(parse_filter(terms))
        self.filtered.emit()

    def _focus_canvas(self) -> None:
        self._page.triptych.active_canvas().setFocus()

    # Going there --------------------------------------------------------------------------

    def show(self, finding: AuditFinding) -> None:
        """Go to the case of a finding, to its place, and select its instance."""
        key = finding.key
        is_shown = key is not None and self._model.row_of(key) is not None
        self._tell_not_shown("" if is_shown else finding.file)
        if key is None or not is_shown:
            return
        self._target = finding
        if self._review.shown == key and self._selection.current == key:
            self._arrive(key)
        else:
            self._selection.select(key)

    def _tell_not_shown(self, file: str) -> None:
        """Say in place of the tool's hint that no image stands for a file; "" gives that back."""
        bar = self._status_bar
        if bar.hint_text == self._not_shown and self._not_shown:
            bar.show_hint(self._hint_before)
        self._not_shown = f"No image of the list stands for {file}" if file else ""
        if file:
            self._hint_before = bar.hint_text
            bar.show_hint(self._not_shown)

    def _follow_selection(self, key: RecordKey | None) -> None:
        if self._target is not None and self._target.key != key:
            self._target = None
        if key is not None:
            self._tell_not_shown("")
        self._dock.set_case((key.split, key.case_id) if key is not None else None)

    def _arrive(self, key: RecordKey | None) -> None:
        """The case is on show: look at the place of the finding that the user went to."""
        self.show_case()
        target = self._target
        if target is None or target.key != key:
            return
        self._target = None
        canvases = self._page.triptych
        if target.place is not None and canvases.active_canvas().pyramid is not None:
            canvases.show_box(*target.place)
        document = self._review.document
        if document is not None and target.instances:
            document.set_current(target.instances[0] - 1)

    # The case on show ---------------------------------------------------------------------

    def show_case(self) -> None:
        """List what is wrong with the case on show, as far as it is known by now."""
        findings, key = self._findings, self._review.seen
        record = self._model.record(key) if key is not None else None
        if findings is None or record is None:
            self._page.findings.show_findings(())
        elif findings.report is None:
            self._show_what_was_read(record)
        else:
            found = findings.of_case(record.key.split, record.key.case_id)
            entries = [CaseFinding(f, findings.can_repair(f), findings.is_repaired(f))
                       for f in found]  # fmt: skip
            key = record.key
            ignored = sum(
                (finding.split, finding.case_id) == (key.split, key.case_id)
                for finding, _entry in findings.ignored
            )
            self._page.findings.show_audit(tuple(entries), self._complaints(), ignored)

    def _show_what_was_read(self, shown: Record) -> None:
        """Say what is wrong with the image that was chosen, and with the one that has the mask."""
        case = self._page.triptych.case
        records = [shown]
        if case is not None and case.subject.record is not None:
            # As the model has it by now: the case was read before the list was.
            records.append(self._model.record(case.subject.record.key) or case.subject.record)
        texts = [record.problem for record in records]
        texts.append(case.mask_reason if case is not None else "")
        problems = dict.fromkeys(words for text in texts for _, words in named_sentences(text))
        notes = dict.fromkeys(record.mask_note for record in records if record.mask_note)
        self._page.findings.show_findings(tuple(problems), tuple(notes))

    def _complaints(self) -> tuple[str, ...]:
        """What is wrong with drafts and corrections of the case, which the audit cannot see."""
        case = self._page.triptych.case
        if case is None or case.subject.record is None:
            return ()
        mask = case.subject.record.mask_path
        own = short_name(mask) if mask is not None else ""
        parts = [part for part in case.mask_reason.split("; ") if part]
        return tuple(part for part in parts if not own or not part.startswith(own))

    # What is done about them --------------------------------------------------------------

    def repair(self, findings: tuple[AuditFinding, ...]) -> None:
        """Have findings repaired as edits that are kept; a single one is gone to as well."""
        session = self._session
        if session is None:
            return
        report = session.findings.report
        options = report.options if report is not None else AuditOptions()
        if len(findings) == 1:
            self.show(findings[0])
        self._page.banner.dismiss(_REPAIR)
        session.repairs.start(findings, options.speck_px)

    def _tell_repairs(self, report: RepairReport) -> None:
        done, refused = len(report.done), report.refused
        if done == 1 and not refused and not report.cancelled:
            # The list, the history and the save state say it already.
            return
        parts = []
        if done:
            kept = "Its edits are" if done == 1 else "Their edits are"
            parts.append(f"{counted(done, 'mask')} repaired. {kept} kept, not saved.")
        if report.cancelled:
            parts.append("Stopped before the end.")
        if refused:
            finding, reason = refused[0]
            others = f" ({counted(len(refused) - 1, 'more')})" if len(refused) > 1 else ""
            parts.append(f"Case {finding.case_id} was left as it is: {reason}{others}")
        tone = "warn" if refused or report.cancelled else "ok"
        action = "Show them" if done > 1 else ""
        text = " ".join(parts)
        self._page.banner.show_message(
            tone, text, action, lambda: self._filter("edited:kept"), key=_REPAIR
        )

    def _ignore(self, findings: tuple[AuditFinding, ...], reason: str) -> None:
        if self._findings is not None:
            self._page.banner.dismiss(_STORE)
            self._findings.ignore(findings, reason)

    def _take_back(self, findings: tuple[AuditFinding, ...]) -> None:
        if self._findings is not None:
            self._page.banner.dismiss(_STORE)
            self._findings.take_back(findings)

    def _tell_store(self, reason: str) -> None:
        self._page.banner.show_message("danger", f"{reason}.", key=_STORE)

    def _check(self) -> None:
        if self._findings is not None:
            self._findings.start(fresh=True)

    def _cancel_audit(self) -> None:
        if self._findings is not None:
            self._findings.cancel()

    def _cancel_repairs(self) -> None:
        if self._session is not None:
            self._session.repairs.cancel()
