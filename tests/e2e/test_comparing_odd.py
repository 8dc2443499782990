"""Comparing what is no usual pair: no partner, no mask, other sizes, strips, damaged files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.widgets.wording import TIMES
from tests.core.building import noise, stack_of, write_array, write_case, write_image
from tests.e2e.forged_samples import go_to_compare, wait_for_pictures
from tests.e2e.samples import ALONE, FIGURE, TEST, TWO, write_samples
from tests.e2e.test_seeing import picture
from tests.e2e.user import User

Key = Qt.Key
SMALLER = RecordKey("train", "forged", "301")
STRIP = RecordKey("train", "forged", "302")
DAMAGED = RecordKey("train", "forged", "303")
GREY_AND_RGBA = RecordKey("train", "forged", "304")
SMALL = RecordKey("train", "forged", "305")
UPRIGHT = RecordKey("train", "forged", "306")
NO_MASK = RecordKey("train", "forged", "307")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_samples(tmp_path / "odd")
    write_image(root / "train_images/authentic/301.png", noise(100, 160, seed=1))
    write_image(root / "train_images/forged/301.png", noise(120, 140, seed=2))
    write_array(root / "train_masks/301.npy", stack_of(120, 140, (slice(5, 20), slice(5, 30))))
    strip = stack_of(1, 5000, (slice(0, 1), slice(10, 40)))
    write_case(root, "302", size=(1, 5000), mask=strip)
    write_case(root, "303", size=(64, 64), mask=stack_of(64, 64, (slice(5, 20), slice(5, 20))))
    grey, alpha = noise(70, 90, seed=8)[..., 0], noise(70, 90, seed=9)
    write_image(root / "train_images/authentic/304.png", grey)
    rgba = np.dstack([alpha, np.full((70, 90), 255, np.uint8)])
    write_image(root / "train_images/forged/304.png", rgba)
    write_array(root / "train_masks/304.npy", stack_of(70, 90, (slice(5, 20), slice(5, 30))))
    write_case(root, "305", size=(64, 64), mask=stack_of(64, 64, (slice(5, 20), slice(5, 20))))
    upright = stack_of(5000, 1, (slice(10, 40), slice(0, 1)))
    write_case(root, "306", size=(5000, 1), mask=upright)
    write_image(root / "train_images/authentic/307.png", noise(120, 160, seed=11))
    write_image(root / "train_images/forged/307.png", noise(120, 160, seed=12))
    (root / "train_masks/307.npy").write_bytes(b"no mask")
    path = root / "train_images/authentic/303.png"
    path.write_bytes(path.read_bytes()[:200])
    return root


@pytest.fixture
def reader(user: User, root: Path) -> User:
    user.open(root)
    user.choose(TWO)
    user.focus_canvas()
    go_to_compare(user)
    return user


@pytest.mark.parametrize("key", [ALONE, FIGURE, TEST, DAMAGED])
def test_without_a_partner_the_image_is_shown_alone_and_with_its_mask(
    reader: User, key: RecordKey
) -> None:
    reader.choose(key)
    pane = reader.window.page.triptych.overlay
    assert pane.shows_image
    assert pane.title in ("Overlay", "Forged", "Image")
    is_damaged = key == DAMAGED
    lack = "authentic image not readable" if is_damaged else "no authentic image to compare with"
    assert pane.note == lack
    assert not pane.canvas.curtain_layer.isVisible()
    # What is held is the one that there is not, and never the one that is seen anyway.
    reader.focus_canvas()
    reader.hold(Qt.Key.Key_QuoteLeft)
    assert pane.note == lack
    reader.let_go(Qt.Key.Key_QuoteLeft)
    if key != TEST:
        assert pane.canvas.mask_layer.document is reader.document
    reason = reader.window.page.triptych.forged.reason
    if is_damaged:
        assert reason == "authentic/303.png: is cut off"
    else:
        assert reason.startswith("A difference needs")
    reader.choose(TWO)
    assert pane.title == "Curtain"


def test_a_strip_can_be_compared(reader: User) -> None:
    reader.choose(STRIP)
    wait_for_pictures(reader)
    assert reader.overlay.pyramid is not None
    assert reader.overlay.pyramid.width == 5000
    assert reader.window.page.triptych.overlay.title == "Curtain"


def test_a_grey_image_is_compared_with_one_that_has_alpha(reader: User) -> None:
    reader.choose(GREY_AND_RGBA)
    wait_for_pictures(reader)
    grey, colours = noise(70, 90, seed=8)[..., :1], noise(70, 90, seed=9)
    triptych = reader.window.page.triptych
    difference, first = triptych.forged.canvas.pyramid, triptych.overlay.canvas.pyramid
    assert difference is not None
    assert first is not None
    levels = np.abs(grey.astype(int) - colours).max(axis=2)
    shown = np.where(levels > 16, np.minimum(4 * levels, 255), 0)
    assert np.array_equal(difference.image, shown)
    assert np.array_equal(first.image, np.broadcast_to(grey, (70, 90, 3)))
    assert triptych.overlay.title == "Curtain"
    reader.hover((30.5, 60.5))
    text = reader.window.status_bar.pixel_text
    x, y = (int(v) for v in reader.hover((30.5, 60.5)))
    value = int(grey[y, x, 0])
    assert f"Authentic {value} {value} {value} |" in text
    assert f"Forged {' '.join(map(str, colours[y, x]))} |" in text


def test_a_pair_of_64_px_fills_its_canvases(reader: User) -> None:
    reader.choose(SMALL)
    wait_for_pictures(reader)
    for pane in reader.window.page.triptych.shown_panes():
        canvas = pane.canvas
        assert canvas.pyramid is not None
        assert (canvas.pyramid.width, canvas.pyramid.height) == (64, 64)
        shorter = min(canvas.width(), canvas.height())
        assert 0.8 * shorter < 64 * canvas.view.scale <= shorter


def test_the_canvas_at_work_is_one_that_is_seen(reader: User) -> None:
    triptych = reader.window.page.triptych
    reader.window.view_options.set_layout("grid")
    triptych.forged.canvas.setFocus()
    assert triptych.active_pane == 1
    reader.key(Key.Key_Tab)
    assert triptych.layout_choice == "two"
    assert triptych.active_pane == 2
    assert reader.overlay.hasFocus()


def test_the_histogram_is_that_of_the_image_on_show(reader: User) -> None:
    tools, lane = reader.window.image_tools, reader.window.image_tools.lane
    for key in (ALONE, TWO, STRIP):
        reader.choose(key)
        reader.until(lambda: not lane.pending, lane.idle)
        pyramid = reader.overlay.pyramid
        assert pyramid is not None
        assert tools.counts is not None
        assert tools.counts[0].sum() == pyramid.image.shape[0] * pyramid.image.shape[1]


@pytest.mark.parametrize("key", [STRIP, UPRIGHT])
def test_a_strip_is_seen_whole_on_every_canvas(reader: User, key: RecordKey) -> None:
    reader.choose(key)
    wait_for_pictures(reader)
    reader.type("v")
    reader.window.view_options.set_layout("grid")
    for pane in reader.window.page.triptych.shown_panes():
        pane.canvas.curtain_layer.hide()
        seen = picture(pane.canvas)
        strip = (seen != seen[5, 5]).any(axis=2)
        long, thin = strip.any(axis=0).sum(), strip.any(axis=1).sum()
        if key == UPRIGHT:
            long, thin = thin, long
        assert thin == 1, f"{pane.title} is {thin} px thin"
        assert long > 0.9 * 5000 * pane.canvas.view.scale


def test_of_a_mask_that_cannot_be_read_nothing_is_counted(reader: User, root: Path) -> None:
    panel = reader.window.comparing.dock
    assert panel is not None
    reader.choose(NO_MASK)
    changes = reader.window.comparing.changes
    reader.until(lambda: not changes.is_behind, changes.counted)
    levels = np.abs(noise(120, 160, seed=11).astype(int) - noise(120, 160, seed=12)).max(axis=2)
    changed = int((levels > changes.options.threshold).sum())
    assert panel.difference.reason == f"The mask cannot be read; {changed:,} px changed."
    triptych = reader.window.page.triptych
    assert triptych.overlay.note == "authentic | forged · mask not readable"
    assert triptych.forged.note == f"mask not readable · over 16, gain {TIMES} 4"


def test_over_a_picture_that_there_is_not_lies_nothing(reader: User) -> None:
    reader.choose(ALONE)
    pane = reader.window.page.triptych.forged
    assert not pane.shows_image
    assert (pane.title, pane.note) == ("Difference", "")
