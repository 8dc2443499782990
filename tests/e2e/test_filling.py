"""Fill and wand: what hangs together or looks alike, with its preview, as one step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.state.pane_content import PaneContent
from tests.core.building import stack_of, write_array, write_image
from tests.core.plain_shapes import plain_reach
from tests.e2e.editing import Plane, changes_nothing, click, is_one_step, plane, stack
from tests.e2e.forged_samples import FORGED, images, write_forged_samples
from tests.e2e.samples import ONE, TEST, TWO
from tests.e2e.user import CTRL, LEFT, NONE, RIGHT, SHIFT, User

Key = Qt.Key


def ringed() -> np.ndarray:
    """Two rings, the second one cut in two by another instance: (2, 120, 160)."""
    mask = stack_of(120, 160, (slice(10, 50), slice(10, 60)), (slice(70, 80), slice(5, 100)))
    mask[0, 20:40, 20:50] = 0
    mask[0, 60:110, 20:90] = 1
    mask[0, 66:104, 26:84] = 0
    return mask


@pytest.fixture
def at_rings(user: User, tmp_path: Path) -> User:
    root = tmp_path / "rings"
    write_image(root / "train_images/forged/1.png", np.full((120, 160, 3), 90, np.uint8))
    write_array(root / "train_masks/1.npy", ringed())
    user.open(root)
    user.choose(RecordKey("train", "forged", "1"))
    user.focus_canvas()
    return user


# Fill ---------------------------------------------------------------------------------------


def reached(alike: Plane, at: tuple[float, float], neighbours: int = 4) -> Plane:
    return plain_reach(alike, (int(at[1]), int(at[0])), neighbours)


def test_a_hole_is_filled(at_rings: User) -> None:
    before = stack(at_rings)
    at_rings.type("f")
    at = click(at_rings, (30, 30))
    first = before[0].astype(bool)
    np.testing.assert_array_equal(plane(at_rings), first | reached(~first, at))
    assert plane(at_rings)[10:50, 10:60].all()
    is_one_step(at_rings, before, "Fill")


def test_a_fill_ends_at_every_instance_that_is_seen(at_rings: User) -> None:
    first, second = stack(at_rings).astype(bool)
    at_rings.type("f")
    at = click(at_rings, (50, 95))
    np.testing.assert_array_equal(plane(at_rings), first | reached(~first & ~second, at))
    at_rings.key(Key.Key_Z, CTRL)
    at_rings.document.set_hidden(1, True)
    at = click(at_rings, (50, 95))
    np.testing.assert_array_equal(plane(at_rings), first | reached(~first, at))
    assert plane(at_rings)[70:75, 30:80].all(), "what is hidden is no border"


def test_everywhere(at_rings: User) -> None:
    before = stack(at_rings)
    first, second = before.astype(bool)
    at_rings.key(Key.Key_F, SHIFT)
    assert at_rings.window.page.options_bar.tool_options.fill_reach.choice == "everywhere"
    click(at_rings, (150, 60))
    np.testing.assert_array_equal(plane(at_rings), first | ~second)
    is_one_step(at_rings, before, "Fill everywhere")
    at_rings.type("f")
    assert at_rings.window.page.options_bar.tool_options.fill_reach.choice == "connected"


@pytest.mark.parametrize(("button", "modifiers"), [(RIGHT, NONE), (LEFT, CTRL)])
def test_a_region_is_taken_away(
    at_rings: User, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier
) -> None:
    before = stack(at_rings)
    first = before[0].astype(bool)
    at_rings.type("f")
    at = click(at_rings, (15, 15), button, modifiers)
    np.testing.assert_array_equal(plane(at_rings), first & ~reached(first, at, 8))
    assert plane(at_rings)[60:110].any()
    assert not plane(at_rings)[:55].any()
    is_one_step(at_rings, before, "Fill erased")
    changes_nothing(at_rings, lambda: click(at_rings, (150, 60), button, modifiers))


def test_a_fill_spares_what_is_protected(at_rings: User) -> None:
    at_rings.type("kf")
    first, second = stack(at_rings).astype(bool)
    at_rings.type("2")
    at = click(at_rings, (30, 30))
    np.testing.assert_array_equal(plane(at_rings, 1), second | reached(~first & ~second, at))
    changes_nothing(at_rings, lambda: click(at_rings, (15, 15)))


def test_beside_the_image_nothing_is_filled(at_rings: User) -> None:
    at_rings.window.view_options.set_layout("row")
    at_rings.type("f")
    changes_nothing(at_rings, lambda: click(at_rings, (-2, 30)))


def test_a_mask_without_instances_is_filled(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(TEST)
    user.focus_canvas()
    user.type("f")
    click(user, (30, 30))
    assert plane(user).all()
    user.key(Key.Key_Z, CTRL)
    assert not user.document.instances


@pytest.mark.parametrize("tool", ["f", "w"])
def test_what_is_locked_is_not_filled(user: User, samples: Path, tool: str) -> None:
    user.open(samples)
    user.choose(TWO)
    user.click(user.window.page.instances.rows[0].lock)
    user.focus_canvas()
    user.type(tool)
    changes_nothing(user, lambda: click(user, (100, 100)))
    assert "Instance 1 is locked" in user.window.page.banner.text


# Wand ---------------------------------------------------------------------------------------


@pytest.fixture
def at_forged(user: User, tmp_path: Path) -> User:
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.focus_canvas()
    user.type("w")
    return user


def alike(user: User, at: tuple[float, float], tolerance: int, picture: int = 1) -> Plane:
    """Where no channel is farther from the pixel at a point than the tolerance."""
    image = images(user)[picture].astype(int)
    near = np.abs(image - image[int(at[1]), int(at[0])]) <= tolerance
    return np.asarray(near.all(axis=2))


def previewed(user: User) -> Plane:
    """What the preview shows."""
    preview = user.window.painting.tools.desk.preview
    return np.asarray(preview.planes.bits & 1, bool)


def set_tolerance(user: User, tolerance: int) -> None:
    user.click(user.window.page.options_bar.tool_options.tolerance)
    user.key(Key.Key_A, CTRL)
    user.type(str(tolerance))
    user.key(Key.Key_Return)
    user.focus_canvas()


def test_a_click_takes_what_looks_alike(at_forged: User) -> None:
    set_tolerance(at_forged, 20)
    before = stack(at_forged)
    at = click(at_forged, (100, 50))
    expected = before[0].astype(bool) | reached(alike(at_forged, at, 20), at)
    np.testing.assert_array_equal(plane(at_forged), expected)
    is_one_step(at_forged, before, "Wand, tolerance 20")


def test_a_drag_sets_the_tolerance_and_shows_what_it_takes(at_forged: User) -> None:
    before = stack(at_forged)
    field = at_forged.window.page.options_bar.tool_options.tolerance
    at = at_forged.press((100, 50))
    first = field.value()
    np.testing.assert_array_equal(previewed(at_forged), reached(alike(at_forged, at, first), at))
    end = at_forged.hover((120, 50))
    wider = first + round((end[0] - at[0] - end[1] + at[1]) * at_forged.overlay.view.scale / 3)
    assert field.value() == wider > first
    np.testing.assert_array_equal(previewed(at_forged), reached(alike(at_forged, at, wider), at))
    assert at_forged.overlay.preview_outline.isVisible()
    end = at_forged.hover((110, 50))
    tolerance = field.value()
    assert first < tolerance < wider
    np.testing.assert_array_equal(stack(at_forged), before)
    at_forged.release((110, 50))
    found = reached(alike(at_forged, at, tolerance), at)
    np.testing.assert_array_equal(plane(at_forged), before[0].astype(bool) | found)
    assert not at_forged.overlay.preview_outline.isVisible()
    is_one_step(at_forged, before, f"Wand, tolerance {tolerance}")


def test_escape_drops_the_preview_and_the_tolerance(at_forged: User) -> None:
    field = at_forged.window.page.options_bar.tool_options.tolerance
    before = field.value()
    at_forged.press((100, 50))
    at_forged.hover((140, 50))
    assert field.value() > before
    changes_nothing(at_forged, lambda: at_forged.key(Key.Key_Escape))
    assert not previewed(at_forged).any()
    assert field.value() == before
    changes_nothing(at_forged, lambda: at_forged.release((140, 50)))


def test_the_wand_everywhere_takes_away(at_forged: User) -> None:
    set_tolerance(at_forged, 25)
    at_forged.click(at_forged.window.page.options_bar.tool_options.wand_reach.button("everywhere"))
    at_forged.focus_canvas()
    before = stack(at_forged)
    at = click(at_forged, (70, 60), RIGHT)
    expected = before[0].astype(bool) & ~alike(at_forged, at, 25)
    np.testing.assert_array_equal(plane(at_forged), expected)
    is_one_step(at_forged, before, "Wand erased, tolerance 25")


def test_x_and_shift(at_forged: User) -> None:
    set_tolerance(at_forged, 25)
    at_forged.type("x")
    before = plane(at_forged)
    at = click(at_forged, (70, 60))
    np.testing.assert_array_equal(plane(at_forged), before & ~reached(alike(at_forged, at, 25), at))
    before = plane(at_forged)
    at = click(at_forged, (100, 50), LEFT, SHIFT)
    np.testing.assert_array_equal(plane(at_forged), before | reached(alike(at_forged, at, 25), at))


def test_the_wand_reads_the_picture_of_its_canvas(at_forged: User) -> None:
    """On the authentic image with the mask over it, that image decides; so does the difference."""
    set_tolerance(at_forged, 25)
    triptych = at_forged.window.page.triptych
    at_forged.window.view_options.set_layout("row")
    canvas = triptych.authentic.canvas
    authentic, forged = (image.astype(int) for image in images(at_forged))
    level = np.abs(authentic - forged).max(axis=2)
    for source, image in (("authentic", authentic), ("difference", level[..., np.newaxis])):
        at_forged.window.contents.set(0, PaneContent(source, shows_mask=True))
        assert canvas.accepts_strokes
        before = plane(at_forged)
        # Where the copy lies the two images are not alike.
        at = at_forged.press((215, 150), canvas=canvas)
        at_forged.release((215, 150), canvas=canvas)
        near = np.abs(image - image[int(at[1]), int(at[0])]) <= 25
        expected = before | reached(near.all(axis=2), at)
        np.testing.assert_array_equal(plane(at_forged), expected)


def test_borders_of_the_image(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.focus_canvas()
    user.window.view_options.set_layout("row")
    user.type("w")
    set_tolerance(user, 255)
    changes_nothing(user, lambda: click(user, (-2, 30)))
    click(user, (0.4, 0.4))
    assert plane(user).all()
