"""A canvas under its header, or a calm sentence where there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton, IconLabel
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.colour_bar import ColourBar
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import CANVAS_HEADER_PX, text_font, theme_of
from forgery_viewer.widgets.view import View

_ZOOM_FROM_PX = 150
"""Narrower panes do not tell their zoom."""


class CanvasPane(QWidget):
    """One of the linked canvases: title, note and zoom above, the canvas or a reason below."""

    menu_asked = Signal(object)
    """A QMenu to fill with what can be done with this canvas."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas()
        self._title = QLabel(title)
        self._title.setFont(text_font(12, 600))
        self._note = ElidedLabel()
        self._note.setProperty("tone", "3")
        self._busy = QLabel("Reading…")
        self._busy.setProperty("tone", "3")
        self._busy.hide()
        self._zoom = QLabel()
        self._zoom.setProperty("tone", "2")
        self._make_header()
        self._empty = _EmptyNote()
        self._body = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addLayout(self._body, 1)
        # Only now: a layout of nobody's shows what it gets as a window of its own.
        self._body.addWidget(self.canvas)
        self._body.addWidget(self._empty)
        self.canvas.view_changed.connect(self._show_zoom)
        self.canvas.setAccessibleName(title)

    def _make_header(self) -> None:
        self._header = QFrame()
        self._header.setProperty("section", "true")
        self._header.setFixedHeight(CANVAS_HEADER_PX)
        self._active_line = QFrame(self._header)
        self._active_line.hide()
        row = QHBoxLayout(self._header)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(self._title)
        row.addWidget(self._note, 1)
        row.addWidget(self._busy)
        self.colour_bar = ColourBar()
        row.addWidget(self.colour_bar)
        row.addWidget(self._zoom)
        self.menu_button = IconButton("ellipsis", size_px=SMALL_ICON_PX)
        self.menu_button.setFixedSize(20, 20)
        self.menu_button.set_hint("Canvas", "", "What it shows, and pictures of it.")
        self.menu_button.clicked.connect(self._open_menu)
        row.addWidget(self.menu_button)

    @property
    def shows_image(self) -> bool:
        """Whether the canvas is shown, not a reason for its absence."""
        return self._body.currentWidget() is self.canvas

    @property
    def reason(self) -> str:
        """The sentence in place of an image, "" where there is one."""
        return "" if self.shows_image else self._empty.text

    def show_image(self, pyramid: Pyramid) -> None:
        """Show an image at the present view."""
        self.canvas.set_pyramid(pyramid)
        self._body.setCurrentWidget(self.canvas)
        self._show_zoom(self.canvas.view)

    def show_reason(
        self,
        icon_name: str,
        sentence: str,
        action_text: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        """Say why there is no image, and offer one thing to do about it."""
        self.canvas.set_document(None)
        self.canvas.set_pyramid(None)
        self._empty.show_reason(icon_name, sentence, action_text, action)
        self._body.setCurrentWidget(self._empty)
        self._zoom.clear()

    def set_title(self, title: str, note: str = "") -> None:
        """The words of the header."""
        self._title.setText(title)
        self._note.setText(note)
        self.canvas.setAccessibleName(title)

    def set_note(self, note: str) -> None:
        """Say something else beside the title."""
        self._note.setText(note)

    @property
    def title(self) -> str:
        """The title in the header."""
        return self._title.text()

    @property
    def note(self) -> str:
        """The secondary words of the header."""
        return self._note.full_text

    @property
    def is_busy(self) -> bool:
        """Whether the header says that the next image is being read."""
        return self._busy.isVisible()

    def set_busy(self, busy: bool) -> None:
        """Say in the header that the next image is being read; the last one stays."""
        self._busy.setVisible(busy)

    def set_active(self, active: bool) -> None:
        """Mark the canvas that the keys act on."""
        self._colour_line()
        self._active_line.setGeometry(0, CANVAS_HEADER_PX - 2, self._header.width(), 2)
        self._active_line.setVisible(active)

    def resizeEvent(self, event: object) -> None:
        self._active_line.setGeometry(0, CANVAS_HEADER_PX - 2, self.width(), 2)
        # In the narrowest pane the title comes first.
        self._zoom.setHidden(self.width() < _ZOOM_FROM_PX)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_line()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the header; on the canvas itself the right button erases."""
        if self._header.geometry().contains(event.pos()):
            self._open_menu()

    def _colour_line(self) -> None:
        sheet = f"background: {theme_of(self).accent}; border: 0;"
        # To set what is set already would make Qt polish it again, and tell of another palette.
        if sheet != self._active_line.styleSheet():
            self._active_line.setStyleSheet(sheet)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_asked.emit(menu)
        corner = self.menu_button.mapToGlobal(QPoint(self.menu_button.width(), 22))
        menu.popup(QPoint(corner.x() - menu.sizeHint().width(), corner.y()))

    def _show_zoom(self, view: View) -> None:
        if self.canvas.pyramid is None:
            self._zoom.clear()
            return
        percent = 100 * view.scale
        digits = 1 if percent < 10 else 0
        self._zoom.setText(f"{percent:,.{digits}f} %")


class _EmptyNote(QWidget):
    """An icon, one sentence why, and at most one action, in the middle of an empty canvas."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = IconLabel("images", size_px=24)
        self._sentence = QLabel()
        self._sentence.setProperty("onCanvas", "true")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMaximumWidth(320)
        self._button = QPushButton()
        self._action: Callable[[], None] | None = None
        self._button.clicked.connect(self._act)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._sentence)
        column.setAlignment(self._sentence, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    @property
    def text(self) -> str:
        return self._sentence.text()

    def show_reason(
        self, icon_name: str, sentence: str, text: str, action: Callable[[], None] | None
    ) -> None:
        self._icon.set_icon(icon_name)
        self._sentence.setText(sentence)
        self._fit()
        self._button.setText(text)
        self._button.setVisible(bool(text))
        self._action = action

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        # A label that wraps asks neither for the width it could use nor for the height at it.
        width = min(320, max(80, self.width() - 32))
        self._sentence.setMinimumSize(width, self._sentence.heightForWidth(width))

    def _act(self) -> None:
        if self._action is not None:
            self._action()
