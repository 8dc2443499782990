"""What is wrong with the case on show."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.number_text import typeset
from forgery_viewer.core.records import Severity
from forgery_viewer.widgets.bounded_area import BoundedArea
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconLabel
from forgery_viewer.widgets.finding_delegate import REPAIRED
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.severity import SEVERITY_ICONS, SEVERITY_TONES
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.wording import counted

_TOP = Qt.AlignmentFlag.AlignTop
_GAP_PX = 6
_LEAST_PX = 72
"""One finding, and that there are more."""
_MOST_PX = 240
_LINES_AT_ONCE = 6
"""More would take longer than the window may stand still."""


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """One finding of the audit, and what can be done with it now."""

    finding: AuditFinding
    can_repair: bool
    is_repaired: bool

    @property
    def has_place(self) -> bool:
        """Whether there is something to go to in the case."""
        return self.finding.place is not None or bool(self.finding.instances)


class FindingsPanel(Section):
    """What reading the files told, and what the audit found once it has run."""

    show_asked = Signal(object)
    repair_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Findings", parent)
        self._sentences: tuple[str, ...] = ()
        self._shown: tuple[object, ...] | None = None
        self._area = BoundedArea(_LEAST_PX, _MOST_PX)
        self.set_content(self._area)
        self._lines = QVBoxLayout()
        self._waiting: deque[Callable[[], QWidget]] = deque()
        self._rest_timer = QTimer(self, singleShot=True, interval=0)
        self._rest_timer.timeout.connect(self._add_lines)
        self.show_findings(())

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences on show."""
        return self._sentences

    def show_findings(self, problems: tuple[str, ...], notes: tuple[str, ...] = ()) -> None:
        """Show what reading the files told: what is wrong, and what is merely unusual."""
        if not self._is_new(("read", problems, notes)):
            return
        lines = [partial(_line, *_sign("error"), sentence) for sentence in problems]
        lines += [partial(_line, *_sign("info"), sentence) for sentence in notes]
        # Until the audit is done nobody knows that there is nothing.
        self._show(problems + notes, lines or [partial(_quiet, "Nothing found so far.")])

    def show_audit(
        self,
        findings: tuple[CaseFinding, ...],
        complaints: tuple[str, ...] = (),
        ignored: int = 0,
    ) -> None:
        """Show what the audit found, and what is wrong with files that it does not look at.

        `ignored` is how many more there are that somebody chose not to hear of.
        """
        if not self._is_new(("audited", findings, complaints, ignored)):
            return
        lines: list[Callable[[], QWidget]] = []
        lines += [partial(_line, "triangle-alert", "warn", sentence) for sentence in complaints]
        lines += [partial(self._entry, entry) for entry in findings]
        told = tuple(entry.finding.reason for entry in findings)
        self._show(complaints + told, lines, ignored)

    def _is_new(self, shown: tuple[object, ...]) -> bool:
        # Making the lines anew would take the focus and the selected text away.
        if shown == self._shown:
            return False
        self._shown = shown
        return True

    def _show(
        self,
        sentences: tuple[str, ...],
        lines: Sequence[Callable[[], QWidget]],
        ignored: int = 0,
    ) -> None:
        self._sentences = sentences
        self.set_detail(str(len(sentences)))
        body = QWidget()
        self._lines = QVBoxLayout(body)
        self._lines.setContentsMargins(10, 6, 10, 8)
        self._lines.setSpacing(8)
        self._waiting = deque(lines)
        if not lines and not ignored:
            self._waiting.append(partial(_quiet, "Nothing found in this case."))
        if ignored:
            self._waiting.append(partial(_quiet, f"{counted(ignored, 'finding')} ignored."))
        self._add_lines()
        self._area.set_body(body)

    def _add_lines(self) -> None:
        """Add the lines that are seen first; of many, the rest soon."""
        for _turn in range(min(_LINES_AT_ONCE, len(self._waiting))):
            self._lines.addWidget(self._waiting.popleft()())
        if self._waiting:
            self._rest_timer.start()

    def set_most(self, height_px: int) -> None:
        """How high the findings may become before they scroll."""
        self._area.set_most(height_px)

    def _entry(self, entry: CaseFinding) -> QWidget:
        finding = entry.finding
        title = _words(KINDS[finding.kind].title)
        title.setFont(text_font(12, 500))
        title.setToolTip(KINDS[finding.kind].explanation)
        head = QHBoxLayout()
        head.setSpacing(_GAP_PX)
        head.addWidget(title, 1)
        if entry.has_place:
            show = _link("Show", "Go to the place")
            show.clicked.connect(lambda: self.show_asked.emit(finding))
            head.addWidget(show, 0, _TOP)
        reason = _words(finding.reason)
        reason.setFont(text_font(11))
        reason.setProperty("tone", "2")
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(reason)
        if entry.is_repaired:
            column.addLayout(_repaired_sign())
        elif entry.can_repair:
            repair = _link("Repair", f"{finding.repair}\nUndo takes it back. Nothing is saved yet.")
            repair.clicked.connect(lambda: self.repair_asked.emit((finding,)))
            column.addWidget(repair, 0, Qt.AlignmentFlag.AlignLeft)
        icon = IconLabel(*_sign(finding.severity), size_px=SMALL_ICON_PX)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP_PX)
        row.addWidget(icon, 0, _TOP)
        row.addLayout(column, 1)
        return line


def _sign(severity: Severity) -> tuple[str, str]:
    """Name and tone of the icon of a severity."""
    return SEVERITY_ICONS[severity], SEVERITY_TONES[severity]


def _quiet(sentence: str) -> QLabel:
    words = QLabel(sentence)
    words.setProperty("tone", "3")
    return words


def _line(icon_name: str, tone: str, sentence: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP_PX)
    row.addWidget(IconLabel(icon_name, tone, size_px=SMALL_ICON_PX), 0, _TOP)
    row.addWidget(_words(sentence), 1)
    return line


def _words(sentence: str) -> QLabel:
    words = QLabel(typeset(sentence))
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _link(text: str, use: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", "true")
    # As high as the words beside it, and flush with those above it.
    button.setStyleSheet("QPushButton { padding: 0; min-height: 0; }")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(use)
    return button


def _repaired_sign() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(_GAP_PX)
    words = QLabel(REPAIRED)
    words.setFont(text_font(11))
    row.addWidget(IconLabel("circle-dot", "accent", size_px=SMALL_ICON_PX))
    row.addWidget(words, 1)
    return row
