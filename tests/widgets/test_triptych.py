"""The linked canvases: the same place everywhere, each case as it is, a reason where one lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import LoadedCase, reading
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets import pane_busy
from forgery_viewer.widgets.arrangement import FOCUS_GAIN
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.triptych import Triptych
from forgery_viewer.widgets.view import View
from tests.core.building import noise, stack_of, write_case, write_image
from tests.widgets.documents import document_of
from tests.widgets.pointing import LEFT, MIDDLE, RIGHT, Mouse, record, seen

SIZE = (90, 120)
BOX = (slice(20, 50), slice(30, 70))

Cases = Callable[..., LoadedCase]


@pytest.fixture
def cases(tmp_path: Path) -> Cases:
    """Reads a case of a small data set by case id, label and split."""
    write_case(tmp_path, "1", size=SIZE, mask=stack_of(*SIZE, BOX))
    write_case(tmp_path, "2", size=SIZE, mask=stack_of(*SIZE, BOX, BOX))
    write_case(tmp_path, "wide", size=(40, 300))
    write_case(tmp_path, "tall", size=(300, 40))
    write_case(tmp_path, "alone", size=SIZE, authentic=False)
    write_case(tmp_path, "broken", size=SIZE)
    write_case(tmp_path, "unread", size=SIZE, mask=stack_of(9, 9, (slice(3), slice(3))))
    write_case(tmp_path, "figure", size=SIZE, split="supplemental")
    write_image(tmp_path / "test_images/hidden.png", noise(*SIZE))
    write_image(tmp_path / "train_images/authentic/innocent.png", noise(*SIZE))
    (tmp_path / "train_images/forged/broken.png").write_text("not an image")
    index, workspace = list_dataset(tmp_path), Workspace.open(tmp_path)

    def read(case_id: str, label: str = "forged", split: str = "train") -> LoadedCase:
        return reading(index, workspace, RecordKey(split, label, case_id))()

    return read


def open_case(triptych: Triptych, case: LoadedCase) -> MaskDocument | None:
    document = document_of(case.planes.to_stack()) if case.planes is not None else None
    triptych.show_case(case, document)
    return document


def views(triptych: Triptych) -> list[View]:
    return [canvas.view for canvas in triptych.canvases()]


def words(pane: CanvasPane) -> set[str]:
    return {label.text() for label in pane.findChildren(QLabel) if label.isVisible()}


# Cases --------------------------------------------------------------------------------------


def test_a_pair_is_shown_on_three_canvases(triptych: Triptych, cases: Cases) -> None:
    case = cases("1")
    open_case(triptych, case)
    shown = [canvas.pyramid for canvas in triptych.canvases()]
    assert shown == [case.authentic.pyramid, case.subject.pyramid, case.subject.pyramid]
    assert [pane.reason for pane in triptych.shown_panes()] == ["", "", ""]
    for pane, title in zip(triptych.shown_panes(), ("Authentic", "Forged", "Overlay"), strict=True):
        assert title in words(pane)
        assert f"{100 * pane.canvas.view.scale:.0f} %" in words(pane)
    assert triptych.overlay.note == ""
    authentic, forged, overlay = map(seen, triptych.canvases())
    assert authentic.shape == forged.shape == overlay.shape
    np.testing.assert_array_equal(authentic, forged)
    assert not np.array_equal(forged, overlay)


@pytest.mark.parametrize(
    ("where", "reasons"),
    [
        (("alone",), ("No authentic image for this case.", "", "")),
        (
            ("figure", "forged", "supplemental"),
            ("Supplemental figures come without an authentic image.", "", ""),
        ),
        (
            ("hidden", "unlabelled", "test"),
            ("A test image: whether it is authentic is not known.", "", ""),
        ),
        (
            ("innocent", "authentic"),
            ("", *["No forged image for this case, so there is no mask."] * 2),
        ),
    ],
)
def test_what_is_missing_has_a_sentence(
    triptych: Triptych, cases: Cases, where: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    open_case(triptych, cases(*where))
    assert tuple(pane.reason for pane in triptych.shown_panes()) == reasons
    for pane, reason in zip(triptych.shown_panes(), reasons, strict=True):
        assert pane.shows_image == (not reason)
        assert pane.canvas.isVisible() == (not reason)
        if reason:
            assert reason in words(pane)
    open_case(triptych, cases("1"))
    assert all(pane.shows_image for pane in triptych.shown_panes())


def test_a_broken_image_says_what_is_wrong(triptych: Triptych, cases: Cases) -> None:
    open_case(triptych, cases("broken"))
    assert triptych.authentic.shows_image
    assert triptych.forged.reason.startswith("forged/broken.png: ")
    assert triptych.overlay.reason == triptych.forged.reason


def test_a_mask_that_cannot_be_read_is_said_above_the_overlay(
    triptych: Triptych, cases: Cases
) -> None:
    open_case(triptych, cases("unread"))
    assert all(pane.shows_image for pane in triptych.shown_panes())
    assert triptych.overlay.note == "mask not readable"
    triptych.set_overlay_note("truth, edited")
    assert triptych.overlay.note == "truth, edited"


def test_an_unlabelled_image_is_not_called_forged(triptych: Triptych, cases: Cases) -> None:
    open_case(triptych, cases("hidden", "unlabelled", "test"))
    assert "Image" in words(triptych.forged)
    assert "Forged" not in words(triptych.forged)


def test_nothing_to_show_is_said_everywhere(triptych: Triptych, cases: Cases) -> None:
    assert {pane.reason for pane in triptych.shown_panes()} == {"No image chosen."}
    open_case(triptych, cases("1"))
    triptych.show_nothing("images", "No case matches.")
    assert {pane.reason for pane in triptych.shown_panes()} == {"No case matches."}
    assert triptych.case is None


def test_a_document_that_was_left_no_longer_changes_the_picture(
    triptych: Triptych, cases: Cases
) -> None:
    left = open_case(triptych, cases("1"))
    open_case(triptych, cases("2"))
    before = seen(triptych)
    assert left is not None
    left.delete_instance(0)
    np.testing.assert_array_equal(seen(triptych), before)


def test_reading_is_said_only_when_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, show: Callable[[QWidget], None], cases: Cases, qtbot: QtBot
) -> None:
    monkeypatch.setattr(pane_busy, "BUSY_AFTER_MS", 1)
    triptych = Triptych()
    show(triptych)
    open_case(triptych, cases("1"))
    triptych.busy.begin()
    assert "Reading…" not in words(triptych.overlay)
    qtbot.waitUntil(lambda: "Reading…" in words(triptych.overlay))
    assert triptych.overlay.shows_image
    open_case(triptych, cases("2"))
    assert "Reading…" not in words(triptych.overlay)


def test_before_the_first_image_it_says_that_it_is_being_read(
    qtbot: QtBot, cases: Cases, triptych: Triptych
) -> None:
    triptych.busy.begin()
    reading = {"The first image is being read."}
    qtbot.waitUntil(lambda: {pane.reason for pane in triptych.shown_panes()} == reading)
    open_case(triptych, cases("1"))
    assert triptych.overlay.shows_image


# Views --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 2])
def test_zoom_and_pan_on_one_move_all(triptych: Triptych, cases: Cases, number: int) -> None:
    open_case(triptych, cases("1"))
    canvas = list(triptych.canvases())[number]
    mouse = Mouse(canvas)
    mouse.turn(40, 60, 3)
    mouse.drag((40, 60), (71, 99), MIDDLE)
    mouse.turn(90, 20, -1)
    assert views(triptych) == [canvas.view] * 3
    triptych.resize(1203, 500)
    assert views(triptych) == [canvas.view] * 3


def test_unlinked_canvases_go_their_own_way_until_linked_again(
    triptych: Triptych, cases: Cases
) -> None:
    open_case(triptych, cases("1"))
    told = record(triptych.links_changed)
    triptych.set_linked(False)
    fitted = triptych.authentic.canvas.view
    Mouse(triptych.overlay.canvas).turn(40, 60, 3)
    assert triptych.authentic.canvas.view == fitted
    triptych.set_linked(True)
    assert views(triptych) == [triptych.overlay.canvas.view] * 3
    assert told == [False, True]
    triptych.set_linked(False)
    triptych.overlay.canvas.setFocus()
    triptych.fit()
    assert not triptych.authentic.canvas.is_fitted
    triptych.set_linked(True)
    assert all(canvas.is_fitted for canvas in triptych.canvases())


def test_the_pointer_has_a_ghost_on_the_other_canvases(triptych: Triptych, cases: Cases) -> None:
    open_case(triptych, cases("1"))
    authentic, forged, overlay = triptych.canvases()
    hovered = record(triptych.hovered)
    Mouse(authentic).move(100, 120)
    point = authentic.to_image(QPointF(100, 120))
    for other in (forged, overlay):
        assert other.cursor_layer.isVisible()
        assert not other.cursor_layer.shows_ring
        at = other.to_image(other.cursor_layer.pos())
        assert at.toTuple() == pytest.approx(point.toTuple(), abs=1e-6)
    assert hovered == [point]
    triptych.set_linked(False)
    Mouse(authentic).move(110, 120)
    assert not forged.cursor_layer.isVisible()
    triptych.set_linked(True)
    Mouse(overlay).move(100, 120)
    assert overlay.cursor_layer.shows_ring
    overlay.left_canvas.emit()
    assert not any(canvas.cursor_layer.isVisible() for canvas in (authentic, forged))


@pytest.mark.parametrize("linked", [True, False])
def test_the_zoom_is_kept_for_images_of_one_size_and_fitted_otherwise(
    triptych: Triptych, cases: Cases, linked: bool
) -> None:
    open_case(triptych, cases("1"))
    triptych.set_linked(linked)
    for canvas in triptych.canvases():
        canvas.set_view(View(5, 33, 44))
    open_case(triptych, cases("2"))
    assert views(triptych) == [View(5, 33, 44)] * 3
    open_case(triptych, cases("wide"))
    assert all(canvas.is_fitted for canvas in triptych.canvases())
    assert all((v.x, v.y) == (150, 20) for v in views(triptych))
    open_case(triptych, cases("1"))
    assert all((v.x, v.y) == (60, 45) for v in views(triptych))


def test_views_by_command(triptych: Triptych, cases: Cases) -> None:
    open_case(triptych, cases("1"))
    triptych.show_actual_size()
    assert views(triptych) == [View(1, 60, 45)] * 3
    triptych.zoom_by(2)
    assert views(triptych) == [View(2, 60, 45)] * 3
    triptych.show_box(20, 30, 50, 70)
    assert {(v.x, v.y) for v in views(triptych)} == {(50, 35)}
    triptych.show_box(20, 30, 21, 31)
    assert {v.scale for v in views(triptych)} == {8.0}
    triptych.fit()
    assert all(canvas.is_fitted for canvas in triptych.canvases())


def test_an_authentic_image_without_a_partner_is_zoomed_where_it_is(
    triptych: Triptych, cases: Cases
) -> None:
    open_case(triptych, cases("1"))
    triptych.set_view(View(3, 10, 10))
    open_case(triptych, cases("wide"))
    open_case(triptych, cases("innocent", "authentic"))
    before = triptych.authentic.canvas.view
    triptych.zoom_by(1.5)
    assert triptych.authentic.canvas.view == before.zoomed(1.5, 0, 0)


# Mask, strokes and focus --------------------------------------------------------------------


def layers(canvas: Canvas) -> tuple[bool, bool]:
    return canvas.mask_layer.isVisible(), canvas.contour_layer.isVisible()


def test_the_mask_is_shown_as_chosen_and_taken_away_while_h_is_held(
    triptych: Triptych, cases: Cases
) -> None:
    open_case(triptych, cases("1"))
    _authentic, forged, overlay = triptych.canvases()
    modes = {"fill": (True, False), "contour": (False, True), "both": (True, True)}
    for mode, expected in modes.items():
        triptych.set_mode(mode)
        assert layers(overlay) == expected
    shown = seen(overlay)
    QTest.keyPress(forged, Qt.Key.Key_H)
    np.testing.assert_array_equal(seen(overlay), seen(forged))
    triptych.set_mode("fill")
    triptych.set_mode("both")
    assert layers(overlay) == (False, False)
    QTest.keyRelease(forged, Qt.Key.Key_H)
    np.testing.assert_array_equal(seen(overlay), shown)
    triptych.set_mask_visible(False)
    np.testing.assert_array_equal(seen(overlay), seen(forged))
    triptych.set_mask_visible(True)
    triptych.set_opacity(0.9)
    assert not np.array_equal(seen(overlay), shown)


def test_strokes_begin_on_the_forged_image_and_the_overlay(
    triptych: Triptych, cases: Cases
) -> None:
    open_case(triptych, cases("1"))
    tools = triptych.tools
    begun, moved = record(tools.stroke_begun), record(tools.stroke_moved)
    ended, clicked = record(tools.stroke_ended), record(triptych.clicked)
    for canvas, button in zip(triptych.canvases(), (LEFT, LEFT, RIGHT), strict=True):
        Mouse(canvas).drag((100, 100), (110, 100), button)
    assert [at.erases for at in begun] == [False, True]
    assert {at.source for at in begun} == {"forged"}
    assert (len(moved), len(ended), len(clicked)) == (2, 2, 0)
    tools.set_paints(False)
    for canvas in triptych.canvases():
        Mouse(canvas).drag((100, 100), (101, 100))
    assert (len(begun), len(clicked)) == (2, 3)


def test_the_active_canvas_is_the_one_with_the_focus(triptych: Triptych, cases: Cases) -> None:
    open_case(triptych, cases("1"))
    assert triptych.active_canvas() is triptych.overlay.canvas
    triptych.authentic.canvas.setFocus()
    assert triptych.active_canvas() is triptych.authentic.canvas
    open_case(triptych, cases("alone"))
    assert triptych.active_canvas() is triptych.overlay.canvas


# Arrangement --------------------------------------------------------------------------------


def test_arrangements(triptych: Triptych, cases: Cases) -> None:
    open_case(triptych, cases("1"))
    changed = record(triptych.layout_changed)

    def places() -> list[tuple[int, int, int, int]]:
        rooms = [pane.geometry() for pane in triptych.shown_panes()]
        return [(room.x(), room.y(), room.width(), room.height()) for room in rooms]

    triptych.set_layout_choice("row")
    assert places() == [(0, 0, 300, 324), (301, 0, 300, 324), (602, 0, 300, 324)]
    triptych.set_layout_choice("column")
    assert places() == [(0, 0, 902, 107), (0, 108, 902, 108), (0, 217, 902, 107)]
    triptych.set_layout_choice("focus")
    assert places() == [(0, 0, 271, 161), (0, 162, 271, 162), (272, 0, 630, 324)]
    triptych.next_layout()
    assert places() == [
        (0, 0, 451, 161),
        (452, 0, 450, 161),
        (0, 162, 451, 162),
        (452, 162, 450, 162),
    ]
    triptych.next_layout()
    assert places() == [(0, 0, 451, 324), (452, 0, 450, 324)]
    triptych.next_layout()
    assert places() == [(0, 0, 902, 324)]
    triptych.next_layout()
    assert changed == ["row", "column", "focus", "grid", "two", "one", "auto"]
    with pytest.raises(ValueError, match="no layout 'spiral'"):
        triptych.set_layout_choice("spiral")


def test_auto_shows_most_image(triptych: Triptych, cases: Cases) -> None:
    triptych.resize(900, 900)

    def area() -> float:
        return sum(canvas.view.scale**2 for canvas in triptych.canvases())

    for case_id, arrangement in (("wide", "column"), ("tall", "row"), ("1", "focus")):
        open_case(triptych, cases(case_id))
        assert triptych.arrangement() == arrangement
        most = area()
        for other in {"row", "column", "focus"} - {arrangement}:
            triptych.set_layout_choice(other)
            # Equal canvases in a row are taken unless others show clearly more.
            assert area() <= FOCUS_GAIN * most, (case_id, other)
        triptych.set_layout_choice("auto")
