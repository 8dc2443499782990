"""Previews on the canvases: where the image will lie, named so, with nothing to be read in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.preview import Preview
from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.state.case_loader import BEING_READ, LoadedCase, previewed
from forgery_viewer.state.difference_pictures import ChosenDifference
from forgery_viewer.state.pane_content import DIFFERENCE, PaneContent
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.canvas_pane import CanvasPane
from forgery_viewer.widgets.instance_panel import InstancePanel
from forgery_viewer.widgets.lens import Lens
from forgery_viewer.widgets.minimap import Minimap
from forgery_viewer.widgets.picture_choice import PictureError
from forgery_viewer.widgets.picture_frame import frame_of
from forgery_viewer.widgets.theme import DARK
from forgery_viewer.widgets.triptych import Triptych
from forgery_viewer.widgets.view import View
from tests.core.building import noise, stack_of, write_case
from tests.widgets.documents import document_of
from tests.widgets.pointing import colour, difference, seen

SIDE_PX = 2048
SIZE = (SIDE_PX, SIDE_PX)
GROUND = colour(DARK.canvas)
BLUE, RED = (40, 60, 200), (200, 60, 40)


def halves() -> NDArray[np.uint8]:
    """A picture of 64 x 64 px, blue above and red below."""
    picture = np.full((64, 64, 3), BLUE, np.uint8)
    picture[32:] = RED
    return picture


def preview_of(picture: NDArray[np.uint8], rows: int | None = None) -> Preview:
    return Preview(picture, SIDE_PX, SIDE_PX, rows)


@pytest.fixture
def canvas(dress: object, show: Callable[[QWidget], None]) -> Canvas:
    made = Canvas()
    made.resize(512, 512)
    show(made)
    return made


@pytest.fixture
def cases(tmp_path: Path) -> Callable[..., LoadedCase]:
    """Previews of a pair's images, or of those that are given."""
    write_case(tmp_path, "1", size=(20, 30))
    write_case(tmp_path, "2", size=(20, 30))
    write_case(tmp_path, "alone", size=(20, 30), authentic=False)
    index = list_dataset(tmp_path)

    def make(
        case: str = "1",
        authentic: Preview | None = None,
        subject: Preview | None = None,
    ) -> LoadedCase:
        return previewed(index, RecordKey("train", "forged", case), (authentic, subject))

    return make


def painted(qtbot: QtBot, triptych: Triptych) -> None:
    """Wait until all canvases may paint."""
    if not triptych.turns.is_idle:
        with qtbot.waitSignal(triptych.turns.idle):
            pass


# One canvas ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [0.2, 0.25, 1.0, 5.0])
def test_it_lies_where_the_image_will_lie(canvas: Canvas, scale: float) -> None:
    canvas.set_pyramid(preview_of(halves()))
    canvas.set_view(View(scale, SIDE_PX / 2, SIDE_PX / 2))
    shown = seen(canvas)
    # Between the two middle pixels of the picture, which are this large on the screen, one colour
    # goes over into the other.
    soft = int(scale * SIDE_PX / 64) + 1
    assert tuple(shown[256 - soft, 256]) == BLUE
    assert tuple(shown[256 + soft, 256]) == RED
    edge = round(scale * SIDE_PX / 2)
    if edge < 250:
        for row, column in ((256 - edge - 3, 256), (256 + edge + 2, 256), (256, 256 + edge + 2)):
            assert tuple(shown[row, column]) == GROUND


