"""Networks that do what no network should; only ever run in a process of their own."""

from __future__ import annotations

import ctypes
import os
import time

import torch
from torch import nn


class Misbehaving(nn.Module):
    """Does one bad thing where the first pixel of any image is white, else says 0.25 everywhere."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self._how = how

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        """(B, 1, H, W), or something else."""
        calm = torch.full_like(batch[:, :1], 0.25)
        if float(batch[:, :, 0, 0].amin(dim=1).max()) < 0.99:
            return calm
        match self._how:
            case "segfault":
                ctypes.string_at(0)
            case "exit":
                os._exit(3)
            case "sleep":
                time.sleep(600)
            case "nan":
                return calm * float("nan")
            case "small":
                return calm[..., :1, :1]
            case "squeezed":
                return calm[..., ::4]
            case "prints":
                print("x" * 1_000_000, flush=True)
            case _:
                raise ValueError("said to fail")
        return calm


def build(how: str) -> nn.Module:
    """The factory that a contract names."""
    return Misbehaving(how)


class OneChannel(nn.Module):
    """Takes grey images only."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        """(B, 1, H, W) of as many."""
        found: torch.Tensor = self.convolution(batch)
        return found


def one_channel() -> nn.Module:
    """The factory that a contract names."""
    return OneChannel()
