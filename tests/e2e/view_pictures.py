"""Pictures of the window's main views, as a program: `python -m tests.e2e.view_pictures FOLDER`.

They are half as large as the window, which says as much and is soon read and kept.

Every run is a fresh start in an environment of its own, whatever is set on the machine: always the
same font, drawn without hints, the same clock, no settings, no screen. What may still differ is how
another version of Qt draws.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl

FONT = "font"
"""The name of the picture that shows how letters are drawn."""

_INSIDE = "FORGERY_VIEWER_VIEW_PICTURES"

_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir><cachedir>{cache}</cachedir>
  <match target="pattern">
    <edit name="family" mode="assign" binding="strong"><string>DejaVu Sans</string></edit>
  </match>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="autohint" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""


def take(out: Path, platform: str = "offscreen") -> None:
    """Write a picture of each view, and of the font, to a folder, as NAME.png.

    Raises:
        subprocess.CalledProcessError: A view could not be reached; its output says why.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "tests.e2e.view_pictures", str(out.resolve())],
            cwd=Path(__file__).parents[2],
            env=_environment(Path(folder), platform),
            check=True,
            capture_output=True,
            text=True,
        )


def _environment(home: Path, platform: str) -> dict[str, str]:
    """Nothing of the user's or the system's looks; the font is the one Matplotlib brings along."""
    fonts = home / "fonts.conf"
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    fonts.write_text(_FONTS.format(fonts=folder, cache=home / "fonts"), encoding="utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "XDG_"))}
    own = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    looks = {"FONTCONFIG_FILE": str(fonts), "QT_QPA_PLATFORM": platform, "QT_SCALE_FACTOR": "1"}
    return {**kept, **own, **looks, "LC_ALL": "C.UTF-8", "TZ": "UTC", _INSIDE: str(home)}


def _stop_the_clock() -> None:
    """Let it always be 10:42 today: a history tells when each of its steps was made."""
    now = datetime.now(UTC).replace(hour=10, minute=42, second=0, microsecond=0).timestamp()
    time.time = lambda: now


def _main(out: Path) -> None:
    home = os.environ.get(_INSIDE)
    if home is None:
        take(out)
        return
    _stop_the_clock()
    # Only now: Qt has to find the environment, and everybody the clock, as they are to be.
    from tests.e2e.main_views import take_all

    out.mkdir(parents=True, exist_ok=True)
    take_all(out, Path(home))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
