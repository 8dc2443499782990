"""What stays as it was while one compares: keyboard, views, layouts, contents, offsets, words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core.forensics.catalogue import VIEWS
from forgery_viewer.core.forging import Duplication, Paste, forge
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.state.pane_content import DIFFERENCE
from tests.core.building import write_array, write_image
from tests.core.twins.test_matching import texture
from tests.e2e.forged_samples import (
    COPY,
    FORGED,
    SOURCE,
    enter,
    go_to_compare,
    wait_for_pictures,
    write_forged_samples,
)
from tests.e2e.test_comparing import link, pan, scales_and_places
from tests.e2e.test_comparing_tools import choose_view, marks, wait_for_twins
from tests.e2e.user import CTRL, User

Key = Qt.Key


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who looks at the forgery from near."""
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.focus_canvas()
    user.turn_wheel(7, (160, 120))
    return user


def write_forgery(root: Path, image: NDArray[np.uint8], *copies: Duplication) -> Path:
    forgery = forge(image, list(copies))
    write_image(root / "train_images/authentic/7.png", image)
    write_image(root / "train_images/forged/7.png", forgery.image)
    write_array(root / "train_masks/7.npy", forgery.mask)
    return root


def test_the_keyboard_is_on_the_canvas_at_once(at_case: User) -> None:
    go_to_compare(at_case)
    assert at_case.overlay.hasFocus()


def test_a_curtain_on_any_canvas_goes_back_to_what_was_there(at_case: User) -> None:
    contents, first = at_case.window.contents, at_case.window.page.triptych.authentic
    first.canvas.setFocus()
    at_case.type("s")
    assert first.title == "Curtain"
    at_case.type("s")
    assert first.title == "Authentic"
    contents.set(0, replace(contents.now[0], source=DIFFERENCE))
    wait_for_pictures(at_case)
    first.canvas.setFocus()
    at_case.type("ss")
    assert first.title == "Difference"


def test_each_page_keeps_its_layout(at_case: User) -> None:
    triptych = at_case.window.page.triptych
    dock = go_to_compare(at_case)
    at_case.click(at_case.button(dock.pair, "Side by side"))
    assert triptych.layout_choice == "two"
    for key, layout in ((Key.Key_1, "auto"), (Key.Key_2, "two"), (Key.Key_1, "auto")):
        at_case.key(key, CTRL)
        assert triptych.layout_choice == layout


def test_side_by_side_gives_the_first_canvas_back(at_case: User) -> None:
    dock = go_to_compare(at_case)
    before = at_case.window.contents.now
    at_case.click(at_case.button(dock.pair, "Side by side"))
    assert at_case.window.contents.now != before
    at_case.click(at_case.button(dock.pair, "Curtain"))
    assert at_case.window.contents.now == before


def test_side_by_side_takes_a_view_and_gives_it_back(at_case: User) -> None:
    dock = go_to_compare(at_case)
    at_case.click(at_case.button(dock.pair, "Side by side"))
    panes = list(at_case.window.page.triptych.shown_panes())
    titles = [pane.title for pane in panes]
    choose_view(at_case, dock, VIEWS[0].key)
    assert panes[0].title.startswith(VIEWS[0].title)
    choose_view(at_case, dock, "")
    assert [pane.title for pane in panes] == titles


def test_the_links_are_told_alike_everywhere(at_case: User) -> None:
    window = at_case.window
    dock = go_to_compare(at_case)
    link(at_case, dock, "zoom")
    assert not window.page.case_bar.links.isChecked()
    assert not window.actions_by_key["links"].isChecked()
    assert window.page.triptych.links.is_linked("cursor"), "the pointer is another link"
    at_case.click(window.page.case_bar.links)
    assert window.page.triptych.is_linked
    assert window.actions_by_key["links"].isChecked()


def test_the_offset_is_told_of_the_canvas_at_work(at_case: User) -> None:
    triptych = at_case.window.page.triptych
    dock = go_to_compare(at_case)
    at_case.focus_canvas()
    at_case.key(Key.Key_Right)
    assert dock.links.offset_text == "1, 0 px"
    triptych.forged.canvas.setFocus()
    assert dock.links.offset_text == "0, 0 px"
    assert dock.links.reset.isVisible()
    at_case.focus_canvas()
    assert dock.links.offset_text == "1, 0 px"
    at_case.key(Key.Key_1, CTRL)
    notes = [pane.note for pane in triptych.panes]
    assert [note.count("offset 1, 0 px") for note in notes] == [0, 0, 1, 0], "it is told elsewhere"
    at_case.key(Key.Key_2, CTRL)
    at_case.click(dock.links.reset)
    assert not dock.links.reset.isVisible()
    assert not any("offset" in pane.note for pane in triptych.panes)


def test_a_fitted_canvas_keeps_its_offset_in_another_layout(at_case: User) -> None:
    go_to_compare(at_case)
    at_case.focus_canvas()
    at_case.type("r")
    at_case.key(Key.Key_Right)
    assert at_case.overlay.view.x == 159
    at_case.key(Key.Key_Tab)
    assert at_case.overlay.view.x == 159


