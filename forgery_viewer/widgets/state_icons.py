"""The icons that tell where a record stands: edited, saved, something wrong."""

from __future__ import annotations

from forgery_viewer.core.dataset import Record
from forgery_viewer.state.columns import EditState
from forgery_viewer.widgets.severity import SEVERITY_ICONS
from forgery_viewer.widgets.theme import Theme


def state_icons(record: Record, state: EditState, theme: Theme) -> list[tuple[str, str]]:
    """Name and colour of each icon, () for a record that is as it was found."""
    icons = []
    if state is EditState.SAVED:
        icons.append(("pencil", theme.accent))
    elif state is EditState.KEPT:
        icons.append(("circle-dot", theme.warn))
    if record.problem:
        # All that reading files complains of are errors, as the audit calls them.
        icons.append((SEVERITY_ICONS["error"], theme.danger))
    return icons
