"""What exactly a user trusts who trusts a network."""

from __future__ import annotations

import hashlib
import json
from importlib.machinery import PathFinder
from pathlib import Path

from forgery_viewer.core.network_contract import Contract
from forgery_viewer.predictors.networks.forms import Form


def trust_key(sha256: str, form: Form, contract: Contract) -> str:
    """What a network that has to be trusted is known by, as `TrustedFiles` keeps it.

    Of a file that holds code that is its content. Of weights whose contract names a module it is
    their content together with the module, what is called with which arguments, and the module's
    source: the contract lies in a file of its own, and whoever exchanges that must not inherit the
    trust in the weights.

    Args:
        sha256: The content of the network's file.
        form: Its form.
        contract: Its contract.
    """
    if form.needs_trust or not contract.needs_code:
        return sha256
    source = source_of(contract.architecture.partition(":")[0])
    told = {
        "weights": sha256,
        "architecture": contract.architecture,
        "arguments": dict(contract.arguments),
        "source": "" if source is None else hashlib.sha256(source.read_bytes()).hexdigest(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def source_of(module: str) -> Path | None:
    """The file of a module's source, found without importing it or the packages that it is in.

    None where it has none, or where only a finder of its own would know.
    """
    places = None
    origin: str | None = None
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        spec = PathFinder.find_spec(".".join(parts[:count]), places)
        if spec is None:
            return None
        origin = spec.origin
        places = list(spec.submodule_search_locations or ())
    path = Path(origin) if origin is not None else None
    return path if path is not None and path.is_file() else None
