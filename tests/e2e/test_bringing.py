"""Networks and finished results are brought into the window, asked about and shown."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from safetensors.torch import save_file

from forgery_viewer.core.contract_files import find_contract, write_contract
from forgery_viewer.core.network_contract import Contract
from forgery_viewer.core.prediction_folder import mask_of
from forgery_viewer.core.trusted_files import sha256_of
from forgery_viewer.widgets.predict.contract_dialog import ContractDialog
from forgery_viewer.widgets.predict.trust_dialog import TrustDialog, TrustedDialog
from tests.core.building import write_array
from tests.e2e.bringing_page import bringing, dialog, go_to_predict, news, run
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.forged_samples import COPY, made_forgery
from tests.e2e.predict_page import dock, enter, layer, reach, session, settle
from tests.e2e.user import CTRL, User
from tests.predictors.networks.small_networks import (
    CONTRACT,
    Classifying,
    Redness,
    save_script,
    unet,
)

Key = Qt.Key


@pytest.fixture
def at_page(user: User, tmp_path: Path) -> User:
    """Somebody who has gone to the Predict page of the forgery."""
    go_to_predict(user, tmp_path)
    return user


def test_a_network_without_a_contract_is_asked_about_once(at_page: User, tmp_path: Path) -> None:
    user = at_page
    path = tmp_path / "net.safetensors"
    save_file({k: v.contiguous() for k, v in unet().state_dict().items()}, path)
    bringing(user).bring_network(path)
    asked = dialog(user, ContractDialog)
    assert isinstance(asked, ContractDialog)
    asked.arguments.setText("{")
    user.click(asked.save)
    assert "no JSON" in asked.error
    asked.architecture.setCurrentText("unet")
    asked.arguments.setText('{"channels": [4, 8], "strides": [2]}')
    asked.size_rule.setCurrentIndex(asked.size_rule.findData("multiple-of"))
    asked.multiple.setValue(4)
    asked.threshold.setValue(0.4)
    user.click(asked.save)
    user.until(
        lambda: dock(user).predictor.predictors.currentText() == "net.safetensors",
        session(user).state.predictors_changed,
    )
    found = find_contract(path)
    assert found is not None
    assert found[0].arguments == CONTRACT.arguments
    assert not dock(user).predictor.memory
    run(user)
    if sys.platform == "linux":
        assert dock(user).predictor.memory.endswith(" GiB in use")
    assert session(user).state.threshold.value == pytest.approx(0.4)
    image = user.window.page.triptych.case.subject.pyramid.image  # type: ignore[union-attr]
    batch = torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255
    with torch.inference_mode():
        wanted = torch.sigmoid(unet()(batch))[0, 0].numpy()
    prediction = layer(user).prediction
    assert prediction is not None
    assert prediction.probability is not None
    np.testing.assert_allclose(prediction.probability, wanted, atol=1e-3)


def test_a_contract_is_changed_later_and_the_network_is_there_at_the_next_start(
    at_page: User, tmp_path: Path, open_window: OpenWindow, close_window: CloseWindow
) -> None:
    user = at_page
    path = tmp_path / "net.safetensors"
    save_file({k: v.contiguous() for k, v in unet().state_dict().items()}, path)
    write_contract(path, CONTRACT)
    panel = dock(user).predictor
    assert not panel.contract_button.isVisible()
    changed = session(user).state.predictors_changed
    user.until(lambda: panel.predictors.currentText() == path.name, changed,
               after=lambda: bringing(user).bring_network(path))  # fmt: skip
    user.until(panel.run.isEnabled, changed)
    before = session(user).state.chosen(0)
    user.click(panel.contract_button)
    asked = dialog(user, ContractDialog)
    assert isinstance(asked, ContractDialog)
    assert asked.architecture.currentText() == "unet", "as it was declared"
    assert asked.multiple.value() == 4
    user.click(asked.threshold)
    user.key(Key.Key_A, CTRL)
    user.type("0.3")
    user.click(asked.save)
    user.until(lambda: session(user).state.threshold.value == pytest.approx(0.3), changed)
    after = session(user).state.chosen(0)
    assert before is not None
    assert after is not None
    assert before.identity != after.identity, "what it gave before is of another contract"
    found = find_contract(path)
    assert found is not None
    assert found[0].threshold == pytest.approx(0.3)
    root = user.index.root
    close_window(user.window)
    again = User(open_window())
    again.open(root)
    again.key(Key.Key_3, CTRL)
    assert dock(again).predictor.predictors.currentText() == path.name
    assert dock(again).predictor.contract_button.isVisible()


def test_code_is_run_only_when_the_user_says_so(at_page: User, tmp_path: Path) -> None:
    user = at_page
    path = save_script(tmp_path / "net.pt", Redness())
    write_contract(path, Contract())
    bringing(user).bring_network(path)
    asked = dialog(user, TrustDialog)
    assert isinstance(asked, TrustDialog)
    assert sha256_of(path.read_bytes())[:32] in asked.facts.text()
    # Who presses a key without reading runs nothing.
    assert asked.refuse.hasFocus()
    user.click(asked.refuse)
    assert "network:" not in "".join(dock(user).predictor.predictors.keys)
    bringing(user).bring_network(path)
    asked = dialog(user, TrustDialog)
    assert isinstance(asked, TrustDialog)
    user.click(asked.accept_button)
    user.until(
        lambda: dock(user).predictor.predictors.currentText() == "net.pt",
        session(user).state.predictors_changed,
    )
    run(user)
    user.click(dock(user).predictor.trust_button)
    listed = dialog(user, TrustedDialog)
    assert isinstance(listed, TrustedDialog)
    # The whole digest is in sight.
    assert not listed.list.horizontalScrollBar().maximum()
    listed.list.setCurrentRow(0)
    panel = dock(user).predictor

    def revoke() -> None:
        user.click(listed.revoke)
        assert not bringing(user).trusted.all()
        listed.accept()

    # What comes of it may come before the dialog is closed.
    user.until(lambda: "is not trusted" in panel.note, *news(user), after=revoke)
    assert not panel.run.isEnabled()


def test_the_class_that_a_network_gives_is_the_score_of_the_image(
    at_page: User, tmp_path: Path
) -> None:
    user = at_page
    path = save_script(tmp_path / "net.pt", Classifying())
    bringing(user).trusted.trust(sha256_of(path.read_bytes()), path.name)
    bringing(user).bring_network(path)
    asked = dialog(user, ContractDialog)
    assert isinstance(asked, ContractDialog)
    assert not asked.score_activation.isVisible(), "nothing is read of a score that is not there"
    asked.score_key.setText("1")
    assert asked.score_activation.isVisible()
    asked.score_activation.setCurrentIndex(asked.score_activation.findData("softmax"))
    asked.score_channel.setValue(1)
    user.click(asked.save)
    user.until(
        lambda: dock(user).predictor.predictors.currentText() == "net.pt",
        session(user).state.predictors_changed,
    )
    assert not dock(user).map.detail
    run(user)
    image = user.window.page.triptych.case.subject.pyramid.image  # type: ignore[union-attr]
    apart = 24 * float((image[..., 0].astype(float) - image[..., 1]).mean()) / 255
    assert dock(user).map.detail == f"image score {1 / (1 + np.exp(-apart)):.3f}"


def test_finished_masks_are_shown_at_once(at_page: User, tmp_path: Path) -> None:
    user = at_page
    _image, forgery = made_forgery()
    write_array(tmp_path / "results" / "7.npy", forgery.mask)
    shown = layer(user)
    user.until(
        lambda: shown.mask is not None and not shown.is_behind,
        shown.compared,
        after=lambda: bringing(user).bring_results(tmp_path / "results"),
    )
    assert dock(user).score.texts["oF1"] == "1.000"
    assert dock(user).map.reason == "This predictor gives instances, no map."


def test_finished_masks_are_cleaned_as_on_the_command_line(at_page: User, tmp_path: Path) -> None:
    user = at_page
    _image, forgery = made_forgery()
    speckled = forgery.mask.copy()
    speckled[0, 200:203, 20:23] = 1
    x, y = COPY
    speckled[0, y : y + 4, x : x + 4] = 0
    write_array(tmp_path / "results" / "7.npy", speckled)
    shown, panel = layer(user), dock(user).map
    user.until(
        lambda: shown.mask is not None and not shown.is_behind,
        shown.compared,
        after=lambda: bringing(user).bring_results(tmp_path / "results"),
    )
    settle(user)
    why = "This predictor gives instances, no map."
    for part in (panel.threshold.slider, panel.threshold.field, panel.grouping):
        assert not part.isEnabled()
        assert why in part.toolTip()
    for number, field in (("20", panel.least_area.field), ("20", panel.holes.field)):
        assert dock(user).score.texts["oF1"] != "1.000"
        enter(user, field, number)
    assert shown.mask is not None
    np.testing.assert_array_equal(shown.mask.sparse.to_stack(), forgery.mask)
    assert dock(user).score.texts["oF1"] == dock(user).dataset.texts["oF1"] == "1.000"
    threshold = session(user).state.threshold
    assert shown.prediction is not None
    written = mask_of(shown.prediction, threshold).to_stack()
    np.testing.assert_array_equal(written, forgery.mask)
    user.click(reach(user, panel.reset))
    settle(user)
    np.testing.assert_array_equal(shown.mask.sparse.to_stack(), speckled)


def test_a_submission_is_shown_and_what_it_lacks_is_said(at_page: User, tmp_path: Path) -> None:
    user = at_page
    file = tmp_path / "submission.csv"
    file.write_text('case_id,annotation\n7,"[1, 3]"\n99,authentic\n')
    shown = layer(user)
    user.until(
        lambda: shown.mask is not None and not shown.is_behind,
        shown.compared,
        after=lambda: bringing(user).bring_results(file),
    )
    assert shown.mask is not None
    np.testing.assert_array_equal(np.argwhere(shown.mask.sparse.to_stack()[0]),
                                  [[0, 0], [1, 0], [2, 0]])  # fmt: skip


def test_an_attack_is_refused_by_name_before_anything_is_asked(
    at_page: User, tmp_path: Path
) -> None:
    user = at_page
    proof, path = tmp_path / "proof", tmp_path / "evil.ckpt"
    path.write_bytes(pickle.dumps(Attack(proof)))
    bringing(user).bring_network(path)
    panel = dock(user).predictor
    user.until(lambda: "was refused" in panel.note, *news(user))
    assert (
        f"evil.ckpt: was refused, as it would execute {os.system.__module__}.system" in panel.note
    )
    assert "save its weights alone" in panel.note
    assert not proof.exists()


class Attack:
    """Executes a command where it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.proof}",)


def test_a_file_that_is_no_network_is_refused_in_words(at_page: User, tmp_path: Path) -> None:
    user = at_page
    path = tmp_path / "notes.pt"
    path.write_bytes(b"these are my notes, and no network")
    bringing(user).bring_network(path)
    panel = dock(user).predictor
    user.until(lambda: "is no network" in panel.note, *news(user))
    assert "notes.pt" in panel.note
