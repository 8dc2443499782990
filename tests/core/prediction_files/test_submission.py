"""Submissions are read row by row, and what is wrong with them is told by file, line and case."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import Index
from forgery_viewer.core.prediction import PredictionError
from forgery_viewer.core.prediction_files.submission import SubmissionPredictions
from forgery_viewer.core.run_lengths import encode, write_annotation
from forgery_viewer.core.sparse_masks import SparseMask
from tests.core.prediction_files.conftest import SIZE, key

ANSWER = '"[3, 3, 8, 2];[41, 5]"'


def submission(tmp_path: Path, index: Index, text: str | bytes) -> SubmissionPredictions:
    path = tmp_path / "submission.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return SubmissionPredictions(path, index)


def codes(found: SubmissionPredictions, name: str) -> list[list[int]]:
    mask = found.read(key(name), *SIZE).mask
    assert mask is not None
    return encode(mask)


def test_rows_of_all_kinds(tmp_path: Path, index: Index) -> None:
    found = submission(
        tmp_path,
        index,
        f"case_id,annotation\n1,{ANSWER}\nauthentic/1,authentic\nsupplemental/2,authentic\n45,authentic\n",
    )
    assert found.keys == tuple(
        map(key, ("train/authentic/1", "train/forged/1", "supplemental/forged/2",
                  "test/unlabelled/45"))
    )  # fmt: skip
    assert codes(found, "train/forged/1") == [[3, 3, 8, 2], [41, 5]]
    assert codes(found, "train/authentic/1") == []
    assert found.messages == ()
    with pytest.raises(KeyError):
        found.read(key("train/forged/3"), *SIZE)


def test_columns_name_the_label_and_the_split(tmp_path: Path, index: Index) -> None:
    text = (
        "\ufeffLabel,case_id,score,annotation,split\r\n"
        "authentic,1,0.1,authentic,train\r\n"
        f',2,0.2,{ANSWER},supplemental\r\nforged,1,0.3,"[1, 2]",\r\n\r\n'
    )
    found = submission(tmp_path, index, text)
    assert codes(found, "train/authentic/1") == []
    assert codes(found, "supplemental/forged/2") == [[3, 3, 8, 2], [41, 5]]
    assert codes(found, "train/forged/1") == [[1, 2]]
    assert found.messages == ()


@pytest.mark.parametrize(
    ("header", "row"),
    [("case_id,annotation", "1,[1, 3, 9, 2]"), ("case_id,annotation,label", "1,[1, 3],forged")],
)
def test_a_code_whose_commas_part_the_row_is_told(
    tmp_path: Path, index: Index, header: str, row: str
) -> None:
    found = submission(tmp_path, index, f'{header}\n{row}\n3,"[1, 3]",forged\n')
    reason = "line 2 has a code without quotation marks around it, which its commas need"
    assert found.messages == (f"{tmp_path.name}/submission.csv: 1 row not used: {reason}",)
    assert codes(found, "train/forged/3") == [[1, 3]]


def test_what_is_odd_is_told_once_with_line_and_case(tmp_path: Path, index: Index) -> None:
    found = submission(
        tmp_path,
        index,
        f"case_id,annotation,label\n1,{ANSWER},\n77,authentic,\n1,authentic,forged\n2,authentic,\n"
        "3\n,authentic,\n3,authentic,fake\n3,authentic,forged\n",
    )
    name = f"{tmp_path.name}/submission.csv"
    broken = "line 6 has 1 column, not 3, line 7 names no case, line 8 has the label 'fake', none "
    several = "1 case with a case id in several splits, taken for the first of them"
    assert found.messages == (
        f"{name}: 3 rows not used: {broken}of authentic, forged, unlabelled",
        f"{name}: 1 row of no image of the data set, not used: 77 (line 3)",
        f"{name}: 1 row of a case that is there twice, not used: forged/1 (line 4) after line 2",
        f"{name}: {several}: 2 (line 5), of train or supplemental",
    )
    assert found.keys == tuple(map(key, ("train/forged/1", "train/forged/2", "train/forged/3")))
    assert codes(found, "train/forged/1") == [[3, 3, 8, 2], [41, 5]]


def test_many_unknown_rows_are_counted(tmp_path: Path, index: Index) -> None:
    rows = "".join(f"x{number},authentic\n" for number in range(1200))
    found = submission(tmp_path, index, f"case_id,annotation\n{rows}")
    assert found.messages[0].endswith("x4 (line 6) and 1,195 more")
    assert "1,200 rows of no image" in found.messages[0]


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ('"[1, 2, 3]"', "has an odd count of numbers, 3"),
        ('"[9, 1, 3, 1]"', "starts that do not ascend: 3 after 9"),
        ('"[1, 5, 3, 1]"', "has overlapping runs"),
        ('"[600, 2]"', "beyond the image: up to pixel 601"),
        ('"[1, 1];oh"', "the code of instance 2 is not a list"),
        ("", "nothing is there"),
    ],
)
def test_codes_that_are_refused(tmp_path: Path, index: Index, annotation: str, reason: str) -> None:
    found = submission(tmp_path, index, f"case_id,annotation\n2,authentic\n1,{annotation}\n")
    with pytest.raises(PredictionError) as raised:
        found.read(key("train/forged/1"), *SIZE)
    assert reason in str(raised.value)
    assert str(raised.value).startswith(
        f"{tmp_path.name}/submission.csv: line 3, case 1: the code of instance "
    )
    assert codes(found, "train/forged/2") == [], "the rest goes on"


def test_the_example_without_a_comma_is_read_and_told(tmp_path: Path, index: Index) -> None:
    found = submission(tmp_path, index, "case_id,annotation\n1,[123 4]\n")
    assert codes(found, "train/forged/1") == [[123, 4]]
    notes = found.read(key("train/forged/1"), *SIZE).notes
    assert notes == (
        "line 2, case 1: has numbers without commas between them, read as if with them",
    )


def test_an_empty_code_is_told(tmp_path: Path, index: Index) -> None:
    found = submission(tmp_path, index, 'case_id,annotation\n1,"[];[1, 2]"\n')
    assert codes(found, "train/forged/1") == [[], [1, 2]]
    assert found.read(key("train/forged/1"), *SIZE).notes == (
        "line 2, case 1: has an empty code for instance 1, which can match nothing",
    )


def test_a_row_over_several_lines(tmp_path: Path, index: Index) -> None:
    found = submission(
        tmp_path, index, 'case_id,annotation\n1,"[3, 3, 8, 2];\n[41, 5]"\n2,[1 2 3]\n'
    )
    assert codes(found, "train/forged/1") == [[3, 3, 8, 2], [41, 5]]
    with pytest.raises(PredictionError, match="line 4, case 2"):
        found.read(key("train/forged/2"), *SIZE)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is an empty file"),
        (b"id,mask\n1,authentic\n", "has no column case_id and no column annotation in its first"),
        (b"1,authentic\n", "has no column"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no CSV text in UTF-8"),
        (b"case_id,annotation\x00\n", "is no CSV text"),
        ("case_id,annotation\n".encode("utf-16"), "is no CSV text"),
        (b'case_id,annotation\n1,"[1, 2]\n2,authentic\n', "a quotation mark in line 2 that is not"),
    ],
)
def test_files_that_are_no_submission(
    tmp_path: Path, index: Index, data: bytes, reason: str
) -> None:
    with pytest.raises(PredictionError, match=r"submission\.csv") as raised:
        submission(tmp_path, index, data)
    assert reason in str(raised.value)


def test_a_file_without_rows(tmp_path: Path, index: Index) -> None:
    found = submission(tmp_path, index, "case_id,annotation\n")
    assert (found.keys, found.messages) == ((), (f"{tmp_path.name}/submission.csv: has no rows",))


def test_a_large_file_is_not_held_in_memory(tmp_path: Path, index: Index) -> None:
    height, width = 480, 320
    stack = (np.arange(height * width).reshape(1, height, width) % 3 == 0).astype(np.uint8)
    row = f'1,"{write_annotation(SparseMask.of_stack(stack))}"\n'.encode()
    with (tmp_path / "large.csv").open("wb") as file:
        file.write(b"case_id,annotation\n")
        for _ in range(80):
            file.write(row)
    tracemalloc.start()
    found = SubmissionPredictions(tmp_path / "large.csv", index)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 15 * len(row) < (tmp_path / "large.csv").stat().st_size / 5
    mask = found.read(key("train/forged/1"), height, width).mask
    assert mask is not None
    np.testing.assert_array_equal(mask.to_stack(), stack)


def test_a_file_that_changed_since_is_not_read_by_where_its_rows_were(
    tmp_path: Path, index: Index
) -> None:
    found = submission(tmp_path, index, 'case_id,annotation\n3,"[1, 3]"\n1,"[5, 2]"\n')
    found.path.write_text('case_id,annotation\n1,"[7, 12]"\n3,"[1, 3, 9, 4]"\n')
    with pytest.raises(PredictionError, match="has changed since it was opened"):
        found.read(key("train/forged/1"), *SIZE)
    found.path.unlink()
    with pytest.raises(PredictionError, match="cannot be read"):
        found.read(key("train/forged/1"), *SIZE)
