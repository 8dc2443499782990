"""scripts/system_packages.py installs what is missing and nothing else, or says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "system_packages.py"
APT_GET = """#!/bin/sh
echo "$@" >> "{folder}/asked"
case "$*" in
  *install*) for name in Xvfb xauth; do /bin/ln -s /bin/true "{folder}/$name"; done ;;
esac
"""

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="asks for packages on Linux only"
)


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """The only folder on the PATH: no X server yet, and apt's commands only where added."""
    (tmp_path / "env").symlink_to("/usr/bin/env")
    return tmp_path


def add_command(folder: Path, name: str, text: str) -> None:
    """Put a shell script on the PATH."""
    (folder / name).write_text(text, encoding="utf-8")
    (folder / name).chmod(0o755)


def run(commands: Path, *steps: str) -> subprocess.CompletedProcess[str]:
    """Run the script with `commands` as PATH."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *steps],
        env={"PATH": str(commands)},
        capture_output=True,
        check=False,
        text=True,
    )


def test_says_nothing_when_nothing_is_missing(commands: Path) -> None:
    answer = run(commands, "venv", "offscreen")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_installs_only_what_is_missing(commands: Path) -> None:
    add_command(commands, "apt-get", APT_GET.format(folder=commands))
    add_command(commands, "apt-cache", "#!/bin/sh\n")
    add_command(commands, "sudo", '#!/bin/sh\nshift\n"$@"\n')
    assert run(commands, "offscreen", "xvfb").returncode == 0
    asked = (commands / "asked").read_text(encoding="utf-8").splitlines()
    assert asked == ["update -q", "install -y --no-install-recommends xvfb xauth"]
    assert run(commands, "xvfb").stdout == ""


def test_names_what_is_missing_where_it_may_not_install(commands: Path) -> None:
    answer = run(commands, "xvfb")
    assert answer.returncode == 1
    assert "Xvfb, xauth" in answer.stderr
    assert "xvfb xauth" in answer.stderr
