"""Memory that the history of 100 strokes of 400 px, radius 100 px, takes on 4096 x 4096 px.

The best peer takes 86 MiB. `mib` is everything the strokes left behind, by tracing allocations;
`packed_mib` the packed pixels among it. `fills_mib` is what five fills left behind, each of all of
the image around the strokes of an instance.
"""

from __future__ import annotations

import gc
import math
import tracemalloc

import numpy as np

from forgery_viewer.core.brushes import RoundBrush
from forgery_viewer.core.operations.covering import cover
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import Flip, Step
from forgery_viewer.core.tools.filling import fill_connected
from forgery_viewer.state.mask_document import MaskDocument
from tests.benchmarks.pictures import INSTANCES, SIDE_PX
from tests.benchmarks.stage import BRUSH_PX, KEY, make_application

BARS = {"mib": 2.0, "fills_mib": 1.0}

STROKES, LENGTH_PX, STEP_PX = 100, 400, 8


def measure() -> dict[str, float]:
    """Paint in random directions, and compare what is allocated before and after."""
    make_application()
    document = MaskDocument(KEY, BitPlanes(SIDE_PX, SIDE_PX, INSTANCES))
    random = np.random.default_rng(5)
    _paint(document, random)
    document.undo_stack.clear()
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(STROKES):
        _paint(document, random)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    for number in range(INSTANCES):
        _fill(document, number)
    gc.collect()
    filled, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    edits = [edit for command in document.commands() for edit in command.step.edits]
    if len(edits) != STROKES + INSTANCES:
        raise RuntimeError(f"{len(edits)} edits are in the history, not {STROKES + INSTANCES}")
    packed = sum(edit.size_bytes for edit in edits[:STROKES])
    return {
        "mib": (after - before) / 2**20,
        "packed_mib": packed / 2**20,
        "fills_mib": (filled - after) / 2**20,
        "strokes": STROKES,
        "stroke_px": LENGTH_PX,
        "brush_diameter_px": BRUSH_PX,
        "image_px": SIDE_PX,
    }


def _paint(document: MaskDocument, random: np.random.Generator) -> None:
    document.set_current(int(random.integers(INSTANCES)))
    angle = random.uniform(0, 2 * math.pi)
    x, y = random.uniform(LENGTH_PX, SIDE_PX - LENGTH_PX, 2)
    document.begin_stroke((x, y), RoundBrush(BRUSH_PX), erase=False)
    for way in range(STEP_PX, LENGTH_PX + 1, STEP_PX):
        point = (x + way * math.cos(angle), y + way * math.sin(angle))
        document.extend_stroke(point, RoundBrush(BRUSH_PX))
    document.end_stroke()


def _fill(document: MaskDocument, number: int) -> None:
    """Fill all around the strokes of an instance, from a corner that none of them reaches."""
    covered = fill_connected(document.planes, (0, 0), 1 << number)
    edit = cover(document.planes, number, covered)
    if edit is None or edit.flipped_px < SIDE_PX * SIDE_PX // 2:
        raise RuntimeError("the fill is not of most of the image")
    document.push(Step("Fill", "paint-bucket", (Flip(edit),)))
