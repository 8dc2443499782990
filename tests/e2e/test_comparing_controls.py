"""Controls of the compare page under the mouse: rate, gain, histogram, magnifier, twins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from forgery_viewer.core.tones import Tones, apply
from forgery_viewer.widgets.compare.dock import CompareDock
from tests.core.building import stack_of, write_array, write_image
from tests.e2e.forged_samples import (
    enter,
    go_to_compare,
    images,
    look_from_near,
    reach,
    wait_for_pictures,
)
from tests.e2e.test_comparing import check_pixels, wait_for_counts
from tests.e2e.test_comparing_tools import wait_for_twins
from tests.e2e.test_seeing import picture
from tests.e2e.user import LEFT, NONE, User

Key = Qt.Key
Image = NDArray[np.uint8]


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    """Somebody who looks at the forgery from near, without its mask, keyboard on the overlay."""
    look_from_near(user, tmp_path / "forged")
    return user


@pytest.fixture
def dock(at_case: User) -> CompareDock:
    return go_to_compare(at_case)


def drag(user: User, widget: QWidget, dx: int) -> None:
    """Drag a small part of the window sideways."""
    begin = widget.mapTo(widget.window(), widget.rect().center())
    handle = user.handle(widget)
    QTest.mouseMove(handle, begin)
    QTest.mousePress(handle, LEFT, NONE, begin)
    for step in range(1, 5):
        QTest.mouseMove(handle, begin + QPoint(dx * step // 4, 0))
    QTest.mouseRelease(handle, LEFT, NONE, begin + QPoint(dx, 0))


def test_it_blinks_by_itself_as_often_as_is_said(at_case: User, dock: CompareDock) -> None:
    authentic, forged = images(at_case)
    at_case.click(at_case.button(dock.pair, "Blink"))
    at_case.click_left_end(dock.pair.automatic)
    enter(at_case, dock, dock.pair.rate, "5")
    second, pane = at_case.overlay.second_layer, at_case.window.page.triptych.overlay
    (timer,) = (t for t in at_case.window.comparing.children() if t.property("interval") == 200)
    assert timer.property("active")
    for _turn in range(2):
        for shown, image, name in ((True, forged, "forged"), (False, authentic, "authentic")):
            at_case.until(lambda shown=shown: second.isVisible() == shown, second.visibleChanged)  # type: ignore[misc]
            assert pane.note == f"now {name}"
            check_pixels(at_case.overlay, image)


def test_gain_and_channel_show_and_count_another_difference(
    at_case: User, dock: CompareDock
) -> None:
    authentic, forged = (image.astype(int) for image in images(at_case))
    panel, canvas = dock.difference, at_case.window.page.triptych.forged.canvas
    covered = at_case.document.planes.union()
    for name, channel, gain in (("G", 1, 9), ("B", 2, 1), ("R", 0, 32)):
        at_case.click(reach(dock, at_case.button(panel.channels, name)))
        enter(at_case, dock, panel.gain.field, str(gain))
        wait_for_counts(at_case)
        wait_for_pictures(at_case)
        levels = abs(forged - authentic)[..., channel]
        shown = np.where(levels > 16, np.minimum(gain * levels, 255), 0).astype(np.uint8)
        check_pixels(canvas, np.stack([shown] * 3, axis=2))
        over = levels > 16
        counts = (over & covered).sum(), (over & ~covered).sum()
        assert panel.counts == tuple(f"{count:,} px" for count in counts)


def test_the_handles_of_the_histogram_are_the_window(at_case: User, dock: CompareDock) -> None:
    at_case.focus_canvas()
    histogram = dock.tones.histogram
    reach(dock, histogram)
    drag(at_case, histogram.black_handle, 30)
    drag(at_case, histogram.white_handle, -45)
    black, white = histogram.window_levels
    assert 0 < black < white < 255
    assert at_case.window.contents.now[2].tones == Tones(black=black, white=white)
    authentic, _forged = images(at_case)
    at_case.window.comparing.set_mode("blink")
    check_pixels(at_case.overlay, apply(authentic, Tones(black=black, white=white)))
    at_case.click(reach(dock, dock.tones.auto))
    levels = np.sort(np.round(authentic @ [0.299, 0.587, 0.114]).ravel())
    least, most = histogram.window_levels
    assert least <= levels[levels.size // 20]
    assert most >= levels[-levels.size // 20]


def test_the_magnifier_brings_out_what_is_too_faint_to_see(user: User, tmp_path: Path) -> None:
    image = np.full((240, 320, 3), 100, np.uint8)
    image[100:140, 150:170] = 103
    write_image(tmp_path / "set/train_images/forged/1.png", image)
    mask = stack_of(240, 320, (slice(5, 15), slice(5, 15)))
    write_array(tmp_path / "set/train_masks/1.npy", mask)
    user.open(tmp_path / "set")
    user.focus_canvas()
    user.type("o")
    user.hover((150, 120))
    assert user.overlay.lens.isVisible()
    shown = picture(user.overlay).astype(int)
    centre = user.overlay.from_image(user.overlay.to_image(user.overlay.lens.pos()))
    x, y = round(centre.x()), round(centre.y())
    inside = shown[y + 20 : y + 50, x - 50 : x + 50]
    assert np.ptp(inside[:, :40].mean(axis=(0, 1)) - inside[:, 60:].mean(axis=(0, 1))) < 10
    apart = abs(inside[:, :35].mean() - inside[:, 65:].mean())
    assert apart > 15, "three levels of 255 are told at a glance"
    at = user.overlay.lens.pos()
    user.type("o")
    user.hover((151, 121))
    assert not user.overlay.lens.isVisible()
    user.hover((150, 120))
    user.type("o")
    assert user.overlay.lens.isVisible(), "it waits for the pointer to move"
    assert user.overlay.lens.pos() == at


def test_twins_blink_and_their_pictures_come_and_go(at_case: User, dock: CompareDock) -> None:
    wait_for_twins(at_case)
    strip = at_case.window.twins.strip
    assert strip is not None

    def kinds() -> list[str]:
        return [box.picture.key for box in strip.cards[1].boxes if box.picture is not None]

    assert kinds() == ["aligned", "difference", "correlation"]
    for name, rest in (("Difference", ["aligned", "correlation"]), ("Correlation", ["aligned"])):
        at_case.click(at_case.button(strip, name))
        assert kinds() == rest
    before = strip.cards[1].boxes[0].grab().toImage()
    source = strip.cards[0].boxes[0].grab().toImage()
    button = at_case.button(strip, "Blink")
    place = button.mapTo(button.window(), button.rect().center())
    QTest.mouseMove(at_case.handle(button), place)
    QTest.mousePress(at_case.handle(button), LEFT, NONE, place)
    held = strip.cards[1].boxes[0].grab().toImage()
    QTest.mouseRelease(at_case.handle(button), LEFT, NONE, place)
    assert held != before
    assert held.size() == source.size()
    if strip.blinks:
        # A short press turns it on for good.
        at_case.click(button)
    assert strip.cards[1].boxes[0].grab().toImage() == before


def test_the_keyboard_goes_through_the_dock_and_the_twins(at_case: User, dock: CompareDock) -> None:
    wait_for_twins(at_case)
    strip = at_case.window.twins.strip
    assert strip is not None
    dock.pair.modes.button("curtain").setFocus(Qt.FocusReason.TabFocusReason)
    gone: list[QWidget] = []
    while not gone or gone[-1] is not strip.cards[-1]:
        at_case.key(Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        assert now not in gone, f"{now} holds the keyboard"
        assert now.isVisible()
        words = now.text() if isinstance(now, QAbstractButton) else ""
        assert now.accessibleName() or words, f"{now} takes the keyboard and has no name"
        gone.append(now)
    assert gone[-3:] == [strip.header.close_button, *strip.cards]
    assert dock.forensic.views in gone
    buttons = [widget for widget in gone if isinstance(widget, QAbstractButton)]
    assert [button for button in buttons if not button.toolTip()] == []


def test_the_same_as_the_others_is_there_where_they_differ(
    at_case: User, dock: CompareDock
) -> None:
    copy = dock.tones.copy
    at_case.focus_canvas()
    assert not copy.isEnabled()
    assert "same tones" in copy.toolTip()
    enter(at_case, dock, dock.tones.rows["contrast"].field, "30")
    assert copy.isEnabled()
    at_case.window.view_options.set_layout("one")
    assert not copy.isEnabled(), "no other canvas is seen"
    at_case.window.view_options.set_layout("two")
    assert copy.isEnabled()
    at_case.click(reach(dock, copy))
    assert not copy.isEnabled()
    assert {content.tones for content in at_case.window.contents.now} == {Tones()}


def test_the_backquote_blinks_the_twins_while_the_pointer_is_over_them(
    at_case: User, dock: CompareDock
) -> None:
    wait_for_twins(at_case)
    strip = at_case.window.twins.strip
    assert strip is not None
    box, overlay = strip.cards[1].boxes[0], at_case.window.page.triptych.overlay
    at_case.focus_canvas()
    QTest.mouseMove(at_case.handle(box), box.mapTo(box.window(), QPoint(4, 4)))
    note, before = overlay.note, box.grab().toImage()
    at_case.hold(Key.Key_QuoteLeft)
    assert box.grab().toImage() != before
    assert overlay.note == note, "the canvas blinks as well"
    at_case.let_go(Key.Key_QuoteLeft)
    assert box.grab().toImage() == before
    at_case.hover((160, 120))
    before = box.grab().toImage()
    at_case.hold(Key.Key_QuoteLeft)
    assert box.grab().toImage() == before
    assert overlay.note.startswith("now ")
    at_case.let_go(Key.Key_QuoteLeft)


def test_the_backquote_blinks_the_twins_that_have_the_keyboard(
    at_case: User, dock: CompareDock
) -> None:
    wait_for_twins(at_case)
    strip = at_case.window.twins.strip
    assert strip is not None
    box = strip.cards[1].boxes[0]
    before = box.grab().toImage()
    strip.cards[1].setFocus(Qt.FocusReason.TabFocusReason)
    focused = box.grab().toImage()
    at_case.hold(Key.Key_QuoteLeft)
    assert box.grab().toImage() != focused
    # The release goes elsewhere.
    at_case.focus_canvas()
    assert box.grab().toImage() == before
    at_case.click(at_case.button(strip, "Blink"))
    strip.cards[1].setFocus(Qt.FocusReason.TabFocusReason)
    at_case.hold(Key.Key_QuoteLeft)
    at_case.let_go(Key.Key_QuoteLeft)
    assert strip.blinks, "what blinks by itself goes on to do so"


def test_the_view_menu_sets_the_overlay_where_no_bar_does(at_case: User, dock: CompareDock) -> None:
    window, canvas = at_case.window, at_case.overlay
    at_case.type("v")
    assert not window.page.options_bar.isVisible()
    (view,) = (a for a in window.top_bar.menu_bar.actions() if a.text() == "&View")
    menu = view.menu()
    assert isinstance(menu, QMenu)
    (overlay,) = (a.menu() for a in menu.actions() if a.text() == "&Overlay")
    assert isinstance(overlay, QMenu)

    def pick(text: str) -> None:
        overlay.aboutToShow.emit()
        (action,) = (a for a in overlay.actions() if a.text() == text)
        assert not action.isChecked()
        action.trigger()
        overlay.aboutToShow.emit()
        assert action.isChecked()

    def drawn() -> tuple[bool, bool]:
        return canvas.mask_layer.isVisible(), canvas.contour_layer.isVisible()

    assert drawn() == (True, True)
    pick("&Fill")
    assert drawn() == (True, False)
    faint = picture(canvas)
    pick("Fill 100 %")
    assert (picture(canvas) != faint).any()
    pick("&Contour")
    assert drawn() == (False, True)
    assert window.actions_by_key["contour_only"].isChecked()
    pick("&Both")
    assert drawn() == (True, True)
