"""A key typed into the palette of all actions until the list is painted, with 5,128 cases open."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtTest import QTest

from forgery_viewer.app.application import make_application, make_window
from forgery_viewer.state.preferences import Preferences
from tests.benchmarks.figures import Stopwatch
from tests.realistic_index import realistic

BARS = {"p95_ms": 16.0}

ROWS = 5_128
TYPED = ("zoom", "mask dif", "1", "46", "463", "fill holes", "c", "xyz")


def measure() -> dict[str, float]:
    """Type words and ids, letter by letter, and take them back."""
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        window = make_window(application, Preferences(Path(folder) / "preferences.ini"))
        window.resize(1400, 900)
        window.show()
        window.model.set_index(realistic(ROWS))
        opening, typing = Stopwatch(), Stopwatch()
        palette = window.all_actions.palette
        for text in TYPED:
            with opening.lap():
                window.actions_by_key["all_actions"].trigger()
                palette.repaint()
            for letter in text:
                with typing.lap():
                    QTest.keyClicks(palette.field, letter)
                    palette.repaint()
            palette.dismiss()
        window.close()
        window.deleteLater()
        application.processEvents()
    return {**typing.percentiles(), **opening.percentiles("open_"), "rows": ROWS}
