"""Where the contracts of networks are kept: in files beside them."""

from __future__ import annotations

from pathlib import Path

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import system_reason
from forgery_viewer.core.network_contract import (
    Contract,
    ContractError,
    contract_of,
    is_no_contract,
)

LARGEST_FILE_BYTES = 1 << 20


def find_contract(network: Path) -> tuple[Contract, Path] | None:
    """The contract beside a network's file, and where it stands; None without one.

    What has one of the names that others give their files, too, and is clearly no contract, as what
    a training was configured with, is passed over.

    Raises:
        ContractError: There is one, and it cannot be.
    """
    own = own_file(network)
    if own.is_file():
        return read_contract(own), own
    for path in (network.with_suffix(".json"), network.with_name("model.json")):
        if path != network and path.is_file():
            data = _read(path)
            if len(data) <= LARGEST_FILE_BYTES and not is_no_contract(data):
                return contract_of(data, path), path
    return None


def own_file(network: Path) -> Path:
    """The file beside a network that is its contract by its name alone."""
    return network.with_name(f"{network.name}.json")


def read_contract(path: Path) -> Contract:
    """The contract in a file. Raises ContractError."""
    data = _read(path)
    if len(data) > LARGEST_FILE_BYTES:
        raise ContractError(path, "is too large for a contract")
    return contract_of(data, path)


def write_contract(network: Path, contract: Contract) -> Path:
    """Keep a contract beside a network's file, and say where. Raises ContractError."""
    path = own_file(network)
    try:
        atomic.write_bytes(path, f"{contract.text()}\n".encode())
    except OSError as error:
        raise ContractError(path, f"cannot be written: {system_reason(error)}") from error
    return path


def _read(path: Path) -> bytes:
    """As much of a file as is too much for a contract. Raises ContractError."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise ContractError(path, f"cannot be read: {system_reason(error)}") from error
