"""Edits that are not saved: the charts count what the browser lists."""

from __future__ import annotations

from PySide6.QtCore import Qt

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import RecordKey
from tests.e2e import test_statistics as story
from tests.e2e.test_statistics import Truth, in_bucket
from tests.e2e.user import CTRL, User

Key = Qt.Key
mini, truth, reader = story.mini, story.truth, story.reader
BUCKETS = "coverage_buckets"


def count_and_list(user: User, place: int) -> tuple[int, set[RecordKey]]:
    """What a bucket says that it holds, and what the browser lists when it is clicked."""
    story.click_mark(user, BUCKETS, place)
    choice = user.window.statistics.state.choice
    assert choice is not None
    assert f"{choice.count} cases" in user.window.page.statistics.chip.text
    return choice.count, story.listed(user)


def wait_for_colours(user: User) -> None:
    """Wait until the colours are read, which are counted in between."""
    state = user.window.statistics.state

    def are_read() -> bool:
        figures = state.charts.statistics.channels if state.charts is not None else {}
        return sum(figure.images for figure in figures.values()) == len(user.index)

    user.until(are_read, state.changed)


def back_to_review(user: User) -> None:
    user.window.page.browser.filter_bar.clear()
    user.key(Key.Key_1, CTRL)


def test_an_unsaved_stroke_moves_its_case_to_another_bucket_and_undo_back(
    reader: User, truth: Truth
) -> None:
    half, large = in_bucket(truth, 2), in_bucket(truth, 5)
    key = min(half)
    wait_for_colours(reader)
    back_to_review(reader)
    reader.choose(key)
    document = reader.document
    height, width = document.planes.height, document.planes.width
    assert document.begin_stroke(
        (width / 2, height / 2), RoundBrush(min(height, width) / 2), erase=False
    )
    document.end_stroke()
    reader.wait_until_measured()
    story.go_to_statistics(reader)
    assert count_and_list(reader, 2) == (len(half) - 1, half - {key})
    assert count_and_list(reader, 5) == (len(large) + 1, large | {key})
    # The stroke is undone while the charts are on show and the bucket is chosen.
    state = reader.window.statistics.state

    def is_back() -> bool:
        return state.choice is not None and state.choice.count == len(large)

    reader.until(is_back, state.choice_changed, after=document.undo_stack.undo)
    story.wait_for_figures(reader)
    assert story.listed(reader) == large
    assert count_and_list(reader, 2) == (len(half), half)
