"""Files that no program would write are refused in words, before anything is loaded."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from forgery_viewer.core.contract_files import write_contract
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.predictors.networks.forms import safetensors_metadata
from forgery_viewer.predictors.networks.predictor import NoContractError, open_network
from tests.predictors.networks.small_networks import CONTRACT


def with_head(path: Path, head: bytes) -> Path:
    """A safetensors file with a head of one's own."""
    path.write_bytes(struct.pack("<Q", len(head)) + head + bytes(64))
    return path


NESTED = b'{"__metadata__":' + b'{"a":' * 200_000 + b"1" + b"}" * 200_001


@pytest.mark.parametrize(
    "head",
    [
        NESTED,
        b'{"__metadata__":' + b"[" * 500_000,
        b'{"__metadata__": [1]}',
        b'{"__metadata__": "x"}',
        b"{nonsense}",
        b'{"\xff": 1}',
    ],
    ids=["nested", "open", "list", "text", "no JSON", "no UTF-8"],
)
def test_a_head_that_says_nothing_is_one_without_contract(tmp_path: Path, head: bytes) -> None:
    path = with_head(tmp_path / "net.safetensors", head)
    assert safetensors_metadata(path.read_bytes()) == {}
    with pytest.raises(NoContractError, match=r"net\.safetensors: has no contract"):
        open_network(path)


def test_with_a_contract_it_is_said_why_it_cannot_be_loaded(tmp_path: Path) -> None:
    path = with_head(tmp_path / "net.safetensors", NESTED)
    write_contract(path, CONTRACT)
    predictor = open_network(path, device="cpu")
    try:
        with pytest.raises(PredictionError, match=r"net\.safetensors: cannot be loaded"):
            predictor.predict(np.zeros((16, 16, 3), np.uint8))
    finally:
        predictor.close()


def test_a_file_that_is_larger_than_the_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.safetensors"
    save_file({"weight": torch.zeros(1)}, path)

    def read(_path: Path) -> bytes:
        raise MemoryError

    monkeypatch.setattr(Path, "read_bytes", read)
    with pytest.raises(PredictionError, match=r"net\.safetensors: .* larger than the memory"):
        open_network(path)
