"""The command as a whole: its version, its help, and what it says of what it does not know."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from forgery_viewer import __version__
from forgery_viewer.cli import cli

COMMANDS = ("open", "demo", "export", "tour")


def test_the_package_is_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "forgery_viewer", "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"forgery-viewer {__version__}\n"


def test_help_names_every_command_in_the_order_of_a_days_work() -> None:
    done = CliRunner().invoke(cli, ["--help"])
    assert done.exit_code == 0
    places = [done.stdout.index(f" {command} ") for command in COMMANDS]
    assert places == sorted(places)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_a_workspace(command: str) -> None:
    done = CliRunner().invoke(cli, [command, "--help"], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert "--workspace" in done.stdout


def test_without_a_command_the_help_is_shown() -> None:
    done = CliRunner().invoke(cli, [])
    assert done.exit_code == 2
    assert "Usage" in done.output


def test_an_unknown_command_is_refused() -> None:
    done = CliRunner().invoke(cli, ["exprot"])
    assert done.exit_code == 2
    assert "exprot" in done.stderr
