"""Runs the program again and again for somebody who kills it: paints by real events until then.

Started as a script. Each line of its input is `NUMBER SEED FOLDER`: a child is forked, opens the
data set in the folder in the program's own window and paints with mouse and keys. All that is
loaded before the fork is modules; application, window and lanes are each child's own. Every line of
the output is one JSON object: what a child did, in the words of `tell`, or that one has ended.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from forgery_viewer.app.application import make_application, make_window
from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.state.preferences import Preferences
from tests.e2e.user import CTRL, LEFT, RIGHT, SHIFT, User

Key = Qt.Key
WIDTH, HEIGHT = 160, 120
"""Of the images, in pixels."""


class Painter:
    """One child: opens a data set and works until it is killed."""

    def __init__(self, number: int, seed: int, folder: Path) -> None:
        self._number = number
        self._random = random.Random(seed)
        self._folder = folder

    def run(self) -> NoReturn:
        """Open and paint, for ever."""
        application = make_application()
        window = make_window(application, Preferences(self._folder.parent / "preferences.ini"))
        window.resize(1100, 720)
        window.show()
        window.activateWindow()
        self._user = User(window)
        self._user.open(self._folder)
        self._tell("opened")
        while True:
            self._act()
            for _ in range(self._random.randint(0, 3)):
                QTest.qWait(self._random.randint(0, 30))

    def _act(self) -> None:
        what = self._random.choices(("paint", "undo", "redo", "save", "jump"), (12, 3, 2, 1, 1))[0]
        if what == "paint":
            self._paint()
        elif what == "jump":
            stack = self._user.document.undo_stack
            stack.setIndex(self._random.randint(max(0, stack.index() - 4), stack.count()))
        else:
            key = Key.Key_S if what == "save" else Key.Key_Z
            self._user.key(key, CTRL | SHIFT if what == "redo" else CTRL)
        self._tell(what)

    def _paint(self) -> None:
        points = [
            (self._random.uniform(5, WIDTH - 5), self._random.uniform(5, HEIGHT - 5))
            for _ in range(self._random.randint(2, 4))
        ]
        # All of the image is in sight, wherever undoing looked.
        self._user.key(Key.Key_R)
        self._user.press(points[0], button := self._random.choice((LEFT, LEFT, RIGHT)))
        for point in points[1:]:
            self._user.hover(point)
            QCoreApplication.processEvents()
        self._user.release(points[-1], button)

    def _tell(self, what: str) -> None:
        document = self._user.document
        stack = document.undo_stack
        tell(
            painter=self._number,
            what=what,
            at=time.monotonic(),
            index=stack.index(),
            count=stack.count(),
            mask=mask_digest(document.planes),
        )


def tell(**about: object) -> None:
    """Write one line at once; so short a write is never torn."""
    os.write(1, (json.dumps(about) + "\n").encode())


def main() -> None:
    """Fork a child for each line of the input, and say when one has ended."""
    tell(ready=True)
    running: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([0], [], [], 0.02)
        if ready:
            line = sys.stdin.readline()
            if not line:
                for pid in running:
                    os.kill(pid, signal.SIGKILL)
                return
            number, seed, folder = line.rstrip("\n").split(" ", 2)
            pid = os.fork()
            if pid == 0:
                Painter(int(number), int(seed), Path(folder)).run()
            running[pid] = int(number)
            tell(painter=int(number), what="started", pid=pid)
        while running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            tell(painter=running.pop(pid), what="ended", status=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
