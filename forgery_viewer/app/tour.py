"""Drives the window through the main job by real events, as a user would, and keeps pictures.

Serves where there is no screen to look at: it shows that the program works there, and what it
looks like.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer, SignalInstance
from PySide6.QtTest import QTest

from forgery_viewer.app.application import make_application, make_window
from forgery_viewer.app.main_window import MainWindow
from forgery_viewer.core.dataset import FORGED, Index, list_dataset
from forgery_viewer.core.demo import ensure_demo
from forgery_viewer.core.errors import ForgeryViewerError
from forgery_viewer.state.columns import Column
from forgery_viewer.state.preferences import APPEARANCE, Preferences
from forgery_viewer.widgets.canvas import Canvas

WAIT_MS = 30_000
SIZES_PX = ((1280, 720), (1440, 900), (2560, 1440))
Say = Callable[[str], None]


class TourError(RuntimeError):
    """A step of the tour did not do what it has to."""


def run_tour(dataset: Path | None, out: Path, workspace: Path, say: Say) -> int:
    """Open, select, paint, undo, save and export; the exit code, 0 when each step worked."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    application = make_application()
    window = make_window(application, Preferences(out / "preferences.ini"))
    try:
        root = dataset if dataset is not None else ensure_demo()
        _Tour(window, out, workspace, say).run(root)
    except (TourError, ForgeryViewerError) as error:
        say(f"The tour stopped: {error}")
        return 1
    finally:
        window.close()
        window.deleteLater()
        application.processEvents()
    say(f"Screenshots: {out / 'screenshots'}")
    say(f"Exported masks and manifest: {out / 'masks'}")
    return 0


class _Tour:
    def __init__(self, window: MainWindow, out: Path, workspace: Path, say: Say) -> None:
        self._window = window
        self._out = out
        self._workspace = workspace
        self._say = say
        self._pictures = out / "screenshots"
        self._pictures.mkdir(parents=True, exist_ok=True)

    def run(self, root: Path) -> None:
        window = self._window
        window.resize(1440, 900)
        window.show()
        self._shoot("1_start")
        self._open(root)
        self._select()
        self._shoot("2_case")
        before = self._area()
        self._paint()
        self._shoot("3_painted")
        after = self._area()
        self._check(after > before, f"a stroke painted nothing ({before} px before and after)")
        self._say(f"Painted a stroke: {before:,} px, then {after:,} px")
        self._key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        self._check(self._area() == before, "undo did not bring the mask back")
        self._key(
            Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        self._check(self._area() == after, "redo did not bring the stroke back")
        self._say("Undid and redid it")
        self._save()
        self._export()
        self._shoot_looks()

    def _open(self, root: Path) -> None:
        # The window would show why there is nothing to see, and wait; the tour stops here.
        self._check(len(list_dataset(root)) > 0, f"{root} has no images")
        self._wait(
            self._window.review.case_shown,
            lambda: self._window.open_dataset(root, self._workspace),
        )
        index = self._index()
        while not index.was_read.all():
            self._wait(self._window.model.index_changed)
            index = self._index()
        self._say(f"Opened {index.root} with {len(index)} images")

    def _select(self) -> None:
        window = self._window
        order = Qt.SortOrder.DescendingOrder
        window.page.browser.table.sortByColumn(Column.INSTANCES, order)
        forged = [
            row for row in range(len(self._index())) if self._index().key(row).label == FORGED
        ]
        self._check(bool(forged), "the data set has no forged image")
        shown = [window.model.key_at(p) for p in range(window.model.rowCount())]
        key = next(k for k in shown if k.label == FORGED)
        if window.selection.current != key:
            self._wait(window.review.case_shown, lambda: window.selection.select(key))
        self._settle()
        self._say(f"Selected case {key.case_id}: {window.page.case_bar.text}")

    def _paint(self) -> None:
        canvas = self._window.page.triptych.overlay.canvas
        self._key(Qt.Key.Key_B)
        self._check(canvas.pyramid is not None, "the overlay shows no image")
        points = [self._free_point(canvas, t) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
        viewport = canvas.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(viewport, point)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=points[-1])
        self._settle()

    @staticmethod
    def _free_point(canvas: Canvas, t: float) -> QPoint:
        """A point of a gentle diagonal across the image."""
        pyramid = canvas.pyramid
        width, height = (pyramid.width, pyramid.height) if pyramid is not None else (1, 1)
        at = QPointF(width * (0.15 + 0.3 * t), height * (0.85 - 0.15 * t))
        return canvas.from_image(at).toPoint()

    def _save(self) -> None:
        session = self._window.datasets.session
        if session is None:
            raise TourError("the data set was closed")
        self._wait(
            session.documents.saved,
            lambda: self._key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
        )
        self._say(f"Saved into {session.workspace.root}")

    def _export(self) -> None:
        session = self._window.datasets.session
        if session is None:
            raise TourError("the data set was closed")
        self._window.exporting.open_dialog()
        dialog = self._window.exporting.dialog
        if dialog is not None:
            dialog.grab().save(str(self._pictures / "4_export.png"))
            dialog.close()
        self._wait(session.exported, lambda: session.export(self._out / "masks", every=True))
        count = len(list((self._out / "masks").rglob("*.npy")))
        self._check(count > 0, "no mask was exported")
        self._say(f"Exported {count} masks")

    def _shoot_looks(self) -> None:
        window = self._window
        for look in ("dark", "light"):
            window.preferences.set(APPEARANCE, look)
            for width, height in SIZES_PX:
                window.resize(width, height)
                self._settle()
                self._shoot(f"5_{look}_{width}x{height}")

    # What the steps stand on --------------------------------------------------------------

    def _index(self) -> Index:
        index = self._window.model.dataset_index
        if index is None:
            raise TourError("no data set is open")
        return index

    def _area(self) -> int:
        document = self._window.review.document
        if document is None:
            raise TourError("there is no mask on show")
        return int(document.planes.union().sum())

    def _key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        canvas = self._window.page.triptych.overlay.canvas
        self._window.activateWindow()
        canvas.setFocus()
        QTest.keyClick(canvas, key, modifiers)
        self._settle()

    def _settle(self) -> None:
        """Let what was asked for happen: events, figures, thumbnails."""
        QTest.qWait(150)

    def _wait(self, signal: SignalInstance, act: Callable[[], object] | None = None) -> None:
        loop = QEventLoop()
        came: list[bool] = []

        def take(*_args: object) -> None:
            came.append(True)
            loop.quit()

        signal.connect(take)
        timer = QTimer(singleShot=True)
        timer.timeout.connect(loop.quit)
        timer.start(WAIT_MS)
        if act is not None:
            act()
        if not came:
            loop.exec()
        signal.disconnect(take)
        self._check(bool(came), "a step took longer than half a minute")

    def _shoot(self, name: str) -> None:
        self._settle()
        self._window.grab().save(str(self._pictures / f"{name}.png"))

    @staticmethod
    def _check(holds: bool, otherwise: str) -> None:
        if not holds:
            raise TourError(otherwise)
