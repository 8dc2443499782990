"""Whatever is done to a mask, the boxes that are kept of its instances hold all their pixels."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core.edits import Box
from forgery_viewer.core.instance_boxes import boxes_after
from forgery_viewer.core.instance_state import InstanceState
from forgery_viewer.core.operations.extents import extent
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.steps import backwards, make_change
from tests.core.masks_at_random import Stack, stacks
from tests.core.steps_at_random import change_at_random


def holds(planes: BitPlanes, number: int, box: Box | None) -> bool:
    outside = planes.plane(number)
    if box is not None:
        outside[box[0] : box[2], box[1] : box[3]] = False
    return not outside.any()


@given(stacks(most=20), st.data())
def test_boxes_hold_their_instances(stack: Stack, data: st.DataObject) -> None:
    planes = BitPlanes.from_stack(stack)
    states = [InstanceState(number) for number in range(len(stack))]
    boxes = tuple(extent(planes, number) for number in range(len(stack)))
    made = []
    for _ in range(data.draw(st.integers(1, 6))):
        made.append(change_at_random(data, planes, states))
        make_change(made[-1], planes, states)
        boxes = boxes_after(boxes, made[-1:])
        assert len(boxes) == planes.count
        for number, box in enumerate(boxes):
            assert holds(planes, number, box)
            # Looked for there, an instance is found just as in the whole image.
            assert box is None or extent(planes, number, box) == extent(planes, number)
    boxes = boxes_after(boxes, backwards(made))
    given_back = BitPlanes.from_stack(stack)
    assert len(boxes) == len(stack)
    assert all(holds(given_back, number, box) for number, box in enumerate(boxes))


def test_nothing_changes_where_nothing_is_done() -> None:
    planes = BitPlanes.from_stack(np.ones((2, 3, 4), np.uint8))
    boxes = (extent(planes, 0), None)
    assert boxes_after(boxes, ()) == boxes
