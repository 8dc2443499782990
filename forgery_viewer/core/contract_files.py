"""Where the contracts of networks are kept: beside them, or where that cannot be, with the user.

What is kept with the user is known by the SHA-256 of the network's file, wherever that lies.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import system_reason
from forgery_viewer.core.network_contract import (
    Contract,
    ContractError,
    contract_of,
    is_no_contract,
)

LARGEST_FILE_BYTES = 1 << 20


def find_contract(network: Path, sha256: str = "") -> tuple[Contract, Path] | None:
    """The contract that was declared for a network's file, and where it stands; None without one.

    What has one of the names that others give their files, too, and is clearly no contract, as what
    a training was configured with, is passed over.

    Args:
        network: The file.
        sha256: Its content, for which a contract may be kept with the user.

    Raises:
        ContractError: There is one, and it cannot be.
    """
    # The one that was written last is the one that was meant.
    kept = [kept_file(sha256)] if sha256 else []
    written = [path for path in (own_file(network), *kept) if path.is_file()]
    if written:
        newest = max(written, key=lambda path: path.stat().st_mtime_ns)
        return read_contract(newest), newest
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


def place_of_contract(network: Path, sha256: str) -> Path:
    """Where `write_contract` is going to keep one, as far as that can be told before."""
    own = own_file(network)
    can_write = os.access(own if own.exists() else own.parent, os.W_OK)
    return own if can_write and not _is_taken(own) else kept_file(sha256)


def write_contract(network: Path, contract: Contract, sha256: str = "") -> Path:
    """Keep a contract beside a network's file, else with the user, and say where.

    Args:
        network: The file.
        contract: Its contract.
        sha256: Its content; "" where it can only be kept beside it.

    Raises:
        ContractError: It can be kept in neither place.
    """
    data = f"{contract.text()}\n".encode()
    own = own_file(network)
    try:
        if _is_taken(own):
            raise FileExistsError(0, "it is no contract, and stays as it is")
        atomic.write_bytes(own, data)
    except OSError as error:
        if not sha256:
            raise ContractError(own, f"cannot be written: {system_reason(error)}") from error
    else:
        return own
    kept = kept_file(sha256)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(kept, data)
    except OSError as error:
        raise ContractError(kept, f"cannot be written: {system_reason(error)}") from error
    return kept


def kept_file(sha256: str) -> Path:
    """The file that is kept with the user for a content."""
    folder = platformdirs.user_data_path("forgery-viewer", appauthor=False) / "contracts"
    return folder / f"{sha256[:32]}.json"


def _is_taken(own: Path) -> bool:
    """Whether somebody else's file lies where a contract would be written."""
    if not own.exists():
        return False
    if not own.is_file():
        return True
    try:
        data = _read(own)
    except ContractError:
        return True
    return len(data) > LARGEST_FILE_BYTES or is_no_contract(data)


def _read(path: Path) -> bytes:
    """As much of a file as is too much for a contract. Raises ContractError."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise ContractError(path, f"cannot be read: {system_reason(error)}") from error