@pytest.mark.parametrize("linked", [True, False])
def test_a_difference_computed_anew_keeps_its_place(at_case: User, linked: bool) -> None:
    dock = go_to_compare(at_case)
    wait_for_pictures(at_case)
    pane = at_case.window.page.triptych.forged
    if not linked:
        link(at_case, dock, "zoom")
        # The compare page shows it small.
        at_case.window.view_options.set_layout("grid")
        pan(at_case, pane.canvas, 20, 10)
    pane.canvas.setFocus()
    views, before = scales_and_places(at_case), pane.canvas.pyramid
    enter(at_case, dock, dock.difference.threshold.field, "30")
    assert pane.shows_image, "the picture before it stays until the new one is there"
    wait_for_pictures(at_case)
    assert pane.canvas.pyramid is not before
    assert scales_and_places(at_case) == views


def test_a_view_comes_at_the_place_that_is_looked_at(at_case: User) -> None:
    dock = go_to_compare(at_case)
    at_case.window.page.triptych.authentic.canvas.setFocus()
    views = scales_and_places(at_case)
    choose_view(at_case, dock, VIEWS[0].key)
    assert scales_and_places(at_case) == views


def test_a_blink_that_is_stopped_shows_the_first_image(at_case: User) -> None:
    dock = go_to_compare(at_case)
    at_case.click(at_case.button(dock.pair, "Blink"))
    at_case.click_left_end(dock.pair.automatic)
    second = at_case.overlay.second_layer
    at_case.until(second.isVisible, second.visibleChanged)
    at_case.click_left_end(dock.pair.automatic)
    assert not second.isVisible()


def test_another_data_set_with_the_same_case_has_its_own_difference(
    at_case: User, tmp_path: Path
) -> None:
    go_to_compare(at_case)
    wait_for_pictures(at_case)
    image = np.full((240, 320, 3), 90, np.uint8)
    square = np.zeros((240, 320), bool)
    square[100:140, 50:90] = True
    forged = image.copy()
    forged[square] = 200
    root = tmp_path / "other"
    write_image(root / "train_images/authentic/7.png", image)
    write_image(root / "train_images/forged/7.png", forged)
    write_array(root / "train_masks/7.npy", square[np.newaxis].astype(np.uint8))
    at_case.open(root)
    go_to_compare(at_case)
    wait_for_pictures(at_case)
    pyramid = at_case.window.page.triptych.forged.canvas.pyramid
    assert pyramid is not None
    np.testing.assert_array_equal(pyramid.image, np.where(square, 255, 0))


def test_the_cross_is_on_the_same_spot_of_a_turned_copy_as_found(
    user: User, tmp_path: Path
) -> None:
    source = ellipse((240, 320), SOURCE, (30, 18))
    copy = Duplication(source, (Paste(220.0, 150.0, angle_deg=90.0),))
    user.open(write_forgery(tmp_path / "turned", texture(240, 320, seed=4), copy))
    user.choose(FORGED)
    user.focus_canvas()
    go_to_compare(user)
    wait_for_twins(user)
    strip = user.window.twins.strip
    assert strip is not None
    user.click(user.button(strip, "As found"))
    user.hover((SOURCE[0] + 20, SOURCE[1] + 3))
    (mark,) = marks(user)
    assert user.window.twins.finding.shown is not None
    top, left = user.window.twins.finding.shown.patches[1].box[:2]
    box = strip.cards[1].boxes[0]
    assert box.picture is not None
    assert box.picture.key == "found"
    assert box.ghost is not None
    assert (box.ghost.x() + left, box.ghost.y() + top) == pytest.approx(mark, abs=0.6)


def test_a_copy_beside_its_source_has_its_own_twin(user: User, tmp_path: Path) -> None:
    source = ellipse((240, 320), (90, 100), (40, 40))
    copy = Duplication(source, (Paste(180.0, 100.0),))
    user.open(write_forgery(tmp_path / "near", texture(240, 320, seed=4), copy))
    user.choose(FORGED)
    user.focus_canvas()
    go_to_compare(user)
    wait_for_twins(user)
    # On the copy, within the room that is shown around the source.
    x, y = user.hover((144, 100))
    assert marks(user) == [pytest.approx((x - 90, y), abs=0.6)]


def test_sources_have_hollow_badges_and_copies_filled_ones(at_case: User) -> None:
    layer = at_case.overlay.badge_layer
    at_case.wait_until_measured()
    changes = at_case.window.comparing.changes
    at_case.until(lambda: not changes.is_behind, changes.counted)
    assert [point.y() < 100 for point, _number, _slot in layer.badges] == [True, False]
    assert layer.hollow == [True, False]
    rows = at_case.window.page.instances.region_rows
    assert [row.words[0] for row in rows] == ["Source", "Copy"]
    assert all(row.words[1].endswith(" px") for row in rows)
    at_case.click(rows[1])
    view = at_case.overlay.view
    assert (view.x, view.y) == pytest.approx(COPY, abs=2), "the view goes to the copy"
    dock = go_to_compare(at_case)
    (row,) = dock.sections[-1].rows  # type: ignore[attr-defined]
    assert "source and 1 copy" in row.figures_text
    assert at_case.window.page.figures.has_changes()
    assert at_case.window.page.figures.value("Changed outside mask") == "2 px"
