"""The whole dock at its narrowest: nothing is cut, all is named, all can be reached."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.forensics.catalogue import VIEWS
from forgery_viewer.core.tones import Tones
from forgery_viewer.widgets.compare.dock import LEAST_WIDTH_PX, CompareDock
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.theme import DARK, LIGHT, SECTION_HEADER_PX, Theme
from tests.widgets.compare.words import cut_words, unnamed

TAB = 1
"""The bit of a focus policy that lets the Tab key in."""


@pytest.fixture
def dock(dress: Callable[[Theme], None], show: Callable[[QWidget], None]) -> CompareDock:
    """The dock with its scroll bar, so that the sections have even less room."""
    dock = CompareDock()
    dock.pair.set_sources([("authentic", "Authentic"), ("forged", "Forged")])
    dock.pair.show_pair("curtain", "authentic", "forged")
    dock.difference.show_counts(1_234_567, 1_234_567)
    dock.links.show_links({"zoom": True, "twins": True})
    dock.links.show_offset(-123.5, -123.5)
    dock.tones.show_canvas("Forged")
    dock.tones.show_tones(Tones(-100, -100, 10, 100, 255))
    dock.forensic.set_views(VIEWS)
    dock.resize(LEAST_WIDTH_PX, 800)
    show(dock)
    return dock


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("mode", ["curtain", "blink", "blend", "side"])
def test_no_word_is_cut_and_every_control_has_a_name(
    qtbot: QtBot, dress: Callable[[Theme], None], dock: CompareDock, mode: str, theme: Theme
) -> None:
    dress(theme)
    dock.pair.show_pair(mode, "authentic", "forged")
    for view in VIEWS:
        dock.forensic.show_view(view.key, {})
        # Lines that wrap get their height some turns of events after their width.
        qtbot.waitUntil(lambda: cut_words(body_of(dock)) == [], timeout=2000)
        assert dock.verticalScrollBar().isVisible()
        assert body_of(dock).width() < LEAST_WIDTH_PX
        assert unnamed(body_of(dock)) == []


def test_all_right_edges_are_one(dock: CompareDock) -> None:
    dock.pair.show_pair("blend", "authentic", "forged")
    dock.forensic.show_view(VIEWS[0].key, {})
    QApplication.processEvents()
    parts = [
        dock.pair.modes,
        dock.pair.second,
        dock.pair.blend.field,
        dock.difference.threshold.field,
        dock.difference.channels,
        dock.tones.histogram,
        dock.tones.rows["gamma"].field,
        dock.tones.channels,
        dock.tones.colour_maps,
        dock.forensic.views,
        next(label for label in dock.findChildren(QLabel) if label.text() == "1,234,567 px"),
    ]
    body = body_of(dock)
    edges = {part.mapTo(body, QPoint(part.width(), 0)).x() for part in parts}
    assert edges == {body.width() - 10}


def body_of(dock: CompareDock) -> QWidget:
    body = dock.widget()
    assert body is not None
    return body


def test_tab_goes_through_the_dock_from_the_top(dock: CompareDock) -> None:
    dock.forensic.show_view(VIEWS[0].key, {})
    QApplication.processEvents()
    body = body_of(dock)
    reached: list[QWidget] = []
    first = dock.pair.header
    part = first.nextInFocusChain()
    while part is not None and part is not first:
        policy = part.focusPolicy().value
        if policy & TAB and part.isVisible() and part.isEnabled() and body.isAncestorOf(part):
            reached.append(part)
        part = part.nextInFocusChain()
    tops = [each.mapTo(body, each.rect().center()).y() for each in reached]
    backwards = [
        (reached[place].accessibleName(), reached[place + 1].accessibleName())
        for place in range(len(tops) - 1)
        if tops[place + 1] < tops[place] - 8
    ]
    assert backwards == []


def test_one_more_section_comes_last_and_all_fold(dock: CompareDock) -> None:
    extra = Section("Instances")
    extra.set_content(QLabel("None"))
    dock.add_section(extra)
    QApplication.processEvents()
    assert dock.sections[-1] is extra
    tops = [section.mapTo(body_of(dock), QPoint()).y() for section in dock.sections]
    assert tops == sorted(tops)
    for section in dock.sections:
        section.set_open(False)
    QApplication.processEvents()
    assert {section.height() for section in dock.sections} == {SECTION_HEADER_PX}
