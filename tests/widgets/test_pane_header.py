"""The header of a canvas: the title gives way last, and never without a sign."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.tones import Tones
from forgery_viewer.widgets.colour_bar import BAR_PX, LEAST_BAR_PX
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.pane_header import PaneHeader
from forgery_viewer.widgets.view import View

TITLE, NOTE = "Colour components of authentic", "over 16, gain 4, aligned at the top left of both"


@pytest.fixture
def header(dress: object, show: Callable[[QWidget], None]) -> PaneHeader:
    made = PaneHeader(TITLE)
    made.set_note(NOTE)
    made.show_zoom(View(0.049, 0, 0))
    show(made)
    return made


def labels(header: PaneHeader) -> tuple[ElidedLabel, ElidedLabel]:
    """What shows the title, and what shows the note."""
    title, note = (
        next(label for label in header.findChildren(ElidedLabel) if label.full_text == text)
        for text in (TITLE, NOTE)
    )
    return title, note


@pytest.mark.parametrize("width", [900, 480, 330])
def test_the_note_gives_way_first(header: PaneHeader, width: int) -> None:
    header.resize(width, header.height())
    title, note = labels(header)
    assert title.shown_text == TITLE
    assert (note.shown_text == NOTE) == (width == 900)
    assert note.toolTip() == ("" if width == 900 else NOTE)


def test_a_title_that_does_not_fit_is_shortened_and_told(header: PaneHeader) -> None:
    header.resize(180, header.height())
    title, _note = labels(header)
    assert title.shown_text.endswith("…")
    assert title.toolTip() == TITLE
    assert title.geometry().right() < header.menu_button.geometry().left()
    assert header.title == TITLE
    assert header.note == NOTE


def test_false_colours_give_way_to_the_title(header: PaneHeader) -> None:
    header.set_title("Forged")
    header.show_tones(Tones(channel="red", colour_map="viridis"))
    header.resize(600, header.height())
    assert header.colour_bar.bar_px == BAR_PX
    header.resize(235, header.height())
    title = next(each for each in header.findChildren(ElidedLabel) if each.full_text == "Forged")
    assert title.shown_text == "Forged"
    assert LEAST_BAR_PX <= header.colour_bar.bar_px < BAR_PX
    right = header.colour_bar.geometry().right()
    assert right < header.menu_button.geometry().left()
    header.resize(600, header.height())
    assert header.colour_bar.bar_px == BAR_PX


def test_a_note_has_fewer_words_in_less_room(header: PaneHeader) -> None:
    header.set_title("Curtain")
    header.set_note("authentic | forged · aligned at the top left", "aligned at the top left")
    note = next(n for n in header.findChildren(ElidedLabel) if n.full_text.startswith("authentic"))
    for width, shown in ((600, note.full_text), (310, "aligned at the top left")):
        header.resize(width, header.height())
        assert note.shown_text == shown
    assert note.toolTip() == note.full_text
    header.show_tones(Tones(inverted=True))
    header.resize(600, header.height())
    assert note.shown_text == "authentic | forged · aligned at the top left · inverted"
