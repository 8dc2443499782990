"""The last page of the export dialog: what was written, and what was not and why."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from forgery_viewer.core.export import ExportedMask, ExportReport
from forgery_viewer.state.recent import spoken_path
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.wording import counted


class ExportResult(QWidget):
    """A report in words: how many masks went where, and every record that was skipped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("circle-check", "ok")
        self._title = QLabel()
        self._title.setFont(text_font(13, 600))
        self._place = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._parts = QLabel()
        self._parts.setProperty("tone", "2")
        self._parts.setWordWrap(True)
        self._list_title = QLabel()
        self._list_title.setFont(text_font(weight=600))
        self._lines = QStringListModel(self)
        self._list = quiet_list(self._lines)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._place)
        column.addWidget(self._parts)
        column.addSpacing(10)
        column.addWidget(self._list_title)
        column.addWidget(self._list, 1)

    @property
    def text(self) -> str:
        """All that the page says, one sentence a line."""
        head = (self._title.text(), self._place.full_text, self._parts.text())
        return "\n".join((*head, self._list_title.text(), *self._lines.stringList()))

    def show_report(self, report: ExportReport) -> None:
        """Tell what `report` says."""
        changed = sum(mask.changed for mask in report.exported)
        whole = not report.skipped and not report.cancelled
        self._icon.set_icon(*(("circle-check", "ok") if whole else ("triangle-alert", "warn")))
        written = f"{counted(len(report.exported), 'mask')} written"
        self._title.setText(f"Stopped: {written}" if report.cancelled else written)
        self._place.setText(f"to {spoken_path(report.manifest.parent)}")
        parts = f"{changed:,} corrected, {len(report.exported) - changed:,} copied unchanged"
        if report.unsaved:
            parts += f". {counted(len(report.unsaved), 'case')} with unsaved edits left out"
        self._parts.setText(f"{parts}. {report.manifest.name} lists what was written.")
        # A reason must be readable to its end; thousands of names must be listed at once.
        self._list.setUniformItemSizes(not report.skipped)
        self._list.setWordWrap(bool(report.skipped))
        if report.skipped:
            self._list_title.setText(f"{counted(len(report.skipped), 'mask')} skipped")
            self._lines.setStringList([f"{key}: {reason}" for key, reason in report.skipped])
        else:
            self._list_title.setText("Nothing was skipped")
            self._lines.setStringList([_line(mask) for mask in report.exported])


def _line(mask: ExportedMask) -> str:
    name = f"{mask.path.parent.name}/{mask.path.name}"
    return f"{name}, corrected" if mask.changed else name


def quiet_list(model: QStringListModel) -> QListView:
    """A list to read, not to choose from, that stays quick at thousands of lines."""
    view = QListView()
    view.setModel(model)
    view.setUniformItemSizes(True)
    view.setSelectionMode(QListView.SelectionMode.NoSelection)
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    view.setProperty("framed", "true")
    return view
