"""A data set with one defect a case: what is sound works, what is not says why, nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.export import ExportReport
from forgery_viewer.state.columns import Column
from forgery_viewer.widgets.wording import TIMES
from tests.e2e.test_real_layout import Truth, checksums, compare_with_what_is_said, read_truth
from tests.e2e.user import CTRL, SHIFT, User

READABLE = {
    "mask is 0/255 (readable)": "not-binary",
    "mask is 2-D (readable)": "mask-form",
    "mask is bool, channels last (readable)": "mask-form",
    "forged image is 16 bit (readable)": "16-bit-image",
}
"""What is found in files that are read although they are odd."""

BROKEN_MASKS = {
    "mask file missing": "has no mask",
    "mask is transposed": "transposed",
    "mask has another size": "mask is 419 x 330, image is 424 x 337",
    "mask is empty": "no pixel is marked",
    "mask has zero channels": "has no channels",
    "mask file truncated": "cut off",
    "mask file is a pickle": "pickle",
    "mask file is zero bytes": "is an empty file",
    "mask has NaN": "NaN",
}
BROKEN_IMAGES = {
    "forged image truncated": "is cut off",
    "forged image is text": "is not an image",
}
BROKEN_PAIRS = {"pair differs in size": "pair-size"}
ORPHANS = {"orphan mask"}


@pytest.fixture
def broken(shared_data: Path) -> Path:
    return shared_data / "recodai_broken"


def test_sound_cases_work_and_the_others_say_why(user: User, broken: Path, tmp_path: Path) -> None:
    before = checksums(broken)
    defects: dict[str, str] = json.loads((broken / "broken.json").read_text())
    known = {*READABLE, *BROKEN_MASKS, *BROKEN_IMAGES, *BROKEN_PAIRS, *ORPHANS}
    assert set(defects.values()) == known
    user.open(broken, tmp_path / "workspace")
    banner = user.window.page.banner
    assert banner.isVisible()
    assert "99999.npy" in banner.text
    assert "without an image" in banner.text
    user.wait_for_audit()
    truth = read_truth(broken)
    seen = set()
    for key in forged_images(user):
        user.choose(key)
        seen.add(key.case_id)
        defect = defects.get(key.case_id, "") if key.split == "train" else ""
        if defect in BROKEN_IMAGES:
            expect_no_image(user, BROKEN_IMAGES[defect])
        elif defect in BROKEN_MASKS:
            expect_no_truth(user, BROKEN_MASKS[defect], readable=defect == "mask is empty")
            expect_painting(user)
        else:
            expect_truth(user, truth, defect)
            expect_painting(user)
    assert seen == {*(key.case_id for key in truth)}
    user.window.close()
    assert checksums(broken) == before, "the data set was written to"


def test_an_authentic_image_tells_of_its_pair(user: User, broken: Path, tmp_path: Path) -> None:
    user.open(broken, tmp_path / "workspace")
    user.wait_for_audit()
    page = user.window.page
    user.choose(RecordKey("train", "authentic", "43087"))
    assert f"499 {TIMES} 326" in page.case_bar.text, "its own size, not that of its partner"
    assert any("authentic partner 499 x 326" in text for text in page.findings.sentences)
    user.choose(RecordKey("train", "authentic", "8702"))
    assert any("has no mask" in text for text in page.findings.sentences)
    user.choose(RecordKey("train", "authentic", "40421"))
    assert any("is not an image" in text for text in page.findings.sentences)
    assert page.triptych.authentic.shows_image


def test_every_sound_mask_is_exported_and_the_others_are_named(
    user: User, broken: Path, tmp_path: Path
) -> None:
    defects: dict[str, str] = json.loads((broken / "broken.json").read_text())
    user.open(broken, tmp_path / "workspace")
    user.key(Qt.Key.Key_E, CTRL | SHIFT)
    dialog = user.dialog()
    field = user.field(dialog, "Folder to export to")
    user.click(field)
    user.key(Qt.Key.Key_A, CTRL)
    user.type(str(tmp_path / "out"))
    user.click_left_end(user.button(dialog, "All masks"))
    finished = user.window.exporting.finished
    (report,) = user.wait_for(finished, lambda: user.click(user.button(dialog, "Export ")))
    assert isinstance(report, ExportReport)
    unsound = {
        case_id
        for case_id, defect in defects.items()
        if defect in BROKEN_IMAGES or (defect in BROKEN_MASKS and defect != "mask is empty")
    }
    assert {key.case_id for key, _reason in report.skipped} == unsound
    said = user.window.exporting.dialog
    assert said is not None
    for key, reason in report.skipped:
        assert (
            f"{key.case_id}.npy" in reason or f"{key.case_id}.png" in reason or "no mask" in reason
        )
        assert f"{key}: {reason}" in said.result_text
        assert not (tmp_path / "out/train_masks" / f"{key.case_id}.npy").exists()
    written = {mask.key.case_id for mask in report.exported if mask.key.split == "train"}
    assert written == {key.case_id for key in read_truth(broken) if key.split == "train"} - unsound
    for mask in report.exported:
        source = broken / f"{mask.key.split}_masks" / f"{mask.key.case_id}.npy"
        assert mask.path.read_bytes() == source.read_bytes()


def forged_images(user: User) -> list[RecordKey]:
    """All forged images in the order of the list."""
    keys = [user.window.model.key_at(p) for p in range(user.window.model.rowCount())]
    return [key for key in keys if key.label == "forged"]


def expect_truth(user: User, truth: dict[RecordKey, Truth], defect: str) -> None:
    """The case shows the true figures, and how its files differ from the usual form if they do."""
    kinds = {READABLE.get(defect, ""), BROKEN_PAIRS.get(defect, "")} - {""}
    compare_with_what_is_said(user, truth, frozenset(kinds))
    key = user.window.selection.current
    assert key is not None
    position = user.window.model.position_of(key)
    assert position is not None
    instances = user.window.model.index(position, Column.INSTANCES).data()
    assert instances == str(truth[key].instances)


def expect_no_truth(user: User, reason: str, *, readable: bool) -> None:
    """The image is there, its mask is not, and the window says why."""
    page = user.window.page
    assert page.triptych.forged.shows_image
    assert page.triptych.authentic.shows_image
    assert any(reason in sentence for sentence in page.findings.sentences)
    user.wait_until_measured()
    assert len(page.instances.rows) == (1 if readable else 0)
    area, words = page.figures.value("Area"), page.case_bar.text
    if readable:
        assert (area, page.figures.reason) == ("0 px", "")
        assert "0.00 %" in words
    else:
        assert area == page.figures.value("Coverage") == "\N{EN DASH}"
        assert page.figures.reason.endswith(".")
        assert " px" not in words
        assert " instances" not in words


def expect_no_image(user: User, reason: str) -> None:
    """Where the image cannot be read its place says why, and nothing can be painted."""
    page = user.window.page
    assert page.triptych.authentic.shows_image
    for pane in (page.triptych.forged, page.triptych.overlay):
        assert reason in pane.reason
    assert any(reason in sentence for sentence in page.findings.sentences)
    assert user.window.review.document is None
    brush = page.tool_strip.button("brush")
    assert not brush.isEnabled()
    assert "no mask to edit" in brush.toolTip()


def expect_painting(user: User) -> None:
    """A stroke is painted, and undo takes it back."""
    document = user.document
    before = document.planes.to_stack()
    height, width = document.planes.height, document.planes.width
    user.drag([(width * 0.2, height * 0.7), (width * 0.8, height * 0.3)])
    after = document.planes.to_stack()
    assert after.sum() > before.sum()
    assert user.save_state == "Edits kept, not saved"
    user.key(Qt.Key.Key_Z, CTRL)
    assert np.array_equal(document.planes.to_stack(), before)
    assert user.save_state == "No changes"
