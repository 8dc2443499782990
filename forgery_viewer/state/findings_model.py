"""The tree of findings as a Qt model: groups, and the findings in them."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.number_text import typeset
from forgery_viewer.state.finding_groups import (
    SEVERITY_WORDS,
    FindingGroup,
    FindingRow,
    FindingSearch,
    grouped,
)
from forgery_viewer.state.findings import Findings

GROUP_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The `FindingGroup` of a group, None of a finding."""
ROW_ROLE = GROUP_ROLE + 1
"""The `FindingRow` of a finding, None of a group."""
REPAIRED_ROLE = GROUP_ROLE + 2
"""Whether a finding's repair was done and is not saved yet."""
REPAIRABLE_ROLE = GROUP_ROLE + 3
"""The findings, tuple of `AuditFinding`, that can be repaired here: one, or those of a group."""

_TOP = QModelIndex()
_GROUP_ID = 0

Index = QModelIndex | QPersistentModelIndex


class FindingsModel(QAbstractItemModel):
    """Shows the findings of one data set that answer to a search."""

    rebuilt = Signal()
    """Other findings are listed, after a reset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: Findings | None = None
        self._search = FindingSearch()
        self.groups: tuple[FindingGroup, ...] = ()

    @property
    def search(self) -> FindingSearch:
        return self._search

    def set_source(self, source: Findings | None) -> None:
        """List the findings of another data set, or none; the one before may be gone already."""
        self._source = source
        if source is not None:
            source.changed.connect(self._rebuild)
            source.repairs_changed.connect(self._update)
        self._rebuild()

    def set_search(self, search: FindingSearch) -> None:
        """List other findings."""
        if search != self._search:
            self._search = search
            self._rebuild()

    def index_of(self, finding: AuditFinding) -> QModelIndex:
        """Where a finding is listed; an invalid index where it is not."""
        for group_number, group in enumerate(self.groups):
            if finding in group.findings:
                return self.createIndex(group.findings.index(finding), 0, group_number + 1)
        return QModelIndex()

    def is_open(self, finding: AuditFinding) -> bool:
        """Whether a finding still holds and is not ignored, be it listed or not."""
        return self._source is not None and finding in self._source.open

    # --- What Qt asks

    def index(self, row: int, column: int, parent: Index = _TOP) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _GROUP_ID)

    def parent(self, child: Index | None = None) -> QObject | QModelIndex | None:  # type: ignore[override]
        if child is None:
            # The same name asks Qt for the object that owns the model.
            return super().parent()
        if not child.isValid() or child.internalId() == _GROUP_ID:
            return QModelIndex()
        return self.createIndex(int(child.internalId()) - 1, 0, _GROUP_ID)

    def rowCount(self, parent: Index = _TOP) -> int:
        if not parent.isValid():
            return len(self.groups)
        return len(self.groups[parent.row()].rows) if parent.internalId() == _GROUP_ID else 0

    def columnCount(self, parent: Index = _TOP) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if index.internalId() == _GROUP_ID:
            return self._group_data(self.groups[index.row()], role)
        return self._row_data(self.groups[int(index.internalId()) - 1].rows[index.row()], role)

    def _group_data(self, group: FindingGroup, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return group.title
            case Qt.ItemDataRole.ToolTipRole:
                return f"{group.title}\n{group.explanation}"
            case Qt.ItemDataRole.AccessibleTextRole:
                word = SEVERITY_WORDS[group.severity] if group.severity else "ignored"
                return f"{group.title}, {word}, {len(group.rows):,}"
            case _ if role == GROUP_ROLE:
                return group
            case _ if role == REPAIRABLE_ROLE:
                return self._repairable(group.findings) if group.severity else ()
        return None

    def _row_data(self, row: FindingRow, role: int) -> object:
        finding = row.finding
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return finding.reason
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{finding.case_id or finding.file}: {finding.reason}"
            case _ if role == ROW_ROLE:
                return row
            case _ if role == REPAIRED_ROLE:
                return self._source is not None and self._source.is_repaired(finding)
            case _ if role == REPAIRABLE_ROLE:
                return self._repairable((finding,)) if row.ignored is None else ()
        return None

    def _repairable(self, findings: tuple[AuditFinding, ...]) -> tuple[AuditFinding, ...]:
        source = self._source
        return tuple(f for f in findings if source is not None and source.can_repair(f))

    def _tooltip(self, row: FindingRow) -> str:
        finding = row.finding
        lines = [finding.file, typeset(finding.reason)]
        if row.ignored is not None:
            who = f" by {row.ignored.who}" if row.ignored.who else ""
            when = f"{row.ignored.when.astimezone():%Y-%m-%d %H:%M}"
            lines.append(f"Ignored{who}, {when}: {row.ignored.reason}")
        elif self._source is not None and self._source.is_repaired(finding):
            lines.append("Repaired, not saved yet.")
        elif finding.repair:
            lines.append(f"Repair: {finding.repair}")
        return "\n".join(lines)

    # --- What changes it

    def _rebuild(self) -> None:
        self.beginResetModel()
        source = self._source
        self.groups = (
            grouped(source.open, source.ignored, self._search) if source is not None else ()
        )
        self.endResetModel()
        self.rebuilt.emit()

    def _update(self) -> None:
        """Show anew what is repaired."""
        for number, group in enumerate(self.groups):
            top = self.createIndex(number, 0, _GROUP_ID)
            self.dataChanged.emit(top, top)
            last = len(group.rows) - 1
            self.dataChanged.emit(self.index(0, 0, top), self.index(last, 0, top))
