"""What the program remembers between two starts: a table of typed entries in an INI file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

Value = TypeVar("Value", bool, int, str, QByteArray)


def _anything(_: object) -> bool:
    return True


@dataclass(frozen=True)
class Entry(Generic[Value]):
    """One thing to remember; its type is that of its default.

    Attributes:
        key: Where it stands in the file, as `group/name`.
        default: What holds until the user changes it, and where the file says nonsense.
        check: Whether a value of the right type makes sense.
    """

    key: str
    default: Value
    check: Callable[[Value], bool] = _anything


def _one_of(*words: str) -> Callable[[str], bool]:
    return words.__contains__


def _within(low: int, high: int) -> Callable[[int], bool]:
    return lambda value: low <= value <= high


_LAYOUTS = ("auto", "row", "column", "focus", "grid", "two", "one")

APPEARANCE = Entry("window/appearance", "system", _one_of("system", "dark", "light"))
GEOMETRY = Entry("window/geometry", QByteArray())
WINDOW_STATE = Entry("window/state", QByteArray())
BROWSER_OPEN = Entry("window/browser_open", True)
# 0: not chosen yet, so that the window takes what suits the screen.
BROWSER_WIDTH_PX = Entry("window/browser_width_px", 0, _within(0, 4000))
# Width of the pictures in the grid of the browser.
PICTURE_PX = Entry("window/picture_px", 148, _within(16, 1024))
DOCK_WIDTH_PX = Entry("window/dock_width_px", 0, _within(0, 4000))
FINDINGS_OPEN = Entry("window/findings_open", False)
FINDINGS_HEIGHT_PX = Entry("window/findings_height_px", 220, _within(80, 4000))
# By the width of the window until the user folds one.
FOLDED_SECTIONS = Entry("window/folded_sections", "auto")
LAYOUT = Entry("view/layout", "auto", _one_of(*_LAYOUTS))
COMPARE_LAYOUT = Entry("compare/layout", "focus", _one_of(*_LAYOUTS))
PREDICT_LAYOUT = Entry("predict/layout", "grid", _one_of(*_LAYOUTS))
PREDICTOR = Entry("predict/predictor", "copy-move")
PREDICT_DEVICE = Entry("predict/device", "auto", _one_of("auto", "cuda", "mps", "cpu"))
NETWORK_FILES = Entry("predict/network_files", "[]")
PREDICT_AHEAD = Entry("predict/ahead", False)
COMPARE_MODE = Entry("compare/mode", "curtain", _one_of("curtain", "blink", "blend", "side"))
LINKED_ZOOM = Entry("view/linked_zoom", True)
LINKED_PAN = Entry("view/linked_pan", True)
LINKED_CURSOR = Entry("view/linked_cursor", True)
LENS = Entry("view/lens", False)
LENS_FACTOR = Entry("view/lens_factor", 4, _within(2, 16))
LENS_EQUALISED = Entry("view/lens_equalised", True)
RULERS = Entry("view/rulers", False)
MINIMAP = Entry("view/minimap", True)
OVERLAY_MODE = Entry("view/overlay_mode", "both", _one_of("fill", "contour", "both"))
# In tenths of a screen pixel.
OUTLINE_TENTHS_PX = Entry("view/outline_tenths_px", 15, _within(10, 60))
OVERLAY_OPACITY_PCT = Entry("view/overlay_opacity_pct", 40, _within(0, 100))
BRUSH_DIAMETER_PX = Entry("brush/diameter_px", 24, _within(1, 2000))
BRUSH_SHAPE = Entry("brush/shape", "round", _one_of("round", "square"))
BRUSH_FOLLOWS_ZOOM = Entry("brush/follows_zoom", False)
PEN_PRESSURE = Entry("brush/pen_pressure", True)
BRUSH_LIMIT = Entry("brush/limit", "none", _one_of("none", "grey", "difference", "snap"))
GREY_LOW = Entry("brush/grey_low", 0, _within(0, 255))
GREY_HIGH = Entry("brush/grey_high", 128, _within(0, 255))
LEVEL_LOW = Entry("brush/level_low", 17, _within(0, 255))
LEVEL_HIGH = Entry("brush/level_high", 255, _within(0, 255))
# What counts as changed between the images of a pair.
CHANGE_THRESHOLD = Entry("changes/threshold", 16, _within(0, 64))
CHANGE_CLOSE_PX = Entry("changes/close_px", 2, _within(0, 64))
CHANGE_LEAST_PX = Entry("changes/least_px", 30, _within(0, 9999))
CHANGES_TAKEN = Entry("changes/taken", "one", _one_of("one", "all"))
CHANGES_INTO = Entry("changes/into", "selected", _one_of("selected", "new"))
SPARES_OTHERS = Entry("tools/spares_others", False)
MOVE_WHAT = Entry("tools/move_what", "region", _one_of("region", "instance"))
BOX_SHAPE = Entry("tools/box_shape", "rectangle", _one_of("rectangle", "ellipse"))
FILL_REACH = Entry("tools/fill_reach", "connected", _one_of("connected", "everywhere"))
WAND_REACH = Entry("tools/wand_reach", "connected", _one_of("connected", "everywhere"))
WAND_TOLERANCE = Entry("tools/wand_tolerance", 12, _within(0, 255))
EXPORT_FOLDER = Entry("export/folder", "")
PICTURE_FOLDER = Entry("export/picture_folder", "")
RECENT = Entry("recent/datasets", "[]")
# The keys of actions that were given others, as JSON.
KEYS = Entry("keys/changed", "{}")
RECENT_ACTIONS = Entry("recent/actions", "[]")

ENTRIES: tuple[Entry[Any], ...] = (
    APPEARANCE,
    GEOMETRY,
    WINDOW_STATE,
    BROWSER_OPEN,
    BROWSER_WIDTH_PX,
    PICTURE_PX,
    DOCK_WIDTH_PX,
    FINDINGS_OPEN,
    FINDINGS_HEIGHT_PX,
    FOLDED_SECTIONS,
    LAYOUT,
    COMPARE_LAYOUT,
    PREDICT_LAYOUT,
    PREDICTOR,
    PREDICT_AHEAD,
    PREDICT_DEVICE,
    NETWORK_FILES,
    COMPARE_MODE,
    LINKED_ZOOM,
    LINKED_PAN,
    LINKED_CURSOR,
    LENS,
    LENS_FACTOR,
    LENS_EQUALISED,
    RULERS,
    MINIMAP,
    OVERLAY_MODE,
    OUTLINE_TENTHS_PX,
    OVERLAY_OPACITY_PCT,
    BRUSH_DIAMETER_PX,
    BRUSH_SHAPE,
    BRUSH_FOLLOWS_ZOOM,
    PEN_PRESSURE,
    BRUSH_LIMIT,
    GREY_LOW,
    GREY_HIGH,
    LEVEL_LOW,
    LEVEL_HIGH,
    CHANGE_THRESHOLD,
    CHANGE_CLOSE_PX,
    CHANGE_LEAST_PX,
    CHANGES_TAKEN,
    CHANGES_INTO,
    SPARES_OTHERS,
    MOVE_WHAT,
    BOX_SHAPE,
    FILL_REACH,
    WAND_REACH,
    WAND_TOLERANCE,
    EXPORT_FOLDER,
    PICTURE_FOLDER,
    KEYS,
    RECENT,
    RECENT_ACTIONS,
)
"""Every entry there is: no other key can be read or written."""


class Preferences(QObject):
    """The one owner of what is remembered, read from and written to an INI file."""

    changed = Signal(str)
    """The key of the entry that has another value now."""

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        """Use `file`, or the user's own settings file where none is given."""
        super().__init__(parent)
        ini = QSettings.Format.IniFormat
        if file is None:
            self._settings = QSettings(
                ini, QSettings.Scope.UserScope, "forgery-viewer", "forgery-viewer", self
            )
        else:
            self._settings = QSettings(str(file), ini, self)
        # The administrator's file for all users is none of ours.
        self._settings.setFallbacksEnabled(False)

    @property
    def file(self) -> Path:
        """The INI file, which exists once something was changed."""
        return Path(self._settings.fileName())

    def get(self, entry: Entry[Value]) -> Value:
        """The value that holds now: the default where the file has none, or a bad one."""
        if not self._settings.contains(entry.key):
            return entry.default
        value = _read(self._settings.value(entry.key), type(entry.default))
        if value is None or not entry.check(value):
            return entry.default
        return value

    def set(self, entry: Entry[Value], value: Value) -> None:
        """Remember a value; ValueError if it has the wrong type or makes no sense."""
        if type(value) is not type(entry.default) or not entry.check(value):
            raise ValueError(f"{value!r} is no value for {entry.key}")
        if value == self.get(entry):
            return
        self._settings.setValue(entry.key, value)
        self.changed.emit(entry.key)

    def reset(self, entry: Entry[Value]) -> None:
        """Go back to the default."""
        self.set(entry, entry.default)

    def save(self) -> bool:
        """Write to the disk now; False if the file cannot be written."""
        self._settings.sync()
        return self._settings.status() == QSettings.Status.NoError


def _read(raw: object, kind: type[Value]) -> Value | None:
    """A value as it comes from an INI file, which knows only words; None if it is bad."""
    readers: dict[type, Callable[[str], object]] = {
        bool: lambda word: {"true": True, "false": False}[word.lower()],
        int: int,
    }
    if type(raw) is kind:
        return raw
    reader = readers.get(kind)
    if reader is None or not isinstance(raw, str):
        return None
    try:
        return cast("Value", reader(raw))
    except (KeyError, ValueError, OverflowError):
        return None
