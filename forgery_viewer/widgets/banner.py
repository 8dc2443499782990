"""The strip under the case bar that says what happened, what is safe and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from forgery_viewer.widgets.buttons import IconButton, IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import BANNER_PX

TONE_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "danger": "circle-alert"}


@dataclass(frozen=True, slots=True)
class _Message:
    key: str
    tone: str
    text: str
    action_text: str
    action: Callable[[], object] | None


class Banner(QFrame):
    """Messages that stay until they are dealt with, the newest in sight and the others behind it.

    The banner is hidden while there is nothing to say.
    """

    dismissed = Signal(str)
    """The key of a message the user closed or acted on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: list[_Message] = []
        self.setFixedHeight(BANNER_PX)
        self._icon = IconLabel("circle-check", "ok")
        self._text = ElidedLabel()
        self._action = QPushButton()
        self._action.setProperty("link", "true")
        self._action.clicked.connect(self._act)
        self._count = QPushButton()
        self._count.setProperty("link", "true")
        self._count.setToolTip("Show the next message")
        self._count.clicked.connect(self._next)
        for button in (self._action, self._count):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close = IconButton("x")
        self._close.set_hint("Close this message")
        self._close.clicked.connect(self._drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        row.addWidget(self._action)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addWidget(self._close)
        self.hide()

    @property
    def key(self) -> str:
        """The key of the message in sight, empty if there is none."""
        return self._messages[-1].key if self._messages else ""

    @property
    def text(self) -> str:
        """The message in sight, empty if there is none."""
        return self._messages[-1].text if self._messages else ""

    def show_message(
        self,
        tone: str,
        text: str,
        action_text: str = "",
        action: Callable[[], object] | None = None,
        key: str = "",
    ) -> None:
        """Say `text` in the tone ok, warn or danger, with at most one thing to do about it.

        A message of the same key is replaced; without a key the text is the key. The action is
        called once and its message goes: it comes back if the trouble does.
        Raises ValueError for an unknown tone.
        """
        if tone not in TONE_ICONS:
            raise ValueError(f"a banner is {', '.join(TONE_ICONS)}, not {tone!r}")
        message = _Message(key or text, tone, text, action_text, action)
        self._messages = [other for other in self._messages if other.key != message.key]
        self._messages.append(message)
        self._show_top()

    def dismiss(self, key: str) -> None:
        """Take back the message of that key, because what it says holds no longer."""
        self._messages = [message for message in self._messages if message.key != key]
        self._show_top()

    def clear(self) -> None:
        """Take back all messages."""
        self._messages = []
        self._show_top()

    def _show_top(self) -> None:
        if not self._messages:
            self.hide()
            return
        top = self._messages[-1]
        self.setProperty("banner", top.tone)
        # Qt reads dynamic properties only when it polishes.
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.set_icon(TONE_ICONS[top.tone], top.tone)
        self._text.setText(top.text)
        self._action.setText(top.action_text)
        self._action.setVisible(top.action is not None and bool(top.action_text))
        self._count.setText(f"1 of {len(self._messages)}")
        self._count.setVisible(len(self._messages) > 1)
        self.setAccessibleName(top.text)
        self.show()

    def _drop(self) -> None:
        key = self._messages.pop().key
        self._show_top()
        self.dismissed.emit(key)

    def _act(self) -> None:
        action = self._messages[-1].action
        self._drop()
        if action is not None:
            action()

    def _next(self) -> None:
        self._messages.insert(0, self._messages.pop())
        self._show_top()
