"""The small controls every panel is made of: icon buttons, segments, icons, folding sections."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from forgery_viewer.widgets.icons import icon, pixmap
from forgery_viewer.widgets.theme import (
    TOOL_BUTTON_PX,
    Theme,
    theme_of,
)
from forgery_viewer.widgets.themed import Themed

ICON_PX = 16
TOOL_ICON_PX = 18
SMALL_ICON_PX = 14
SEGMENTS_PX = 28
ON_FILL = "#FFFFFF"


def tone_colour(theme: Theme, tone: str) -> str:
    """The colour of one of the tones 1, 2, 3, ok, warn, danger, accent or disabled."""
    return str(getattr(theme, f"text{tone}" if tone.isdigit() else tone))


class IconButton(Themed, QToolButton):
    """A flat button with one icon in the theme's colours, and a tooltip that names its key.

    With `tool=True` it is a square of the tool strip that is filled with the accent while checked.
    """

    def __init__(
        self,
        icon_name: str,
        parent: QWidget | None = None,
        *,
        tool: bool = False,
        size_px: int = 0,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._tool = tool
        self._hint = ("", "", "")
        self._reason = ""
        self._keys: str | None = None
        self._look: tuple[str, int, str] | None = None
        self._said: tuple[str, ...] = ()
        size_px = size_px or (TOOL_ICON_PX if tool else ICON_PX)
        self.setIconSize(QSize(size_px, size_px))
        # Without it Qt never asks the icon for its colour under the pointer.
        self.setAutoRaise(True)
        # A click must not leave a focus ring behind; the Tab key must reach the button.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if tool:
            self.setProperty("tool", "true")
            self.setFixedSize(TOOL_BUTTON_PX, TOOL_BUTTON_PX)
        self._refresh()

    @property
    def icon_name(self) -> str:
        return self._icon_name

    def set_icon(self, icon_name: str) -> None:
        """Show another icon."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._refresh()

    def set_hint(self, name: str, keys: str = "", use: str = "") -> None:
        """Say what the button is called, which keys do the same and, in one line, what for."""
        if (name, keys, use) == self._hint:
            return
        self._hint = (name, keys, use)
        self.setAccessibleName(name)
        self.setAccessibleDescription(use)
        self._refresh()

    def set_keys(self, keys: str) -> None:
        """Name other keys than the hint does, from now on: the user may have changed them."""
        self._keys = keys
        self._refresh()

    def block(self, reason: str) -> None:
        """Disable the button and say why in its tooltip; an empty reason enables it again."""
        self._reason = reason
        self.setEnabled(not reason)
        self._refresh()

    def _refresh(self) -> None:
        theme = theme_of(self)
        size_px = self.iconSize().width()
        look = (self._icon_name, size_px, theme.name)
        # Qt tells of a change of style each time the button moves into another parent.
        if look != self._look:
            self._look = look
            self.setIcon(
                icon(
                    self._icon_name,
                    theme.text2,
                    size_px,
                    active=theme.text1,
                    checked=ON_FILL if self._tool else theme.text1,
                    disabled=theme.disabled,
                )
            )
        name, keys, use = self._hint
        keys = keys if self._keys is None else self._keys
        said = (theme.name, name, keys, use, self._reason)
        if said == self._said:
            return
        self._said = said
        if self._reason:
            name = name or self.accessibleName()
        self.setToolTip(hint_text(theme, name, keys, self._reason or use))


def hint_text(theme: Theme, name: str, keys: str = "", use: str = "") -> str:
    """The rich text of a tooltip: name, keys, and one line of use."""
    if not name:
        return ""
    quiet = f"color: {theme.text2}"
    head = f"<b>{escape(name)}</b>"
    if keys:
        head += f"&nbsp;&nbsp; <span style='{quiet}'>{escape(keys)}</span>"
    line = f"<br>{escape(use)}" if use else ""
    # Never wrapped by Qt in the middle of the one line.
    return f"<p style='white-space: pre; margin: 0'>{head}{line}</p>"


