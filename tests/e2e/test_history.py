"""The history at the window: it is back at the next start, and leads to any step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from forgery_viewer.core.journals import Journals
from forgery_viewer.state.history_model import PICTURE_ROLE, UNDONE_ROLE
from forgery_viewer.widgets.view import View
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import ALONE, ONE, TWO, source_mask
from tests.e2e.user import CTRL, SHIFT, User

Key = Qt.Key
STROKES = [[(30.0, 60.0), (90.0, 70.0)], [(20.0, 20.0), (40.0, 30.0)], [(100.0, 90.0)]]


def mask_on_show(user: User) -> NDArray[np.uint8]:
    return user.document.planes.to_stack()


def paint_three(user: User) -> list[NDArray[np.uint8]]:
    """The mask before, and after each of three strokes."""
    masks = [mask_on_show(user)]
    for stroke in STROKES:
        user.drag(stroke)
        masks.append(mask_on_show(user))
    return masks


def click_step(user: User, row: int) -> None:
    view = user.window.page.history.view
    place = view.model().index(row, 0)
    # In a dock that is too low for all it holds, the list has to be brought into sight.
    user.window.page.dock.ensureWidgetVisible(view, 0, 0)
    view.scrollTo(place)
    user.click(view.viewport(), view.visualRect(place).center())


def test_edits_are_back_at_the_next_start_and_can_be_undone(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(ONE)
    masks = paint_three(user)
    user.key(Key.Key_Z, CTRL)
    user.choose(ALONE)
    user.drag(STROKES[0])
    alone = mask_on_show(user)
    steps = user.window.page.history.steps
    close_window(user.window)
    again = User(open_window())
    again.open(samples)
    banner = again.window.page.banner
    assert banner.text == "3 edits of 2 images are back. They are kept, not saved."
    again.click(again.button(banner, "Show them"))
    assert again.window.model.rowCount() == 2
    again.choose(ALONE)
    assert again.window.page.history.steps == steps
    assert np.array_equal(mask_on_show(again), alone)
    again.choose(ONE)
    view = again.window.page.history.view
    rows = [view.model().index(row, 0) for row in range(4)]
    assert [row.data(UNDONE_ROLE) for row in rows] == [False, False, False, True]
    assert np.array_equal(mask_on_show(again), masks[2])
    again.key(Key.Key_Z, CTRL | SHIFT)
    assert np.array_equal(mask_on_show(again), masks[3])
    for mask in reversed(masks[:3]):
        again.key(Key.Key_Z, CTRL)
        assert np.array_equal(mask_on_show(again), mask)
    assert again.save_state == "No changes"


def test_the_news_of_edits_goes_when_all_are_saved(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(ONE)
    user.drag(STROKES[0])
    close_window(user.window)
    again = User(open_window())
    again.open(samples)
    banner = again.window.page.banner
    assert banner.text.startswith("1 edit of 1 image is back")
    again.choose(ONE)
    again.wait_for(again.session.documents.saved, lambda: again.key(Key.Key_S, CTRL))
    assert not banner.isVisible()
    close_window(again.window)
    third = User(open_window())
    third.open(samples)
    assert not third.window.page.banner.isVisible()
    third.choose(ONE)
    third.key(Key.Key_Z, CTRL)
    assert np.array_equal(mask_on_show(third), np.load(source_mask(samples, ONE)))
    assert third.save_state == "Edits kept, not saved", "the saved mask has the stroke"


def test_a_click_in_the_list_goes_to_any_step(user: User, samples: Path) -> None:
    user.window.page.history.set_open(True)
    user.open(samples)
    user.choose(ONE)
    masks = paint_three(user)
    for row in (1, 3, 0, 2):
        click_step(user, row)
        assert np.array_equal(mask_on_show(user), masks[row])
    user.choose(TWO)
    user.choose(ONE)
    assert np.array_equal(mask_on_show(user), masks[2])
    click_step(user, 3)
    assert np.array_equal(mask_on_show(user), masks[3])


def test_the_list_shows_pictures_of_what_was_changed(user: User, samples: Path) -> None:
    user.window.page.history.set_open(True)
    user.open(samples)
    user.choose(ONE)
    user.drag(STROKES[0])
    pictures, model = user.session.step_pictures, user.window.page.history.view.model()
    user.until(
        lambda: model.index(1, 0).data(PICTURE_ROLE) is not None,
        pictures.made,
        after=user.window.page.history.view.viewport().update,
    )
    picture = model.index(1, 0).data(PICTURE_ROLE)
    assert picture.kind == "added"
    # A long stroke to the right.
    assert picture.opacity.shape[1] > 2 * picture.opacity.shape[0]


def test_undoing_looks_where_it_acts(user: User, samples: Path) -> None:
    user.open(samples)
    user.choose(ONE)
    user.drag([(20, 20), (24, 22)])
    triptych = user.window.page.triptych
    there = triptych.active_canvas().view
    user.key(Key.Key_Z, CTRL)
    assert triptych.active_canvas().view == there, "it is in sight"
    triptych.set_view(View(16, 140, 100))
    user.key(Key.Key_Z, CTRL | SHIFT)
    view = triptych.active_canvas().view
    assert view.scale == 16
    assert abs(view.x - 22) < 8
    assert abs(view.y - 21) < 8
    user.drag([(22, 21), (24, 22), (28, 26)])
    assert triptych.active_canvas().view == view, "painting moves nothing"


def test_a_damaged_journal_is_told_when_its_image_is_seen(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(ONE)
    masks = paint_three(user)
    root = user.session.workspace.root
    close_window(user.window)
    path = Journals(root).path(ONE)
    data = bytearray(path.read_bytes())
    data[-20] ^= 4
    path.write_bytes(data)
    again = User(open_window())
    again.open(samples)
    again.choose(ONE)
    assert np.array_equal(mask_on_show(again), masks[2])
    banner = again.window.page.banner
    assert banner.text.startswith("Case 101: forged/101.journal: is damaged from byte")
    assert "the 2 steps before that are back" in banner.text


def test_a_data_set_that_changed_on_the_disk_keeps_the_edits_aside(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    user = User(open_window())
    user.open(samples)
    user.choose(ONE)
    user.drag(STROKES[0])
    root = user.session.workspace.root
    close_window(user.window)
    other = 1 - np.load(source_mask(samples, ONE))
    np.save(source_mask(samples, ONE), other)
    again = User(open_window())
    again.open(samples)
    again.choose(TWO)
    banner = again.window.page.banner
    again.until(lambda: "Case 101" in banner.text, again.session.documents.keeping.told)
    again.choose(ONE)
    assert np.array_equal(mask_on_show(again), other)
    text = banner.text
    assert "Case 101: train_masks/101.npy: was changed on the disk after it was edited" in text
    assert "They are kept in forged/101." in text
    assert len(list((root / "journal/train/forged").glob("101.*.journal-aside"))) == 1
    assert again.save_state == "No changes"
