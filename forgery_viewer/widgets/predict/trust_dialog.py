"""Asks whether a file may execute code, and lists the files that may."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.trusted_files import TrustedFile
from forgery_viewer.widgets.theme import text_font

WIDTH_PX = 520


class TrustDialog(QDialog):
    """Says what a file would do, and does nothing unless the user says so."""

    trusted = Signal()

    def __init__(
        self, name: str, folder: str, sha256: str, reason: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Trust a file")
        head = QLabel(f"May {name} run on this computer?")
        head.setFont(text_font(15, 600))
        head.setWordWrap(True)
        said = QLabel(
            f"{reason[:1].upper()}{reason[1:]}. It could read and change your files. Trust it only "
            "if you know who made it. A file that was changed is another one, and is asked for "
            "again."
        )
        said.setWordWrap(True)
        self.facts = QLabel(f"{folder}\nSHA-256 {sha256[:32]}\n{sha256[32:]}")
        self.facts.setProperty("tone", "2")
        self.facts.setFont(text_font(11))
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.refuse = QPushButton("Do not run it")
        self.accept_button = QPushButton("Trust this file")
        self.refuse.setDefault(True)
        self.accept_button.setAutoDefault(False)
        self.refuse.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self._trust)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.accept_button)
        buttons.addWidget(self.refuse)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        for part in (head, said, self.facts):
            column.addWidget(part)
        column.addSpacing(6)
        column.addLayout(buttons)
        self.setFixedWidth(WIDTH_PX)
        # Whoever presses a key without reading runs nothing.
        self.refuse.setFocus()

    def _trust(self) -> None:
        self.trusted.emit()
        self.accept()


class TrustedDialog(QDialog):
    """Every file that may execute code, and a way to take that back."""

    revoked = Signal(str)
    """The SHA-256 of a content that is trusted no more."""

    def __init__(self, trusted: Sequence[TrustedFile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Trusted files")
        self.list = QListWidget()
        self.list.setAccessibleName("Trusted files")
        self._empty = QLabel("No file is trusted to execute code.")
        self._empty.setProperty("tone", "2")
        for one in trusted:
            digest = f"SHA-256 {one.sha256[:32]}\n{one.sha256[32:]}"
            item = QListWidgetItem(f"{one.name}, since {one.since[:10]}\n{digest}")
            item.setData(Qt.ItemDataRole.UserRole, one.sha256)
            item.setToolTip(one.sha256)
            self.list.addItem(item)
        self.revoke = QPushButton("Trust it no more")
        self.revoke.setAutoDefault(False)
        self.revoke.clicked.connect(self._revoke)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.revoke)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty)
        column.addLayout(buttons)
        self.list.currentRowChanged.connect(lambda _row: self._refresh())
        self.resize(WIDTH_PX, 320)
        self._refresh()

    def _revoke(self) -> None:
        item = self.list.takeItem(self.list.currentRow())
        if item is not None:
            self.revoked.emit(str(item.data(Qt.ItemDataRole.UserRole)))
        self._refresh()

    def _refresh(self) -> None:
        self.list.setVisible(self.list.count() > 0)
        self._empty.setVisible(self.list.count() == 0)
        self.revoke.setEnabled(self.list.currentItem() is not None)
