"""Colours, type and measures of the window, in a dark and a light form."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget

from forgery_viewer.core.instance_state import UNMATCHED_SLOT

INSTANCE_COLOURS = (
    "#46FCDD",
    "#D89807",
    "#C62689",
    "#8173FF",
    "#FFED88",
    "#1F9267",
    "#BFC0FF",
    "#896304",
)
"""One colour an instance, told apart under all three colour-vision deficiencies."""

INSTANCE_COLOUR_NAMES = (
    "aqua",
    "amber",
    "magenta",
    "iris",
    "straw",
    "green",
    "lavender",
    "ochre",
)

CASING = "#0C0C0C"
UNMATCHED = "#C4C4C4"
"""Of a predicted instance that is assigned to no true one."""
"""Dark line under every bright line on an image, so that it shows on any picture."""

TOP_BAR_PX = 37
CASE_BAR_PX = 37
OPTIONS_BAR_PX = 35
CANVAS_HEADER_PX = 24
TOOL_STRIP_PX = 40
TOOL_BUTTON_PX = 32
STATUS_BAR_PX = 27
SECTION_HEADER_PX = 28
ROW_PX = 40
TABLE_HEADER_PX = 26
BANNER_PX = 32
FIT_MARGIN_PX = 6


@dataclass(frozen=True, slots=True)
class Theme:
    """The colour tokens of one appearance; every value is `#RRGGBB`."""

    name: str
    canvas: str
    well: str
    base: str
    raised: str
    hover: str
    press: str
    selection: str
    line: str
    line2: str
    text1: str
    text2: str
    text3: str
    disabled: str
    accent: str
    fill: str
    focus: str
    ok: str
    warn: str
    danger: str
    banner_ok: str
    banner_warn: str
    banner_danger: str
    bar: str

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"


DARK = Theme(
    name="dark",
    canvas="#2A2A2A",
    well="#161616",
    base="#1D1D1D",
    raised="#252525",
    hover="#313131",
    press="#3B3B3B",
    selection="#27405F",
    line="#363636",
    line2="#6E6E6E",
    text1="#E8E8E8",
    text2="#B0B0B0",
    text3="#929292",
    disabled="#5F5F5F",
    accent="#6AAEFF",
    fill="#2C6BD1",
    focus="#8CC2FF",
    ok="#55C58B",
    warn="#E3AC42",
    danger="#F47C76",
    banner_ok="#1B3226",
    banner_warn="#3A2F18",
    banner_danger="#3F2120",
    bar="#7F8C9A",
)

LIGHT = Theme(
    name="light",
    canvas="#BDBDBD",
    well="#FFFFFF",
    base="#F4F4F4",
    raised="#EAEAEA",
    hover="#DEDEDE",
    press="#CFCFCF",
    selection="#CBDFFC",
    line="#D4D4D4",
    line2="#878787",
    text1="#1A1A1A",
    text2="#4E4E4E",
    text3="#646464",
    disabled="#A6A6A6",
    accent="#1C5FC4",
    fill="#1C5FC4",
    focus="#1C5FC4",
    ok="#17724A",
    warn="#845600",
    danger="#B3261E",
    banner_ok="#DDF0E5",
    banner_warn="#FBEFD6",
    banner_danger="#FBE1DF",
    bar="#71808F",
)


def theme_of(widget: QWidget) -> Theme:
    """The theme a widget is shown in, read from its palette (so there is no global to keep)."""
    # A role that no style sheet writes: a filled button has its own window colour.
    dark = widget.palette().color(QPalette.ColorRole.ToolTipBase).lightness() < 128
    return DARK if dark else LIGHT


def instance_colour(number: int) -> QColor:
    """The colour of the colour slot `number`, counted from 0 and repeated after eight."""
    if number == UNMATCHED_SLOT:
        return QColor(UNMATCHED)
    return QColor(INSTANCE_COLOURS[number % len(INSTANCE_COLOURS)])


def preview_colour(_slot: int) -> QColor:
    """What is about to change has no instance's colour."""
    return QColor("#FFFFFF")


def text_font(size_px: int = 12, weight: int = 400) -> QFont:
    """The system font at `size_px` with figures of one width, so that columns of numbers align."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def make_palette(theme: Theme) -> QPalette:
    """The Qt palette that carries a theme to styled and painted widgets alike."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.base,
        QPalette.ColorRole.WindowText: theme.text1,
        QPalette.ColorRole.Base: theme.well,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.Text: theme.text1,
        QPalette.ColorRole.Button: theme.base,
        QPalette.ColorRole.ButtonText: theme.text1,
        QPalette.ColorRole.BrightText: theme.text1,
        QPalette.ColorRole.Highlight: theme.selection,
        QPalette.ColorRole.HighlightedText: theme.text1,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.PlaceholderText: theme.text3,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text1,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Accent: theme.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette
