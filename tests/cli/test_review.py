"""`review` lists what is decided, decides about many cases, and says what it did."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from forgery_viewer.cli import cli
from forgery_viewer.core.dataset import RecordKey
from forgery_viewer.core.records import Record
from forgery_viewer.core.review import FILE_NAME
from forgery_viewer.core.review_store import ReviewStore
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.core.workspace_lock import WorkspaceLock
from forgery_viewer.state import file_reviews
from forgery_viewer.state.mask_digests import MaskDigests
from tests.core.building import stack_of, write_array, write_case

README = Path(__file__).resolve().parents[2] / "README.md"
SIZE = (20, 30)
MASK = stack_of(*SIZE, (slice(2, 6), slice(3, 8)))
OTHER = stack_of(*SIZE, (slice(9, 12), slice(9, 20)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "set"
    for case_id in ("1", "2", "10"):
        write_case(root, case_id, size=SIZE, mask=OTHER if case_id == "10" else MASK)
    return root


def key(case_id: str) -> RecordKey:
    return RecordKey("train", "forged", case_id)


def review(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["review", *map(str, arguments)])


def told(*arguments: object) -> Any:  # noqa: ANN401 - whatever JSON has
    done = review(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def states(root: Path) -> dict[str, str]:
    return {case["case_id"]: case["state"] for case in told(root)["cases"]}


def test_nothing_is_decided_at_first(root: Path) -> None:
    done = review(root)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "0 of 3 images reviewed: 3 open\n"
    assert states(root) == {"1": "open", "2": "open", "10": "open"}
    assert not (root / ".forgery_viewer" / FILE_NAME).exists()


def test_many_are_decided_at_once_by_a_filter(root: Path) -> None:
    arguments = ("--filter", "area:20", "--note", "small", "--reviewer", "ada")
    done = review(root, "--set", "approved", *arguments)
    assert done.exit_code == 0
    assert "2 images set to approved\n2 of 2 images reviewed: 2 approved\n" in done.stdout
    assert states(root) == {"1": "approved", "2": "approved", "10": "open"}
    held = ReviewStore(Workspace.open(root)).newest()
    assert {(d.note, d.reviewer) for d in held.values()} == {("small", "ada")}
    assert held[key("1")].mask_digest == held[key("2")].mask_digest != ""
    listed = review(root).stdout.splitlines()
    assert listed[0].startswith("train/forged/1  Approved, ada, ")
    assert listed[0].endswith("small")
    assert listed[-1] == "2 of 3 images reviewed: 2 approved, 1 open"


def test_a_second_run_decides_only_what_is_new(root: Path) -> None:
    review(root, "--set", "approved", "--filter", "1")
    found = told(root, "--set", "approved", "--filter", "")
    assert [case["case_id"] for case in found["set"]] == ["2"]
    assert sorted(case["case_id"] for case in found["same"]) == ["1", "10"]
    assert found["failed"] == []
    assert len(ReviewStore(Workspace.open(root)).log()) == 3


def test_a_run_that_was_stopped_goes_on_where_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reviews, "AT_ONCE", 1)
    find, asked = MaskDigests.find, list[RecordKey]()

    def stop_at_the_third(self: MaskDigests, record: Record) -> str | None:
        asked.append(record.key)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return find(self, record)

    monkeypatch.setattr(MaskDigests, "find", stop_at_the_third)
    assert review(root, "--set", "skipped", "--filter", "").exit_code != 0
    monkeypatch.undo()
    assert len(ReviewStore(Workspace.open(root)).log()) == 2
    assert (
        "1 image set to skipped, 2 as before"
        in review(root, "--set", "skipped", "--filter", "").stdout
    )


def test_the_filter_knows_states_and_notes(root: Path) -> None:
    review(root, "--set", "needs-work", "--filter", "id:10", "--note", "Lane 3")
    assert [c["case_id"] for c in told(root, "--filter", "note:lane")["cases"]] == ["10"]
    assert [c["case_id"] for c in told(root, "--filter", "review:open")["cases"]] == ["1", "2"]
    review(root, "--set", "skipped", "--filter", "review:open")
    assert states(root) == {"1": "skipped", "2": "skipped", "10": "needs-work"}
    review(root, "--set", "approved", "--filter", "id:10")
    assert told(root, "--filter", "id:10")["cases"][0]["note"] == "Lane 3", "notes stay"


def test_an_approval_holds_for_the_judged_mask(root: Path) -> None:
    review(root, "--set", "approved", "--filter", "")
    write_array(root / "train_masks/2.npy", np.roll(MASK, 3, axis=2))
    Workspace.open(root).save_correction(key("10"), MASK, OTHER)
    found = told(root)
    assert [case["state"] for case in found["cases"]] == [
        "approved",
        "edited-since",
        "edited-since",
    ]
    assert found["counts"] == {
        "total": 3,
        "reviewed": 1,
        "open": 0,
        "edited_since": 2,
        "approved": 1,
        "needs_work": 0,
        "skipped": 0,
    }
    again = told(root, "--set", "approved", "--filter", "review:edited-since")
    assert sorted(case["case_id"] for case in again["set"]) == ["10", "2"]
    assert again["counts"]["approved"] == 2


def test_the_log_has_every_decision(root: Path) -> None:
    assert told(root, "--log")["log"] == []
    review(root, "--set", "skipped", "--filter", "id:1", "--reviewer", "ada")
    review(root, "--set", "approved", "--filter", "id:1", "--reviewer", "bob")
    log = told(root, "--log")["log"]
    assert [(e["case_id"], e["from"], e["to"], e["reviewer"]) for e in log] == [
        ("1", "open", "skipped", "ada"),
        ("1", "skipped", "approved", "bob"),
    ]
    assert datetime.fromisoformat(log[0]["decided_at"]).tzinfo is not None
    assert "Skipped to approved, bob" in review(root, "--log").stdout


def test_what_cannot_be_read_is_not_approved(root: Path) -> None:
    (root / "train_images/forged/2.png").write_bytes(b"no image")
    done = review(root, "--set", "approved", "--filter", "")
    assert done.exit_code == 1
    assert "2 images set to approved" in done.stdout
    assert "Not decided, train/forged/2: its image cannot be read" in done.stderr
    assert review(root, "--set", "needs-work", "--filter", "id:2").exit_code == 0


def test_an_open_window_is_not_overtaken(root: Path) -> None:
    workspace = Workspace.open(root)
    lock = WorkspaceLock(workspace.root)
    assert lock.take()
    lock.sign()
    try:
        done = review(root, "--set", "approved", "--filter", "")
        assert done.exit_code == 2
        assert "is in use: a window (" in done.stderr
        assert "close it first" in done.stderr
        assert review(root).exit_code == 0, "to look is allowed"
    finally:
        lock.release()
    assert ReviewStore(workspace).log() == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--set", "approved"), "--filter"),
        (("--set", "perhaps", "--filter", ""), "perhaps"),
        (("--note", "x"), "--set"),
        (("--reviewer", "x"), "--set"),
        (("--filter", "review:perhaps"), "review is never perhaps"),
    ],
)
def test_what_is_not_understood_changes_nothing(
    root: Path, arguments: tuple[str, ...], reason: str
) -> None:
    done = review(root, *arguments)
    assert done.exit_code == 2
    assert reason in done.stderr
    assert not (root / ".forgery_viewer" / FILE_NAME).exists()


def test_a_damaged_file_is_named(root: Path) -> None:
    path = Workspace.open(root).root / FILE_NAME
    path.write_bytes(b"\xff" * 9000)
    done = review(root)
    assert done.exit_code == 0
    assert "damaged and is kept aside" in done.stderr


def test_the_readme_explains_every_key(root: Path) -> None:
    text = README.read_text()
    part = text[text.index("The JSON of <code>review</code>") :]
    part = part[: part.index("</details>")]
    review(root, "--set", "approved", "--filter", "id:1")
    found = told(root, "--set", "approved", "--filter", "", "--log")
    keys = {*found, *found["counts"], *found["cases"][0], *found["log"][0]}
    assert {key for key in keys if f"`{key}`" not in part} == set()
