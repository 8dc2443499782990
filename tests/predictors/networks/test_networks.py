"""Networks are loaded in every safe form, run, and refused where they could execute code."""

from __future__ import annotations

import json
import os
import pickle
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from forgery_viewer.core.contract_files import write_contract
from forgery_viewer.core.network_contract import METADATA_KEY, Contract, NetworkInput, NetworkOutput
from forgery_viewer.core.prediction import (
    Image,
    Prediction,
    PredictionCancelledError,
    PredictionError,
    PredictorInput,
    UnusablePredictorError,
)
from forgery_viewer.core.trusted_files import TrustedFiles, sha256_of
from forgery_viewer.predictors.networks.forms import Form, form_of
from forgery_viewer.predictors.networks.predictor import (
    NetworkPredictor,
    NoContractError,
    NotTrustedError,
    open_network,
)
from tests.predictors.networks.small_networks import (
    CONTRACT,
    Crashing,
    Redness,
    save_script,
    unet,
)

MAP = Contract(output=NetworkOutput(activation="sigmoid"))


@pytest.fixture
def trusted(tmp_path: Path) -> TrustedFiles:
    return TrustedFiles(tmp_path / "trusted.json")


@pytest.fixture
def opened() -> Iterator[list[NetworkPredictor]]:
    """Predictors whose processes end with the test."""
    made: list[NetworkPredictor] = []
    yield made
    for predictor in made:
        predictor.close()


def picture(height: int = 24, width: int = 40, seed: int = 0) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def unet_map(image: Image) -> NDArray[np.float32]:
    """What the small network says, worked out in this process."""
    batch = torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255
    with torch.inference_mode():
        found: NDArray[np.float32] = torch.sigmoid(unet()(batch))[0, 0].numpy()
    return found


def redness(image: Image) -> NDArray[np.float64]:
    apart = 8 * (image[..., 0].astype(float) - image[..., 1]) / 255
    return np.asarray(1 / (1 + np.exp(-apart)))


def maps_of(predictor: NetworkPredictor, image: Image) -> NDArray[np.float32]:
    found = predictor.predict(image)
    assert found.probability is not None
    return found.probability


def save_unet(path: Path) -> Path:
    """The small network in the form of the file's suffix."""
    network = unet()
    state = {name: value.contiguous() for name, value in network.state_dict().items()}
    if path.suffix == ".safetensors":
        save_file(state, path, {METADATA_KEY: CONTRACT.text()})
    elif path.name == "lightning.ckpt":
        held = {"state_dict": {f"model.{k}": v for k, v in state.items()}, "epoch": 3}
        torch.save(held | {"best": np.float64(0.5), "where": Path("a")}, path)
    else:
        torch.save(state, path)
    return path


@pytest.mark.parametrize("name", ["net.safetensors", "net.pth", "lightning.ckpt"])
def test_safe_forms_give_the_map_of_the_network(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor], name: str
) -> None:
    path = save_unet(tmp_path / name)
    if path.suffix != ".safetensors":
        write_contract(path, CONTRACT)
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    np.testing.assert_allclose(maps_of(predictor, picture()), unet_map(picture()), atol=2e-6)
    assert predictor.device == "cpu"
    other = tmp_path / f"copy-{name}"
    other.write_bytes(path.read_bytes())
    write_contract(other, CONTRACT)
    assert open_network(other, trusted=trusted).identity == predictor.identity


def test_onnx_is_run_without_trust(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    nodes = [
        helper.make_node("Split", ["image"], ["r", "g", "b"], axis=1, num_outputs=3),
        helper.make_node("Sub", ["r", "g"], ["apart"]),
        helper.make_node("Mul", ["apart", "eight"], ["logits"]),
    ]
    shape = ["b", 3, "h", "w"]
    graph = helper.make_graph(
        nodes,
        "redness",
        [helper.make_tensor_value_info("image", kind, shape)],
        [helper.make_tensor_value_info("logits", kind, ["b", 1, "h", "w"])],
        [helper.make_tensor("eight", kind, [], [8.0])],
    )
    imports = [helper.make_opsetid("", 18)]
    path = tmp_path / "net.onnx"
    onnx.save(helper.make_model(graph, opset_imports=imports, ir_version=9), str(path))
    write_contract(path, MAP)
    assert form_of(path.read_bytes(), path) is Form.ONNX
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    np.testing.assert_allclose(maps_of(predictor, picture()), redness(picture()), atol=1e-5)


@pytest.mark.parametrize("form", [Form.TORCHSCRIPT, Form.EXPORTED])
def test_forms_that_execute_code_need_trust(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor], form: Form
) -> None:
    path = tmp_path / "net.pt"
    if form is Form.TORCHSCRIPT:
        save_script(path, Redness())
    else:
        path = tmp_path / "net.pt2"
        program = torch.export.export(Redness(), (torch.zeros(1, 3, 24, 40),))
        torch.export.save(program, path)
    write_contract(path, MAP)
    assert form_of(path.read_bytes(), path) is form
    with pytest.raises(NotTrustedError, match="is not trusted"):
        open_network(path, trusted=trusted)
    trusted.trust(sha256_of(path.read_bytes()), path.name)
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    np.testing.assert_allclose(maps_of(predictor, picture()), redness(picture()), atol=1e-5)
    trusted.revoke(sha256_of(path.read_bytes()))
    with pytest.raises(NotTrustedError):
        open_network(path, trusted=trusted)


