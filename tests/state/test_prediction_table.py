"""Scores of all records keep up with runs, with the threshold, and with masks that are edited."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.prediction import Image, Needs, Prediction
from forgery_viewer.core.prediction_store import PredictionStore
from forgery_viewer.core.scoring.dataset_scores import CaseScore
from forgery_viewer.core.thresholding import Grouping, Threshold
from forgery_viewer.state import mask_copies
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.prediction_state import ChosenPredictor
from forgery_viewer.state.prediction_table import PredictionTable
from tests.core.building import stack_of, write_array, write_image
from tests.state.desks import Desk, forged, paint

HEIGHT, WIDTH = 20, 30
SIZE = (HEIGHT, WIDTH)
MASKS = {
    "1": stack_of(HEIGHT, WIDTH, (slice(2, 6), slice(3, 8))),
    "2": stack_of(HEIGHT, WIDTH, (slice(2, 6), slice(3, 8)), (slice(4, 12), slice(10, 20))),
    "3": stack_of(HEIGHT, WIDTH, (slice(0, 20), slice(0, 4))),
}
AUTHENTIC = RecordKey("train", "authentic", "1")


class Noisy:
    """Takes the red of an image for how probable a forgery is."""

    title = summary = "noisy"
    needs = Needs.IMAGE

    def __init__(self, name: str = "noisy", *, turned: bool = False) -> None:
        self.name = self.identity = name
        self._turned = turned

    def predict(self, image: Image, **_others: object) -> Prediction:
        red = image[..., 0].astype(np.float32) / 255
        return Prediction(np.asarray(1 - red if self._turned else red, np.float32))

    def close(self) -> None:
        """Nothing is held."""


def write_samples(root: Path) -> Path:
    """Images whose red is high in the mask and somewhere else."""
    random = np.random.default_rng(5)
    for case_id, mask in MASKS.items():
        for label, marked in (("authentic", np.zeros(SIZE, np.uint8)), ("forged", mask.max(0))):
            image = random.integers(0, 160, (*SIZE, 3), np.uint8)
            image[..., 0] += marked * 90
            write_image(root / f"train_images/{label}/{case_id}.png", image)
        write_array(root / f"train_masks/{case_id}.npy", mask)
    return root


class Story:
    """A data set, a predictor and the table of its scores."""

    def __init__(self, root: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.desk = Desk(root)
        self.session = PredictionSession(self.desk.index, self.desk.workspace)
        self.table = PredictionTable(self.session, self.desk.workspace, self.desk.documents)
        self.keys = [self.desk.index.key(row) for row in range(len(self.desk.index))]

    def choose(
        self,
        predictor: Noisy,
        place: int = 0,
        suggests: Threshold = Threshold(0.5, grouping=Grouping.EACH),  # noqa: B008 - immutable
    ) -> None:
        chosen = ChosenPredictor(predictor.name, "Noisy", predictor.identity, suggests)
        self.session.state.choose(place, chosen)

    def run(self, predictor: Noisy, keys: list[RecordKey]) -> None:
        with self.qtbot.waitSignal(self.session.runs.ended):
            self.session.runs.start(predictor, keys)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.table.is_behind)

    def close(self) -> None:
        self.table.close()
        self.session.close()
        self.desk.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_samples(tmp_path / "samples")


@pytest.fixture
def story(root: Path, qtbot: QtBot) -> Iterator[Story]:
    story = Story(root, qtbot)
    yield story
    story.close()


def plain_regions(marked: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """8-connected regions, by spreading out from one pixel after the other."""
    left, found = marked.copy(), []
    while left.any():
        region = np.zeros_like(left)
        region[tuple(np.argwhere(left)[0])] = True
        while True:
            padded = np.pad(region, 1)
            spread = np.zeros_like(region)
            for row in range(3):
                for column in range(3):
                    spread |= padded[row : row + HEIGHT, column : column + WIDTH]
            spread &= left
            if (spread == region).all():
                break
            region = spread
        found.append(region)
        left &= ~region
    return found


def plain_scores(
    probability: NDArray[np.float32], true: NDArray[np.uint8], threshold: Threshold
) -> tuple[float, float]:
    """oF1 and F1 as they are defined, by trying every assignment."""
    marked = plain_regions(probability >= np.float32(threshold.value))
    marked = [region for region in marked if region.sum() >= threshold.least_area_px]
    if threshold.grouping is Grouping.ONE and marked:
        marked = [np.any(marked, axis=0)]
    truths = [plane.astype(bool) for plane in true if plane.any()]
    union, wanted = (
        np.any(stack, axis=0) if stack else np.zeros(SIZE, bool) for stack in (marked, truths)
    )
    both = union.sum() + wanted.sum()
    f1 = float(2 * (union & wanted).sum() / both) if both else 1.0
    p, g = len(marked), len(truths)
    if not p or not g:
        return float(p == g), f1
    f = np.array([[2 * (a & b).sum() / (a.sum() + b.sum()) for b in truths] for a in marked])
    f = np.vstack([f, np.zeros((g, g))])
    best = max(
        sum(f[row, column] for column, row in enumerate(rows))
        for rows in permutations(range(len(f)), g)
    )
    return float(best / max(p, g)), f1


def expected(
    story: Story, predictor: Noisy, threshold: Threshold, **edited: NDArray[np.uint8]
) -> dict[RecordKey, tuple[float, float]]:
    kept = story.session.kept
    found = {}
    for key in story.keys:
        prediction = kept.load(predictor.identity, key)
        if prediction is None or prediction.probability is None:
            continue
        true = edited.get(f"case_{key.case_id}", MASKS[key.case_id])
        true = true if key.label == "forged" else np.zeros((0, *SIZE), np.uint8)
        found[key] = plain_scores(prediction.probability, true, threshold)
    return found


def told(scores: dict[RecordKey, CaseScore]) -> dict[RecordKey, tuple[float, float]]:
    return {key: (score.of1, score.f1) for key, score in scores.items()}


def check(story: Story, predictor: Noisy, threshold: Threshold, place: int = 0,
          **edited: NDArray[np.uint8]) -> None:  # fmt: skip
    story.settle()
    wanted = expected(story, predictor, threshold, **edited)
    found = told(dict(story.table.scores(place)))
    assert set(found) == set(wanted)
    for key, values in wanted.items():
        assert found[key] == pytest.approx(values, abs=1e-12), key


COARSE = Threshold(0.6, least_area_px=6, grouping=Grouping.ONE)


def test_scores_come_with_each_result_of_a_run(story: Story) -> None:
    predictor = Noisy()
    story.table.set_active(True)
    story.choose(predictor)
    story.session.state.set_threshold(COARSE)
    story.settle()
    assert not story.table.scores()
    story.run(predictor, story.keys[:2])
    check(story, predictor, COARSE)
    assert set(story.table.scores()) == set(story.keys[:2])
    story.run(predictor, story.keys)
    assert set(story.table.scores()) == set(story.keys)
    check(story, predictor, COARSE)


def test_what_was_kept_is_scored_at_each_threshold(story: Story, root: Path, qtbot: QtBot) -> None:
    predictor = Noisy()
    story.choose(predictor)
    story.run(predictor, story.keys)
    assert not story.table.scores(), "nobody has looked yet"
    story.close()
    later = Story(root, qtbot)
    try:
        later.table.set_active(True)
        later.choose(predictor)
        # Each of these is given up for the next one.
        for value in (0.2, 0.4, 0.9):
            later.session.state.set_threshold(Threshold(value))
        later.session.state.set_threshold(COARSE)
        check(later, predictor, COARSE)
        assert len(later.table.scores()) == len(later.keys)
        other = Threshold(0.8, least_area_px=2, grouping=Grouping.ONE)
        later.session.state.set_threshold(other)
        check(later, predictor, other)
    finally:
        later.close()


@pytest.mark.parametrize("at_once_bytes", [1 << 22, 0])
def test_an_edited_mask_is_the_truth(
    story: Story, at_once_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mask_copies, "_AT_ONCE_BYTES", at_once_bytes)
    predictor = Noisy()
    story.table.set_active(True)
    story.choose(predictor)
    story.session.state.set_threshold(COARSE)
    story.run(predictor, story.keys)
    before = story.table.scores()[forged("2")]
    document = story.desk.open("2")
    with story.qtbot.waitSignal(story.table.changed):
        paint(document, 24, 15)
    edited = document.planes.to_stack()
    check(story, predictor, COARSE, case_2=edited)
    assert story.table.scores()[forged("2")] != before
    # Nor is it forgotten when all is worked out anew.
    other = Threshold(0.7, least_area_px=6, grouping=Grouping.ONE)
    story.session.state.set_threshold(other)
    check(story, predictor, other, case_2=edited)
    with story.qtbot.waitSignal(story.table.changed):
        document.undo_stack.undo()
    check(story, predictor, other)


def test_an_empty_instance_of_the_data_set_counts_again_when_edits_are_undone(
    root: Path, qtbot: QtBot
) -> None:
    write_array(
        root / "train_masks/2.npy", np.concatenate([MASKS["2"], np.zeros((1, *SIZE), np.uint8)])
    )
    story, predictor = Story(root, qtbot), Noisy()
    try:
        story.table.set_active(True)
        story.choose(predictor)
        story.session.state.set_threshold(COARSE)
        story.run(predictor, story.keys)
        given = story.table.scores()[forged("2")]
        assert given.true == len(MASKS["2"]) + 1
        document = story.desk.open("2")
        with qtbot.waitSignal(story.table.changed):
            paint(document, 24, 15)
        story.settle()
        assert story.table.scores()[forged("2")].true == len(MASKS["2"])
        with qtbot.waitSignal(story.table.changed):
            document.undo_stack.undo()
        story.settle()
        assert story.table.scores()[forged("2")] == given
    finally:
        story.close()


def test_edits_of_an_earlier_run_count_too(story: Story, root: Path, qtbot: QtBot) -> None:
    predictor = Noisy()
    document = story.desk.open("3")
    paint(document, 24, 15)
    edited = document.planes.to_stack()
    story.run(predictor, story.keys)
    story.close()
    later = Story(root, qtbot)
    try:
        later.table.set_active(True)
        later.choose(predictor)
        later.session.state.set_threshold(COARSE)
        check(later, predictor, COARSE, case_3=edited)
        with qtbot.waitSignal(later.desk.documents.saved):
            later.desk.documents.save_all()
        check(later, predictor, COARSE, case_3=edited)
        later.session.state.set_threshold(Threshold(0.7, grouping=Grouping.ONE))
        check(later, predictor, Threshold(0.7), case_3=edited)
    finally:
        later.close()


def test_the_second_predictor_has_scores_of_its_own(story: Story) -> None:
    first, second = Noisy(), Noisy("turned", turned=True)
    story.table.set_active(True)
    story.choose(first)
    story.choose(second, 1)
    story.session.state.set_threshold(COARSE)
    story.run(first, story.keys)
    story.run(second, story.keys[:3])
    check(story, first, COARSE)
    check(story, second, COARSE, 1)
    assert len(story.table.scores(1)) == 3
    story.session.state.choose(1, None)
    story.settle()
    assert not story.table.scores(1)
    check(story, first, COARSE)


def test_each_predictor_is_taken_at_its_own_threshold_until_the_user_sets_one(
    story: Story,
) -> None:
    first, second = Noisy(), Noisy("turned", turned=True)
    own = Threshold(0.75, least_area_px=3, grouping=Grouping.ONE)
    story.table.set_active(True)
    story.choose(first)
    story.choose(second, 1, own)
    for predictor in (first, second):
        story.run(predictor, story.keys)
    check(story, first, Threshold(0.5, grouping=Grouping.EACH))
    check(story, second, own, place=1)
    story.session.state.set_threshold(COARSE)
    check(story, first, COARSE)
    check(story, second, COARSE, place=1)


def test_a_pass_that_is_stopped_can_be_gone_on_with(story: Story) -> None:
    predictor = Noisy()
    story.run(predictor, story.keys)
    story.table.set_active(True)
    story.choose(predictor)
    states = [story.table.is_passing]
    story.table.stop()
    states += [story.table.is_passing, story.table.is_stopped]
    assert states == [True, False, True]
    story.settle()
    story.table.restart()
    check(story, predictor, Threshold(0.5, grouping=Grouping.EACH))


def test_instances_of_the_predictor_count_until_a_threshold_is_set(story: Story) -> None:
    class Sure(Noisy):
        def predict(self, image: Image, **_others: object) -> Prediction:
            found = Noisy.predict(self, image).probability
            instances = np.zeros((1, *SIZE), np.uint8)
            instances[0, 2:6, 3:8] = 1
            return Prediction(found, instances)

    predictor = Sure("sure")
    story.table.set_active(True)
    story.choose(predictor)
    story.run(predictor, [forged("1")])
    assert story.table.scores()[forged("1")].of1 == 1.0
    story.session.state.set_threshold(COARSE)
    check(story, predictor, COARSE)
    assert story.table.scores()[forged("1")].of1 < 1.0


def test_nothing_is_read_where_a_predictor_has_no_result(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(PredictionStore, "load", lambda *args: asked.append(args))
    story.table.set_active(True)
    story.choose(Noisy("never run"))
    story.settle()
    assert not asked
    assert not story.table.scores()
    assert AUTHENTIC in story.keys
