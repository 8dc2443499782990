"""Asks once what a network takes and gives back, and again where the user wants to change it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from forgery_viewer.core.network_contract import (
    Activation,
    Augmentation,
    Contract,
    ContractError,
    Kind,
    Range,
    Resize,
    SizeRule,
    contract_of,
)
from forgery_viewer.widgets.breakable import breakable
from forgery_viewer.widgets.theme import text_font

WIDTH_PX, HEIGHT_PX = 480, 620
_WORDS = {
    "native": "As large as the image",
    "multiple-of": "Both sides a multiple of",
    "fixed": "Always the same",
    "stretch": "Stretch the image",
    "letterbox": "Shrink it, keep its shape",
    "tile": "Cut it into tiles",
    "none": "None",
    "sigmoid": "Sigmoid",
    "softmax": "Softmax",
    "map": "One probability map",
    "instances": "A channel for each instance",
    "flips": "Flips",
    "flips-rotations": "Flips and quarter turns",
    "0-1": "0 to 1",
    "0-255": "0 to 255",
}


class KnownNetwork(NamedTuple):
    """What is known of a network when its contract is asked for.

    Attributes:
        path: Its file.
        contract: Its contract, what can be of it, or one to begin with.
        architectures: Those that it may name; none where a file brings its own.
        mistake: What is wrong with the contract that there is, "" where nothing is.
        place: The file that its contract is going to be kept in.
    """

    path: Path
    contract: Contract
    architectures: tuple[str, ...]
    mistake: str
    place: Path


class ContractDialog(QDialog):
    """One field for each entry of a contract; what cannot be is said before it is taken."""

    chosen = Signal(object)
    """The Contract that the user declared."""

    def __init__(self, known: KnownNetwork, parent: QWidget | None = None) -> None:
        """Ask about a network, and begin with what is known of it."""
        super().__init__(parent)
        self._path, contract = known.path, known.contract
        self.setWindowTitle("What the network takes and gives")
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add_architecture(contract, known.architectures)
        self._add_input(contract)
        self._add_output(contract)
        self._error = QLabel()
        self._error.setProperty("tone", "danger")
        self._error.setWordWrap(True)
        self._error.hide()
        if known.mistake:
            self._say(f"{known.mistake}. What is right in it is filled in.")
        self._lay_out(known.place)
        self._follow_size()

    def _add_architecture(self, contract: Contract, architectures: Sequence[str]) -> None:
        self.architecture = QComboBox()
        self.architecture.setEditable(True)
        self.architecture.addItems(list(architectures))
        self.architecture.setCurrentText(contract.architecture)
        self.arguments = QLineEdit(json.dumps(dict(contract.arguments)))
        if architectures:
            self._form.addRow("Architecture", self.architecture)
            self._form.addRow("Its arguments, as JSON", self.arguments)

    def _add_input(self, contract: Contract) -> None:
        given = contract.input
        self.channels = _whole(given.channels, 1, 64)
        self.size_rule = _choice(get_args(SizeRule), given.size)
        self.multiple = _whole(given.multiple_px, 1, 1024, " px")
        self.width_px = _whole(given.width_px, 8, 8192, " px")
        self.height_px = _whole(given.height_px, 8, 8192, " px")
        self.resize_rule = _choice(get_args(Resize), given.resize)
        self.overlap = _share(given.overlap, 0.9)
        self.range = _choice(get_args(Range), given.range)
        self.mean = QLineEdit(_numbers(given.mean))
        self.std = QLineEdit(_numbers(given.std))
        self.mean.setPlaceholderText("none, or as 0.485, 0.456, 0.406")
        self.std.setPlaceholderText("none, or as 0.229, 0.224, 0.225")
        for words, field in (
            ("Channels", self.channels),
            ("Size of the input", self.size_rule),
            ("Multiple", self.multiple),
            ("Width", self.width_px),
            ("Height", self.height_px),
            ("Other sizes", self.resize_rule),
            ("Overlap of tiles", self.overlap),
            ("Values", self.range),
            ("Mean", self.mean),
            ("Standard deviation", self.std),
        ):
            self._form.addRow(words, field)
        self.size_rule.currentIndexChanged.connect(self._follow_size)
        self.resize_rule.currentIndexChanged.connect(self._follow_size)

    def _add_output(self, contract: Contract) -> None:
        taken = contract.output
        self.key = QLineEdit(taken.key)
        self.key.setPlaceholderText("the first one; or a name, or a number")
        self.activation = _choice(get_args(Activation), taken.activation)
        self.channel = _whole(taken.channel, 0, 1024)
        self.kind = _choice(get_args(Kind), taken.kind)
        self.score_key = QLineEdit(taken.score_key)
        self.score_key.setPlaceholderText("none; or a name, or a number")
        self.score_activation = _choice(get_args(Activation), taken.score_activation)
        self.score_channel = _whole(taken.score_channel, 0, 1024)
        self.threshold = _share(contract.threshold, 1.0)
        self.least_area = _whole(contract.least_area_px, 0, 1 << 30, " px")
        self.augmentation = _choice(get_args(Augmentation), contract.augmentation)
        self.half = QCheckBox("Half precision on a GPU")
        self.half.setChecked(contract.half)
        for words, field in (
            ("Output", self.key),
            ("Activation", self.activation),
            ("Channel of the forged", self.channel),
            ("Gives", self.kind),
            ("Output of the image score", self.score_key),
            ("Activation of the score", self.score_activation),
            ("Number of the forged", self.score_channel),
            ("Threshold", self.threshold),
            ("Minimum area", self.least_area),
            ("Several ways round", self.augmentation),
            ("", self.half),
        ):
            self._form.addRow(words, field)
        self.score_key.textChanged.connect(self._follow_score)
        self._follow_score()

    def _lay_out(self, place: Path) -> None:
        head = QLabel(self._path.name)
        head.setFont(text_font(15, 600))
        head.setWordWrap(True)
        where = f"{place.name} beside the file"
        if place.parent != self._path.parent:
            where = f"{breakable(place)}, as it cannot be kept beside the file"
        self.said = QLabel(
            f"Kept in {where}. Asked once; the button beside the predictor's name changes it."
        )
        self.said.setProperty("tone", "2")
        self.said.setWordWrap(True)
        body = QWidget()
        body.setLayout(self._form)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        self.save = QPushButton("Use this")
        self.save.setProperty("primary", "true")
        self.save.setDefault(True)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._take)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        for part in (head, self.said):
            column.addWidget(part)
        column.addWidget(scroll, 1)
        column.addWidget(self._error)
        column.addLayout(buttons)
        self.resize(WIDTH_PX, HEIGHT_PX)

    @property
    def error(self) -> str:
        """What is wrong with what is declared, "" while nothing is."""
        return "" if self._error.isHidden() else self._error.text()

    def _follow_size(self) -> None:
        """Show only the fields that count for the chosen rule."""
        rule, way = self.size_rule.currentData(), self.resize_rule.currentData()
        shown = {
            self.multiple: rule == "multiple-of",
            self.width_px: rule == "fixed",
            self.height_px: rule == "fixed",
            self.resize_rule: rule == "fixed",
            self.overlap: rule == "fixed" and way == "tile",
        }
        for field, is_shown in shown.items():
            self._form.setRowVisible(field, is_shown)

    def _follow_score(self) -> None:
        """Ask how a score is read only where there is one."""
        for field in (self.score_activation, self.score_channel):
            self._form.setRowVisible(field, bool(self.score_key.text().strip()))

    def _say(self, error: str) -> None:
        self._error.setText(error)
        self._error.show()

    def _take(self) -> None:
        try:
            contract = contract_of(self._text(), self._path)
        except ContractError as error:
            self._say(f"{error.reason[:1].upper()}{error.reason[1:]}.")
            return
        except ValueError as error:
            self._say(str(error))
            return
        self.chosen.emit(contract)
        self.accept()

    def _text(self) -> str:
        """The contract as JSON, to be checked as one in a file is. Raises ValueError."""
        try:
            arguments = json.loads(self.arguments.text() or "{}")
        except ValueError as error:
            raise ValueError(f"The arguments are no JSON ({error}).") from error
        told = asdict(Contract())
        told |= {
            "architecture": self.architecture.currentText().strip(),
            "arguments": arguments,
            "threshold": self.threshold.value(),
            "least_area_px": self.least_area.value(),
            "augmentation": self.augmentation.currentData(),
            "half": self.half.isChecked(),
        }
        told["input"] = {
            "channels": self.channels.value(),
            "size": self.size_rule.currentData(),
            "multiple_px": self.multiple.value(),
            "width_px": self.width_px.value(),
            "height_px": self.height_px.value(),
            "resize": self.resize_rule.currentData(),
            "overlap": self.overlap.value(),
            "range": self.range.currentData(),
            "mean": _read_numbers(self.mean.text(), "mean"),
            "std": _read_numbers(self.std.text(), "standard deviation"),
        }
        told["output"] = {
            "key": self.key.text().strip(),
            "activation": self.activation.currentData(),
            "channel": self.channel.value(),
            "kind": self.kind.currentData(),
            "score_key": self.score_key.text().strip(),
            "score_activation": self.score_activation.currentData(),
            "score_channel": self.score_channel.value(),
        }
        return json.dumps(told)


def _choice(keys: Sequence[str], chosen: str) -> QComboBox:
    box = QComboBox()
    for key in keys:
        box.addItem(_WORDS[key], key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def _whole(value: int, least: int, most: int, unit: str = "") -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setSuffix(unit)
    _trim(box)
    box.setValue(value)
    return box


def _share(value: float, most: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, most)
    box.setSingleStep(0.05)
    box.setDecimals(3)
    _trim(box)
    box.setValue(value)
    return box


def _trim(box: QSpinBox | QDoubleSpinBox) -> None:
    """Let a number look as the texts of the other fields."""
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    box.lineEdit().setTextMargins(5, 0, 0, 0)


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def _read_numbers(text: str, name: str) -> list[float]:
    try:
        return [float(part) for part in text.replace(";", ",").split(",") if part.strip()]
    except ValueError as error:
        raise ValueError(f"The {name} has to be numbers with commas between them.") from error
