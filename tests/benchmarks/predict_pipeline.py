"""Predict a data set from its files into a folder, against the bare forward loop.

The bare loop has the images in memory as the network takes them, in the same batches, and throws
away what comes out. What is measured against it reads and decodes files, sends images to the
network's process and maps back, makes masks and writes maps, results and a submission. Both have
all cores but one for the network.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from safetensors.torch import save_file
from torch.nn import functional

from forgery_viewer.core.dataset import list_dataset
from forgery_viewer.core.images import read_image
from forgery_viewer.core.index import Index
from forgery_viewer.core.kept_predictions import KeptPredictions
from forgery_viewer.core.network_contract import METADATA_KEY, Contract, NetworkInput
from forgery_viewer.core.predicting_to_folder import predict_to_folder
from forgery_viewer.core.prediction_store import PredictionStore
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.predictors.networks import AUTOMATIC
from forgery_viewer.predictors.networks.device import (
    device_of,
    keep_freed_memory,
    leave_a_core_free,
)
from forgery_viewer.predictors.networks.predictor import BATCH, NetworkPredictor, open_network
from tests.benchmarks.realistic import write_realistic
from tests.benchmarks.tiled import small_network

CASES, SIDE_PX = 24, 512

BARS: dict[str, float] = {}
"""At least 85 percent on a GPU; on a CPU decoding and the network share the cores."""

CONTRACT = Contract(
    architecture="unet",
    arguments={"channels": [16, 32, 64, 128, 256], "strides": [2, 2, 2, 2]},
    input=NetworkInput(size="fixed", height_px=SIDE_PX, width_px=SIDE_PX, resize="stretch"),
    half=False,
)


def measure() -> dict[str, float]:
    """The bare loop before and after the data set, so that whatever the machine does meets both."""
    leave_a_core_free()
    keep_freed_memory()
    with TemporaryDirectory() as folder:
        root, out, path = (Path(folder) / name for name in ("set", "out", "net.safetensors"))
        write_realistic(root, CASES)
        index = list_dataset(root)
        state = {name: part.contiguous() for name, part in small_network().state_dict().items()}
        save_file(state, path, {METADATA_KEY: CONTRACT.text()})
        batches = _batches(index)
        before = _bare_s(batches)
        with_files = _pipeline_s(open_network(path), index, out)
        bare = (before + _bare_s(batches)) / 2
    images = len(index)
    return {
        "pipeline_percent_of_bare": round(100 * bare / with_files, 1),
        "images_per_s": round(images / with_files, 2),
        "bare_images_per_s": round(images / bare, 2),
        "images": images,
        "on_gpu": float(device_of(AUTOMATIC).type != "cpu"),
    }


def _pipeline_s(predictor: NetworkPredictor, index: Index, out: Path) -> float:
    out.mkdir()
    keys = [index.key(row) for row in range(len(index))]
    kept = KeptPredictions(index, PredictionStore(Workspace.open(index.root)))
    try:
        # Loading torch is no part of it.
        predictor.predict(np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8))
        begin = time.perf_counter()
        report = predict_to_folder(predictor, index, keys, out, threshold=Threshold(), kept=kept)
        took = time.perf_counter() - begin
    finally:
        predictor.close()
    if report.predicted != len(index):
        raise RuntimeError(f"{len(report.failed)} images were not predicted")
    return took


def _batches(index: Index) -> list[torch.Tensor]:
    """All images as the network takes them, on its device."""
    found = []
    for row in range(len(index)):
        image = torch.from_numpy(read_image(index.record(row).image_path))
        batch = image.permute(2, 0, 1)[None].float() / 255
        found.append(functional.interpolate(batch, (SIDE_PX, SIDE_PX), mode="bilinear"))
    device = device_of(AUTOMATIC)
    return [torch.cat(found[at : at + BATCH]).to(device) for at in range(0, len(found), BATCH)]


@torch.inference_mode()
def _bare_s(batches: list[torch.Tensor]) -> float:
    device = batches[0].device
    network = small_network().to(device)
    network(batches[0])
    begin = time.perf_counter()
    for batch in batches:
        network(batch)
    if device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - begin
