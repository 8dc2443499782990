"""What is left out of a row where there is little room, and in which order."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

from forgery_viewer.core.review import Standing
from forgery_viewer.state.columns import EditState
from forgery_viewer.widgets.column_plan import SEPARATOR
from forgery_viewer.widgets.record_delegate import fitting
from forgery_viewer.widgets.severity import SEVERITY_ICONS
from forgery_viewer.widgets.state_icons import state_icons
from forgery_viewer.widgets.theme import DARK, text_font
from tests.small_index import forged, known, listed


def test_a_split_is_shortened_before_anything_is_left_out(dress: object) -> None:
    metrics = QFontMetrics(text_font(11))
    parts = ["supplemental", "788 x 649"]

    def shown_in(text: str) -> str:
        return fitting(parts, metrics.horizontalAdvance(text), metrics)

    whole, short = SEPARATOR.join(parts), SEPARATOR.join(["suppl.", parts[1]])
    assert shown_in(whole) == whole
    assert shown_in(short) == short
    assert shown_in("suppl.") == "suppl."
    assert fitting(["supplemental"], metrics.horizontalAdvance("suppl."), metrics) == "suppl."


def test_what_cannot_be_read_has_the_sign_of_an_error_as_among_the_findings() -> None:
    key = forged("1")
    sound = known(listed([key]), {}).record(0)
    broken = known(listed([key]), {key: {"trouble": "forged/1.png: is cut off"}}).record(0)
    assert state_icons(sound, EditState.UNTOUCHED, Standing.NONE, DARK) == []
    assert state_icons(broken, EditState.UNTOUCHED, Standing.OPEN, DARK) == [
        (SEVERITY_ICONS["error"], DARK.danger)
    ]
