"""A network in a file as a predictor."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from forgery_viewer.core.network_contract import Contract
from forgery_viewer.core.parallel import Cancelled, Progress
from forgery_viewer.core.prediction import (
    Image,
    Needs,
    Prediction,
    PredictionError,
    PredictorInput,
    UnusablePredictorError,
    check_cancelled,
)
from forgery_viewer.core.records import RecordKey
from forgery_viewer.core.thresholding import Threshold
from forgery_viewer.core.trusted_files import TrustedFiles, sha256_of
from forgery_viewer.predictors.networks import AUTOMATIC
from forgery_viewer.predictors.networks.code_trust import trust_key
from forgery_viewer.predictors.networks.declaring import declared_contract
from forgery_viewer.predictors.networks.forms import Form, form_of
from forgery_viewer.predictors.networks.link import Load, WorkerLink
from forgery_viewer.predictors.networks.refusing import refusal_words
from forgery_viewer.predictors.networks.worker import read_network

BATCH = 4
"""Images of one size that are predicted at once."""

SUFFIXES = (".safetensors", ".pt", ".pth", ".pt2", ".ts", ".jit", ".onnx", ".ckpt", ".bin")


class NotTrustedError(PredictionError):
    """A file would execute code, and the user has not trusted its content.

    Attributes:
        key: What has to be trusted, as `TrustedFiles.trust` takes it.
        remedy: What the user may do.
    """

    def __init__(self, path: Path, reason: str, key: str, remedy: str) -> None:
        super().__init__(path, reason)
        self.key = key
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{super().__str__()}: {self.remedy}"


class NoContractError(PredictionError):
    """A network has no contract: nothing is known of what it takes and gives."""


class NetworkPredictor:
    """Runs a network in a process of its own; see `open_network`."""

    needs = Needs.IMAGE

    def __init__(
        self, path: Path, form: Form, load: Load, contract: Contract, declared_in: Path | None
    ) -> None:
        self.path = path
        self.kept_contract = _elsewhere(declared_in, path)
        """Where the contract is kept, None where that is with the network or was said."""
        self.form = form
        self.contract = contract
        self.name = self.title = path.name
        self.summary = _summary(form, contract, self.kept_contract)
        # What code of a module gives is another result when that module is changed.
        told = load.contract + (load.key if contract.needs_code else "")
        told = hashlib.sha256(told.encode()).hexdigest()[:16]
        self.identity = f"network {load.sha256} {told}"
        self._link = WorkerLink(load)

    @property
    def suggested(self) -> Threshold:
        """The threshold and least area of the contract."""
        return Threshold(self.contract.threshold, self.contract.least_area_px)

    @property
    def device(self) -> str:
        """Where it runs, "" before it was loaded."""
        return self._link.device

    @property
    def memory(self) -> tuple[int, int]:
        """Bytes in use and bytes there are on its device; zeros where that is not known."""
        return self._link.memory

    @property
    def worker_pid(self) -> int | None:
        """The process that it runs in, None while there is none."""
        return self._link.pid

    def predict(
        self,
        image: Image,
        *,
        key: RecordKey | None = None,  # noqa: ARG002 - as every predictor is asked
        partner: Image | None = None,  # noqa: ARG002 - as every predictor is asked
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Prediction:
        """As `Predictor.predict`."""
        check_cancelled(cancelled)
        self._link.send([image], cancelled)
        return self._link.receive(cancelled, progress)[0]

    def predict_many(
        self,
        inputs: Iterable[PredictorInput],
        *,
        progress: Callable[[int], None] | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Prediction | PredictionError]:
        """As `BatchPredictor.predict_many`: one batch is predicted while the next is on its way."""
        sent: deque[list[Image]] = deque()
        done = 0
        try:
            for found in self._answers(inputs, sent, cancelled):
                yield found
                done += 1
                if progress is not None:
                    progress(done)
        finally:
            if sent:
                # Nobody waits for what is on its way, and the next one asked must not get it.
                self._link.close()

    def _answers(
        self, inputs: Iterable[PredictorInput], sent: deque[list[Image]],
        cancelled: Cancelled | None,
    ) -> Iterator[Prediction | PredictionError]:  # fmt: skip
        """The results in order; what is on its way is in `sent`."""
        for batch in self._batches(inputs):
            check_cancelled(cancelled)
            failure = self._send(batch, cancelled)
            if failure is None:
                sent.append(batch)
                if len(sent) > 1:
                    yield from self._receive_first(sent, cancelled)
                continue
            while sent:
                yield from self._receive_first(sent, cancelled)
            for image in batch:
                yield self._alone(image, failure, cancelled)
        while sent:
            yield from self._receive_first(sent, cancelled)

    def close(self) -> None:
        """End the network's process; the next prediction starts it again."""
        self._link.close()

    def _batches(self, inputs: Iterable[PredictorInput]) -> Iterator[list[Image]]:
        """Images that go together: a few, of one size unless they are made so anyway."""
        given = self.contract.input
        any_size = given.size == "fixed" and given.resize != "tile"
        held: list[Image] = []
        for one in inputs:
            if held and (len(held) == BATCH or (not any_size and held[0].shape != one.image.shape)):
                yield held
                held = []
            held.append(one.image)
        if held:
            yield held

    def _send(self, batch: list[Image], cancelled: Cancelled | None) -> PredictionError | None:
        try:
            self._link.send(batch, cancelled)
        except UnusablePredictorError:
            raise
        except PredictionError as error:
            return error
        return None

    def _receive_first(
        self, sent: deque[list[Image]], cancelled: Cancelled | None
    ) -> list[Prediction | PredictionError]:
        """The results of what was sent first; where that fails, of all that is on its way."""
        batch = sent.popleft()
        answered = [(batch, self._receive(cancelled))]
        if not isinstance(answered[0][1], PredictionError):
            return list(answered[0][1])
        # What is on its way is answered before anything can be asked again.
        answered += [(more, self._receive(cancelled)) for more in sent]
        sent.clear()
        found: list[Prediction | PredictionError] = []
        for images, answer in answered:
            if isinstance(answer, PredictionError):
                found += [self._alone(image, answer, cancelled) for image in images]
            else:
                found += answer
        return found

    def _receive(self, cancelled: Cancelled | None) -> list[Prediction] | PredictionError:
        if self._link.pid is None:
            return PredictionError(self.path, "has no process to ask any more")
        try:
            return self._link.receive(cancelled)
        except PredictionError as error:
            return error

    def _alone(
        self, image: Image, error: PredictionError, cancelled: Cancelled | None
    ) -> Prediction | PredictionError:
        """One image of a batch that failed, by itself: perhaps it was another one's fault."""
        try:
            return self.predict(image, cancelled=cancelled)
        except UnusablePredictorError:
            raise
        except PredictionError as again:
            return again if str(again) else error


