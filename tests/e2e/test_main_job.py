"""The main job: find images, correct their masks, save, export, and come back another day."""

from __future__ import annotations

import csv
import hashlib
from copy import deepcopy
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.export import ExportReport
from forgery_viewer.state.columns import EditState
from tests.e2e.conftest import CloseWindow, OpenWindow
from tests.e2e.samples import (
    ALONE,
    FIGURE,
    ONE,
    SMALL,
    TWO,
    contents,
    one_instance,
    source_mask,
    two_instances,
)
from tests.e2e.strokes import ExpectedMask
from tests.e2e.user import CTRL, RIGHT, SHIFT, User

Key = Qt.Key


def test_the_main_job(
    open_window: OpenWindow, close_window: CloseWindow, samples: Path, tmp_path: Path
) -> None:
    user = User(open_window())
    before = contents(samples)
    user.open(samples)
    filter_the_list(user)
    expected = {ONE: ExpectedMask(one_instance()), TWO: ExpectedMask(two_instances())}
    user.choose(ONE)
    paint_erase_undo_redo(user, expected[ONE])
    assert user.case_comes(lambda: user.key(Key.Key_D)) == TWO
    work_on_instances(user, expected[TWO])
    return_and_undo(user, expected)
    save_both(user)
    kept = ExpectedMask(one_instance())
    leave_an_edit_unsaved(user, kept)

    report = export_all(user, tmp_path / "masks")

    assert report.unsaved == (ALONE,)
    compare_exported_files(samples, tmp_path / "masks", expected)
    assert contents(samples) == before, "the data set itself was written to"
    close_window(user.window)
    see_it_again(User(open_window()), samples, expected, kept)


def filter_the_list(user: User) -> None:
    bar, model = user.window.page.browser.filter_bar, user.window.model
    user.click(bar.field)
    user.until(lambda: model.rowCount() == 7, model.filter_changed, after=lambda: user.type("10"))
    user.type(" label:forged ")
    user.until(lambda: model.rowCount() == 4, model.filter_changed)
    assert user.window.page.browser.count_label.full_text == "4 of 10 images"
    user.wait_for(model.filter_changed, lambda: user.click(bar.chips[0]))
    assert model.rowCount() == 7
    user.click(bar.field)
    user.type(" label:forged ")
    user.until(lambda: model.rowCount() == 4, model.filter_changed)
    user.type(" split:train ")
    user.until(lambda: model.rowCount() == 3, model.filter_changed)
    assert [model.key_at(p) for p in range(model.rowCount())] == [ONE, TWO, ALONE]


def paint_erase_undo_redo(user: User, mask: ExpectedMask) -> None:
    states = [deepcopy(mask)]
    forged = user.window.page.triptych.forged.canvas

    user.key(Key.Key_B)
    mask.paint(0, user.drag([(40, 40), (60, 70), (90, 50), (95, 20)]), brush_px(user))
    states.append(deepcopy(mask))
    user.key(Key.Key_BracketLeft)
    mask.paint(0, user.drag([(20, 100), (70, 108)], canvas=forged), brush_px(user))
    states.append(deepcopy(mask))
    user.key(Key.Key_E)
    mask.erase(0, user.drag([(52, 50), (75, 66)]), brush_px(user))
    states.append(deepcopy(mask))
    user.key(Key.Key_B)
    mask.erase(0, user.drag([(15, 12), (30, 26)], RIGHT), brush_px(user))
    states.append(deepcopy(mask))
    mask.erase(0, user.drag([(110, 85), (110, 100), (120, 90)], modifiers=CTRL), brush_px(user))
    states.append(deepcopy(mask))
    check(user, states[-1])
    for state in reversed(states[:-1]):
        user.key(Key.Key_Z, CTRL)
        check(user, state)
    for number, state in enumerate(states[1:]):
        if number % 2:
            user.key(Key.Key_Y, CTRL)
        else:
            user.key(Key.Key_Z, CTRL | SHIFT)
        check(user, state)
    assert len(user.window.page.history.steps) == len(states)
    assert user.save_state == "Edits kept, not saved"


def work_on_instances(user: User, mask: ExpectedMask) -> None:
    user.key(Key.Key_M)
    mask.add()
    assert len(user.window.page.instances.rows) == 3
    mask.paint(2, user.drag([(100, 15), (140, 30), (120, 45)]), brush_px(user))
    user.key(Key.Key_1)
    mask.erase(0, user.drag([(35, 25), (45, 45)], RIGHT), brush_px(user))
    user.key(Key.Key_2)
    user.key(Key.Key_Delete)
    mask.remove(1)
    assert len(user.window.page.instances.rows) == 2
    user.key(Key.Key_1)
    # Over the other instance: both keep their pixels.
    mask.paint(0, user.drag([(60, 55), (125, 35)]), brush_px(user))
    check(user, mask)


