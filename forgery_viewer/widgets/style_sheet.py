"""The one style sheet of the window, written from a theme's tokens."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from forgery_viewer.core.resources import resource
from forgery_viewer.widgets.theme import Theme

_SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog { background: $base; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QToolTip { background: $raised; color: $text1; border: 1px solid $line2; padding: 5px 8px; }

QMenuBar { background: transparent; color: $text1; spacing: 0; }
QMenuBar::item { background: transparent; padding: 6px 9px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $press; }
QMenu { background: $raised; color: $text1; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }
QMenu::indicator { width: 14px; height: 14px; padding-left: 6px; }

QLabel { background: none; }
QLabel[tone="2"] { color: $text2; }
QLabel[tone="3"] { color: $text3; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="danger"] { color: $danger; }
QLabel[step="true"] { background: $press; color: $text1; border-radius: 10px; }
QLabel[tone]:disabled { color: $disabled; }
QLabel[onCanvas="true"] { color: $on_canvas; }

QPushButton { background: $base; color: $text1; border: 1px solid $line2; border-radius: 4px;
  padding: 4px 12px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $press; }
QPushButton:disabled { color: $disabled; border-color: $line; }
QPushButton:focus { border-color: $focus; }
QPushButton[primary="true"] { background: $fill; color: #FFFFFF; border-color: $fill;
  font-weight: 600; }
QPushButton[primary="true"]:hover { background: $fill; border-color: $focus; }
QPushButton[primary="true"]:focus { border-color: $text1; }
QPushButton[primary="true"]:disabled { background: $raised; color: $disabled;
  border-color: $line; }
QPushButton[link="true"] { background: none; color: $accent; border: 1px solid transparent;
  padding: 2px 4px; }
QPushButton[link="true"]:hover { background: $hover; }
QPushButton[link="true"]:focus { border-color: $focus; }
QPushButton[link="true"]:disabled { color: $disabled; }
QPushButton[row="true"] { background: none; border: 1px solid transparent; padding: 0;
  min-height: 38px; }
QPushButton[row="true"]:hover { background: $raised; }
QPushButton[row="true"]:pressed { background: $press; }
QPushButton[row="true"]:focus { border-color: $focus; }

QToolButton { background: none; color: $text2; border: 1px solid transparent;
  border-radius: 4px; padding: 3px; }
QToolButton:hover { background: $hover; color: $text1; }
QToolButton:pressed, QToolButton:checked { background: $press; color: $text1; }
QToolButton:disabled { color: $disabled; }
QToolButton:focus { border-color: $focus; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[tool="true"]:checked { background: $fill; border-color: $fill; }
QToolButton[tool="true"]:checked:disabled { background: $raised; border-color: $line; }
QToolButton[field="true"] { background: $well; border-color: $line; padding: 0; }
QToolButton[field="true"]:hover { background: $hover; }
QToolButton[field="true"]:focus { border-color: $focus; }
QToolButton[segment="true"] { border-radius: 3px; padding: 3px 9px; }

QFrame[segments="true"] { background: $well; border: 1px solid $line; border-radius: 4px; }
QFrame[segments="flat"] { background: none; border: 0; }
QFrame[segments="flat"] QToolButton { padding: 3px 14px; border-radius: 4px; font-size: 12px;
  font-weight: 500; }
QFrame[segments="flat"] QToolButton:checked { font-weight: 600; }
QFrame[chip="true"] { background: $base; border: 1px solid $line; border-radius: 4px; }
QFrame[bar="true"] { background: $base; border: 0; border-bottom: 1px solid $line; }
QFrame[strip="true"] { background: $base; border: 0; border-right: 1px solid $line; }
QFrame[divider="true"] { background: $line; border: 0; }
QFrame[foot="true"] { background: $base; border: 0; border-top: 1px solid $line; }
QFrame[section="true"] { background: $raised; border: 0; border-bottom: 1px solid $line; }
QFrame[rule="true"] { background: $line; border: 0; }
QWidget[panel="true"] { background: $base; }
QWidget[surface="canvas"] { background: $canvas; }
QFrame[card="true"] { background: $raised; border: 0; border-radius: 6px; }
QFrame[popover="true"] { background: $base; border: 1px solid $line2; border-radius: 6px; }
QFrame[banner="ok"] { background: $banner_ok; border: 0; border-bottom: 1px solid $line; }
QFrame[banner="warn"] { background: $banner_warn; border: 0; border-bottom: 1px solid $line; }
QFrame[banner="danger"] { background: $banner_danger; border: 0; border-bottom: 1px solid $line; }

QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit { background: $well; color: $text1;
  border: 1px solid $line; border-radius: 4px; padding: 3px 6px; selection-background-color: $fill;
  selection-color: #FFFFFF; placeholder-text-color: $text3; min-height: 18px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus {
  border-color: $focus; }
QSpinBox, QDoubleSpinBox { padding: 3px 4px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button { width: 0; border: 0; subcontrol-origin: margin; }
QLineEdit:disabled { color: $disabled; }

QAbstractItemView { background: $well; color: $text1; border: 0; selection-background-color:
  $selection; selection-color: $text1; alternate-background-color: $well; gridline-color: $line; }
QAbstractItemView[framed="true"] { border: 1px solid $line; border-radius: 4px; padding: 2px; }
QAbstractItemView[framed="true"]::item { padding: 2px 4px; }
QAbstractItemView[framed="true"]:disabled { color: $disabled; }
QAbstractItemView[framed="true"]:focus { border-color: $focus; }
QListView[history="true"] { background: $base; }
QAbstractItemView[popover="true"] { padding: 2px; }
QHeaderView { background: $base; border: 0; }
QHeaderView::section { background: $base; color: $text2; border: 0;
  border-bottom: 1px solid $line; padding: 0 4px; }
QHeaderView::section:hover { background: $hover; color: $text1; }

QScrollBar:vertical { background: transparent; width: 9px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 9px; margin: 0; }
QScrollBar::handle { background: $line2; border-radius: 3px; min-height: 28px; min-width: 28px;
  margin: 1px 2px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: 0; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QSlider { min-height: 18px; }
QSlider::groove:horizontal { background: $line2; height: 3px; border-radius: 1px; }
QSlider::sub-page:horizontal { background: $accent; height: 3px; border-radius: 1px; }
QSlider::handle:horizontal { background: $text1; width: 10px; height: 10px; margin: -4px 0;
  border-radius: 5px; border: 0; }
QSlider::handle:horizontal:hover { background: $accent; }
QSlider:focus { border: 1px solid $focus; border-radius: 4px; }
QSlider:disabled { color: $disabled; }
QSlider::sub-page:horizontal:disabled { background: $line2; }
QSlider::handle:horizontal:disabled { background: $line2; }

QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QCheckBox, QRadioButton { color: $text1; spacing: 6px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
  border: 1px solid $line2; background: $well; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: $fill; border-color: $fill; image: url("$check"); }
QRadioButton::indicator:checked { width: 6px; height: 6px; background: #FFFFFF;
  border: 5px solid $fill; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; }
QCheckBox::indicator:checked:disabled { background: $disabled; border-color: $disabled; }
QRadioButton::indicator:checked:disabled { border-color: $disabled; background: $well; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $focus; }
""")


def style_sheet(theme: Theme) -> str:
    """The Qt style sheet for the whole application in one theme."""
    tokens = asdict(theme)
    del tokens["name"]
    # The light theme's canvas is a mid grey: only the strongest text keeps its contrast on it.
    tokens["on_canvas"] = theme.text2 if theme.is_dark else theme.text1
    tokens["check"] = resource("style/check.svg").as_posix()
    return _SHEET.substitute(tokens)
