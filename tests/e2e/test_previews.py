"""Of a large image a preview is seen while it is read: it is looked at, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from forgery_viewer.app import review
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.errors import ImageError
from forgery_viewer.core.images import read_image
from forgery_viewer.core.png_rows import RowWatch
from forgery_viewer.core.preview import is_previewed
from forgery_viewer.state import case_loader, case_preview
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.size_words import SCALE
from tests.core.building import stack_of, write_array, write_image
from tests.e2e.editing import stack, steps
from tests.e2e.test_loading import named
from tests.e2e.user import CTRL, SHIFT, User
from tests.widgets.pointing import seen

Key = Qt.Key
SIDE_PX = 2048
SMALL_PX = 300
BOX = (slice(200, 700), slice(300, 900))
COLOURS = {"1": (200, 60, 60), "2": (60, 180, 70), "3": (70, 80, 210), "4": (190, 190, 60)}
PAIR, OTHER, ALONE, UNEQUAL, SMALL = (RecordKey("train", "forged", case) for case in "12349")
READING = "The image is being read."
AT = (600.0, 500.0)
"""An image point (x, y) in the upper half."""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Pairs 1 and 2 and image 3 alone; of 4 only the forged image is large, of 9 none."""
    assert is_previewed(SIDE_PX, SIDE_PX)
    root = tmp_path / "large"
    for case, pixel in COLOURS.items():
        picture = np.full((SIDE_PX, SIDE_PX, 3), pixel, np.uint8)
        write_image(root / f"train_images/forged/{case}.png", picture)
        if case != ALONE.case_id:
            part = picture[:SMALL_PX, :SMALL_PX] if case == UNEQUAL.case_id else picture
            write_image(root / f"train_images/authentic/{case}.png", part)
        mask = stack_of(SIDE_PX, SIDE_PX, BOX)
        write_array(root / f"train_masks/{case}.npy", mask)
    small = np.full((SMALL_PX, SMALL_PX, 3), 120, np.uint8)
    write_image(root / "train_images/forged/9.png", small)
    write_array(root / "train_masks/9.npy", stack_of(SMALL_PX, SMALL_PX, (slice(9), slice(9))))
    return root


class Gate:
    """Stands in the middle of every large image that is read for the canvases."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._open = Event()
        self._open.set()
        self.broken: set[Path] = set()
        read = read_image

        def halt_and_read(path: Path, watch: RowWatch | None = None) -> NDArray[np.uint8]:
            image = read(path)
            if watch is not None and not self._open.is_set():
                watch(image, image.shape[0] // 2)
                while not self._open.wait(0.02):
                    # It ends the reading where another case is waited for.
                    watch(image, image.shape[0])
            if path in self.broken:
                raise ImageError(path, "is damaged")
            return image

        monkeypatch.setattr(case_loader, "read_image", halt_and_read)

    def shut(self) -> None:
        """Let no large image through."""
        self._open.clear()

    def open(self) -> None:
        """Let them through again."""
        self._open.set()


@pytest.fixture
def reader(user: User, large: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    """At the first large pair, which is wholly there; of the others nothing is at hand."""
    monkeypatch.setattr(case_preview, "FIRST_S", 0.0)
    monkeypatch.setattr(case_preview, "STEP_S", 0.0)
    monkeypatch.setattr(review, "AHEAD", ())
    user.window.review.neighbours_wanted = tuple
    user.open(large)
    user.window.view_options.set_layout("row")
    user.choose(PAIR)
    return user


@pytest.fixture
def gate(reader: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A gate that is open when the window closes, which waits for its threads."""
    gate = Gate(monkeypatch)
    yield gate
    gate.open()


@pytest.fixture
def viewer(reader: User, gate: Gate) -> User:
    """Before a gate that is shut."""
    gate.shut()
    return reader


def look_at(user: User, key: RecordKey) -> None:
    """Choose another large image, and wait until all is seen of it that there is to see."""
    triptych = user.window.page.triptych
    count = 1 if key in (ALONE, UNEQUAL) else 2

    def is_seen() -> bool:
        case = triptych.seen_case
        if case is None or case.key.case_id != key.case_id:
            return False
        return sum(side.pyramid is not None for side in case.sides) == count

    preview_shown = user.window.review.preview_shown
    assert user.wait_for(preview_shown, partial(user.click_row, key)) == (key,)
    user.until(is_seen, triptych.pictures_shown)
    user.until(lambda: triptych.turns.is_idle, triptych.turns.idle)