class IconLabel(Themed, QLabel):
    """One icon, in the colour of a tone."""

    refreshed_by = (*Themed.refreshed_by, QEvent.Type.EnabledChange)

    def __init__(
        self,
        icon_name: str,
        tone: str = "2",
        parent: QWidget | None = None,
        *,
        size_px: int = ICON_PX,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._tone = tone
        self._size_px = size_px
        self.setFixedSize(size_px, size_px)
        self._refresh()

    @property
    def icon_name(self) -> str:
        return self._icon_name

    @property
    def tone(self) -> str:
        return self._tone

    def set_icon(self, icon_name: str, tone: str | None = None) -> None:
        """Show another icon, in the same tone or in another."""
        self._icon_name = icon_name
        self._tone = tone or self._tone
        self._refresh()

    def _refresh(self) -> None:
        tone = self._tone if self.isEnabled() else "disabled"
        colour = tone_colour(theme_of(self), tone)
        self.setPixmap(pixmap(self._icon_name, colour, self._size_px, self.devicePixelRatioF()))


class Choice(NamedTuple):
    """One segment: what it is called in code, its word, and its icon for narrow windows."""

    key: str
    word: str
    icon_name: str = ""
    keys: str = ""
    use: str = ""


class _Segment(IconButton):
    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(choice.icon_name or "circle", parent)
        self.choice = choice
        self.setProperty("segment", "true")
        self.setCheckable(True)
        self.setFixedHeight(SEGMENTS_PX - 4)
        self.setText(choice.word)
        self.setAccessibleName(choice.word)

    def set_compact(self, compact: bool) -> None:
        icon_only = compact and bool(self.choice.icon_name)
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonIconOnly if icon_only else style.ToolButtonTextOnly)
        # A word that can be read needs no tooltip that only repeats it.
        says_more = icon_only or bool(self.choice.keys or self.choice.use)
        self.set_hint(self.choice.word if says_more else "", self.choice.keys, self.choice.use)
        self.setAccessibleName(self.choice.word)


class Segments(QFrame):
    """A row of words or icons of which one is chosen.

    The Tab key reaches the chosen one, the arrow keys choose its neighbours.
    """

    chosen = Signal(str)
    """The key of the segment the user chose; not sent by `set_choice`."""

    def __init__(
        self, choices: Sequence[Choice], parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        """Show `choices`, the first of them chosen; ValueError if there is none."""
        super().__init__(parent)
        if not choices:
            raise ValueError("segments need at least one choice")
        self.setProperty("segments", "true")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(SEGMENTS_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        for choice in choices:
            segment = _Segment(choice, self)
            self._segments[choice.key] = segment
            self._group.addButton(segment)
            row.addWidget(segment)
        self._choice = choices[0].key
        self._segments[self._choice].setChecked(True)
        self._group.buttonClicked.connect(self._take)
        self.set_compact(compact)

    @property
    def choice(self) -> str:
        """The key of the chosen segment."""
        return self._choice

    def set_choice(self, key: str) -> None:
        """Choose a segment without a signal; KeyError if there is none of that key."""
        self._segments[key].setChecked(True)
        self._choice = key

    def clear_choice(self) -> None:
        """Choose none, for what no segment stands for; the next click chooses one again."""
        self._choice = ""
        self._group.setExclusive(False)
        for segment in self._segments.values():
            segment.setChecked(False)
        self._group.setExclusive(True)

    def set_compact(self, compact: bool) -> None:
        """Show icons instead of words, wherever a choice has one."""
        for segment in self._segments.values():
            segment.set_compact(compact)

    def set_word(self, key: str, word: str) -> None:
        """Change the word of one segment, as for a count that it shows."""
        segment = self._segments[key]
        segment.choice = segment.choice._replace(word=word)
        segment.setText(word)
        segment.setAccessibleName(word)

    def block(self, key: str, reason: str) -> None:
        """Disable one segment and say why; an empty reason enables it again."""
        self._segments[key].block(reason)

    def button(self, key: str) -> IconButton:
        """The button of one segment."""
        return self._segments[key]

    def _take(self, segment: _Segment) -> None:
        if segment.choice.key != self._choice:
            self._choice = segment.choice.key
            self.chosen.emit(self._choice)
