"""Saving charts: asks where to, draws one after the other, and writes behind the window."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from forgery_viewer.core import atomic
from forgery_viewer.core.errors import ForgeryViewerError, short_name, system_reason
from forgery_viewer.core.output_folder import nearest_folder, prepare_folder
from forgery_viewer.state.charts.catalogue import Charts
from forgery_viewer.state.charts.csv_text import csv_bytes
from forgery_viewer.state.live_statistics import LiveStatistics
from forgery_viewer.state.tasks import Tasks
from forgery_viewer.widgets.charts.catalogue import KINDS
from forgery_viewer.widgets.charts.pictures import draw_png, draw_svg, png_bytes
from forgery_viewer.widgets.charts.tile import FORMATS

_KINDS = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class _Order:
    """One file to be made."""

    key: str
    format: str
    path: Path


class ChartExport(QObject):
    """Saves one chart or all of them as PNG, SVG or CSV. Each file is there whole or not at all."""

    saved = Signal(tuple)
    """Everything that was asked for has been written; carries the paths."""
    failed = Signal(str)
    """Something could not be written, and nothing after it was; carries why."""

    def __init__(
        self, window: QWidget, statistics: LiveStatistics, lane: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._statistics = statistics
        self._lane = lane
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        # A file chooser that begins in a folder that is not there cannot be confirmed.
        self._folder = str(nearest_folder(Path(documents)))
        self._orders: deque[_Order] = deque()
        self._paths: list[Path] = []
        self._charts: Charts | None = None
        self._step = QTimer(self, singleShot=True, interval=0)
        self._step.timeout.connect(self._make_next)

    def save_one(self, key: str, kind: str) -> None:
        """Ask for a file and save one chart into it."""
        suggested = str(Path(self._folder) / f"{_name(key)}.{kind}")
        title = f"Save {_KINDS[key].title.lower()} as {FORMATS[kind]}"
        chosen, _filter = QFileDialog.getSaveFileName(
            self._window, title, suggested, f"{FORMATS[kind]} (*.{kind})"
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(f".{kind}")
            self.save([(key, kind, path)])

    def save_all(self, kinds: Sequence[str]) -> None:
        """Ask for a folder and save every chart into it."""
        title = "Save all charts to a folder"
        chosen = QFileDialog.getExistingDirectory(self._window, title, self._folder)
        if chosen:
            folder = Path(chosen)
            self.save(
                [(key, kind, folder / f"{_name(key)}.{kind}") for kind in kinds for key in _KINDS]
            )

    def save(self, files: Sequence[tuple[str, str, Path]]) -> None:
        """Save charts as they are now; each file is (key of the chart, format, path)."""
        if self._orders or self._statistics.charts is None or not files:
            return
        self._charts = self._statistics.charts
        self._orders = deque(_Order(*file) for file in files)
        self._paths = []
        self._folder = str(files[0][2].parent)
        self._step.start()

    # One file at a time -------------------------------------------------------------------

    def _make_next(self) -> None:
        charts, order = self._charts, self._orders[0]
        if charts is None:
            return
        root = charts.index.root
        contents = self._contents(order, charts)

        def write() -> None:
            prepare_folder(root, order.path.parent)
            atomic.write_bytes(order.path, contents())

        self._lane.submit(write, self._go_on, self._give_up)

    def _contents(self, order: _Order, charts: Charts) -> Callable[[], bytes]:
        """What a file holds: drawn here, since drawing is the window's, and packed on the lane."""
        kind, choice = _KINDS[order.key], self._statistics.choice
        if order.format == "csv":
            return lambda: csv_bytes(charts.by_key[order.key].table())
        if order.format == "svg":
            drawing = draw_svg(kind, charts, choice)
            return lambda: drawing
        image = draw_png(kind, charts, choice)
        return lambda: png_bytes(image)

    def _go_on(self, _nothing: None) -> None:
        self._paths.append(self._orders.popleft().path)
        if self._orders:
            self._step.start()
        else:
            self.saved.emit(tuple(self._paths))

    def _give_up(self, error: BaseException) -> None:
        path = self._orders[0].path
        self._orders.clear()
        if isinstance(error, OSError):
            self.failed.emit(f"{short_name(path)}: {system_reason(error)}")
        elif isinstance(error, ForgeryViewerError):
            self.failed.emit(str(error))
        else:
            raise error


def _name(key: str) -> str:
    return f"statistics_{key}"
