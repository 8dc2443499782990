"""What widgets have in common that colour themselves: they do it anew with each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Widget
else:
    # A class of Qt's has to be the only one among the bases of a widget.
    _Widget = object


class Themed(_Widget):
    """To be named before the class of Qt's; `_refresh` takes the colours of the theme."""

    refreshed_by: tuple[QEvent.Type, ...] = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in self.refreshed_by:
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        # A style sheet reaches the palette only when the widget is first shown.
        self._refresh()
        super().showEvent(event)

    def _refresh(self) -> None:
        raise NotImplementedError
