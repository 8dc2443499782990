"""Every tool, list action and operation at random, against a slow, plain model of (N, H, W).

The mask is that of the model after every step, after every restart from the journal, after all is
undone and after all is done again. Hands hold the tools themselves, by presses, moves and keys.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.state.tools.acts_of_areas import AREAS
from tests.state.tools.acts_of_lists import LIST, NO_STEPS, OPERATIONS
from tests.state.tools.acts_of_pieces import PIECES
from tests.state.tools.hand import Act, Hand

pytestmark = pytest.mark.usefixtures("qapp")

STEPS = AREAS + PIECES + LIST + OPERATIONS
ACTS = STEPS + NO_STEPS


def edit(hand: Hand, root: Path, acts: Iterable[Act]) -> None:
    """Do one thing after the other, and look at the mask all the while."""
    hand.begin(root)
    try:
        for act in acts:
            _do(hand, act)
            _between(hand)
        _back_and_forth(hand)
    finally:
        hand.studio.close()


def _do(hand: Hand, act: Act) -> None:
    hand.words = f"{act.__name__}, after {hand.at} steps"
    before, after = hand.at, hand.model.copy()
    act(hand, after)
    hand.check(after)
    if hand.at > before:
        hand.done.add(act.__name__)


def _back_and_forth(hand: Hand) -> None:
    made = len(hand.states) - 1
    _start_again(hand, is_crash=False)
    hand.go_to(0)
    assert hand.studio.document.planes.equals_stack(hand.stack)
    _start_again(hand, is_crash=False)
    hand.go_to(made)
    _start_again(hand, is_crash=True)


def _shuffled(hand: Hand) -> Iterator[Act]:
    """All acts in some order, then all in another one, without end."""
    while True:
        yield from [ACTS[place] for place in hand.random.permutation(len(ACTS))]


def _between(hand: Hand) -> None:
    """What may come between any two acts."""
    match hand.whole(0, 19):
        case 0 | 1:
            hand.go_to(max(0, hand.at - hand.whole(1, 3)))
        case 2:
            hand.go_to(min(len(hand.states) - 1, hand.at + hand.whole(1, 3)))
        case 3:
            hand.studio.save()
        case 4:
            _start_again(hand, is_crash=hand.maybe())


def _start_again(hand: Hand, *, is_crash: bool) -> None:
    """All is there again: the mask, what is known of the instances, and the whole history."""
    states, stack = hand.studio.document.instances, hand.studio.document.undo_stack
    held = stack.count(), stack.index()
    (hand.studio.crash if is_crash else hand.studio.restart)()
    assert hand.studio.document.instances == states
    assert hand.studio.document.planes.equals_stack(hand.model.stack())
    stack = hand.studio.document.undo_stack
    assert (stack.count(), stack.index()) == held == (len(hand.states) - 1, hand.at)


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.sampled_from([(1, 1), (1, 300), (300, 1), (7, 5), (2, 2), (13, 24)]),
    count=st.integers(1, 20),
)
def test_small_masks_are_those_of_the_model(
    tmp_path_factory: pytest.TempPathFactory, seed: int, shape: tuple[int, int], count: int
) -> None:
    root = tmp_path_factory.mktemp("studio") / "set"
    hand = Hand(seed, shape, count)
    edit(hand, root, itertools.islice(_shuffled(hand), 25))


@pytest.mark.parametrize(
    ("seed", "shape", "count", "acts"),
    [
        (1, (64, 64), 1, 60),
        (2, (64, 64), 7, 60),
        (3, (64, 64), 20, 60),
        (4, (200, 300), 4, 60),
        (5, (200, 300), 20, 40),
        (6, (1000, 1000), 2, 30),
        (7, (1000, 1000), 20, 15),
    ],
)
def test_large_masks_are_those_of_the_model(
    tmp_path: Path, seed: int, shape: tuple[int, int], count: int, acts: int
) -> None:
    hand = Hand(seed, shape, count)
    edit(hand, tmp_path / "set", itertools.islice(_shuffled(hand), acts))


def test_each_act_changes_the_mask_sooner_or_later(tmp_path: Path) -> None:
    hand, all_of_them = Hand(5, (64, 64), 5), {act.__name__ for act in STEPS}
    # What has not, as it was on full or empty instances, is tried again more often than the rest.
    acts = (
        act
        for act in itertools.islice(_shuffled(hand), 60 * len(ACTS))
        if act.__name__ not in hand.done or hand.maybe(0.2)
    )
    edit(hand, tmp_path / "set", itertools.takewhile(lambda _act: hand.done != all_of_them, acts))
    assert hand.done == all_of_them
