"""A data set with its workspace, lane and documents, as one run of the program holds them."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.dataset import RecordKey, list_dataset
from forgery_viewer.core.history import History
from forgery_viewer.core.journals import Journals
from forgery_viewer.core.workspace import Workspace
from forgery_viewer.state.case_loader import LoadedCase, reading
from forgery_viewer.state.documents import MaskDocuments
from forgery_viewer.state.mask_document import MaskDocument
from forgery_viewer.state.tasks import Tasks
from tests.core.building import stack_of, write_case

Stack = NDArray[np.uint8]

HEIGHT, WIDTH = 20, 30
ORIGINAL = stack_of(HEIGHT, WIDTH, (slice(2, 6), slice(3, 8)), (slice(4, 12), slice(5, 20)))


def forged(case_id: str) -> RecordKey:
    return RecordKey("train", "forged", case_id)


def write_dataset(root: Path, *case_ids: str) -> Path:
    """Pairs of 20 x 30 px whose masks are ORIGINAL."""
    for case_id in case_ids:
        write_case(root, case_id, size=(HEIGHT, WIDTH), mask=ORIGINAL)
    return root


def paint(document: MaskDocument, x: float = 25, y: float = 15) -> None:
    """One stroke of the brush, away from what is there already."""
    assert document.begin_stroke((x, y), RoundBrush(3), erase=False)
    document.extend_stroke((x + 3, y), RoundBrush(3))
    document.end_stroke()


class Desk:
    """One run of the program, without its windows."""

    def __init__(self, root: Path) -> None:
        self.index = list_dataset(root)
        self.workspace = Workspace.open(root)
        self.lane = Tasks("desk", 1)
        self.documents = MaskDocuments(self.index, self.workspace, self.lane)
        self.failures: list[str] = []
        self.documents.save_failed.connect(lambda _key, reason: self.failures.append(reason))
        self.documents.keeping.failed.connect(lambda _key, reason: self.failures.append(reason))
        self._gates: list[threading.Event] = []

    def case(self, case_id: str) -> LoadedCase:
        return reading(self.index, self.workspace, forged(case_id))()

    def open(self, case_id: str) -> MaskDocument:
        document = self.documents.open(self.case(case_id))
        assert document is not None
        return document

    def hold(self) -> threading.Event:
        """Let the lane write nothing more until the event is set."""
        gate = threading.Event()
        self._gates.append(gate)
        self.lane.submit(gate.wait, lambda _none: None)
        return gate

    def correction(self, case_id: str) -> Stack | None:
        return self.workspace.load_correction(forged(case_id), HEIGHT, WIDTH)

    def draft(self, case_id: str) -> Stack | None:
        return self.workspace.load_draft(forged(case_id), HEIGHT, WIDTH)

    def journal(self, case_id: str) -> Path:
        return self.workspace.root / "journal" / "train" / "forged" / f"{case_id}.journal"

    def history(self, case_id: str) -> History | None:
        """What another run would find of a mask's history, once all is written."""
        self.lane.finish()
        return Journals(self.workspace.root).read(forged(case_id))

    def kept(self, case_id: str) -> Stack | None:
        """The mask that another run would find unsaved, None for none."""
        history = self.history(case_id)
        unsaved = history is not None and history.stand.is_unsaved
        return history.planes.to_stack() if history is not None and unsaved else None

    def close(self) -> tuple[str, ...]:
        """End the run in the order in which the program does."""
        for gate in self._gates:
            gate.set()
        reasons = self.documents.close()
        self.lane.close()
        return reasons
