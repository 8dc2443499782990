"""A review at the window: decide, note, go on, and see at a glance what is left to do."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.images import read_image
from forgery_viewer.core.review import Standing, Verdict
from forgery_viewer.core.review_store import ReviewStore
from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.view_switch import GRID, TABLE
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import ALONE, FIGURE, ONE, PRISTINE, SMALL, TEST, TWO, authentic
from tests.e2e.user import CTRL, SHIFT, User, lay_out

Key = Qt.Key
STROKE = [(30.0, 60.0), (90.0, 70.0)]


@pytest.fixture
def reader(user: User, samples: Path) -> User:
    """A window on the samples, at the first forged image."""
    user.open(samples)
    if user.session.reviews.refusal:
        user.wait_for(user.session.reviews.ready, lambda: None)
    user.choose(ONE)
    user.focus_canvas()
    return user


def standing(user: User, key: RecordKey) -> Standing:
    return user.window.model.review(key).standing


def wait_for(user: User, key: RecordKey, wanted: Standing) -> None:
    user.until(lambda: standing(user, key) is wanted, user.window.model.reviews_changed)


def press_and_go(user: User, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> RecordKey:
    return user.case_comes(lambda: user.key(key, modifiers))


def to_front(user: User) -> None:
    """Choose one of several windows, by its canvases."""
    user.window.activateWindow()
    QApplication.processEvents()
    assert user.window.isActiveWindow()
    user.focus_canvas()


def filter_for(user: User, text: str) -> None:
    """Write a filter in place of a term before, and leave the keyboard to the canvases."""
    user.key(Key.Key_F, CTRL)
    user.key(Key.Key_Backspace)
    user.type(text)
    user.key(Key.Key_Return)
    user.focus_canvas()


def test_approve_and_next_goes_from_case_to_case(reader: User) -> None:
    assert press_and_go(reader, Key.Key_Return, CTRL) == FIGURE
    wait_for(reader, ONE, Standing.APPROVED)
    assert press_and_go(reader, Key.Key_Enter, CTRL) == TWO, "no stop at the authentic image"
    panel = reader.window.page.review
    assert reader.case_comes(lambda: reader.click(panel.approve)) == ALONE
    assert reader.case_comes(lambda: reader.click(panel.skip)) == SMALL
    wait_for(reader, ALONE, Standing.SKIPPED)
    assert reader.window.page.browser.review_line.text == "4 of 6 reviewed"
    log = ReviewStore(reader.session.workspace).log()
    assert [(entry.key, entry.verdict) for entry in log] == [
        (ONE, Verdict.APPROVED),
        (FIGURE, Verdict.APPROVED),
        (TWO, Verdict.APPROVED),
        (ALONE, Verdict.SKIPPED),
    ]


def test_the_end_of_the_list_is_said(reader: User) -> None:
    filter_for(reader, "split:train label:forged")
    reader.choose(SMALL)
    reader.focus_canvas()
    hint = reader.window.status_bar
    reader.until(
        lambda: standing(reader, SMALL) is Standing.APPROVED,
        reader.window.model.reviews_changed,
        after=lambda: reader.key(Key.Key_Return, CTRL),
    )
    assert reader.window.selection.current == SMALL
    assert "3 images above still to do" in hint.hint_text
    reader.key(Key.Key_D, SHIFT)
    assert reader.window.selection.current == SMALL
    assert press_and_go(reader, Key.Key_A, SHIFT) == ALONE
    assert press_and_go(reader, Key.Key_A, SHIFT) == TWO
    assert press_and_go(reader, Key.Key_A, SHIFT) == ONE
    reader.key(Key.Key_A, SHIFT)
    assert reader.window.selection.current == ONE
    assert "2 images below still to do" in hint.hint_text


def test_next_to_review_follows_filter_and_order(reader: User) -> None:
    filter_for(reader, "label:forged")
    header = reader.window.page.browser.table.horizontalHeader()
    reader.click(header.viewport(), QPoint(header.sectionPosition(Column.COVERAGE) + 20, 10))
    reader.focus_canvas()
    model = reader.window.model
    shown = [model.key_at(place) for place in range(model.rowCount())]
    reader.choose(shown[0])
    reader.focus_canvas()
    for following in shown[1:]:
        assert press_and_go(reader, Key.Key_D, SHIFT) == following


def test_an_approved_case_leaves_a_list_of_what_is_open(reader: User) -> None:
    filter_for(reader, "review:open split:train")
    assert press_and_go(reader, Key.Key_Return, CTRL) == TWO
    wait_for(reader, ONE, Standing.APPROVED)
    reader.until(
        lambda: reader.window.model.position_of(ONE) is None, reader.window.model.filter_changed
    )
    assert reader.window.selection.current == TWO
    assert reader.window.page.case_bar.isVisible()
    assert press_and_go(reader, Key.Key_Space, CTRL) == ALONE


def test_a_note_goes_along_with_the_verdict(reader: User) -> None:
    panel = reader.window.page.review
    reader.click(panel.note)
    reader.type("second instance lacks its source")
    reader.click(reader.button(panel, "Needs work"))
    wait_for(reader, ONE, Standing.NEEDS_WORK)
    mark = reader.window.model.review(ONE)
    assert mark.note == "second instance lacks its source"
    assert panel.told.startswith("Needs work by ")
    filter_for(reader, "note:lacks")
    assert reader.window.model.rowCount() == 1
    row = reader.window.model.index(0, Column.CASE)
    assert "second instance lacks its source" in row.data(Qt.ItemDataRole.ToolTipRole)
    state = reader.window.model.index(0, Column.REVIEW)
    assert state.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Needs work by ")


def test_a_note_alone_is_kept_for_the_case_it_was_written_at(
    reader: User, open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    panel = reader.window.page.review
    reader.click(panel.note)
    reader.type("ask ada")
    # Letters are the note's while it has the keyboard; the page keys go on.
    assert press_and_go(reader, Key.Key_PageDown, Qt.KeyboardModifier.NoModifier) != ONE
    assert panel.note.text() == ""
    reader.until(
        lambda: reader.window.model.review(ONE).note == "ask ada",
        reader.window.model.reviews_changed,
    )
    reader.click(panel.note)
    reader.type("half a note")
    reader.key(Key.Key_Escape)
    assert panel.note.text() == ""
    reader.choose(TWO)
    reader.click(panel.note)
    reader.type("the last words")
    close_window(reader.window)
    again = User(open_window())
    again.open(samples)
    again.choose(TWO)
    reviews = again.session.reviews
    again.until(lambda: not reviews.refusal, reviews.ready)
    assert (reviews.note(ONE), reviews.note(TWO)) == ("ask ada", "the last words")
    assert reviews.verdict(TWO) is Verdict.OPEN


def test_what_was_decided_is_there_after_a_restart(
    reader: User, open_window: OpenWindow, close_window: CloseWindow, samples: Path
) -> None:
    panel = reader.window.page.review
    reader.click(panel.note)
    reader.type("no source")
    reader.click(reader.button(panel, "Needs work"))
    reader.choose(TWO)
    reader.click(panel.note)
    reader.type("Checked twice")
    assert reader.case_comes(lambda: reader.click(panel.approve)) == ALONE
    assert reader.case_comes(lambda: reader.click(panel.skip)) == SMALL
    close_window(reader.window)
    again = User(open_window())
    again.open(samples)
    reviews, model, panel = again.session.reviews, again.window.model, again.window.page.review
    again.until(lambda: not reviews.refusal, reviews.ready)
    assert again.window.page.browser.review_line.text == "3 of 6 reviewed"
    again.choose(ONE)
    assert panel.verdicts.choice == Verdict.NEEDS_WORK
    assert panel.note.text() == "no source"
    assert panel.told.startswith("Needs work by ")
    again.choose(ALONE)
    assert panel.verdicts.choice == ""
    assert panel.told.startswith("Skipped by ")
    for text, cases in (
        ("review:needs-work", {ONE}),
        ("review:approved,skipped", {TWO, ALONE}),
        ("review:open", {FIGURE, SMALL, TEST}),
        ("note:TWICE", {TWO}),
        ('note:"no source"', {ONE}),
    ):
        filter_for(again, text)
        assert {model.key_at(place) for place in range(model.rowCount())} == cases, text


def test_keys_are_letters_in_a_note_and_some_go_on(reader: User) -> None:
    reader.drag(STROKE)
    reader.wait_until_measured()
    window, planes = reader.window, reader.document.planes.to_stack()
    tool, panel = window.painting.tools.tool, window.page.review
    reader.click(panel.note)
    reader.type("bepq w12 mm")
    reader.key(Key.Key_Delete)
    reader.key(Key.Key_Z, CTRL)
    # The text was taken back, and not the stroke.
    assert panel.note.text() != "bepq w12 mm"
    reader.key(Key.Key_Y, CTRL)
    assert panel.note.text() == "bepq w12 mm"
    assert window.selection.current == ONE
    assert window.painting.tools.tool is tool
    assert np.array_equal(reader.document.planes.to_stack(), planes)
    assert press_and_go(reader, Key.Key_Return, CTRL) == FIGURE
    wait_for(reader, ONE, Standing.APPROVED)
    assert window.model.review(ONE).note == "bepq w12 mm"
    reader.click(panel.note)
    reader.type("later")
    assert press_and_go(reader, Key.Key_Space, CTRL) == TWO
    wait_for(reader, FIGURE, Standing.SKIPPED)
    assert window.model.review(FIGURE).note == "later"
    assert panel.note.text() == ""


def test_return_ends_a_note_and_letters_work_again(reader: User) -> None:
    panel = reader.window.page.review
    reader.click(panel.note)
    reader.type("Ddd Aa")
    assert reader.window.selection.current == ONE
    reader.until(
        lambda: reader.window.model.review(ONE).note == "Ddd Aa",
        reader.window.model.reviews_changed,
        after=lambda: reader.key(Key.Key_Return),
    )
    assert press_and_go(reader, Key.Key_D, SHIFT) == FIGURE


def test_an_edit_takes_the_approval_back_and_undo_gives_it_again(reader: User) -> None:
    press_and_go(reader, Key.Key_Return, CTRL)
    wait_for(reader, ONE, Standing.APPROVED)
    reader.choose(ONE)
    reader.wait_until_measured()
    reader.drag(STROKE)
    wait_for(reader, ONE, Standing.EDITED_SINCE)
    panel = reader.window.page.review
    assert panel.told.endswith("edited since")
    assert panel.verdicts.choice == ""
    state = reader.window.model.index(reader.window.model.position_of(ONE) or 0, Column.REVIEW)
    assert state.data() == "Approved, edited since"
    reader.key(Key.Key_Z, CTRL)
    wait_for(reader, ONE, Standing.APPROVED)
    assert panel.verdicts.choice == Verdict.APPROVED
    reader.key(Key.Key_Y, CTRL)
    wait_for(reader, ONE, Standing.EDITED_SINCE)
    reader.click(panel.verdicts.button(Verdict.APPROVED))
    wait_for(reader, ONE, Standing.APPROVED)


def test_approving_loses_no_edit_and_saves_nothing(reader: User) -> None:
    reader.press(STROKE[0])
    reader.hover(STROKE[1])
    mask = reader.document.planes.to_stack()
    press_and_go(reader, Key.Key_Return, CTRL)
    reader.release((100, 100))
    wait_for(reader, ONE, Standing.APPROVED)
    assert reader.window.model.edit_state(ONE).words == "Edits kept, not saved"
    reader.choose(ONE)
    assert np.array_equal(reader.document.planes.to_stack(), mask)
    reader.wait_until_measured()
    assert standing(reader, ONE) is Standing.APPROVED
    assert reader.session.workspace.correction_path(ONE) is None


def test_an_authentic_image_stands_for_its_case(reader: User) -> None:
    reader.choose(authentic(TWO))
    reader.click(reader.button(reader.window.page.review, "Approved"))
    wait_for(reader, TWO, Standing.APPROVED)
    assert standing(reader, authentic(TWO)) is Standing.NONE
    reader.choose(PRISTINE)
    panel = reader.window.page.review
    assert not panel.approve.isEnabled()
    assert "no mask to review" in panel.approve.toolTip()
    assert not reader.window.actions_by_key["approve_next"].isEnabled()
    assert press_and_go(reader, Key.Key_D, SHIFT) == SMALL


def test_nothing_is_decided_about_an_image_that_is_not_seen_yet(
    reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def read_later(path: Path, *args: object, **options: object) -> object:
        gate.wait()
        return read_image(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("forgery_viewer.state.case_loader.read_image", read_later)

    def hurry() -> None:
        reader.click_row(SMALL)
        reader.focus_canvas()
        try:
            for _ in range(3):
                reader.key(Key.Key_Return, CTRL)
            assert "still being read" in reader.window.status_bar.hint_text
        finally:
            gate.set()

    assert reader.case_comes(hurry) == SMALL
    reader.session.flush()
    assert ReviewStore(reader.session.workspace).log() == []


def test_a_key_that_is_held_decides_once(reader: User) -> None:
    actions = reader.window.actions_by_key
    for name in ("approve_next", "skip"):
        assert not actions[name].autoRepeat()


@pytest.mark.parametrize("kind", [TABLE, GRID])
def test_states_are_seen_in_the_list(reader: User, kind: str) -> None:
    browser = reader.window.page.browser
    browser.set_view(kind)
    reader.case_comes(lambda: reader.window.selection.select(TWO))
    reader.case_comes(lambda: reader.window.selection.select(ONE))
    reader.focus_canvas()
    before = browser.view.viewport().grab().toImage()
    reader.window.actions_by_key["review:approved"].trigger()
    wait_for(reader, ONE, Standing.APPROVED)
    assert browser.view.viewport().grab().toImage() != before


def test_every_state_has_a_sign_of_its_own_in_the_list(reader: User) -> None:
    model, panel = reader.window.model, reader.window.page.review
    table = reader.window.page.browser.table

    def sign() -> QImage:
        # Away from the list, which marks what is under the pointer.
        reader.hover(STROKE[0])
        lay_out()
        place = table.visualRect(model.index(model.position_of(ONE) or 0, Column.REVIEW))
        return table.viewport().grab(place).toImage()

    signs = [sign()]
    for verdict, wanted in (
        (Verdict.NEEDS_WORK, Standing.NEEDS_WORK),
        (Verdict.APPROVED, Standing.APPROVED),
    ):
        reader.click(panel.verdicts.button(verdict))
        wait_for(reader, ONE, wanted)
        signs.append(sign())
    reader.drag(STROKE)
    wait_for(reader, ONE, Standing.EDITED_SINCE)
    signs.append(sign())
    reader.focus_canvas()
    reader.key(Key.Key_Z, CTRL)
    wait_for(reader, ONE, Standing.APPROVED)
    assert sign() == signs[-2]
    reader.case_comes(lambda: reader.click(panel.skip))
    wait_for(reader, ONE, Standing.SKIPPED)
    reader.choose(ONE)
    signs.append(sign())
    assert all(one != other for one, other in combinations(signs, 2))


def test_the_keys_work_while_comparing_and_rest_on_the_statistics(reader: User) -> None:
    reader.key(Key.Key_2, CTRL)
    assert reader.window.page.review.isVisible()
    assert press_and_go(reader, Key.Key_Return, CTRL) == FIGURE
    wait_for(reader, ONE, Standing.APPROVED)
    reader.key(Key.Key_3, CTRL)
    assert not reader.window.page.review.isVisible()
    assert press_and_go(reader, Key.Key_Space, CTRL) == TWO
    reader.key(Key.Key_4, CTRL)
    actions = reader.window.actions_by_key
    assert not actions["approve_next"].isEnabled()
    assert not actions["next_unreviewed"].isEnabled()
    reader.key(Key.Key_1, CTRL)
    assert actions["approve_next"].isEnabled()


def test_control_space_completes_in_the_filter_and_skips_elsewhere(reader: User) -> None:
    reader.key(Key.Key_F, CTRL)
    reader.type("review:")
    reader.key(Key.Key_Space, CTRL)
    field = reader.window.page.browser.filter_bar.field
    offered = [entry.text for entry in field.suggestions.suggestions]
    assert offered[:4] == ["review:open", "review:approved", "review:needs-work", "review:skipped"]
    assert standing(reader, ONE) is Standing.OPEN
    reader.key(Key.Key_Escape)
    reader.key(Key.Key_Escape)
    reader.focus_canvas()
    press_and_go(reader, Key.Key_Space, CTRL)
    wait_for(reader, ONE, Standing.SKIPPED)


def test_a_second_window_shows_what_is_decided_and_decides_nothing(
    reader: User, open_window: OpenWindow, samples: Path
) -> None:
    press_and_go(reader, Key.Key_Return, CTRL)
    wait_for(reader, ONE, Standing.APPROVED)
    second = User(open_window())
    second.open(samples)
    second.choose(ONE)
    wait_for(second, ONE, Standing.APPROVED)
    panel = second.window.page.review
    assert panel.verdicts.choice == Verdict.APPROVED
    for button in (panel.approve, panel.skip, panel.verdicts.button(Verdict.NEEDS_WORK)):
        assert not button.isEnabled()
        assert "read only" in button.toolTip()
    assert panel.note.isReadOnly()
    to_front(second)
    second.key(Key.Key_Space, CTRL)
    assert second.window.selection.current == ONE
    assert press_and_go(second, Key.Key_D, SHIFT) == FIGURE
    assert len(ReviewStore(reader.session.workspace).log()) == 1
    to_front(reader)
    press_and_go(reader, Key.Key_Space, CTRL)
    wait_for(reader, FIGURE, Standing.SKIPPED)
    to_front(second)
    second.key(Key.Key_F5)
    wait_for(second, FIGURE, Standing.SKIPPED)


@pytest.fixture
def hinder_writing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Hinders writing decisions by a statement to SQLite; "" lets them be written again."""
    connect = sqlite3.connect

    def hinder(statement: str) -> None:
        def hindered(*args: object, **options: object) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*args, **options)  # type: ignore[call-overload]
            connection.execute(statement)
            return connection

        monkeypatch.setattr(sqlite3, "connect", hindered if statement else connect)

    return hinder


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("PRAGMA max_page_count = 1", "no space left on the disk"),
        ("PRAGMA query_only = ON", "it may only be read"),
    ],
)
def test_a_workspace_that_cannot_be_written_is_said_calmly_and_loses_no_decision(
    reader: User, hinder_writing: Callable[[str], None], statement: str, reason: str
) -> None:
    banner, reviews = reader.window.page.banner, reader.session.reviews
    hinder_writing(statement)
    reader.wait_for(reviews.failed, lambda: press_and_go(reader, Key.Key_Return, CTRL))
    assert banner.text.startswith("Decisions are in this window only: ")
    assert f"review.sqlite: cannot be written: {reason}" in banner.text
    assert standing(reader, ONE) is Standing.OPEN, "nothing that is not on the disk counts"
    reader.choose(ONE)
    assert reader.window.page.review.told.startswith("Not written yet")
    # Tried again in vain, it is said again.
    reader.wait_for(reviews.failed, lambda: reader.click(reader.button(banner, "Try again")))
    assert reason in banner.text
    closed: list[bool] = []
    reader.until(
        lambda: "Nothing was closed" in banner.text,
        reader.window.datasets.unkept,
        after=lambda: closed.append(reader.window.close()),
    )
    assert closed == [False]
    hinder_writing("")
    reviews.try_again()
    wait_for(reader, ONE, Standing.APPROVED)
    assert "this window only" not in banner.text
    assert reader.window.close()


def test_a_damaged_file_is_told_in_the_window(user: User, samples: Path) -> None:
    workspace = samples / ".forgery_viewer"
    workspace.mkdir()
    (workspace / "review.sqlite").write_bytes(b"\xff" * 9000)
    user.open(samples)
    banner = user.window.page.banner
    user.until(
        lambda: "review.sqlite was damaged" in banner.text,
        user.session.reviews.told,
    )
    user.choose(ONE)
    user.focus_canvas()
    press_and_go(user, Key.Key_Return, CTRL)
    wait_for(user, ONE, Standing.APPROVED)


def test_the_menu_decides_as_well(reader: User) -> None:
    actions = reader.window.actions_by_key
    actions["review:needs-work"].trigger()
    wait_for(reader, ONE, Standing.NEEDS_WORK)
    actions["review:open"].trigger()
    wait_for(reader, ONE, Standing.OPEN)
    actions["review_note"].trigger()
    assert reader.window.page.review.note.hasFocus()
    log = ReviewStore(reader.session.workspace).log()
    assert [(entry.before, entry.verdict) for entry in log] == [
        (Verdict.OPEN, Verdict.NEEDS_WORK),
        (Verdict.NEEDS_WORK, Verdict.OPEN),
    ]
