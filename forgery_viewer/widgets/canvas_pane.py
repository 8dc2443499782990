"""A canvas under its header, or a calm sentence where there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.pyramid import Pyramid
from forgery_viewer.core.tones import Tones
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.canvas import Canvas
from forgery_viewer.widgets.pane_header import PaneHeader
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
        self.part_note = ""
        """Why the picture on show is only a part; "" where it is whole."""
        self.header = PaneHeader(title)
        self.menu_button = self.header.menu_button
        self.colour_bar = self.header.colour_bar
        self.header.menu_opened.connect(self._open_menu)
        self._empty = _EmptyNote()
        self._body = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._body, 1)
        # Only now: a layout of nobody's shows what it gets as a window of its own.
        self._body.addWidget(self.canvas)
        self._body.addWidget(self._empty)
        self.canvas.view_changed.connect(self._show_zoom)
        self.canvas.setAccessibleName(title)

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
        self.show_part("")
        self._empty.show_reason(icon_name, sentence, action_text, action)
        self._body.setCurrentWidget(self._empty)
        self.header.show_zoom(None)

    def set_title(self, title: str, note: str = "", *shorter: str) -> None:
        """The words of the header; `shorter` are those of the note where there is less room."""
        self.header.set_title(title)
        self.header.set_note(note, *shorter)
        self.canvas.setAccessibleName(title)

    def set_note(self, note: str, *shorter: str) -> None:
        """Say something else beside the title, or the same in fewer words."""
        self.header.set_note(note, *shorter)

    def show_part(self, note: str) -> None:
        """Say in the header that the picture is only a part, and why; "" where it is whole."""
        self.part_note = note
        self.header.show_part(note)

    def show_tones(self, tones: Tones) -> None:
        """Say in the header how the picture is shown otherwise than it is."""
        self.header.show_tones(tones)

    @property
    def title(self) -> str:
        """The title in the header."""
        return self.header.title

    @property
    def note(self) -> str:
        """The secondary words of the header."""
        return self.header.note

    @property
    def is_busy(self) -> bool:
        """Whether the header says that the next image is being read."""
        return self.header.busy.isVisible()

    def set_busy(self, busy: bool) -> None:
        """Say in the header that the next image is being read; the last one stays."""
        self.header.busy.setVisible(busy)

    def set_active(self, active: bool) -> None:
        """Mark the canvas that the keys act on."""
        self.header.set_active(active)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the header; on the canvas itself the right button erases."""
        if self.header.geometry().contains(event.pos()):
            self._open_menu()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_asked.emit(menu)
        corner = self.menu_button.mapToGlobal(QPoint(self.menu_button.width(), 22))
        menu.popup(QPoint(corner.x() - menu.sizeHint().width(), corner.y()))

    def _show_zoom(self, view: View) -> None:
        self.header.show_zoom(view if self.canvas.pyramid is not None else None)


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
