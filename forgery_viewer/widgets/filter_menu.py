"""The menu of the search box: labels and splits with their counts, and what else can be asked."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from forgery_viewer.core.dataset import LABELS, SPLITS
from forgery_viewer.core.filter_terms import Choice, Term
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.widgets.buttons import IconButton

_VALUES = {"label": LABELS, "split": SPLITS}


class FilterMenuButton(IconButton):
    """Opens a menu in which labels and splits are checked that are shown."""

    value_toggled = Signal(str, str, bool)
    """A value of a field was checked or not."""
    more_asked = Signal()
    """Everything else that can be asked is to be shown."""

    def __init__(self, model: DatasetModel, parent: QWidget | None = None) -> None:
        super().__init__("chevron-down", parent, size_px=14)
        self._model = model
        self.setFixedSize(20, 22)
        self.set_hint("Filter by label and split")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for name, known in _VALUES.items():
            for value in known:
                action = QAction(value.capitalize(), menu)
                action.setCheckable(True)
                action.setData((name, value))
                menu.addAction(action)
            menu.addSeparator()
        menu.addAction("More fields\t Ctrl+Space").triggered.connect(self.more_asked)
        menu.aboutToShow.connect(self._update)
        menu.triggered.connect(self._take)
        self.setMenu(menu)

    def _update(self) -> None:
        index = self._model.dataset_index
        counts = {
            name: Counter(() if index is None else index.column(name).tolist()) for name in _VALUES
        }
        shown = _values(self._model.record_filter.terms)
        for action in self.menu().actions():
            if action.data() is not None:
                name, value = action.data()
                # After the tab stands, on the right, how many there are.
                action.setText(f"{value.capitalize()}\t{counts[name][value]:,}")
                action.setChecked((name, value) in shown)
                action.setEnabled(counts[name][value] > 0 or action.isChecked())

    def _take(self, action: QAction) -> None:
        if action.data() is not None:
            name, value = action.data()
            self.value_toggled.emit(name, value, action.isChecked())


def _values(terms: tuple[Term, ...]) -> set[tuple[str, str]]:
    """The values that terms ask for."""
    return {
        (term.field, value)
        for term in terms
        if isinstance(term, Choice) and not term.negated
        for value in term.values
    }
