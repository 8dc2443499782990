"""Tools of the compare page: tones, forensic views and twins, none of which touches the data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.forensics.catalogue import VIEWS, find_view
from forgery_viewer.core.forensics.view import compute
from forgery_viewer.core.tones import Tones
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.compare.dock import CompareDock
from forgery_viewer.widgets.compare.number_row import NumberRow
from tests.e2e.forged_samples import (
    COPY,
    FORGED,
    SOURCE,
    enter,
    go_to_compare,
    images,
    made_forgery,
    reach,
    wait_for_pictures,
    write_forged_samples,
)
from tests.e2e.samples import contents
from tests.e2e.strokes import ExpectedMask
from tests.e2e.test_seeing import picture
from tests.e2e.user import CTRL, SHIFT, User

Key = Qt.Key
Image = NDArray[np.uint8]

SHIFT_XY = (COPY[0] - SOURCE[0], COPY[1] - SOURCE[1])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_forged_samples(tmp_path / "forged")


@pytest.fixture
def at_case(user: User, root: Path) -> User:
    """Somebody who looks at the forgery, the keyboard on the overlay."""
    user.open(root)
    user.choose(FORGED)
    user.focus_canvas()
    return user


def shown(canvas: Canvas) -> Image:
    """A canvas without the marks of the pointer."""
    return picture(canvas)


def shown_canvases(user: User) -> list[Image]:
    return [shown(canvas) for canvas in user.window.page.triptych.canvases()]


def pixel_text(user: User, at: tuple[float, float]) -> str:
    user.hover(at)
    return user.window.status_bar.pixel_text


# Tones --------------------------------------------------------------------------------------


def export(user: User, out: Path) -> list[Image]:
    """Export every mask to a folder and read them again."""
    user.key(Key.Key_E, CTRL | SHIFT)
    dialog = user.dialog()
    user.click(user.field(dialog, "Folder to export to"))
    user.key(Key.Key_A, CTRL)
    user.type(str(out))
    user.click_left_end(user.button(dialog, "All masks"))
    finished = user.window.exporting.finished
    user.wait_for(finished, lambda: user.click(user.button(dialog, "Export 2")))
    user.key(Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    return [np.load(path) for path in out.rglob("*.npy")]


def test_tones_change_what_one_canvas_shows_and_nothing_else(
    at_case: User, root: Path, tmp_path: Path
) -> None:
    files, at = contents(root), (300.5, 40.5)
    dock = go_to_compare(at_case)
    wait_for_twins(at_case)
    at_case.focus_canvas()
    told = pixel_text(at_case, at)
    authentic, forged = images(at_case)
    for image in (authentic, forged):
        assert " ".join(map(str, image[40, 300])) in told
    before = shown_canvases(at_case)

    enter(at_case, dock, dock.tones.rows["brightness"].field, "35")
    enter(at_case, dock, dock.tones.rows["gamma"].field, "0.5")
    after = shown_canvases(at_case)
    assert after[-1].mean() > before[-1].mean() + 20
    for other, same in zip(after[:-1], before[:-1], strict=True):
        assert np.array_equal(other, same)
    assert pixel_text(at_case, at) == told
    assert at_case.save_state == "No changes"
    masks = export(at_case, tmp_path / "masks")
    assert contents(root) == files
    assert len(masks) == 2
    for mask in masks:
        assert np.array_equal(mask, made_forgery()[1].mask)

    at_case.click(reach(dock, dock.tones.reset))
    for again, first in zip(shown_canvases(at_case), before, strict=True):
        assert np.array_equal(again, first)


def invert(user: User, dock: CompareDock) -> None:
    reach(dock, dock.tones.inverted)
    user.click_left_end(dock.tones.inverted)


def test_linked_contrast_is_that_of_all_canvases(at_case: User) -> None:
    dock = go_to_compare(at_case)
    at_case.focus_canvas()

    def tones() -> list[Tones]:
        return [content.tones for content in at_case.window.contents.now]

    enter(at_case, dock, dock.tones.rows["contrast"].field, "30")
    strong = Tones(contrast=30)
    assert tones() == [Tones(), Tones(), strong, Tones()]
    before = shown_canvases(at_case)
    at_case.click(reach(dock, dock.links.button("contrast")))
    assert tones() == [strong] * 4
    for one, other in zip(shown_canvases(at_case)[:2], before[:2], strict=True):
        assert not np.array_equal(one, other)
    invert(at_case, dock)
    negative = strong.with_(inverted=True)
    assert tones() == [negative] * 4
    at_case.click(reach(dock, dock.links.button("contrast")))
    invert(at_case, dock)
    assert tones() == [negative, negative, strong, negative]
    # The other way round: the canvas at work takes over those of another one.
    at_case.click(reach(dock, dock.tones.copy))
    assert tones() == [negative] * 4


# Forensic views -----------------------------------------------------------------------------


def choose_view(user: User, dock: CompareDock, key: str) -> None:
    """Go down the list of forensic views by the keyboard, to one of them or to none."""
    box = dock.forensic.views
    reach(dock, box).setFocus(Qt.FocusReason.TabFocusReason)
    keys = ["", *(view.key for view in VIEWS)]
    steps = keys.index(key) - keys.index(box.choice)
    for _ in range(abs(steps)):
        user.key(Key.Key_Down if steps > 0 else Key.Key_Up)
    assert box.choice == key
    wait_for_pictures(user)


def test_a_forensic_view_is_shown_set_and_taken_away(at_case: User) -> None:
    dock = go_to_compare(at_case)
    forged = images(at_case)[1]
    first = at_case.window.page.triptych.authentic
    view = find_view("high-pass-residual")
    before, title = shown(first.canvas), first.title

    choose_view(at_case, dock, view.key)
    assert first.title == f"{view.title} of forged"
    assert first.canvas.pyramid is not None
    assert np.array_equal(first.canvas.pyramid.image, compute(view, forged, {}))
    assert not np.array_equal(shown(first.canvas), before)
    assert view.shows in dock.forensic.advice[0]
    assert view.misleads in dock.forensic.advice[1]

    gain = dock.forensic.parameters.controls["gain"]
    assert isinstance(gain, NumberRow)
    enter(at_case, dock, gain.field, "25")
    wait_for_pictures(at_case)
    assert gain.value == 25
    assert first.canvas.pyramid is not None
    picture_now = first.canvas.pyramid.image
    assert np.array_equal(picture_now, compute(view, forged, {"gain": 25.0}))
    assert not np.array_equal(picture_now, compute(view, forged, {}))
    choices = [key for key, _name in at_case.window.contents.sources()]
    assert choices[-2:] == ["filtered:authentic", "filtered:forged"]

    choose_view(at_case, dock, "")
    assert [first.title, first.reason] == [title, ""]
    assert np.array_equal(shown(first.canvas), before)
    assert dock.forensic.advice == ("", "")
    choose_view(at_case, dock, view.key)
    assert first.canvas.pyramid is not None
    assert np.array_equal(first.canvas.pyramid.image, picture_now), "its values are kept"


def test_every_view_can_be_looked_at(at_case: User) -> None:
    dock = go_to_compare(at_case)
    forged = images(at_case)[1]
    first = at_case.window.page.triptych.authentic
    for view in VIEWS:
        choose_view(at_case, dock, view.key)
        assert first.reason == ""
        assert first.title.startswith(view.title)
        assert first.canvas.pyramid is not None
        assert first.canvas.pyramid.image.shape[:2] == forged.shape[:2]


# Twins --------------------------------------------------------------------------------------


def wait_for_twins(user: User) -> None:
    finding = user.window.twins.finding
    user.until(lambda: not finding.is_behind, finding.found)
    assert finding.shown is not None


def test_the_strip_shows_the_copy_beside_its_source(at_case: User) -> None:
    go_to_compare(at_case)
    wait_for_twins(at_case)
    strip = at_case.window.twins.strip
    assert strip is not None
    assert strip.isVisible()
    assert [card.title for card in strip.cards] == ["Source", "Copy 1"]
    assert strip.cards[1].words == f"shift {SHIFT_XY[0]}, {SHIFT_XY[1]} px"
    (arrow,) = at_case.overlay.twin_layer.arrows
    for end, middle in zip(arrow, (SOURCE, COPY), strict=True):
        assert (end.x(), end.y()) == pytest.approx((middle[0] + 0.5, middle[1] + 0.5), abs=1)
    at_case.click(strip.cards[1].boxes[0])
    view = at_case.overlay.view
    assert (view.x, view.y) == pytest.approx((COPY[0] + 0.5, COPY[1] + 0.5), abs=1.5)
    at_case.key(Key.Key_1, CTRL)
    assert not strip.isVisible()
    assert at_case.overlay.twin_layer.arrows == ()


def marks(user: User) -> list[tuple[float, float]]:
    return [(mark.x(), mark.y()) for mark in user.overlay.twin_layer.marks]


def test_the_pointer_over_a_region_is_marked_on_its_twin(at_case: User) -> None:
    dock = go_to_compare(at_case)
    wait_for_twins(at_case)
    before = shown(at_case.overlay)
    x, y = at_case.hover((SOURCE[0] + 9, SOURCE[1] - 6))
    assert marks(at_case) == [pytest.approx((x + SHIFT_XY[0], y + SHIFT_XY[1]), abs=0.6)]
    on_copy = at_case.overlay.from_image(QPointF(*marks(at_case)[0]))
    rows, columns = np.nonzero((shown(at_case.overlay) != before).any(axis=2))
    assert rows.size, "it is seen"
    assert np.hypot(columns + 0.5 - on_copy.x(), rows + 0.5 - on_copy.y()).max() < 16

    x, y = at_case.hover((COPY[0] - 4, COPY[1] + 3))
    assert marks(at_case) == [pytest.approx((x - SHIFT_XY[0], y - SHIFT_XY[1]), abs=0.6)]
    at_case.hover((300, 20))
    assert marks(at_case) == []
    at_case.click(reach(dock, dock.links.button("twins")))
    at_case.hover((SOURCE[0] + 9, SOURCE[1] - 6))
    assert marks(at_case) == []


def test_a_peek_under_the_mask_takes_the_lines_away_too(at_case: User) -> None:
    go_to_compare(at_case)
    at_case.window.view_options.set_aid("minimap", False)
    wait_for_twins(at_case)
    at_case.focus_canvas()
    at_case.wait_until_measured()
    with_lines = shown(at_case.overlay)
    at_case.hold(Key.Key_H)
    bare = shown(at_case.overlay)
    at_case.let_go(Key.Key_H)
    assert np.array_equal(shown(at_case.overlay), with_lines)
    middle = (SOURCE[0] + COPY[0]) / 2, (SOURCE[1] + COPY[1]) / 2
    on_line = at_case.overlay.from_image(QPointF(*middle))
    top, left = round(on_line.y()) - 3, round(on_line.x()) - 3
    near = np.s_[top : top + 6, left : left + 6]
    assert not np.array_equal(with_lines[near], bare[near])
    at_case.type("v")
    assert np.array_equal(shown(at_case.overlay), bare)


def test_the_twins_follow_the_mask_and_the_case(at_case: User) -> None:
    go_to_compare(at_case)
    wait_for_twins(at_case)
    strip = at_case.window.twins.strip
    assert strip is not None
    at_case.document.delete_instance(0)
    assert strip.cards == [] or not strip.cards[0].isVisible()
    assert at_case.overlay.twin_layer.arrows == ()
    at_case.key(Key.Key_Z, CTRL)
    wait_for_twins(at_case)
    assert len(at_case.overlay.twin_layer.arrows) == 1


# Afterwards ---------------------------------------------------------------------------------


def test_painting_is_as_before_when_one_comes_back(at_case: User) -> None:
    mask = ExpectedMask(made_forgery()[1].mask)
    diameter = at_case.window.page.options_bar.size_field.value()
    dock = go_to_compare(at_case)
    wait_for_twins(at_case)
    enter(at_case, dock, dock.tones.rows["brightness"].field, "35")
    choose_view(at_case, dock, VIEWS[0].key)
    at_case.drag([(120, 40), (130, 60)])
    mask.check(at_case.document.planes.to_stack())

    at_case.key(Key.Key_1, CTRL)
    at_case.key(Key.Key_B)
    mask.paint(0, at_case.drag([(120, 40), (150, 70), (160, 90)]), diameter)
    mask.check(at_case.document.planes.to_stack())
    at_case.key(Key.Key_Z, CTRL)
    at_case.key(Key.Key_Y, CTRL)
    mask.check(at_case.document.planes.to_stack())
    # And what was painted is counted and looked at on the other page.
    go_to_compare(at_case)
    changes = at_case.window.comparing.changes
    at_case.until(lambda: not changes.is_behind, changes.counted)
    authentic, forged = (image.astype(int) for image in images(at_case))
    over = abs(forged - authentic).max(axis=2) > 16
    assert changes.counts is not None
    assert changes.counts.inside == (over & mask.stack.any(axis=0)).sum()
