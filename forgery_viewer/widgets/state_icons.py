"""The icons that tell where a record stands: reviewed, edited, saved, something wrong."""

from __future__ import annotations

from forgery_viewer.core.dataset import Record
from forgery_viewer.core.review import Standing
from forgery_viewer.state.columns import EditState
from forgery_viewer.widgets.buttons import tone_colour
from forgery_viewer.widgets.severity import SEVERITY_ICONS
from forgery_viewer.widgets.theme import Theme

REVIEW_ICONS = {
    Standing.OPEN: ("circle-dashed", "3"),
    Standing.APPROVED: ("circle-check", "ok"),
    Standing.EDITED_SINCE: ("circle-dashed", "warn"),
    Standing.NEEDS_WORK: ("flag", "warn"),
    Standing.SKIPPED: ("circle-minus", "3"),
}
"""Name and tone of the icon of every standing that has one."""


def review_icons(standing: Standing, theme: Theme) -> list[tuple[str, str]]:
    """Name and colour of the icon of a standing, () where there is nothing to review."""
    if standing is Standing.NONE:
        return []
    name, tone = REVIEW_ICONS[standing]
    return [(name, tone_colour(theme, tone))]


def edit_icons(state: EditState, theme: Theme) -> list[tuple[str, str]]:
    """The same of where the corrections of a mask stand."""
    match state:
        case EditState.SAVED:
            return [("pencil", theme.accent)]
        case EditState.KEPT:
            return [("circle-dot", theme.warn)]
    return []


def state_icons(
    record: Record, state: EditState, standing: Standing, theme: Theme
) -> list[tuple[str, str]]:
    """Name and colour of each icon; what is open says so only where nothing else is said."""
    icons = edit_icons(state, theme)
    if record.problem:
        # All that reading files complains of are errors, as the audit calls them.
        icons.append((SEVERITY_ICONS["error"], theme.danger))
    if standing is Standing.OPEN and icons:
        return icons
    return review_icons(standing, theme) + icons
