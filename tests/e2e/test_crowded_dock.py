"""A case with many instances and findings leaves room for its figures and its history."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from forgery_viewer.widgets.bounded_area import BoundedArea
from tests.core.building import write_case
from tests.e2e.user import CTRL, SHIFT, User, lay_out


@pytest.fixture
def crowded(user: User, tmp_path: Path) -> User:
    """30 instances of one region each, which is a finding for each, in a small window."""
    user.window.resize(1280, 720)
    user.window.page.history.set_open(True)
    stack = np.zeros((30, 60, 90), np.uint8)
    for number in range(30):
        stack[number, 10:30, 3 * number : 3 * number + 2] = 1
    write_case(tmp_path / "set", "1", size=(60, 90), mask=stack)
    user.open(tmp_path / "set")
    user.wait_until_measured()
    user.wait_for_audit()
    lay_out()
    user.focus_canvas()
    return user


def dock_of(user: User) -> QScrollArea:
    (dock,) = (
        area
        for area in user.window.page.findChildren(QScrollArea)
        if area.isAncestorOf(user.window.page.history)
    )
    return dock


def is_whole(part: QWidget, dock: QScrollArea) -> bool:
    top = part.mapTo(dock.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + part.height() <= dock.viewport().height()


def test_every_part_of_the_dock_is_in_sight(crowded: User) -> None:
    user, page = crowded, crowded.window.page
    dock = dock_of(user)
    assert len(page.findings.sentences) >= 30
    assert dock.verticalScrollBar().maximum() == 0
    for part in (page.instances, page.figures, page.findings, page.history):
        assert is_whole(part, dock), part.title
    for stroke in range(3):
        user.drag([(10 + 30 * stroke, 50), (20 + 30 * stroke, 50)])
    last = page.history.view.currentIndex()
    assert last.row() == 3
    for height in (900, 720):
        user.window.resize(1280, height)
        lay_out()
        row, seen = page.history.view.visualRect(last), page.history.view.viewport().rect()
        assert seen.contains(row), "the present step stays in sight"


def test_findings_scroll_by_themselves(crowded: User) -> None:
    findings = crowded.window.page.findings
    (area,) = findings.findChildren(BoundedArea)
    body = area.widget()
    assert body is not None
    # A layout, and a line for each.
    whole = 1 + len(findings.sentences)
    bar = area.verticalScrollBar()
    crowded.until(lambda: len(body.children()) == whole, bar.rangeChanged)
    lay_out()
    assert bar.maximum() > area.viewport().height()
    bar.setValue(bar.maximum())
    last = max(
        (line for line in body.children() if isinstance(line, QWidget)), key=lambda line: line.y()
    )
    bottom = last.mapTo(area.viewport(), QPoint(0, last.height())).y()
    assert bottom <= area.viewport().height(), "no line is cut off at the end"
    for label in last.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())


def test_an_operation_is_brought_into_sight(crowded: User) -> None:
    user = crowded
    dock = dock_of(user)
    panel = user.window.operations.panel
    # So low that the dock scrolls with the panel in it.
    user.key(Qt.Key.Key_G, CTRL | SHIFT)
    lay_out()
    dock.verticalScrollBar().setValue(dock.verticalScrollBar().maximum())
    assert not is_whole(panel, dock)
    user.window.actions_by_key["operation:shrink"].trigger()
    lay_out()
    assert is_whole(panel, dock)
