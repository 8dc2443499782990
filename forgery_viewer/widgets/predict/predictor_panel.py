"""Which predictor runs, where, and on which images; and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forgery_viewer.widgets.breakable import breakable, unbroken
from forgery_viewer.widgets.buttons import SMALL_ICON_PX, Choice, IconButton, IconLabel
from forgery_viewer.widgets.compare.choice_box import ChoiceBox, Option
from forgery_viewer.widgets.compare.fitting_segments import FittingSegments
from forgery_viewer.widgets.predict.run_row import RunRow
from forgery_viewer.widgets.section import Section
from forgery_viewer.widgets.text_button import TextButton

THIS, FILTERED, ALL = "this", "filter", "all"
SCOPES = (
    Choice(THIS, "This image", use="Only the image on show."),
    Choice(FILTERED, "Filter", use="The images that the filter shows."),
    Choice(ALL, "All", use="Every image of the data set."),
)
NO_SECOND = ""
ONE, BOTH, BLINKED = "one", "both", "blink"
VIEWS = (
    Choice(ONE, "One", use="The chosen predictor, with the truth."),
    Choice(BOTH, "Side by side", use="Maps and errors of both, the chosen one at the left."),
    Choice(BLINKED, "Blink", use="The one in the place of the other, in turns."),
)
_GIB = 2**30


class PredictorPanel(Section):
    """Predictor, device and scope, the button that runs it, and what there is to say about it."""

    predictor_chosen = Signal(str)
    second_chosen = Signal(str)
    """Another predictor to compare with; `NO_SECOND` for none."""
    view_chosen = Signal(str)
    """What the canvases are to show of two predictors."""
    device_chosen = Signal(str)
    scope_chosen = Signal(str)
    run_asked = Signal()
    ahead_toggled = Signal(bool)
    """The image on show and the next ones are to be predicted as they are gone to, or not."""
    stop_asked = Signal()
    file_asked = Signal()
    """The user wants to bring a model."""
    results_asked = Signal()
    """The user wants to bring finished results."""
    contract_asked = Signal()
    """The user wants to change what the chosen network is said to take and give."""
    trust_asked = Signal()
    """The user wants to see which files are trusted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Predictor", parent)
        self.predictors = ChoiceBox("Predictor", "What looks for copies.")
        self.second = ChoiceBox("Compare with", "A second predictor; Run runs both.")
        self.views = FittingSegments("What the canvases show", VIEWS)
        self.devices = ChoiceBox("Device", "Where networks run.")
        self.scopes = FittingSegments("Images", SCOPES)
        self.run = TextButton("Run", "play", primary=True)
        self.run.setToolTip("")
        self.progress = RunRow()
        self.model_button = TextButton("Model…", "folder-open")
        self.results_button = TextButton("Results…", "table-2")
        self.trust_button = IconButton("shield", size_px=SMALL_ICON_PX)
        self.trust_button.set_hint("Trusted files", "", "Which model files may run, and revoking.")
        self.add_action(self.trust_button)
        self.contract_button = IconButton("sliders-horizontal")
        use = "What the network takes and gives, as kept beside its file."
        self.contract_button.set_hint("Contract", "", use)
        self.contract_button.hide()
        self.ahead = QCheckBox("Predict ahead")
        self.ahead.setToolTip("Predicts the image on show, and the next two of the list.")
        self._memory = QLabel()
        self._note_icon = IconLabel("triangle-alert", "warn", size_px=SMALL_ICON_PX)
        self._note = QLabel()
        self._odd_icon = IconLabel("info", "2", size_px=SMALL_ICON_PX)
        self._odd = QLabel()
        self._odd_of = {"files": "", "image": ""}
        self._summary = QLabel()
        body = QWidget()
        self._fill(body)
        self.set_content(body)
        self._connect()
        self.devices.hide()
        self.show_memory(0, 0)
        self.show_note("")
        self.show_odd()

    def _connect(self) -> None:
        self.predictors.chosen.connect(self.predictor_chosen)
        self.second.chosen.connect(self.second_chosen)
        self.views.chosen.connect(self.view_chosen)
        self.devices.chosen.connect(self.device_chosen)
        self.scopes.chosen.connect(self.scope_chosen)
        self.ahead.toggled.connect(self.ahead_toggled)
        self.run.clicked.connect(self.run_asked)
        self.progress.cancelled.connect(self.stop_asked)
        self.model_button.clicked.connect(self.file_asked)
        self.results_button.clicked.connect(self.results_asked)
        self.trust_button.clicked.connect(self.trust_asked)
        self.contract_button.clicked.connect(self.contract_asked)

    @property
    def note(self) -> str:
        """What is said about the predictor or its last run."""
        return "" if self._note.isHidden() else self._note.text()

    @property
    def odd(self) -> str:
        """What is said of files that were brought, and of the prediction on show."""
        return "" if self._odd.isHidden() else self._odd.text()

    @property
    def summary(self) -> str:
        """What the chosen predictor does."""
        return unbroken(self._summary.text())

    def show_predictors(self, options: Sequence[Option], chosen: str, second: str) -> None:
        """List the predictors, without a signal."""
        self.predictors.set_options(options)
        self.predictors.set_choice(chosen)
        others = [option for option in options if option.key != chosen]
        self.second.set_options([Option(NO_SECOND, "None"), *others])
        second = second if second != chosen else NO_SECOND
        self.second.set_choice(second)
        self.views.setVisible(second != NO_SECOND)
        if second == NO_SECOND:
            self.views.set_choice(ONE)

    def show_contract_button(self, shown: bool) -> None:
        """Offer to change the contract: the chosen predictor is a network."""
        self.contract_button.setVisible(shown)

    def show_devices(self, options: Sequence[Option], chosen: str) -> None:
        """List the devices, without a signal."""
        self.devices.setVisible(bool(options))
        self.devices.set_options(options)
        self.devices.set_choice(chosen)

    @property
    def memory(self) -> str:
        """What is said about the memory of the device."""
        return "" if self._memory.isHidden() else self._memory.text()

    def show_memory(self, used_bytes: int, total_bytes: int) -> None:
        """Say how full the memory of the device is; zeros for what is not known."""
        used, total = used_bytes / _GIB, total_bytes / _GIB
        self._memory.setText(f"{used:.1f} of {total:.1f} GiB in use")
        self._memory.setVisible(total_bytes > 0)

    def show_summary(self, text: str) -> None:
        """Say what the chosen predictor does and when it misleads."""
        self._summary.setText(breakable(text))
        self._summary.setVisible(bool(text))

    def show_note(self, text: str, tone: str = "warn") -> None:
        """Say something about the last run; "" for nothing."""
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self._note_icon.setVisible(bool(text))
        if text:
            self._note_icon.set_icon("triangle-alert" if tone == "warn" else "info", tone)

    def show_odd(self, *, files: str | None = None, image: str | None = None) -> None:
        """Say what is odd about files that were brought, or about the prediction on show.

        Each stays until another is said of the same; "" for nothing.
        """
        said = {"files": files, "image": image}
        self._odd_of |= {of: text for of, text in said.items() if text is not None}
        text = " ".join(filter(None, self._odd_of.values()))
        self._odd.setText(text)
        for part in (self._odd, self._odd_icon):
            part.setVisible(bool(text))

    def show_counts(self, filtered: int, every: int) -> None:
        """Say how many images the scopes hold."""
        self.scopes.set_word(FILTERED, f"Filter, {filtered:,}")
        self.scopes.set_word(ALL, f"All, {every:,}")

    def block_run(self, reason: str) -> None:
        """Say why nothing can be run; "" lets it run again."""
        self.run.setEnabled(not reason)
        self.run.setToolTip(reason)

    def _fill(self, body: QWidget) -> None:
        for label in (self._note, self._odd, self._summary, self._memory):
            label.setWordWrap(True)
            label.setProperty("tone", "2")
        column = QVBoxLayout(body)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(6)
        column.addLayout(_row(self.predictors, self.contract_button, stretch_first=True))
        column.addWidget(self._summary)
        column.addWidget(self.devices)
        column.addWidget(self._memory)
        column.addLayout(_row(self.scopes, self.run, stretch_first=True))
        column.addWidget(self.progress)
        column.addWidget(self.ahead)
        for icon, words in ((self._note_icon, self._note), (self._odd_icon, self._odd)):
            note = QHBoxLayout()
            note.setSpacing(6)
            note.addWidget(icon)
            note.addWidget(words, 1)
            column.addLayout(note)
        label = QLabel("Compare with")
        label.setProperty("tone", "2")
        column.addLayout(_row(label, self.second))
        column.addWidget(self.views)
        label = QLabel("Bring")
        label.setProperty("tone", "2")
        bring = _row(label, self.model_button, self.results_button)
        bring.addStretch(1)
        column.addLayout(bring)


def _row(*parts: QWidget, stretch_first: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for place, part in enumerate(parts):
        row.addWidget(part, 1 if stretch_first and place == 0 else 0)
    return row