def open_network(
    path: Path,
    contract: Contract | None = None,
    *,
    device: str = AUTOMATIC,
    trusted: TrustedFiles | None = None,
    trust: bool = False,
) -> NetworkPredictor:
    """A predictor that runs the network in a file; nothing of it is executed yet.

    Args:
        path: The file.
        contract: What it takes and gives; by default what is declared beside it, in it, or for
            its content.
        device: Where it runs, AUTOMATIC for the fastest.
        trusted: The contents that the user trusts; the user's own list by default.
        trust: Trust this content, for this once.

    Raises:
        NotTrustedError: It would execute code, and is not trusted.
        NoContractError: It has no contract.
        ContractError: Its contract cannot be.
        PredictionError: It cannot be read, is no network, or has no contract and holds more than
            weights.
    """
    data = read_network(path)
    form = form_of(data, path)
    sha256 = sha256_of(data)
    declared_in = None
    if contract is None:
        contract, declared_in = declared_contract(data, form, path) or (None, None)
    if contract is None:
        _check_harmless(data, form, path)
        raise NoContractError(
            path,
            "has no contract: what it takes and gives has to be declared once, in "
            f"{path.name}.json beside it",
        )
    key = trust_key(sha256, form, contract)
    is_trusted = trust or (trusted or TrustedFiles()).holds(key)
    why, remedy = "", "trust it first"
    if form.needs_trust:
        why = f"{form.value} files can execute code when they are loaded"
        remedy = "trust it first, or save its weights as safetensors"
    elif contract.needs_code:
        why = f"its contract names {contract.architecture}, which is code"
    if why and not is_trusted:
        raise NotTrustedError(path, f"is not trusted, and {why}", key, remedy)
    load = Load(path, sha256, key, contract.text(), device, is_trusted)
    return NetworkPredictor(path, form, load, contract, declared_in)


def _check_harmless(data: bytes, form: Form, path: Path) -> None:
    """Refuse a file that holds more than weights before anybody is asked what it takes."""
    if form is Form.WEIGHTS:
        from forgery_viewer.predictors.networks.loading import (  # noqa: PLC0415 - torch takes 2 s
            refused_names,
        )

        names = refused_names(data)
        if names:
            raise PredictionError(path, refusal_words(names), "pickle-refused")


def key_to_trust(path: Path, contract: Contract | None = None) -> str:
    """What has to be trusted to run the network in a file; "" where it executes no code.

    Takes what `open_network` takes. Raises PredictionError and ContractError as that does.
    """
    data = read_network(path)
    form = form_of(data, path)
    if contract is None:
        contract, _path = declared_contract(data, form, path) or (None, None)
    if not form.needs_trust and (contract is None or not contract.needs_code):
        return ""
    return trust_key(sha256_of(data), form, contract or Contract())


def _elsewhere(declared_in: Path | None, path: Path) -> Path | None:
    """Where a contract is kept, None where that is beside the network in `path`."""
    if declared_in is None or declared_in.parent == path.parent:
        return None
    return declared_in


def _summary(form: Form, contract: Contract, kept_contract: Path | None) -> str:
    given = contract.input
    size = {
        "native": "at full size",
        "multiple-of": f"padded to multiples of {given.multiple_px} px",
        "fixed": f"at {given.width_px} x {given.height_px} px, {given.resize}",
    }[given.size]
    words = f"A network ({form.value}), run {size}."
    if form is Form.TORCHSCRIPT:
        words += " TorchScript is deprecated since torch 2.9: prefer safetensors."
    if kept_contract is not None:
        words += f" Its contract is kept in {kept_contract}."
    return words
