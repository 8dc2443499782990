"""`predict` writes what predictors find, goes on where it was, and trusts nobody unasked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner, Result

from forgery_viewer.cli import cli
from forgery_viewer.core.contract_files import own_file, write_contract
from forgery_viewer.core.forging import Duplication, Paste, forge
from forgery_viewer.core.listing import list_dataset
from forgery_viewer.core.network_contract import Contract
from forgery_viewer.core.prediction_files.opening import open_predictions
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.shapes import ellipse
from forgery_viewer.core.trusted_files import sha256_of
from tests.core.building import noise, write_image
from tests.predictors.networks.small_networks import CONTRACT as UNET_CONTRACT
from tests.predictors.networks.small_networks import Redness, save_script, unet

SIZE = (90, 120)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)])


def predict(root: Path, predictor: object, out: Path, *options: object) -> Result:
    return run("predict", root, "--predictor", predictor, "--out", out, *options)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two pairs, of which one copy is only moved and one turned, and a test image."""
    root = tmp_path / "set"
    source = ellipse(SIZE, (30, 30), (14, 12))
    for case_id, paste in (("7", Paste(85, 55)), ("12", Paste(85, 55, angle_deg=90.0))):
        image = noise(*SIZE, seed=int(case_id))
        write_image(root / f"train_images/authentic/{case_id}.png", image)
        made = forge(image, [Duplication(source, (paste,))])
        write_image(root / f"train_images/forged/{case_id}.png", made.image)
    write_image(root / "test_images/1.png", noise(*SIZE, seed=77))
    return root


def test_copies_are_found_in_forged_images_alone(root: Path, tmp_path: Path) -> None:
    done = predict(root, "copy-move", tmp_path / "out")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("5 images predicted\nSubmission of 5 images: ")
    found = open_predictions(tmp_path / "out", list_dataset(root))
    source = ellipse(SIZE, (30, 30), (14, 12))
    for case_id in ("7", "12"):
        mask = found.read(RecordKey("train", "forged", case_id), *SIZE).mask
        assert mask is not None
        stack = mask.to_stack()
        assert len(stack) == 1
        assert stack[0][source].mean() > 0.8
    annotations = dict(
        line.split(",", 1) for line in (tmp_path / "out/submission.csv").read_text().splitlines()
    )
    assert annotations["authentic/7"] == annotations["1"] == "authentic"
    assert annotations["7"].startswith('"[')


def test_it_goes_on_where_it_was(root: Path, tmp_path: Path) -> None:
    first = predict(root, "copy-move", tmp_path / "out", "--split", "test")
    assert first.stdout.startswith("1 image predicted")
    second = predict(root, "copy-move", tmp_path / "out")
    assert second.stdout.startswith("4 images predicted, 1 image there already")
    other = predict(root, "copy-move", tmp_path / "other")
    assert other.stdout.startswith("5 images taken from the workspace")
    assert predict(root, "copy-move", tmp_path / "other", "--fresh").stdout.startswith(
        "5 images pr"
    )


def test_only_what_a_filter_shows(root: Path, tmp_path: Path) -> None:
    done = predict(root, "copy-move", tmp_path / "out", "--filter", "label:forged 7", "--json")
    told = json.loads(done.stdout)
    assert (told["predicted"], told["submission_rows"], told["failed"]) == (1, 1, [])
    assert [path.name for path in (tmp_path / "out").rglob("*.npy")] == ["7.npy"]
    wrong = predict(root, "copy-move", tmp_path / "out", "--filter", "labl:forged")
    assert wrong.exit_code == 2
    assert "labl" in wrong.stderr


def test_the_difference_needs_a_partner(root: Path, tmp_path: Path) -> None:
    done = predict(root, "difference", tmp_path / "out")
    assert done.exit_code == 1
    assert "Not predicted, test/unlabelled/1: test/unlabelled/1 has no authentic partner" in (
        done.stderr.replace("\n", " ")
    )
    assert "Submission of 4 images" in done.stdout
    with np.load(tmp_path / "out/train_maps/authentic/7.npz") as archive:
        assert not archive["map"].any()
    with np.load(tmp_path / "out/train_maps/forged/7.npz") as archive:
        assert archive["map"].max() == 1


