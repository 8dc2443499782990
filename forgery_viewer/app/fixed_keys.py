"""What the pointer and held keys do, and keys that nothing else can have."""

from __future__ import annotations

from forgery_viewer.state.keymap import KeyRow

_HELD = "It is held, not pressed."
_POINTER = "It goes with the pointer."
_ARROWS = tuple(
    f"{start}{key}" for start in ("", "Shift+") for key in ("Up", "Down", "Left", "Right")
)


def _row(key: str, group: str, name: str, told: str, fixed: str = _POINTER) -> KeyRow:
    return KeyRow(f"fixed:{key}", group, name, fixed=fixed, told=told)


FIXED = (
    _row("erase", "Pointer", "Erase with any painting tool", "Right-drag or Ctrl-drag"),
    _row("size", "Pointer", "Brush size", "Shift+Wheel"),
    _row("form", "Pointer", "Square, circle, straight cut, turn by 15°", "Shift after the press"),
    _row("middle", "Pointer", "Rectangle or ellipse from the middle", "Ctrl after the press"),
    KeyRow(
        "fixed:arrows",
        "Tools",
        "Move a region or what is pasted",
        _ARROWS,
        "Arrows go with what is moved.",
        "Arrows, Shift+Arrows",
    ),
    _row("regions", "Tools", "Next region that changed", "Arrows", "Arrows go with what is moved."),
    _row("zoom", "Pointer", "Zoom at the pointer", "Wheel"),
    KeyRow(
        "fixed:pan", "Pointer", "Move the view", ("Space",), _HELD, "Space held, or middle-drag"
    ),
    KeyRow("fixed:peek", "Pointer", "Hide the mask while held", ("H",), _HELD),
    KeyRow("fixed:other", "Pointer", "The other image while held", ("`",), _HELD),
    _row("pictures", "Pointer", "Size of the pictures in the browser", "Ctrl+Wheel"),
    KeyRow(
        "fixed:numbers",
        "Mask",
        "Select instance 1 to 9",
        tuple("123456789"),
        "The figures are the numbers of the instances.",
        "1 … 9",
    ),
    _row("alone", "Mask", "Show an instance alone, or all", "Alt+click on its eye"),
    _row(
        "bars",
        "Statistics",
        "From bar to bar, several of them",
        "Arrows, Shift+Arrows",
        "As in lists.",
    ),
    _row("bar", "Statistics", "Choose, take back", "Enter, Esc", "As everywhere."),
)
"""In the order of the help."""

ON_CANVASES = ("layout", "accept", "step_back")
"""Actions that are heard only while a canvas has the keyboard."""

FIXED_ACTIONS = ("accept", "step_back", "drop_stroke")
"""Actions that mean the same with every tool, as in every other program."""
