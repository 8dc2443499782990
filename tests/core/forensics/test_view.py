"""Whatever part of a view is computed, it is exactly that part of the whole."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.forensics import view as view_module
from forgery_viewer.core.forensics.catalogue import VIEWS, find_view
from forgery_viewer.core.forensics.view import ForensicView, compute
from tests.core.building import noise
from tests.core.forensics.pictures import boxes, images, texture, values_for

each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.key)


def in_small_tiles(rows: int, columns: int) -> mock._patch_dict:
    return mock.patch.dict(vars(view_module), {"BAND_PX": rows * columns, "_MOST_SIDE_PX": columns})


@each_view
@given(data=st.data())
def test_a_box_is_that_part_of_the_whole(view: ForensicView, data: st.DataObject) -> None:
    image = data.draw(images())
    values = data.draw(values_for(view))
    box = top, left, bottom, right = data.draw(boxes(*image.shape[:2]))
    whole = compute(view, image, values)
    assert whole.dtype == np.uint8
    assert whole.shape[:2] == image.shape[:2]
    assert whole.shape[2:] in ((), (3,))
    context = view.prepare(image, view.settled(values))
    with in_small_tiles(16, data.draw(st.sampled_from((16, 48)))):
        part = compute(view, image, values, box, context)
    np.testing.assert_array_equal(part, whole[top:bottom, left:right])


@each_view
@given(data=st.data())
def test_a_box_deep_in_a_larger_image_is_that_part(view: ForensicView, data: st.DataObject) -> None:
    image = texture(230, 340, data.draw(st.integers(0, 9)))
    values = data.draw(values_for(view))
    box = top, left, bottom, right = data.draw(boxes(230, 340))
    whole = compute(view, image, values)
    np.testing.assert_array_equal(compute(view, image, values, box), whole[top:bottom, left:right])


@each_view
@pytest.mark.parametrize("shape", [(1, 1), (1, 70), (70, 1), (2, 3), (8, 8)])
def test_tiny_images_and_strips_have_pictures(view: ForensicView, shape: tuple[int, int]) -> None:
    assert compute(view, noise(*shape), {}).shape[:2] == shape


@each_view
def test_flat_images_show_nothing(view: ForensicView) -> None:
    picture = compute(view, np.full((40, 50, 3), 131, np.uint8), {})
    assert picture.min() == picture.max()


@each_view
def test_pictures_of_grey_images_are_grey(view: ForensicView) -> None:
    grey = np.repeat(texture(64, 64)[..., :1], 3, axis=2)
    picture = compute(view, grey, {})
    if picture.ndim == 3:
        assert np.ptp(picture, axis=2).max() == 0


@each_view
def test_images_are_only_read_and_need_not_be_in_one_piece(view: ForensicView) -> None:
    image = texture(40, 60)
    image.flags.writeable = False
    turned = np.ascontiguousarray(image[:, ::-1])[:, ::-1]
    np.testing.assert_array_equal(compute(view, turned, {}), compute(view, image, {}))


@each_view
def test_boxes_are_cut_off_where_they_leave_the_image(view: ForensicView) -> None:
    image = texture(40, 60)
    whole = compute(view, image, {})
    np.testing.assert_array_equal(compute(view, image, {}, (-9, -9, 99, 99)), whole)
    assert compute(view, image, {}, (50, 0, 60, 10)).size == 0


@each_view
def test_values_are_brought_within_their_limits(view: ForensicView) -> None:
    image = texture(40, 60)
    wild = {p.key: "no such choice" if p.choices else 1e12 for p in view.parameters}
    most = {p.key: p.usual if p.choices else p.most for p in view.parameters}
    np.testing.assert_array_equal(compute(view, image, wild), compute(view, image, most))


def test_computing_ends_when_it_is_cancelled() -> None:
    asked = list[int]()

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) == 3

    view = find_view("bit-plane")
    with in_small_tiles(16, 50):
        assert compute(view, noise(100, 50), {}, cancelled=cancelled) is None
        assert len(asked) == 3
        assert compute(view, noise(100, 50), {}, cancelled=lambda: False) is not None


@each_view
def test_a_megapixel_at_a_time_is_computed(view: ForensicView) -> None:
    parts = list[int]()

    def picture(image: view_module.Pixels, values: object, context: object) -> view_module.Pixels:
        parts.append(image.shape[0] * image.shape[1])
        return np.zeros(image.shape[:2], np.uint8)

    spy = ForensicView(
        view.key,
        view.title,
        view.shows,
        view.misleads,
        view.parameters,
        picture,
        view.reach_px,
        view_module.nothing,
    )
    for shape in ((2000, 3000), (9, 70_000), (70_000, 9)):
        parts.clear()
        compute(spy, np.zeros((*shape, 3), np.uint8), {})
        assert len(parts) > 1
        assert max(parts) < 2 * view_module.BAND_PX