def return_and_undo(user: User, expected: dict[RecordKey, ExpectedMask]) -> None:
    steps_of_two = user.window.page.history.steps
    assert user.case_comes(lambda: user.key(Key.Key_A)) == ONE
    check(user, expected[ONE])
    user.key(Key.Key_Z, CTRL)
    user.key(Key.Key_Z, CTRL)
    assert user.window.page.case_bar.text.startswith("101 forged")
    user.key(Key.Key_Y, CTRL)
    user.key(Key.Key_Y, CTRL)
    check(user, expected[ONE])
    user.case_comes(lambda: user.key(Key.Key_D))
    assert user.window.page.history.steps == steps_of_two
    check(user, expected[TWO])


def save_both(user: User) -> None:
    saved = user.session.documents.saved
    assert user.wait_for(saved, lambda: user.key(Key.Key_S, CTRL))[0] == TWO
    user.case_comes(lambda: user.key(Key.Key_A))
    assert user.wait_for(saved, lambda: user.key(Key.Key_S, CTRL))[0] == ONE
    assert user.save_state.startswith("Saved ")
    assert user.window.model.edit_state(TWO) is EditState.SAVED


def leave_an_edit_unsaved(user: User, mask: ExpectedMask) -> None:
    user.choose(ALONE)
    mask.paint(0, user.drag([(60, 60), (80, 60)]), brush_px(user))
    check(user, mask)


def export_all(user: User, out: Path) -> ExportReport:
    user.key(Key.Key_E, CTRL | SHIFT)
    dialog = user.dialog()
    field = user.field(dialog, "Folder to export to")
    user.click(field)
    user.key(Key.Key_A, CTRL)
    user.type(str(out))
    assert field.text() == str(out)
    user.click_left_end(user.button(dialog, "All masks"))
    user.click_left_end(user.button(dialog, "Save them first"))
    finished = user.window.exporting.finished
    (report,) = user.wait_for(finished, lambda: user.click(user.button(dialog, "Export 5")))
    assert isinstance(report, ExportReport)
    said = user.window.exporting.dialog
    assert said is not None
    assert "5 masks written" in said.result_text
    assert "2 corrected, 3 copied unchanged" in said.result_text
    assert "1 case with unsaved edits left out" in said.result_text
    user.key(Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    return report


def compare_exported_files(root: Path, out: Path, corrected: dict[RecordKey, ExpectedMask]) -> None:
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    # In the order of the index: splits as the layout has them, then cases.
    keys = [ONE, TWO, ALONE, SMALL, FIGURE]
    names = {key: f"{key.split}_masks/{key.case_id}.npy" for key in keys}
    assert written == {"manifest.csv", *names.values()}
    rows = []
    for key in keys:
        file = out / names[key]
        if key in corrected:
            stack = np.load(file, allow_pickle=False)
            corrected[key].check(stack)
        else:
            assert file.read_bytes() == source_mask(root, key).read_bytes()
            stack = np.load(file)
        rows.append(
            {
                "split": key.split,
                "case_id": key.case_id,
                "instances": str(len(stack)),
                "area_px": str(np.count_nonzero(stack.any(axis=0))),
                "changed": "true" if key in corrected else "false",
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            }
        )
    with (out / "manifest.csv").open(newline="") as manifest:
        assert list(csv.DictReader(manifest)) == rows


def see_it_again(
    user: User, samples: Path, expected: dict[RecordKey, ExpectedMask], kept: ExpectedMask
) -> None:
    user.open(samples)
    for key, mask in expected.items():
        user.choose(key)
        check(user, mask)
        assert user.save_state == "Saved"
        assert user.window.page.triptych.overlay.note == "truth, corrected"
        assert len(user.window.page.history.steps) > 1, "what was done is there, too"
    user.choose(ALONE)
    check(user, kept)
    assert user.save_state == "Edits kept, not saved"
    assert user.window.page.triptych.overlay.note == "truth, edited"
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    assert user.save_state.startswith("Saved ")


def check(user: User, mask: ExpectedMask) -> None:
    """Compare the mask on show with what it has to be."""
    mask.check(user.document.planes.to_stack())


def brush_px(user: User) -> int:
    """The size of the brush as the window says it."""
    return user.window.page.options_bar.size_field.value()
