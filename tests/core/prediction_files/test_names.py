"""A name means one record, and every record has a name that means it."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.prediction_files.names import CaseName, CaseNames, name_of_file, read_name
from tests.core.prediction_files.conftest import key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "train/forged/1"),
        (" 1 ", "train/forged/1"),
        ("authentic/1", "train/authentic/1"),
        ("train/authentic/1", "train/authentic/1"),
        ("forged/1", "train/forged/1"),
        ("2", "train/forged/2"),
        ("supplemental/2", "supplemental/forged/2"),
        ("9", "supplemental/forged/9"),
        ("45", "test/unlabelled/45"),
        ("test/45", "test/unlabelled/45"),
    ],
)
def test_what_a_name_means(index: Index, text: str, expected: str) -> None:
    assert CaseNames(index).meaning(read_name(text)).key == key(expected)


@pytest.mark.parametrize("text", ["7", "authentic/3", "test/1", "other/1", "", "1/authentic"])
def test_names_of_nothing(index: Index, text: str) -> None:
    assert CaseNames(index).meaning(read_name(text)).key is None


def test_a_name_in_several_splits_says_so(index: Index) -> None:
    names = CaseNames(index)
    assert names.meaning(read_name("2")).others == (key("supplemental/forged/2"),)
    assert names.meaning(read_name("train/2")).others == ()
    assert names.meaning(read_name("1")).others == ()


def test_every_record_has_a_shortest_name(index: Index) -> None:
    names = CaseNames(index)
    keys = [index.key(row) for row in range(len(index))]
    found = {str(names.name_of(one)): one for one in keys}
    assert len(found) == len(keys)
    for text, one in found.items():
        assert names.meaning(read_name(text)).key == one
    assert {"1", "authentic/1", "supplemental/2", "9", "45"} <= set(found)


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("352.npy", "out", ("", "", "352")),
        ("train_masks/352.npy", "out", ("train", "", "352")),
        ("train/forged/352.npz", "out", ("train", "forged", "352")),
        ("authentic/352.png", "out", ("", "authentic", "352")),
        ("run 1/supplemental_maps/9.npz", "out", ("supplemental", "", "9")),
        ("352.npy", "train_masks", ("train", "", "352")),
        ("352.npy", "test", ("", "", "352")),
    ],
)
def test_names_of_files(path: str, folder: str, expected: tuple[str, str, str]) -> None:
    assert name_of_file(PurePath(path), folder) == CaseName(*expected)
