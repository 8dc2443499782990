"""What is wrong with a data set: counted, listed, gone to, filtered and ignored."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter

from forgery_viewer.core.filter_language import parse_filter
from forgery_viewer.widgets.top_bar import STATISTICS
from tests.core.faulty import (
    CROSSED,
    EMPTY,
    SOUND,
    SPECKLED,
    TURNED,
    TWICE,
    write_faulty,
)
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.finding_hand import (
    click_finding,
    dock,
    finding,
    go_to,
    ignore,
    open_findings,
    press,
    shown_keys,
)
from tests.e2e.samples import contents
from tests.e2e.user import CTRL, LEFT, NONE, User
from tests.widgets.finding_rows import press_group

Key = Qt.Key

KINDS = {
    "mask file missing": "missing-mask",
    "mask is transposed": "transposed",
    "mask has another size": "wrong-size",
    "mask is empty": "empty-mask",
    "mask has zero channels": "empty-mask",
    "mask file truncated": "truncated-file",
    "mask file is a pickle": "pickle-refused",
    "mask file is zero bytes": "unreadable-file",
    "mask has NaN": "nan",
    "mask is 0/255 (readable)": "not-binary",
    "mask is 2-D (readable)": "mask-form",
    "mask is bool, channels last (readable)": "mask-form",
    "forged image truncated": "truncated-file",
    "forged image is text": "unreadable-file",
    "pair differs in size": "pair-size",
    "forged image is 16 bit (readable)": "16-bit-image",
    "orphan mask": "orphan-mask",
}
"""What is found of each defect of the broken sample set."""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_faulty(tmp_path / "faulty")


@pytest.fixture
def at_findings(user: User, faulty: Path) -> User:
    """Somebody who has the list of findings of the small set open."""
    user.open(faulty)
    open_findings(user)
    return user


def test_the_status_bar_counts_and_opens_the_list(user: User, faulty: Path) -> None:
    bar = user.window.status_bar
    assert bar.findings_button.isHidden(), "nothing is open"
    user.open(faulty)
    user.wait_for_audit()
    assert bar.findings_button.words == "7 findings"
    assert bar.findings_button.tone == "danger"
    assert not dock(user).isVisible()
    user.click(bar.findings_button)
    assert dock(user).isVisible()
    assert user.window.actions_by_key["findings"].isChecked()
    assert [group.title for group in dock(user).model.groups][:2] == [
        "Mask without an image",
        "Mask is transposed",
    ]
    user.click(dock(user).bar.fold_button)
    assert not dock(user).isVisible()
    user.key(Key.Key_W, CTRL)
    assert bar.findings_button.isHidden()


def test_the_list_comes_with_the_page_it_is_on(user: User, faulty: Path) -> None:
    user.open(faulty)
    open_findings(user)
    assert dock(user).tree.hasFocus(), "the arrow keys walk through it at once"
    user.window.pages.show(STATISTICS)
    assert not dock(user).isVisible()
    user.click(user.window.status_bar.findings_button)
    assert user.window.pages.is_review
    assert dock(user).isVisible()
    user.window.pages.show(STATISTICS)
    user.key(Key.Key_J, CTRL)
    assert dock(user).isVisible()
    assert user.window.actions_by_key["findings"].isChecked()
    user.key(Key.Key_J, CTRL)
    assert not dock(user).isVisible()
    assert not user.window.actions_by_key["findings"].isChecked()
    assert user.overlay.hasFocus(), "the keyboard is back where one works"


def test_a_click_goes_to_the_case_the_place_and_the_instance(at_findings: User) -> None:
    user = at_findings
    chosen = finding(user, "overlapping-instances")
    assert chosen.place == (36, 60, 40, 64)
    go_to(user, chosen)
    assert user.window.selection.current == CROSSED
    assert user.document.current == 0
    scale = user.overlay.view.scale
    assert scale > user.overlay.fitted_view().scale, "it is seen large"
    for canvas in user.window.page.triptych.canvases():
        for corner in ((60, 36), (64, 40)):
            user.point(canvas, corner)  # which fails where the corner is not in sight
    go_to(user, finding(user, "duplicate-instance"))
    assert user.window.selection.current == TWICE
    user.type("2")
    user.type("r")
    click_finding(user, finding(user, "duplicate-instance"))
    assert user.document.current == 0, "also where the case is on show already"
    assert user.overlay.view.scale > user.overlay.fitted_view().scale


def test_the_arrow_keys_walk_from_case_to_case(at_findings: User) -> None:
    user = at_findings
    go_to(user, finding(user, "transposed"))
    user.key(Key.Key_Down)
    assert user.case_comes(lambda: user.key(Key.Key_Down)) == EMPTY
    assert user.case_comes(lambda: user.key(Key.Key_D)) != EMPTY, "other keys are the window's"


def test_an_ignored_finding_is_remembered_with_its_reason(
    at_findings: User,
    faulty: Path,
    open_window: OpenWindow,
    close_window: CloseWindow,
) -> None:
    user = at_findings
    chosen = finding(user, "overlapping-instances")
    ignore(user, chosen, "lanes touch")
    assert user.window.status_bar.findings_button.words == "6 findings"
    user.session.documents.flush()
    close_window(user.window)
    user = User(open_window())
    user.open(faulty)
    user.wait_for_audit()
    assert dock(user).isVisible(), "the list is open as it was left"
    assert user.window.status_bar.findings_button.words == "6 findings"
    group = dock(user).model.groups[-1]
    assert (group.title, group.findings) == ("Ignored", (chosen,))
    (entry,) = (row.ignored for row in group.rows)
    assert entry is not None
    assert entry.reason == "lanes touch"
    click_finding(user, chosen)
    press(user, "Take back")
    assert user.window.status_bar.findings_button.words == "7 findings"
    user.session.documents.flush()
    stored = json.loads((faulty / ".forgery_viewer/ignored.json").read_text())
    assert stored["ignored"] == []


def test_the_filter_shows_exactly_the_images_of_a_kind(at_findings: User) -> None:
    user = at_findings
    press_group(dock(user), finding(user, "speck"))
    user.wait_for(user.window.model.filter_changed, lambda: press(user, "Filter"))
    assert shown_keys(user) == [SPECKLED]
    press_group(dock(user), finding(user, "transposed"))
    user.wait_for(user.window.model.filter_changed, lambda: press(user, "Filter"))
    assert shown_keys(user) == [TURNED], "one filter takes the place of the other"
    ignore(user, finding(user, "transposed"), "known")
    assert shown_keys(user) == [], "what is ignored is no finding"


def test_the_filter_of_the_user_gives_way_to_that_of_a_kind(at_findings: User) -> None:
    user = at_findings
    model = user.window.model
    user.wait_for(model.filter_changed, lambda: model.set_filter(parse_filter("label:authentic")))
    press_group(dock(user), finding(user, "speck"))
    user.wait_for(model.filter_changed, lambda: press(user, "Filter"))
    assert shown_keys(user) == [SPECKLED]


def test_a_file_without_an_image_is_said_to_have_none(at_findings: User) -> None:
    user = at_findings
    bar = user.window.status_bar
    before = bar.hint_text
    click_finding(user, finding(user, "orphan-mask"))
    assert bar.hint_text == "No image of the list stands for train_masks/99.npy"
    go_to(user, finding(user, "transposed"))
    assert bar.hint_text == before


def test_the_next_finding_is_shown_with_its_case(at_findings: User) -> None:
    user = at_findings
    go_to(user, finding(user, "transposed"))
    following = finding(user, "empty-instance")
    chosen = finding(user, "transposed")
    assert user.case_comes(lambda: ignore(user, chosen, "known")) == following.key
    assert dock(user).tree.selected().data() == following.reason


def test_only_the_findings_of_the_case_on_show(at_findings: User) -> None:
    user = at_findings
    user.click(dock(user).bar.choices.button("case"))
    user.choose(SPECKLED)
    assert [group.kind for group in dock(user).model.groups] == ["speck", "unchanged-inside"]
    user.choose(SOUND)
    assert dock(user).note.words == "Nothing found in this case."


def test_checking_again_sees_what_changed_on_disk(at_findings: User, faulty: Path) -> None:
    user = at_findings
    (faulty / "train_masks/16.npy").unlink()
    user.click(dock(user).bar.check_button)
    user.wait_for_audit()
    assert "train_masks/16.npy" in {f.file for f in user.session.findings.open}


def test_what_cannot_be_remembered_is_told_and_shown_again(at_findings: User, faulty: Path) -> None:
    user = at_findings
    (faulty / ".forgery_viewer/ignored.json").mkdir()
    failed = user.session.findings.store_failed
    user.wait_for(failed, lambda: ignore(user, finding(user, "speck"), "dust"))
    assert "ignored.json" in user.window.page.banner.text
    assert user.window.status_bar.findings_button.words == "7 findings"


def test_the_height_of_the_list_is_remembered(
    at_findings: User, open_window: OpenWindow, close_window: CloseWindow, faulty: Path
) -> None:
    user = at_findings
    assert dock(user).height() == 220
    splitter = dock(user).parentWidget()
    assert isinstance(splitter, QSplitter)
    edge = splitter.handle(1).mapTo(user.window, QPoint(200, 0))
    system = user.handle(splitter)
    QTest.mousePress(system, LEFT, NONE, edge)
    QTest.mouseMove(system, edge - QPoint(0, 90))
    QTest.mouseRelease(system, LEFT, NONE, edge - QPoint(0, 90))
    height = dock(user).height()
    assert abs(height - 310) <= 3
    close_window(user.window)
    user = User(open_window())
    user.open(faulty)
    assert dock(user).height() == height


def test_every_defect_of_the_broken_set_is_listed_under_its_kind(
    user: User, shared_data: Path, tmp_path: Path
) -> None:
    root = tmp_path / "broken"
    shutil.copytree(shared_data / "recodai_broken", root)
    before = contents(root)
    defects: dict[str, str] = json.loads((root / "broken.json").read_text())
    user.open(root)
    user.wait_for_audit()
    user.click(user.window.status_bar.findings_button)
    listed = {
        (group.kind, row.finding.case_id) for group in dock(user).model.groups for row in group.rows
    }
    assert {(KINDS[defect], case) for case, defect in defects.items()} <= listed
    chosen = finding(user, "changed-outside", "23989")
    assert chosen.place is not None
    go_to(user, chosen)
    top, left, bottom, right = chosen.place
    for corner in ((left, top), (right, bottom)):
        user.point(user.overlay, corner)
    user.window.close()
    assert contents(root) == before, "the data set was written to"