def shows(user: User, pane: CanvasPane, pixel: tuple[int, int, int]) -> bool:
    """Whether the upper half of an image of this colour is on a canvas, a JPEG's errors apart."""
    assert pane.shows_image
    turns = user.window.page.triptych.turns
    user.until(lambda: turns.is_idle, turns.idle)
    place = pane.canvas.viewport().mapFrom(pane.window(), user.point(pane.canvas, AT))
    # Beside the pointer, which all canvases show.
    found = seen(pane.canvas)[place.y() + 15, place.x() + 25].astype(int)
    return bool(np.abs(found - pixel).max() <= 8)


def texts(parent: QWidget) -> set[str]:
    return {label.text() for label in parent.findChildren(QLabel) if label.isVisible()}


def test_a_preview_is_seen_before_the_image_and_named_so(viewer: User, gate: Gate) -> None:
    triptych = viewer.window.page.triptych
    look_at(viewer, OTHER)
    assert named(viewer) == OTHER.case_id
    assert "2048 \N{MULTIPLICATION SIGN} 2048" in viewer.window.page.case_bar.text
    assert triptych.case is None
    for pane in triptych.shown_panes():
        assert shows(viewer, pane, COLOURS["2"])
        assert pane.note == "preview"
        assert not pane.is_busy, "one word is enough"
    assert viewer.case_comes(gate.open) == OTHER
    for pane in triptych.shown_panes():
        assert pane.note != "preview"
    assert shows(viewer, triptych.forged, COLOURS["2"])
    assert len(viewer.document.instances) == 1


def test_rows_of_a_file_are_seen_before_all_of_it(reader: User) -> None:
    came: list[object] = []
    reader.window.review.preview_shown.connect(lambda key: came.append(("preview", key)))
    reader.window.review.case_shown.connect(lambda key: came.append(("image", key)))
    reader.choose(ALONE)
    assert came == [("preview", ALONE), ("image", ALONE)]


def test_nothing_is_told_of_the_case_before(viewer: User, gate: Gate) -> None:
    window = viewer.window
    page = window.page
    viewer.wait_until_measured()
    viewer.hover(AT)
    assert "Forged 200 60 60" in window.status_bar.pixel_text
    look_at(viewer, OTHER)
    viewer.hover(AT)
    assert window.status_bar.pixel_text == ""
    assert page.instances.rows == []
    assert READING in texts(page.instances)
    assert not any("px" in text for text in texts(page.figures))
    brush = page.tool_strip.button("brush")
    assert not brush.isEnabled()
    assert READING in brush.toolTip()
    assert not page.review.approve.isEnabled()
    assert READING in page.review.approve.toolTip()
    viewer.case_comes(gate.open)
    assert "Forged 60 180 70" in window.status_bar.pixel_text, "the pointer did not move"
    assert brush.isEnabled()
    assert page.review.approve.isEnabled()


def test_what_is_pressed_at_a_preview_changes_no_mask(viewer: User, gate: Gate) -> None:
    viewer.drag([(1200, 900), (1300, 950)])
    painted = stack(viewer)
    assert len(steps(viewer)) == 1
    look_at(viewer, OTHER)
    viewer.focus_canvas()
    viewer.drag([(1200, 900), (1300, 950)])
    for key, modifiers in (
        (Key.Key_Z, CTRL),
        (Key.Key_M, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Key.Key_D, CTRL),
        (Key.Key_Return, CTRL),
    ):
        viewer.key(key, modifiers)
    assert "still being read" in viewer.window.status_bar.hint_text
    viewer.case_comes(gate.open)
    assert viewer.window.selection.current == OTHER
    assert steps(viewer) == []
    np.testing.assert_array_equal(stack(viewer), stack_of(SIDE_PX, SIDE_PX, BOX))
    viewer.choose(PAIR)
    assert len(steps(viewer)) == 1
    np.testing.assert_array_equal(stack(viewer), painted)


def test_no_picture_is_made_of_a_preview(viewer: User, gate: Gate) -> None:
    look_at(viewer, OTHER)
    viewer.focus_canvas()
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    viewer.key(Key.Key_C, CTRL | SHIFT)
    assert "still being read" in viewer.window.page.banner.text
    assert clipboard.image().isNull()
    menu = QMenu()
    viewer.window.page.triptych.forged.menu_asked.emit(menu)
    entries = {action.text(): action for action in menu.actions()}
    assert not entries["Copy the picture"].isEnabled()
    assert not entries["Copy or save the picture…"].isEnabled()
    viewer.case_comes(gate.open)


