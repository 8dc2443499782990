"""Folders of masks and maps: what each file means, and what is said where one means nothing."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.prediction import Prediction, PredictionError
from forgery_viewer.core.prediction_files import folder as folder_reading
from forgery_viewer.core.prediction_files.folder import FolderPredictions
from forgery_viewer.core.prediction_files.found import FoundPrediction
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.prediction_files.submission import SubmissionPredictions
from forgery_viewer.core.thresholding import Threshold
from tests.core.building import noise, stack_of, write_array, write_image
from tests.core.prediction_files.conftest import SIZE, key

STACK = stack_of(*SIZE, (slice(2, 6), slice(3, 8)), (slice(10, 14), slice(4, 28)))
PLANE = STACK.max(axis=0)
MAP = (PLANE * 0.75 + 0.125).astype(np.float32)
ONE = key("train/forged/1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "predictions"
    path.mkdir()
    return path


def read(folder: Path, index: Index, name: str = "train/forged/1") -> FoundPrediction:
    return FolderPredictions(folder, index).read(key(name), *SIZE)


def stack_in(found: FoundPrediction) -> NDArray[np.uint8]:
    assert found.mask is not None
    return found.mask.to_stack()


def map_in(found: FoundPrediction) -> NDArray[np.float32]:
    assert found.probability is not None
    return found.probability


def test_files_lie_flat_or_by_split_and_label(folder: Path, index: Index) -> None:
    write_array(folder / "1.npy", STACK)
    write_array(folder / "authentic/1.npy", STACK[:0])
    write_array(folder / "supplemental_masks/2.npy", STACK)
    write_array(folder / "train/forged/2.npy", STACK[:1])
    write_image(folder / "3.png", PLANE * 255)
    (folder / "notes.txt").write_text("nothing")
    write_array(folder / ".hidden/9.npy", STACK)
    write_array(folder / "._9.npy", STACK)
    found = FolderPredictions(folder, index)
    names = ["train/authentic/1", "train/forged/1", "train/forged/2", "train/forged/3",
             "supplemental/forged/2"]  # fmt: skip
    assert found.keys == tuple(map(key, names))
    assert found.messages == ()
    counts = [len(stack_in(found.read(one, *SIZE))) for one in found.keys]
    assert counts == [0, 2, 1, 1, 2]


def test_unknown_files_and_more_than_one_file(folder: Path, index: Index) -> None:
    for name in ("1.npy", "77.npy", "sub/78.npy"):
        write_array(folder / name, STACK)
    write_image(folder / "1.png", PLANE)
    found = FolderPredictions(folder, index)
    assert found.messages == (
        f"{folder}: 2 files of no image of the data set, not used: 77.npy, sub/78.npy",
        f"{folder}: 1 image with more than one file, only the first is used: 1.png after 1.npy",
    )
    assert len(stack_in(found.read(ONE, *SIZE))) == 2


def test_an_empty_folder_is_told(folder: Path, index: Index) -> None:
    assert "holds no predictions" in FolderPredictions(folder, index).messages[0]


@pytest.mark.parametrize(
    "array",
    [
        STACK,
        STACK * 255,
        STACK.astype(bool),
        STACK.astype(np.int64),
        STACK.astype(np.float32),
        np.asfortranarray(STACK),
        STACK.transpose(1, 2, 0),
    ],
    ids=["usual", "255", "bool", "int64", "float", "fortran", "channels last"],
)
def test_masks_in_arrays(folder: Path, index: Index, array: NDArray[Any]) -> None:
    write_array(folder / "1.npy", array)
    np.testing.assert_array_equal(stack_in(read(folder, index)), STACK)


def test_a_mask_with_other_axes_or_numbers_is_told(folder: Path, index: Index) -> None:
    write_array(folder / "1.npy", STACK.transpose(1, 2, 0).astype(np.int64))
    assert read(folder, index).notes == ("is no usual mask (channels last, int64), read as one",)


@pytest.mark.parametrize("array", [PLANE, PLANE * 255, PLANE.astype(bool), PLANE.astype(np.float64),
                                   PLANE * 7])  # fmt: skip
def test_one_plane_is_one_instance(folder: Path, index: Index, array: NDArray[Any]) -> None:
    write_array(folder / "1.npy", array)
    found = read(folder, index)
    np.testing.assert_array_equal(stack_in(found), PLANE[np.newaxis])
    assert bool(found.notes) == (array.max() == 7)


@pytest.mark.parametrize("array", [STACK[:0], np.zeros_like(STACK), np.zeros_like(PLANE),
                                   np.zeros_like(MAP), np.zeros((1, *SIZE), bool)])  # fmt: skip
def test_nothing_found_is_no_instance(folder: Path, index: Index, array: NDArray[Any]) -> None:
    write_array(folder / "1.npy", array)
    found = read(folder, index)
    assert (stack_in(found).shape[0], found.notes) == (0, ())


def test_empty_channels_beside_others_are_left_out_and_told(folder: Path, index: Index) -> None:
    write_array(folder / "1.npy", np.concatenate((STACK, np.zeros_like(STACK[:1]))))
    found = read(folder, index)
    np.testing.assert_array_equal(stack_in(found), STACK)
    assert found.notes == ("has 1 channel without a pixel, left out",)


NUMBERS = PLANE + (np.arange(SIZE[0])[:, np.newaxis] >= 8) * PLANE


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32])
def test_numbers_of_instances(folder: Path, index: Index, dtype: type) -> None:
    write_array(folder / "1.npy", NUMBERS.astype(dtype))
    found = read(folder, index)
    np.testing.assert_array_equal(stack_in(found), STACK)
    assert found.notes == ("has the values 0, 1, 2, read as numbers of instances",)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp"])
def test_pictures_of_masks(folder: Path, index: Index, suffix: str) -> None:
    write_image(folder / f"1{suffix}", PLANE * 255)
    write_image(folder / f"2{suffix}", np.stack([PLANE * 255] * 3, axis=2))
    write_image(folder / f"3{suffix}", NUMBERS)
    for name in ("1", "2"):
        np.testing.assert_array_equal(stack_in(read(folder, index, f"train/forged/{name}")),
                                      PLANE[np.newaxis])  # fmt: skip
    np.testing.assert_array_equal(stack_in(read(folder, index, "train/forged/3")), STACK)


def test_a_colour_for_each_instance(folder: Path, index: Index) -> None:
    colours = np.zeros((*SIZE, 3), np.uint8)
    colours[STACK[0] != 0], colours[STACK[1] != 0] = (255, 0, 0), (0, 255, 0)
    write_image(folder / "1.png", colours)
    found = stack_in(read(folder, index))
    assert {plane.tobytes() for plane in found} == {plane.tobytes() for plane in STACK}


def test_grey_levels_are_a_map(folder: Path, index: Index) -> None:
    write_image(folder / "1.png", (MAP * 255).astype(np.uint8))
    write_image(folder / "2.png", (MAP * 65535).astype(np.uint16))
    found = read(folder, index)
    np.testing.assert_allclose(map_in(found), MAP, atol=1 / 255)
    assert found.notes == ("has grey levels, read as probabilities: 255 is 1",)
    np.testing.assert_allclose(map_in(read(folder, index, "train/forged/2")), MAP, atol=1e-4)


@pytest.mark.parametrize("array", [MAP, MAP.astype(np.float64), MAP[np.newaxis], MAP[..., None],
                                   MAP[None, None], MAP.astype(np.float16)])  # fmt: skip
def test_maps_of_floats(folder: Path, index: Index, array: NDArray[Any]) -> None:
    write_array(folder / "1.npy", array)
    found = read(folder, index)
    np.testing.assert_array_equal(map_in(found), MAP)
    assert map_in(found).dtype == np.float32
    assert found.notes == ()
    assert isinstance(found.as_prediction(), Prediction)


def test_archives_of_maps(folder: Path, index: Index) -> None:
    np.savez_compressed(folder / "1.npz", map=MAP.astype(np.float16), image_score=0.75)
    np.savez(folder / "2.npz", MAP)
    np.savez(folder / "3.npz", map=MAP, other=MAP * 0)
    for name in ("1", "2", "3"):
        found = read(folder, index, f"train/forged/{name}")
        np.testing.assert_array_equal(map_in(found), MAP)
    assert read(folder, index).image_score == 0.75
    assert read(folder, index).as_prediction().image_score == 0.75


def test_logits_are_taken_for_what_they_are(folder: Path, index: Index) -> None:
    logits = np.log(MAP / (1 - MAP)).astype(np.float32)
    write_array(folder / "1.npy", logits)
    found = read(folder, index)
    np.testing.assert_allclose(map_in(found), MAP, atol=1e-6)
    assert len(found.notes) == 1
    assert found.notes[0].startswith("has values from -1.946 to 1.946, which are logits and no ")


def test_other_values_outside_0_to_1(folder: Path, index: Index) -> None:
    write_array(folder / "1.npy", MAP * 3)
    write_array(folder / "2.npy", np.round(MAP * 255))
    write_array(folder / "3.npy", MAP / MAP.max() + np.float32(5e-4))
    found = read(folder, index)
    assert map_in(found).max() == 1
    assert "everything above 1 counts as 1" in found.notes[0]
    scaled = read(folder, index, "train/forged/2")
    np.testing.assert_allclose(map_in(scaled), MAP, atol=1 / 255)
    assert "255 is 1" in scaled.notes[0]
    assert read(folder, index, "train/forged/3").notes == (), "a rounding error is none"


def nan_map() -> NDArray[np.float32]:
    values: NDArray[np.float32] = MAP.copy()
    values[0, :2] = np.nan
    return values


@pytest.mark.parametrize(
    ("array", "reason", "defect"),
    [
        (nan_map(), "has NaN in 2 pixels", "nan"),
        (np.full(SIZE, np.inf), "has infinite values in 600 pixels", "nan"),
        (MAP[:10], "prediction is 30 x 10, image is 30 x 20", "wrong-size"),
        (MAP.T, "prediction is 20 x 30, image is 30 x 20: transposed", "transposed"),
        (STACK[:, :10], "mask is 30 x 10, image is 30 x 20", "wrong-size"),
        (STACK.transpose(0, 2, 1), "transposed", "transposed"),
        (np.stack([MAP, MAP]), "has 2 channels of other values than 0 and 1", "wrong-shape"),
        (STACK * 3, "has values other than 0 and 1", "not-binary"),
        (np.zeros((2, 2, 2, 2)), "has the shape (2, 2, 2, 2)", "wrong-shape"),
        (np.zeros(7), "has the shape (7,)", "wrong-shape"),
        (np.full(SIZE, "x"), "not numbers", "not-binary"),
        (PLANE.astype(np.int16) * -1, "has negative values", "not-binary"),
        (NUMBERS.astype(np.int64) * 999, "has values up to 1,998", "not-binary"),
        (np.zeros((65, *SIZE), np.uint8), "65 channels", "wrong-shape"),
        (np.array([{}], object), "Python objects", "pickle-refused"),
    ],
)
def test_arrays_that_are_refused(
    folder: Path, index: Index, array: NDArray[Any], reason: str, defect: str
) -> None:
    np.save(folder / "1.npy", array, allow_pickle=True)
    write_array(folder / "2.npy", STACK)
    with pytest.raises(PredictionError) as raised:
        read(folder, index)
    assert reason in str(raised.value)
    assert str(raised.value).startswith("predictions/1.npy: ")
    assert raised.value.defect == defect
    np.testing.assert_array_equal(stack_in(read(folder, index, "train/forged/2")), STACK)


def damaged(folder: Path) -> dict[str, bytes]:
    """Files that are not, or not any more, what their names say."""
    np.savez(folder / "whole.npz", map=MAP)
    archive = (folder / "whole.npz").read_bytes()
    np.save(folder / "whole.npy", MAP)
    array = (folder / "whole.npy").read_bytes()
    for path in folder.glob("whole.*"):
        path.unlink()
    return {
        "1.npy": array[:-5],
        "2.npy": b"",
        "3.npy": b"not an array at all",
        "1.npz": archive[: len(archive) // 2],
        "2.npz": array,
        "3.npz": pickle.dumps({"map": 1}),
        "1.png": b"\x89PNG\r\n\x1a\n",
        "2.png": b"",
        "3.png": b"\xff\xd8\xff",
    }


@pytest.mark.parametrize("name", ["1.npy", "2.npy", "3.npy", "1.npz", "2.npz", "3.npz", "1.png",
                                  "2.png", "3.png"])  # fmt: skip
def test_damaged_files(folder: Path, index: Index, name: str) -> None:
    (folder / name).write_bytes(damaged(folder)[name])
    with pytest.raises(PredictionError) as raised:
        read(folder, index, f"train/forged/{name[0]}")
    assert str(raised.value).startswith(f"predictions/{name}: ")


def test_archives_that_are_refused(
    folder: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.savez(folder / "1.npz", a=MAP, b=MAP)
    np.savez(folder / "2.npz", map=np.array([{}], object))
    np.savez_compressed(folder / "3.npz", map=np.zeros((2048, 2048), np.float32))
    monkeypatch.setattr(folder_reading, "MOST_BYTES", 10_000_000)
    for name, reason in (
        ("1", "has no array 'map', but a, b"),
        ("2", "Python objects"),
        ("3", "unpacks to 16.8 MB, which is no map"),
    ):
        with pytest.raises(PredictionError, match="npz") as raised:
            read(folder, index, f"train/forged/{name}")
        assert reason in str(raised.value)


def test_a_colour_photograph_is_no_mask(folder: Path, index: Index) -> None:
    write_image(folder / "1.png", noise(*SIZE))
    with pytest.raises(PredictionError, match="colours, not a mask"):
        read(folder, index)


def test_instances_of_maps_and_of_finished_masks(folder: Path, index: Index) -> None:
    write_array(folder / "1.npy", MAP)
    write_array(folder / "2.npy", STACK)
    found = read(folder, index)
    assert found.instances(Threshold(0.5)).rows.areas_px.tolist() == [int(PLANE.sum())]
    assert found.instances(Threshold(0.95)).count == 0
    mask = read(folder, index, "train/forged/2")
    assert mask.instances(Threshold(0.95)).rows.areas_px.tolist() == [20, 96]
    assert mask.instances(Threshold(least_area_px=50)).rows.areas_px.tolist() == [96]


def test_opening(folder: Path, index: Index, tmp_path: Path) -> None:
    (folder / "submission.csv").write_text("case_id,annotation\n1,authentic\n")
    assert isinstance(open_predictions(folder, index), SubmissionPredictions)
    assert isinstance(open_predictions(folder / "submission.csv", index), SubmissionPredictions)
    write_array(folder / "1.npy", STACK)
    assert isinstance(open_predictions(folder, index), FolderPredictions)
    for path, reason in ((tmp_path / "none", "is missing"), (folder / "1.npy", "is neither")):
        with pytest.raises(PredictionError, match=reason):
            open_predictions(path, index)
