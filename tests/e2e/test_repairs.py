"""Repairs from the window: undoable, kept for a person to look at, never written to the data."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from forgery_viewer.core.dataset import RecordKey
from tests.core.faulty import (
    BRIGHT,
    EMPTY,
    SPECKLED,
    TURNED,
    TWICE,
    one_group,
    two_groups,
    write_faulty,
)
from tests.e2e.finding_hand import (
    dock,
    finding,
    go_to,
    links,
    open_findings,
    repaired,
    shown_keys,
)
from tests.e2e.samples import contents
from tests.e2e.user import CTRL, User
from tests.widgets.finding_rows import offered, press_group

Key = Qt.Key


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_faulty(tmp_path / "faulty")


@pytest.fixture
def at_findings(user: User, faulty: Path) -> User:
    """Somebody who has the list of findings of the small set open."""
    user.open(faulty)
    open_findings(user)
    return user


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("transposed", TURNED),
        ("empty-instance", EMPTY),
        ("duplicate-instance", TWICE),
        ("speck", SPECKLED),
        ("not-binary", BRIGHT),
    ],
)
def test_a_repair_can_be_undone_saved_and_never_touches_the_data(
    at_findings: User, faulty: Path, kind: str, key: RecordKey
) -> None:
    user = at_findings
    before = contents(faulty)
    chosen = finding(user, kind)
    go_to(user, chosen)
    original = user.document.planes.to_stack()
    right = two_groups() if key in (EMPTY, TWICE) else one_group()
    repaired(user)
    assert np.array_equal(user.document.planes.to_stack(), right)
    assert user.save_state == "Edits kept, not saved"
    assert offered(dock(user)) == ["Show", "Ignore"], "it is done"
    user.key(Key.Key_Z, CTRL)
    assert np.array_equal(user.document.planes.to_stack(), original)
    assert user.save_state == "No changes"
    assert "Repair" in offered(dock(user))
    user.key(Key.Key_Y, CTRL)
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    user.wait_for_audit()
    assert kind not in {f.kind for f in user.session.findings.open}
    stored = user.session.workspace.load_correction(key, *right.shape[1:])
    assert stored is not None
    assert np.array_equal(stored, right)
    assert contents(faulty) == before, "the data set was written to"


def test_repairing_a_group_keeps_the_edits_for_the_user_to_look_at(
    user: User, tmp_path: Path
) -> None:
    root = write_faulty(tmp_path / "set")
    for case in ("31", "32", "33"):
        for folder in ("train_images/authentic", "train_images/forged"):
            shutil.copy(root / folder / f"{SPECKLED.case_id}.png", root / folder / f"{case}.png")
        shutil.copy(root / f"train_masks/{SPECKLED.case_id}.npy", root / f"train_masks/{case}.npy")
    before = contents(root)
    user.open(root)
    open_findings(user)
    specks = [f for f in user.session.findings.open if f.kind == "speck"]
    assert len(specks) == 4
    press_group(dock(user), specks[0])
    repaired(user, "Repair all 4")
    banner = user.window.page.banner
    assert banner.text == "4 masks repaired. Their edits are kept, not saved."
    user.wait_for(
        user.window.model.filter_changed, lambda: user.click(user.button(banner, "Show them"))
    )
    keys = {f.key for f in specks}
    assert set(shown_keys(user)) == keys
    assert set(user.session.documents.unsaved()) == keys
    user.choose(RecordKey("train", "forged", "32"))
    assert [step.text() for step in user.document.commands()] == ["Remove specks (repair)"]
    assert np.array_equal(user.document.planes.to_stack(), one_group())
    user.key(Key.Key_Z, CTRL)
    assert len(user.session.documents.unsaved()) == 3
    assert contents(root) == before


def test_the_dock_at_the_right_shows_and_repairs_those_of_the_case(at_findings: User) -> None:
    user = at_findings
    user.choose(SPECKLED)
    panel = user.window.page.findings
    assert panel.sentences == tuple(
        f.reason for f in user.session.findings.of_case("train", SPECKLED.case_id)
    )
    user.click(links(panel)["Show"])
    user.point(user.overlay, (41, 55))  # which fails where the speck is not in sight
    assert user.overlay.view.scale > user.overlay.fitted_view().scale
    user.wait_for(user.session.repairs.finished, lambda: user.click(links(panel)["Repair"]))
    assert np.array_equal(user.document.planes.to_stack(), one_group())
    assert "Repair" not in links(panel)


def test_what_cannot_be_repaired_any_more_is_told(at_findings: User) -> None:
    user = at_findings
    go_to(user, finding(user, "empty-instance"))
    user.document.delete_instance(1)
    repaired(user)
    assert "nothing left to repair" in user.window.page.banner.text
    assert "Case 10 was left as it is" in user.window.page.banner.text


def test_the_turned_mask_of_the_broken_set(user: User, shared_data: Path, tmp_path: Path) -> None:
    root = shared_data / "recodai_broken"
    before = contents(root)
    user.open(root, tmp_path / "workspace")
    open_findings(user)
    go_to(user, finding(user, "transposed"))
    repaired(user)
    turned = np.load(root / "train_masks/9481.npy").swapaxes(1, 2)
    assert np.array_equal(user.document.planes.to_stack(), turned)
    user.wait_for(user.session.documents.saved, lambda: user.key(Key.Key_S, CTRL))
    user.wait_for_audit()
    assert not [f for f in user.session.findings.open if f.kind == "transposed"]
    user.window.close()
    assert contents(root) == before, "the data set was written to"
