"""What a network expects and gives back, as it is declared beside its file.

A contract is a JSON object: a file `NAME.json` or `model.json` beside the network, or the entry
`contract` in the metadata of a safetensors file. Most public checkpoints have none; the window asks
for it once and writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from forgery_viewer.core.errors import ForgeryViewerError

SizeRule = Literal["native", "multiple-of", "fixed"]
Resize = Literal["stretch", "letterbox", "tile"]
Range = Literal["0-1", "0-255"]
Activation = Literal["none", "sigmoid", "softmax"]
Kind = Literal["map", "instances"]
Augmentation = Literal["none", "flips", "flips-rotations"]

METADATA_KEY = "contract"
MOST_SIDE_PX, MOST_CHANNELS = 8192, 64


class ContractError(ForgeryViewerError):
    """A contract is not there, cannot be read, or says something that cannot be.

    Attributes:
        valid: What it says that can be, to begin with when it is mended; None where that is
            nothing.
    """

    valid: Contract | None = None


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
    try:
        return _made(told, path)
    except ContractError as error:
        error.valid = _valid_part(told, path)
        raise


def _made(told: object, path: Path) -> Contract:
    contract = cast("Contract", _Reader(path).read(Contract, told, ""))
    _check(contract, path)
    return contract


def _valid_part(told: object, path: Path) -> Contract | None:
    """What can be of a contract that cannot: each entry is left out that does not go with others.

    In the order of the contract, so that the number of channels counts before one mean of each.
    """
    if not isinstance(told, dict):
        return None
    kept: dict[str, Any] = {}
    for name, value in _entries(told):
        tried = kept | {name: kept[name] | value if name in kept else value}
        with suppress(ContractError):
            _made(tried, path)
            kept = tried
    return _made(kept, path) if kept else None


def _entries(told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The entries that are a contract's, those of its input and output one by one."""
    for item in fields(Contract):
        if item.name not in told:
            continue
        value = told[item.name]
        part = {"input": NetworkInput, "output": NetworkOutput}.get(item.name)
        if part is None or not isinstance(value, dict):
            yield item.name, value
            continue
        for inner in fields(part):
            if inner.name in value:
                yield item.name, {inner.name: value[inner.name]}


def is_no_contract(data: bytes) -> bool:
    """Whether a file's content is clearly something else: it has no entry of a contract at all."""
    names = {item.name for item in fields(Contract)}
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        # A contract with a comma too many is one with a mistake: its entries are named in it.
        return not any(f'"{name}"'.encode() in data for name in names)
    return not isinstance(told, dict) or (bool(told) and names.isdisjoint(told))


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
