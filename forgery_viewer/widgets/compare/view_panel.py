"""The forensic view of an image, what can be set of it, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from forgery_viewer.core.forensics.view import ForensicView
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, IconButton, IconLabel
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.link_button import EDGE_PX, LinkButton, beside_links
from forgery_viewer.widgets.compare.parameter_grid import ParameterGrid
from forgery_viewer.widgets.section import Section

NONE = ""
"""The key of no view: the image as it is."""

_ALL_USUAL = "Everything is as usual."


class ForensicPanel(Section):
    """Chooses a forensic view and its values; says what it shows and when it misleads."""

    view_chosen = Signal(str)
    """The key of the view the user chose, empty for none."""
    value_changed = Signal(str, object)
    """The key of a parameter and the value (float or str) the user gave it."""
    cancelled = Signal()
    again_asked = Signal()
    """What was stopped is to be computed after all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Forensic view", parent)
        self._views: dict[str, ForensicView] = {}
        self.views = ChoiceBox("Forensic view", "What the eye cannot see in the image itself.")
        self.parameters = ParameterGrid()
        self.usual = LinkButton("Usual values", "Sets everything as it was at first.")
        self._shows, self._misleads = QLabel(), QLabel()
        self._advice = QWidget()
        self._bar = QProgressBar()
        self.cancel = IconButton("x", size_px=SMALL_ICON_PX)
        self.cancel.setFixedSize(20, 20)
        self.cancel.set_hint(
            "Stop computing", use="What is seen of the view stays, as a part of it."
        )
        self.again = IconButton("refresh-cw", size_px=SMALL_ICON_PX)
        self.again.setFixedSize(20, 20)
        self.again.set_hint("Compute again", use="Computes the view that was stopped, all of it.")
        self.add_action(self.cancel)
        self.add_action(self.again)
        self.set_content(self._body())
        self.views.chosen.connect(self._take_view)
        self.views.chosen_again.connect(self.again_asked)
        self.again.clicked.connect(self.again_asked)
        self.parameters.changed.connect(self._take_value)
        self.usual.clicked.connect(self.parameters.set_usual)
        self.cancel.clicked.connect(self.cancelled)
        self.set_views(())
        self.show_progress(None)

    @property
    def advice(self) -> tuple[str, str]:
        """What the view shows and when it misleads, as far as it is said."""
        return ("", "") if self._advice.isHidden() else (self._shows.text(), self._misleads.text())

    def set_views(self, views: Sequence[ForensicView]) -> None:
        """List the views that can be chosen, below none."""
        self._views = {view.key: view for view in views}
        titles = [Option(view.key, view.title) for view in views]
        self.views.set_options([Option(NONE, "None"), *titles])
        self._show_view(self.views.choice, {})

    def show_view(self, key: str, values: Mapping[str, float | str]) -> None:
        """Show the chosen view and its values without a signal; what is not given is as usual."""
        self.views.set_choice(key)
        self._show_view(key, values)

    def show_progress(self, done: int | None, total: int = 0) -> None:
        """Show that `done` of `total` pieces are computed, or with None that nothing is."""
        busy = done is not None
        self._bar.setVisible(busy)
        self.cancel.setVisible(busy)
        self.again.hide()
        self.set_detail("")
        if done is None:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if total:
            self.set_detail(f"{100 * done // total} %")

    def show_stopped(self, stopped: bool) -> None:
        """Say that the view was stopped, and offer to compute it after all."""
        if stopped:
            self.set_detail("stopped", "Of the view there is only a part, or nothing.")
        elif not self.again.isHidden():
            self.set_detail("")
        self.again.setVisible(stopped)

    def _show_view(self, key: str, values: Mapping[str, float | str]) -> None:
        view = self._views.get(key)
        self.parameters.set_parameters(view.parameters if view is not None else ())
        self.parameters.show_values(values)
        has_values = view is not None and bool(view.parameters)
        self.parameters.setVisible(has_values)
        self.usual.setVisible(has_values)
        self._advice.setVisible(view is not None)
        if view is not None:
            self._shows.setText(f"Shows: {view.shows}")
            self._misleads.setText(f"Misleads: {view.misleads}")
        self._refresh_usual()

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        # The line of progress lies in the margin above the list, so that nothing moves for it.
        column.setContentsMargins(10, 2, 10 - EDGE_PX, 10)
        column.setSpacing(2)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the forensic view")
        self._bar.setToolTip("Progress of the forensic view")
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.usual)
        advice = QVBoxLayout(self._advice)
        advice.setContentsMargins(0, 6, 0, 0)
        advice.setSpacing(6)
        advice.addLayout(_sentence("lightbulb", self._shows))
        advice.addLayout(_sentence("triangle-alert", self._misleads))
        column.addLayout(beside_links(self._bar))
        column.addLayout(beside_links(self.views))
        column.addLayout(beside_links(self.parameters))
        column.addLayout(last)
        column.addLayout(beside_links(self._advice))
        return body

    def _refresh_usual(self) -> None:
        self.usual.block(_ALL_USUAL if self.parameters.is_usual else "")

    def _take_view(self, key: str) -> None:
        self._show_view(key, {})
        self.view_chosen.emit(key)

    def _take_value(self, key: str, value: object) -> None:
        self._refresh_usual()
        self.value_changed.emit(key, value)


def _sentence(icon_name: str, label: QLabel) -> QHBoxLayout:
    label.setProperty("tone", "2")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    icon = IconLabel(icon_name, "2", size_px=SMALL_ICON_PX)
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label, 1)
    return row
