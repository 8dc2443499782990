"""The legend of an error map gives way to the title of its canvas, and cuts no word."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.pane_header import PaneHeader
from forgery_viewer.widgets.predict.legends import ErrorLegend
from forgery_viewer.widgets.view import View

COUNTS = ["Hit 44,036", "False alarm 3,913", "Missed 9,575"]
WORDS = ["Hit", "False alarm", "Missed"]
SHORT = ["Hit", "False", "Missed"]
NONE = ["", "", ""]


@pytest.mark.parametrize("width", range(240, 620, 10))
def test_the_title_is_whole_and_the_legend_says_what_there_is_room_for(
    qtbot: QtBot, width: int
) -> None:
    header, legend = PaneHeader("Error map"), ErrorLegend()
    qtbot.addWidget(header)
    legend.show_counts(44_036, 3_913, 9_575)
    header.show_legend(legend)
    header.show_zoom(View(0.0, 0.0, 0.85))
    header.resize(width, header.height())
    with qtbot.waitExposed(header):
        header.show()
    assert [label.shown_text for label in header.findChildren(ElidedLabel)] == ["Error map", ""]
    assert legend.shown_texts in (COUNTS, WORDS, SHORT, NONE)
    assert legend.geometry().right() < header.width()
    assert (legend.shown_texts == COUNTS) == (legend.width() == legend.sizeHint().width())


def test_the_more_room_the_more_is_said(qtbot: QtBot) -> None:
    legend = ErrorLegend()
    qtbot.addWidget(legend)
    legend.show_counts(44_036, 3_913, 9_575)
    said: list[list[str]] = []
    for width in range(legend.minimumSizeHint().width(), legend.sizeHint().width() + 1):
        legend.resize(width, 18)
        if not said or said[-1] != legend.shown_texts:
            said.append(legend.shown_texts)
    assert said == [NONE, SHORT, WORDS, COUNTS]
    assert "False alarm 3,913" in legend.toolTip()
