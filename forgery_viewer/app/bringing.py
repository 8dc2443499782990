"""Brings networks and finished results into the list of predictors, asking what is needed."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

from forgery_viewer.app.predictor_choice import PredictorChoice
from forgery_viewer.app.predictor_source import Offer
from forgery_viewer.core.contract_files import place_of_contract, write_contract
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.core.network_contract import Contract, ContractError
from forgery_viewer.core.prediction import Predictor
from forgery_viewer.core.trusted_files import TrustedFiles, sha256_of
from forgery_viewer.state.prediction_session import PredictionSession
from forgery_viewer.state.preferences import NETWORK_FILES, PREDICT_DEVICE, Preferences
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.compare.choice_box import Option
from forgery_viewer.widgets.predict.contract_dialog import ContractDialog, KnownNetwork
from forgery_viewer.widgets.predict.predictor_panel import PredictorPanel
from forgery_viewer.widgets.predict.trust_dialog import TrustDialog, TrustedDialog

if TYPE_CHECKING:
    from forgery_viewer.predictors.networks.device import DeviceChoice

MOST_FILES = 12
"""Networks that are remembered."""

AUTOMATIC = "auto"
_NETWORK = "network:"
"""How the keys of networks begin."""


class Bringing(QObject):
    """What the buttons Model, Results and Trusted files of the panel do, and the device."""

    def __init__(
        self,
        panel: PredictorPanel,
        choice: PredictorChoice,
        preferences: Preferences,
        trusted: TrustedFiles | None = None,
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._choice = choice
        self._preferences = preferences
        self.trusted = trusted or TrustedFiles()
        self._session: PredictionSession | None = None
        self._lane = Tasks("bringing", 1, self)
        panel.file_asked.connect(self.ask_for_network)
        panel.results_asked.connect(self._ask_for_results)
        panel.trust_asked.connect(self.show_trusted)
        panel.device_chosen.connect(self._set_device)
        panel.contract_asked.connect(self._edit_contract)
        panel.predictor_chosen.connect(lambda _key: self._offer_contract())
        for path in _remembered(preferences):
            choice.add(self._network_offer(path))
        choice.recall()
        self._offer_contract()
        self._lane.submit(_devices, self._show_devices)

    def close(self) -> None:
        """Bring nothing more."""
        self._lane.close()

    def set_session(self, session: PredictionSession | None) -> None:
        """Results are of the images of a data set: those of another one go."""
        self._session = session
        self._choice.remove_all("results:")
        self._offer_contract()

    # Devices ------------------------------------------------------------------------------

    def _show_devices(self, found: tuple[DeviceChoice, ...]) -> None:
        first = found[0]
        options = [Option(AUTOMATIC, f"Automatic: {_device_words(first)}")]
        options += [Option(device.key, _device_words(device)) for device in found]
        wanted = self._preferences.get(PREDICT_DEVICE)
        keys = [option.key for option in options]
        self._panel.show_devices(options, wanted if wanted in keys else AUTOMATIC)

    def _set_device(self, key: str) -> None:
        self._preferences.set(PREDICT_DEVICE, key)
        self._choice.remake(_NETWORK)

    # Networks -----------------------------------------------------------------------------

    def ask_for_network(self) -> None:
        """Let the user choose a network's file."""
        known = "*.safetensors *.pt *.pth *.pt2 *.ts *.jit *.onnx *.ckpt *.bin"
        start = next((str(path.parent) for path in _remembered(self._preferences)), "")
        filters = f"Networks ({known});;All files (*)"
        chosen, _kind = QFileDialog.getOpenFileName(self._panel, "Bring a network", start, filters)
        if chosen:
            self.bring_network(Path(chosen))

    def bring_network(self, path: Path) -> None:
        """Look at a network's file, ask what it takes to run it, and choose it."""
        self._panel.show_note(f"Looking at {path.name}…", "2")
        self._lane.submit(
            partial(_open, path, self.trusted, self._device),
            partial(self._take_network, path),
            partial(self._ask_about, path),
        )

    @property
    def _device(self) -> str:
        return self._preferences.get(PREDICT_DEVICE)

    def _network_offer(self, path: Path) -> Offer:
        def make() -> Predictor:
            return _open(path, self.trusted, self._device)

        return Offer(f"{_NETWORK}{path}", path.name, make)

    def _take_network(self, path: Path, predictor: Predictor) -> None:
        predictor.close()
        self._panel.show_note("")
        kept = [path, *(other for other in _remembered(self._preferences) if other != path)]
        told = json.dumps([str(other) for other in kept[:MOST_FILES]])
        self._preferences.set(NETWORK_FILES, told)
        offer = self._network_offer(path)
        self._choice.add(offer)
        self._choice.choose(0, offer.key)
        self._offer_contract()

    # Contracts ----------------------------------------------------------------------------

    def _offer_contract(self) -> None:
        self._panel.show_contract_button(self._choice.chosen.startswith(_NETWORK))

    def _edit_contract(self) -> None:
        """Let the user change what the chosen network is said to take and give."""
        path = Path(self._choice.chosen.removeprefix(_NETWORK))
        self._lane.submit(partial(_known, path), self._ask_contract, self._say_failure)

    def _say_failure(self, error: BaseException) -> None:
        if not isinstance(error, ForgeryViewerError):
            raise error
        self._panel.show_note(f"{error}.", "danger")

    def _ask_about(self, path: Path, error: BaseException) -> None:
        """Ask for what is missing, or say why the file cannot be brought."""
        from forgery_viewer.predictors.networks.predictor import NoContractError, NotTrustedError

        if isinstance(error, NoContractError | ContractError):
            self._panel.show_note("")
            self._lane.submit(partial(_known, path), self._ask_contract, self._say_failure)
        elif isinstance(error, NotTrustedError):
            self._panel.show_note("")
            # The content that was refused, whatever lies there when the user has answered.
            self._ask_trust(path, error.reason, error.key)
        else:
            self._say_failure(error)

    def _ask_contract(self, found: tuple[KnownNetwork, str]) -> None:
        known, sha256 = found
        dialog = ContractDialog(known, self._panel.window())
        dialog.chosen.connect(partial(self._take_contract, known.path, sha256))
        dialog.open()

    def _take_contract(self, path: Path, sha256: str, contract: Contract) -> None:
        try:
            write_contract(path, contract, sha256)
        except ForgeryViewerError as error:
            self._panel.show_note(f"{error}.", "danger")
            return
        self.bring_network(path)

    def _ask_trust(self, path: Path, reason: str, sha256: str) -> None:
        dialog = TrustDialog(path.name, str(path.parent), sha256, reason, self._panel.window())
        dialog.trusted.connect(partial(self._trust, path, sha256))
        dialog.open()

    def _trust(self, path: Path, sha256: str) -> None:
        try:
            self.trusted.trust(sha256, path.name)
        except ForgeryViewerError as error:
            self._panel.show_note(f"{error}.", "danger")
            return
        self.bring_network(path)

    def show_trusted(self) -> None:
        """List the files that may execute code."""
        dialog = TrustedDialog(self.trusted.all(), self._panel.window())
        dialog.revoked.connect(self._revoke)
        dialog.open()

    def _revoke(self, sha256: str) -> None:
        try:
            self.trusted.revoke(sha256)
        except ForgeryViewerError as error:
            self._panel.show_note(f"{error}.", "danger")
        self._choice.remake(_NETWORK)

    # Results ------------------------------------------------------------------------------

    def _ask_for_results(self) -> None:
        menu = QMenu(self._panel)
        menu.addAction("A submission (.csv)…").triggered.connect(self.ask_for_submission)
        menu.addAction("A folder of masks or maps…").triggered.connect(self.ask_for_folder)
        button = self._panel.results_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def ask_for_submission(self) -> None:
        """Let the user choose a submission."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self._panel, "Bring a submission", "", "Submissions (*.csv)"
        )
        if chosen:
            self.bring_results(Path(chosen))

    def ask_for_folder(self) -> None:
        """Let the user choose a folder of masks or maps."""
        chosen = QFileDialog.getExistingDirectory(self._panel, "Bring masks or maps")
        if chosen:
            self.bring_results(Path(chosen))

    def bring_results(self, path: Path) -> None:
        """Take finished results into the list, and choose them."""
        if self._session is None:
            return
        index = self._session.index

        def make() -> Predictor:
            from forgery_viewer.predictors.recorded import open_recorded

            return open_recorded(path, index)

        offer = Offer(f"results:{path}", path.name, make)
        self._choice.add(offer)
        self._choice.choose(0, offer.key)
        self._offer_contract()


def _open(path: Path, trusted: TrustedFiles, device: str) -> Predictor:
    from forgery_viewer.predictors.networks.predictor import open_network

    return open_network(path, device=device, trusted=trusted)


def _devices() -> tuple[DeviceChoice, ...]:
    from forgery_viewer.predictors.networks.device import devices

    return devices()


def _known(path: Path) -> tuple[KnownNetwork, str]:
    """What is known of the network in a file, and its content. Raises ForgeryViewerError."""
    from forgery_viewer.predictors.networks.architectures import ARCHITECTURES
    from forgery_viewer.predictors.networks.declaring import declared_contract
    from forgery_viewer.predictors.networks.forms import form_of
    from forgery_viewer.predictors.networks.worker import read_network

    data = read_network(path)
    form = form_of(data, path)
    architectures = tuple(ARCHITECTURES) if form.needs_architecture else ()
    try:
        found, mistake = declared_contract(data, form, path), ""
        contract = found[0] if found is not None else None
    except ContractError as error:
        contract, mistake = error.valid, str(error)
    sha256 = sha256_of(data)
    place = place_of_contract(path, sha256)
    return KnownNetwork(path, contract or Contract(), architectures, mistake, place), sha256


def _device_words(device: DeviceChoice) -> str:
    if not device.memory_bytes:
        return device.title
    return f"{device.title}, {device.memory_bytes / 2**30:.0f} GiB"


def _remembered(preferences: Preferences) -> list[Path]:
    try:
        told = json.loads(preferences.get(NETWORK_FILES))
        paths = [Path(path) for path in told if isinstance(path, str)]
    except (ValueError, TypeError):
        return []
    return [path for path in paths if path.is_file()]
