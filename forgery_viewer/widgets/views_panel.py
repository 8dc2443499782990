"""The panel of saved views: choose one, save what is shown now, rename, remove."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.saved_views import SavedView
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.popover import Popover
from forgery_viewer.widgets.theme import text_font
from forgery_viewer.widgets.views_list import ViewsList

WIDTH_PX = 300


class ViewsPanel(Popover):
    """Lies over the window until a view is chosen, Escape is pressed or something else is clicked.

    Nothing here asks whether it is meant: what was removed can be restored.
    """

    chosen = Signal(str)
    saved = Signal(str)
    """The present state is to be saved under this name."""
    renamed = Signal(str, str)
    removed = Signal(str)
    restored = Signal()
    closed = Signal()

    def __init__(self, owner: QWidget) -> None:
        """Belong to `owner`, over whose window it is shown."""
        super().__init__(owner)
        self._owner = owner
        self._present = SavedView("")
        self.setAccessibleName("Saved views")
        self.title = QLabel("Saved views")
        self.title.setFont(text_font(13, 600))
        self.list = ViewsList(self)
        self.empty = QLabel("None yet. A view keeps filter, order and layout.")
        self.empty.setProperty("tone", "2")
        self.empty.setWordWrap(True)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Name for what is shown now")
        self.field.setAccessibleName("Name of the new view")
        self.save_button = QPushButton("Save", self)
        self._gone = ElidedLabel(parent=self)
        self._gone.setProperty("tone", "2")
        self.undo_button = QPushButton("Undo", self)
        self.undo_button.setProperty("link", "true")
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        self._undo_row = QWidget(self)
        undo = QHBoxLayout(self._undo_row)
        undo.setContentsMargins(8, 0, 4, 0)
        undo.addWidget(self._gone, 1)
        undo.addWidget(self.undo_button)
        self._undo_row.hide()
        save = QHBoxLayout()
        save.setContentsMargins(8, 8, 8, 8)
        save.setSpacing(6)
        save.addWidget(self.field, 1)
        save.addWidget(self.save_button)
        rule = QFrame()
        rule.setProperty("rule", "true")
        rule.setFixedHeight(1)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for label in (self.title, self.empty):
            # A label's own margins do not outlive a change of the style sheet.
            padded = QHBoxLayout()
            padded.setContentsMargins(8, 7, 8, 7)
            padded.addWidget(label)
            column.addLayout(padded)
        column.insertWidget(1, self.list)
        column.addWidget(self._undo_row)
        column.addWidget(rule)
        column.addLayout(save)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.renamed.connect(self.renamed)
        self.list.removed.connect(self.removed)
        self.field.returnPressed.connect(self._save)
        self.field.textChanged.connect(self._name_button)
        self.save_button.clicked.connect(self._save)
        self.undo_button.clicked.connect(self.restored)

    # --- What is shown

    def show_views(
        self, views: Sequence[SavedView], present: SavedView, removed: SavedView | None
    ) -> None:
        """Show the views, which of them is the `present` state, and what was removed last."""
        self._present = present
        self.list.show_views(views, present)
        self.list.setVisible(bool(views))
        self.empty.setVisible(not views)
        self._undo_row.setVisible(removed is not None)
        if removed is not None:
            self._gone.setText(f"Removed {removed.name}")
        self._name_button()
        self._fit()

    def open_below(self, button: QWidget) -> None:
        """Show the panel below a button, with the keyboard in the list, or where there is none."""
        self._button = button
        window = self._owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = button.mapTo(window, QPoint(button.width() - WIDTH_PX, button.height() + 3))
        corner.setX(max(8, corner.x()))
        self.setGeometry(QRect(corner, QSize(WIDTH_PX, self._height())))
        self.field.clear()
        self.show()
        self._fit()
        self.raise_()
        first = self.list if self.list.names else self.field
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Hide the panel, and say so."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _fit(self) -> None:
        self._column.activate()
        self.resize(WIDTH_PX, self._height())

    def _height(self) -> int:
        if self._column.hasHeightForWidth():
            return self._column.totalHeightForWidth(WIDTH_PX)
        return self.sizeHint().height()

    def _choose(self, name: str) -> None:
        self.dismiss()
        self.chosen.emit(name)

    def _save(self) -> None:
        name = self.field.text().strip() or self._present.filter or "All images"
        self.field.clear()
        self.saved.emit(name)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_button(self) -> None:
        exists = self.field.text().strip() in self.list.names
        self.save_button.setText("Replace" if exists else "Save")

    # --- When it goes

    def event(self, event: QEvent) -> bool:
        # The window has other uses for Escape, and for letters.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            # No key of the panel is one of the window's.
            event.accept()
