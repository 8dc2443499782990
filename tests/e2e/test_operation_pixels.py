"""Each operation, chosen in the panel by hand, makes the mask that plain array code makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from scipy import ndimage
from scipy.spatial import ConvexHull

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.edits import Box, Edit
from forgery_viewer.core.operations.kinds import Operation
from forgery_viewer.core.operations.operating import Boolean, operate
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.state import operating
from tests.core.building import write_array, write_image
from tests.e2e.editing import Plane, Stack, is_one_step, stack, steps
from tests.e2e.test_operations import disc, enter, operations, settle
from tests.e2e.user import PATIENCE_MS, User

Key = Qt.Key
HEIGHT, WIDTH = 70, 100
SIDE_PX = 2000
FOUR, EIGHT = ndimage.generate_binary_structure(2, 1), np.ones((3, 3), bool)
TOLD: dict[str, tuple[dict[str, str], str]] = {
    "grow": ({"radius_px": "3"}, "Grow, 3 px"),
    "shrink": ({"radius_px": "2"}, "Shrink, 2 px"),
    "open": ({"radius_px": "3"}, "Open, 3 px"),
    "close": ({"radius_px": "4"}, "Close, 4 px"),
    "holes": ({}, "Fill holes"),
    "small-holes": ({"most_px": "12"}, "Fill holes up to 12 px"),
    "specks": ({"least_px": "6"}, "Remove specks under 6 px"),
    "smooth": ({"sigma_px": "2"}, "Smooth, 2 px"),
    "hull": ({}, "Convex hull"),
    "hulls": ({}, "Convex hull of each region"),
    "snap": ({"reach_px": "5"}, "Snap to the difference, 5 px"),
    "invert": ({}, "Invert"),
    "clear": ({}, "Clear"),
}
"""Of each on one instance alone, the numbers that are typed, and how the history tells it then."""


def odd() -> Stack:
    """Between two plain instances, one with all that an operation is about."""
    mask = np.zeros((3, HEIGHT, WIDTH), np.uint8)
    mask[0, 20:45, 30:60] = mask[2, 0:8, 0:12] = 1
    plane = mask[1]
    # A body with a hair, teeth, holes of 4, 12 and 120 px, and two that meet over a corner.
    plane[8:34, 8:42] = plane[20, 42:56] = plane[8:34:4, 42:44] = 1
    plane[11:13, 11:13] = plane[14:17, 30:34] = plane[18:28, 14:26] = 0
    plane[30, 30] = plane[31, 31] = 0
    # An angle, two neighbours with a narrow gap, and one at two borders of the image.
    plane[40:58, 8:14] = plane[52:58, 8:30] = 1
    plane[40:54, 40:48] = plane[40:54, 51:60] = 1
    plane[50:70, 78:100] = 1
    plane[56:58, 90:100] = 0
    # Specks: of one pixel, of three over corners, of six.
    plane[3, 60] = plane[62, 40] = plane[63, 41] = plane[64, 42] = plane[3:5, 90:93] = 1
    return mask


def changes() -> NDArray[np.uint8]:
    """(H, W): how much was changed, around the body and over a part of the angle."""
    levels = np.zeros((HEIGHT, WIDTH), np.uint8)
    levels[5:37, 5:45] = levels[45:60, 6:12] = 60
    levels[0:4, 70:74] = 60
    levels[10:13, 10:30] = levels[37:40, 5:45] = 9
    return levels


def regions(plane: Plane, structure: NDArray[np.bool_]) -> Iterator[Plane]:
    labels, count = ndimage.label(plane, structure)
    for label in range(1, count + 1):
        yield labels == label


def any_of(planes: Sequence[Plane]) -> Plane:
    return np.asarray(np.stack(planes).any(axis=0))


def opened(plane: Plane, radius: int) -> Plane:
    shrunk = ndimage.binary_erosion(plane, disc(radius), border_value=1)
    return np.asarray(ndimage.binary_dilation(shrunk, disc(radius)))


def closed(plane: Plane, radius: int) -> Plane:
    """Beyond the image there is neither something to grow from nor to shrink from."""
    grown = ndimage.binary_dilation(plane, disc(radius))
    return np.asarray(ndimage.binary_erosion(grown, disc(radius), border_value=1))


def holes(plane: Plane, most_px: int) -> Plane:
    """With the background that reaches no border, part by part."""
    inside = ndimage.binary_fill_holes(plane, FOUR) & ~plane
    small = [hole for hole in regions(inside, FOUR) if hole.sum() <= most_px]
    return any_of([plane, *small])


def large(plane: Plane, least_px: int) -> Plane:
    """The regions of at least so many pixels."""
    kept = [region for region in regions(plane, EIGHT) if region.sum() >= least_px]
    return any_of([np.zeros_like(plane), *kept])


def hull(plane: Plane) -> Plane:
    """The pixels whose centres lie in the hull of those of the plane."""
    points = np.argwhere(plane)
    if (np.ptp(points, axis=0) == 0).any() or len(points) < 4:
        # On a line, also on one over corners, there is no more in it than there was.
        return plane
    sides = ConvexHull(points).equations
    each = np.argwhere(np.ones_like(plane))
    within = each @ sides[:, :2].T + sides[:, 2] <= 1e-9
    return np.asarray(within.all(axis=1)).reshape(plane.shape)


def hulls(plane: Plane) -> Plane:
    return any_of([hull(region) for region in regions(plane, EIGHT)])


def snapped(plane: Plane) -> Plane:
    """What changed near the regions of which a tenth or more changed; the others as they were."""
    changed = holes(large(closed(changes() > 16, 2), 30), 64)
    follow = [r for r in regions(plane, EIGHT) if (r & changed).sum() * 10 >= r.sum()]
    followed = any_of(follow)
    near = ndimage.distance_transform_edt(~followed) <= 5
    return np.asarray((plane & ~followed) | (changed & near))


PLAINLY: dict[str, Callable[[Plane], Plane]] = {
    "grow": lambda plane: ndimage.binary_dilation(plane, disc(3)),
    "shrink": lambda plane: ndimage.binary_erosion(plane, disc(2), border_value=1),
    "open": lambda plane: opened(plane, 3),
    "close": lambda plane: closed(plane, 4),
    "holes": lambda plane: ndimage.binary_fill_holes(plane, FOUR),
    "small-holes": lambda plane: holes(plane, 12),
    "specks": lambda plane: large(plane, 6),
    "hull": hull,
    "hulls": hulls,
    "snap": snapped,
    "invert": np.logical_not,
    "clear": np.zeros_like,
}
"""What each makes of an instance; smoothing has no definition as plain."""


@pytest.fixture
def at_odd(user: User, tmp_path: Path) -> User:
    """At the odd instance of a pair, the keyboard on the overlay."""
    root = tmp_path / "odd"
    authentic = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    write_image(root / "train_images/authentic/1.png", authentic)
    write_image(root / "train_images/forged/1.png", authentic + changes()[..., np.newaxis])
    write_array(root / "train_masks/1.npy", odd())
    user.open(root)
    user.choose(RecordKey("train", "forged", "1"))
    user.wait_until_measured()
    user.focus_canvas()
    user.type("2")
    return user


def try_out(user: User, key: str) -> None:
    """Open the panel by its button, go down its list, and type the numbers."""
    panel = operations(user).panel
    user.click(user.window.page.instances.operation_button)
    panel.kinds.setFocus(Qt.FocusReason.TabFocusReason)
    way = panel.kinds.keys.index(key) - panel.kinds.keys.index(panel.kind)
    for _step in range(abs(way)):
        user.key(Key.Key_Down if way > 0 else Key.Key_Up)
    assert panel.kind == key
    settle(user)
    for name, number in TOLD[key][0].items():
        enter(user, name, number)


def check_shown(user: User, before: Stack, after: Stack) -> None:
    """Fail unless the panel counts, and the canvases show, what is different."""
    gained, lost = int((after > before).sum()), int((after < before).sum())
    said = [f"+{gained:,} px"] * (gained > 0) + [f"\N{MINUS SIGN}{lost:,} px"] * (lost > 0)
    assert operations(user).panel.said == ", ".join(said)
    shown = user.window.painting.tools.desk.preview.planes.bits & 1
    np.testing.assert_array_equal(shown, (before != after).any(axis=0))


@pytest.mark.parametrize("key", PLAINLY)
def test_the_mask_is_that_of_plain_arrays(at_odd: User, key: str) -> None:
    user, before, wanted = at_odd, odd(), odd()
    wanted[1] = PLAINLY[key](odd()[1].astype(bool))
    assert not np.array_equal(wanted, before)
    try_out(user, key)
    check_shown(user, before, wanted)
    np.testing.assert_array_equal(stack(user), before)
    user.click(operations(user).panel.apply)
    np.testing.assert_array_equal(stack(user), wanted)
    assert not operations(user).is_open
    assert not user.window.painting.tools.desk.preview.is_shown
    user.focus_canvas()
    assert len(steps(user)) == 1
    is_one_step(user, before, f"{TOLD[key][1]}, instance 2")


def sides_px(plane: Plane) -> int:
    """How long a boundary is: sides between a pixel and one that does not belong to it."""
    around = np.pad(plane.astype(int), 1)
    return int(sum(np.abs(np.diff(around, axis=axis)).sum() for axis in (0, 1)))


def test_smoothing_keeps_the_area_and_shortens_the_outline(at_odd: User) -> None:
    user, before = at_odd, odd()
    try_out(user, "smooth")
    np.testing.assert_array_equal(stack(user), before)
    user.focus_canvas()
    user.key(Key.Key_Return)
    after = stack(user)
    np.testing.assert_array_equal(after[[0, 2]], before[[0, 2]])
    assert after[1].sum() == before[1].sum()
    assert sides_px(after[1]) < sides_px(before[1])
    is_one_step(user, before, "Smooth, 2 px, instance 2")


def test_no_other_operation_on_one_instance_is_in_the_panel(at_odd: User) -> None:
    of_two = tuple(how.value for how in Boolean)
    assert operations(at_odd).panel.kinds.keys == (*TOLD, *of_two)
    assert set(TOLD) == {*PLAINLY, "smooth"}


class Held(QObject):
    """An operation that waits in its midst until it may go on."""

    reached = Signal()
    """It is in its midst, with much done and much left to do."""
    ended = Signal()

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.may_go_on = Event()
        self.edits: list[Edit] | None = []
        monkeypatch.setattr(operating, "operate", self._hold)

    def _hold(
        self,
        planes: BitPlanes,
        numbers: Sequence[int],
        operation: Operation,
        *,
        protected: int,
        boxes: Mapping[int, Box | None],
        cancelled: Cancelled,
    ) -> list[Edit] | None:
        asked = count()

        def ask() -> bool:
            if next(asked) == 20:
                self.reached.emit()
                assert self.may_go_on.wait(PATIENCE_MS / 1000)
            return cancelled()

        self.edits = operate(
            planes, numbers, operation, protected=protected, boxes=boxes, cancelled=ask
        )
        self.ended.emit()
        return self.edits


def test_esc_stops_what_is_under_way_on_a_large_mask(
    user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask = np.zeros((1, SIDE_PX, SIDE_PX), np.uint8)
    mask[0].reshape(SIDE_PX // 100, 100, SIDE_PX // 100, 100)[:, 10:90, :, 10:90] = 1
    root = tmp_path / "large"
    write_image(root / "train_images/forged/1.png", np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8))
    write_array(root / "train_masks/1.npy", mask)
    user.open(root)
    user.focus_canvas()
    held, panel = Held(monkeypatch), operations(user).panel
    user.wait_for(held.reached, user.window.actions_by_key["operation:smooth"].trigger)
    assert panel.said == "…"
    assert not panel.apply.isEnabled()
    before = user.overlay.view.scale
    user.turn_wheel(2, (SIDE_PX / 2, SIDE_PX / 2))
    assert user.overlay.view.scale > before, "the window goes on meanwhile"
    user.key(Key.Key_Escape)
    assert not operations(user).is_open
    user.wait_for(held.ended, held.may_go_on.set)
    assert held.edits is None, "it was done to its end, for nobody"
    # What is asked for next comes when all that was before is over.
    user.window.actions_by_key["operation:clear"].trigger()
    settle(user)
    assert panel.said == f"\N{MINUS SIGN}{mask.sum():,} px"
    user.key(Key.Key_Escape)
    np.testing.assert_array_equal(stack(user), mask)
    assert steps(user) == []
    assert not user.window.painting.tools.desk.preview.is_shown