def test_it_is_shown_as_far_as_its_rows_have_come(canvas: Canvas) -> None:
    canvas.set_pyramid(preview_of(halves()[:32], SIDE_PX // 2))
    canvas.set_view(View(0.2, SIDE_PX / 2, SIDE_PX / 2))
    shown = seen(canvas)
    assert tuple(shown[250, 256]) == BLUE
    assert tuple(shown[260, 256]) == GROUND
    assert canvas.fitted_view() == View(canvas.fitted_view().scale, SIDE_PX / 2, SIDE_PX / 2), (
        "it is fitted as the whole image"
    )


def test_a_preview_looks_like_the_image(canvas: Canvas) -> None:
    image = np.asarray(np.kron(noise(8, 8), np.ones((256, 256, 1))), np.uint8)
    canvas.set_view(View(0.21, 900.0, 1100.0))
    canvas.set_pyramid(Pyramid(image))
    whole = seen(canvas)
    canvas.set_pyramid(preview_of(image[::2, ::2].copy()))
    # But for the edges, where a pixel of the preview is twice as large.
    apart = np.abs(seen(canvas).astype(int) - whole).max(axis=2)
    assert (apart > 3).mean() < 0.05


def test_it_has_no_grid_and_no_values(canvas: Canvas) -> None:
    flat = np.full((64, 64, 3), 90, np.uint8)
    canvas.set_view(View(64.0, 900.5, 900.5))
    canvas.set_pyramid(Pyramid(np.full((*SIZE, 3), 90, np.uint8)))
    assert difference(seen(canvas), np.full((512, 512, 3), 90, np.uint8)) > 50
    canvas.set_pyramid(preview_of(flat))
    assert (seen(canvas) == 90).all()


def test_the_lens_magnifies_no_preview(canvas: Canvas) -> None:
    lens = Lens()
    canvas.scene().addItem(lens)
    canvas.set_pyramid(preview_of(halves()))
    plain = seen(canvas)
    lens.set_pyramid(canvas.pyramid)
    lens.show_at(QPointF(200, 300), canvas.view, 512, 512)
    magnified = seen(canvas)[290:310, 190:210]
    assert not (magnified == BLUE).all(axis=2).any()
    assert not (magnified == RED).all(axis=2).any()
    lens.hide()
    np.testing.assert_array_equal(seen(canvas), plain)


def test_the_minimap_shows_as_much_of_it_as_has_come(
    dress: object, show: Callable[[QWidget], None]
) -> None:
    window = QWidget()
    window.resize(600, 400)
    minimap = Minimap(window)
    show(window)
    minimap.set_pyramid(preview_of(halves()[:32], SIDE_PX // 2))
    minimap.place_in(600, 400)
    minimap.show_view(0, 0, 200, 200)
    shown = seen(minimap)
    height, width = shown.shape[:2]
    assert tuple(shown[height // 2 - 5, width - 10]) == BLUE
    assert tuple(shown[height // 2 + 5, width - 10]) == GROUND


def test_no_picture_is_made_of_it(dress: object, show: Callable[[QWidget], None]) -> None:
    pane = CanvasPane("Forged")
    pane.resize(300, 300)
    show(pane)
    pane.show_image(preview_of(halves()))
    for full in (False, True):
        with pytest.raises(PictureError, match="still being read"):
            frame_of(pane, full=full)


# Three of them ------------------------------------------------------------------------------


def test_a_preview_is_named_and_is_no_case(
    triptych: Triptych, cases: Callable[..., LoadedCase], qtbot: QtBot
) -> None:
    blue, red = (preview_of(np.full((64, 64, 3), pixel, np.uint8)) for pixel in (BLUE, RED))
    previews = cases(authentic=blue, subject=red)
    triptych.show_preview(previews)
    painted(qtbot, triptych)
    assert triptych.case is None
    assert triptych.document is None
    assert triptych.seen_case is previews
    assert triptych.image_size() == SIZE
    for pane, pixel in zip(triptych.shown_panes(), (BLUE, RED, RED), strict=True):
        assert pane.note == "preview"
        assert not pane.is_busy, "one word is enough"
        assert pane.canvas.is_fitted
        middle = seen(pane.canvas)[pane.canvas.height() // 2, pane.canvas.width() // 2 + 9]
        assert tuple(middle) == pixel


def test_one_image_may_come_before_the_other(
    triptych: Triptych, cases: Callable[..., LoadedCase]
) -> None:
    first = preview_of(halves())
    triptych.show_preview(cases(authentic=first))
    assert triptych.authentic.shows_image
    assert triptych.forged.reason == triptych.overlay.reason == BEING_READ
    # It turns out to be the larger one.
    triptych.show_preview(cases(authentic=first, subject=Preview(halves(), 4096, 3000)))
    assert triptych.forged.shows_image
    for canvas in triptych.canvases():
        assert canvas.is_fitted
        assert canvas.view == canvas.fitted_view()
        assert canvas.extent == (3000, 4096)


def test_who_zoomed_into_a_preview_stays_there(
    triptych: Triptych, cases: Callable[..., LoadedCase]
) -> None:
    one = cases(authentic=preview_of(halves()), subject=preview_of(halves(), 1024))
    triptych.show_preview(one)
    view = View(1.5, 300.0, 400.0)
    triptych.set_view(view)
    triptych.show_preview(cases(authentic=preview_of(halves()), subject=preview_of(halves())))
    assert {canvas.view for canvas in triptych.canvases()} == {view}
    triptych.show_preview(cases("2", preview_of(halves()), preview_of(halves())))
    assert {canvas.view for canvas in triptych.canvases()} == {view}, "as with whole images"


def test_a_mask_leaves_with_its_image(
    triptych: Triptych, cases: Callable[..., LoadedCase], qtbot: QtBot
) -> None:
    image = Pyramid(np.full((*SIZE, 3), 90, np.uint8))
    case = cases()
    document = document_of(stack_of(*SIZE, (slice(0, 2048), slice(0, 2048))))
    loaded = replace(case, subject=replace(case.subject, pyramid=image), planes=document.planes)
    triptych.show_case(loaded, document)
    triptych.set_overlay_note("truth")
    painted(qtbot, triptych)
    covered = seen(triptych.overlay.canvas)
    triptych.show_preview(cases("2", subject=preview_of(np.full((64, 64, 3), 90, np.uint8))))
    painted(qtbot, triptych)
    assert triptych.overlay.note == "preview"
    bare = seen(triptych.overlay.canvas)
    row, column = bare.shape[0] // 2, bare.shape[1] // 2 + 9
    assert tuple(bare[row, column]) == (90, 90, 90)
    assert tuple(covered[row, column]) != (90, 90, 90)


def test_without_a_partner_it_is_said_why_at_once(
    triptych: Triptych, cases: Callable[..., LoadedCase]
) -> None:
    triptych.show_preview(cases("alone", subject=preview_of(halves())))
    assert triptych.authentic.reason == "No authentic image for this case."
    assert triptych.overlay.shows_image


class NoPictures:
    """A source that has no picture, and would say that they are being computed."""

    view_title = ""
    difference = ChosenDifference()

    def get(self, _source: str, _local: float = 0.0) -> Pyramid | None:
        return None

    def part_note(self, _source: str, _local: float = 0.0) -> str:
        return ""

    def reason(self, _source: str) -> str:
        return ""


def test_what_is_computed_of_an_image_waits_for_it(
    triptych: Triptych, cases: Callable[..., LoadedCase]
) -> None:
    triptych.set_pictures(NoPictures())
    contents = list(triptych.contents)
    contents[1] = PaneContent(DIFFERENCE)
    triptych.set_contents(contents)
    unequal = Preview(halves(), 3000, 3000)
    triptych.show_preview(cases(authentic=preview_of(halves()), subject=unequal))
    assert triptych.forged.reason == BEING_READ
    assert triptych.authentic.note == "preview"
    for pane in triptych.shown_panes():
        assert pane.header.offer is None, "there is nothing to be scaled yet"


# Beside them --------------------------------------------------------------------------------


def test_the_list_of_instances_says_why_it_is_empty_and_uses_its_rows_again(
    dress: object, show: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    panel = InstancePanel()
    panel.resize(280, 400)
    show(panel)
    boxes = [(slice(10 * k, 10 * k + 5), slice(5)) for k in range(4)]
    three, four = document_of(stack_of(60, 60, *boxes[:3])), document_of(stack_of(60, 60, *boxes))
    panel.set_document(three)
    rows = list(panel.rows)
    assert len(rows) == 3
    panel.set_document(None, BEING_READ)
    assert panel.rows == []
    assert not any(row.isVisible() for row in rows)
    assert BEING_READ in panel.new_button.toolTip()
    panel.set_document(four)
    assert panel.rows[:3] == rows
    assert [row.number for row in panel.rows] == [0, 1, 2, 3]
    qtbot.waitUntil(lambda: all(row.isVisible() for row in panel.rows))
    qtbot.waitUntil(lambda: panel.rows[0].y() < panel.rows[1].y() < panel.rows[3].y())
    panel.rows[2].pressed.emit(2, Qt.KeyboardModifier.NoModifier)
    assert four.current == 2
    panel.set_document(None)
    assert "no mask to edit" in panel.new_button.toolTip()
