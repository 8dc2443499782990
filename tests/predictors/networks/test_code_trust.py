"""Trust in weights is no trust in whatever their contract names later."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from forgery_viewer.core.contract_files import write_contract
from forgery_viewer.core.network_contract import Contract, NetworkOutput
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.trusted_files import TrustedFiles, sha256_of
from forgery_viewer.predictors.networks.code_trust import source_of, trust_key
from forgery_viewer.predictors.networks.forms import Form
from forgery_viewer.predictors.networks.predictor import NotTrustedError, open_network

CODE = """
from torch import nn

def build(scale=1.0):
    class Scaled(nn.Module):
        def forward(self, batch):
            return scale * batch[:, :1]
    return Scaled()
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of the user's own on the path, never imported here."""
    folder = tmp_path / "modules"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    path = folder / "network_of_a_test.py"
    path.write_text(CODE)
    return path


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    save_file({"unused": torch.zeros(1)}, path)
    return path


def declare(weights: Path, architecture: str, **arguments: object) -> None:
    write_contract(weights, Contract(architecture=architecture, arguments=arguments))


def test_a_contract_that_is_exchanged_does_not_inherit_trust(
    tmp_path: Path, weights: Path, module: Path
) -> None:
    trusted = TrustedFiles(tmp_path / "trusted.json")
    declare(weights, f"{module.stem}:build", scale=2.0)
    with pytest.raises(NotTrustedError) as refused:
        open_network(weights, trusted=trusted)
    trusted.trust(refused.value.key, weights.name)
    open_network(weights, trusted=trusted)
    proof = tmp_path / "proof"
    for architecture, arguments in (
        ("os:mkdir", {"path": str(proof)}),
        (f"{module.stem}:build", {"scale": 3.0}),
        (f"{module.stem}:other", {"scale": 2.0}),
    ):
        declare(weights, architecture, **arguments)
        with pytest.raises(NotTrustedError):
            open_network(weights, trusted=trusted)
    assert not proof.exists()


def test_trust_in_the_bare_content_of_weights_lets_no_code_run(
    tmp_path: Path, weights: Path
) -> None:
    trusted = TrustedFiles(tmp_path / "trusted.json")
    trusted.trust(sha256_of(weights.read_bytes()), weights.name)
    proof = tmp_path / "proof"
    declare(weights, "os:mkdir", path=str(proof))
    with pytest.raises(PredictionError, match="os:mkdir, which is code"):
        open_network(weights, trusted=trusted).predict(np.zeros((8, 8, 3), np.uint8))
    assert not proof.exists()


def test_a_module_that_was_changed_has_to_be_trusted_anew(
    tmp_path: Path, weights: Path, module: Path
) -> None:
    trusted = TrustedFiles(tmp_path / "trusted.json")
    declare(weights, f"{module.stem}:build")
    with pytest.raises(NotTrustedError) as refused:
        open_network(weights, trusted=trusted)
    trusted.trust(refused.value.key, weights.name)
    module.write_text(CODE + "\n# another\n")
    with pytest.raises(NotTrustedError):
        open_network(weights, trusted=trusted)
    assert module.stem not in sys.modules, "looking for the source must not import it"


def test_what_changed_code_gives_is_no_result_of_the_code_before(
    tmp_path: Path, weights: Path, module: Path
) -> None:
    trusted = TrustedFiles(tmp_path / "trusted.json")
    image = np.full((16, 16, 3), 100, np.uint8)
    output = NetworkOutput(activation="none")
    save_file({}, weights)
    write_contract(weights, Contract(architecture=f"{module.stem}:build", output=output))
    found: dict[str, float] = {}
    for code in (CODE, CODE.replace("scale * batch", "scale * 0.5 * batch")):
        module.write_text(code)
        predictor = open_network(weights, device="cpu", trusted=trusted, trust=True)
        again = open_network(weights, device="cpu", trusted=trusted, trust=True)
        assert again.identity == predictor.identity
        try:
            probability = predictor.predict(image).probability
        finally:
            predictor.close()
        assert probability is not None
        found[predictor.identity] = float(probability[0, 0])
    assert list(found.values()) == pytest.approx([100 / 255, 50 / 255])


def test_code_that_is_changed_before_it_is_run_is_not_run(
    tmp_path: Path, weights: Path, module: Path
) -> None:
    trusted = TrustedFiles(tmp_path / "trusted.json")
    declare(weights, f"{module.stem}:build")
    predictor = open_network(weights, device="cpu", trusted=trusted, trust=True)
    proof = tmp_path / "proof"
    module.write_text(f"import pathlib\npathlib.Path({str(proof)!r}).touch()\n{CODE}")
    with pytest.raises(PredictionError, match=f"needs {module.stem}:build, which has changed"):
        predictor.predict(np.zeros((16, 16, 3), np.uint8))
    assert not proof.exists()


def test_a_file_that_holds_code_is_known_by_its_content() -> None:
    contract = Contract(architecture="anything:at_all")
    assert trust_key("ab", Form.TORCHSCRIPT, contract) == "ab"
    assert trust_key("ab", Form.SAFETENSORS, Contract(architecture="unet")) == "ab"


def test_sources_are_found_without_importing(module: Path) -> None:
    assert source_of(module.stem) == module
    assert source_of("json.decoder") == Path(json.__file__).with_name("decoder.py")
    assert source_of("no_such_module.at_all") is None
    assert source_of("builtins") is None


def test_a_link_that_is_turned_after_it_was_looked_at_leads_nowhere(
    tmp_path: Path, weights: Path
) -> None:
    proof = tmp_path / "proof"
    evil = tmp_path / "evil.pt"
    torch.save({"weight": torch.zeros(1), "extra": Touching(proof)}, evil)
    link = tmp_path / "link.safetensors"
    link.symlink_to(weights)
    declare(link, "unet")
    trusted = TrustedFiles(tmp_path / "trusted.json")
    predictor = open_network(link, device="cpu", trusted=trusted)
    link.unlink()
    link.symlink_to(evil)
    try:
        with pytest.raises(
            PredictionError, match="has changed since it was opened: bring it again"
        ):
            predictor.predict(np.zeros((16, 16, 3), np.uint8))
    finally:
        predictor.close()
    assert not proof.exists()


class Touching:
    """Makes a file where it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self._proof = proof

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self._proof,)
