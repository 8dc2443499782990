"""Results of predictors come back from the disk as they were kept, or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forgery_viewer.core.errors import WorkspaceError
from forgery_viewer.core.prediction import Prediction, RegionPair
from forgery_viewer.core.prediction_store import PredictionStore, image_digest, rounded
from forgery_viewer.core.twins.transform import Transform
from forgery_viewer.core.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "set"
    (root / "train_images").mkdir(parents=True)
    return Workspace.open(root)


@st.composite
def predictions(draw: st.DrawFn) -> Prediction:
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    probability = random.random((height, width), np.float32) if draw(st.booleans()) else None
    instances = None
    if draw(st.booleans()):
        count = draw(st.integers(0, 3))
        instances = random.integers(0, 2, (count, height, width)).astype(np.uint8)
    matrix = random.normal(size=(2, 3))
    pair = RegionPair(Transform.of_matrix(matrix), (0, 0, 1, 1), (1, 2, 3, 4), 0.9, 12, 0)
    pairs = (pair,) if draw(st.booleans()) else ()
    score = draw(st.none() | st.floats(0, 1))
    return Prediction(probability, instances, score, pairs, tuple(draw(st.lists(st.text()))))


def assert_same(one: Prediction | None, other: Prediction) -> None:
    assert one is not None
    for mine, theirs in (
        (one.probability, other.probability),
        (one.instances, other.instances),
    ):
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            np.testing.assert_array_equal(mine, theirs)
            assert mine.dtype == theirs.dtype
    assert (one.image_score, one.pairs, one.notes) == (
        other.image_score,
        other.pairs,
        other.notes,
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(predictions())
def test_a_result_comes_back_as_it_is_shown(workspace: Workspace, found: Prediction) -> None:
    store = PredictionStore(workspace)
    store.save("net 1", "abc", found)
    assert store.has("net 1", "abc")
    assert_same(PredictionStore(workspace).load("net 1", "abc"), rounded(found))
    assert store.load("net 2", "abc") is None
    assert store.load("net 1", "abd") is None


def test_what_is_damaged_counts_as_never_made(workspace: Workspace) -> None:
    store = PredictionStore(workspace)
    store.save("net", "a", Prediction(np.ones((20, 20), np.float32)))
    file = next(store.root.glob("*/*.npz"))
    whole = file.read_bytes()
    for damage in (b"", whole[:50], whole[:-30], b"\x80\x04." * 9, whole.replace(b"map", b"mop")):
        file.write_bytes(damage)
        assert store.load("net", "a") is None
    for place in range(0, len(whole), 7):
        flipped = bytearray(whole)
        flipped[place] ^= 0x41
        file.write_bytes(bytes(flipped))
        found = store.load("net", "a")
        assert found is None or isinstance(found, Prediction)


def test_what_was_not_used_for_longest_goes_first(workspace: Workspace) -> None:
    import os

    random = np.random.default_rng(1)
    found = Prediction(random.random((60, 60), np.float32))
    store = PredictionStore(workspace, limit_bytes=10**9)
    for number in range(8):
        store.save("net", f"{number}", found)
    files = {path.stem: path for path in store.root.glob("*/*.npz")}
    for number in range(8):
        os.utime(files[str(number)], (1000 + number, 1000 + number))
    assert store.load("net", "0") is not None, "using one makes it new"
    size = files["0"].stat().st_size
    small = PredictionStore(workspace, limit_bytes=5 * size)
    small.save("net", "8", found)
    left = {path.stem for path in store.root.glob("*/*.npz")}
    assert {"0", "8"} <= left
    assert len(left) <= 4
    assert "1" not in left


def test_a_folder_that_cannot_be_written_is_named(workspace: Workspace) -> None:
    store = PredictionStore(workspace)
    store.root.write_bytes(b"in the way")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        store.save("net", "a", Prediction(np.ones((2, 2), np.float32)))
    assert store.load("net", "a") is None


def test_the_digest_is_of_the_content(tmp_path: Path) -> None:
    one, same, other = (tmp_path / name for name in "abc")
    one.write_bytes(b"x" * 1000)
    same.write_bytes(b"x" * 1000)
    other.write_bytes(b"x" * 999 + b"y")
    assert image_digest(one) == image_digest(same) != image_digest(other)
