"""A hand on the findings of the window: going to them, pressing what they offer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.widgets.findings_dock import FindingsDock
from tests.e2e.user import CTRL, User
from tests.widgets.finding_rows import button, place

Key = Qt.Key


def open_findings(user: User) -> None:
    """Wait until the data set is checked, and open the list of what was found."""
    user.wait_for_audit()
    user.key(Key.Key_J, CTRL)
    QApplication.processEvents()
    assert dock(user).isVisible()


def dock(user: User) -> FindingsDock:
    return user.window.page.findings_dock


def finding(user: User, kind: str, case_id: str = "") -> AuditFinding:
    """The finding of a kind, of a case where there are several."""
    found = [f for f in user.session.findings.open if f.kind == kind]
    (one,) = (f for f in found if case_id in ("", f.case_id))
    return one


def click_finding(user: User, chosen: AuditFinding) -> None:
    """Click a row of the list."""
    index = place(dock(user), chosen)
    QApplication.processEvents()
    tree = dock(user).tree
    user.click(tree.viewport(), tree.visualRect(index).center())
    QApplication.processEvents()


def go_to(user: User, chosen: AuditFinding) -> None:
    """Click a row of the list, and wait until its case is on show."""
    if user.window.selection.current == chosen.key:
        click_finding(user, chosen)
    else:
        user.case_comes(lambda: click_finding(user, chosen))


def press(user: User, text: str) -> None:
    """Press a button of the selected row."""
    QApplication.processEvents()
    user.click(button(dock(user), text))
    QApplication.processEvents()


def repaired(user: User, text: str = "Repair") -> None:
    """Press a button that repairs, and wait until that is done."""
    user.wait_for(user.session.repairs.finished, lambda: press(user, text))


def links(panel: QWidget) -> dict[str, QAbstractButton]:
    """What can be done in the dock at the right."""
    QApplication.processEvents()
    return {b.text(): b for b in panel.findChildren(QAbstractButton) if b.isVisible()}


def shown_keys(user: User) -> list[RecordKey]:
    model = user.window.model
    return [model.key_at(position) for position in range(model.rowCount())]


def ignore(user: User, chosen: AuditFinding, reason: str) -> None:
    click_finding(user, chosen)
    press(user, "Ignore")
    user.type(reason)
    user.key(Key.Key_Return)
