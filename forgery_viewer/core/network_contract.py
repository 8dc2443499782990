"""What a network expects and gives back, as it is declared beside its file.

A contract is a JSON object: a file `NAME.json` or `model.json` beside the network, or the entry
`contract` in the metadata of a safetensors file. Most public checkpoints have none; the window asks
for it once and writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ForgeryViewerError, system_reason

SizeRule = Literal["native", "multiple-of", "fixed"]
Resize = Literal["stretch", "letterbox", "tile"]
Range = Literal["0-1", "0-255"]
Activation = Literal["none", "sigmoid", "softmax"]
Kind = Literal["map", "instances"]
Augmentation = Literal["none", "flips", "flips-rotations"]

METADATA_KEY = "contract"
MOST_SIDE_PX, MOST_CHANNELS = 8192, 64
LARGEST_FILE_BYTES = 1 << 20


class ContractError(ForgeryViewerError):
    """A contract is not there, cannot be read, or says something that cannot be."""


@dataclass(frozen=True, slots=True)
class NetworkInput:
    """How an image is made what a network takes.

    Attributes:
        channels: 3 for RGB, 1 for grey.
        size: Whether images stay as large as they are, are made larger until both sides are a
            multiple of `multiple_px`, or are all made `height_px` x `width_px`.
        height_px: Rows of a fixed size, and of a tile.
        width_px: Columns of a fixed size, and of a tile.
        multiple_px: What both sides are made a multiple of.
        resize: How an image becomes of a fixed size: stretched, shrunk with its shape kept and grey
            beside it, or cut into tiles that overlap.
        overlap: Share of a tile that the next one covers, too.
        range: From 0 to 1 or from 0 to 255, before mean and std.
        mean: Taken off each channel.
        std: What each channel is divided by then.
    """

    channels: int = 3
    size: SizeRule = "native"
    height_px: int = 512
    width_px: int = 512
    multiple_px: int = 32
    resize: Resize = "tile"
    overlap: float = 0.25
    range: Range = "0-1"
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkOutput:
    """Which outputs of a network are the map and the image score, and how both are read.

    Attributes:
        key: Name of the output where there are several by name, or its number; "" for the first.
        activation: What makes probabilities of it; "none" where it gives them itself.
        channel: Which channel is the forged one, after the activation.
        kind: One probability map, or a channel for each instance.
        score_key: Name or number of the output that says how likely the whole image is forged; ""
            where none does.
        score_activation: What makes a probability of that.
        score_channel: Which of its numbers is that of the forged, after the activation.
    """

    key: str = ""
    activation: Activation = "sigmoid"
    channel: int = 0
    kind: Kind = "map"
    score_key: str = ""
    score_activation: Activation = "sigmoid"
    score_channel: int = 0


@dataclass(frozen=True, slots=True)
class Contract:
    """All that has to be known to run a network.

    Attributes:
        architecture: A registered name, or `module:factory`, for files that hold weights alone;
            "" for files that hold the network itself.
        arguments: What the architecture is made with.
        input: What it takes.
        output: What it gives.
        threshold: Which probability is forged, 0 to 1.
        least_area_px: Regions of fewer pixels are none.
        augmentation: Predicted several ways round, and the mean taken.
        half: Whether half precision is good enough on a GPU.
    """

    architecture: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    input: NetworkInput = field(default_factory=NetworkInput)
    output: NetworkOutput = field(default_factory=NetworkOutput)
    threshold: float = 0.5
    least_area_px: int = 0
    augmentation: Augmentation = "none"
    half: bool = True

    @property
    def needs_code(self) -> bool:
        """Whether the architecture comes from a module, which importing executes."""
        return ":" in self.architecture

    def text(self) -> str:
        """The contract as JSON, in an order that is always the same."""
        return json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False)


def contract_of(text: str | bytes, path: Path) -> Contract:
    """Read a contract; `path` is the file that it stands in. Raises ContractError."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ContractError(path, f"holds no contract: it is no JSON ({error})") from error
    reader = _Reader(path)
    contract = cast("Contract", reader.read(Contract, told, ""))
    _check(contract, path)
    return contract


def find_contract(network: Path) -> tuple[Contract, Path] | None:
    """The contract beside a network's file, and where it stands; None without one.

    Raises:
        ContractError: There is one, and it cannot be.
    """
    for path in (network.with_name(f"{network.name}.json"), network.with_suffix(".json"),
                 network.with_name("model.json")):  # fmt: skip
        if path != network and path.is_file():
            return read_contract(path), path
    return None


