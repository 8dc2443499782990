"""What a journal has taken in comes back exactly, whatever happens to the end of its file."""

from __future__ import annotations

import copy
import errno
import os
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgery_viewer.core import atomic, journal
from forgery_viewer.core.edits import Edit, pack_edit
from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.history import History, lighten, read_history
from forgery_viewer.core.instance_state import InstanceState, Treatment
from forgery_viewer.core.journal import (
    Event,
    Journal,
    JournalLostError,
    Made,
    Moved,
    Saved,
    Saving,
    Stood,
    Treated,
)
from forgery_viewer.core.journal_entries import NOWHERE, Base, Kind, Stand, entry_of
from forgery_viewer.core.journal_format import HEADER, HEADER_SUM, Entry, packed, read_last, scan
from forgery_viewer.core.packed_masks import PackedMask, mask_digest
from forgery_viewer.core.planes import BitPlanes
from forgery_viewer.core.step_codec import decode_step, encode_step
from forgery_viewer.core.steps import Flip, Step, backwards, make_change, without_pixels
from tests.core.masks_at_random import Stack, stacks
from tests.core.steps_at_random import step_at_random


def base_of(stack: Stack, *, is_saved: bool = True) -> Base:
    mask = PackedMask.of(stack)
    states = tuple(InstanceState(number) for number in range(len(stack)))
    return Base(mask, states, is_saved, "data set", "", 1e9)


class Model:
    """A history in plain words: every mask that it went through, kept whole."""

    def __init__(self, stack: Stack) -> None:
        self.states = [InstanceState(number) for number in range(len(stack))]
        self.planes = BitPlanes.from_stack(stack)
        self.masks = [stack]
        self.steps: list[Step] = []
        self.index, self.clean, self.saved = 0, 0, ""

    def act(self, data: st.DataObject) -> list[Event]:
        """Do something at random, and say what it was."""
        match data.draw(st.sampled_from(["make", "make", "go", "save", "stand", "treat"])):
            case "make":
                return [self._make(step_at_random(data, self.planes, self.states))]
            case "go":
                return [self._go(data.draw(st.integers(0, len(self.steps))))]
            case "save":
                self.clean, self.saved = self.index, mask_digest(self.planes)
                return [Saving(self.saved), Saved(self.saved, self.index)]
            case "treat":
                return [self._treat(data)]
        return [Stood(self.planes.copy())]

    def _treat(self, data: st.DataObject) -> Event:
        hidden, locked = (
            tuple(k for k in range(len(self.states)) if data.draw(st.booleans())) for _ in range(2)
        )
        for number, state in enumerate(self.states):
            self.states[number] = replace(state, hidden=number in hidden, locked=number in locked)
        return Treated(Treatment(hidden, locked))

    def _make(self, step: Step) -> Event:
        made = Made(self.index, step)
        del self.steps[self.index :], self.masks[self.index + 1 :]
        self.clean = self.clean if self.clean <= self.index else NOWHERE
        self.steps.append(step)
        self.masks.append(self.planes.to_stack())
        self.index += 1
        return made

    def _go(self, index: int) -> Event:
        while self.index != index:
            forwards = self.index < index
            step = self.steps[self.index if forwards else self.index - 1]
            for change in step.changes if forwards else backwards(step.changes):
                make_change(change, self.planes, self.states)
            self.index += 1 if forwards else -1
        return Moved(index)

    def check(self, history: History) -> None:
        assert history.problem == ""
        assert history.steps == self.steps
        assert [step.made_at for step in history.steps] == [step.made_at for step in self.steps]
        assert (history.index, history.clean) == (self.index, self.clean)
        assert history.saved == self.saved
        assert history.states == self.states
        np.testing.assert_array_equal(history.planes.to_stack(), self.masks[self.index])
        planes, states = history.planes.copy(), list(history.states)
        for number in reversed(range(history.index)):
            for change in backwards(history.steps[number].changes):
                make_change(change, planes, states)
            np.testing.assert_array_equal(planes.to_stack(), self.masks[number])


def read(file: Path, budget_bytes: int = 1 << 30) -> History:
    return read_history(file, file.read_bytes(), budget_bytes)


