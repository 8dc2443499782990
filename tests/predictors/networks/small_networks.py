"""Networks small enough to be made in a test, in every form of file."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from forgery_viewer.core.network_contract import Contract, NetworkInput, NetworkOutput

UNET = {"channels": [4, 8], "strides": [2]}
CONTRACT = Contract(
    architecture="unet",
    arguments=UNET,
    input=NetworkInput(size="multiple-of", multiple_px=4),
    output=NetworkOutput(activation="sigmoid"),
)


class Redness(nn.Module):
    """Says how red each pixel is, as a logit: known without running it."""

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        """(B, 1, H, W) of (B, 3, H, W) in 0 to 1."""
        return 8 * (batch[:, :1] - batch[:, 1:2])


class Classifying(nn.Module):
    """Says how red the pixels are, and of what class the image is: (pristine, forged) logits."""

    def forward(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(B, 1, H, W) and (B, 2) of (B, 3, H, W) in 0 to 1."""
        maps = 8 * (batch[:, :1] - batch[:, 1:2])
        forged = maps.mean(dim=(1, 2, 3))
        return maps, torch.stack([-forged, 2 * forged], dim=1)


class Crashing(nn.Module):
    """Fails where the first pixel of an image is red throughout."""

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        """Redness, or an error."""
        if bool((batch[:, 0, 0, 0] > 0.99).any()):
            raise RuntimeError("too bright")
        return 8 * (batch[:, :1] - batch[:, 1:2])


def unet() -> nn.Module:
    """The network of CONTRACT with weights that are always the same."""
    from forgery_viewer.predictors.networks.architectures import architecture_of

    torch.manual_seed(3)
    return architecture_of(CONTRACT, Path(), is_trusted=False).eval()


def save_script(path: Path, network: nn.Module) -> Path:
    """Save as TorchScript."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.trace(network, torch.zeros(1, 3, 16, 16)).save(str(path))  # type: ignore[no-untyped-call]
    return path


class Hungry(nn.Module):
    """Redness, for which more memory is wanted than there is where an image is large."""

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        """(B, 1, H, W), or the error of the allocator."""
        if batch.shape[-1] * batch.shape[-2] > 200 * 200:
            batch = batch + torch.zeros([1 << 46]).sum()
        return 8 * (batch[:, :1] - batch[:, 1:2])
