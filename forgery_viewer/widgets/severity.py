"""The signs of errors, warnings and notes: always an icon, so that colour alone says nothing."""

from __future__ import annotations

from collections.abc import Mapping

from forgery_viewer.core.records import Severity
from forgery_viewer.state.finding_groups import SEVERITY_WORDS
from forgery_viewer.widgets.wording import counted

SEVERITY_ICONS: dict[Severity, str] = {
    "error": "circle-alert",
    "warning": "triangle-alert",
    "info": "info",
}
SEVERITY_TONES: dict[Severity, str] = {"error": "danger", "warning": "warn", "info": "2"}


def spoken_counts(counts: Mapping[Severity, int]) -> str:
    """How many there are of each, as `13 errors, 6 warnings, 21 notes`; "" for none."""
    return ", ".join(
        counted(counts[severity], word)
        for severity, word in SEVERITY_WORDS.items()
        if counts.get(severity)
    )