@given(stacks(most=20), st.data())
def test_what_happened_to_a_mask_comes_back(
    tmp_path_factory: pytest.TempPathFactory, stack: Stack, data: st.DataObject
) -> None:
    file = tmp_path_factory.mktemp("journal") / "1.journal"
    model, written = Model(stack), Journal(file, base_of(stack))
    for _ in range(data.draw(st.integers(1, 6))):
        events = [event for _ in range(data.draw(st.integers(1, 3))) for event in model.act(data)]
        written.write(events)
        after = data.draw(st.sampled_from(["go on", "open again", "compact"]))
        if after == "compact":
            written.compact()
        history = read(file)
        model.check(history)
        last = read_last(file)
        assert last is not None
        assert written.stand == history.stand == Stand(model.index, model.clean, len(model.steps))
        for number, step in enumerate(model.steps):
            assert written.step(number) == step
        if after == "open again":
            written = Journal.resumed(history)


@given(stacks(fewest=1, most=9), st.data())
def test_a_step_comes_back_with_all_that_it_has(stack: Stack, data: st.DataObject) -> None:
    planes = BitPlanes.from_stack(stack)
    states = [InstanceState(number) for number in range(len(stack))]
    step = step_at_random(data, planes, states)
    again = decode_step(encode_step(step), planes.height, planes.width)
    assert (again, again.made_at) == (step, step.made_at)
    assert [edit.added_px for edit in again.edits] == [edit.added_px for edit in step.edits]
    if step.edits:
        light = without_pixels(step)
        assert light.is_light
        assert (light.text, light.box, light.size_bytes) == (step.text, step.box, 0)
        with pytest.raises(ValueError, match="not at hand"):
            encode_step(light)


# Damage -----------------------------------------------------------------------------------


def flip(number: int, row: int) -> Step:
    pixels = np.zeros((8, 9), np.bool_)
    pixels[row, 1:8] = True
    edit = pack_edit(number, pixels)
    assert edit is not None
    return Step(f"Row {row}", "brush", (Flip(edit),))