def test_finished_predictions_are_a_predictor_too(root: Path, tmp_path: Path) -> None:
    predict(root, "copy-move", tmp_path / "out")
    submission = tmp_path / "out/submission.csv"
    done = predict(root, submission, tmp_path / "again", "--split", "train")
    assert (done.exit_code, done.stderr) == (0, "")
    name = "train_masks/forged/12.npy"
    assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_a_network_with_threshold_and_area_of_its_contract(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    torch.save(unet().state_dict(), path)
    done = predict(root, path, tmp_path / "out", "--split", "test", "--device", "cpu")
    assert done.exit_code == 2
    assert "net.pth: has no contract" in done.stderr
    contract = write_contract(tmp_path / "elsewhere", UNET_CONTRACT)
    options = ("--split", "test", "--device", "cpu", "--contract", contract)
    done = predict(root, path, tmp_path / "out", *options)
    assert (done.exit_code, done.stderr) == (0, "")
    with np.load(tmp_path / "out/test_maps/unlabelled/1.npz") as archive:
        probability = archive["map"].astype(np.float32)
    assert probability.shape == SIZE
    masks = predict(root, path, tmp_path / "masks", *options, "--write", "masks",
                    "--threshold", 0.4)  # fmt: skip
    assert masks.stdout.startswith("1 image taken from the workspace")
    stack = np.load(tmp_path / "masks/test_masks/unlabelled/1.npy")
    np.testing.assert_array_equal(stack.any(axis=0), probability >= 0.4)


def test_a_contract_that_is_kept_with_the_user_is_found_and_its_place_told(
    root: Path, tmp_path: Path
) -> None:
    path = tmp_path / "net.pth"
    torch.save(unet().state_dict(), path)
    own_file(path).mkdir()
    kept = write_contract(path, UNET_CONTRACT, sha256_of(path.read_bytes()))
    assert kept.parent != tmp_path
    options = ("--split", "test", "--device", "cpu")
    done = predict(root, path, tmp_path / "out", *options)
    assert done.exit_code == 0
    assert f"The contract of net.pth is kept in {kept}\n" in done.stderr
    assert done.stdout.startswith("1 image predicted")


def test_code_is_executed_only_where_it_is_trusted(
    root: Path, tmp_path: Path, own_home: Path
) -> None:
    path = save_script(tmp_path / "net.pt", Redness())
    write_contract(path, Contract())
    options = ("--split", "test", "--device", "cpu")
    refused = predict(root, path, tmp_path / "out", *options)
    assert refused.exit_code == 2
    assert "net.pt: is not trusted" in refused.stderr
    assert not (tmp_path / "out").exists()
    assert predict(root, path, tmp_path / "out", *options, "--trust").exit_code == 0
    assert run("trust").stdout == "No file is trusted.\n"
    listed = run("trust", path)
    assert "net.pt" in listed.stdout
    assert predict(root, path, tmp_path / "other", *options).exit_code == 0
    told = json.loads(run("trust", "--json").stdout)
    assert [one["name"] for one in told] == ["net.pt"]
    assert run("trust", "--revoke", told[0]["sha256"]).stdout == "No file is trusted.\n"
    assert predict(root, path, tmp_path / "third", *options).exit_code == 2
    assert "Was not trusted" in run("trust", "--revoke", path).stderr


def test_weights_need_no_trust(tmp_path: Path) -> None:
    path = tmp_path / "net.pth"
    torch.save(unet().state_dict(), path)
    write_contract(path, UNET_CONTRACT)
    done = run("trust", path)
    assert "needs no trust" in done.stderr
    assert done.stdout == "No file is trusted.\n"


def test_what_cannot_be_is_told(root: Path, tmp_path: Path) -> None:
    for predictor, reason in (
        ("copymove", "only copy-move, difference"),
        (tmp_path / "gone.pth", "gone.pth: cannot be read"),
        (tmp_path / "gone.csv", "gone.csv: is missing"),
    ):
        done = predict(root, predictor, tmp_path / "out")
        assert (done.exit_code, done.stdout) == (2, "")
        assert reason in done.stderr
        assert "Traceback" not in done.stderr
    inside = predict(root, "copy-move", root / "train_masks")
    assert inside.exit_code == 2
    assert "choose another folder" in inside.stderr


def test_predictors_are_listed() -> None:
    assert run("predictors").stdout.split()[:3] == ["copy-move", "built", "in"]
    assert json.loads(run("predictors", "--json").stdout)[1] == {
        "name": "difference",
        "package": "",
    }
