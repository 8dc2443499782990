"""Finds words in a window that cannot be read to their end."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from forgery_viewer.widgets.elided_label import ElidedLabel

_WITH_WORDS = (QPushButton, QCheckBox, QRadioButton, QToolButton)


def illegible(window: QWidget) -> list[str]:
    """What is cut in a window that is shown: one line a widget, empty where all can be read."""
    return [
        f"{type(widget).__name__} {text!r}: {fault}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and (text := _words(widget))
        for fault in _faults(widget, text)
    ]


def _words(widget: QWidget) -> str:
    """The words that a widget shows."""
    if isinstance(widget, QLabel):
        return widget.text() if widget.pixmap().isNull() else ""
    if isinstance(widget, QToolButton):
        icon_only = widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        return "" if icon_only and not widget.icon().isNull() else widget.text()
    return widget.text() if isinstance(widget, _WITH_WORDS) else ""


def _faults(widget: QWidget, text: str) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        if widget.shown_text != text and not widget.toolTip():
            yield f"shortened to {widget.shown_text!r} without a tooltip"
    elif isinstance(widget, QLabel) and widget.wordWrap():
        if widget.heightForWidth(widget.width()) > widget.height():
            yield f"{widget.height()} px high, {widget.heightForWidth(widget.width())} needed"
    else:
        needed = _needed_px(widget)
        if widget.width() < needed:
            yield f"{widget.width()} px wide, {needed} needed"
        if widget.height() < widget.fontMetrics().height():
            yield f"{widget.height()} px high, {widget.fontMetrics().height()} needed"
    yield from _hidden_part(widget)


def _needed_px(widget: QWidget) -> int:
    if isinstance(widget, QLabel):
        margins = widget.contentsMargins()
        lines = widget.text().split("\n")
        width = max(widget.fontMetrics().horizontalAdvance(line) for line in lines)
        return width + margins.left() + margins.right() + 2 * widget.margin()
    assert isinstance(widget, QAbstractButton)
    return widget.sizeHint().width()


def _hidden_part(widget: QWidget) -> Iterator[str]:
    """Say where a parent, unless it scrolls, cuts the widget off."""
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if _scrolls(parent):
            return
        place = QRect(widget.mapTo(parent, QPoint()), widget.size())
        if not parent.rect().contains(place):
            yield f"reaches out of {type(parent).__name__} {parent.rect()} at {place}"
            return
        if parent.isWindow():
            return
        parent = parent.parentWidget()


def _scrolls(parent: QWidget) -> bool:
    above = parent.parentWidget()
    return isinstance(above, QAbstractScrollArea) and above.viewport() is parent
