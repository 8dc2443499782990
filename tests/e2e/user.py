"""A person at the window: a hand on the mouse, one on the keys, eyes on what the window says.

Every event enters through the window system's side of Qt, as a real one does: the window finds out
by itself which widget is under the pointer and which has the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    SignalInstance,
)
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget

from forgery_viewer.app.main_window import MainWindow
from forgery_viewer.core.dataset import Index, RecordKey
from forgery_viewer.state.columns import Column
from forgery_viewer.state.dataset_session import DatasetSession
from forgery_viewer.state.findings import AuditStage
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.widgets.canvas import Canvas

PATIENCE_MS = 20_000
"""Longer than anything takes: who waits so long has found a fault."""

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Point = tuple[float, float]


def lay_out() -> None:
    """Have every pending change of layout done, as a person sees it before aiming."""
    for _round in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


class User:
    """Drives one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    # Waiting ------------------------------------------------------------------------------

    def until(
        self,
        holds: Callable[[], object],
        *signals: SignalInstance,
        after: Callable[[], object] | None = None,
    ) -> None:
        """Do `after`, then go on when `holds`; that is looked at again after each signal."""
        loop = QEventLoop()

        def look(*_args: object) -> None:
            if loop.isRunning() and holds():
                loop.quit()

        for signal in signals:
            # Queued: when everybody else has heard it.
            signal.connect(look, Qt.ConnectionType.QueuedConnection)
        try:
            if after is not None:
                after()
            if not holds():
                QTimer.singleShot(PATIENCE_MS, loop, lambda: loop.exit(1))
                # What holds in the end, and nothing told of, was waited for at the wrong place.
                assert loop.exec() == 0, "it was never told" if holds() else "waited in vain"
        finally:
            for signal in signals:
                signal.disconnect(look)

    def wait_for(self, signal: SignalInstance, act: Callable[[], object]) -> tuple[object, ...]:
        """Do something and wait for a signal that it causes; returns what the signal carries."""
        came: list[tuple[object, ...]] = []

        def take(*args: object) -> None:
            came.append(args)

        signal.connect(take)
        try:
            self.until(lambda: came, signal, after=act)
        finally:
            signal.disconnect(take)
        return came[0]

    def case_comes(self, act: Callable[[], object]) -> RecordKey:
        """Do what chooses another image, and wait until that is seen."""
        shown: list[RecordKey] = []
        review, selection = self.window.review, self.window.selection
        review.case_shown.connect(shown.append)
        try:
            self.until(
                lambda: shown and shown[-1] == selection.current, review.case_shown, after=act
            )
        finally:
            review.case_shown.disconnect(shown.append)
        return shown[-1]

    def wait_until_measured(self) -> None:
        """Wait until the figures on show are those of the mask on show."""
        figures = self.session.figures
        self.until(lambda: not figures.is_behind, figures.measured)

    def wait_for_audit(self) -> None:
        """Wait until the data set has been checked, and what was saved meanwhile, too."""
        findings = self.session.findings
        self.until(
            lambda: findings.stage is not AuditStage.WAITING and not findings.is_looking,
            findings.stage_changed,
            findings.changed,
        )

    # What is open -------------------------------------------------------------------------

    def open(self, root: Path, workspace: Path | None = None) -> None:
        """Open a data set and wait until its list and its first image are there."""
        window = self.window
        self.case_comes(lambda: window.open_dataset(root, workspace))
        self.until(self._is_read, window.model.index_changed)

    def _is_read(self) -> bool:
        return bool(self.index.was_read.all())

    @property
    def session(self) -> DatasetSession:
        session = self.window.datasets.session
        assert session is not None, "no data set is open"
        return session

    @property
    def index(self) -> Index:
        index = self.window.model.dataset_index
        assert index is not None, "no data set is open"
        return index

    @property
    def document(self) -> MaskDocument:
        document = self.window.review.document
        assert document is not None, "there is no mask to edit"
        return document

    @property
    def overlay(self) -> Canvas:
        return self.window.page.triptych.overlay.canvas

    @property
    def save_state(self) -> str:
        return self.window.top_bar.state_text

    # Mouse --------------------------------------------------------------------------------

    def handle(self, widget: QWidget) -> QWindow:
        """The system's window that holds a widget."""
        handle = widget.window().windowHandle()
        assert handle is not None, f"{widget} is not on the screen"
        return handle

    def click(
        self,
        widget: QWidget,
        place: QPoint | None = None,
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = NONE,
    ) -> None:
        """Click a widget, in its middle or at a place in it."""
        lay_out()
        assert widget.isVisible(), f"{widget} cannot be seen"
        assert widget.isEnabled(), f"{widget} is disabled"
        point = widget.mapTo(widget.window(), place or widget.rect().center())
        QTest.mouseMove(self.handle(widget), point)
        QTest.mouseClick(self.handle(widget), button, modifiers, point)

    def click_left_end(self, button: QAbstractButton) -> None:
        """Click a check box or a radio button on its mark, which may be all that takes clicks."""
        self.click(button, QPoint(8, button.height() // 2))

    def click_row(self, key: RecordKey) -> None:
        """Click an image in the list of the browser."""
        lay_out()
        table = self.window.page.browser.table
        position = self.window.model.position_of(key)
        assert position is not None, f"{key} is not in the list"
        index = self.window.model.index(position, Column.CASE)
        table.scrollTo(index)
        self.click(table.viewport(), table.visualRect(index).center())

    def choose(self, key: RecordKey) -> None:
        """Click an image in the list and wait until it is seen."""
        if self.window.selection.current == key:
            self.click_row(key)
        else:
            self.case_comes(lambda: self.click_row(key))

    def point(self, canvas: Canvas, at: Point) -> QPoint:
        """The pixel of the window over an image point (x, y)."""
        lay_out()
        view = canvas.view
        x = (at[0] - view.x) * view.scale + canvas.width() / 2
        y = (at[1] - view.y) * view.scale + canvas.height() / 2
        place = QPoint(round(x), round(y))
        assert canvas.rect().contains(place), f"{at} is not in sight"
        return QPoint(canvas.viewport().mapTo(canvas.window(), place))

    def image_point(self, canvas: Canvas, pixel: QPoint) -> Point:
        """The image point under a pixel of the window."""
        place = canvas.viewport().mapFrom(canvas.window(), pixel)
        view = canvas.view
        return (
            view.x + (place.x() - canvas.width() / 2) / view.scale,
            view.y + (place.y() - canvas.height() / 2) / view.scale,
        )

    def hover(self, at: Point, canvas: Canvas | None = None) -> Point:
        """Put the pointer over an image point; returns the point it really is on."""
        canvas = canvas or self.overlay
        pixel = self.point(canvas, at)
        QTest.mouseMove(self.handle(canvas), pixel)
        return self.image_point(canvas, pixel)

    def press(
        self,
        at: Point,
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = NONE,
        canvas: Canvas | None = None,
    ) -> Point:
        """Go to an image point and press a button there."""
        canvas = canvas or self.overlay
        self.hover(at, canvas)
        pixel = self.point(canvas, at)
        place = self.image_point(canvas, pixel)
        QTest.mousePress(self.handle(canvas), button, modifiers, pixel)
        return place

    def release(
        self,
        at: Point,
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = NONE,
        canvas: Canvas | None = None,
    ) -> None:
        """Let go of a button over an image point."""
        canvas = canvas or self.overlay
        QTest.mouseRelease(self.handle(canvas), button, modifiers, self.point(canvas, at))

    def drag(
        self,
        points: Sequence[Point],
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = NONE,
        canvas: Canvas | None = None,
    ) -> list[Point]:
        """Drag over image points; returns the points the pointer really was on."""
        gone = [self.press(points[0], button, modifiers, canvas)]
        gone += [self.hover(point, canvas) for point in points[1:]]
        self.release(points[-1], button, modifiers, canvas)
        return gone

    def turn_wheel(self, notches: int, at: Point, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Turn the wheel over an image point of the overlay."""
        pixel = QPointF(self.point(self.overlay, at))
        turn = QPoint(0, 120 * notches)
        QTest.wheelEvent(self.handle(self.overlay), pixel, turn, QPoint(), modifiers)

    # Keys ---------------------------------------------------------------------------------

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press and release a key, wherever the keyboard is."""
        QTest.keyClick(self._typed_at(), key, modifiers)

    def hold(self, key: Qt.Key) -> None:
        """Press a key and keep it down."""
        QTest.keyPress(self._typed_at(), key)

    def let_go(self, key: Qt.Key) -> None:
        """Release a key that was held."""
        QTest.keyRelease(self._typed_at(), key)

    def type(self, text: str) -> None:
        """Type a text, wherever the keyboard is."""
        for letter in text:
            QTest.keyClick(self._typed_at(), ord(letter))

    def focus_canvas(self) -> None:
        """Give the keyboard to the overlay, as a click on it does, without painting."""
        self.overlay.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed_at(self) -> QWindow:
        if QApplication.focusWindow() is None:
            # A window manager gives the keyboard back when a dialog closes; without one, nobody.
            self.window.activateWindow()
            QApplication.processEvents()
        window = QApplication.focusWindow()
        assert window is not None, "no window has the keyboard"
        return window

    # Finding things by what they say ------------------------------------------------------

    @staticmethod
    def button(parent: QWidget, text: str) -> QAbstractButton:
        """The button of which the text, or the name read out, begins so."""
        for button in parent.findChildren(QAbstractButton):
            words = (button.text().replace("&", ""), button.accessibleName())
            if any(word.startswith(text) for word in words):
                return button
        raise AssertionError(f"there is no button {text!r}")

    @staticmethod
    def field(parent: QWidget, name: str) -> QLineEdit:
        """The field with that name."""
        for field in parent.findChildren(QLineEdit):
            if field.accessibleName() == name:
                return field
        raise AssertionError(f"there is no field {name!r}")

    def dialog(self) -> QDialog:
        """The dialog that is open."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                return widget
        raise AssertionError("no dialog is open")
