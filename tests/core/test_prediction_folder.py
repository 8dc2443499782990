"""What was predicted lies in a folder whole, once, and is gone on with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from forgery_viewer.core.index import Index
from forgery_viewer.core.kept_predictions import KeptPredictions
from forgery_viewer.core.listing import list_dataset
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.predicting_to_folder import FolderReport, predict_to_folder
from forgery_viewer.core.prediction import (
    Image,
    Needs,
    Prediction,
    PredictionCancelledError,
    PredictionError,
    check_cancelled,
)
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.prediction_folder import LOG, FileForm, PredictionFolder, Settings
from forgery_viewer.core.prediction_store import PredictionStore
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.thresholding import Grouping, Threshold
from forgery_viewer.core.thumbnail_store import Stamp
from forgery_viewer.core.workspace import Workspace
from tests.core.building import noise, write_image

SIZE = (24, 30)


class Bright:
    """Says how bright each pixel is, and remembers what it was asked."""

    name, title, summary = "bright", "Bright", "How bright each pixel is."
    needs = Needs.IMAGE

    def __init__(self, identity: str = "bright 1") -> None:
        self.identity = identity
        self.asked: list[RecordKey | None] = []
        self.refused: frozenset[str] = frozenset()

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,
        partner: Image | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Prediction:
        check_cancelled(cancelled)
        self.asked.append(key)
        if key is not None and key.case_id in self.refused:
            raise PredictionError(Path(), "It is too dark")
        return Prediction((image.max(axis=2) / np.float32(255)).astype(np.float32), notes=("Seen",))

    def close(self) -> None:
        pass


@pytest.fixture
def index(tmp_path: Path) -> Index:
    root = tmp_path / "set"
    for number, case_id in enumerate(("1", "2", "10")):
        for label in ("authentic", "forged"):
            path = root / f"train_images/{label}/{case_id}.png"
            write_image(path, noise(*SIZE, seed=10 * number + len(label)))
    write_image(root / "supplemental_images/2.png", noise(*SIZE, seed=99))
    return list_dataset(root)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def keys(index: Index) -> list[RecordKey]:
    return [index.key(row) for row in range(len(index))]


def run(predictor: Bright, index: Index, out: Path, **options: object) -> FolderReport:
    given = {"threshold": Threshold(), **options}
    return predict_to_folder(predictor, index, keys(index), out, **given)  # type: ignore[arg-type]


def expected(index: Index, key: RecordKey) -> NDArray[np.float32]:
    from forgery_viewer.core.images import read_image

    image = read_image(index.record(index.row_of(key)).image_path)
    levels = (image.max(axis=2) / np.float32(255)).astype(np.float16)
    return np.asarray(levels, np.float32)


def test_maps_and_submission_can_be_read_again(index: Index, out: Path) -> None:
    report = run(Bright(), index, out)
    assert (report.predicted, report.there, report.failed) == (7, 0, [])
    assert report.notes == {"Seen": 7}
    with np.load(out / "train_maps/forged/10.npz", allow_pickle=False) as archive:
        assert archive["map"].dtype == np.float16
    folder = open_predictions(out, index)
    assert set(folder.keys) == set(keys(index))
    assert folder.messages == ()
    submission = open_predictions(out / "submission.csv", index)
    assert report.submission == (out / "submission.csv", 7)
    assert set(submission.keys) == set(keys(index))
    for key in keys(index):
        found = folder.read(key, *SIZE)
        assert found.probability is not None
        np.testing.assert_array_equal(found.probability, expected(index, key))
        told = submission.read(key, *SIZE).mask
        assert told is not None
        np.testing.assert_array_equal(told.to_stack()[0], expected(index, key) >= 0.5)
    lines = (out / "submission.csv").read_text().splitlines()
    names = [line.partition(",")[0] for line in lines]
    assert names[0] == "case_id"
    assert {"1", "authentic/1", "2", "supplemental/2"} <= set(names)


def test_masks_are_written_where_they_are_asked_for(index: Index, out: Path) -> None:
    threshold = Threshold(0.9, least_area_px=3, grouping=Grouping.EACH)
    run(Bright(), index, out, form=FileForm.MASKS, threshold=threshold)
    assert not list(out.rglob("*.npz"))
    stack = np.load(out / "train_masks/forged/1.npy")
    assert (stack.dtype, stack.shape[1:]) == (np.dtype(np.uint8), SIZE)
    assert len(stack) > 1
    assert min(int(channel.sum()) for channel in stack) >= 3
    assert not (
        stack.any(axis=0) & (expected(index, RecordKey("train", "forged", "1")) < 0.9)
    ).any()


def test_a_second_run_predicts_nothing_again(index: Index, out: Path) -> None:
    run(Bright(), index, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.npz")}
    again = Bright()
    report = run(again, index, out)
    assert (again.asked, report.there, report.submission[1]) == ([], 7, 7)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.npz")} == before


def test_what_is_gone_or_of_a_changed_image_is_predicted_again(index: Index, out: Path) -> None:
    run(Bright(), index, out)
    (out / "train_maps/forged/2.npz").unlink()
    changed = RecordKey("train", "authentic", "10")
    write_image(index.record(index.row_of(changed)).image_path, noise(*SIZE, seed=1234))
    again = Bright()
    report = run(again, index, out)
    assert set(again.asked) == {RecordKey("train", "forged", "2"), changed}
    assert (report.there, report.predicted) == (5, 2)
    found = open_predictions(out, index).read(changed, *SIZE).probability
    np.testing.assert_array_equal(found, expected(index, changed))


def test_a_pair_is_predicted_again_where_either_image_changed(index: Index, out: Path) -> None:
    class Paired(Bright):
        needs = Needs.PAIR

    root = index.root / "train_images"
    pair = [root / label / "2.png" for label in ("authentic", "forged")]
    for path in pair:
        os.utime(path, ns=(1_000, 1_000))
    run(Paired(), index, out)
    again = Paired()
    run(again, index, out)
    assert again.asked == []
    # As after unpacking: all files have one time, and not the one from before.
    for path in pair:
        os.utime(path, ns=(2_000, 2_000))
    run(again, index, out)
    assert {(key.label, key.case_id) for key in again.asked if key is not None} == {
        ("authentic", "2"),
        ("forged", "2"),
    }


def test_a_line_that_was_cut_off_counts_for_nothing(index: Index, out: Path) -> None:
    run(Bright(), index, out)
    log = out / LOG
    log.write_bytes(log.read_bytes()[:-25])
    again = Bright()
    assert run(again, index, out).there == 6
    assert len(again.asked) == 1
    assert all(json.loads(line) for line in log.read_text().splitlines())


def test_another_run_takes_away_what_the_first_wrote_and_no_more(index: Index, out: Path) -> None:
    run(Bright(), index, out)
    (out / "train_maps/forged/mine.npz").write_bytes(b"mine")
    (out / "notes.txt").write_text("mine")
    report = run(Bright("bright 2"), index, out, form=FileForm.MASKS)
    assert report.predicted == 7
    assert [path.name for path in out.rglob("*.npz")] == ["mine.npz"]
    assert len(list(out.rglob("*.npy"))) == 7
    assert (out / "notes.txt").is_file()


def test_a_log_can_name_no_file_of_others(index: Index, out: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.npy"
    precious.write_bytes(b"mine")
    line = {"key": ["train", "forged", "../../../precious"], "stamp": [1, 1], "annotation": "",
            "file": "train_masks/forged/../../../precious.npy"}  # fmt: skip
    (out / "train_masks/forged").mkdir(parents=True)
    (out / LOG).write_text(f'{{"identity": "another"}}\n{json.dumps(line)}\n')
    PredictionFolder(out, Settings("bright 1", Threshold()))
    assert precious.is_file()


def test_the_workspace_is_asked_before_the_predictor(
    index: Index, out: Path, tmp_path: Path
) -> None:
    kept = KeptPredictions(index, PredictionStore(Workspace.open(index.root, tmp_path / "work")))
    first = Bright()
    assert run(first, index, out, kept=kept).predicted == 7
    other = tmp_path / "other"
    other.mkdir()
    again = Bright()
    report = run(again, index, other, kept=kept)
    assert (again.asked, report.kept, report.predicted) == ([], 7, 0)
    one, two = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*.npz")}
        for root in (out, other)
    )
    assert one == two
    assert (out / "submission.csv").read_bytes() == (other / "submission.csv").read_bytes()
    fresh = Bright()
    assert run(fresh, index, other, kept=kept, fresh=True).predicted == 7
    assert len(fresh.asked) == 7


def test_images_that_fail_are_named_and_the_rest_goes_on(index: Index, out: Path) -> None:
    broken = RecordKey("train", "forged", "1")
    index.record(index.row_of(broken)).image_path.write_bytes(b"no image")
    predictor = Bright()
    predictor.refused = frozenset({"10"})
    report = run(predictor, index, out)
    reasons = dict(report.failed)
    assert set(reasons) == {broken, RecordKey("train", "authentic", "10"),
                            RecordKey("train", "forged", "10")}  # fmt: skip
    assert reasons[RecordKey("train", "forged", "10")] == "It is too dark"
    assert "forged/1.png" in reasons[broken]
    assert report.submission[1] == 4


def test_what_gives_no_map_cannot_be_written_as_one(index: Index, out: Path) -> None:
    class Scores(Bright):
        def predict(self, image: Image, **_: object) -> Prediction:
            return Prediction(image_score=0.5)

    report = run(Scores(), index, out)
    assert {reason for _, reason in report.failed} == {
        "The predictor gives neither a map nor instances"
    }


def test_cancelled_runs_keep_what_they_wrote(index: Index, out: Path) -> None:
    def stops() -> Iterator[bool]:
        yield from [False] * 7
        while True:
            yield True

    asked = stops()
    first = Bright()
    with pytest.raises(PredictionCancelledError):
        run(first, index, out, cancelled=lambda: next(asked))
    assert 0 < len(first.asked) < 7
    second = Bright()
    seen: list[tuple[int, int]] = []
    report = run(second, index, out, progress=lambda *step: seen.append(step))
    assert set(first.asked).isdisjoint(second.asked)
    assert len(first.asked) + len(second.asked) == 7
    assert report.submission[1] == 7
    assert seen[-1] == (7, 7)


def test_a_stamp_tells_states_apart(out: Path) -> None:
    folder = PredictionFolder(out, Settings("bright 1", Threshold()))
    key = RecordKey("train", "forged", "7")
    folder.write(key, Stamp(5, 6), Prediction(np.zeros(SIZE, np.float32)))
    assert folder.has(key, Stamp(5, 6))
    assert not folder.has(key, Stamp(5, 7))
    again = PredictionFolder(out, Settings("bright 1", Threshold()))
    assert again.has(key, Stamp(5, 6))