class Attack:
    """Executes a command where it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.proof}",)


def attacks(folder: Path, proof: Path) -> list[Path]:
    """Files that execute a command where they are loaded without care."""
    torch.save({"weight": torch.zeros(2), "extra": Attack(proof)}, folder / "dict.pt")
    torch.save(Attack(proof), folder / "module.pth")
    (folder / "bare.ckpt").write_bytes(pickle.dumps(Attack(proof)))
    script = save_script(folder / "script.pt", Redness())
    _exchange(script, "data.pkl", pickle.dumps(Attack(proof), protocol=2))
    exported = folder / "exported.pt2"
    torch.export.save(torch.export.export(Redness(), (torch.zeros(1, 3, 8, 8),)), exported)
    for member in ("sample_inputs", "constants", "weights"):
        _exchange(exported, member, pickle.dumps(Attack(proof), protocol=2))
    return sorted(path for path in folder.iterdir() if path.suffix != ".json")


def _exchange(path: Path, member: str, data: bytes) -> None:
    """Put other bytes in the place of members of an archive."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, data if member in name.rpartition("/")[2] else content)


def test_attacks_execute_nothing_without_trust(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    folder, proof = tmp_path / "attacks", tmp_path / "proof"
    folder.mkdir()
    for path in attacks(folder, proof):
        write_contract(path, CONTRACT)
        with pytest.raises(PredictionError) as error:  # noqa: PT012 - the first or the second
            predictor = open_network(path, device="cpu", trusted=trusted)
            opened.append(predictor)
            predictor.predict(picture())
        assert path.name in str(error.value)
        assert not proof.exists(), f"{path.name} executed its command"


def test_a_whole_module_is_refused_with_what_it_would_execute(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = tmp_path / "whole.pth"
    torch.save(Redness(), path)
    write_contract(path, CONTRACT)
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    with pytest.raises(PredictionError) as error:
        predictor.predict(picture())
    assert "small_networks.Redness" in str(error.value)
    assert "save its weights alone" in str(error.value)


def test_what_holds_more_than_weights_is_refused_before_a_contract_is_asked_for(
    tmp_path: Path, trusted: TrustedFiles
) -> None:
    proof = tmp_path / "proof"
    torch.save({"weight": torch.zeros(2), "extra": Attack(proof)}, tmp_path / "dict.pt")
    torch.save(Redness(), tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    for protocol in range(2, 6):
        data = pickle.dumps([Attack(proof)], protocol=protocol)
        (tmp_path / f"bare{protocol}.ckpt").write_bytes(data)
    for path in tmp_path.iterdir():
        named = "Redness" if path.name == "old.pth" else f"{os.system.__module__}.system"
        with pytest.raises(PredictionError, match=rf"would execute .*{named}") as error:
            open_network(path, trusted=trusted)
        assert "save its weights alone" in str(error.value)
        assert path.name in str(error.value)
    assert not proof.exists()
    torch.save(unet().state_dict(), tmp_path / "older.pth", _use_new_zipfile_serialization=False)
    with pytest.raises(NoContractError):
        open_network(tmp_path / "older.pth", trusted=trusted)


def test_a_network_that_cannot_be_loaded_ends_the_run_at_its_first_image(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = tmp_path / "whole.pth"
    torch.save(Redness(), path)
    predictor = open_network(path, CONTRACT, device="cpu", trusted=trusted)
    opened.append(predictor)
    taken: list[int] = []

    def inputs() -> Iterator[PredictorInput]:
        for number in range(100):
            taken.append(number)
            yield PredictorInput(picture(16, 16))

    with pytest.raises(UnusablePredictorError, match="would execute"):
        list(predictor.predict_many(inputs()))
    assert len(taken) < 10


def test_what_was_exported_for_a_batch_of_one_is_asked_image_by_image(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = tmp_path / "net.pt2"
    torch.export.save(torch.export.export(Redness(), (torch.zeros(1, 3, 32, 32),)), path)
    tiles = NetworkInput(size="fixed", height_px=32, width_px=32, resize="tile", overlap=0.0)
    contract = Contract(input=tiles, output=NetworkOutput(activation="sigmoid"))
    predictor = open_network(path, contract, device="cpu", trusted=trusted, trust=True)
    opened.append(predictor)
    images = [picture(96, 96, seed=seed) for seed in range(3)]
    found = list(predictor.predict_many(PredictorInput(image) for image in images))
    for image, outcome in zip(images, found, strict=True):
        assert isinstance(outcome, Prediction), str(outcome)
        assert outcome.probability is not None
        np.testing.assert_allclose(outcome.probability, redness(image), atol=1e-4)
    native = open_network(path, MAP, device="cpu", trusted=trusted, trust=True)
    opened.append(native)
    with pytest.raises(PredictionError, match=r"inputs of 32 (rows|columns) only.*fixed size"):
        native.predict(picture(96, 96))


def test_code_of_an_architecture_needs_trust(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = tmp_path / "net.safetensors"
    save_file({"unused": torch.zeros(1)}, path)
    write_contract(path, Contract(architecture="tests.predictors.networks.small_networks:unet"))
    with pytest.raises(NotTrustedError, match="small_networks:unet, which is code"):
        open_network(path, trusted=trusted)
    state = {name: value.contiguous() for name, value in unet().state_dict().items()}
    save_file(state, path)
    contract = Contract(
        architecture="tests.predictors.networks.small_networks:unet",
        input=CONTRACT.input,
        output=CONTRACT.output,
    )
    predictor = open_network(path, contract, device="cpu", trusted=trusted, trust=True)
    opened.append(predictor)
    np.testing.assert_allclose(maps_of(predictor, picture()), unet_map(picture()), atol=2e-6)


def test_a_file_exchanged_after_it_was_trusted_is_not_loaded(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = save_script(tmp_path / "net.pt", Redness())
    write_contract(path, MAP)
    trusted.trust(sha256_of(path.read_bytes()), path.name)
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    save_script(path, Crashing())
    with pytest.raises(PredictionError, match="has changed since it was opened: bring it again"):
        predictor.predict(picture())


@pytest.mark.parametrize(
    ("given", "size"),
    [
        (NetworkInput(size="fixed", height_px=32, width_px=32, resize="stretch"), (32, 32)),
        (NetworkInput(size="fixed", height_px=48, width_px=48, resize="letterbox"), (24, 40)),
        (NetworkInput(size="multiple-of", multiple_px=32), (24, 40)),
        (NetworkInput(size="native"), (24, 40)),
        (NetworkInput(size="fixed", height_px=16, width_px=16, resize="tile"), (24, 40)),
    ],
)
def test_every_way_of_sizing_gives_a_map_of_the_image(
    tmp_path: Path,
    trusted: TrustedFiles,
    opened: list[NetworkPredictor],
    given: NetworkInput,
    size: tuple[int, int],
) -> None:
    path = save_script(tmp_path / "net.pt", Redness())
    contract = Contract(input=given, augmentation="flips-rotations")
    predictor = open_network(path, contract, device="cpu", trusted=trusted, trust=True)
    opened.append(predictor)
    # Even, so that shrinking it and enlarging it again changes nothing.
    image = np.full((24, 40, 3), (200, 100, 0), np.uint8)
    found = maps_of(predictor, image)
    assert found.shape == (24, 40)
    np.testing.assert_allclose(found, redness(image), atol=1e-4)


def test_tiles_are_blended_into_the_map_of_the_whole(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = save_script(tmp_path / "net.pt", Redness())
    given = NetworkInput(size="fixed", height_px=32, width_px=48, overlap=0.5)
    predictor = open_network(path, Contract(input=given), device="cpu", trust=True, trusted=trusted)
    opened.append(predictor)
    image = picture(101, 75)
    told: list[tuple[int, int]] = []
    found = predictor.predict(image, progress=lambda done, total: told.append((done, total)))
    assert found.probability is not None
    np.testing.assert_allclose(found.probability, redness(image), atol=1e-4)
    # Half of each tile lies under the next one; four are asked for at once.
    rows, columns = -(-(101 - 32) // 16) + 1, -(-(75 - 48) // 24) + 1
    steps = -(-rows * columns // 4)
    assert told == [(done, steps) for done in range(1, steps + 1)]
    used, there = predictor.memory
    assert 0 <= used <= there


def test_many_images_come_in_their_order_whatever_fails(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    import warnings

    path = tmp_path / "net.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.script(Crashing()).save(str(path))  # type: ignore[no-untyped-call]
    predictor = open_network(path, MAP, device="cpu", trusted=trusted, trust=True)
    opened.append(predictor)
    images = [picture(16 + 8 * (k // 3), 24, seed=k) for k in range(9)]
    for image in images:
        image[0, 0] = 0
    images[4][0, 0] = 255
    found = list(predictor.predict_many(PredictorInput(image) for image in images))
    assert len(found) == 9
    for number, (image, outcome) in enumerate(zip(images, found, strict=True)):
        if number == 4:
            assert isinstance(outcome, PredictionError)
            assert "too bright" in str(outcome)
        else:
            assert isinstance(outcome, Prediction)
            assert outcome.probability is not None
            np.testing.assert_allclose(outcome.probability, redness(image), atol=1e-4)


def test_a_network_that_ends_its_process_does_not_end_this_one(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = save_unet(tmp_path / "net.safetensors")
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    first = maps_of(predictor, picture())
    assert predictor.worker_pid is not None
    os.kill(predictor.worker_pid, signal.SIGKILL)
    with pytest.raises(PredictionError, match="SIGKILL"):
        predictor.predict(picture())
    assert predictor.memory == (0, 0), "it holds none any more"
    # It begins anew.
    np.testing.assert_array_equal(maps_of(predictor, picture()), first)


def test_a_prediction_under_way_is_cancelled(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = save_unet(tmp_path / "net.safetensors")
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 1

    with pytest.raises(PredictionCancelledError):
        predictor.predict(picture(), cancelled=cancelled)
    assert predictor.worker_pid is None


def test_it_is_cancelled_between_tiles_that_come_quickly(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = save_script(tmp_path / "net.pt", Redness())
    given = NetworkInput(size="fixed", height_px=16, width_px=16, overlap=0.5)
    predictor = open_network(path, Contract(input=given), device="cpu", trust=True, trusted=trusted)
    opened.append(predictor)
    told: list[int] = []
    with pytest.raises(PredictionCancelledError):
        predictor.predict(
            picture(300, 300),
            progress=lambda done, _total: told.append(done),
            cancelled=lambda: bool(told),
        )
    assert told == [1]
    assert predictor.worker_pid is None


@pytest.mark.parametrize(
    ("contract", "reason"),
    [
        (Contract(output=NetworkOutput(channel=3)), "gives 1 channel; the contract asks for"),
        (Contract(output=NetworkOutput(activation="none")), "look like logits"),
    ],
)
def test_what_does_not_fit_the_contract_is_said(
    tmp_path: Path,
    trusted: TrustedFiles,
    opened: list[NetworkPredictor],
    contract: Contract,
    reason: str,
) -> None:
    path = save_script(tmp_path / "net.pt", Redness())
    predictor = open_network(path, contract, device="cpu", trusted=trusted, trust=True)
    opened.append(predictor)
    try:
        said = " ".join(predictor.predict(picture()).notes)
    except PredictionError as error:
        said = str(error)
    assert reason in said


def test_what_is_no_network_or_has_no_contract_is_said(
    tmp_path: Path, trusted: TrustedFiles
) -> None:
    path = tmp_path / "net.bin"
    path.write_bytes(b"hello, I am no network at all")
    with pytest.raises(PredictionError, match="is no network"):
        open_network(path, trusted=trusted)
    torch.save({"weight": torch.zeros(1)}, tmp_path / "net.pth")
    with pytest.raises(NoContractError, match="has no contract"):
        open_network(tmp_path / "net.pth", trusted=trusted)
    with pytest.raises(PredictionError, match="cannot be read"):
        open_network(tmp_path / "gone.pth", trusted=trusted)


def test_weights_of_another_network_are_named(
    tmp_path: Path, trusted: TrustedFiles, opened: list[NetworkPredictor]
) -> None:
    path = tmp_path / "net.pth"
    torch.save({"conv.weight": torch.zeros(1)}, path)
    write_contract(path, CONTRACT)
    predictor = open_network(path, device="cpu", trusted=trusted)
    opened.append(predictor)
    with pytest.raises(PredictionError, match=r"weights are missing.*none of its own"):
        predictor.predict(picture())
    unknown = Contract(architecture="resnet-9000")
    predictor = open_network(path, unknown, device="cpu", trusted=trusted)
    opened.append(predictor)
    with pytest.raises(PredictionError, match="there are unet, basic-unet"):
        predictor.predict(picture())


def test_contracts_in_the_metadata_of_safetensors_are_found(tmp_path: Path) -> None:
    path = save_unet(tmp_path / "net.safetensors")
    predictor = open_network(path)
    assert predictor.contract == CONTRACT
    assert json.loads(CONTRACT.text())["architecture"] == "unet"
    assert predictor.suggested.value == CONTRACT.threshold
