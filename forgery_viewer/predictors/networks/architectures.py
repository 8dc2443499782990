"""Networks by name, for files that hold weights alone."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from torch import nn

from forgery_viewer.core.network_contract import Contract
from forgery_viewer.core.prediction import PredictionError

Factory = Callable[..., nn.Module]


def _monai(name: str, **usual: object) -> Factory:
    def make(**arguments: object) -> nn.Module:
        nets = importlib.import_module("monai.networks.nets")
        made: nn.Module = getattr(nets, name)(**(usual | arguments))
        return made

    return make


_PLANE: dict[str, Any] = {"spatial_dims": 2, "in_channels": 3, "out_channels": 1}

ARCHITECTURES: Mapping[str, Factory] = {
    "unet": _monai("UNet", **_PLANE, channels=(16, 32, 64, 128), strides=(2, 2, 2)),
    "basic-unet": _monai("BasicUNet", **_PLANE),
    "attention-unet": _monai(
        "AttentionUnet", **_PLANE, channels=(16, 32, 64, 128), strides=(2, 2, 2)
    ),
    "segresnet": _monai("SegResNet", **_PLANE),
    "dynunet": _monai(
        "DynUNet",
        **_PLANE,
        kernel_size=(3, 3, 3, 3),
        strides=(1, 2, 2, 2),
        upsample_kernel_size=(2, 2, 2),
    ),
    "unetplusplus": _monai("BasicUNetPlusPlus", **_PLANE),
}
"""Networks of MONAI for images in a plane, each with the arguments that a contract may change."""


def architecture_of(contract: Contract, path: Path, *, is_trusted: bool) -> nn.Module:
    """The network that a contract declares, without its weights.

    Raises:
        PredictionError: There is none of that name, it cannot be made, or making it would import
            code of a module that the user has not trusted.
    """
    name = contract.architecture
    if not name:
        known = ", ".join(ARCHITECTURES)
        raise PredictionError(
            path,
            "holds weights alone: its contract has to name the architecture, one of "
            f"{known}, or module:factory",
        )
    if contract.needs_code and not is_trusted:
        raise PredictionError(path, f"is not trusted, and {name} is code that would be executed")
    try:
        made = _factory(name, path)(**contract.arguments)
    except PredictionError:
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise PredictionError(path, f"cannot be loaded: {name} cannot be made ({why})") from error
    if not isinstance(made, nn.Module):
        raise PredictionError(path, f"cannot be loaded: {name} makes no network")
    return made


def _factory(name: str, path: Path) -> Factory:
    if ":" not in name:
        if name not in ARCHITECTURES:
            known = ", ".join(ARCHITECTURES)
            raise PredictionError(path, f"needs the architecture {name!r}; there are {known}")
        return ARCHITECTURES[name]
    module, _colon, attribute = name.partition(":")
    found: Factory = getattr(importlib.import_module(module), attribute)
    return found
