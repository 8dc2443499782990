"""Contracts are found beside their networks, and what is none is no trouble."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from forgery_viewer.core import atomic
from forgery_viewer.core.contract_files import (
    LARGEST_FILE_BYTES,
    find_contract,
    kept_file,
    own_file,
    place_of_contract,
    write_contract,
)
from forgery_viewer.core.network_contract import (
    Contract,
    ContractError,
    NetworkInput,
    NetworkOutput,
)

TRAINING = {"lr": 1e-3, "epochs": 40, "model": {"threshold": 0.3}}


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "net.pth"
    path.write_bytes(b"")
    return path


def test_a_contract_is_found_beside_its_network(network: Path) -> None:
    assert find_contract(network) is None
    network.with_name("model.json").write_text(Contract(threshold=0.1).text())
    found = find_contract(network)
    assert found is not None
    assert found[0].threshold == 0.1
    network.with_name("net.json").write_text(Contract(threshold=0.2).text())
    written = write_contract(network, Contract(threshold=0.3))
    assert find_contract(network) == (Contract(threshold=0.3), written)


@pytest.mark.parametrize("name", ["net.json", "model.json"])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(TRAINING),
        json.dumps([TRAINING]),
        "3",
        '{"lr": 1e-3}\n{"lr": 1e-4}\n',
        "[" * 100_000,
        "\N{SNOWMAN} notes",
        json.dumps({"loss": [0.5] * LARGEST_FILE_BYTES}),
    ],
    ids=["object", "list", "number", "lines", "deep", "text", "large"],
)
def test_what_is_clearly_no_contract_is_passed_over(network: Path, name: str, text: str) -> None:
    network.with_name(name).write_text(text, encoding="utf-8")
    assert find_contract(network) is None
    network.with_name("model.json").write_text(Contract(threshold=0.1).text())
    found = find_contract(network)
    assert found is not None
    assert found[0].threshold == 0.1


@pytest.mark.parametrize("name", ["net.pth.json", "net.json", "model.json"])
@pytest.mark.parametrize(
    ("told", "reason", "valid"),
    [
        ({"threshold": 0.3, "lr": 1}, "lr is no entry", Contract(threshold=0.3)),
        ({"threshold": 3, "half": False}, "threshold has to be from", Contract(half=False)),
        (
            {"input": {"mean": [1, 2], "channels": 2, "std": [1, 2, 3], "size": "huge"}},
            "input.size has to be one of",
            Contract(input=NetworkInput(channels=2, mean=(1, 2))),
        ),
        (
            {"output": {"key": 1, "activation": "relu", "chanel": 2}, "input": 3},
            "output.chanel is no entry",
            Contract(output=NetworkOutput(key="1")),
        ),
        ({"threshold": "a"}, "has to be a number", None),
        ('{"threshold": 0.3,}', "is no JSON", None),
    ],
)
def test_a_contract_with_a_mistake_is_told_with_what_is_right_in_it(
    network: Path, name: str, told: object, reason: str, valid: Contract | None
) -> None:
    text = told if isinstance(told, str) else json.dumps(told)
    network.with_name(name).write_text(text)
    with pytest.raises(ContractError) as error:
        find_contract(network)
    assert reason in str(error.value)
    assert name in str(error.value)
    assert error.value.valid == valid
    # What is written comes first, so that it is mended by that.
    write_contract(network, Contract(threshold=0.7))
    found = find_contract(network)
    assert found is not None
    assert found[0].threshold == 0.7


def test_a_file_of_the_networks_own_name_is_told_whatever_it_is(network: Path) -> None:
    own = network.with_name("net.pth.json")
    own.write_text('{"treshold": 0.3}')
    with pytest.raises(ContractError, match="treshold is no entry of a contract"):
        find_contract(network)
    own.write_text(" " * LARGEST_FILE_BYTES + "{}")
    with pytest.raises(ContractError, match="is too large for a contract"):
        find_contract(network)


SHA256 = "ab" * 32
FIRST, SECOND = Contract(threshold=0.1), Contract(threshold=0.2)


@pytest.fixture
def read_only(network: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The network in a folder that nobody can write to, not even root."""
    write, access = atomic.write_bytes, os.access

    def refuse(path: Path, data: bytes) -> None:
        if path.parent == network.parent:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        write(path, data)

    def asked(path: Path, mode: int) -> bool:
        return network.parent not in (path, path.parent) and access(path, mode)

    monkeypatch.setattr(atomic, "write_bytes", refuse)
    monkeypatch.setattr(os, "access", asked)
    return network


def test_what_cannot_be_kept_beside_a_network_is_kept_with_the_user(
    read_only: Path, tmp_path: Path, own_home: Path
) -> None:
    read_only.with_name("net.json").write_text(Contract(threshold=0.9).text())
    with pytest.raises(ContractError, match=r"net\.pth\.json: cannot be written: read-only"):
        write_contract(read_only, FIRST)
    kept = place_of_contract(read_only, SHA256)
    assert own_home in kept.parents
    assert write_contract(read_only, FIRST, SHA256) == kept
    assert find_contract(read_only, SHA256) == (FIRST, kept)
    write_contract(read_only, SECOND, SHA256)
    assert find_contract(read_only, SHA256) == (SECOND, kept)
    # It is that of the content, wherever that lies and whatever it is called.
    elsewhere = tmp_path / "elsewhere" / "copy.pth"
    assert find_contract(elsewhere, SHA256) == (SECOND, kept)
    assert find_contract(elsewhere, "cd" * 32) is None
    assert place_of_contract(network=tmp_path, sha256=SHA256) != kept


def test_the_contract_that_was_written_last_counts(network: Path) -> None:
    own, kept = own_file(network), kept_file(SHA256)
    kept.parent.mkdir(parents=True)
    for path, contract, written_s in ((own, FIRST, 1000), (kept, SECOND, 2000)):
        path.write_text(contract.text())
        os.utime(path, (written_s, written_s))
    assert find_contract(network, SHA256) == (SECOND, kept)
    os.utime(own, (3000, 3000))
    assert find_contract(network, SHA256) == (FIRST, own)


@pytest.mark.parametrize("taken", [json.dumps(TRAINING), None], ids=["a file", "a folder"])
def test_what_lies_where_a_contract_would_be_written_stays(
    network: Path, taken: str | None
) -> None:
    own = own_file(network)
    if taken is None:
        own.mkdir()
    else:
        own.write_text(taken)
    kept = kept_file(SHA256)
    assert place_of_contract(network, SHA256) == kept
    assert write_contract(network, FIRST, SHA256) == kept
    assert find_contract(network, SHA256) == (FIRST, kept)
    assert taken is None or own.read_text() == taken


def test_where_neither_place_can_be_written_to_it_is_told(read_only: Path, own_home: Path) -> None:
    kept = kept_file(SHA256)
    kept.parent.parent.mkdir(parents=True)
    kept.parent.write_text("no folder")
    with pytest.raises(ContractError, match=f"{kept.name}: cannot be written"):
        write_contract(read_only, FIRST, SHA256)
