"""Contracts are asked for in the window, mended there, and kept where they can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from safetensors.torch import save_file

from forgery_viewer.core.contract_files import find_contract, kept_file, own_file
from forgery_viewer.core.network_contract import Contract
from forgery_viewer.core.trusted_files import sha256_of
from forgery_viewer.widgets.breakable import unbroken
from forgery_viewer.widgets.predict.contract_dialog import WIDTH_PX, ContractDialog
from tests.e2e.bringing_page import bringing, dialog, go_to_predict, run
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.predict_page import dock, session
from tests.e2e.user import CTRL, User
from tests.predictors.networks.small_networks import (
    CONTRACT,
    unet,
)

Key = Qt.Key


@pytest.fixture
def at_page(user: User, tmp_path: Path) -> User:
    """Somebody who has gone to the Predict page of the forgery."""
    go_to_predict(user, tmp_path)
    return user


def test_a_contract_is_kept_with_the_user_where_it_cannot_be_kept_beside_the_network(
    at_page: User, tmp_path: Path, open_window: OpenWindow, close_window: CloseWindow
) -> None:
    user = at_page
    path = tmp_path / "net.safetensors"
    save_file({k: v.contiguous() for k, v in unet().state_dict().items()}, path)
    # Nobody can write a file where a folder is.
    own_file(path).mkdir()
    kept = kept_file(sha256_of(path.read_bytes()))
    panel = dock(user).predictor
    width = dock(user).width()
    bringing(user).bring_network(path)
    asked = dialog(user, ContractDialog)
    assert isinstance(asked, ContractDialog)
    assert f"Kept in {kept}, as it cannot be kept beside the file" in unbroken(asked.said.text())
    assert asked.width() == WIDTH_PX, "a long path makes it no wider"
    asked.architecture.setCurrentText("unet")
    asked.arguments.setText('{"channels": [4, 8], "strides": [2]}')
    asked.size_rule.setCurrentIndex(asked.size_rule.findData("multiple-of"))
    asked.multiple.setValue(4)
    save, changed = asked.save, session(user).state.predictors_changed
    user.until(lambda: f"Its contract is kept in {kept}." in panel.summary, changed,
               after=lambda: user.click(save))  # fmt: skip
    assert panel.predictors.currentText() == path.name
    assert dock(user).width() == width
    run(user)
    root = user.index.root
    close_window(user.window)
    again = User(open_window())
    again.open(root)
    again.key(Key.Key_3, CTRL)
    news = session(again).state.predictors_changed
    again.until(lambda: f"is kept in {kept}." in dock(again).predictor.summary, news)
    again.click(dock(again).predictor.contract_button)
    asked = dialog(again, ContractDialog)
    assert isinstance(asked, ContractDialog)
    assert (asked.architecture.currentText(), asked.multiple.value()) == ("unet", 4)


def test_a_contract_with_a_mistake_is_mended_where_it_is_told(
    at_page: User, tmp_path: Path
) -> None:
    user = at_page
    path = tmp_path / "net.safetensors"
    save_file({k: v.contiguous() for k, v in unet().state_dict().items()}, path)
    beside = tmp_path / "net.json"
    beside.write_text('{"lr": 0.001, "epochs": 40}')
    bringing(user).bring_network(path)
    asked = dialog(user, ContractDialog)
    assert isinstance(asked, ContractDialog)
    assert not asked.error, "what a training was configured with is no contract"
    user.key(Key.Key_Escape)
    told = json.loads(CONTRACT.text()) | {"threshold": 0.35, "least_area": 10}
    beside.write_text(json.dumps(told))
    bringing(user).bring_network(path)
    asked = dialog(user, ContractDialog)
    assert isinstance(asked, ContractDialog)
    assert "net.json: least_area is no entry of a contract" in asked.error
    assert asked.architecture.currentText() == "unet"
    assert (asked.threshold.value(), asked.multiple.value()) == (0.35, 4)
    asked.least_area.setValue(10)
    save, changed = asked.save, session(user).state.predictors_changed
    user.until(lambda: dock(user).predictor.predictors.currentText() == path.name, changed,
               after=lambda: user.click(save))  # fmt: skip
    found = find_contract(path)
    assert found is not None
    assert found[1] == tmp_path / "net.safetensors.json"
    assert (found[0].threshold, found[0].least_area_px) == (0.35, 10)
    assert json.loads(beside.read_text()) == told, "the user's own file is as it was"
    # It is spoilt later, and can be mended from the panel.
    found[1].write_text('{"threshold": 2, "architecture": "unet"}')
    user.click(dock(user).predictor.contract_button)
    asked = dialog(user, ContractDialog)
    assert isinstance(asked, ContractDialog)
    assert "threshold has to be from 0.0 to 1.0, not 2" in asked.error
    assert asked.architecture.currentText() == "unet"
    user.click(asked.save)
    found = find_contract(path)
    assert found is not None
    assert found[0] == Contract(architecture="unet")
