"""Finds words that do not fit into their place."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from forgery_viewer.widgets.compare.choice_box import ChoiceBox
from forgery_viewer.widgets.compare.number_field import NumberField


def cut_words(root: QWidget) -> list[str]:
    """The words of visible parts that are shortened or reach beyond their place."""
    visible = [each for each in root.findChildren(QWidget) if each.isVisible()]
    return [text for each in visible if (text := _cut(each))]


def _cut(part: QWidget) -> str:
    words, room_px = "", part.width()
    if isinstance(part, QLabel):
        if part.wordWrap():
            too_high = part.heightForWidth(part.width()) > part.height()
            return part.text() if too_high else ""
        words, room_px = part.text(), part.contentsRect().width()
    elif isinstance(part, ChoiceBox):
        return part.currentText() if part.shown_text != part.currentText() else ""
    elif isinstance(part, NumberField):
        words, room_px = part.text(), part.lineEdit().width()
    elif isinstance(part, QCheckBox | QPushButton):
        return part.text() if part.sizeHint().width() > part.width() else ""
    elif isinstance(part, QToolButton) and part.property("segment"):
        words, room_px = part.text(), part.width() - 2
    needed_px = part.fontMetrics().horizontalAdvance(words)
    return words if needed_px > room_px or _leaves(part) else ""


def _leaves(part: QWidget) -> bool:
    """Whether a part reaches beyond the right edge of what it lies in."""
    parent = part.parentWidget()
    return parent is not None and part.geometry().right() > parent.width()


def unnamed(root: QWidget) -> list[QWidget]:
    """Visible controls without a tooltip or an accessible name."""
    kinds = QAbstractButton | QAbstractSpinBox | ChoiceBox
    controls = [
        each
        for each in root.findChildren(QWidget)
        if each.isVisible()
        and not isinstance(each.parentWidget(), QAbstractSpinBox)
        and (isinstance(each, kinds) or each.focusPolicy().value & 1)
    ]
    return [
        each
        for each in controls
        if not each.toolTip()
        or not (each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()))
    ]
