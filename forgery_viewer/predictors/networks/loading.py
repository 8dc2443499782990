"""Loads networks of every form, and executes nothing that the user has not trusted."""

from __future__ import annotations

import argparse
import importlib
import io
import pathlib
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from forgery_viewer.core.network_contract import Contract
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.predictors.networks.architectures import architecture_of
from forgery_viewer.predictors.networks.forms import Form
from forgery_viewer.predictors.networks.refusing import (
    names_in_pickle,
    refusal_words,
    unread_words,
)

Forward = Callable[[torch.Tensor], Any]
"""From (B, C, H, W) float to whatever the network gives."""

# Not for the public: pickles name NumPy's scalars and arrays by it.
_MULTIARRAY: Any = importlib.import_module("numpy._core.multiarray")

HARMLESS: tuple[Any, ...] = (
    argparse.Namespace,
    OrderedDict,
    defaultdict,
    pathlib.PosixPath,
    pathlib.PurePosixPath,
    np.dtype,
    np.ndarray,
    _MULTIARRAY.scalar,
    _MULTIARRAY._reconstruct,  # noqa: SLF001 - how pickles name NumPy's arrays
    *(type(np.dtype(code)) for code in "?bBhHiIlLqQefd"),
)
"""Types that checkpoints hold beside their weights, and that do nothing when they are made."""

_WEIGHT_KEYS = ("state_dict", "model_state_dict", "model", "net", "network", "weights", "ema")
_PREFIXES = ("module.", "model.", "net.", "_orig_mod.")


def load_network(data: bytes, form: Form, path: Path, contract: Contract, device: torch.device,
                 *, is_trusted: bool) -> Forward:  # fmt: skip
    """The network in a file's content, on a device and ready to run.

    Args:
        data: The content, whose trust was decided: the file is not read again.
        form: Its form.
        path: Where it came from, for messages.
        contract: What it is.
        device: Where it runs.
        is_trusted: Whether the user trusts this content.

    Raises:
        PredictionError: It is not trusted, or cannot be loaded; the reason says how to go on.
    """
    if form.needs_trust and not is_trusted:
        raise PredictionError(
            path,
            f"is not trusted: {form.value} files can execute code when they are loaded. Trust it, "
            "or save its weights as safetensors",
        )
    match form:
        case Form.SAFETENSORS | Form.WEIGHTS:
            return _with_weights(data, form, path, contract, device, is_trusted=is_trusted)
        case Form.TORCHSCRIPT | Form.EXPORTED:
            load = _script if form is Form.TORCHSCRIPT else _exported
            forward: Forward = _loaded(path, lambda: load(data, device))
            return forward
        case Form.ONNX:
            from forgery_viewer.predictors.networks.onnx import onnx_forward  # noqa: PLC0415

            return onnx_forward(data, path, device)


def _with_weights(data: bytes, form: Form, path: Path, contract: Contract, device: torch.device,
                  *, is_trusted: bool) -> Forward:  # fmt: skip
    network = architecture_of(contract, path, is_trusted=is_trusted)
    if form is Form.SAFETENSORS:
        from safetensors.torch import load  # noqa: PLC0415

        weights: Mapping[str, torch.Tensor] = _loaded(path, lambda: load(data))
    else:
        weights = _weights_in(_unpickled(data, path), path)
    _fill(network, weights, path)
    return network.to(device).eval()


def _unpickled(data: bytes, path: Path) -> object:
    """What torch.save wrote, where it holds only tensors and harmless things."""
    try:
        with torch.serialization.safe_globals(list(HARMLESS)), warnings.catch_warnings():
            # Of the protocol of a pickle; what cannot be read is refused all the same.
            warnings.simplefilter("ignore")
            found: object = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:
        named = refused_names(data)
        reason = refusal_words(named) if named else unread_words(error)
        raise PredictionError(path, reason, "pickle-refused") from error
    return found


def refused_names(data: bytes) -> list[str]:
    """What a file of weights would execute, and is refused for; told without executing it."""
    try:
        names = torch.serialization.get_unsafe_globals_in_checkpoint(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - no archive of torch: perhaps a bare pickle
        names = names_in_pickle(data)
    harmless = {f"{kind.__module__}.{kind.__qualname__}" for kind in HARMLESS
                if hasattr(kind, "__qualname__")}  # fmt: skip
    return sorted(set(names) - harmless)


def _weights_in(found: object, path: Path) -> Mapping[str, torch.Tensor]:
    """The weights in what a checkpoint holds, which may keep more than them."""
    if isinstance(found, Mapping):
        for key in _WEIGHT_KEYS:
            inner = found.get(key)
            if isinstance(inner, Mapping) and any(torch.is_tensor(v) for v in inner.values()):
                return {str(k): v for k, v in inner.items() if torch.is_tensor(v)}
        tensors = {str(k): v for k, v in found.items() if torch.is_tensor(v)}
        if tensors:
            return tensors
    raise PredictionError(path, "holds no weights: a state dict with tensors was expected")


def _fill(network: nn.Module, weights: Mapping[str, torch.Tensor], path: Path) -> None:
    """Put weights into a network, under the names that training in parallel gives them, too."""
    wanted = set(network.state_dict())
    named = dict(weights)
    for prefix in _PREFIXES:
        if named and not wanted & set(named) and all(name.startswith(prefix) for name in named):
            named = {name.removeprefix(prefix): value for name, value in named.items()}
    missing, extra = sorted(wanted - set(named)), sorted(set(named) - wanted)
    if missing or extra:
        parts = [
            f"{len(names)} {words}, as {names[0]}"
            for names, words in ((missing, "weights are missing"), (extra, "are none of its own"))
            if names
        ]
        raise PredictionError(
            path, f"does not fit the architecture of its contract: {'; '.join(parts)}"
        )
    try:
        network.load_state_dict(named)
    except RuntimeError as error:
        line = str(error).strip().splitlines()[-1].strip()
        raise PredictionError(
            path, f"does not fit the architecture of its contract: {line[:200]}"
        ) from error


def _script(data: bytes, device: torch.device) -> Forward:
    with warnings.catch_warnings():
        # Deprecated since torch 2.9, and still what many have: the window says so once.
        warnings.simplefilter("ignore")
        load: Callable[..., nn.Module] = torch.jit.load
        module = load(io.BytesIO(data), map_location=device)
    return module.eval()


def _exported(data: bytes, device: torch.device) -> Forward:
    program = torch.export.load(io.BytesIO(data))
    return program.module().to(device)


def _loaded(path: Path, load: Callable[[], Any]) -> Any:  # noqa: ANN401 - what each loader gives
    try:
        return load()
    except Exception as error:
        why = str(error).strip().splitlines()[0] if str(error).strip() else ""
        reason = f"cannot be loaded ({type(error).__name__}: {why[:200]})"
        raise PredictionError(path, reason) from error
