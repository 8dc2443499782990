"""Killed at any moment, the program loses at most the stroke in progress and tears no file."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from forgery_viewer.core.history import History, read_history
from forgery_viewer.core.journal_format import scan
from forgery_viewer.core.journals import Journals
from forgery_viewer.core.packed_masks import mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.records import RecordKey
from tests.core.building import noise, stack_of, write_array, write_image
from tests.crash.painter import HEIGHT, WIDTH

KILLS = int(os.environ.get("FORGERY_VIEWER_KILLS", "200" if os.environ.get("CI") else "40"))
SIDE_BY_SIDE = 8
"""So many painters at a time, each with a data set of its own: most of their time they wait."""

LONGEST_S = 3.2
"""A painter that was not killed while it started is killed within this time."""

ENOUGH_ACTS = 12
"""Where the machine is too busy for so many acts in that time, it is longer."""

PROMISED_S = 2.0
"""What was finished so long ago has to be on the disk."""

PATIENCE_S = 120.0
KEY = RecordKey("train", "forged", "1")


@dataclass
class Seen:
    """What a painter showed after something that it did."""

    at: float
    index: int
    count: int
    mask: str

    @property
    def stand(self) -> tuple[int, int, str]:
        return self.index, self.count, self.mask


@dataclass
class Painter:
    """One place with a data set, where a program is started again whenever it was killed."""

    number: int
    folder: Path
    random: random.Random
    pid: int = 0
    kill_at: float | None = None
    killed_at: float = 0.0
    seen: list[Seen] = field(default_factory=list)
    believed: History | None = None
    painted_s: float = 0.0
    acts: int = 0
    kills: int = 0
    strokes: int = 0
    old_strokes: int = 0
    recovered: int = 0
    saves: set[str] = field(default_factory=set)

    @property
    def workspace(self) -> Path:
        return self.folder / ".forgery_viewer"

    @property
    def longest_s(self) -> float:
        """How long it may live once it is open, at the pace that it had so far."""
        return max(LONGEST_S, ENOUGH_ACTS * self.painted_s / max(self.acts, 1))


class Painters:
    """The process that forks the painters, and what they tell."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.painter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self.next(PATIENCE_S) == {"ready": True}

    def start(self, painter: Painter) -> None:
        assert self._process.stdin is not None
        seed = painter.random.randrange(1 << 30)
        self._process.stdin.write(f"{painter.number} {seed} {painter.folder}\n")
        self._process.stdin.flush()

    def next(self, patience_s: float) -> dict[str, Any] | None:
        """What is told next, None where nothing is for a while."""
        try:
            told: dict[str, Any] = json.loads(self._lines.get(timeout=patience_s))
        except queue.Empty:
            return None
        return told

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)


def write_dataset(root: Path) -> Path:
    mask = stack_of(HEIGHT, WIDTH, (slice(20, 40), slice(30, 60)), (slice(60, 90), slice(80, 140)))
    for label in ("authentic", "forged"):
        write_image(root / f"train_images/{label}/1.png", noise(HEIGHT, WIDTH, seed=1))
    write_array(root / "train_masks/1.npy", mask)
    return root


@pytest.fixture
def painters() -> Iterator[Painters]:
    painters = Painters()
    yield painters
    painters.close()


def test_no_kill_loses_more_than_the_stroke_in_progress(painters: Painters, tmp_path: Path) -> None:
    places = [
        Painter(number, write_dataset(tmp_path / str(number) / "set"), random.Random(number))
        for number in range(min(SIDE_BY_SIDE, KILLS))
    ]
    left = KILLS - len(places)
    for place in places:
        painters.start(place)
    running = len(places)
    while running:
        due = [place.kill_at for place in places if place.kill_at is not None]
        told = painters.next(max(0.001, min(due, default=PATIENCE_S + time.monotonic())
                                 - time.monotonic()))  # fmt: skip
        assert told is not None or due, "no painter says anything"
        if told is not None:
            place = places[told["painter"]]
            if take(place, told):
                check(place)
                if left > 0:
                    left -= 1
                    painters.start(place)
                else:
                    running -= 1
        for place in places:
            if place.kill_at is not None and time.monotonic() >= place.kill_at:
                place.kill_at = None
                place.killed_at = time.monotonic()
                os.kill(place.pid, signal.SIGKILL)
    assert sum(place.kills for place in places) == KILLS
    strokes = sum(place.strokes for place in places)
    old = sum(place.old_strokes for place in places)
    recovered = sum(place.recovered for place in places)
    print(f"{KILLS} kills, {strokes} strokes, {recovered} restarts; {old} acts were old enough")
    # Fewer on a slow machine, but enough for the test to mean something.
    assert strokes > 2 * KILLS
    assert old > KILLS / 4
    assert recovered > KILLS / 4


