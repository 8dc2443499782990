"""A network that somebody trained is brought in each safe form, run over all images and scored."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from safetensors.torch import save_file
from torch import nn

from forgery_viewer.core.contract_files import write_contract
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.network_contract import METADATA_KEY
from forgery_viewer.core.trusted_files import TrustedFiles
from tests.core.building import write_array, write_image
from tests.e2e.predict_page import dock, run_all, session, wait_until_looked
from tests.e2e.user import CTRL, User
from tests.predictors.networks.trained import CONTRACT, SIDE_PX, cases, networks, state

Key = Qt.Key


@pytest.fixture
def at_page(user: User, tmp_path: Path) -> User:
    """Somebody who has gone to the Predict page of forged images of the demo."""
    root = tmp_path / "demo"
    for number, (image, stack) in enumerate(zip(cases().images, cases().stacks, strict=True)):
        write_image(root / f"train_images/forged/{number}.png", image)
        write_array(root / f"train_masks/{number}.npy", stack)
    user.open(root)
    user.choose(RecordKey("train", "forged", "2"))
    user.key(Key.Key_3, CTRL)
    bringing = user.window.predicting.bringing
    assert bringing is not None
    bringing.trusted = TrustedFiles(tmp_path / "trusted.json")
    return user


def bring(user: User, path: Path) -> None:
    bringing = user.window.predicting.bringing
    assert bringing is not None
    bringing.bring_network(path)
    panel = dock(user).predictor
    told = session(user).state.predictors_changed
    user.until(lambda: panel.predictors.currentText() == path.name, told)
    user.until(panel.run.isEnabled, told)
    wait_until_looked(user)


def mean_f1(user: User, path: Path) -> float:
    """What the panel says of all images, after a run over them."""
    bring(user, path)
    run_all(user)
    said = dock(user).dataset.texts
    assert dock(user).dataset.images.text() == f"Means of {len(cases().images)} images."
    return float(said["F1"])


def map_of(user: User, path: Path) -> NDArray[np.float32]:
    """What it gives for the image on show, after a run over that."""
    bring(user, path)
    button, runs = dock(user).predictor.run, session(user).runs
    dock(user).ensureWidgetVisible(button)
    user.until(lambda: not runs.is_running, runs.ended, after=lambda: user.click(button))
    layer = session(user).state.layers[0]
    user.until(lambda: layer.mask is not None, layer.mask_changed)
    return shown_map(user)


def shown_map(user: User) -> NDArray[np.float32]:
    prediction = session(user).state.layers[0].prediction
    assert prediction is not None
    assert prediction.probability is not None
    return prediction.probability


def save_weights(path: Path, network: nn.Module) -> None:
    save_file(dict(state(network)), path, {METADATA_KEY: CONTRACT.text()})


def save_checkpoint(path: Path, network: nn.Module) -> None:
    torch.save({"state_dict": state(network), "epoch": 3}, path)
    write_contract(path, CONTRACT)


def save_graph(path: Path, network: nn.Module) -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    example = torch.zeros(1, 3, SIDE_PX, SIDE_PX)
    with warnings.catch_warnings():
        # The exporter that needs no more packages is the one that torch calls old.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, (example,), str(path), dynamo=False, input_names=["image"],
            output_names=["map"], dynamic_axes={"image": {0: "n"}, "map": {0: "n"}},
        )  # fmt: skip
    write_contract(path, CONTRACT)


def test_one_at_random_does_not_score_what_one_that_was_trained_does(
    at_page: User, tmp_path: Path
) -> None:
    user = at_page
    random, weights, checkpoint = (
        tmp_path / name for name in ("random.safetensors", "net.safetensors", "net.pth")
    )
    save_weights(random, networks().random)
    assert mean_f1(user, random) < 0.4
    save_weights(weights, networks().trained)
    assert mean_f1(user, weights) > 0.7
    found = shown_map(user)
    save_checkpoint(checkpoint, networks().trained)
    assert mean_f1(user, checkpoint) > 0.7
    np.testing.assert_array_equal(shown_map(user), found)


def test_its_graph_gives_the_maps_of_its_weights(at_page: User, tmp_path: Path) -> None:
    user = at_page
    found = []
    saves: dict[str, Callable[[Path, nn.Module], None]] = {
        "net.onnx": save_graph,
        "net.safetensors": save_weights,
    }
    for name, save in saves.items():
        save(tmp_path / name, networks().trained)
        found.append(map_of(user, tmp_path / name))
    # Maps are kept in half precision: a step of it at 1 is a thousandth.
    np.testing.assert_allclose(found[0], found[1], atol=1e-3)
