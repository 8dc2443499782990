"""Images of different sizes: aligned at the top left with a note, or scaled on request."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.scaling import scaled_to
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.wording import size
from tests.core.building import noise, stack_of, write_array, write_case, write_image
from tests.e2e.forged_samples import go_to_compare, wait_for_pictures
from tests.e2e.test_canvases import choose_in_menu
from tests.e2e.test_comparing import LINE_PX, check_pixels
from tests.e2e.test_seeing import picture
from tests.e2e.user import CTRL, User

Key = Qt.Key
Image = NDArray[np.uint8]

ODD, USUAL = RecordKey("train", "forged", "301"), RecordKey("train", "forged", "302")
AUTHENTIC, FORGED = noise(100, 160, seed=1), noise(120, 140, seed=2)
SCALED = scaled_to(AUTHENTIC, 140, 120)
MASK = stack_of(120, 140, (slice(5, 20), slice(5, 30)), (slice(60, 80), slice(60, 100)))


@pytest.fixture
def reader(user: User, tmp_path: Path) -> User:
    """Somebody who looks at a pair of two sizes on the compare page, without its mask."""
    root = tmp_path / "odd"
    write_image(root / "train_images/authentic/301.png", AUTHENTIC)
    write_image(root / "train_images/forged/301.png", FORGED)
    write_array(root / "train_masks/301.npy", MASK)
    write_case(root, "302", size=(64, 64), mask=stack_of(64, 64, (slice(5, 20), slice(5, 20))))
    user.open(root)
    user.choose(ODD)
    user.focus_canvas()
    user.window.view_options.set_aid("minimap", False)
    user.type("v")
    go_to_compare(user)
    user.focus_canvas()
    return user


def scale(user: User, pane: CanvasPane | None = None) -> None:
    """Click what the header of the overlay, or of another pane, offers; wait until all has come."""
    offer = (pane or user.window.page.triptych.overlay).header.offer
    assert offer is not None
    lane = user.window.sizes.lane
    user.click(offer)
    user.until(lambda: not lane.pending, lane.idle)
    wait_for_pictures(user)
    changes = user.window.comparing.changes
    user.until(lambda: not changes.is_behind, changes.counted)


def counts(levels: Image) -> tuple[str, str]:
    over, covered = levels > 16, MASK.any(axis=0)
    return f"{(over & covered).sum():,} px", f"{(over & ~covered).sum():,} px"


def test_they_lie_at_the_upper_left_and_that_is_said(reader: User) -> None:
    triptych = reader.window.page.triptych
    sizes = f"{size(160, 100)} and {size(140, 120)}"
    assert f"{sizes}, aligned at the top left" in triptych.overlay.note
    assert triptych.forged.shows_image
    assert f"of the upper left {size(140, 100)}" in triptych.forged.note
    canvas = reader.overlay
    canvas.set_curtain(0.0)
    shown = picture(canvas)
    # Right of the smaller image nothing of the first one is left.
    place = canvas.from_image(QPointF(150, 50))
    ground = shown[round(place.y()), round(place.x())]
    assert np.array_equal(ground, shown[2, canvas.width() - 3])
    reason = reader.window.comparing.make_dock().difference.reason
    assert reason == f"The pictures are {sizes} px: scale one of them to count."


def test_how_they_lie_is_said_while_they_take_turns(reader: User) -> None:
    pane = reader.window.page.triptych.overlay
    lie = f"{size(160, 100)} and {size(140, 120)}, aligned at the top left"
    # Where the pointer is says of what the key shows the other picture.
    reader.hover((50, 50))
    reader.hold(Qt.Key.Key_QuoteLeft)
    assert pane.note == f"now forged · {lie}"
    reader.let_go(Qt.Key.Key_QuoteLeft)
    assert pane.note == f"authentic | forged · {lie}"
    reader.click(reader.button(reader.window.comparing.make_dock().pair, "Blink"))
    assert pane.note == f"now authentic · {lie}"
    scale(reader)
    scaled = f"authentic scaled from {size(160, 100)}, not in proportion"
    reader.focus_canvas()
    reader.hover((50, 50))
    reader.hold(Qt.Key.Key_QuoteLeft)
    assert pane.note == f"now forged · {scaled}"
    reader.let_go(Qt.Key.Key_QuoteLeft)


def test_on_request_the_authentic_image_is_as_large_as_the_forged_one(reader: User) -> None:
    triptych = reader.window.page.triptych
    scale(reader)
    canvas, view = reader.overlay, reader.overlay.view
    assert triptych.overlay.note == (
        f"authentic | forged · authentic scaled from {size(160, 100)}, not in proportion"
    )
    assert triptych.forged.note.endswith(
        f"authentic scaled from {size(160, 100)}, not in proportion"
    )
    assert "scaled" not in triptych.authentic.note, "it shows the forged image"
    reader.turn_wheel(4, (view.x, view.y))
    line = round(canvas.width() / 2)
    check_pixels(canvas, SCALED, 0, line - LINE_PX)
    check_pixels(canvas, FORGED, line + LINE_PX)

    scale(reader)
    assert "aligned at the top left" in triptych.overlay.note
    check_pixels(canvas, AUTHENTIC, 0, line - LINE_PX)


def test_readings_difference_and_counts_are_those_of_what_is_seen(reader: User) -> None:
    reader.hover((40.5, 30.5))
    rgb = " ".join(map(str, AUTHENTIC[30, 40]))
    assert f"Authentic {rgb} |" in reader.window.status_bar.pixel_text
    scale(reader)
    reader.hover((100.5, 60.5))
    x, y = (int(v) for v in reader.hover((100.5, 60.5)))
    apart = np.abs(SCALED.astype(int) - FORGED).max(axis=2)
    text = reader.window.status_bar.pixel_text
    assert f"Authentic, scaled {' '.join(map(str, SCALED[y, x]))} |" in text
    assert f"Difference {apart[y, x]} |" in text

    canvas = reader.window.page.triptych.forged.canvas
    reader.turn_wheel(4, (70, 60))
    shown = np.where(apart > 16, np.minimum(4 * apart, 255), 0).astype(np.uint8)
    check_pixels(canvas, np.stack([shown] * 3, axis=2))
    panel = reader.window.comparing.make_dock().difference
    assert panel.counts == counts(apart.astype(np.uint8))
    assert panel.subject == "Authentic image scaled"
    figures = reader.window.page.figures
    assert figures.value("Changed outside mask") == panel.counts[1]


def test_links_lead_to_the_same_place_of_both(reader: User) -> None:
    reader.key(Key.Key_1, CTRL)
    first = reader.window.page.triptych.authentic
    assert first.note == f"{size(160, 100)}, the image with the mask {size(140, 120)}"
    scale(reader, first)
    assert "scaled" in first.note
    reader.focus_canvas()
    reader.turn_wheel(5, (120, 100))
    view = reader.overlay.view
    assert first.canvas.view == view
    check_pixels(first.canvas, SCALED)
    check_pixels(reader.window.page.triptych.forged.canvas, FORGED)
    x, y = reader.hover((view.x + 5, view.y + 3))
    ghost = first.canvas.to_image(first.canvas.cursor_layer.pos())
    assert (ghost.x(), ghost.y()) == pytest.approx((x, y))


def test_all_of_both_is_seen_when_they_are_fitted(reader: User) -> None:
    reader.type("r")
    for scaled in (False, True):
        if scaled:
            scale(reader)
        width, height = (140, 120) if scaled else (160, 120)
        for canvas in reader.window.page.triptych.canvases():
            assert canvas.is_fitted
            assert (canvas.view.x, canvas.view.y) == (width / 2, height / 2)
            corner = canvas.from_image(QPointF(width, height))
            assert canvas.rect().contains(corner.toPoint())


def test_the_mask_and_what_was_measured_stay(reader: User) -> None:
    reader.wait_until_measured()
    document, figures = reader.document, reader.window.page.triptych.figures
    area = reader.window.page.figures.value("Area")
    scale(reader)
    assert reader.document is document
    assert reader.window.page.triptych.figures is figures
    assert reader.window.page.figures.value("Area") == area
    (row, *_more) = reader.window.comparing.make_dock().sections[-1].rows  # type: ignore[attr-defined]
    assert "px" in row.figures_text
    assert reader.save_state == "No changes"


def test_it_is_asked_for_case_by_case_and_in_the_menu_too(reader: User) -> None:
    pane, lane = reader.window.page.triptych.overlay, reader.window.sizes.lane
    choose_in_menu(reader, pane, f"Scale the authentic image to {size(140, 120)}")
    reader.until(lambda: not lane.pending, lane.idle)
    assert f"scaled from {size(160, 100)}" in pane.note
    reader.choose(USUAL)
    assert pane.header.offer is None
    assert "scaled" not in pane.note
    reader.choose(ODD)
    reader.until(lambda: not lane.pending, lane.idle)
    assert f"scaled from {size(160, 100)}" in pane.note
    assert f"{size(160, 100)}" not in reader.window.page.case_bar.text
    choose_in_menu(reader, pane, f"Scale the authentic image to {size(140, 120)}")
    assert "aligned at the top left" in pane.note