def take(place: Painter, told: dict[str, Any]) -> bool:
    """Note what a painter tells; True where that is its end."""
    match told["what"]:
        case "started":
            place.pid = told["pid"]
            place.seen = []
            # Some are killed before their window is there.
            early = place.random.random() < 0.15
            wait = place.random.uniform(0, 0.6) if early else PATIENCE_S
            place.kill_at = time.monotonic() + wait
        case "ended":
            assert told["status"] == -signal.SIGKILL, "it ended by itself"
            place.kills += 1
            return True
        case what:
            seen = Seen(told["at"], told["index"], told["count"], told["mask"])
            if what == "opened":
                check_reopened(place, seen)
                place.kill_at = time.monotonic() + place.random.uniform(0, place.longest_s)
            elif what == "paint":
                place.strokes += 1
            elif what == "save":
                place.saves.add(seen.mask)
            place.seen.append(seen)
    return False


def check_reopened(place: Painter, seen: Seen) -> None:
    """The window shows just what the journal had after the last kill."""
    history = place.believed
    if history is not None:
        place.recovered += 1
        assert seen.stand == stand(history)


def check(place: Painter) -> None:
    """What lies on the disk after a kill."""
    check_files(place)
    history = Journals(place.workspace).read(KEY)
    seen, before = place.seen, place.believed
    place.believed = history
    if seen:
        place.painted_s += place.killed_at - seen[0].at
        place.acts += len(seen) - 1
    if not seen:
        # It was killed while it opened the data set, which changes nothing.
        assert (history is None) == (before is None)
        assert history is None or before is None or stand(history) == stand(before)
        return
    old = [number for number, one in enumerate(seen) if one.at < place.killed_at - PROMISED_S]
    place.old_strokes += len(old)
    if history is None:
        assert not any(one.count for one in seen[: len(old)]), "steps are missing"
        return
    promised = seen[old[-1] if old else 0 :]
    stands = {one.stand for one in promised}
    if stand(history) in stands:
        return
    # One thing more than it came to tell: what it stood at before is what was told last.
    data = Journals(place.workspace).path(KEY).read_bytes()
    shorter = read_history(history.path, data[: scan(data).entries[-1].place.offset])
    whole = {stand(history), stand(shorter)}
    assert stands & whole, "a step that was promised is missing"


def stand(history: History) -> tuple[int, int, str]:
    return history.index, len(history.steps), mask_digest(history.planes)


def check_files(place: Painter) -> None:
    """Every file is whole: what was being written then, if at all, has another name."""
    for path in place.workspace.rglob("*"):
        if path.is_dir() or path.name.endswith((".tmp", ".lock")) or path.name == "lock":
            continue
        if path.suffix == ".journal":
            found = scan(path.read_bytes())
            assert found.entries
            assert found.problem == "" or "cut off" in found.problem
        elif path.suffix == ".npy":
            stack = np.load(path)
            assert stack.shape[1:] == (HEIGHT, WIDTH)
            assert stack.dtype == np.uint8
            saved = mask_digest(BitPlanes.from_stack(stack))
            assert saved in place.saves or saved in {one.mask for one in place.seen}
        elif path.suffix == ".json":
            with contextlib.suppress(FileNotFoundError):
                json.loads(path.read_bytes())
