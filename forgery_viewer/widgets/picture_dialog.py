"""The dialog that makes a picture of a canvas: how large, with what, and what it will look like."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.widgets.buttons import Choice, IconLabel, Segments
from forgery_viewer.widgets.picture_choice import MOST_SIDE_PX, PictureChoice, PictureError
from forgery_viewer.widgets.wording import size

PREVIEW_PX = (360, 270)
_SCREEN, _FULL = "screen", "full"
_SIZES = (
    Choice(_SCREEN, "As on the screen", use="The part in view, as large as there."),
    Choice(_FULL, "Full resolution", use="All of the image, one pixel for each of its pixels."),
)
_PARTS = (
    ("Overlay", "All that lies over the image: mask, outlines, numbers, lines and names."),
    ("Scale bar", "A bar that tells how long some pixels are, and the rulers that are on show."),
    ("Legend", "A strip below that says what it is, and how large each instance."),
)


class PictureDialog(QDialog):
    """Asks and shows; the picture itself is made, copied and saved elsewhere."""

    copy_asked = Signal(object)
    """Copy such a picture; carries the PictureChoice."""
    save_asked = Signal(object)
    """Save such a picture; carries the PictureChoice."""

    def __init__(
        self,
        preview: Callable[[PictureChoice, QSize], tuple[QImage, QSize]],
        choice: PictureChoice | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Begin with `choice`.

        `preview` draws a picture small enough for some room, and tells how large the whole will be,
        or raises PictureError to say why there is none.
        """
        super().__init__(parent)
        self._preview = preview
        self._made: dict[PictureChoice, tuple[QPixmap, str, str]] = {}
        self.setWindowTitle("Copy or save the picture")
        first = choice or PictureChoice()
        self._sizes = Segments(_SIZES)
        self._sizes.set_choice(_FULL if first.full else _SCREEN)
        self._sizes.setAccessibleName("Size of the picture")
        self._sizes.chosen.connect(self._refresh)
        self._size = QLabel()
        self._size.setProperty("tone", "2")
        # Room for the largest, so that nothing moves.
        largest = f"{size(MOST_SIDE_PX, MOST_SIDE_PX)} px"
        self._size.setMinimumWidth(self._size.fontMetrics().horizontalAdvance(largest))
        self._checks = self._make_checks((first.overlay, first.scale, first.legend))
        self._make_buttons()
        self._lay_out()
        # Only now: a button without its dialog cannot become the one that Enter presses.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._save.setDefault(True)
        self._save.setFocus()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        for parts in ((self._sizes, self._size), self._checks):
            row = QHBoxLayout()
            row.setSpacing(16)
            for part in parts:
                row.addWidget(part)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self._make_shown(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._foot)
        column.setSizeConstraint(column.SizeConstraint.SetFixedSize)

    @property
    def choice(self) -> PictureChoice:
        """What the controls say now."""
        overlay, scale, legend = (check.isChecked() for check in self._checks)
        return PictureChoice(self._sizes.choice == _FULL, overlay, scale, legend)

    @property
    def size_text(self) -> str:
        """How large the picture will be, in words; empty where there is none."""
        return self._size.text()

    @property
    def error_text(self) -> str:
        """Why there is no such picture; empty where there is one."""
        return "" if self._shown.currentIndex() == 0 else self._error.text()

    @property
    def preview(self) -> QPixmap:
        """The picture in the dialog, at most `PREVIEW_PX` large."""
        return self._picture.pixmap()

    def _make_checks(self, checked: tuple[bool, ...]) -> list[QCheckBox]:
        checks = []
        for (name, use), on in zip(_PARTS, checked, strict=True):
            check = QCheckBox(name)
            check.setToolTip(use)
            check.setAccessibleDescription(use)
            check.setChecked(on)
            check.toggled.connect(self._refresh)
            checks.append(check)
        return checks

    def _make_shown(self) -> QStackedWidget:
        self._picture = QLabel()
        self._picture.setAccessibleName("Preview")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        trouble = QWidget()
        self._error = QLabel()
        self._error.setProperty("tone", "danger")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        row = QHBoxLayout(trouble)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(8)
        row.addWidget(IconLabel("circle-alert", "danger"))
        row.addWidget(self._error, 1)
        self._shown = QStackedWidget()
        self._shown.setFixedSize(*PREVIEW_PX)
        self._shown.addWidget(self._picture)
        self._shown.addWidget(trouble)
        return self._shown

    def _make_buttons(self) -> None:
        self._foot = QWidget()
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.reject)
        self._copy = QPushButton("Copy")
        self._copy.clicked.connect(lambda: self.copy_asked.emit(self.choice))
        self._save = QPushButton("Save…")
        self._save.setProperty("primary", "true")
        self._save.clicked.connect(lambda: self.save_asked.emit(self.choice))
        cancel.setToolTip("Make no picture.")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for button in (cancel, self._copy, self._save):
            row.addWidget(button)

    def _refresh(self) -> None:
        """Show what the picture will be, and how large, or why there is none."""
        choice = self.choice
        if choice not in self._made:
            self._made[choice] = self._make(choice)
        small, words, reason = self._made[choice]
        self._picture.setPixmap(small)
        self._picture.setAccessibleDescription(words)
        self._size.setText(words)
        self._error.setText(reason)
        self._shown.setCurrentIndex(1 if reason else 0)
        uses = ((self._copy, "To the clipboard."), (self._save, "As a PNG file."))
        for button, use in uses:
            button.setEnabled(not reason)
            button.setToolTip(reason or use)

    def _make(self, choice: PictureChoice) -> tuple[QPixmap, str, str]:
        """A picture drawn small, the size of the whole in words, and why there is none."""
        ratio = self.devicePixelRatioF()
        try:
            picture, whole = self._preview(choice, QSize(*PREVIEW_PX) * ratio)
        except PictureError as error:
            return QPixmap(), "", str(error)
        small = QPixmap.fromImage(picture)
        small.setDevicePixelRatio(ratio)
        return small, f"{size(whole.width(), whole.height())} px", ""
