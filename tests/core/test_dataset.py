"""What a data set offers, in one place."""

import subprocess
import sys

from forgery_viewer.core import dataset


def test_everything_named_is_there() -> None:
    for name in dataset.__all__:
        assert getattr(dataset, name) is not None


def test_a_key_reads_as_a_path() -> None:
    assert str(dataset.RecordKey("train", "forged", "352")) == "train/forged/352"


def test_a_data_set_is_listed_without_loading_pandas() -> None:
    program = "import sys, forgery_viewer.core.dataset; sys.exit('pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
