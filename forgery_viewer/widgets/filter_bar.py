"""The search box of the browser: text, and chips for labels and splits."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.dataset import LABELS, SPLITS
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.filter_terms import Choice, Term, Word
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.widgets.buttons import IconButton, IconLabel
from forgery_viewer.widgets.filter_chip import FilterChip
from forgery_viewer.widgets.flow_layout import FlowLayout
from forgery_viewer.widgets.theme import theme_of

LINE_PX = 28
_FRAME_MS = 16
_VALUES = {"label": LABELS, "split": SPLITS}
# A condition that is being typed is no text to look for in the case ids.
_CONDITION = re.compile(r"\b(label|split):(\w*)(\s?)", re.IGNORECASE)


class SearchField(QLineEdit):
    """A line without a frame of its own, which says when it is left."""

    left = Signal()
    """Escape or the arrow down was pressed: on to the list."""
    cleared = Signal()
    """Escape was pressed: the text goes."""
    backed = Signal()
    """Backspace was pressed where there is no text."""
    focus_moved = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Filter\N{HORIZONTAL ELLIPSIS}")
        self.setAccessibleName("Filter images")
        self.setStyleSheet("QLineEdit { background: transparent; border: 0; padding: 0 2px; }")
        self.setMinimumWidth(48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        # The window has other uses for Escape; in here it belongs to the text.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.cleared.emit()
                self.left.emit()
            case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.left.emit()
            case Qt.Key.Key_Backspace if not self.text():
                self.backed.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_moved.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_moved.emit(False)


class FilterBar(QFrame):
    """Edits the filter of the model: live text, a menu, and a chip for each condition.

    A condition can be typed too: `label:forged` becomes a chip at the next space.
    """

    left = Signal()
    """The keyboard is done here and goes on to the list."""

    def __init__(self, model: DatasetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._chips: list[FilterChip] = []
        self._groups: dict[str, tuple[Term, ...]] = {}
        self.field = SearchField(self)
        self._icon = IconLabel("search", parent=self)
        self.menu_button = self._make_menu_button()
        self._flow = FlowLayout(line_px=LINE_PX, spacing_px=3)
        self._flow.addWidget(self._icon)
        self._flow.addWidget(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 0, 3, 0)
        row.setSpacing(0)
        row.addLayout(self._flow, 1)
        # Level with the first line, however many lines of chips there are.
        side = QVBoxLayout()
        side.setContentsMargins(0, (LINE_PX - self.menu_button.height()) // 2, 0, 0)
        side.addWidget(self.menu_button)
        side.addStretch(1)
        row.addLayout(side)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._typing = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._typing.timeout.connect(self._take_text)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.field.cleared.connect(self._clear_text)
        self.field.backed.connect(self._drop_last)
        self.field.left.connect(self._leave)
        self.field.focus_moved.connect(lambda _focused: self.update())
        model.filter_changed.connect(self._show_filter)
        self._show_filter()

    @property
    def chips(self) -> tuple[FilterChip, ...]:
        """The chips that are shown, in their order."""
        return tuple(self._chips)

    def clear(self) -> None:
        """Show every record again."""
        self.field.clear()
        self._typing.stop()
        self._model.set_filter(RecordFilter())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.focus if self.field.hasFocus() else theme.line)))
        painter.setBrush(QColor(theme.well))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def set_condition(self, name: str, value: str, on: bool) -> None:
        """Add or take away one condition, such as the label `forged`."""
        values = _values(self._model.record_filter, name)
        changed = values | {value} if on else values - {value}
        if changed == frozenset(_VALUES[name]):
            # Everything is allowed: that is no condition.
            changed = frozenset()
        self._model.set_filter(_with_values(self._model.record_filter, name, changed))

    def set_terms(self, group: str, terms: str) -> None:
        """Put terms such as `label:forged` into the filter for a group, such as a chart.

        They take the place of those that the group put there before; "" takes them away. Those
        that stand there already are left alone. Raises FilterSyntaxError for a term that is none.
        """
        wanted = parse_filter(terms).terms
        before = self._groups.pop(group, ())
        kept = tuple(term for term in self._model.record_filter.terms if term not in before)
        added = tuple(term for term in wanted if term not in kept)
        self._groups[group] = added
        self._model.set_filter(RecordFilter((*kept, *added)))

    # --- The text

    def _take_text(self) -> None:
        """Filter by what is typed, and turn what is a finished condition into a chip."""
        self._typing.stop()
        text = self.field.text()
        for match in _CONDITION.finditer(text):
            name, value = match[1].lower(), match[2].lower()
            if match[3] and value in _VALUES[name]:
                self.field.setText(text[: match.start()] + text[match.end() :])
                self.set_condition(name, value, on=True)
                return
        words = " ".join(_CONDITION.sub(" ", text).split())
        self._model.set_filter(_with_text(self._model.record_filter, words))

    def _leave(self) -> None:
        self._take_text()
        self.left.emit()

    def _clear_text(self) -> None:
        self.field.clear()
        self._take_text()

    def _drop_last(self) -> None:
        if self._chips:
            chip = self._chips[-1]
            self.set_condition(chip.field, chip.value, on=False)

    # --- The chips

    def _show_filter(self) -> None:
        current = self._model.record_filter
        wanted = [
            (name, value)
            for name, known in _VALUES.items()
            for value in known
            if value in _values(current, name)
        ]
        if wanted != [(chip.field, chip.value) for chip in self._chips]:
            self._make_chips(wanted)
        typed = " ".join(_CONDITION.sub(" ", self.field.text()).split())
        if typed != _text(current) and not self._typing.isActive():
            # The filter was changed elsewhere, as by "Clear the filter".
            self.field.setText(_text(current))

    def _make_chips(self, conditions: list[tuple[str, str]]) -> None:
        had_focus = any(chip.hasFocus() for chip in self._chips)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [FilterChip(name, value, self) for name, value in conditions]
        for place, chip in enumerate(self._chips, start=1):
            chip.clicked.connect(self._remove_clicked)
            self._flow.insert_widget(place, chip)
            chip.show()
        if had_focus:
            self.field.setFocus()
        self.updateGeometry()

    def _remove_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, FilterChip):
            self.set_condition(chip.field, chip.value, on=False)

    # --- The menu

    def _make_menu_button(self) -> IconButton:
        button = IconButton("chevron-down", self, size_px=14)
        button.setFixedSize(20, 22)
        button.set_hint("Filter by label and split")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name, known in _VALUES.items():
            for value in known:
                action = QAction(value.capitalize(), menu)
                action.setCheckable(True)
                action.setData((name, value))
                menu.addAction(action)
            menu.addSeparator()
        menu.aboutToShow.connect(self._update_menu)
        menu.triggered.connect(self._take_action)
        button.setMenu(menu)
        return button

    def _update_menu(self) -> None:
        index = self._model.dataset_index
        counts = {
            name: Counter(() if index is None else index.column(name).tolist()) for name in _VALUES
        }
        for action in self.menu_button.menu().actions():
            if not action.isSeparator():
                name, value = action.data()
                # After the tab stands, on the right, how many there are.
                action.setText(f"{value.capitalize()}\t{counts[name][value]:,}")
                action.setChecked(value in _values(self._model.record_filter, name))
                action.setEnabled(counts[name][value] > 0 or action.isChecked())

    def _take_action(self, action: QAction) -> None:
        name, value = action.data()
        self.set_condition(name, value, action.isChecked())


def _text(record_filter: RecordFilter) -> str:
    return " ".join(str(term) for term in record_filter.terms if isinstance(term, Word))


def _values(record_filter: RecordFilter, name: str) -> frozenset[str]:
    """The values of a field that may be shown; empty where all may."""
    for term in record_filter.terms:
        if isinstance(term, Choice) and term.field == name and not term.negated:
            return frozenset(term.values)
    return frozenset()


def _with_values(record_filter: RecordFilter, name: str, values: frozenset[str]) -> RecordFilter:
    others = (term for term in record_filter.terms if term.field != name)
    ordered = tuple(value for value in _VALUES[name] if value in values)
    added = (Choice(name, ordered),) if ordered else ()
    return RecordFilter((*others, *added))


def _with_text(record_filter: RecordFilter, text: str) -> RecordFilter:
    others = (term for term in record_filter.terms if not isinstance(term, Word))
    return RecordFilter((*others, *(Word(word) for word in text.split())))
