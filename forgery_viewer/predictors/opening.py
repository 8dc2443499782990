"""The predictor that is meant by a name or a path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forgery_viewer.core.contract_files import read_contract
from forgery_viewer.core.index import Index
from forgery_viewer.core.prediction import PredictionError, Predictor
from forgery_viewer.predictors.networks import AUTOMATIC
from forgery_viewer.predictors.networks.predictor import open_network
from forgery_viewer.predictors.recorded import open_recorded
from forgery_viewer.predictors.registry import named, registered


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """How a network is to be run.

    Attributes:
        contract: The file of its contract; None for what lies beside it or in its metadata.
        device: The key of a device, AUTOMATIC for the fastest.
        trust: Trust what is in its file, for this once.
    """

    contract: Path | None = None
    device: str = AUTOMATIC
    trust: bool = False


def open_predictor(wanted: str, index: Index, options: NetworkOptions) -> Predictor:
    """The predictor of a name; or a submission, a folder of predictions, or a network, by path.

    A name comes first: a file that is called like a predictor is meant by `./NAME`.

    Raises:
        PredictionError: There is none of that name or path, it cannot be read, or it would execute
            code and is not trusted.
        ContractError: The contract of a network cannot be.
    """
    known = registered()
    path = Path(wanted)
    if wanted in known:
        return named(wanted)
    if path.is_dir() or path.suffix.lower() == ".csv":
        return open_recorded(path, index)
    if path.exists() or path.suffix:
        contract = read_contract(options.contract) if options.contract is not None else None
        return open_network(path, contract, device=options.device, trust=options.trust)
    reason = f"There is no predictor {wanted!r}, only {', '.join(known)}, and no such file"
    raise PredictionError(Path(), reason)
