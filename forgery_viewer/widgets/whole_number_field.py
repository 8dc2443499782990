"""A small field for a whole number."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

_PADDING_PX = 5


class WholeNumberField(QSpinBox):
    """As wide as its largest number; it tells a typed number once that is finished."""

    def __init__(
        self, name: str, least: int, most: int, suffix: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setSuffix(suffix)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        # A style sheet pads a spin box above and below its text alone.
        self.lineEdit().setTextMargins(_PADDING_PX, 0, 2, 0)
        widest = max(len(str(least)), len(str(most))) * "0" + suffix
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(widest) + 2 * _PADDING_PX + 14)
        self.setAccessibleName(name)
        self.setToolTip(f"{name}, {least:,} to {most:,}")

    def show_value(self, value: int) -> None:
        """Show another number, without a signal."""
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)
