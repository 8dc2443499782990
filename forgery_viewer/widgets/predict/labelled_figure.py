"""A figure over its name, as the panels of scores show them."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout

from forgery_viewer.widgets.theme import text_font


def labelled_figure(value: QLabel, name: str) -> QVBoxLayout:
    """The label of a figure with its name below, both at the foot of their place."""
    label = QLabel(name)
    label.setFont(text_font(11))
    label.setProperty("tone", "2")
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(value)
    column.addWidget(label)
    return column
