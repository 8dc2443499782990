"""Records are predicted in their order, each with a prediction or with the reason for none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import Index, RecordKey, scan
from forgery_viewer.core.opencv import cv2
from forgery_viewer.core.parallel import Cancelled
from forgery_viewer.core.predicting import Outcome, predict_records
from forgery_viewer.core.prediction import (
    Image,
    Needs,
    Prediction,
    PredictionCancelledError,
    PredictionError,
    PredictorInput,
    UnusablePredictorError,
)


class Mean:
    """Says how bright an image is, and its partner where it asks for one."""

    name = title = summary = identity = "mean"

    def __init__(self, needs: Needs = Needs.IMAGE) -> None:
        self.needs = needs
        self.partners: list[float | None] = []

    def predict(self, image: Image, *, partner: Image | None = None, **_: object) -> Prediction:
        self.partners.append(None if partner is None else float(partner.mean()))
        if image.mean() == 30:
            raise PredictionError(Path(), "It is too dark")
        level = np.float32(image.mean() / 255)
        return Prediction(np.full(image.shape[:2], level, np.float32))

    def close(self) -> None:
        """Nothing is held."""


class Batches(Mean):
    """The same, three at a time."""

    def predict_many(
        self,
        inputs: Iterable[PredictorInput],
        *,
        progress: object = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Prediction | PredictionError]:
        held: list[PredictorInput] = []
        for one in inputs:
            held.append(one)
            if len(held) == 3:
                yield from self._some(held)
                held = []
        yield from self._some(held)

    def _some(self, held: list[PredictorInput]) -> Iterator[Prediction | PredictionError]:
        for one in held:
            try:
                yield self.predict(one.image, partner=one.partner)
            except PredictionError as error:
                yield error


LEVELS = [10, 20, 30, 40, 50, 60, 70]
"""Of the forged images 0 to 6; 30 is refused by the predictor, image 4 cannot be read."""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    forged = tmp_path / "train_images" / "forged"
    authentic = tmp_path / "train_images" / "authentic"
    forged.mkdir(parents=True)
    authentic.mkdir()
    for number, level in enumerate(LEVELS):
        cv2.imwrite(str(forged / f"{number}.png"), np.full((6, 8, 3), level, np.uint8))
    cv2.imwrite(str(authentic / "1.png"), np.full((6, 8, 3), 99, np.uint8))
    (forged / "4.png").write_bytes(b"no image")
    return scan(tmp_path)


def keys() -> list[RecordKey]:
    return [RecordKey("train", "forged", str(number)) for number in range(len(LEVELS))]


def told(outcome: Outcome) -> float | str:
    if isinstance(outcome, PredictionError):
        return str(outcome)
    assert outcome.probability is not None
    return round(float(outcome.probability[0, 0]) * 255)


@pytest.mark.parametrize("predictor", [Mean(), Batches()])
def test_every_record_comes_in_its_order(index: Index, predictor: Mean) -> None:
    found = list(predict_records(predictor, index, keys()))
    assert [key for key, _outcome in found] == keys()
    said = [told(outcome) for _key, outcome in found]
    assert [word for word in said if not isinstance(word, str)] == [10, 20, 40, 60, 70]
    assert said[2] == "It is too dark"
    assert "4.png" in str(said[4])


@pytest.mark.parametrize("predictor", [Mean(Needs.PAIR), Batches(Needs.PAIR)])
def test_the_partner_is_read_for_whom_needs_it(index: Index, predictor: Mean) -> None:
    list(predict_records(predictor, index, keys()[:3]))
    assert predictor.partners == [None, 99, None]


def test_one_who_wants_to_stop_is_obeyed_between_images(index: Index) -> None:
    seen: list[RecordKey] = []
    run = predict_records(Mean(), index, keys(), cancelled=lambda: len(seen) >= 2)
    seen += [next(run)[0], next(run)[0]]
    with pytest.raises(PredictionCancelledError):
        next(run)
    assert seen == keys()[:2]


class Faulty(Mean):
    """The code of somebody else, which is not as it should be with some of the images."""

    title = "Faulty"

    def predict(self, image: Image, **asked: object) -> Prediction:
        match int(image.mean()):
            case 10:
                raise RuntimeError("no such layer")
            case 20:
                return np.zeros((6, 8), np.float32)  # type: ignore[return-value]
            case 40:
                return Prediction(np.zeros((3, 3), np.float32))
            case 60:
                # Maps are float32, which a prediction insists on.
                return Prediction(np.zeros((6, 8)))  # type: ignore[arg-type]
        return super().predict(image)


class FaultyBatches(Faulty, Batches):
    """The same, which ends at the first exception, and before the last image."""

    def predict_many(self, inputs: Iterable[PredictorInput], **_: object) -> Iterator[Prediction]:
        *most, _last = inputs
        for one in most:
            yield self.predict(one.image)


def test_what_others_do_wrong_is_the_reason_of_that_image_alone(index: Index) -> None:
    said = [told(outcome) for _key, outcome in predict_records(Faulty(), index, keys())]
    assert said[:4] == [
        "Faulty failed (RuntimeError: no such layer)",
        "Faulty gave ndarray, which is no prediction",
        "It is too dark",
        "The prediction is 3 x 3 px, the image 8 x 6",
    ]
    assert "a map is (H, W) float32" in str(said[5])
    assert said[6] == 70


def test_others_that_break_off_many_end_the_run_with_the_reason(index: Index) -> None:
    with pytest.raises(
        UnusablePredictorError, match=r"Faulty failed \(RuntimeError: no such layer"
    ):
        list(predict_records(FaultyBatches(), index, keys()))


def test_an_image_of_many_that_others_leave_out_is_told(index: Index) -> None:
    some = [keys()[number] for number in (1, 3, 6)]
    found = list(predict_records(FaultyBatches(), index, some))
    assert [key for key, _outcome in found] == some
    assert [told(outcome) for _key, outcome in found] == [
        "Faulty gave ndarray, which is no prediction",
        "The prediction is 3 x 3 px, the image 8 x 6",
        "Faulty said nothing of it",
    ]
