"""Options of the tools are remembered, and tools work on whatever shows the mask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.state.pane_content import AUTHENTIC, DIFFERENCE, TRUTH, PaneContent
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.editing import changes_nothing, stack, steps
from tests.e2e.samples import ONE, TWO, one_instance
from tests.e2e.strokes import ExpectedMask
from tests.e2e.user import SHIFT, User

Key = Qt.Key


def test_options_are_as_they_were_left(
    samples: Path, open_window: OpenWindow, close_window: CloseWindow
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(TWO)
    user.focus_canvas()
    user.type("kuu")
    user.key(Key.Key_F, SHIFT)
    options = user.window.page.options_bar.tool_options
    user.type("b")
    user.click(options.brush_shape.button("square"))
    close_window(user.window)
    again = User(open_window())
    again.open(samples)
    options = again.window.page.options_bar.tool_options
    assert options.protect.isChecked()
    assert again.document.spares_others
    assert again.window.actions_by_key["protect"].isChecked()
    assert options.box_shape.choice == "ellipse"
    assert again.window.page.tool_strip.button("box").icon_name == "circle"
    assert options.fill_reach.choice == "everywhere"
    assert options.brush_shape.choice == "square"


@pytest.mark.parametrize("source", [AUTHENTIC, DIFFERENCE, TRUTH])
def test_a_tool_works_on_every_canvas_that_shows_the_mask(
    user: User, samples: Path, source: str
) -> None:
    user.open(samples)
    user.choose(ONE)
    user.window.view_options.set_layout("grid")
    pane = user.window.page.triptych.extra
    user.window.contents.set(3, PaneContent(source))
    user.until(lambda: pane.shows_image, user.window.page.triptych.pictures_shown)
    changes_nothing(user, lambda: user.drag([(60, 50), (70, 60)], canvas=pane.canvas))
    user.window.contents.set(3, PaneContent(source, shows_mask=True))
    user.window.page.triptych.fit()
    mask = ExpectedMask(one_instance())
    size_px = user.window.page.options_bar.size_field.value()
    mask.paint(0, user.drag([(60, 50), (70, 60)], canvas=pane.canvas), size_px)
    mask.check(stack(user))
    user.focus_canvas()
    user.type("u")
    user.press((20, 50), canvas=pane.canvas)
    user.hover((50, 70), canvas=pane.canvas)
    for canvas in (pane.canvas, user.overlay):
        assert canvas.gesture_layer.isVisible()
        assert not canvas.gesture_layer.sketch.is_empty
    user.release((50, 70), canvas=pane.canvas)
    assert steps(user)[-1].startswith("Rectangle")
    assert np.count_nonzero(stack(user)) > np.count_nonzero(one_instance())


def test_tools_are_put_down_on_other_pages(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.focus_canvas()
    user.type("u")
    user.press((20, 50))
    user.hover((50, 70))
    user.window.pages.show("compare")
    assert user.overlay.gesture_layer.sketch.is_empty
    assert steps(user) == []
    user.window.pages.show("review")
    user.release((50, 70))
    assert steps(user) == []
