"""The contract that is declared for the content of a network's file."""

from __future__ import annotations

from pathlib import Path

from forgery_viewer.core.contract_files import find_contract
from forgery_viewer.core.network_contract import METADATA_KEY, Contract, contract_of
from forgery_viewer.core.trusted_files import sha256_of
from forgery_viewer.predictors.networks.forms import Form, safetensors_metadata


def declared_contract(data: bytes, form: Form, path: Path) -> tuple[Contract, Path] | None:
    """The contract that was written for a network, or stands in its metadata, and in which file.

    Args:
        data: The content of the network's file.
        form: Its form.
        path: The file.

    Raises:
        ContractError: There is one, and it cannot be.
    """
    found = find_contract(path, sha256_of(data))
    if found is None and form is Form.SAFETENSORS:
        text = safetensors_metadata(data).get(METADATA_KEY)
        if text is not None:
            return contract_of(text, path), path
    return found
