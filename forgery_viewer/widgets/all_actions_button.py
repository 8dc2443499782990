"""The entry to all actions in the top bar: looks like a field to type into, or is an icon."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from forgery_viewer.widgets.buttons import ICON_PX, IconLabel, hint_text
from forgery_viewer.widgets.theme import text_font, theme_of

_HEIGHT_PX = 28
_WORDS_PX = 146
_ICON_WIDTH_PX = 30
_NAME, _USE = "All actions", "Finds any action, and any case by its id."


class AllActionsButton(QToolButton):
    """Icon, words and key in a frame; the icon alone where there is no room for more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = ""
        self.setProperty("field", "true")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_NAME)
        self.setAccessibleDescription(_USE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel("search", "2")
        self._words = QLabel(_NAME)
        self._words.setProperty("tone", "2")
        self._keys_label = QLabel()
        self._keys_label.setProperty("tone", "2")
        self._keys_label.setFont(text_font(11))
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(7, 0, 7, 0)
        row.setSpacing(7)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._keys_label)
        for part in (self._icon, self._words, self._keys_label):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_compact(compact=False)

    @property
    def is_compact(self) -> bool:
        """Whether only the icon is shown."""
        return self._words.isHidden()

    @property
    def full_width_px(self) -> int:
        """How wide it is with its words."""
        margins = self._row.contentsMargins()
        words = self._words.sizeHint().width() + self._keys_label.sizeHint().width()
        spaces = margins.left() + margins.right() + 3 * self._row.spacing()
        return max(_WORDS_PX, ICON_PX + words + spaces)

    def set_keys(self, keys: str) -> None:
        """Name the keys that do the same."""
        self._keys = keys
        self._keys_label.setText(keys)
        self._fit()
        self._tell()

    def set_compact(self, *, compact: bool) -> None:
        """Show the icon alone, or the words as well."""
        self._words.setVisible(not compact)
        self._keys_label.setVisible(not compact)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(_ICON_WIDTH_PX if self.is_compact else self.full_width_px, _HEIGHT_PX)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        self._tell()
        super().showEvent(event)

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())

    def _tell(self) -> None:
        self.setToolTip(hint_text(theme_of(self), _NAME, self._keys, _USE))
