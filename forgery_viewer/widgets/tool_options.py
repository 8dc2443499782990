"""The options of each tool, which the preferences keep, and what a tool in hand can be told."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forgery_viewer.state.preferences import (
    BOX_SHAPE,
    BRUSH_FOLLOWS_ZOOM,
    BRUSH_LIMIT,
    BRUSH_SHAPE,
    CHANGE_CLOSE_PX,
    CHANGE_LEAST_PX,
    CHANGE_THRESHOLD,
    CHANGES_INTO,
    CHANGES_TAKEN,
    FILL_REACH,
    GREY_HIGH,
    GREY_LOW,
    LEVEL_HIGH,
    LEVEL_LOW,
    MOVE_WHAT,
    PEN_PRESSURE,
    SPARES_OTHERS,
    WAND_REACH,
    WAND_TOLERANCE,
)
from forgery_viewer.state.tools.brush import DIFFERENCE, GREY, NO_LIMIT, SNAP
from forgery_viewer.state.tools.kinds import (
    ALL,
    BOX,
    BRUSH,
    CHANGES,
    CONNECTED,
    ELLIPSE,
    ERASER,
    EVERYWHERE,
    FILL,
    INSTANCE,
    LASSO,
    MOVE,
    NEW,
    ONE,
    PASTE,
    POLYGON,
    RECTANGLE,
    REGION,
    ROUND,
    SELECTED,
    SQUARE,
    WAND,
)
from forgery_viewer.widgets.buttons import Choice, IconButton, Segments
from forgery_viewer.widgets.compare.number_field import NumberField
from forgery_viewer.widgets.compare.scale import Scale
from forgery_viewer.widgets.option_row import OptionRow, icon_button

_BRUSHES = (BRUSH, ERASER)
_AREAS = (POLYGON, LASSO, BOX, FILL, WAND)
_ALL_THAT_PAINT = (*_BRUSHES, *_AREAS, CHANGES, MOVE, PASTE)

_ADD, _SUBTRACT = "add", "subtract"
_WAYS = (
    Choice(_ADD, "Add", "squares-unite", "X for the other", "Adds to the selected instance."),
    Choice(
        _SUBTRACT,
        "Subtract",
        "squares-subtract",
        "X for the other",
        "Takes away from the selected instance; Shift adds all the same.",
    ),
)
_BRUSH_SHAPES = (
    Choice(ROUND, "Round", "circle", "", "The brush is a disc."),
    Choice(SQUARE, "Square", "square", "", "The brush is a square of whole pixels."),
)
_BOX_SHAPES = (
    Choice(RECTANGLE, "Rectangle", "square-dashed", "U", ""),
    Choice(ELLIPSE, "Ellipse", "circle", "U", ""),
)
_FILL_REACHES = (
    Choice(CONNECTED, "Connected", "shapes", "F", "Fills what hangs together at the pointer."),
    Choice(EVERYWHERE, "Everywhere", "layout-grid", "Shift+F", "Fills all of the same kind."),
)
_WAND_REACHES = (
    Choice(CONNECTED, "Connected", "shapes", "", "Takes what hangs together at the pointer."),
    Choice(EVERYWHERE, "Everywhere", "layout-grid", "", "Takes all that looks alike."),
)
_TAKEN = (
    Choice(ONE, "One by one", "crosshair", "", "Enter takes the chosen region and goes on."),
    Choice(ALL, "Together", "layout-grid", "", "Enter takes all regions in one step."),
)
_INTO = (
    Choice(SELECTED, "Into the selected instance", "squares-unite", "", ""),
    Choice(NEW, "Into new instances", "plus", "", "Each region becomes an instance of its own."),
)
_MOVED = (
    Choice(REGION, "Region", "shapes", "", "Moves the region that is taken up."),
    Choice(INSTANCE, "Instance", "squares-unite", "", "Moves all regions of the instance."),
)
_LIMITS = (
    (
        GREY,
        "contrast",
        "Limit by grey value",
        "Paints only where the grey value of the image lies in a range.",
    ),
    (
        DIFFERENCE,
        "diff",
        "Limit by difference",
        "Paints only where the images of the pair differ by so much.",
    ),
    (
        SNAP,
        "magnet",
        "Snap to the difference",
        "Paints only what changed between the images of the pair.",
    ),
)
_ANGLE = Scale(-180, 180, 0.1, "\N{DEGREE SIGN}")
_SIZE = Scale(5, 2000, unit="%")


class ToolOptions(OptionRow):
    """Every option there is, in the order of the bar."""

    subtracts_changed = Signal(bool)
    accept_asked = Signal()
    next_asked = Signal()
    drop_asked = Signal()
    mirror_asked = Signal()
    angle_typed = Signal(float)
    scale_typed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._add_brush()
        self._add_areas()
        self._add_changes()
        self.move_what = self.add_segments(MOVE_WHAT, _MOVED, (MOVE,))
        self._add_paste()
        self.protect = self.add_toggle(
            SPARES_OTHERS,
            "shield",
            ("Protect other instances", "K", "What others have is left to them."),
            _ALL_THAT_PAINT,
        )
        self._row.addStretch(1)

    def show_subtracts(self, subtracts: bool) -> None:
        """Show whether areas are added or taken away, without a signal."""
        self.ways.set_choice(_SUBTRACT if subtracts else _ADD)

    def show_pen(self) -> None:
        """There is a pen: offer what only a pen can do."""
        self.set_useful(self.pressure, True)

    def show_placed(self, angle_deg: float, scale_pct: float) -> None:
        """Show how a pasted region is turned and scaled, without a signal."""
        self.angle.show_value(angle_deg)
        self.scale.show_value(scale_pct)

    def block_difference(self, reason: str) -> None:
        """Say why there is no difference to follow; "" where there is one."""
        for limit in (DIFFERENCE, SNAP):
            self.limits[limit].block(reason)
        for button in (self.take_button, self.next_button):
            button.block(reason)
        for field in (self.threshold, self.close_px, self.least_px, self.taken, self.into):
            field.setEnabled(not reason)

    # Controls -----------------------------------------------------------------------------

    def _add_brush(self) -> None:
        self.brush_shape = self.add_segments(BRUSH_SHAPE, _BRUSH_SHAPES, _BRUSHES)
        self.follows_zoom = self.add_toggle(
            BRUSH_FOLLOWS_ZOOM,
            "scaling",
            ("Same size on the screen", "", "Zoomed in, the brush covers less of the image."),
            _BRUSHES,
        )
        self.pressure = self.add_toggle(
            PEN_PRESSURE,
            "pen-tool",
            ("Pen pressure", "", "The harder the pen is pressed, the larger the brush."),
            _BRUSHES,
        )
        self.set_useful(self.pressure, False)
        self.limits = {limit: self._limit(limit, *words) for limit, *words in _LIMITS}
        self.follow(BRUSH_LIMIT, self._show_limit)
        self.greys = self.add_range(
            "Grey value", (GREY_LOW, GREY_HIGH), _BRUSHES, (BRUSH_LIMIT, GREY)
        )
        self.levels = self.add_range(
            "Difference", (LEVEL_LOW, LEVEL_HIGH), _BRUSHES, (BRUSH_LIMIT, DIFFERENCE)
        )

    def _limit(self, limit: str, icon_name: str, name: str, use: str) -> IconButton:
        """One of the limits of the brush, of which at most one holds."""
        button = icon_button(icon_name, (name, "", use), checkable=True)
        button.clicked.connect(
            lambda checked: self.changed.emit(BRUSH_LIMIT, limit if checked else NO_LIMIT)
        )
        self.place(button, _BRUSHES)
        return button

    def _show_limit(self, chosen: str) -> None:
        for limit, button in self.limits.items():
            button.setChecked(limit == chosen)

    def _add_areas(self) -> None:
        self.box_shape = self.add_segments(BOX_SHAPE, _BOX_SHAPES, (BOX,))
        self.fill_reach = self.add_segments(FILL_REACH, _FILL_REACHES, (FILL,))
        self.add_label("Tolerance", (WAND,))
        self.tolerance = self.add_number(WAND_TOLERANCE, "Tolerance", (0, 255), (WAND,))
        self.wand_reach = self.add_segments(WAND_REACH, _WAND_REACHES, (WAND,))
        self.ways = Segments(_WAYS, compact=True)
        self.ways.chosen.connect(lambda key: self.subtracts_changed.emit(key == _SUBTRACT))
        self.place(self.ways, _AREAS)

    def _add_changes(self) -> None:
        only = (CHANGES,)
        self.add_label("Over", only)
        self.threshold = self.add_number(
            CHANGE_THRESHOLD, "Threshold of the difference, of 255", (0, 64), only
        )
        self.add_label("Close", only)
        self.close_px = self.add_number(
            CHANGE_CLOSE_PX, "Gaps that are closed, in px", (0, 64), only
        )
        self.add_label("Least", only)
        self.least_px = self.add_number(CHANGE_LEAST_PX, "Smallest region, in px", (0, 9999), only)
        self.taken = self.add_segments(CHANGES_TAKEN, _TAKEN, only)
        self.into = self.add_segments(CHANGES_INTO, _INTO, only)
        self.take_button = self.add_button("check", ("Take", "Enter", ""), only)
        self.take_button.clicked.connect(self.accept_asked)
        self.next_button = self.add_button("chevron-right", ("Next region", "Right", ""), only)
        self.next_button.clicked.connect(self.next_asked)

    def _add_paste(self) -> None:
        only = (PASTE,)
        self.angle, self.scale = NumberField(_ANGLE), NumberField(_SIZE)
        for label, field, typed in (
            ("Angle", self.angle, self.angle_typed),
            ("Scale", self.scale, self.scale_typed),
        ):
            self.add_label(label, only)
            field.setAccessibleName(label)
            field.typed.connect(typed)
            self.place(field, only)
        self.mirror_button = self.add_button("flip-vertical-2", ("Mirror", "Shift+M", ""), only)
        self.mirror_button.clicked.connect(self.mirror_asked)
        for icon_name, hint, asked in (
            ("check", ("Stamp", "Enter", "Puts it into the selected instance."), self.accept_asked),
            ("x", ("Drop", "Esc", ""), self.drop_asked),
        ):
            self.add_button(icon_name, hint, only).clicked.connect(asked)