def test_one_can_go_on_while_a_preview_is_seen(viewer: User, gate: Gate) -> None:
    shown: list[RecordKey] = []
    viewer.window.review.case_shown.connect(shown.append)
    look_at(viewer, OTHER)
    look_at(viewer, ALONE)
    assert named(viewer) == ALONE.case_id
    assert shows(viewer, viewer.window.page.triptych.forged, COLOURS["3"])
    # What is at hand comes at once, and what is small is read although the gate is shut.
    viewer.choose(PAIR)
    assert named(viewer) == PAIR.case_id
    assert viewer.window.page.triptych.forged.note != "preview"
    assert len(viewer.document.instances) == 1
    look_at(viewer, OTHER)
    viewer.choose(SMALL)
    assert named(viewer) == SMALL.case_id
    assert not viewer.window.page.triptych.forged.is_busy
    assert shown == [PAIR, SMALL]
    gate.open()
    viewer.choose(OTHER)
    assert shown == [PAIR, SMALL, OTHER]


def test_what_was_zoomed_into_stays_when_the_image_comes(viewer: User, gate: Gate) -> None:
    look_at(viewer, OTHER)
    viewer.turn_wheel(12, AT)
    view = viewer.overlay.view
    assert not viewer.overlay.is_fitted
    viewer.case_comes(gate.open)
    assert viewer.overlay.view == view
    assert shows(viewer, viewer.window.page.triptych.forged, COLOURS["2"])


def test_an_image_that_cannot_be_read_after_all_says_so(
    viewer: User, gate: Gate, large: Path
) -> None:
    look_at(viewer, ALONE)
    forged = viewer.window.page.triptych.forged
    assert shows(viewer, forged, COLOURS["3"])
    gate.broken.add(large / "train_images/forged/3.png")
    viewer.case_comes(gate.open)
    assert "3.png" in forged.reason
    assert "is damaged" in forged.reason
    assert not forged.is_busy
    assert viewer.window.review.document is None
    assert "no mask to edit" in viewer.window.page.tool_strip.button("brush").toolTip()


def test_an_image_without_a_partner_says_why_from_the_start(viewer: User, gate: Gate) -> None:
    look_at(viewer, ALONE)
    triptych = viewer.window.page.triptych
    assert triptych.authentic.reason == "No authentic image for this case."
    assert shows(viewer, triptych.overlay, COLOURS["3"])
    viewer.case_comes(gate.open)
    assert triptych.authentic.reason == "No authentic image for this case."


def test_of_two_sizes_the_small_image_waits_for_the_large_one(viewer: User, gate: Gate) -> None:
    look_at(viewer, UNEQUAL)
    triptych = viewer.window.page.triptych
    assert triptych.authentic.reason == READING
    assert shows(viewer, triptych.forged, COLOURS["4"])
    assert SCALE not in texts(triptych)
    viewer.case_comes(gate.open)
    assert triptych.authentic.shows_image
    assert viewer.button(triptych.authentic, SCALE).isVisible()
    assert all(canvas.is_fitted for canvas in triptych.canvases())


def test_a_mask_that_cannot_be_read_is_told_with_the_image(
    viewer: User, gate: Gate, large: Path
) -> None:
    write_array(large / "train_masks/2.npy", stack_of(9, 9, (slice(3), slice(3))))
    look_at(viewer, OTHER)
    overlay = viewer.window.page.triptych.overlay
    assert overlay.note == "preview"
    viewer.case_comes(gate.open)
    assert "mask not readable" in overlay.note


def test_pictures_that_have_to_be_computed_come_after_the_image(viewer: User, gate: Gate) -> None:
    viewer.window.actions_by_key["difference"].trigger()
    triptych = viewer.window.page.triptych
    extra = next(p for p in triptych.shown_panes() if p.title.startswith("Difference"))
    viewer.until(lambda: extra.shows_image, triptych.pictures_shown)
    look_at(viewer, OTHER)
    assert extra.reason == READING
    viewer.case_comes(gate.open)
    viewer.until(lambda: extra.shows_image, triptych.pictures_shown)
    assert "being read" not in extra.reason


def test_an_image_alone_without_a_mask_asks_for_no_decision(viewer: User, gate: Gate) -> None:
    look_at(viewer, RecordKey("train", "authentic", "2"))
    assert named(viewer) == "2"
    assert "authentic" in viewer.window.page.case_bar.text
    assert READING in viewer.window.page.review.approve.toolTip()
    viewer.case_comes(gate.open)
    assert viewer.document.key == OTHER
