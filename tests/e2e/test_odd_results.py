"""What is odd about results that were brought stays in sight, whatever is looked up meanwhile."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from tests.e2e.predict_page import dock, layer, run_all, session, wait_until_looked
from tests.e2e.samples import ALONE, ONE, TWO, write_samples
from tests.e2e.user import CTRL, User

Key = Qt.Key

ROWS = """case_id,annotation
101,[123 4]
102,"[5, 6, 7]"
103,[9, 3]
999,authentic
"""


def test_rows_and_codes_that_are_odd_are_told(user: User, tmp_path: Path) -> None:
    user.open(write_samples(tmp_path / "set"))
    user.choose(ONE)
    user.key(Key.Key_3, CTRL)
    brings = user.window.predicting.bringing
    assert brings is not None
    submission = tmp_path / "odd" / "rows.csv"
    submission.parent.mkdir()
    submission.write_text(ROWS)
    panel, runs = dock(user).predictor, session(user).runs
    user.until(
        lambda: layer(user).mask is not None and not runs.is_running,
        runs.ended,
        layer(user).mask_changed,
        after=lambda: brings.bring_results(submission),
    )
    rows = (
        "odd/rows.csv: 1 row not used: line 4 has a code without quotation marks around it, "
        "which its commas need. odd/rows.csv: 1 row of no image of the data set, not used: "
        "999 (line 5). odd/rows.csv: 1 case with a case id in several splits, taken for the "
        "first of them: 101 (line 2), of train or supplemental."
    )
    commaless = (
        "odd/rows.csv: line 2, case 101: has numbers without commas between them, "
        "read as if with them."
    )
    # The next images have been looked up as well: nobody asked what is not there of those.
    assert (panel.odd, panel.note) == (f"{rows} {commaless}", "")
    user.choose(TWO)
    wait_until_looked(user)
    odd_count = "has an odd count of numbers, 3"
    user.until(lambda: odd_count in layer(user).reason, layer(user).changed)
    assert panel.odd == rows
    user.choose(ALONE)
    wait_until_looked(user)
    user.until(lambda: "has no prediction of" in layer(user).reason, layer(user).changed)
    # Who asks for all of them is told what lacks.
    run_all(user)
    assert "No prediction for" in panel.note
    assert panel.odd == rows
    panel.predictors.setFocus(Qt.FocusReason.TabFocusReason)
    user.key(Key.Key_Home)
    assert panel.odd == ""
