"""One channel, false colours, and how the mask lies over the image, set by clicks and drags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from forgery_viewer.core.opencv import cv2
from forgery_viewer.widgets.compare.dock import CompareDock
from forgery_viewer.widgets.theme import instance_colour
from tests.e2e.forged_samples import go_to_compare, images, look_from_near, reach
from tests.e2e.test_comparing import LINE_PX, check_pixels
from tests.e2e.test_seeing import picture
from tests.e2e.test_stopped_view import choose
from tests.e2e.user import LEFT, NONE, User

Image = NDArray[np.uint8]


# Tones --------------------------------------------------------------------------------------


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who looks at the forgery from near, without its mask, keyboard on the overlay."""
    look_from_near(user, tmp_path / "forged")
    return user


def click_channel(user: User, dock: CompareDock, key: str) -> None:
    user.click(reach(dock, dock.tones.channels.button(key)))


def grey(levels: NDArray[Any]) -> Image:
    return np.stack([np.asarray(levels, np.uint8)] * 3, axis=2)


def check_both(user: User, *shown: Image) -> None:
    """Fail unless the curtain is drawn between these pictures of the authentic and the forged."""
    line = round(user.overlay.width() / 2)
    check_pixels(user.overlay, shown[0], 0, line - LINE_PX)
    check_pixels(user.overlay, shown[1], line + LINE_PX)


def test_a_click_shows_one_channel_alone(at_case: User) -> None:
    dock = go_to_compare(at_case)
    at_case.focus_canvas()
    pane, both = at_case.window.page.triptych.overlay, images(at_case)
    for place, channel in enumerate(("red", "green", "blue")):
        click_channel(at_case, dock, channel)
        assert f"{channel} channel" in pane.note
        check_both(at_case, *(grey(image[..., place]) for image in both))
    click_channel(at_case, dock, "luminance")
    check_both(at_case, *(grey(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)) for image in both))
    assert not pane.colour_bar.isVisible()
    click_channel(at_case, dock, "rgb")
    check_both(at_case, *both)


def drawn(widget: QWidget) -> Image:
    """A row of pixels through the middle of a widget, as it is on the screen."""
    image = widget.grab().toImage()
    row = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
    return np.array([(c.red(), c.green(), c.blue()) for c in row], np.uint8)


def test_a_colour_map_chosen_from_the_list_has_its_bar(at_case: User) -> None:
    dock = go_to_compare(at_case)
    at_case.focus_canvas()
    pane, both = at_case.window.page.triptych.overlay, images(at_case)
    click_channel(at_case, dock, "green")
    choose(at_case, dock, dock.tones.colour_maps, "turbo")
    assert "green channel in turbo" in pane.note
    coloured = (cv2.applyColorMap(image[..., 1].copy(), cv2.COLORMAP_TURBO) for image in both)
    check_both(at_case, *(np.asarray(each[..., ::-1], np.uint8) for each in coloured))

    assert pane.colour_bar.isVisible()
    assert pane.colour_bar.levels == ("0", "255")
    ramp = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[None], cv2.COLORMAP_TURBO)[0, :, ::-1]
    seen = drawn(pane.colour_bar)
    for end in (ramp[0], ramp[-1]):
        assert (seen == end).all(axis=1).any(), "the bar has the colours of both ends"
    others = [other for other in at_case.window.page.triptych.shown_panes() if other is not pane]
    assert not any(other.colour_bar.isVisible() for other in others)

    choose(at_case, dock, dock.tones.colour_maps, "")
    assert not pane.colour_bar.isVisible()


# Overlay ------------------------------------------------------------------------------------

INSIDE, EDGE, OUTSIDE = (36.5, 40.5), (30.0, 40.5), (24.5, 40.5)
"""Points (x, y): in the first instance alone, on its left border, and in no instance."""


@pytest.fixture
def at_mask(at_two: User) -> User:
    """Somebody who looks at the masks from near, with nothing else over the image."""
    user = at_two
    user.window.view_options.set_aid("minimap", False)
    user.turn_wheel(5, (30, 40))
    user.wait_until_measured()
    user.overlay.badge_layer.hide()
    return user


def colours(user: User) -> list[NDArray[np.int_]]:
    """What is seen inside, on the border and outside of the first instance."""
    seen, canvas = picture(user.overlay), user.overlay
    found = []
    for at in (INSIDE, EDGE, OUTSIDE):
        place = canvas.viewport().mapFrom(canvas.window(), user.point(canvas, at))
        found.append(seen[place.y(), place.x()].astype(int))
    return found


def in_image(user: User, at: tuple[float, float]) -> NDArray[np.int_]:
    case = user.window.page.triptych.case
    assert case is not None
    assert case.subject.pyramid is not None
    return np.asarray(case.subject.pyramid.image[int(at[1]), int(at[0])].astype(int))


def own_colour(user: User) -> NDArray[np.int_]:
    colour = instance_colour(user.document.instances[0].colour)
    return np.array([colour.red(), colour.green(), colour.blue()])


def drag_slider(user: User, slider: QSlider, value: int) -> None:
    """Drag the handle of a slider to about a value, or past an end, in two steps."""

    def at(of: int) -> QPoint:
        span = slider.width() - slider.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength)
        x = (slider.width() - span) / 2 + span * of / slider.maximum()
        return slider.mapTo(slider.window(), QPoint(round(x), slider.height() // 2))

    handle, start = user.handle(slider), slider.value()
    QTest.mouseMove(handle, at(start))
    QTest.mousePress(handle, LEFT, NONE, at(start))
    QTest.mouseMove(handle, at((start + value) // 2))
    QTest.mouseMove(handle, at(value))
    QTest.mouseRelease(handle, LEFT, NONE, at(value))


def test_the_segments_fill_the_mask_outline_it_or_both(at_mask: User) -> None:
    modes = at_mask.window.page.options_bar.modes
    own, bare = own_colour(at_mask), in_image(at_mask, INSIDE)
    opacity = at_mask.window.page.options_bar.opacity_slider.value() / 100
    filled = bare + (own - bare) * opacity
    for mode, fills, outlines in (
        ("contour", False, True),
        ("fill", True, False),
        ("both", True, True),
    ):
        at_mask.click(modes.button(mode))
        at_mask.overlay.badge_layer.hide()
        assert modes.choice == mode
        inside, edge, outside = colours(at_mask)
        assert inside == pytest.approx(filled if fills else bare, abs=2), mode
        assert (abs(edge - own).max() <= 30) == outlines, mode
        assert (outside == in_image(at_mask, OUTSIDE)).all(), mode


def test_the_slider_is_dragged_to_another_opacity(at_mask: User) -> None:
    bar = at_mask.window.page.options_bar
    at_mask.click(bar.modes.button("fill"))
    at_mask.overlay.badge_layer.hide()
    own, bare = own_colour(at_mask), in_image(at_mask, INSIDE)
    dragged = []
    for value in (80, 10, 115, -15):
        drag_slider(at_mask, bar.opacity_slider, value)
        dragged.append(bar.opacity_slider.value())
        assert abs(dragged[-1] - min(100, max(0, value))) <= 8, "as far as it was dragged"
        expected = bare + (own - bare) * dragged[-1] / 100
        inside, _edge, outside = colours(at_mask)
        assert inside == pytest.approx(expected, abs=2)
        assert (outside == in_image(at_mask, OUTSIDE)).all()
    assert dragged[-2:] == [100, 0]
    assert at_mask.save_state == "No changes"
