"""The search box of the browser: a line in the filter's language, and a chip for each term."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forgery_viewer.core.filter_completion import Suggestion, complete
from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.core.filter_terms import Choice, Term, Word
from forgery_viewer.core.filter_typing import merged, read_typed, without_value
from forgery_viewer.core.filtering import RecordFilter
from forgery_viewer.state.dataset_model import DatasetModel
from forgery_viewer.widgets.buttons import IconLabel
from forgery_viewer.widgets.filter_chip import FilterChip
from forgery_viewer.widgets.filter_menu import FilterMenuButton
from forgery_viewer.widgets.filter_reason import FilterReason
from forgery_viewer.widgets.flow_layout import FlowLayout
from forgery_viewer.widgets.search_field import SearchField
from forgery_viewer.widgets.theme import theme_of

LINE_PX = 28
_FRAME_MS = 16
# Who stops typing for so long may be glad to hear why nothing happens.
_DOUBT_MS = 1200


class FilterBar(QWidget):
    """Edits the filter of the model: what is typed counts at once, finished terms become chips.

    Terms that are wrong count for nothing, so that what was shown stays; why they are wrong is said
    below the line.
    """

    left = Signal()
    """The keyboard is done here and goes on to the list."""

    def __init__(self, model: DatasetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._terms: tuple[Term, ...] = ()
        self._live: tuple[Term, ...] = ()
        self._groups: dict[str, tuple[Term, ...]] = {}
        self._chips: list[FilterChip] = []
        self.field = SearchField(self)
        self.field.holds_tab = self._holds_tab
        self.menu_button = FilterMenuButton(model, self)
        self._flow = FlowLayout(line_px=LINE_PX, spacing_px=3)
        self._box = _Box(self._flow, self.field, self.menu_button, self)
        self._reason = FilterReason(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._box)
        column.addWidget(self._reason)
        self._typing = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._doubting = QTimer(self, singleShot=True, interval=_DOUBT_MS)
        self._connect()
        self._show_filter()

    def _connect(self) -> None:
        self._typing.timeout.connect(self._take_text)
        self._doubting.timeout.connect(self._tell_doubt)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.field.textEdited.connect(self._suggest)
        self.field.cleared.connect(self._clear_text)
        self.field.entered.connect(self._enter)
        self.field.backed.connect(self._drop_last)
        self.field.stepped_back.connect(lambda: self._focus_chip(len(self._chips) - 1))
        self.field.suggestions_asked.connect(self._suggest)
        self.field.focus_moved.connect(self._follow_focus)
        self.field.suggestions.chosen.connect(self._take_suggestion)
        self.menu_button.value_toggled.connect(self.set_condition)
        self.menu_button.more_asked.connect(self._ask_for_suggestions)
        self._model.filter_changed.connect(self._show_filter)

    # --- What others ask for

    @property
    def chips(self) -> tuple[FilterChip, ...]:
        """The chips that are shown, in their order."""
        return tuple(self._chips)

    @property
    def reason(self) -> str:
        """Why something that is typed does not count, "" while everything does."""
        return self._reason.text

    def clear(self) -> None:
        """Show every record again."""
        self.set_filter(RecordFilter())

    def set_filter(self, record_filter: RecordFilter) -> None:
        """Put another filter in the place of the present one and of what is typed."""
        self._hold(record_filter)
        self._apply()

    def set_text(self, text: str) -> None:
        """Take a line as if it had been typed and entered."""
        self.field.setText(text)
        self._take_text(is_finished=True)

    def set_terms(self, group: str, terms: str) -> None:
        """Put terms such as `label:forged 2<coverage<=5` into the filter for a group, as a chart.

        They take the place of those that the group put there before; "" takes them away. Those
        that stand there already are left alone. Raises FilterSyntaxError for a term that is none.
        """
        wanted = parse_filter(terms).terms
        before = self._groups.pop(group, ())
        kept = tuple(term for term in self._terms if term not in before)
        self._groups[group] = tuple(term for term in wanted if term not in kept)
        self._set_terms((*kept, *self._groups[group]))

    def terms_of(self, group: str) -> str:
        """What is left in the filter of the terms that a group put there."""
        put = self._groups.get(group, ())
        return " ".join(str(term) for term in self._terms if term in put)

    def set_condition(self, name: str, value: str, on: bool) -> None:
        """Add or take away one value of a field, such as the label `forged`."""
        if on:
            self._set_terms(merged(self._terms, Choice(name, (value,))))
        else:
            self._set_terms(without_value(self._terms, name, value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.field.suggestions.isVisible():
            # The box has one line of chips more or less.
            self.field.suggestions.place_below(self._box)

    # --- The line

    def _take_text(self, *, is_finished: bool = False) -> bool:
        """Filter by what is typed, and make chips of finished terms; False if one is wrong."""
        self._typing.stop()
        text = self.field.text()
        typed = read_typed(text, is_finished=is_finished)
        terms = self._terms
        for term in typed.finished:
            terms = merged(terms, term)
        self._terms, self._live = terms, typed.live
        if typed.finished:
            self.field.setText(typed.rest)
            self._typing.stop()
        self._apply()
        self._reason.tell(typed.error)
        if typed.doubt is not None and typed.error is None:
            self._doubting.start()
        else:
            self._doubting.stop()
        return typed.error is None

    def _tell_doubt(self) -> None:
        typed = read_typed(self.field.text())
        if not self.field.suggestions.suggestions:
            self._reason.tell(typed.error or typed.doubt)

    def _holds_tab(self) -> bool:
        """Say what is wrong with what is typed rather than go on with Tab, but not twice."""
        before = self.reason
        self._tell_doubt()
        return self.reason not in ("", before)

    def _enter(self) -> None:
        if self._take_text(is_finished=True):
            self.left.emit()

    def _clear_text(self) -> None:
        self.field.clear()
        self._take_text()
        self.left.emit()

    def _follow_focus(self, focused: bool) -> None:
        self._box.update()
        if not focused:
            self._tell_doubt()

    # --- Suggestions

    def _ask_for_suggestions(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._suggest()

    def _suggest(self, typed: str | None = None) -> None:
        """Show what can be typed next; while nothing is typed, only if that was asked for."""
        index = self._model.dataset_index
        text = self.field.text()[: self.field.cursorPosition()]
        if index is None or (typed is not None and (not text or text[-1].isspace())):
            self.field.suggestions.hide()
            return
        completion = complete(text, index, self._model.extras)
        self.field.suggestions.offer(completion, self._box)

    def _take_suggestion(self, suggestion: Suggestion) -> None:
        """Put a suggestion in the place of the term that is being typed."""
        cursor, text = self.field.cursorPosition(), self.field.text()
        index = self._model.dataset_index
        if index is None:
            return
        start = complete(text[:cursor], index, self._model.extras).start
        end = " " if suggestion.is_whole else ""
        self.field.setText(f"{text[:start]}{suggestion.text}{end}{text[cursor:]}")
        self.field.setCursorPosition(start + len(suggestion.text) + len(end))
        if suggestion.is_whole:
            self._take_text()
        else:
            self._suggest()

    # --- The terms

    def _set_terms(self, terms: tuple[Term, ...]) -> None:
        self._terms = terms
        self._apply()

    def _apply(self) -> None:
        wanted = RecordFilter((*self._terms, *self._live))
        if wanted == self._model.record_filter:
            self._show_chips()
        else:
            self._model.set_filter(wanted)

    def _hold(self, record_filter: RecordFilter) -> None:
        """Take terms as chips, and words as text."""
        words = [term for term in record_filter.terms if isinstance(term, Word)]
        self._terms = tuple(term for term in record_filter.terms if term not in words)
        self._live = tuple(words)
        self.field.setText(" ".join(map(str, words)))
        self._typing.stop()
        self._reason.tell(None)

    def _show_filter(self) -> None:
        current = self._model.record_filter
        if current.terms != (*self._terms, *self._live):
            # The filter was changed elsewhere.
            self._hold(current)
        self._show_chips()

    # --- The chips

    def _show_chips(self) -> None:
        if [chip.term for chip in self._chips] == list(self._terms):
            return
        had_focus = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._make_chip(place, term) for place, term in enumerate(self._terms)]
        if had_focus is not None:
            self._focus_chip(min(had_focus, len(self._chips) - 1))
        self._box.updateGeometry()

    def _make_chip(self, place: int, term: Term) -> FilterChip:
        chip = FilterChip(term, self._box)
        chip.clicked.connect(lambda: self._remove(term))
        chip.edit_asked.connect(lambda: self._edit(term))
        chip.stepped.connect(lambda step: self._focus_chip(place + step))
        chip.left.connect(self.field.setFocus)
        self._flow.insert_widget(place + 1, chip)
        chip.show()
        return chip

    def _focus_chip(self, place: int) -> None:
        """Give a chip the keyboard: behind the last one stands the line, before the first none."""
        if place >= len(self._chips) or not self._chips:
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._chips[max(0, place)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _remove(self, term: Term) -> None:
        self._set_terms(tuple(other for other in self._terms if other != term))

    def _edit(self, term: Term) -> None:
        """Put a term back into the line, at its end."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._terms = tuple(other for other in self._terms if other != term)
        self.field.setText(" ".join(filter(None, (self.field.text().strip(), str(term)))))
        self._take_text()

    def _drop_last(self) -> None:
        if self._terms:
            self._set_terms(self._terms[:-1])


class _Box(QFrame):
    """The frame around chips, line and menu, which grows by a line where there is no more room."""

    def __init__(
        self, flow: FlowLayout, field: SearchField, menu_button: QWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._field = field
        flow.addWidget(IconLabel("search", parent=self))
        flow.addWidget(field)
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 0, 3, 0)
        row.setSpacing(0)
        row.addLayout(flow, 1)
        # Level with the first line, however many lines of chips there are.
        side = QVBoxLayout()
        side.setContentsMargins(0, (LINE_PX - menu_button.height()) // 2, 0, 0)
        side.addWidget(menu_button)
        side.addStretch(1)
        row.addLayout(side)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        menu_button.setCursor(Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # The line is wherever there is no chip: a press beside it must not leave the keyboard to
        # the window, where single letters are commands.
        self._field.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.focus if self._field.hasFocus() else theme.line)))
        painter.setBrush(QColor(theme.well))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