def read_contract(path: Path) -> Contract:
    """The contract in a file. Raises ContractError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise ContractError(path, f"cannot be read: {system_reason(error)}") from error
    if len(data) > LARGEST_FILE_BYTES:
        raise ContractError(path, "is too large for a contract")
    return contract_of(data, path)


def write_contract(network: Path, contract: Contract) -> Path:
    """Keep a contract beside a network's file, and say where. Raises ContractError."""
    path = network.with_name(f"{network.name}.json")
    try:
        atomic.write_bytes(path, f"{contract.text()}\n".encode())
    except OSError as error:
        raise ContractError(path, f"cannot be written: {system_reason(error)}") from error
    return path


class _Reader:
    """Makes dataclasses of JSON, and says which entry is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, kind: type, told: object, place: str) -> object:
        if not isinstance(told, dict):
            raise self._error(place or "the contract", "has to be an object with entries")
        known = {item.name: item for item in fields(kind)}
        for name in told:
            if name not in known:
                listed = ", ".join(known)
                raise self._error(f"{place}{name}", f"is no entry of a contract, only {listed}")
        made = kind()
        values = {
            name: self._value(getattr(made, name), value, f"{place}{name}")
            for name, value in told.items()
        }
        return replace(made, **values)

    def _value(self, usual: object, value: object, place: str) -> object:
        """A value of the kind that the usual one is."""
        if isinstance(usual, NetworkInput | NetworkOutput):
            return self.read(type(usual), value, f"{place}.")
        if isinstance(usual, bool):
            return self._of(value, bool, place, "true or false")
        if isinstance(usual, int):
            return self._of(value, int, place, "a whole number")
        if isinstance(usual, float):
            return float(cast("float", self._of(value, (int, float), place, "a number")))
        if isinstance(usual, str):
            # Outputs have names or numbers.
            is_key = place in ("output.key", "output.score_key")
            return str(value) if is_key else self._of(value, str, place, "a text")
        if isinstance(usual, tuple):
            return self._numbers(value, place)
        return self._of(value, dict, place, "an object")

    def _numbers(self, value: object, place: str) -> tuple[float, ...]:
        numbers = self._of(value, list, place, "a list of numbers")
        if not all(_is_number(number) for number in cast("list[object]", numbers)):
            raise self._error(place, "has to be a list of numbers")
        return tuple(float(number) for number in cast("list[float]", numbers))

    def _of(self, value: object, kind: type | tuple[type, ...], place: str, words: str) -> object:
        is_truth = isinstance(value, bool) and kind is not bool
        if is_truth or not isinstance(value, kind):
            raise self._error(place, f"has to be {words}, not {value!r}")
        return value

    def _error(self, place: str, reason: str) -> ContractError:
        return ContractError(self._path, f"{place} {reason}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check(contract: Contract, path: Path) -> None:
    """Raise ContractError for values that cannot be."""
    given, taken = contract.input, contract.output
    words: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("input.size", given.size, get_args(SizeRule)),
        ("input.resize", given.resize, get_args(Resize)),
        ("input.range", given.range, get_args(Range)),
        ("output.activation", taken.activation, get_args(Activation)),
        ("output.kind", taken.kind, get_args(Kind)),
        ("output.score_activation", taken.score_activation, get_args(Activation)),
        ("augmentation", contract.augmentation, get_args(Augmentation)),
    )
    for place, value, known in words:
        if value not in known:
            reason = f"{place} has to be one of {', '.join(known)}, not {value!r}"
            raise ContractError(path, reason)
    numbers = (
        ("input.channels", given.channels, 1, MOST_CHANNELS),
        ("input.height_px", given.height_px, 8, MOST_SIDE_PX),
        ("input.width_px", given.width_px, 8, MOST_SIDE_PX),
        ("input.multiple_px", given.multiple_px, 1, 1024),
        ("input.overlap", given.overlap, 0.0, 0.9),
        ("output.channel", taken.channel, 0, 1024),
        ("output.score_channel", taken.score_channel, 0, 1024),
        ("threshold", contract.threshold, 0.0, 1.0),
        ("least_area_px", contract.least_area_px, 0, 1 << 30),
    )
    for place, number, least, most in numbers:
        if not least <= number <= most:
            reason = f"{place} has to be from {least} to {most}, not {number}"
            raise ContractError(path, reason)
    for place, values in (("input.mean", given.mean), ("input.std", given.std)):
        if values and len(values) not in (1, given.channels):
            reason = f"{place} has {len(values)} numbers for {given.channels} channels"
            raise ContractError(path, reason)
    if any(value == 0 for value in given.std):
        raise ContractError(path, "input.std must not be 0")
