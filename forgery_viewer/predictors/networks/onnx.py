"""Networks in the form of ONNX, where onnxruntime is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from forgery_viewer.core.prediction import PredictionError


def onnx_forward(
    data: bytes, path: Path, device: torch.device
) -> Callable[[torch.Tensor], dict[str, torch.Tensor]]:
    """The graph in a file's content; it gives its outputs by name.

    Only the graph is run: no library of custom operators is loaded, and weights that the graph
    keeps in files of their own are not found.

    Raises:
        PredictionError: onnxruntime is not installed, or the graph cannot be loaded.
    """
    try:
        import onnxruntime  # noqa: PLC0415 - an extra that need not be there
    except ImportError as error:
        reason = 'needs onnxruntime, which is not installed: pip install "forgery-viewer[onnx]"'
        raise PredictionError(path, reason) from error
    wanted = ["CUDAExecutionProvider"] if device.type == "cuda" else []
    there = onnxruntime.get_available_providers()
    providers = [name for name in (*wanted, "CPUExecutionProvider") if name in there]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(data, options, providers=providers)
    except Exception as error:
        line = str(error).strip().splitlines()[0][:200]
        raise PredictionError(path, f"cannot be loaded as ONNX ({line})") from error
    inputs = session.get_inputs()
    if len(inputs) != 1:
        raise PredictionError(path, f"takes {len(inputs)} inputs; only images can be given")
    name, names = inputs[0].name, [output.name for output in session.get_outputs()]

    def forward(batch: torch.Tensor) -> dict[str, torch.Tensor]:
        found: list[Any] = session.run(None, {name: batch.float().cpu().numpy()})
        return {key: torch.as_tensor(value) for key, value in zip(names, found, strict=True)}

    return forward
