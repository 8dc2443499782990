"""The command check, as a person and as a program use it."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from forgery_viewer.cli import cli
from forgery_viewer.core.audit.kinds import KINDS
from forgery_viewer.core.dataset import FORGED, RecordKey
from forgery_viewer.core.ignored import IgnoredFindings, ignored_now
from forgery_viewer.core.workspace import Workspace
from tests.core.audit.forgeries import check, true_mask, write_forgery

KEYS = ["severity", "kind", "split", "case_id", "file", "reason", "repair"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def kinds(result: Result) -> list[str]:
    return [finding["kind"] for finding in json.loads(result.stdout)]


def test_json_is_a_list_of_findings_with_stable_keys(shared_data: Path) -> None:
    root = shared_data / "recodai_broken"
    result = run(root, "--json")
    assert result.exit_code == 1
    assert result.stderr == ""
    findings = json.loads(result.stdout)
    assert findings == [finding.as_json() for finding in check(root)]
    assert all(list(finding) == KEYS for finding in findings)
    assert all(isinstance(value, str) for finding in findings for value in finding.values())


def test_a_sound_data_set_exits_with_0(shared_data: Path) -> None:
    result = run(shared_data / "recodai_mini")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("0 errors, 1 warning and 31 notes in ")


def test_a_person_reads_findings_by_severity_and_kind(shared_data: Path) -> None:
    result = run(shared_data / "recodai_broken")
    lines = result.stdout.splitlines()
    heading = lines.index("error   Mask is transposed  transposed, 1")
    assert lines[heading + 1].startswith("  train_masks/9481.npy  The mask is 299 x 703")
    assert lines[heading + 2] == "      Repair: Swap the rows and columns of the mask."
    order = [line.split()[0] for line in lines if line and line[0] != " "]
    assert order[:-1] == sorted(order[:-1], key=("error", "warning", "info").index)
    assert lines[-1].startswith("13 errors, 6 warnings and ")


@pytest.mark.parametrize("missing", ["nothing", "a file", "an empty folder"])
def test_what_is_no_data_set_exits_with_2(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "set"
    if missing == "a file":
        path.touch()
    if missing == "an empty folder":
        path.mkdir()
    result = run(path, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "set: is" in result.stderr


@pytest.mark.parametrize(
    "options",
    [("--only", "odd"), ("--ignore", "odd"), ("--difference", "7"), ("--speck-px", "-1")],
)
def test_options_out_of_range_exit_with_2(tmp_path: Path, options: tuple[str, str]) -> None:
    write_forgery(tmp_path)
    result = run(tmp_path, *options)
    assert result.exit_code == 2
    assert options[0] in result.stderr


def test_kinds_can_be_chosen_and_left_out(tmp_path: Path) -> None:
    write_forgery(tmp_path, mask=np.concatenate([true_mask(), true_mask() * 0, true_mask()]))
    everything = ["empty-instance", "duplicate-instance", "unchanged-inside"]
    assert kinds(run(tmp_path, "--json")) == everything
    assert kinds(run(tmp_path, "--json", "--only", "empty-instance")) == everything[:1]
    two = run(tmp_path, "--json", "--ignore", "empty-instance", "--ignore", "duplicate-instance")
    assert kinds(two) == everything[2:]
    assert two.exit_code == 0
    assert kinds(run(tmp_path, "--json", "--quick")) == everything[:2]


def test_thresholds_can_be_chosen(tmp_path: Path) -> None:
    mask = true_mask()
    mask[0, 0, 0] = 1
    write_forgery(tmp_path, mask=mask, paired=False)
    assert kinds(run(tmp_path, "--json")) == ["speck"]
    assert kinds(run(tmp_path, "--json", "--speck-px", "1")) == []


def test_long_lists_are_cut_for_a_person_and_never_for_a_program(tmp_path: Path) -> None:
    for number in range(1, 26):
        path = write_forgery(tmp_path, str(number), paired=False)
        path.unlink()
    short = run(tmp_path).stdout.splitlines()
    assert short[0] == "error   Mask is missing  missing-mask, 25"
    assert short[-2:] == [
        "  and 5 more: --all lists them",
        "25 errors, 0 warnings and 0 notes in 25 images",
    ]
    assert len(run(tmp_path, "--all").stdout.splitlines()) == 27
    assert len(kinds(run(tmp_path, "--json"))) == 25


def test_a_check_of_the_data_alone_leaves_no_trace(tmp_path: Path) -> None:
    write_forgery(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    run(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("place", ["in the data set", "elsewhere"])
def test_corrections_count_where_they_are_asked_for(tmp_path: Path, place: str) -> None:
    root = tmp_path / "set"
    write_forgery(root, mask=true_mask() * 0)
    override = tmp_path / "work" if place == "elsewhere" else None
    Workspace.open(root, override).save_correction(
        RecordKey("train", FORGED, "1"), true_mask(), true_mask() * 0
    )
    assert run(root).exit_code == 1
    corrected = run(root, "--workspace", override) if override else run(root, "--reviewed")
    assert corrected.exit_code == 0


def test_what_a_reviewer_ignored_is_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    write_forgery(tmp_path, mask=true_mask() * 0, paired=False)
    store = IgnoredFindings(Workspace.open(tmp_path).root)
    store.add(ignored_now(check(tmp_path), "Left empty on purpose."))
    assert kinds(run(tmp_path, "--json")) == ["empty-mask"]
    reviewed = run(tmp_path, "--json", "--reviewed")
    assert (kinds(reviewed), reviewed.exit_code) == ([], 0)


def test_names_that_are_no_text_do_not_stop_the_output(tmp_path: Path) -> None:
    write_forgery(tmp_path)
    try:
        with open(os.fsencode(tmp_path) + b"/\xff.txt", "wb"):  # noqa: PTH123 - a name of bytes
            pass
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert "not-in-layout" in kinds(run(tmp_path, "--json"))
    assert r"\udcff.txt" in run(tmp_path).stdout


README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.mark.parametrize("name", KINDS)
def test_the_readme_explains_every_kind(name: str) -> None:
    kind = KINDS[name]
    row = f"| `{name}` | {kind.severity} | {kind.explanation} |"
    assert row in README.read_text().splitlines()


def test_the_readme_names_every_option_and_every_key_of_the_json() -> None:
    text = README.read_text()
    shown = CliRunner().invoke(cli, ["check", "--help"], env={"COLUMNS": "200"}).stdout
    options = set(re.findall(r"--[a-z][a-z-]*", shown)) - {"--help"}
    assert {option for option in options if f"`{option}" not in text} == set()
    assert all(f"`{key}`" in text for key in KEYS)


COMMAND = [sys.executable, "-m", "forgery_viewer", "check"]


def test_a_program_gets_json_alone_and_the_exit_code(shared_data: Path) -> None:
    root = shared_data / "recodai_broken"
    answer = subprocess.run([*COMMAND, root, "--json"], capture_output=True, check=False)
    assert (answer.returncode, answer.stderr) == (1, b"")
    assert {finding["kind"] for finding in json.loads(answer.stdout)} < KINDS.keys()


def test_a_terminal_shows_progress_on_standard_error_alone(shared_data: Path) -> None:
    ours, theirs = pty.openpty()
    answer = subprocess.Popen(
        [*COMMAND, shared_data / "recodai_mini", "--json"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    shown = b""
    # A terminal whose other end is closed reports an error at its end.
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass
    os.close(ours)
    output, _ = answer.communicate()
    assert b"Checking" in shown
    assert answer.returncode == 0
    json.loads(output)


def test_an_interrupt_ends_at_once_and_is_no_verdict(tmp_path: Path) -> None:
    write_forgery(tmp_path)
    # A check that takes minutes if it is let.
    code = (
        "import os, signal\n"
        "from threading import Event\n"
        "from forgery_viewer.core.audit import auditing\n"
        # Whoever runs the tests in the background may have them ignore interrupts.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def work(job, rows):\n"
        "    os.write(1, b'working\\n')\n"
        "    Event().wait(0.1)\n"
        "    return []\n"
        "auditing.check_case = work\n"
        "auditing._cases = lambda index, rows: [(0,)] * 10_000\n"
        "from forgery_viewer.cli import main\n"
        "main()\n"
    )
    answer = subprocess.Popen(
        [sys.executable, "-c", code, "check", tmp_path, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert answer.stdout is not None
    assert answer.stdout.readline() == b"working\n"
    answer.send_signal(signal.SIGINT)
    output, errors = answer.communicate(timeout=30)
    assert answer.returncode == 130
    assert not output.replace(b"working\n", b"")
    assert b"Traceback" not in errors
