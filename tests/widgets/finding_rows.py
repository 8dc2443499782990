"""A hand on the list of findings: its rows, its groups and the buttons of the selected row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from forgery_viewer.core.audit.findings import AuditFinding
from forgery_viewer.widgets.findings_dock import FindingsDock

LEFT = Qt.MouseButton.LeftButton


def press(widget: QWidget, at: QPoint | None = None) -> None:
    """Click a widget as the window system sees it."""
    QApplication.processEvents()
    window = widget.window().windowHandle()
    point = widget.mapTo(widget.window(), at or widget.rect().center())
    QTest.mouseMove(window, point)
    QTest.mouseClick(window, LEFT, Qt.KeyboardModifier.NoModifier, point)
    QApplication.processEvents()


def place(dock: FindingsDock, finding: AuditFinding) -> QModelIndex:
    """The row of a finding, its group opened."""
    index = dock.model.index_of(finding)
    assert index.isValid(), f"{finding} is not listed"
    group = dock.model.parent(index)
    assert isinstance(group, QModelIndex)
    if not dock.tree.isExpanded(group):
        dock.tree.toggle(group)
    dock.tree.scrollTo(index)
    return index


def press_row(dock: FindingsDock, finding: AuditFinding) -> None:
    index = place(dock, finding)
    press(dock.tree.viewport(), dock.tree.visualRect(index).center())


def press_group(dock: FindingsDock, finding: AuditFinding) -> QModelIndex:
    index = dock.model.parent(dock.model.index_of(finding))
    assert isinstance(index, QModelIndex)
    dock.tree.scrollTo(index)
    press(dock.tree.viewport(), dock.tree.visualRect(index).center())
    return index


def offered(dock: FindingsDock) -> list[str]:
    """The buttons of the selected row."""
    QApplication.processEvents()
    buttons = dock.tree.actions_selected.findChildren(QAbstractButton)
    return [button.text() for button in buttons if button.isVisible()]


def button(dock: FindingsDock, text: str) -> QAbstractButton:
    buttons = dock.tree.actions_selected.findChildren(QAbstractButton)
    return next(b for b in buttons if b.isVisible() and b.text().startswith(text))


def type_in(widget: QWidget, text: str) -> None:
    for letter in text:
        QTest.keyClick(widget.window().windowHandle(), ord(letter))
