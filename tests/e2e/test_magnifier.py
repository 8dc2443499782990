"""The magnifier: how much larger it shows the image, and whether as it is, chosen in the menu."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import TWO
from tests.e2e.test_seeing import picture
from tests.e2e.user import LEFT, User

Key = Qt.Key
AT = (80.5, 60.5)


def pick(user: User, *texts: str) -> None:
    """Go through the menus by clicks, from the bar on."""
    bar = user.window.top_bar.menu_bar
    (title,) = (action for action in bar.actions() if action.text() == texts[0])
    user.click(bar, bar.actionGeometry(title).center())
    for text in texts[1:]:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = (action for action in menu.actions() if action.text() == text)
        place, below = menu.actionGeometry(action).center(), action.menu()
        QTest.mouseMove(menu, place)
        QTest.mouseClick(menu, LEFT, pos=place)
        if isinstance(below, QMenu):
            user.until(below.isVisible, below.aboutToShow)
    assert QApplication.activePopupWidget() is None


def check_magnified(user: User, factor: int, *, as_it_is: bool) -> None:
    """Fail unless the lens shows the image around the pointer so many times larger."""
    canvas, case = user.overlay, user.window.page.triptych.case
    user.hover((AT[0] + 3, AT[1]))
    x, y = user.hover(AT)
    seen, middle = picture(canvas), canvas.lens.pos()
    assert canvas.lens.isVisible()
    assert case is not None
    assert case.subject.pyramid is not None
    image, step = case.subject.pyramid.image, 1 / (canvas.view.scale * factor)
    alike = []
    for dx, dy in ((30, 0), (-30, 8), (4, 45), (-6, -50), (40, 40), (-38, -31)):
        column = math.floor(x + (dx + 0.5) * step)
        row = math.floor(y + (dy + 0.5) * step)
        found = seen[round(middle.y()) + dy, round(middle.x()) + dx]
        alike.append(np.array_equal(found, image[row, column]))
    assert all(alike) if as_it_is else not all(alike)


def test_the_menu_sets_how_much_larger_and_whether_as_it_is(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(TWO)
    user.focus_canvas()
    user.type("v")
    user.type("o")
    check_magnified(user, 4, as_it_is=False)
    pick(user, "&View", "Ma&gnification", "&Raise the contrast")
    check_magnified(user, 4, as_it_is=True)
    for factor in (16, 2, 8):
        pick(user, "&View", "Ma&gnification", f"&{factor} \N{MULTIPLICATION SIGN}")
        check_magnified(user, factor, as_it_is=True)
    close_window(user.window)

    again = User(open_window())
    again.open(samples)
    again.choose(TWO)
    again.focus_canvas()
    again.type("v")
    check_magnified(again, 8, as_it_is=True)
    pick(again, "&View", "Ma&gnification", "&Raise the contrast")
    check_magnified(again, 8, as_it_is=False)
