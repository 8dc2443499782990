"""`demo` and `tour` as they run where there is no screen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from forgery_viewer.cli import cli
from forgery_viewer.core.dataset import scan
from tests.core.building import write_case


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "forgery_viewer", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def said(errors: str) -> list[str]:
    """What came on stderr, but for a remark of Qt's that means nothing."""
    return [line for line in errors.splitlines() if "propagateSizeHints" not in line]


def test_demo_make_only_prints_where_the_data_set_is(own_home: Path) -> None:
    done = CliRunner().invoke(cli, ["demo", "--make-only"])
    assert (done.exit_code, done.stderr) == (0, "")
    root = Path(done.stdout.strip())
    assert root.is_relative_to(own_home)
    index = scan(root)
    assert len(index) >= 16
    forged = index.table[index.table["label"] == "forged"]
    assert len(forged) >= 8
    assert (forged["instances"] > 0).all()
    assert (index.table["problem"] == "").all()
    again = CliRunner().invoke(cli, ["demo", "--make-only"])
    assert again.stdout == done.stdout


def test_demo_says_why_it_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    done = CliRunner().invoke(cli, ["demo", "--make-only"])
    assert done.exit_code == 2
    assert done.stderr.startswith(f"forgery-viewer: {tmp_path}")
    assert "not a directory" in done.stderr.lower()


def test_the_tour_does_the_main_job(tmp_path: Path) -> None:
    root = tmp_path / "set"
    for case_id in ("1", "2"):
        write_case(root, case_id, size=(120, 160))
    source = (root / "train_masks/1.npy").read_bytes()
    done = run("tour", root, "--out", tmp_path / "tour")
    assert (done.returncode, said(done.stderr)) == (0, [])
    out = tmp_path / "tour"
    for place in (out / "screenshots", out / "masks"):
        assert str(place) in done.stdout
    assert len(list((out / "screenshots").glob("*.png"))) >= 6
    masks = {path.name: np.load(path) for path in (out / "masks").rglob("*.npy")}
    assert set(masks) == {"1.npy", "2.npy"}
    corrected = [name for name, mask in masks.items() if mask.sum() > 20]
    assert len(corrected) == 1, "one of them was painted on"
    assert (root / "train_masks/1.npy").read_bytes() == source
    assert not (root / ".forgery_viewer").exists()


def test_the_tour_of_no_data_set_fails_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("tour", tmp_path / "empty", "--out", tmp_path / "tour")
    assert done.returncode == 1
    assert "empty" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


OPENED = """
import pathlib, sys
from forgery_viewer.app import application

make_window = application.make_window

def make_and_tell(*arguments):
    window = make_window(*arguments)
    window.review.case_shown.connect(lambda _key: print("shown", flush=True))
    return window

application.make_window = make_and_tell
sys.exit(application.run(pathlib.Path(sys.argv[1])))
"""


@pytest.mark.skipif(os.name != "posix", reason="processes are told to end otherwise")
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_the_window_closes_properly_when_it_is_told_to_end(
    tmp_path: Path, told: signal.Signals
) -> None:
    root = tmp_path / "set"
    write_case(root, "1")
    with subprocess.Popen(
        [sys.executable, "-c", OPENED, str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "shown\n"
        process.send_signal(told)
        _output, errors = process.communicate(timeout=30)
    assert (process.returncode, said(errors)) == (0, [])
