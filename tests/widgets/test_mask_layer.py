"""The fill over the image: exact colours in exact places, for any number of instances."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.mask_layer import OVERLAP_STRENGTH, blend_colours, colour_table
from forgery_viewer.widgets.theme import INSTANCE_COLOURS
from forgery_viewer.widgets.view import View
from tests.core.building import noise
from tests.widgets.documents import MaskStage, document_of
from tests.widgets.pointing import colour, difference, on_screen, seen

Rgb = NDArray[np.uint8]

HEIGHT, WIDTH = 300, 400
IMAGE = noise(HEIGHT, WIDTH)


def blobs(count: int, height: int = HEIGHT, width: int = WIDTH) -> NDArray[np.uint8]:
    """Instances at random that overlap each other, two and three at a time."""
    rng = np.random.default_rng(count)
    stack = np.zeros((count, height, width), np.uint8)
    for channel in stack:
        top, left = rng.integers(0, height - 60), rng.integers(0, width - 90)
        channel[top : top + 60, left : left + 90] = rng.random((60, 90)) < 0.7
    return stack


def mixed(image: Rgb, stack: NDArray[np.uint8], opacity: float) -> NDArray[np.float64]:
    """The image under the mean of the colours of the instances at each pixel."""
    colours = np.array([colour(name) for name in INSTANCE_COLOURS], float)
    colours = colours[np.arange(len(stack)) % len(colours)]
    count = stack.sum(axis=0)
    mean = np.einsum("nhw,nc->hwc", stack, colours) / np.maximum(count, 1)[..., np.newaxis]
    strength = np.select([count == 0, count == 1], [0, opacity], opacity * OVERLAP_STRENGTH)
    return np.asarray(image + (mean - image) * np.minimum(strength, 1)[..., np.newaxis])


@pytest.fixture
def stage(dress: object, show: Callable[[QWidget], None]) -> MaskStage:
    """Three overlapping instances over an image as large as the canvas, at 100 %, filled."""
    made = MaskStage(IMAGE, blobs(3))
    show(made)
    made.canvas.set_view(View(1, WIDTH / 2, HEIGHT / 2))
    made.show_only(fill=True)
    return made


@pytest.mark.parametrize("count", [1, 3, 8, 9, 17, 40, 64])
@pytest.mark.parametrize("opacity", [0.4, 0.9])
def test_inside_is_the_blended_colour_and_outside_the_image(
    stage: MaskStage, count: int, opacity: float
) -> None:
    stack = blobs(count)
    stage.show_document(document_of(stack))
    stage.canvas.mask_layer.set_opacity(opacity)
    shown = seen(stage.canvas)
    inside = stack.any(axis=0)
    np.testing.assert_array_equal(shown[~inside], IMAGE[~inside])
    # A level for the mean of colours, one for the opacity and one for the blending, as whole ones.
    assert abs(shown - mixed(IMAGE, stack, opacity)).max() < 3


def test_the_blended_colour_at_40_percent(stage: MaskStage) -> None:
    stage.canvas.set_pyramid(None)
    stack = np.zeros((2, HEIGHT, WIDTH), np.uint8)
    stack[0, :, :200] = stack[1, :100] = 1
    stage.show_document(document_of(stack))
    shown, ground = seen(stage.canvas), np.array((0x2A, 0x2A, 0x2A))
    one, two = (np.array(colour(name)) for name in INSTANCE_COLOURS[:2])
    for place, expected in {
        (200, 100): ground + (one - ground) * 0.4,
        (50, 300): ground + (two - ground) * 0.4,
        (50, 100): ground + ((one + two) / 2 - ground) * 0.54,
        (200, 300): ground,
    }.items():
        assert abs(shown[place] - expected).max() <= 1


def test_at_800_percent_a_pixel_of_the_mask_is_its_square(stage: MaskStage) -> None:
    stack = np.zeros((1, HEIGHT, WIDTH), np.uint8)
    stack[0, 150, 200] = stack[0, 151, 201] = 1
    stage.show_document(document_of(stack))
    stage.canvas.set_view(View(8, 200, 150))
    shown = seen(stage.canvas)
    stage.show_only()
    changed = (shown != seen(stage.canvas)).any(axis=2)
    expected = np.zeros_like(changed)
    expected[150:158, 200:208] = expected[158:166, 208:216] = True
    np.testing.assert_array_equal(changed, expected)


def test_more_than_eight_instances_have_the_colours_of_eight() -> None:
    states = [InstanceState(number, hidden=number == 5) for number in range(8)]
    table = np.array(colour_table(states, 0.4), np.uint32)
    for dtype in (np.uint16, np.uint32, np.uint64):
        bits: NDArray[np.unsignedinteger] = np.arange(256).reshape(16, 16).astype(dtype)
        np.testing.assert_array_equal(blend_colours(bits, states, 0.4), table.reshape(16, 16))


@pytest.mark.parametrize("count", [9, 17, 33])
@pytest.mark.parametrize("scale", [1, 2.3, 8])
def test_a_ninth_empty_instance_changes_nothing(stage: MaskStage, count: int, scale: float) -> None:
    stack = blobs(8)
    stage.show_document(document_of(stack))
    stage.canvas.set_view(View(scale, 200.3, 150.6))
    before = seen(stage.canvas)
    empty = np.zeros((count - 8, HEIGHT, WIDTH), np.uint8)
    stage.show_document(document_of(np.concatenate([stack, empty])))
    np.testing.assert_array_equal(seen(stage.canvas), before)


@pytest.mark.parametrize("scale", [0.05, 0.3, 0.5, 0.77])
@pytest.mark.parametrize("count", [1, 9])
def test_made_smaller_the_mask_stays_in_its_place_and_on_the_image(
    stage: MaskStage, count: int, scale: float
) -> None:
    stack = np.zeros((count, HEIGHT, WIDTH), np.uint8)
    stack[0] = 1
    stage.canvas.set_pyramid(None)
    stage.show_document(document_of(stack))
    stage.canvas.set_view(View(scale, 200, 150))
    changed = (seen(stage.canvas) != 0x2A).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert abs(rows.size - HEIGHT * scale) <= 1
    assert abs(columns.size - WIDTH * scale) <= 1
    assert abs((rows[0] + rows[-1] + 1) / 2 - HEIGHT / 2) <= 1
    assert abs((columns[0] + columns[-1] + 1) / 2 - WIDTH / 2) <= 1


def test_opacity_hiding_and_instances_show_at_once(stage: MaskStage) -> None:
    document, layer = stage.document, stage.canvas.mask_layer
    for act in (
        lambda: layer.set_opacity(0.8),
        lambda: document.set_hidden(1, hidden=True),
        lambda: document.delete_instance(0),
        document.undo_stack.undo,
        lambda: document.set_hidden(1, hidden=False),
    ):
        before = on_screen(stage.canvas)
        act()
        after = on_screen(stage.canvas)
        assert difference(before, after) > 0
        np.testing.assert_array_equal(after, seen(stage.canvas))
    assert abs(after - mixed(IMAGE, blobs(3), 0.8)).max() < 3


def test_a_hidden_instance_shows_the_image(stage: MaskStage) -> None:
    for number in range(3):
        stage.document.set_hidden(number, hidden=True)
    np.testing.assert_array_equal(seen(stage.canvas), IMAGE)


def scribble(document: MaskDocument, stage: MaskStage) -> None:
    """Strokes over and around the image, with what Qt draws again after each."""
    for number, erase in ((0, False), (2, True), (1, False)):
        document.set_current(number)
        document.begin_stroke((120, 130), RoundBrush(17), erase=erase)
        on_screen(stage.canvas)
        for x, y in ((250, 140), (260, 260), (-20, 180), (140, 40)):
            document.extend_stroke((x + number * 13.3, y), RoundBrush(17))
            on_screen(stage.canvas)
        document.end_stroke()


@pytest.mark.parametrize("scale", [0.41, 1, 1.7, 5.3, 12.5])
@pytest.mark.parametrize("count", [3, 12])
def test_what_a_stroke_draws_again_is_as_if_drawn_whole(
    stage: MaskStage, scale: float, count: int
) -> None:
    stage.show_document(document_of(blobs(count)))
    stage.canvas.set_view(View(scale, 203.3, 148.7))
    before = on_screen(stage.canvas)
    scribble(stage.document, stage)
    after = on_screen(stage.canvas)
    assert difference(before, after) > 0
    # Where the image is made smaller, rounding may turn out differently.
    assert difference(after, seen(stage.canvas)) <= (1 if scale < 2 and scale != 1 else 0)
    stage.document.undo_stack.setIndex(0)
    assert difference(on_screen(stage.canvas), seen(stage.canvas)) <= 1
    assert difference(on_screen(stage.canvas), before) <= 1


def test_the_ninth_instance_may_come_and_go_while_shown(stage: MaskStage) -> None:
    stage.show_document(document_of(blobs(8)))
    before = on_screen(stage.canvas)
    stage.document.new_instance()
    scribble(stage.document, stage)
    np.testing.assert_array_equal(on_screen(stage.canvas), seen(stage.canvas))
    stage.document.undo_stack.setIndex(0)
    np.testing.assert_array_equal(on_screen(stage.canvas), before)


def test_another_document_or_none(stage: MaskStage) -> None:
    old = stage.document
    stage.canvas.set_document(None)
    np.testing.assert_array_equal(seen(stage.canvas), IMAGE)
    stage.show_document(document_of(blobs(2)))
    before = on_screen(stage.canvas)
    old.delete_instance(0)
    np.testing.assert_array_equal(on_screen(stage.canvas), before)


def test_strips_of_one_pixel(stage: MaskStage) -> None:
    for shape in ((1, 300), (200, 1), (1, 1)):
        stage.show_document(document_of(np.ones((1, *shape), np.uint8)))
        stage.canvas.set_pyramid(None)
        stage.canvas.set_view(View(1, shape[1] / 2, shape[0] / 2))
        shown = (seen(stage.canvas) != 0x2A).any(axis=2)
        assert abs(shown.sum() - shape[0] * shape[1]) <= 1
