"""The top line of the window: menus, pages, save state, undo and redo, all actions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenuBar, QWidget

from forgery_viewer.widgets.all_actions_button import AllActionsButton
from forgery_viewer.widgets.buttons import Choice, IconButton, IconLabel, Segments
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.theme import TOP_BAR_PX

REVIEW, COMPARE, PREDICT, STATISTICS = "review", "compare", "predict", "statistics"
PAGES = (
    Choice(REVIEW, "Review", "", "Ctrl+1", "Images and masks of one case."),
    Choice(COMPARE, "Compare", "", "Ctrl+2", "Two pictures of a case against each other."),
    Choice(PREDICT, "Predict", "", "Ctrl+3", "What predictors find, against the truth."),
    Choice(STATISTICS, "Statistics", "", "Ctrl+4", "Figures of the whole data set."),
)
_BEFORE_ACTIONS_PX = 6
_MARGIN_PX, _SPACING_PX = 8, 4


class TopBar(QFrame):
    """Set as the main window's menu widget, so that menus and state share one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self.setFixedHeight(TOP_BAR_PX)
        self.menu_bar = QMenuBar()
        # A bar of its own on every platform: its row also shows the save state.
        self.menu_bar.setNativeMenuBar(False)
        self._state_icon = IconLabel("circle-check", "ok")
        self._state = ElidedLabel()
        self.undo_button = IconButton("undo-2")
        self.redo_button = IconButton("redo-2")
        self.all_actions_button = AllActionsButton()
        self.tabs = Segments(PAGES)
        self.tabs.setProperty("segments", "flat")
        self.tabs.setAccessibleName("Pages")
        self.tabs.hide()
        self._arrange()
        self.show_state("", "", "")

    def _arrange(self) -> None:
        right = self._right = QHBoxLayout()
        right.setSpacing(4)
        right.addStretch(1)
        right.addWidget(self._state_icon)
        right.addWidget(self._state)
        right.addSpacing(8)
        right.addWidget(self.undo_button)
        right.addWidget(self.redo_button)
        right.addSpacing(_BEFORE_ACTIONS_PX)
        right.addWidget(self.all_actions_button)
        # Both sides of equal width, so that the pages stand in the middle of the window.
        row = QGridLayout(self)
        row.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
        row.setHorizontalSpacing(_SPACING_PX)
        row.addWidget(self.menu_bar, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.tabs, 0, 1)
        row.addLayout(right, 0, 2)
        row.setColumnStretch(0, 1)
        row.setColumnStretch(2, 1)

    @property
    def state_text(self) -> str:
        """The save state in words."""
        return self._state.full_text

    def show_state(self, icon_name: str, tone: str, text: str) -> None:
        """Show the save state; nothing where there is none to speak of."""
        self._state_icon.setVisible(bool(text))
        self._state.setText(text)
        if text:
            self._state_icon.set_icon(icon_name, tone)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        """Show all actions as an icon where the words would take room from the save state."""
        button = self.all_actions_button
        tabs = self.tabs.sizeHint().width() if self.tabs.isVisibleTo(self) else 0
        # The pages stand in the middle, or where the menus push them.
        left = max((self.width() - tabs) // 2, _MARGIN_PX + self.menu_bar.sizeHint().width())
        room = self.width() - left - tabs - _MARGIN_PX - 2 * _SPACING_PX
        if self._state_icon.isVisibleTo(self):
            room -= self._state_icon.width() + self._state.sizeHint().width() + 2 * _SPACING_PX
        buttons = (self.undo_button, self.redo_button)
        room -= sum(b.sizeHint().width() + _SPACING_PX for b in buttons) + 16 + _BEFORE_ACTIONS_PX
        button.set_compact(compact=room < button.full_width_px)

    def bind(self, button: IconButton, action: QAction) -> None:
        """Let a button do what an action does, enabled as it is, named as it is now.

        While there is nothing that the action could do, the button says so.
        """

        def follow() -> None:
            name = action.text().replace("&", "")
            native = QKeySequence.SequenceFormat.NativeText
            button.set_hint(name, action.shortcut().toString(native))
            button.block("" if action.isEnabled() else f"Nothing to {name.lower()}.")

        action.changed.connect(follow)
        button.clicked.connect(action.trigger)
        follow()
