"""What a person reads of an error."""

import errno
import pickle
from pathlib import Path

from forgery_viewer.core.errors import ForgeryViewerError, MaskError, short_name, system_reason


def test_an_error_names_the_file_with_its_folder_and_what_is_wrong() -> None:
    error = MaskError(Path("/data/set/train_masks/352.npy"), "is an empty file")
    assert str(error) == "train_masks/352.npy: is an empty file"
    assert (error.path.name, error.reason) == ("352.npy", "is an empty file")
    assert isinstance(error, ForgeryViewerError)


def test_an_error_survives_the_way_from_another_process() -> None:
    sent = MaskError(Path("a/b.npy"), "has NaN", "nan")
    error = pickle.loads(pickle.dumps(sent))  # noqa: S301
    assert str(error) == "a/b.npy: has NaN"
    assert error.defect == "nan"


def test_names_without_a_folder_stay_readable() -> None:
    assert short_name(Path("mask.npy")) == "mask.npy"
    assert short_name(Path("/mask.npy")) == "/mask.npy"


def test_the_system_s_reason_comes_without_number_and_path() -> None:
    error = PermissionError(errno.EACCES, "Permission denied", "/data/x.png")
    assert system_reason(error) == "permission denied"
    assert system_reason(OSError()) == "oserror"