STACK = np.zeros((2, 8, 9), np.uint8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A journal of six steps, of which each makes one more row of the first instance."""
    path = tmp_path / "train" / "forged" / "7.journal"
    written = Journal(path, base_of(STACK))
    for row in range(6):
        written.write([Made(row, flip(0, row))])
    return path


def assert_begins_like_it(history: History, steps: int) -> None:
    assert history.index == len(history.steps) == steps
    expected = STACK.copy()
    expected[0, :steps, 1:8] = 1
    np.testing.assert_array_equal(history.planes.to_stack(), expected)


def ends(data: bytes) -> list[int]:
    return [found.place.end for found in scan(data).entries]


def test_a_file_cut_off_anywhere_has_all_that_was_whole(file: Path) -> None:
    data = file.read_bytes()
    whole = ends(data)
    for length in range(len(data)):
        part = data[:length]
        if length < whole[0]:
            with pytest.raises(WorkspaceError, match=r"forged/7\.journal: is"):
                read_history(file, part)
            continue
        history = read_history(file, part)
        assert_begins_like_it(history, sum(end <= length for end in whole[1:]))
        cut = length not in whole
        assert ("an entry is cut off" in history.problem) is cut


def test_a_flipped_byte_costs_what_follows_it_and_is_told(file: Path) -> None:
    data = file.read_bytes()
    whole = ends(data)
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 0x10
        if place < whole[0]:
            with pytest.raises(WorkspaceError):
                read_history(file, bytes(damaged))
            continue
        history = read_history(file, bytes(damaged))
        steps = sum(end <= place for end in whole[1:])
        assert_begins_like_it(history, steps)
        assert f"damaged from byte {whole[steps]:,}" in history.problem


def test_an_entry_that_is_missing_doubled_or_of_before_is_not_believed(file: Path) -> None:
    data = file.read_bytes()
    whole = [len(HEADER), *ends(data)]
    third = data[whole[3] : whole[4]]
    for changed in (
        data[: whole[3]] + data[whole[4] :],
        data[: whole[4]] + third + data[whole[4] :],
        data[: whole[2]] + third + data[whole[2] : whole[3]] + data[whole[4] :],
    ):
        assert read_history(file, changed).problem


def test_going_on_after_damage_keeps_the_rest_beside_it(file: Path) -> None:
    data = file.read_bytes()
    whole = ends(data)
    file.write_bytes(data[: whole[4] + 3] + b"?" + data[whole[4] + 4 :])
    again = Journal.resumed(read(file))
    assert file.stat().st_size == len(data), "reading it changes nothing"
    again.write([Made(4, flip(1, 7))])
    history = read(file)
    assert history.problem == ""
    assert [step.text for step in history.steps] == ["Row 0", "Row 1", "Row 2", "Row 3", "Row 7"]
    (rest,) = file.parent.glob("7.*.journal-damaged")
    assert file.read_bytes()[: whole[4]] + rest.read_bytes() == (
        data[: whole[4] + 3] + b"?" + data[whole[4] + 4 :]
    )


def test_a_journal_that_cannot_be_read_is_kept_when_another_is_begun(file: Path) -> None:
    file.write_bytes(b"something else")
    for row in range(2):
        written = Journal(file, base_of(STACK))
        written.write([Made(0, flip(0, row))])
    kept = sorted(path.read_bytes()[:9] for path in file.parent.glob("7.*.journal-aside"))
    assert kept == [b"something", HEADER[:9]]
    assert [step.text for step in read(file).steps] == ["Row 1"]


def test_a_newer_form_is_not_taken_for_damage(file: Path) -> None:
    data = file.read_bytes()
    with pytest.raises(WorkspaceError, match="newer version"):
        read_history(file, data[:8] + b"\x02" + data[9:])


# Files made to do harm --------------------------------------------------------------------


def sealed(entries: Sequence[Entry]) -> bytes:
    return HEADER + packed(entries, HEADER_SUM)[0]


def test_pixels_that_would_unpack_to_gigabytes_do_not(file: Path) -> None:
    bomb = zlib.compress(bytes(1 << 26), 9)
    step = Step("Bomb", "brush", (Flip(Edit(0, (0, 0, 8, 9), 72, bomb)),))
    entries = [base_of(STACK).entry(), entry_of(Kind.STEP, Stand(1, 0, 1), encode_step(step))]
    history = read_history(file, sealed(entries))
    assert_begins_like_it(history, 0)
    assert "packed pixels are not the 9 bytes of their box" in history.problem


@pytest.mark.parametrize(
    "edit",
    [
        Edit(0, (0, 0, 9, 9), 7, b"x"),
        Edit(0, (0, 0, 8, 1 << 40), 7, b"x"),
        Edit(0, (-1, 0, 8, 9), 7, b"x"),
        Edit(0, (3, 0, 3, 9), 7, b"x"),
        Edit(0, (0, 0, 8, 9), 73, b"x"),
        Edit(2, (0, 0, 8, 9), 7, b"x"),
        Edit(-1, (0, 0, 8, 9), 7, b"x"),
        Edit(64, (0, 0, 8, 9), 7, b"x"),
    ],
)
def test_a_step_beside_the_mask_is_refused(file: Path, edit: Edit) -> None:
    body = encode_step(Step("Harm", "brush", (Flip(edit),)))
    entries = [
        base_of(STACK).entry(),
        entry_of(Kind.STEP, Stand(1, 0, 1), encode_step(flip(0, 0))),
        entry_of(Kind.STEP, Stand(2, 0, 2), body),
    ]
    history = read_history(file, sealed(entries))
    assert_begins_like_it(history, 1)
    assert "is damaged from byte" in history.problem


@given(st.binary(max_size=64), st.integers(0, 9))
def test_no_entry_makes_reading_fail_in_another_way(body: bytes, kind: int) -> None:
    entries = [
        base_of(STACK).entry(),
        entry_of(Kind.STEP, Stand(1, 0, 1), encode_step(flip(0, 0))),
        Entry(kind, body),
    ]
    assert read_history(Path("7.journal"), sealed(entries)).index in {0, 1}


# Writing ----------------------------------------------------------------------------------


def refuse(*_args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_and_the_same_events_are_written_later(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Journal.resumed(read(file))
    before = file.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        for _ in range(2):
            with pytest.raises(WorkspaceError, match=r"7\.journal: cannot be written: no space"):
                written.write([Made(6, flip(0, 6)), Moved(2)])
            assert file.read_bytes() == before
    written.write([Made(6, flip(0, 6)), Moved(2)])
    history = read(file)
    assert (history.index, len(history.steps), history.problem) == (2, 7, "")


def test_a_journal_is_begun_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "8.journal"
    written = Journal(path, base_of(STACK))
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        with pytest.raises(WorkspaceError):
            written.write([Made(0, flip(0, 0))])
    assert list(tmp_path.iterdir()) == []
    written.write([Made(0, flip(0, 0))])
    assert_begins_like_it(read(path), 1)


def test_a_drive_that_comes_back_is_written_on(file: Path) -> None:
    written = Journal.resumed(read(file))
    away = file.parent.parent.with_name("away")
    file.parent.parent.rename(away)
    with pytest.raises(WorkspaceError, match="no such file") as failed:
        written.write([Made(6, flip(0, 6))])
    assert not isinstance(failed.value, JournalLostError)
    away.rename(file.parent.parent)
    written.write([Made(6, flip(0, 6))])
    assert_begins_like_it(read(file), 7)


@pytest.mark.parametrize("how", ["removed", "shortened"])
def test_a_journal_that_somebody_took_away_is_told(file: Path, how: str) -> None:
    written = Journal.resumed(read(file))
    if how == "removed":
        file.unlink()
    else:
        os.truncate(file, 40)
    with pytest.raises(JournalLostError, match="not there any more"):
        written.write([Moved(1)])


def test_steps_that_were_replaced_are_dropped_once_they_weigh_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SPARE_BYTES", 2_000)
    path = tmp_path / "9.journal"
    written, again = Journal(path, base_of(STACK)), []
    for turn in range(200):
        written.write([Made(0, flip(0, turn % 8)), Made(1, flip(1, 7))])
        if written.is_bloated:
            written.compact()
            again.append(turn)
            assert written.size_bytes == path.stat().st_size
        written.write([Moved(0)])
    assert 3 < len(again) < 40
    assert path.stat().st_size < 6_000
    history = read(path)
    assert [step.text for step in history.steps] == ["Row 7", "Row 7"]
    assert (history.index, history.clean) == (0, 0)
    np.testing.assert_array_equal(history.planes.to_stack(), STACK)


def test_a_failed_rewriting_leaves_the_journal_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Journal.resumed(read(file))
    before = file.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(atomic, "write_bytes", refuse)
        with pytest.raises(WorkspaceError, match="no space"):
            written.compact()
    assert file.read_bytes() == before
    written.write([Made(6, flip(0, 6))])
    assert_begins_like_it(read(file), 7)


# Saving -----------------------------------------------------------------------------------


def test_a_save_that_the_end_of_the_program_cut_short_is_known_by_its_mask(file: Path) -> None:
    written = Journal.resumed(read(file))
    written.write([Saving("the mask after six"), Made(6, flip(0, 6))])
    for correction, clean in (("", 0), ("the mask after six", 6)):
        history = read(file)
        assert history.fits(correction)
        assert history.clean == clean
    assert not read(file).fits("another mask")
    written.write([Moved(3), Made(3, flip(1, 3))])
    history = read(file)
    assert history.fits("the mask after six")
    assert history.clean == NOWHERE, "the saved mask is in the history no more"
    written.write([Saved("the mask after six", 4)])
    history = read(file)
    assert not history.fits("")
    assert history.fits("the mask after six")
    assert history.clean == 4


# Memory -----------------------------------------------------------------------------------


def test_the_steps_near_where_it_stands_keep_their_pixels(file: Path) -> None:
    written = Journal.resumed(read(file))
    written.write([Moved(2)])
    size = flip(0, 0).size_bytes
    history = read(file, budget_bytes=3 * size + 1)
    assert [step.is_light for step in history.steps] == [True, False, False, False, True, True] or [
        step.is_light for step in history.steps
    ] == [False, False, False, True, True, True]
    assert history.size_bytes <= 3 * size + 1
    expected = STACK.copy()
    expected[0, :2, 1:8] = 1
    np.testing.assert_array_equal(history.planes.to_stack(), expected)
    steps = copy.copy(history.steps)
    assert lighten(steps, 2, 3 * size + 1) == []
    for number in range(6):
        assert written.step(number) == flip(0, number)


def test_a_step_that_is_not_there_any_more_is_told(file: Path) -> None:
    written = Journal.resumed(read(file))
    damaged = bytearray(file.read_bytes())
    damaged[ends(bytes(damaged))[2] + 30] ^= 1
    file.write_bytes(damaged)
    assert written.step(1) == flip(0, 1)
    with pytest.raises(WorkspaceError, match="a step cannot be undone: it is damaged"):
        written.step(2)
    file.unlink()
    with pytest.raises(WorkspaceError, match="no such file"):
        written.step(1)


def test_reading_a_long_history_begins_at_the_last_whole_mask(file: Path) -> None:
    written = Journal.resumed(read(file))
    history = read(file)
    written.write([Stood(history.planes), Moved(5)])
    # The steps that are on that mask already are not made once more.
    data = file.read_bytes()
    entries = [found.entry for found in scan(data).entries]
    entries[1] = entry_of(Kind.STEP, Stand(1, 0, 1), encode_step(flip(1, 7)))
    assert_same_mask(read_history(file, sealed(entries)), 5)


def assert_same_mask(history: History, rows: int) -> None:
    expected = STACK.copy()
    expected[0, :rows, 1:8] = 1
    np.testing.assert_array_equal(history.planes.to_stack(), expected)
