"""What the files of a data set tell, read from real and from broken ones."""

import csv
import json
import threading
from pathlib import Path

import numpy as np
import pytest

from forgery_viewer.core.dataset import FORGED, Index, RecordKey, list_dataset, read_details, scan
from tests.core.building import noise, stack_of, write_array, write_case, write_image

#: Written from a colour image as 16-bit grey: the table of truth tells the mode it had before.
MODE_OF_OTHER_FILE = {"46279"}


def truth(root: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (root / "truth.csv").open(newline="") as file:
        return {(row["split"], row["case_id"]): row for row in csv.DictReader(file)}


def assert_true(index: Index, root: Path, skipped: frozenset[str] = frozenset()) -> int:
    """Compare every forged row with the table of truth; gives how many there were."""
    rows: list[int] = np.flatnonzero(index.column("label") == FORGED).tolist()
    compared = 0
    true = truth(root)
    assert {(index.key(row).split, index.key(row).case_id) for row in rows} == set(true)
    for row in rows:
        record = index.record(row)
        expected = true[record.key.split, record.key.case_id]
        if record.key.split == "train" and record.key.case_id in skipped:
            continue
        assert record.problem == ""
        assert record.coverage_pct is not None
        printed = len(expected["coverage_pct"].partition(".")[2])
        assert (record.height, record.width, record.instances, record.area_px) == tuple(
            int(expected[name]) for name in ("height", "width", "instances", "area_px")
        )
        # No two instances of the sample touch: the regions of the union are those of the instances.
        assert record.regions == int(expected["components"])
        assert round(record.coverage_pct, printed) == float(expected["coverage_pct"])
        assert (record.partner is not None) == (expected["paired"] == "True")
        if record.key.case_id not in MODE_OF_OTHER_FILE:
            assert record.mode == expected["forged_mode"]
        if record.partner is not None:
            partner = index.record(index.row_of(record.partner))
            assert partner.mode == expected["authentic_mode"]
        compared += 1
    return compared


def test_every_figure_of_the_sample_data_set_is_true(shared_data: Path) -> None:
    root = shared_data / "recodai_mini"
    index = scan(root)
    assert assert_true(index, root) == 35
    assert (index.table["problem"] == "").all()
    assert (index.table["mask_note"] == "").all()
    assert index.findings == ()
    assert index.was_read.all()


def test_regions_and_kind_of_number_are_those_of_the_file(shared_data: Path) -> None:
    root = shared_data / "recodai_mini"
    groups = json.loads((root / "groups.json").read_text())
    index = scan(root)
    for name, instances in groups.items():
        split, case_id = name.split("/")
        record = index.record(index.row_of(RecordKey(split, FORGED, case_id)))
        assert record.regions == sum(1 + len(instance["copies"]) for instance in instances)
        assert record.mask_dtype == "uint8"
    authentic = index.column("label") == "authentic"
    assert (index.column("regions")[authentic] == -1).all()
    assert (index.column("mask_dtype")[authentic] == "").all()


def test_the_kind_of_number_is_that_of_the_file_not_of_what_it_is_read_as(
    shared_data: Path,
) -> None:
    index = scan(shared_data / "recodai_broken")
    dtype = {
        case_id: index.record(index.row_of(RecordKey("train", FORGED, case_id))).mask_dtype
        for case_id in ("38343", "35276", "33243")
    }
    assert dtype == {"38343": "bool", "35276": "uint8", "33243": None}


def test_every_defect_is_told_and_nothing_else_suffers(shared_data: Path) -> None:
    root = shared_data / "recodai_broken"
    defects: dict[str, str] = json.loads((root / "broken.json").read_text())
    readable = {case_id for case_id, text in defects.items() if "(readable)" in text}
    broken = defects.keys() - readable
    index = scan(root)
    assert assert_true(index, root, frozenset(broken)) == 16
    for case_id in broken - {"99999"}:
        problem = index.record(index.row_of(RecordKey("train", "forged", case_id))).problem
        assert f"{case_id}." in problem, defects[case_id]
    for row in range(len(index)):
        record = index.record(row)
        if record.problem:
            assert record.key.case_id in broken
            assert record.key.label == FORGED or "differs" in defects[record.key.case_id]
    (orphan,) = index.findings
    assert orphan.path.name == "99999.npy"


@pytest.mark.parametrize(
    ("case_id", "words"),
    [
        ("8702", "missing"),
        ("9481", "transposed"),
        ("9621", "mask is 419 x 330, image is 424 x 337"),
        ("23989", "mask is empty"),
        ("26096", "no channels"),
        ("28847", "cut off"),
        ("31554", "pickle"),
        ("32446", "empty file"),
        ("33243", "NaN"),
        ("39088", "cut off"),
        ("40421", "not an image"),
        ("43087", "is 499 x 335, its authentic partner 499 x 326"),
    ],
)
def test_each_defect_is_named_for_what_it_is(shared_data: Path, case_id: str, words: str) -> None:
    index = list_dataset(shared_data / "recodai_broken")
    row = index.row_of(RecordKey("train", "forged", case_id))
    pair = [row, row - 1]
    assert words in index.with_details(read_details(index, pair)).record(row).problem


def test_odd_forms_that_are_read_are_noted_and_no_problem(shared_data: Path) -> None:
    index = scan(shared_data / "recodai_broken")
    notes = {
        case_id: index.record(index.row_of(RecordKey("train", "forged", case_id))).mask_note
        for case_id in ("35276", "35600", "38343", "46279")
    }
    assert notes == {
        "35276": "0/255, read as 0/1",
        "35600": "2-D, read as one instance",
        "38343": "channels last, bool",
        "46279": "",
    }


def test_broken_files_leave_standard_error_alone(
    shared_data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    scan(shared_data / "recodai_broken")
    assert capfd.readouterr().err == ""


def test_an_empty_instance_among_others_is_told(tmp_path: Path) -> None:
    box = (slice(0, 2), slice(0, 2))
    none = (slice(0, 0), slice(0, 0))
    write_case(tmp_path, "1", mask=stack_of(20, 30, box, none))
    write_case(tmp_path, "2", mask=stack_of(20, 30, none, box, none))
    index = scan(tmp_path)
    problems = index.table["problem"].tolist()
    assert problems[1] == "train_masks/1.npy: instance 2 is empty"
    assert problems[3] == "train_masks/2.npy: instances 1, 3 are empty"
    assert index.record(3).instances == 3


def test_a_file_that_goes_away_after_listing_is_told(tmp_path: Path) -> None:
    write_case(tmp_path, "1")
    write_case(tmp_path, "2")
    index = list_dataset(tmp_path)
    (tmp_path / "train_images/forged/1.png").unlink()
    (tmp_path / "train_masks/2.npy").unlink()
    problems = index.with_details(read_details(index, range(4))).table["problem"].tolist()
    assert problems == ["", "forged/1.png: is missing", "", "train_masks/2.npy: is missing"]


def test_reading_stops_between_rows_when_asked(tmp_path: Path) -> None:
    for case_id in range(5):
        write_case(tmp_path, str(case_id))
    index = list_dataset(tmp_path)
    asked = iter([False, False, True])
    details = read_details(index, [4, 3, 2, 1], lambda: next(asked))
    assert details.rows.tolist() == [4, 3]
    assert np.flatnonzero(index.with_details(details).was_read).tolist() == [3, 4]
    nothing = read_details(index, [1], lambda: True)
    assert index.with_details(nothing).table.equals(index.table)


@pytest.fixture
def hundred(tmp_path: Path) -> Path:
    """A data set of 100 tiny images."""
    source = write_image(tmp_path / "test_images/0.png", noise(4, 5))
    for number in range(1, 100):
        (source.parent / f"{number}.png").write_bytes(source.read_bytes())
    return tmp_path


def test_scanning_reports_progress_to_the_end_from_the_calling_thread(hundred: Path) -> None:
    seen = list[tuple[int, int, bool]]()
    caller = threading.current_thread()

    def progress(done: int, total: int) -> None:
        seen.append((done, total, threading.current_thread() is caller))

    assert scan(hundred, progress).was_read.all()
    assert seen == sorted(seen)
    assert seen[-1] == (100, 100, True)


def test_a_scan_that_is_stopped_knows_what_it_read(hundred: Path) -> None:
    asked = iter([False])
    index = scan(hundred, cancelled=lambda: next(asked, True))
    assert len(index) == 100
    read = index.was_read
    assert 0 < read.sum() <= 100
    assert (index.column("height")[read] == 4).all()
    assert (index.column("height")[~read] == -1).all()


def test_a_callback_that_raises_ends_the_scan_and_its_threads(hundred: Path) -> None:
    def progress(done: int, total: int) -> None:
        raise RuntimeError("the window is gone")

    with pytest.raises(RuntimeError, match="window"):
        scan(hundred, progress)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("scan")]


def test_several_threads_can_read_at_once(hundred: Path) -> None:
    index = list_dataset(hundred)
    parts = [read_details(index, [])] * 4

    def read(place: int) -> None:
        parts[place] = read_details(index, range(place, 100, 4))

    threads = [threading.Thread(target=read, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for part in parts:
        index = index.with_details(part)
    assert index.was_read.all()


def test_masks_too_large_for_the_memory_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_case(tmp_path, "1", authentic=False)

    def too_much(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(np, "packbits", too_much)
    index = list_dataset(tmp_path)
    record = index.with_details(read_details(index, [0])).record(0)
    assert record.problem == "train_masks/1.npy: needs more memory than there is"
    assert record.height == 20


def test_the_mask_of_an_unlabelled_image_is_read(tmp_path: Path) -> None:
    write_image(tmp_path / "test_images/1.png", noise(10, 10))
    write_array(tmp_path / "test_masks/1.npy", stack_of(10, 10, (slice(0, 5), slice(0, 2))))
    assert scan(tmp_path).record(0).coverage_pct == 10.0
