"""Asks in a line of its own why findings are ignored."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.text_button import TextButton
from forgery_viewer.widgets.theme import OPTIONS_BAR_PX
from forgery_viewer.widgets.wording import counted


class EscapableField(QLineEdit):
    """A line in which Escape belongs to the line and not to the window."""

    escaped = Signal()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class IgnoreForm(QFrame):
    """Which findings, why, and two buttons; hidden while nothing is to be ignored."""

    confirmed = Signal(object, str)
    """The findings and the reason."""
    closed = Signal()
    """The form is done with, either way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(OPTIONS_BAR_PX)
        self._findings: tuple[AuditFinding, ...] = ()
        self._what = ElidedLabel()
        self.field = EscapableField()
        self.field.setAccessibleName("Why it is ignored")
        self.field.setPlaceholderText("Why? For the next reader…")
        self.field.setMinimumWidth(160)
        self.ignore_button = TextButton("Ignore")
        self.cancel_button = TextButton("Cancel")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("eye-off", size_px=14))
        row.addWidget(self._what)
        row.addWidget(self.field, 1)
        row.addWidget(self.ignore_button)
        row.addWidget(self.cancel_button)
        self.field.textChanged.connect(self._enable)
        self.field.returnPressed.connect(self._confirm)
        self.field.escaped.connect(self.close_form)
        self.ignore_button.clicked.connect(self._confirm)
        self.cancel_button.clicked.connect(self.close_form)
        self.hide()

    @property
    def question(self) -> str:
        """What is asked."""
        return self._what.full_text

    def ask(self, findings: tuple[AuditFinding, ...]) -> None:
        """Ask for the reason to ignore findings, with the keyboard in the field."""
        self._findings = findings
        self._what.setText(f"Ignore {_named(findings)}")
        self.field.clear()
        self._enable()
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_form(self) -> None:
        """Ignore nothing."""
        if not self.isHidden():
            self._findings = ()
            self.hide()
            self.closed.emit()

    def _enable(self) -> None:
        given = bool(self.field.text().strip())
        self.ignore_button.setEnabled(given)
        self.ignore_button.setToolTip("" if given else "Say why first.")

    def _confirm(self) -> None:
        reason = self.field.text().strip()
        if reason and self._findings:
            self.confirmed.emit(self._findings, reason)
            self.close_form()


def _named(findings: tuple[AuditFinding, ...]) -> str:
    """Findings in a few words, as `9481: Mask is transposed` or `12 findings: Specks`."""
    title = KINDS[findings[0].kind].title
    who = findings[0].case_id or findings[0].file
    return (
        f"{counted(len(findings), 'finding')}: {title}" if len(findings) > 1 else f"{who}: {title}"
    )
