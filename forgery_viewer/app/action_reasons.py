"""Why an action cannot be done now, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forgery_viewer.app.actions import ACTIONS

if TYPE_CHECKING:
    from forgery_viewer.app.main_window import MainWindow

_MENUS = {row.key: row.menu.partition("/")[0] for row in ACTIONS}
_NOTHING = {"undo": "Nothing to undo", "redo": "Nothing to redo"}
_OF_A_MASK = ("accept", "step_back", "drop_stroke", "copy_region", "paste_region", "save")


def why_not(window: MainWindow, key: str) -> str:
    """Why a disabled action cannot be done; never empty."""
    told = window.commands.predict.why_not(key)
    if told:
        return told.rstrip(".")
    if window.datasets.session is None:
        return "No data set is open"
    if key in _NOTHING:
        return _NOTHING[key]
    if _MENUS.get(key) == "Mask" or key in _OF_A_MASK:
        return _why_no_mask(window, key)
    if not window.pages.has_canvases:
        return "Only where images are on show"
    return "Not possible now"


def _why_no_mask(window: MainWindow, key: str) -> str:
    document = window.review.document
    if document is None:
        return "No mask to change in this case"
    if document.read_only:
        return "The mask can only be read"
    if not window.pages.is_review and key != "save":
        return "Only on the Review page"
    return "Not possible now"
