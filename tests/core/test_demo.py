"""The demo as a user opens it: what is in it, whether its answers are true, what is left alone."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from forgery_viewer.core.dataset import RecordKey, scan
from forgery_viewer.core.demo import (
    Answer,
    DemoAnswers,
    demo_folder,
    ensure_demo,
    is_complete,
    make_demo,
)
from forgery_viewer.core.errors import DatasetError
from forgery_viewer.core.images import read_image
from forgery_viewer.core.masks import read_mask
from forgery_viewer.core.regions import find_regions


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoAnswers:
    return make_demo(tmp_path_factory.mktemp("demo"))


def forged_path(root: Path, answer: Answer) -> Path:
    nested = "forged" if answer.split == "train" else ""
    return root / f"{answer.split}_images" / nested / f"{answer.case_id}.png"


def mask_of(root: Path, answer: Answer) -> NDArray[np.uint8]:
    path = root / f"{answer.split}_masks" / f"{answer.case_id}.npy"
    mask = read_mask(path, answer.height, answer.width)
    assert mask.note == ""
    return mask.stack


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_it_opens_without_a_problem_and_has_what_the_real_data_has(demo: DemoAnswers) -> None:
    index = scan(demo.root)
    table = index.table
    assert not index.findings
    assert set(table["problem"]) == {""}
    forged = table[table["label"] == "forged"]
    assert len(forged) >= 12
    assert set(forged["instances"]) == {1, 2, 3}
    train = forged[forged["split"] == "train"]
    assert np.any(train["partner"] < 0)
    assert np.any(train["partner"] >= 0)
    assert {"RGB", "RGBA", "L"} <= set(train["mode"])
    assert list(table["label"]).count("unlabelled") == 1
    supplemental = table[table["split"] == "supplemental"]
    assert set(supplemental["partner"]) == {-1}
    assert set(supplemental["case_id"]) & set(train["case_id"])
    assert train["height"].min() <= 102
    assert train["width"].max() >= 1200
    assert (train["width"] / train["height"]).max() > 8


def test_the_answers_are_those_of_the_masks_and_of_the_index(demo: DemoAnswers) -> None:
    with (demo.root / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["case_id"] for row in rows] == [answer.case_id for answer in demo.answers]
    index = scan(demo.root)
    for row, answer in zip(rows, demo.answers, strict=True):
        mask = mask_of(demo.root, answer)
        assert int(row["instances"]) == len(mask) == answer.instances
        area_px = int((mask.sum(axis=0) > 0).sum())
        assert int(row["area_px"]) == area_px == answer.area_px
        coverage_pct = 100 * area_px / (answer.height * answer.width)
        assert float(row["coverage_pct"]) == pytest.approx(coverage_pct, abs=1e-6)
        record = index.record(index.row_of(RecordKey(answer.split, "forged", answer.case_id)))
        assert (record.height, record.width) == (answer.height, answer.width)
        assert (record.instances, record.area_px) == (answer.instances, answer.area_px)
        assert record.coverage_pct == pytest.approx(answer.coverage_pct, abs=1e-6)


def test_pairs_differ_in_the_mask_alone_and_in_every_instance(demo: DemoAnswers) -> None:
    pairs = 0
    for answer in demo.answers:
        authentic_path = demo.root / "train_images/authentic" / f"{answer.case_id}.png"
        if answer.split != "train" or not authentic_path.exists():
            continue
        authentic = read_image(authentic_path)
        forged = read_image(forged_path(demo.root, answer))
        mask = mask_of(demo.root, answer)
        changed = np.any(authentic != forged, axis=2)
        assert not np.any(changed & (mask.sum(axis=0) == 0)), answer.case_id
        for instance in mask:
            assert np.any(changed & (instance > 0)), answer.case_id
        pairs += 1
    assert pairs >= 10


def test_instances_have_their_source_and_each_copy_as_a_region(demo: DemoAnswers) -> None:
    groups = json.loads((demo.root / "groups.json").read_text(encoding="utf-8"))
    most_copies = 0
    for answer in demo.answers:
        mask = mask_of(demo.root, answer)
        for instance, group in zip(mask, groups[f"{answer.split}/{answer.case_id}"], strict=True):
            copies = group["copies"]
            assert len(find_regions(instance)) == 1 + len(copies), answer.case_id
            x, y = group["source"]
            assert instance[y, x]
            assert all(instance[c["centre_y"], c["centre_x"]] for c in copies), answer.case_id
            most_copies = max(most_copies, len(copies))
    assert most_copies >= 3


def test_every_file_is_an_eight_bit_png_of_the_stated_size(demo: DemoAnswers) -> None:
    assert (demo.root / "sample_submission.csv").read_text() == "case_id,annotation\n45,authentic\n"
    for path in demo.root.rglob("*.png"):
        with Image.open(path) as image:
            assert image.format == "PNG"
            assert image.mode in {"L", "RGB", "RGBA"}
            if image.mode == "RGBA":
                assert np.asarray(image)[..., 3].min() == 255
    for answer in demo.answers:
        assert read_image(forged_path(demo.root, answer)).shape == (answer.height, answer.width, 3)


def test_the_same_seed_writes_the_same_bytes_and_tells_of_its_progress(
    demo: DemoAnswers, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    again = make_demo(tmp_path / "again", progress=lambda done, total: told.append((done, total)))
    assert contents(again.root) == contents(demo.root)
    assert again.answers == demo.answers
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]
    other = make_demo(tmp_path / "other", seed=1)
    assert (
        contents(other.root)["train_masks/32799.npy"]
        != contents(demo.root)["train_masks/32799.npy"]
    )


def test_it_lies_in_the_users_data_and_is_made_once(own_home: Path) -> None:
    root = ensure_demo()
    assert root == demo_folder()
    assert root.is_relative_to(own_home)
    made = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert ensure_demo() == root
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == made


def test_what_is_missing_is_made_again_and_corrections_stay(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    make_demo(root)
    complete = contents(root)
    correction = root / ".forgery_viewer/corrections/train/forged/32799.npy"
    correction.parent.mkdir(parents=True)
    correction.write_bytes(b"mine")
    (root / "train_masks/32799.npy").unlink()
    (root / "train_images/forged/7747.png").write_bytes(b"")
    assert not is_complete(root)
    assert ensure_demo(root) == root
    assert correction.read_bytes() == b"mine"
    after = contents(root)
    after.pop(correction.relative_to(root).as_posix())
    assert after == complete


def test_a_demo_that_was_cut_off_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "demo"

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(root, progress=stop)
    assert not is_complete(root)
    ensure_demo(root)
    assert is_complete(root)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 0}', '{"version": 1}', "\ufeff{"])
def test_a_marker_that_makes_no_sense_is_no_complete_demo(tmp_path: Path, text: str) -> None:
    (tmp_path / "demo.json").write_text(text, encoding="utf-8")
    assert not is_complete(tmp_path)


def test_other_data_is_never_mixed_with_the_demo(tmp_path: Path) -> None:
    mine = tmp_path / "train_images"
    mine.mkdir()
    with pytest.raises(DatasetError, match="holds something else than a demo"):
        make_demo(tmp_path)
    assert list(tmp_path.iterdir()) == [mine]
    assert not list(mine.iterdir())


def test_another_seed_makes_a_whole_demo_too(tmp_path: Path) -> None:
    for answer in make_demo(tmp_path, seed=2).answers:
        mask = mask_of(tmp_path, answer)
        assert mask.any(axis=(1, 2)).all()
        assert mask.sum(axis=0).max() == 1
