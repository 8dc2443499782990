"""What every story of the Predict page waits for."""

from __future__ import annotations

from forgery_viewer.state.prediction_state import LOOKING
from tests.e2e.user import User


def wait_until_looked(user: User) -> None:
    """Wait until it is known what was predicted before of the image on show.

    What is said of it makes the sections higher or lower: a button moves under the pointer.
    """
    session = user.window.predicting.session
    assert session is not None
    state = session.state
    user.until(
        lambda: all(layer.reason != LOOKING for layer in state.layers),
        state.result_changed,
        session.results.found,
    )


def wait_until_scored(user: User) -> None:
    """Wait until the list and the "Data set" section show the scores of now."""
    scoring = user.window.predicting.scoring
    table = scoring.table
    assert table is not None
    user.until(lambda: not scoring.is_behind, scoring.shown, table.settled, table.changed)
