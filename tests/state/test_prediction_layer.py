"""Mask and comparison of a prediction keep up with the threshold and with the truth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.instance_state import UNMATCHED_SLOT
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.prediction import Prediction
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.scoring.comparison import Comparison
from forgery_viewer.core.sparse_masks import SparseMask
from forgery_viewer.core.thresholding import Grouping, Threshold
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.predicted_mask import PredictedMask
from forgery_viewer.state.prediction_layer import PredictionLayer
from forgery_viewer.state.tasks import Tasks

FORGED = RecordKey("train", "forged", "1")
HEIGHT, WIDTH = 40, 60


@pytest.fixture
def layer(qapp: object) -> Iterator[PredictionLayer]:
    lane = Tasks("scores", 1)
    layer = PredictionLayer(lane)
    yield layer
    layer.close()
    lane.close()


def truth() -> MaskDocument:
    stack = np.zeros((2, HEIGHT, WIDTH), np.uint8)
    stack[0, 5:15, 5:15] = stack[0, 5:15, 30:40] = 1
    stack[1, 25:35, 5:15] = 1
    return MaskDocument(FORGED, BitPlanes.from_stack(stack))


def probability() -> np.ndarray:
    """Sure of the first instance, less so of the second, and of a speck nowhere."""
    found = np.zeros((HEIGHT, WIDTH), np.float32)
    found[5:15, 5:15] = found[5:15, 30:40] = 0.9
    found[25:35, 5:12] = 0.6
    found[0:2, 50:52] = 0.8
    return found


def settled(qtbot: QtBot, layer: PredictionLayer) -> None:
    qtbot.waitUntil(lambda: not layer.is_behind)


def is_compared(layer: PredictionLayer) -> bool:
    return layer.comparison is not None


def expected_of1(layer: PredictionLayer, document: MaskDocument) -> float:
    assert layer.mask is not None
    true = SparseMask.of_planes(document.planes).without_empty()
    return Comparison.of(layer.mask.sparse, true).of1


def test_the_mask_follows_the_threshold_and_is_compared(
    layer: PredictionLayer, qtbot: QtBot
) -> None:
    document = truth()
    layer.set_case(FORGED, document)
    layer.set_prediction(Prediction(probability()))
    layer.set_threshold(Threshold(0.85))
    settled(qtbot, layer)
    assert layer.mask is not None
    np.testing.assert_array_equal(layer.mask.sparse.to_stack()[0], probability() >= 0.85)
    assert layer.comparison is not None
    assert layer.comparison.comparison.of1 == pytest.approx(0.5)
    assert layer.comparison.pairs == ((0, 0),)
    layer.set_threshold(Threshold(0.5, least_area_px=10, grouping=Grouping.EACH))
    settled(qtbot, layer)
    assert layer.mask.sparse.count == 3
    assert layer.comparison.comparison.of1 == pytest.approx(expected_of1(layer, document))
    assert layer.document is not None
    colours = [state.colour for state in layer.document.instances]
    # Of the two regions of the first instance only one can be assigned to it.
    assert sorted(colours) == [0, 1, UNMATCHED_SLOT]


def test_a_slider_that_is_dragged_without_a_pause_shows_masks_on_the_way(
    layer: PredictionLayer, qtbot: QtBot
) -> None:
    """However quickly its numbers come, the mask under way is shown, and then that of the last."""
    document = truth()
    layer.set_case(FORGED, document)
    layer.set_prediction(Prediction(probability()))
    settled(qtbot, layer)
    shown: list[int] = []

    def drag_on() -> None:
        """The next number comes while the mask of the one before is on its way."""
        assert layer.mask is not None
        shown.append(int(layer.mask.sparse.to_stack().any(axis=0).sum()))
        if len(shown) < 4:
            assert layer.is_behind
            layer.set_threshold(Threshold(0.1 + 0.01 * len(shown)))
            layer.set_threshold(Threshold(0.85))

    layer.compared.connect(drag_on)
    layer.set_threshold(Threshold(0.5))
    layer.set_threshold(Threshold(0.7))
    settled(qtbot, layer)
    sure = int((probability() >= 0.85).sum())
    assert shown[0] == int((probability() >= 0.5).sum()), "the one under way is not dropped"
    assert shown[1] == int((probability() >= 0.7).sum())
    assert shown[-1] == sure
    assert layer.comparison is not None
    assert layer.comparison.comparison.of1 == pytest.approx(expected_of1(layer, document))


def test_painting_the_truth_is_compared_anew(layer: PredictionLayer, qtbot: QtBot) -> None:
    document = truth()
    layer.set_case(FORGED, document)
    layer.set_prediction(Prediction(probability()))
    layer.set_threshold(Threshold(0.5, least_area_px=10))
    settled(qtbot, layer)
    assert layer.comparison is not None
    before = layer.comparison.comparison.of1
    document.set_current(0)
    with qtbot.waitSignal(layer.compared):
        document.begin_stroke((8.5, 30.5), RoundBrush(9), erase=False)
        document.end_stroke()
    settled(qtbot, layer)
    after = layer.comparison.comparison.of1
    assert after > before
    assert after == pytest.approx(expected_of1(layer, document))
    document.undo_stack.undo()
    settled(qtbot, layer)
    assert layer.comparison.comparison.of1 == pytest.approx(before)


def test_an_empty_instance_counts_while_the_mask_is_as_the_data_set_has_it(
    layer: PredictionLayer, qtbot: QtBot
) -> None:
    given = np.concatenate([truth().planes.to_stack(), np.zeros((1, HEIGHT, WIDTH), np.uint8)])
    document = MaskDocument(FORGED, BitPlanes.from_stack(given))
    layer.set_case(FORGED, document)
    layer.set_prediction(Prediction(None, given[:2]))
    settled(qtbot, layer)
    assert layer.comparison is not None
    assert layer.comparison.comparison.of1 == pytest.approx(2 / 3)
    document.begin_stroke((1.5, 1.5), RoundBrush(1), erase=False)
    document.end_stroke()
    settled(qtbot, layer)
    assert layer.comparison.comparison.of1 == pytest.approx(expected_of1(layer, document))
    assert layer.comparison.comparison.of1 > 0.9
    document.undo_stack.undo()
    settled(qtbot, layer)
    assert layer.comparison.comparison.of1 == pytest.approx(2 / 3)
    document.is_correction = True
    document.undo_stack.resetClean()
    settled(qtbot, layer)
    assert layer.comparison.comparison.of1 == 1.0


@pytest.mark.parametrize("given", [0, 1])
def test_a_mask_in_which_nothing_was_ever_marked_is_no_truth(
    layer: PredictionLayer, qtbot: QtBot, given: int
) -> None:
    # None at all, as of an image without a label; or an instance without a pixel.
    document = MaskDocument(FORGED, BitPlanes(HEIGHT, WIDTH, given))
    layer.set_case(FORGED, document)
    layer.set_prediction(Prediction(probability()))
    settled(qtbot, layer)
    assert layer.mask is not None
    assert (layer.comparison, layer.lacks_truth) == (None, True)
    with qtbot.waitSignal(layer.compared):
        if not given:
            document.new_instance()
        document.set_current(0)
        document.begin_stroke((10.0, 10.0), RoundBrush(9), erase=False)
        document.end_stroke()
    settled(qtbot, layer)
    assert layer.comparison is not None
    assert layer.comparison.comparison.of1 == pytest.approx(expected_of1(layer, document))
    assert not layer.lacks_truth
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    settled(qtbot, layer)
    shown: tuple[object, bool] = (layer.comparison, layer.lacks_truth)
    assert shown == (None, True)


def test_a_stroke_made_while_the_mask_is_made_counts(layer: PredictionLayer, qtbot: QtBot) -> None:
    document = truth()
    layer.set_case(FORGED, document)
    layer.set_prediction(Prediction(probability()))
    document.delete_instance(0)
    settled(qtbot, layer)
    assert layer.comparison is not None
    assert layer.comparison.comparison.of1 == pytest.approx(expected_of1(layer, document))


def test_finished_instances_are_shown_until_the_map_is_asked(
    layer: PredictionLayer, qtbot: QtBot
) -> None:
    instances = np.zeros((1, HEIGHT, WIDTH), np.uint8)
    instances[0, 25:35, 5:15] = 1
    layer.set_case(FORGED, truth())
    layer.set_prediction(Prediction(probability(), instances))
    settled(qtbot, layer)
    assert layer.mask is not None
    np.testing.assert_array_equal(layer.mask.sparse.to_stack(), instances)
    assert layer.comparison is not None
    assert layer.comparison.pairs == ((1, 0),)
    layer.set_threshold(Threshold(0.85))
    settled(qtbot, layer)
    np.testing.assert_array_equal(layer.mask.sparse.to_stack()[0], probability() >= 0.85)
    layer.set_threshold(None)
    settled(qtbot, layer)
    np.testing.assert_array_equal(layer.mask.sparse.to_stack(), instances)


def test_an_authentic_image_is_compared_with_nothing_being_forged(
    layer: PredictionLayer, qtbot: QtBot
) -> None:
    layer.set_case(RecordKey("train", "authentic", "1"), None)
    layer.set_prediction(Prediction(probability()))
    layer.set_threshold(Threshold(0.95))
    settled(qtbot, layer)
    assert layer.comparison is not None
    assert layer.comparison.comparison.of1 == 1
    layer.set_threshold(Threshold(0.5))
    settled(qtbot, layer)
    assert layer.comparison.comparison.of1 == 0
    layer.set_case(RecordKey("test", "unlabelled", "9"), None)
    layer.set_prediction(Prediction(probability()))
    settled(qtbot, layer)
    assert not is_compared(layer)
    assert layer.mask is not None


def test_a_prediction_of_another_size_is_shown_and_not_compared(
    layer: PredictionLayer, qtbot: QtBot
) -> None:
    layer.set_case(FORGED, truth())
    layer.set_prediction(Prediction(np.ones((4, 4), np.float32)))
    settled(qtbot, layer)
    assert layer.comparison is None


def test_more_instances_than_a_mask_holds_share_the_last_plane() -> None:
    stack = np.eye(70, dtype=np.uint8).reshape(70, 7, 10)
    mask = PredictedMask.of(SparseMask.of_stack(stack))
    assert mask.planes.count == 64
    assert mask.left_over == 6
    shown = mask.planes.to_stack()
    np.testing.assert_array_equal(shown[:63], stack[:63])
    np.testing.assert_array_equal(shown[63], stack[63:].any(axis=0))


@pytest.mark.parametrize("seed", range(6))
def test_following_advice_scores_what_was_promised(
    layer: PredictionLayer, qtbot: QtBot, seed: int
) -> None:
    random = np.random.default_rng(seed)
    stack = np.zeros((2, HEIGHT, WIDTH), np.uint8)
    stack[0, 5:15, 5:15] = stack[0, 5:15, 30:40] = 1
    stack[1, 25:35, 5:15] = 1
    predicted = np.zeros((4, HEIGHT, WIDTH), np.uint8)
    predicted[0, 5:15, 5:15] = 1
    predicted[1, 5:15, 28:40] = 1
    predicted[2, 25:35, 5:15] = 1
    predicted[3, 0:3, 50:56] = 1
    predicted = predicted[random.permutation(4)]
    layer.set_case(FORGED, MaskDocument(FORGED, BitPlanes.from_stack(stack)))
    layer.set_prediction(Prediction(None, predicted))
    settled(qtbot, layer)
    before = layer.comparison
    assert before is not None
    promised = before.comparison.of1
    while layer.comparison is not None and layer.comparison.advice.steps:
        step = layer.comparison.advice.steps[0]
        assert step.before == pytest.approx(promised)
        layer.follow(step)
        settled(qtbot, layer)
        promised = step.after
        assert layer.comparison.comparison.of1 == pytest.approx(promised)
    assert promised > 0.8 > before.comparison.of1
    layer.follow(None)
    settled(qtbot, layer)
    assert layer.mask is not None
    np.testing.assert_array_equal(layer.mask.sparse.to_stack(), predicted)
