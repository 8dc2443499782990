"""The strip of twins: where it is open, and whose transforms it shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from forgery_viewer.core.forging import Duplication, Paste
from forgery_viewer.core.images import read_image
from forgery_viewer.core.prediction import Prediction, RegionPair
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.state.prediction_state import NOT_YET
from tests.core.building import write_image
from tests.core.twins.test_given import drowned
from tests.core.twins.test_matching import texture
from tests.e2e.forged_samples import (
    COPY,
    FORGED,
    SOURCE,
    go_to_compare,
    reach,
    write_forged_samples,
)
from tests.e2e.test_canvases import settle
from tests.e2e.test_comparing_kept import write_forgery
from tests.e2e.test_comparing_tools import wait_for_twins
from tests.e2e.user import CTRL, User

Key = Qt.Key


@pytest.fixture
def at_case(user: User, tmp_path: Path) -> User:
    user.open(write_forged_samples(tmp_path / "forged"))
    user.choose(FORGED)
    user.focus_canvas()
    return user


def is_open(user: User) -> bool:
    strip = user.window.twins.strip
    seen = strip is not None and strip.isVisible()
    assert seen == user.window.actions_by_key["twins"].isChecked()
    return seen


def on_both_pages(user: User) -> tuple[bool, bool]:
    """Whether the strip is open on the review page, and on the compare page."""
    found = []
    for key in (Key.Key_1, Key.Key_2):
        user.key(key, CTRL)
        settle()
        found.append(is_open(user))
    return found[0], found[1]


def test_the_size_of_the_window_decides_at_first(at_case: User) -> None:
    for size, expected in (
        ((1280, 720), (False, False)),
        ((1440, 900), (False, True)),
        ((1440, 720), (False, False)),
        ((2560, 1440), (True, True)),
        ((2560, 900), (False, True)),
    ):
        at_case.window.resize(*size)
        settle()
        assert on_both_pages(at_case) == expected, size
    # Without another page being gone to.
    at_case.window.resize(1280, 720)
    settle()
    assert not is_open(at_case)


def test_what_the_user_says_holds_at_every_size(at_case: User) -> None:
    at_case.key(Key.Key_T, CTRL)
    at_case.key(Key.Key_2, CTRL)
    settle()
    strip = at_case.window.twins.strip
    assert strip is not None
    at_case.click(at_case.button(strip, "Close"))
    for size in ((1280, 720), (2560, 1440), (1440, 900)):
        at_case.window.resize(*size)
        settle()
        assert on_both_pages(at_case) == (True, False), size


def test_a_transform_that_a_predictor_gave_is_said_to_be_its(user: User, tmp_path: Path) -> None:
    source = ellipse((240, 320), SOURCE, (30, 22))
    copy = Duplication(source, (Paste(float(COPY[0]), float(COPY[1])),))
    root = write_forgery(tmp_path / "drowned", texture(240, 320, seed=4), copy)
    file = root / "train_images/forged/7.png"
    write_image(file, drowned(read_image(file)))
    user.open(root)
    user.choose(FORGED)
    go_to_compare(user)
    wait_for_twins(user)
    strip = user.window.twins.strip
    assert strip is not None
    assert strip.cards[1].words == "no match found"

    user.key(Key.Key_3, CTRL)
    session = user.window.predicting.session
    assert session is not None
    chosen = session.state.chosen(0)
    assert chosen is not None
    moved = Transform(((1.0, 0.0, COPY[0] - SOURCE[0]), (0.0, 1.0, COPY[1] - SOURCE[1])))
    boxes = ((SOURCE[1], SOURCE[0], SOURCE[1] + 1, SOURCE[0] + 1), (0, 0, 1, 1))
    stack = np.zeros((0, 240, 320), np.uint8)
    given = Prediction(instances=stack, pairs=(RegionPair(moved, *boxes, 0.9),))
    layer = session.state.layers[0]
    # A result that was kept is looked for behind the window, and would take its place.
    user.until(lambda: layer.reason == NOT_YET, session.state.result_changed)
    layer.set_prediction(given)
    user.key(Key.Key_2, CTRL)
    wait_for_twins(user)
    assert strip.cards[1].words.endswith(f"by {chosen.title}")
    assert strip.cards[1].words.startswith("shift 150, 90 px")
    assert len(user.overlay.twin_layer.arrows) == 1


@pytest.fixture
def at_two_copies(user: User, tmp_path: Path) -> User:
    """Somebody who compares where two instances have a copy each, the first in the strip."""
    image = texture(240, 320, seed=4)
    first = Duplication(ellipse((240, 320), SOURCE, (30, 22)), (Paste(220.0, 150.0),))
    second = Duplication(ellipse((240, 320), (60, 170), (24, 20)), (Paste(250.0, 50.0),))
    user.open(write_forgery(tmp_path / "two", image, first, second))
    user.choose(FORGED)
    user.focus_canvas()
    go_to_compare(user)
    wait_for_twins(user)
    return user


def test_the_strip_shows_the_instance_under_the_pointer(at_two_copies: User) -> None:
    user = at_two_copies
    strip, finding = user.window.twins.strip, user.window.twins.finding
    assert strip is not None
    assert (finding.number, strip.cards[1].words) == (0, "shift 150, 90 px")
    before = user.document.current
    user.until(lambda: finding.number == 1, finding.started, after=lambda: user.hover((60, 170)))
    wait_for_twins(user)
    assert strip.cards[1].words.startswith("shift 190, ")
    assert user.document.current == before, "it is looked at, not selected"
    # And the pointer is on its copy as well.
    x, y = user.hover((64, 172))
    (mark,) = [(mark.x(), mark.y()) for mark in user.overlay.twin_layer.marks]
    assert mark == pytest.approx((x + 190, y - 120), abs=0.6)


def test_with_twins_unlinked_the_strip_follows_and_nothing_is_marked(at_two_copies: User) -> None:
    user = at_two_copies
    strip, finding = user.window.twins.strip, user.window.twins.finding
    dock = user.window.comparing.dock
    assert strip is not None
    assert dock is not None
    link = dock.links.button("twins")
    user.click(reach(dock, link))
    user.until(lambda: finding.number == 1, finding.started, after=lambda: user.hover((60, 170)))
    wait_for_twins(user)
    assert strip.cards[1].words.startswith("shift 190, ")
    assert list(user.overlay.twin_layer.marks) == []

    box = strip.cards[0].boxes[0]
    middle = box.mapTo(box.window(), box.rect().center())
    aside = box.mapTo(box.window(), QPoint(box.width() // 2, 1))
    QTest.mouseMove(user.handle(box), aside)
    QTest.mouseMove(user.handle(box), middle)
    assert list(user.overlay.twin_layer.marks) == [], "nor from the strip"
    user.click(reach(dock, link))
    QTest.mouseMove(user.handle(box), aside)
    QTest.mouseMove(user.handle(box), middle)
    assert len(user.overlay.twin_layer.marks) == 2
