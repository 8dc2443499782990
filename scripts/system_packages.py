"""Install the system packages a step needs, where apt can, or say which line would.

Usage: python scripts/system_packages.py {venv,offscreen,window,xvfb}...

Runs before anything is installed, so it needs nothing but the standard library. Each need is
looked for first (a module, a shared library, a command), and apt is asked only for what is
missing. Ends with 0 when all is there, 1 when something still is not.
"""

import ctypes
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple


class Need(NamedTuple):
    """Something a step needs, and the Debian and Ubuntu packages that bring it, newest first."""

    name: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def library(soname: str, *packages: str) -> Need:
    """A shared library, there when it loads."""

    def loads() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return Need(soname, loads, packages)


def command(name: str, *packages: str) -> Need:
    """A program on the PATH."""
    return Need(name, lambda: shutil.which(name) is not None, packages)


def module(name: str, *packages: str) -> Need:
    """A module of the Python that runs this script."""
    return Need(
        f"Python module {name}", lambda: importlib.util.find_spec(name) is not None, packages
    )


# Debian takes venv's ensurepip out of python3 and puts it into a package of each version.
VENV = [module("ensurepip", f"python{sys.version_info.major}.{sys.version_info.minor}-venv")]
OFFSCREEN = [
    library("libglib-2.0.so.0", "libglib2.0-0t64", "libglib2.0-0"),
    library("libGL.so.1", "libgl1"),
    library("libEGL.so.1", "libegl1"),
    library("libfontconfig.so.1", "libfontconfig1"),
    library("libdbus-1.so.3", "libdbus-1-3"),
    library("libxkbcommon.so.0", "libxkbcommon0"),
]
WINDOW = [
    library("libxcb-cursor.so.0", "libxcb-cursor0"),
    library("libxcb-icccm.so.4", "libxcb-icccm4"),
    library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    library("libxcb-randr.so.0", "libxcb-randr0"),
    library("libxcb-shape.so.0", "libxcb-shape0"),
    library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    library("libX11-xcb.so.1", "libx11-xcb1"),
]
XVFB = [command("Xvfb", "xvfb"), command("xauth", "xauth")]
NEEDS = {"venv": VENV, "offscreen": OFFSCREEN, "window": WINDOW, "xvfb": XVFB}


def missing(needs: list[Need]) -> list[Need]:
    """The needs that are not met."""
    return [need for need in needs if not need.is_there()]


def apt_prefix() -> list[str] | None:
    """What lets apt-get install without asking: nothing, sudo, or None where it may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    ):
        return ["sudo", "-n"]
    return None


def known_package(need: Need) -> str:
    """The first of the need's package names that apt knows here (24.04 renamed some)."""
    for name in need.packages if shutil.which("apt-cache") else ():
        if not subprocess.run(["apt-cache", "show", name], capture_output=True).returncode:
            return name
    return need.packages[-1]


def install_line(needs: list[Need]) -> list[str]:
    """The apt-get command that brings the needs."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *map(known_package, needs)]


def install(needs: list[Need], prefix: list[str]) -> None:
    """Run apt-get for the needs; what it could not bring is found missing afterwards."""
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*prefix, *environment, "apt-get", "update", "-q"], stdout=subprocess.DEVNULL)
    line = install_line(needs)
    print("$", shlex.join(prefix + line), flush=True)
    subprocess.run(prefix + environment + line, stdout=subprocess.DEVNULL)


def main(steps: list[str]) -> int:
    """Bring what the steps need; returns the exit status."""
    if not sys.platform.startswith("linux"):
        return 0
    needs = list(dict.fromkeys(need for step in steps for need in NEEDS[step]))
    lacking = missing(needs)
    if not lacking:
        return 0
    prefix = apt_prefix()
    if prefix is not None:
        install(lacking, prefix)
        lacking = missing(lacking)
    if not lacking:
        return 0
    print("Missing on this system:", ", ".join(need.name for need in lacking), file=sys.stderr)
    if shutil.which("apt-get"):
        print("  sudo", shlex.join(install_line(lacking)), file=sys.stderr)
    else:
        print("  Debian's packages for them:", *map(known_package, lacking), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
