"""A button with a word, and an icon that has the colour of the word in every theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from forgery_viewer.widgets.buttons import ICON_PX, ON_FILL
from forgery_viewer.widgets.icons import DEVICE_PIXEL_RATIOS, pixmap
from forgery_viewer.widgets.theme import theme_of
from forgery_viewer.widgets.themed import Themed

ROOM_PX = 3


class TextButton(Themed, QPushButton):
    """A push button that the Tab key reaches and a click leaves without a focus ring.

    With `primary=True` it is filled: the one thing a page is for.
    """

    def __init__(
        self,
        text: str,
        icon_name: str = "",
        parent: QWidget | None = None,
        *,
        primary: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self._primary = primary
        self._look: tuple[str, str] | None = None
        if primary:
            self.setProperty("primary", "true")
        self.setIconSize(QSize(ICON_PX + ROOM_PX, ICON_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._refresh()

    def _refresh(self) -> None:
        if not self._icon_name:
            return
        # The fill of a primary button stands in its palette for the window's colour.
        theme = theme_of(self.window() if self._primary else self)
        look = (self._icon_name, theme.name)
        if look == self._look:
            return
        self._look = look
        colour = ON_FILL if self._primary else theme.text1
        made = QIcon()
        for ratio in DEVICE_PIXEL_RATIOS:
            for mode, tint in (
                (QIcon.Mode.Normal, colour),
                (QIcon.Mode.Disabled, theme.disabled),
            ):
                made.addPixmap(_with_room(pixmap(self._icon_name, tint, ICON_PX, ratio)), mode)
        self.setIcon(made)


def _with_room(picture: QPixmap) -> QPixmap:
    """The picture with air at its right: Qt's own distance between icon and word is too small."""
    ratio = picture.devicePixelRatio()
    wider = QPixmap(round((ICON_PX + ROOM_PX) * ratio), picture.height())
    wider.fill(Qt.GlobalColor.transparent)
    wider.setDevicePixelRatio(ratio)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return wider
