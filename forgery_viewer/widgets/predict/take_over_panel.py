"""Takes the prediction over into the mask: always one step that can be undone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.widgets.buttons import Choice
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.text_button import TextButton

IMAGE, INSTANCE, REGION = "image", "instance", "region"
REPLACE, ADD, SUBTRACT = "replace", "add", "subtract"
SCOPES = (
    Choice(IMAGE, "Image", use="The whole prediction at once."),
    Choice(INSTANCE, "Instance", use="The predicted instance that is clicked on a canvas."),
    Choice(REGION, "Region", use="The predicted region that is clicked on a canvas."),
)
_BUTTONS = (
    (REPLACE, "Replace", "replace", "Puts the prediction in the place of the mask."),
    (ADD, "Add", "squares-unite", "Adds the predicted pixels to the mask."),
    (SUBTRACT, "Subtract", "squares-subtract", "Takes the predicted pixels out of the mask."),
)


class TakeOverPanel(Section):
    """Scope, then what to do; with an instance or region a click on the canvas does it."""

    scope_chosen = Signal(str)
    asked = Signal(str)
    """REPLACE, ADD or SUBTRACT."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Take over", parent)
        self.scopes = FittingSegments("What to take over", SCOPES)
        self.buttons: dict[str, TextButton] = {}
        self._hint = QLabel()
        self._hint.setProperty("tone", "3")
        self._hint.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        for key, word, icon_name, use in _BUTTONS:
            button = TextButton(word, icon_name)
            button.setToolTip(use)
            button.clicked.connect(lambda _checked=False, key=key: self.asked.emit(key))
            self.buttons[key] = button
            row.addWidget(button, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(6)
        column.addWidget(self.scopes)
        column.addLayout(row)
        column.addWidget(self._hint)
        self.set_content(body)
        self.scopes.chosen.connect(self.scope_chosen)
        self.block("Nothing is predicted yet.")

    @property
    def hint(self) -> str:
        """What is said under the buttons."""
        return self._hint.text()

    def block(self, reason: str) -> None:
        """Say why nothing can be taken over; "" lets it be."""
        self.scopes.setEnabled(not reason)
        for button in self.buttons.values():
            button.setEnabled(not reason)
        self._hint.setText(reason or "One step that can be undone.")

    def show_hint(self, words: str) -> None:
        """Say what to do next, as which region to click."""
        self._hint.setText(words)
