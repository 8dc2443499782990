"""The list of recent data sets on the start page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from forgery_viewer.state.recent import RecentDataset, when_text
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.elided_label import ElidedLabel
from forgery_viewer.widgets.text_button import TextButton
from forgery_viewer.widgets.theme import ROW_PX, text_font
from forgery_viewer.widgets.wording import counted


class RecentList(QWidget):
    """A heading, a way to forget them all, and one row a data set."""

    requested = Signal(object)
    """The user chose a data set; carries its Path."""

    clear_requested = Signal()
    """The user wants the list emptied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Recent")
        heading.setFont(text_font(13, 600))
        clear = TextButton("Clear")
        clear.setProperty("link", "true")
        clear.setToolTip("Forget this list; the data sets stay as they are")
        clear.clicked.connect(self.clear_requested)
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(clear)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._rows)

    def set_rows(self, datasets: Sequence[RecentDataset]) -> None:
        """Show `datasets` in their order, and look which of them can be found now."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows = [RecentRow(dataset) for dataset in datasets]
        for number, row in enumerate(rows):
            row.chosen.connect(self.requested)
            if number:
                rule = QFrame()
                rule.setProperty("rule", "true")
                rule.setFixedHeight(1)
                self._add(rule)
            self._add(row)
        self._align(rows)

    def _add(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)
        # At once, not when the layout comes to it: the page asks for the height now.
        widget.show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._align(self.findChildren(RecentRow))

    @staticmethod
    def _align(rows: Sequence[RecentRow]) -> None:
        """Let the figures of all rows stand in columns."""
        width = max((row.state.sizeHint().width() for row in rows), default=0)
        for row in rows:
            row.state.setFixedWidth(width)


class RecentRow(QPushButton):
    """One data set: its name and place, how many images it has, and when it was open."""

    chosen = Signal(object)
    """The user chose it; carries the Path."""

    def __init__(self, dataset: RecentDataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        connected = dataset.is_connected
        self.setProperty("row", "true")
        self.setFixedHeight(ROW_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: self.chosen.emit(dataset.path))
        name = ElidedLabel(dataset.name)
        name.setFont(text_font(weight=600))
        place = ElidedLabel(dataset.place, mode=Qt.TextElideMode.ElideMiddle)
        place.setProperty("tone", "3")
        images = QLabel(counted(dataset.images, "image") if dataset.images >= 0 else "")
        self.state = QLabel(_state_text(dataset) if connected else "not connected")
        self.state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.state.setProperty("tone", "3" if connected else "warn")
        if not connected:
            name.setProperty("tone", "3")
            images.setProperty("tone", "3")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel("folder" if connected else "folder-x", "3"))
        row.addWidget(name)
        row.addWidget(place)
        row.addStretch(1)
        row.addWidget(images)
        row.addSpacing(18)
        row.addWidget(self.state)
        parts = (dataset.name, dataset.place, images.text(), self.state.text())
        self.setAccessibleName(", ".join(part for part in parts if part))
        what = "" if connected else " cannot be found. Connect its disk, then open it."
        self.setToolTip(f"{dataset.path}{what}")


def _state_text(dataset: RecentDataset) -> str:
    when = when_text(dataset.opened)
    return f"{dataset.edited:,} edited, {when}" if dataset.edited else f"opened {when}"
