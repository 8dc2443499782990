"""What the window says of opening and closing: in its banners and at its lower edge."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from forgery_viewer import __version__
from forgery_viewer.app.datasets import Datasets
from forgery_viewer.app.findings_controller import FindingsController
from forgery_viewer.app.painting import Painting
from forgery_viewer.app.saving import Saving
from forgery_viewer.core.dataset import Finding
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.widgets.banner import Banner
from forgery_viewer.widgets.status_bar import StatusBar
from forgery_viewer.widgets.wording import counted


class Announcing(QObject):
    """Tells what is opened, where corrections are kept, and what went wrong with it."""

    def __init__(
        self,
        datasets: Datasets,
        banners: tuple[Banner, Banner],
        status_bar: StatusBar,
        painting: Painting,
        saving: Saving,
        findings: FindingsController,
        ask_for_dataset: Callable[[], object],
    ) -> None:
        """`banners` are those of the start page and of the pages of a data set."""
        super().__init__(datasets)
        self._datasets = datasets
        self._start_banner, self._banner = banners
        self._status_bar = status_bar
        self._painting = painting
        self._saving = saving
        self._findings = findings
        self._ask_for_dataset = ask_for_dataset
        datasets.opening.connect(self._tell_opening)
        datasets.failed.connect(self._tell_failure)
        # Queued: it has to stand above what the failed writing itself says.
        datasets.unkept.connect(self._tell_unkept, Qt.ConnectionType.QueuedConnection)

    def show_start(self) -> None:
        """Say what program this is, while no data set is open."""
        self._status_bar.show_workspace("")
        self._status_bar.show_pixel(None)
        self._status_bar.show_hint(f"Version {__version__} · {{keys}} lists the keys")

    def show_session(self, session: DatasetSession) -> None:
        """Say where corrections are kept, and what is odd about the folders of the data set."""
        workspace = session.workspace
        whole = f"Corrections are kept in {workspace.root}"
        if workspace.is_in_dataset:
            place = f"{session.index.root.name} / {workspace.root.name}"
        else:
            place = str(workspace.root)
        self._status_bar.show_workspace(place, whole)
        self._tell_findings(session.index.findings)

    def tell_twin(self, words: str) -> None:
        """Say where the pointer is on the twins; "" tells again what the tool in hand does."""
        if words:
            self._status_bar.show_hint(words)
        else:
            self._painting.tell_hint()

    def _tell_opening(self, words: str) -> None:
        self._start_banner.dismiss("open")
        self._banner.dismiss("open")
        self._status_bar.show_hint(words)

    def _tell_failure(self, reason: str) -> None:
        if self._datasets.session is None:
            self._status_bar.show_hint("")
            banner = self._start_banner
        else:
            self._painting.tell_hint()
            banner = self._banner
        banner.show_message("danger", reason, "Open another…", self._ask_for_dataset, key="open")

    def _tell_unkept(self, reason: str) -> None:
        self._painting.tell_hint()
        self._saving.tell_unkept(reason, lambda: self._datasets.close(discard=True))

    def _tell_findings(self, findings: tuple[Finding, ...]) -> None:
        if findings:
            told = "; ".join(str(finding) for finding in findings)
            text = f"{counted(len(findings), 'finding')} in the folders: {told}."
            self._banner.show_message(
                "warn", text, "Show findings", lambda: self._findings.set_open(True), key="findings"
            )
