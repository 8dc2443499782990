"""A label that never cuts its text without saying all of it elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forgery_viewer.widgets.elided_label import ElidedLabel

Show = Callable[[QWidget], None]
LONG = "/mnt/archive/a folder with a rather long name/blots 2026"


def test_text_that_fits_is_shown_whole_and_needs_no_tooltip(dress: object, show: Show) -> None:
    label = ElidedLabel(LONG)
    show(label)
    label.resize(label.sizeHint())
    assert label.shown_text == LONG
    assert label.toolTip() == ""


def test_text_that_does_not_fit_is_cut_and_told_in_a_tooltip(dress: object, show: Show) -> None:
    label = ElidedLabel(LONG, mode=Qt.TextElideMode.ElideMiddle)
    show(label)
    label.resize(120, 20)
    assert "…" in label.shown_text
    assert label.shown_text.startswith("/mnt")
    assert label.shown_text.endswith("6")
    assert label.toolTip() == label.full_text == LONG
    label.setText("short")
    assert label.toolTip() == ""


def test_own_hint_stands_in_for_the_whole_text(dress: object, show: Show) -> None:
    label = ElidedLabel(LONG)
    show(label)
    label.set_hint("Where the corrections are kept")
    label.resize(60, 20)
    assert label.toolTip() == "Where the corrections are kept"
    label.set_hint("")
    assert label.toolTip() == LONG


def test_layout_may_make_it_small(dress: object, show: Show) -> None:
    label = ElidedLabel(LONG)
    show(label)
    assert label.minimumSizeHint().width() < 40 < label.sizeHint().width()
    assert label.grab().size() == label.size()


def test_what_says_it_in_less_is_shown_before_anything_is_cut(dress: object, show: Show) -> None:
    label = ElidedLabel()
    label.set_texts("supplemental, forged · 9.21 %", "suppl., forged · 9.21 %", "forged 9.21 %")
    show(label)
    label.resize(label.sizeHint())
    assert label.shown_text == label.full_text
    for text in ("suppl., forged · 9.21 %", "forged 9.21 %"):
        label.resize(label.fontMetrics().horizontalAdvance(text) + 4, 20)
        assert label.shown_text == text
        assert label.toolTip() == label.full_text
    label.resize(40, 20)
    assert label.shown_text.endswith("…")
    label.setText("other")
    assert label.full_text == "other"
